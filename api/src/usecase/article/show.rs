//! Shows an article.

use pronto_protocol::article::ArticleView;
use uuid::Uuid;

use super::{own::load, view::view};
use crate::{auth::Agent, context::Context, error::Result};

/// An article that the agent reads.
///
/// # Errors
/// `not_found`, also for a draft of which the agent knows nothing.
pub async fn show(context: &Context, agent: &Agent, article_id: Uuid) -> Result<ArticleView> {
    Ok(view(load(context.db(), agent, article_id).await?))
}
