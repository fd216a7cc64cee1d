//! Changes an article.

use futures_util::FutureExt;
use pronto_entity::column::{Json, Word};
use pronto_protocol::{
    agent::Permission,
    article::{ArticleState, ArticleView, UpdateArticleRequest},
    event::Change,
    register::Register,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{
    check::{check_body, check_tags, check_title_is_free, folded, tag_lines},
    own::load,
    view::view,
};
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction, policy, usecase::text::check_name};

/// Changes an article, publishes it or takes it back; without a difference it stays as it was.
///
/// # Errors
/// `forbidden`, `not_found`, `already_exists` for a title that is taken, `invalid_fields`.
pub async fn update(
    context: &Context,
    agent: &Agent,
    article_id: Uuid,
    mut request: UpdateArticleRequest,
) -> Result<ArticleView> {
    policy::need(&agent.card, Permission::WriteArticles)?;
    request.title = request.title.map(|title| check_name("title", &title)).transpose()?;
    request.body = request.body.map(|body| check_body(&body)).transpose()?;
    request.tags = request.tags.map(|tags| check_tags(&tags)).transpose()?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| change(transaction, agent, article_id, request).boxed())
        .await
}

async fn change(
    transaction: &mut Transaction,
    agent: Agent,
    article_id: Uuid,
    request: UpdateArticleRequest,
) -> Result<ArticleView> {
    let row = load(transaction.db(), &agent, article_id).await?;
    let title = request.title.unwrap_or_else(|| row.title.clone());
    let body = request.body.unwrap_or_else(|| row.body.clone());
    let tags = request.tags.unwrap_or_else(|| row.tags.0.clone());
    let state = request.state.unwrap_or(row.state.0);
    if (&title, &body, &tags, state) == (&row.title, &row.body, &row.tags.0, row.state.0) {
        return Ok(view(row));
    }
    check_title_is_free(transaction, &title, Some(article_id)).await?;
    let publishes = state == ArticleState::Published && row.state.0 == ArticleState::Draft;
    if [state, row.state.0].contains(&ArticleState::Published) {
        transaction.emit(Change::RegisterChanged { register: Register::Articles });
    }
    let mut changed = row.into_active_model();
    if publishes {
        changed.published_at = Set(Some(transaction.now_ms()));
    }
    changed.folded = Set(folded(&title, &tags, &body));
    changed.tag_lines = Set(tag_lines(&tags));
    changed.title = Set(title);
    changed.body = Set(body);
    changed.tags = Set(Json(tags));
    changed.state = Set(Word(state));
    changed.updated_at = Set(transaction.now_ms());
    Ok(view(changed.update(transaction.db()).await?))
}
