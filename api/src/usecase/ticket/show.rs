//! One ticket.

use pronto_protocol::ticket::TicketView;
use uuid::Uuid;

use super::{find, view_of};
use crate::{auth::Agent, context::Context, error::Result};

/// A ticket of the organization.
///
/// # Errors
/// `not_found`.
pub async fn show(context: &Context, agent: &Agent, ticket_id: Uuid) -> Result<TicketView> {
    let row = find(context.db(), agent.organization_id(), ticket_id).await?;
    view_of(context.db(), row).await
}
