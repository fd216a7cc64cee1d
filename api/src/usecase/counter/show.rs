//! Shows the live counters.

use pronto_protocol::{agent::Permission, counter::CountersView};

use super::count::count;
use crate::{auth::Agent, context::Context, error::Result, policy};

/// How the organization's desk stands now.
///
/// # Errors
/// `forbidden`.
pub async fn show(context: &Context, agent: &Agent) -> Result<CountersView> {
    policy::need(&agent.card, Permission::SeeCounters)?;
    count(context, agent.organization_id()).await
}
