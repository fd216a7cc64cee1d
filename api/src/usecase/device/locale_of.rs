//! The language an agent reads.

use pronto_entity::{device, organization};
use pronto_protocol::organization::Locale;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
};

/// The language of the agent's device; the organization's where the device has told none.
///
/// # Errors
/// A failure of the database.
pub async fn locale_of(context: &Context, agent: &Agent) -> Result<Locale> {
    let device = device::Entity::find_by_id(agent.device_id)
        .filter(device::Column::OrganizationId.eq(agent.organization_id()))
        .filter(device::Column::AgentId.eq(agent.id()))
        .one(context.db())
        .await?;
    if let Some(locale) = device.and_then(|device| device.locale) {
        return Ok(locale.0);
    }
    let organization = organization::Entity::find_by_id(agent.organization_id()).one(context.db()).await?;
    Ok(organization.ok_or_else(Error::not_found)?.settings.0.locale)
}
