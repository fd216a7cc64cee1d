//! The visitor rates a chat that is over.

use futures_util::FutureExt;
use pronto_entity::{chat, organization};
use pronto_protocol::{
    chat::ChatState,
    error::ErrorCode,
    event::Change,
    limit::COMMENT_MOST_CHARS,
    rating::{RateChatRequest, SCORES},
    visitor::VisitorChatView,
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use crate::{
    auth::Visitor,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    step::stamp_chat,
    usecase::{chat::view_of, text::check_short_text},
};

/// Rates the visitor's own chat, or changes the rating. The same again is no change.
///
/// # Errors
/// `not_found`, `invalid_fields`, `chat_not_closed`, `forbidden` when the organization asks for no ratings,
/// `rating_closed` when the chat has been over for too long, or its content was erased.
pub async fn rate_own_chat(
    context: &Context,
    visitor: Visitor,
    chat_id: Uuid,
    request: RateChatRequest,
) -> Result<VisitorChatView> {
    if !SCORES.contains(&request.score) {
        return Err(Error::field("score", "out_of_range", "1 to 5."));
    }
    let comment = check_short_text("comment", request.comment.as_deref().unwrap_or_default(), COMMENT_MOST_CHARS)?;
    let score = i32::from(request.score);
    context
        .ledger
        .commit(visitor.organization_id, move |transaction| rate(transaction, visitor, chat_id, score, comment).boxed())
        .await
}

async fn rate(
    transaction: &mut Transaction,
    visitor: Visitor,
    chat_id: Uuid,
    score: i32,
    comment: Option<String>,
) -> Result<VisitorChatView> {
    let chat = policy::own_chat(transaction.db(), visitor, chat_id).await?;
    let organization = organization::Entity::find_by_id(transaction.organization_id())
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let settings = organization.settings.0;
    if !settings.rating_enabled {
        return Err(Error::new(ErrorCode::Forbidden).detail("This organization asks for no ratings."));
    }
    if chat.state.0 != ChatState::Closed {
        return Err(ErrorCode::ChatNotClosed.into());
    }
    let window_ms = i64::from(settings.rating_window_seconds) * 1000;
    // Erased once and not again: a comment that came in afterwards would stay for ever.
    if chat.erased_at.is_some() || transaction.now_ms() - chat.closed_at.unwrap_or_default() > window_ms {
        return Err(ErrorCode::RatingClosed.into());
    }
    if chat.rating == Some(score) && chat.rating_comment == comment {
        return Ok(view_of(transaction.db(), chat).await?.for_visitor());
    }
    let mut row: chat::ActiveModel = chat.into_active_model();
    row.rating = Set(Some(score));
    row.rating_comment = Set(comment);
    row.rated_at = Set(Some(transaction.now_ms()));
    let rated = stamp_chat(transaction, row).await?;
    transaction.emit(Change::ChatRated(rated.clone()));
    Ok(rated.for_visitor())
}
