//! Shows an offline message.

use pronto_protocol::offline::OfflineMessageView;
use uuid::Uuid;

use super::own::find;
use crate::{auth::Agent, context::Context, error::Result};

/// One that the agent may see.
///
/// # Errors
/// `forbidden`, `not_found`.
pub async fn show(context: &Context, agent: &Agent, id: Uuid) -> Result<OfflineMessageView> {
    Ok(find(context.db(), agent, id).await?.into())
}
