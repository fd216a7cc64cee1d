//! Where waiting chats stand in line, and how long it may take.

use pronto_entity::{chat, column::Word};
use pronto_protocol::{chat::ChatState, visitor::WaitingPlaceView};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::error::Result;

/// Chats taken longer ago say nothing about now.
const WITHIN_MS: i64 = 24 * 3_600_000;
/// The last so many are measured.
const MEASURED_MOST: usize = 20;
/// Read beside them, since who stood before one of these may have been taken earlier.
const READ_MOST: u64 = 60;

/// How fast a queue has moved of late: milliseconds for each place, when that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace(Option<i64>);

/// A chat that was taken.
#[derive(Clone, Copy, Debug)]
struct Taken {
    number: i64,
    started_at: i64,
    accepted_at: i64,
}

impl Pace {
    /// Reads how fast a queue has moved within the day before `now_ms` (Unix milliseconds).
    ///
    /// # Errors
    /// A failure of the database.
    pub async fn read<C: ConnectionTrait>(
        database: &C,
        organization_id: Uuid,
        queue_id: Uuid,
        now_ms: i64,
    ) -> Result<Self> {
        let rows: Vec<(i64, i64, i64)> = chat::Entity::find()
            .select_only()
            .columns([chat::Column::Number, chat::Column::StartedAt, chat::Column::AcceptedAt])
            .filter(chat::Column::OrganizationId.eq(organization_id))
            .filter(chat::Column::QueueId.eq(queue_id))
            .filter(chat::Column::AcceptedAt.gt(now_ms - WITHIN_MS))
            .order_by_desc(chat::Column::AcceptedAt)
            .limit(READ_MOST)
            .into_tuple()
            .all(database)
            .await?;
        let taken = rows.into_iter().map(|(number, started_at, accepted_at)| Taken { number, started_at, accepted_at });
        Ok(Self::of(&taken.collect::<Vec<_>>()))
    }

    /// Of chats in the order they were taken, the last first: the median of wait by place. Who was there before and taken
    /// later than a chat came stood before it.
    fn of(taken: &[Taken]) -> Self {
        let place = |of: &Taken| {
            let before = |other: &&Taken| other.number < of.number && other.accepted_at > of.started_at;
            1 + i64::try_from(taken.iter().filter(before).count()).unwrap_or(i64::MAX - 1)
        };
        let by_place = |of: &Taken| (of.accepted_at - of.started_at).max(0) / place(of);
        let mut paces: Vec<i64> = taken.iter().take(MEASURED_MOST).map(by_place).collect();
        paces.sort_unstable();
        Self(paces.get(paces.len() / 2).copied())
    }

    /// How it stands at this place, 1 being the next.
    #[must_use]
    pub fn at(self, place: u32) -> WaitingPlaceView {
        let seconds = |pace_ms: i64| pace_ms.saturating_mul(i64::from(place)).saturating_add(999) / 1000;
        let estimated_wait_seconds = self.0.map(|pace_ms| u32::try_from(seconds(pace_ms)).unwrap_or(u32::MAX));
        WaitingPlaceView { place, estimated_wait_seconds }
    }
}

/// Where a chat stands; nothing when it does not wait.
///
/// # Errors
/// A failure of the database.
pub async fn place_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    now_ms: i64,
    chat_id: Uuid,
) -> Result<Option<WaitingPlaceView>> {
    let chat = chat::Entity::find_by_id(chat_id)
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::State.eq(Word(ChatState::Waiting)))
        .one(database)
        .await?;
    let Some(chat) = chat else { return Ok(None) };
    let same_time = Condition::all()
        .add(chat::Column::WaitingSince.eq(chat.waiting_since))
        .add(chat::Column::Number.lt(chat.number));
    let same_priority = Condition::all()
        .add(chat::Column::Priority.eq(chat.priority))
        .add(Condition::any().add(chat::Column::WaitingSince.lt(chat.waiting_since)).add(same_time));
    let before = waiting(organization_id, chat.queue_id)
        .filter(Condition::any().add(chat::Column::Priority.gt(chat.priority)).add(same_priority))
        .count(database)
        .await?;
    let place = u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1);
    let pace = Pace::read(database, organization_id, chat.queue_id, now_ms).await?;
    Ok(Some(pace.at(place)))
}

/// The first `most` chats that wait in a queue, in their order.
///
/// # Errors
/// A failure of the database.
pub async fn places<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    queue_id: Uuid,
    most: u64,
) -> Result<Vec<Uuid>> {
    let ids = waiting(organization_id, queue_id)
        .select_only()
        .column(chat::Column::Id)
        .order_by_desc(chat::Column::Priority)
        .order_by_asc(chat::Column::WaitingSince)
        .order_by_asc(chat::Column::Number)
        .limit(most)
        .into_tuple()
        .all(database)
        .await?;
    Ok(ids)
}

fn waiting(organization_id: Uuid, queue_id: Uuid) -> Select<chat::Entity> {
    chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::State.eq(Word(ChatState::Waiting)))
        .filter(chat::Column::QueueId.eq(queue_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(number: i64, started_at: i64, accepted_at: i64) -> Taken {
        Taken { number, started_at, accepted_at }
    }

    #[test]
    fn nothing_known_is_no_estimate() {
        assert_eq!(Pace::of(&[]).at(3), WaitingPlaceView { place: 3, estimated_wait_seconds: None });
    }

    #[test]
    fn a_wait_counts_by_the_place_it_was_waited_at() {
        // Three came at once and were taken a minute after each other.
        let chats = [taken(3, 0, 180_000), taken(2, 0, 120_000), taken(1, 0, 60_000)];
        assert_eq!(Pace::of(&chats), Pace(Some(60_000)));
        assert_eq!(Pace::of(&chats).at(2).estimated_wait_seconds, Some(120));
    }

    #[test]
    fn one_long_wait_does_not_spoil_the_estimate_and_old_ones_are_not_measured() {
        let mut chats: Vec<Taken> = (0..20).rev().map(|n| taken(100 + n, n * 10_000, n * 10_000 + 5_000)).collect();
        chats[3].accepted_at = chats[3].started_at + 9_000_000;
        assert_eq!(Pace::of(&chats), Pace(Some(5_000)));
        chats.extend((0..40).map(|n| taken(n, -8_000_000, -1)));
        assert_eq!(Pace::of(&chats), Pace(Some(5_000)));
    }
}
