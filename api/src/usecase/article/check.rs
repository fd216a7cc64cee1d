//! What an article may hold.

use pronto_entity::article;
use pronto_protocol::{error::ErrorCode, limit::ARTICLE_MOST_CHARS};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::plain_text::plain_text;
use crate::{
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::{check_short_text, clean_line, fold, fold_words},
};

/// Tags of an article at most.
const TAGS_MOST: usize = 10;
/// Characters of a tag at most.
const TAG_MOST_CHARS: usize = 40;

/// The text of an article.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn check_body(body: &str) -> Result<String> {
    let body = check_short_text("body", body, ARTICLE_MOST_CHARS)?;
    body.ok_or_else(|| Error::field("body", "required", "The text is empty."))
}

/// Tags in their one form: small letters, each once.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn check_tags(tags: &[String]) -> Result<Vec<String>> {
    if tags.len() > TAGS_MOST {
        return Err(Error::field("tags", "too_long", format!("At most {TAGS_MOST} tags.")));
    }
    let mut kept: Vec<String> = Vec::with_capacity(tags.len());
    for tag in tags {
        let tag = clean_line(tag).to_lowercase();
        let letters = |c: char| c.is_alphanumeric() || c == ' ' || c == '-';
        if tag.is_empty() || tag.chars().count() > TAG_MOST_CHARS || !tag.chars().all(letters) {
            let rule = format!("1 to {TAG_MOST_CHARS} letters, digits, spaces and `-`.");
            return Err(Error::field("tags", "malformed", rule));
        }
        if !kept.iter().any(|known| fold(known) == fold(&tag)) {
            kept.push(tag);
        }
    }
    Ok(kept)
}

/// Tags as they are searched: each folded and between line ends.
#[must_use]
pub(super) fn tag_lines(tags: &[String]) -> String {
    tags.iter().fold("\n".to_owned(), |lines, tag| lines + &fold(tag) + "\n")
}

/// Title, tags and text as they are searched.
#[must_use]
pub(super) fn folded(title: &str, tags: &[String], body: &str) -> String {
    fold_words(&format!("{title} {} {}", tags.join(" "), plain_text(body)))
}

/// Refuses a title that another article has: that also stops a repeated request from writing a second one.
///
/// # Errors
/// `already_exists`.
pub(super) async fn check_title_is_free(transaction: &Transaction, title: &str, own_id: Option<Uuid>) -> Result<()> {
    let same = article::Entity::find()
        .filter(article::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(article::Column::Title.eq(title))
        .one(transaction.db())
        .await?;
    match same {
        Some(same) if Some(same.id) != own_id => {
            Err(Error::new(ErrorCode::AlreadyExists).detail("An article with this title exists already."))
        }
        _ => Ok(()),
    }
}
