//! A contact's journey, the newest first: every source read up to a page, and merged.

use pronto_protocol::{journey::JourneyEntryView, page::Page};
use uuid::Uuid;

use super::{chats, notes, tickets};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    usecase::contact,
};

/// Where one thing stands in the journey: its time in Unix milliseconds, and its id.
pub(super) type Place = (i64, Uuid);

/// What a source is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'a> {
    /// Who asks.
    pub agent: &'a Agent,
    /// Whose journey.
    pub contact_id: Uuid,
    /// Only what stands before this place.
    pub before: Option<Place>,
    /// So many at most.
    pub most: u64,
}

/// Chats that the agent may see, tickets, and notes of a contact.
///
/// # Errors
/// `not_found`, `invalid_cursor`, `invalid_fields`.
pub async fn list(
    context: &Context,
    agent: &Agent,
    contact_id: Uuid,
    page: &PageParams,
) -> Result<Page<JourneyEntryView>> {
    let limit = page.limit()?;
    let before = page.after::<Place>()?;
    contact::find(context.db(), agent.organization_id(), contact_id).await?;
    let question = Question { agent, contact_id, before, most: limit + 1 };
    let mut found: Vec<(Place, JourneyEntryView)> = Vec::new();
    found.extend(chats::read(context.db(), question).await?);
    found.extend(tickets::read(context.db(), question).await?);
    found.extend(notes::read(context.db(), question).await?);
    found.sort_by(|(one, _), (other, _)| other.cmp(one));
    found.truncate(usize::try_from(limit + 1).unwrap_or(usize::MAX));
    Ok(page_of(found, limit, |(place, _)| *place, |(_, entry)| entry))
}
