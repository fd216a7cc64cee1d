//! Registers a webhook.

use futures_util::FutureExt;
use pronto_entity::{column::Json, webhook};
use pronto_protocol::{
    error::ErrorCode,
    webhook::{AddWebhookRequest, WebhookSecretView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{
    checked::{checked_kinds, checked_url},
    secret::make,
};
use crate::{
    auth::integration::{Administrator, WebhooksManage},
    chance,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Webhooks of an organization at most: each costs a post for each event.
const WEBHOOKS_MOST: u64 = 20;

/// Registers it; events from now on are posted.
///
/// # Errors
/// `forbidden` for `internal` to who may not be told whispers and notes, `invalid_fields`, `already_exists` for an address
/// that has one, `limit_reached`.
pub async fn add(
    context: &Context,
    who: Administrator<WebhooksManage>,
    request: AddWebhookRequest,
) -> Result<WebhookSecretView> {
    if request.internal {
        who.need_internal()?;
    }
    let (id, organization_id) = (chance::id(&context.clock), who.organization_id);
    let (secret, sealed) = make(context, organization_id, id);
    let new = New {
        id,
        url: checked_url(context, &request.url)?,
        kinds: checked_kinds(request.kinds, request.internal)?,
        internal: request.internal,
        sealed,
    };
    let row = context.ledger.commit(organization_id, move |transaction| write(transaction, new).boxed()).await?;
    Ok(WebhookSecretView { webhook: row.into(), secret })
}

struct New {
    id: Uuid,
    url: String,
    kinds: Vec<String>,
    internal: bool,
    sealed: Vec<u8>,
}

async fn write(transaction: &mut Transaction, new: New) -> Result<webhook::Model> {
    let organization_id = transaction.organization_id();
    let all = webhook::Entity::find().filter(webhook::Column::OrganizationId.eq(organization_id));
    if all.clone().filter(webhook::Column::Url.eq(new.url.as_str())).count(transaction.db()).await? > 0 {
        return Err(Error::new(ErrorCode::AlreadyExists).detail("This address has a webhook already."));
    }
    if all.count(transaction.db()).await? >= WEBHOOKS_MOST {
        return Err(Error::new(ErrorCode::LimitReached).detail(format!("At most {WEBHOOKS_MOST} webhooks.")));
    }
    let row = webhook::ActiveModel {
        id: Set(new.id),
        organization_id: Set(organization_id),
        url: Set(new.url),
        kinds: Set(Json(new.kinds)),
        internal: Set(new.internal),
        secret: Set(new.sealed),
        previous_secret: Set(None),
        previous_secret_until: Set(None),
        disabled: Set(None),
        failing_since: Set(None),
        since_seq: Set(transaction.next_seq() - 1),
        created_at: Set(transaction.now_ms()),
    };
    transaction.note_made(new.id);
    Ok(row.insert(transaction.db()).await?)
}
