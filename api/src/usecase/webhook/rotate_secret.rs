//! Gives a webhook another secret; for a day both sign, so that the receiver can change over.

use futures_util::FutureExt;
use pronto_entity::webhook;
use pronto_protocol::webhook::WebhookSecretView;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{own::own, secret::make};
use crate::{
    auth::integration::{Administrator, WebhooksManage},
    context::Context,
    error::Result,
    ledger::Transaction,
};

/// For how long the old secret signs as well, in milliseconds.
const OVERLAP_MS: i64 = 86_400_000;

/// Makes another secret. Rotated twice within a day, the first of the three signs no more.
///
/// # Errors
/// `not_found`.
pub async fn rotate_secret(
    context: &Context,
    who: Administrator<WebhooksManage>,
    webhook_id: Uuid,
) -> Result<WebhookSecretView> {
    let (secret, sealed) = make(context, who.organization_id, webhook_id);
    let row = context
        .ledger
        .commit(who.organization_id, move |transaction| write(transaction, who, webhook_id, sealed).boxed())
        .await?;
    Ok(WebhookSecretView { webhook: row.into(), secret })
}

async fn write(
    transaction: &mut Transaction,
    who: Administrator<WebhooksManage>,
    webhook_id: Uuid,
    sealed: Vec<u8>,
) -> Result<webhook::Model> {
    let row = own(transaction.db(), who, webhook_id).await?;
    let previous = row.secret.clone();
    let mut rotated = row.into_active_model();
    rotated.secret = Set(sealed);
    rotated.previous_secret = Set(Some(previous));
    rotated.previous_secret_until = Set(Some(transaction.now_ms() + OVERLAP_MS));
    Ok(rotated.update(transaction.db()).await?)
}
