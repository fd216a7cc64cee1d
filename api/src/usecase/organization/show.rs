//! Shows the organization.

use pronto_entity::organization;
use pronto_protocol::organization::OrganizationView;
use sea_orm::EntityTrait;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
};

/// The agent's own organization.
///
/// # Errors
/// A failure of the database.
pub async fn show(context: &Context, agent: &Agent) -> Result<OrganizationView> {
    let row = organization::Entity::find_by_id(agent.organization_id()).one(context.db()).await?;
    row.map(OrganizationView::from).ok_or_else(Error::not_found)
}
