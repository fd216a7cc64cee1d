//! An article's row as it is read.

use pronto_entity::article;
use pronto_protocol::{
    Timestamp,
    article::{ArticleItemView, ArticleView},
};

use super::plain_text::plain_text;

/// Characters of an excerpt at most.
const EXCERPT_MOST_CHARS: usize = 200;

/// The whole article.
#[must_use]
pub(super) fn view(row: article::Model) -> ArticleView {
    ArticleView {
        id: row.id,
        title: row.title,
        plain_text: plain_text(&row.body),
        body: row.body,
        tags: row.tags.0,
        state: row.state.0,
        author_id: row.author_id,
        author_name: row.author_name,
        created_at: Timestamp::from_unix_ms(row.created_at),
        updated_at: Timestamp::from_unix_ms(row.updated_at),
        published_at: row.published_at.map(Timestamp::from_unix_ms),
    }
}

/// As it stands in a list.
#[must_use]
pub(super) fn item_view(row: article::Model) -> ArticleItemView {
    let plain = plain_text(&row.body);
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    ArticleItemView {
        id: row.id,
        title: row.title,
        excerpt: words.chars().take(EXCERPT_MOST_CHARS).collect(),
        tags: row.tags.0,
        state: row.state.0,
        updated_at: Timestamp::from_unix_ms(row.updated_at),
    }
}
