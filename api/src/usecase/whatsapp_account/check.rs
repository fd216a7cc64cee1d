//! Asks the provider whether it knows a number, and tells its own words.

use futures_util::FutureExt;
use pronto_entity::whatsapp_account;
use pronto_protocol::whatsapp::WhatsappCheckView;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::graph;
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
};

/// Asks at once, for an admin.
///
/// # Errors
/// `not_found`.
pub async fn check(context: &Context, admin: &Agent, account_id: Uuid) -> Result<WhatsappCheckView> {
    let organization_id = admin.organization_id();
    let account = whatsapp_account::Entity::find_by_id(account_id)
        .filter(whatsapp_account::Column::OrganizationId.eq(organization_id))
        .one(context.db())
        .await?
        .ok_or_else(Error::not_found)?;
    // Nothing is kept of the answer, but that it was asked for goes on record before it leaves the house.
    context.ledger.commit(organization_id, |_| async { Ok(()) }.boxed()).await?;
    Ok(match graph(context, &account)?.number().await {
        Ok(known) => {
            let words = format!("{} {}", known.display_phone_number, known.verified_name).trim().to_owned();
            WhatsappCheckView { accepted: true, words }
        }
        Err(failure) => WhatsappCheckView { accepted: false, words: failure.words },
    })
}
