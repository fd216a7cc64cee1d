//! One contact.

use pronto_protocol::contact::ContactView;
use uuid::Uuid;

use super::{find, view_of};
use crate::{auth::Agent, context::Context, error::Result};

/// A contact of the organization; one that was merged tells into which.
///
/// # Errors
/// `not_found`.
pub async fn show(context: &Context, agent: &Agent, contact_id: Uuid) -> Result<ContactView> {
    let row = find(context.db(), agent.organization_id(), contact_id).await?;
    view_of(context.db(), row).await
}
