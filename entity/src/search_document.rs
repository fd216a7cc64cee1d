//! What can be found, as folded words. The tables' own indexes lie over it: FTS5 on SQLite, GIN on PostgreSQL.

use pronto_protocol::search::SearchKind;
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row. It has no organization of its own: its number lies in the range of its organization's scope.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "search_document")]
pub struct Model {
    /// The scope's id in the upper bits, below them the `seq` by which the document came into the log: rising, newest last.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// What it is.
    pub kind: Word<SearchKind>,
    /// Its id in its own table.
    pub id: Uuid,
    /// The chat it belongs to; who may see that chat finds it.
    pub chat_id: Option<Uuid>,
    /// Its text, folded.
    pub words: String,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
