//! Deletes an article.

use futures_util::FutureExt;
use pronto_protocol::{agent::Permission, article::ArticleState, event::Change, register::Register};
use sea_orm::ModelTrait;
use uuid::Uuid;

use super::own::load;
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction, policy};

/// Deletes an article.
///
/// # Errors
/// `forbidden`, `not_found`.
pub async fn remove(context: &Context, agent: &Agent, article_id: Uuid) -> Result<()> {
    policy::need(&agent.card, Permission::WriteArticles)?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| delete(transaction, agent, article_id).boxed())
        .await
}

async fn delete(transaction: &mut Transaction, agent: Agent, article_id: Uuid) -> Result<()> {
    let row = load(transaction.db(), &agent, article_id).await?;
    if row.state.0 == ArticleState::Published {
        transaction.emit(Change::RegisterChanged { register: Register::Articles });
    }
    row.delete(transaction.db()).await?;
    Ok(())
}
