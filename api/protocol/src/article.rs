//! Articles: the knowledge base beside the chat.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, word::words};

words! {
    /// Whether agents read an article.
    pub enum ArticleState {
        /// Only who writes articles sees it.
        Draft = "draft",
        /// Every agent reads it.
        Published = "published",
    }
}

/// An article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleView {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// The text, with the small Markdown: `**bold**`, `*italic*`, `` `code` ``, `# heading`, `- item`, `[text](address)`.
    pub body: String,
    /// The same as plain text, to be inserted into a reply.
    pub plain_text: String,
    /// Its tags, in small letters.
    pub tags: Vec<String>,
    /// Whether agents read it.
    pub state: ArticleState,
    /// Who wrote it.
    pub author_id: Uuid,
    /// The author's name at the time.
    pub author_name: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it was last published; null while it never was.
    pub published_at: Option<Timestamp>,
}

/// An article in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleItemView {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// How its plain text begins, at most 200 characters.
    pub excerpt: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Whether agents read it.
    pub state: ArticleState,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Writes an article.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddArticleRequest {
    /// Its title, 1–80 characters; unique in the organization.
    pub title: String,
    /// The text, 1–20,000 characters.
    pub body: String,
    /// At most 10 tags of 1–40 letters, digits, spaces and `-`.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whether agents read it; `draft` when left out.
    #[serde(default = "draft")]
    pub state: ArticleState,
}

fn draft() -> ArticleState {
    ArticleState::Draft
}

/// Changes an article; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UpdateArticleRequest {
    /// New title.
    pub title: Option<String>,
    /// New text.
    pub body: Option<String>,
    /// New tags, as a whole.
    pub tags: Option<Vec<String>>,
    /// Publishes it or takes it back.
    pub state: Option<ArticleState>,
}
