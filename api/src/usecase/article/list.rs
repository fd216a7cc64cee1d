//! Lists and searches articles, the latest changed first.

use pronto_entity::{article, column::Word};
use pronto_protocol::{
    article::{ArticleItemView, ArticleState},
    page::Page,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{own::read_by, view::item_view};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    usecase::text::{fold, search_words},
};

/// Which are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Words in them.
    pub search: Option<String>,
    /// A tag they have.
    pub tag: Option<String>,
    /// Drafts or published ones only.
    pub state: Option<ArticleState>,
}

/// The articles that the agent reads, the latest changed first. Words are found from their beginning, in any order; accents
/// and case do not matter.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(
    context: &Context,
    agent: &Agent,
    wanted: Wanted,
    page: &PageParams,
) -> Result<Page<ArticleItemView>> {
    use article::Column;
    let limit = page.limit()?;
    let mut query = article::Entity::find().filter(read_by(agent));
    for pattern in search_words(wanted.search.as_deref().unwrap_or_default()) {
        query = query.filter(Column::Folded.like(pattern));
    }
    if let Some(tag) = wanted.tag {
        let tag = fold(tag.trim());
        // What no tag can hold finds none, and means nothing in a pattern.
        if !tag.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-') {
            return Ok(Page { items: Vec::new(), next_cursor: None });
        }
        query = query.filter(Column::TagLines.like(format!("%\n{tag}\n%")));
    }
    if let Some(state) = wanted.state {
        query = query.filter(Column::State.eq(Word(state)));
    }
    if let Some((updated_at, id)) = page.after::<(i64, Uuid)>()? {
        let same_time = Condition::all().add(Column::UpdatedAt.eq(updated_at)).add(Column::Id.lt(id));
        query = query.filter(Condition::any().add(Column::UpdatedAt.lt(updated_at)).add(same_time));
    }
    let rows =
        query.order_by_desc(Column::UpdatedAt).order_by_desc(Column::Id).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| (row.updated_at, row.id), item_view))
}
