//! Articles: the knowledge base.

use pronto_protocol::article::ArticleState;
use sea_orm::entity::prelude::*;

use crate::column::{Json, Word};

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "article")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Its title.
    pub title: String,
    /// The text, with the small Markdown.
    pub body: String,
    /// Its tags.
    pub tags: Json<Vec<String>>,
    /// The tags as they are searched: each folded and between line ends.
    pub tag_lines: String,
    /// Whether agents read it.
    pub state: Word<ArticleState>,
    /// Who wrote it.
    pub author_id: Uuid,
    /// The author's name at the time.
    pub author_name: String,
    /// Title, tags and text as they are searched.
    pub folded: String,
    /// When it was written.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
    /// When it was last published.
    pub published_at: Option<i64>,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
