//! Writes an article.

use futures_util::FutureExt;
use pronto_entity::{
    article,
    column::{Json, Word},
};
use pronto_protocol::{
    agent::Permission,
    article::{AddArticleRequest, ArticleState, ArticleView},
    event::Change,
    register::Register,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::{
    check::{check_body, check_tags, check_title_is_free, folded, tag_lines},
    view::view,
};
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction, policy, usecase::text::check_name};

/// Writes an article, as a draft or published at once.
///
/// # Errors
/// `forbidden`, `already_exists` for a title that is taken, `invalid_fields`.
pub async fn add(context: &Context, agent: &Agent, mut request: AddArticleRequest) -> Result<ArticleView> {
    policy::need(&agent.card, Permission::WriteArticles)?;
    request.title = check_name("title", &request.title)?;
    request.body = check_body(&request.body)?;
    request.tags = check_tags(&request.tags)?;
    let agent = agent.clone();
    context.ledger.commit(agent.organization_id(), move |transaction| write(transaction, agent, request).boxed()).await
}

async fn write(transaction: &mut Transaction, agent: Agent, request: AddArticleRequest) -> Result<ArticleView> {
    check_title_is_free(transaction, &request.title, None).await?;
    let now_ms = transaction.now_ms();
    let row = article::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        folded: Set(folded(&request.title, &request.tags, &request.body)),
        tag_lines: Set(tag_lines(&request.tags)),
        title: Set(request.title),
        body: Set(request.body),
        tags: Set(Json(request.tags)),
        state: Set(Word(request.state)),
        author_id: Set(agent.id()),
        author_name: Set(agent.card.name.clone()),
        created_at: Set(now_ms),
        updated_at: Set(now_ms),
        published_at: Set((request.state == ArticleState::Published).then_some(now_ms)),
    };
    let row = row.insert(transaction.db()).await?;
    if row.state.0 == ArticleState::Published {
        transaction.emit(Change::RegisterChanged { register: Register::Articles });
    }
    Ok(view(row))
}
