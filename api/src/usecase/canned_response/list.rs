//! Lists the canned responses an agent has, by shortcut.

use pronto_entity::canned_response;
use pronto_protocol::{canned_response::CannedResponseView, page::Page};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{own::seen_by, view::views_of};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    policy,
    usecase::{
        template::ChatValues,
        text::{fold, search_words},
    },
};

/// Which are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// How their shortcut begins.
    pub shortcut: Option<String>,
    /// Words in them.
    pub search: Option<String>,
    /// The chat they are rendered for.
    pub chat_id: Option<Uuid>,
}

/// The organization's, the agent's own and what others share, by shortcut. Words are found from their beginning; accents
/// and case do not matter.
///
/// # Errors
/// `not_found` for a chat that the agent does not see, `invalid_fields`, `invalid_cursor`.
pub async fn list(
    context: &Context,
    agent: &Agent,
    wanted: Wanted,
    page: &PageParams,
) -> Result<Page<CannedResponseView>> {
    use canned_response::Column;
    let limit = page.limit()?;
    let values = match wanted.chat_id {
        Some(chat_id) => {
            let seen = policy::see_chat(context.db(), agent, chat_id).await?;
            Some(ChatValues::read(context.db(), agent, seen.chat).await?)
        }
        None => None,
    };
    let mut query = canned_response::Entity::find().filter(seen_by(agent));
    if let Some(shortcut) = wanted.shortcut {
        let letters = |c: &char| c.is_alphanumeric() || *c == '-';
        // What no shortcut can hold finds none, and means nothing in a pattern.
        let typed = fold(shortcut.trim().trim_start_matches('/'));
        if !typed.chars().all(|c| letters(&c)) {
            return Ok(Page { items: Vec::new(), next_cursor: None });
        }
        query = query.filter(Column::Shortcut.like(format!("{typed}%")));
    }
    for pattern in search_words(wanted.search.as_deref().unwrap_or_default()) {
        query = query.filter(Column::Folded.like(pattern));
    }
    if let Some((shortcut, id)) = page.after::<(String, Uuid)>()? {
        let same = Condition::all().add(Column::Shortcut.eq(&shortcut)).add(Column::Id.gt(id));
        query = query.filter(Condition::any().add(Column::Shortcut.gt(&shortcut)).add(same));
    }
    let rows = query.order_by_asc(Column::Shortcut).order_by_asc(Column::Id).limit(limit + 1).all(context.db()).await?;
    let rows = page_of(rows, limit, |row| (row.shortcut.clone(), row.id), |row| row);
    let items = views_of(context.db(), agent.organization_id(), rows.items, values.as_ref()).await?;
    Ok(Page { items, next_cursor: rows.next_cursor })
}
