//! Changes a webhook.

use futures_util::FutureExt;
use pronto_entity::{
    column::{Json, Word},
    webhook,
};
use pronto_protocol::webhook::{UpdateWebhookRequest, WebhookDisabled, WebhookView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{
    checked::{checked_kinds, checked_url},
    own::own,
};
use crate::{
    auth::integration::{Administrator, WebhooksManage},
    context::Context,
    error::Result,
    ledger::Transaction,
};

/// Changes what is given. Switched on again, it gets the events from now on, and what was waiting.
///
/// # Errors
/// `not_found`, `forbidden` for `internal` to who may not be told whispers and notes, `invalid_fields`.
pub async fn update(
    context: &Context,
    who: Administrator<WebhooksManage>,
    webhook_id: Uuid,
    mut request: UpdateWebhookRequest,
) -> Result<WebhookView> {
    request.url = request.url.map(|url| checked_url(context, &url)).transpose()?;
    context
        .ledger
        .commit(who.organization_id, move |transaction| write(transaction, who, webhook_id, request).boxed())
        .await
}

async fn write(
    transaction: &mut Transaction,
    who: Administrator<WebhooksManage>,
    webhook_id: Uuid,
    request: UpdateWebhookRequest,
) -> Result<WebhookView> {
    let row = own(transaction.db(), who, webhook_id).await?;
    let before = WebhookView::from(row.clone());
    let internal = request.internal.unwrap_or(row.internal);
    if internal {
        who.need_internal()?;
    }
    let kinds = checked_kinds(request.kinds.unwrap_or_else(|| row.kinds.0.clone()), internal)?;
    let mut changed: webhook::ActiveModel = row.clone().into_active_model();
    changed.url = Set(request.url.unwrap_or(row.url));
    changed.kinds = Set(Json(kinds));
    changed.internal = Set(internal);
    match request.active {
        Some(true) if row.disabled.is_some() => {
            changed.disabled = Set(None);
            changed.failing_since = Set(None);
            changed.since_seq = Set(transaction.next_seq() - 1);
        }
        Some(false) if row.disabled.is_none() => changed.disabled = Set(Some(Word(WebhookDisabled::ByAdmin))),
        _ => {}
    }
    let after = WebhookView::from(changed.update(transaction.db()).await?);
    transaction.note_changes(&before, &after);
    Ok(after)
}
