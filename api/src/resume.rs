//! Resuming: what somebody missed since a cursor, heard by the same rules as live.

use std::collections::{HashMap, HashSet};

use pronto_entity::{chat, direct_member, event, organization_log, participant, queue_member};
use pronto_protocol::{chat::ChatState, error::ErrorCode, event::Change};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::{
    auth::{AgentCard, Visitor},
    error::{Error, Result},
    hub::{Opened, Subscriptions},
    topic::{MOVING_KINDS, Move, Topic, moves_of, topics_of, topics_of_role},
};

/// Events read at once.
const PAGE: u64 = 500;

/// Where an organization's log stands.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// The latest event.
    pub seq: i64,
    /// Events up to here are no longer kept.
    pub pruned_seq: i64,
}

/// Reads where the log stands.
///
/// # Errors
/// A failure of the database.
pub async fn head(database: &DatabaseConnection, organization_id: Uuid) -> Result<Head> {
    let log = organization_log::Entity::find_by_id(organization_id).one(database).await?;
    let log = log.ok_or_else(Error::not_found)?;
    Ok(Head { seq: log.seq, pruned_seq: log.pruned_seq })
}

/// Reads a cursor.
///
/// # Errors
/// `invalid_cursor`.
pub fn parse_cursor(cursor: &str) -> Result<i64> {
    let seq = cursor.parse::<i64>().ok().filter(|seq| *seq >= 0);
    seq.ok_or_else(|| ErrorCode::InvalidCursor.into())
}

/// One event of the log that was heard.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Its place.
    pub seq: i64,
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// The change as the log keeps it.
    pub content: String,
    /// The change.
    pub change: Change,
}

/// A reader of the log for one person, from a cursor on.
#[derive(Clone, Debug)]
pub struct Reader {
    organization_id: Uuid,
    person_id: Uuid,
    /// A visitor: only events of its own chats are read.
    is_visitor: bool,
    subscriptions: Subscriptions,
    /// Up to here the rights to opened chats take account of the log already.
    judged_seq: i64,
    seq: i64,
}

impl Reader {
    /// For an agent, from `cursor` (or from now), with opened chats. The second value says where the log stood.
    ///
    /// # Errors
    /// `resync_required` when the log no longer reaches back so far.
    pub async fn of_agent(
        database: &DatabaseConnection,
        card: &AgentCard,
        cursor: Option<i64>,
        opened: &Opened,
    ) -> Result<(Self, Head)> {
        // Who starts from now starts before the subscriptions are read: a move in between is in the log that follows.
        let now = head(database, card.organization_id).await?;
        let mut subscriptions = subscriptions_of(database, card).await?;
        for (chat_id, right) in &opened.chats {
            subscriptions.open(*chat_id, *right);
        }
        // Read after the subscriptions: every move they already know of is at or below this head.
        let head = head(database, card.organization_id).await?;
        // What happened while the rights to opened chats were asked for is read again: it may have taken one away.
        let start = if opened.chats.is_empty() { now.seq } else { opened.seq };
        let seq = cursor.unwrap_or(start);
        check_reach(seq, head)?;
        let mut reader = Self {
            organization_id: card.organization_id,
            person_id: card.id,
            is_visitor: false,
            subscriptions,
            judged_seq: opened.seq,
            seq,
        };
        reader.rewind(database, head.seq).await?;
        Ok((reader, head))
    }

    /// For a visitor.
    ///
    /// # Errors
    /// `resync_required` when the log no longer reaches back so far.
    pub async fn of_visitor(
        database: &DatabaseConnection,
        visitor: Visitor,
        cursor: Option<i64>,
    ) -> Result<(Self, Head)> {
        // Read before the chats: one that starts in between is in the log that follows.
        let head = head(database, visitor.organization_id).await?;
        let chats = chat::Entity::find()
            .filter(chat::Column::OrganizationId.eq(visitor.organization_id))
            .filter(chat::Column::VisitorId.eq(visitor.id))
            .all(database)
            .await?;
        let seq = cursor.unwrap_or(head.seq);
        check_reach(seq, head)?;
        let own = std::iter::once(Topic::Visitor(visitor.id));
        let subscriptions = Subscriptions::new(own.chain(chats.into_iter().map(|chat| Topic::Chat(chat.id))));
        let reader = Self {
            organization_id: visitor.organization_id,
            person_id: visitor.id,
            is_visitor: true,
            subscriptions,
            judged_seq: head.seq,
            seq,
        };
        Ok((reader, head))
    }

    /// Up to where it has read.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// What it hears from here on.
    #[must_use]
    pub fn into_subscriptions(self) -> Subscriptions {
        self.subscriptions
    }

    /// Takes the subscriptions back after an attempt to go live.
    pub fn set_subscriptions(&mut self, subscriptions: Subscriptions) {
        self.subscriptions = subscriptions;
    }

    /// What it hears, taken out for an attempt to go live.
    pub fn take_subscriptions(&mut self) -> Subscriptions {
        std::mem::take(&mut self.subscriptions)
    }

    /// Reads on, at most one page and not beyond `until_seq`; what was heard, in order.
    ///
    /// # Errors
    /// A failure of the database.
    pub async fn read(&mut self, database: &DatabaseConnection, until_seq: i64) -> Result<Vec<Heard>> {
        let mut query = event::Entity::find()
            .filter(event::Column::OrganizationId.eq(self.organization_id))
            .filter(event::Column::Seq.gt(self.seq))
            .filter(event::Column::Seq.lte(until_seq));
        if self.is_visitor {
            // Asked anew each time: a chat may have started since.
            let own = chat::Entity::find()
                .select_only()
                .column(chat::Column::Id)
                .filter(chat::Column::OrganizationId.eq(self.organization_id))
                .filter(chat::Column::VisitorId.eq(self.person_id));
            query = query.filter(event::Column::ChatId.in_subquery(own.into_query()));
        }
        let rows = query.order_by_asc(event::Column::Seq).limit(PAGE).all(database).await?;
        let full = rows.len() as u64 == PAGE;
        let mut heard = Vec::new();
        for row in rows {
            self.seq = row.seq;
            let change: Change = serde_json::from_str(&row.content).map_err(Error::internal)?;
            let moves = moves_of(&change);
            let mine = || moves.iter().filter(|moved| moved.person_id == self.person_id);
            let (joins, leaves): (Vec<_>, Vec<_>) = mine().partition(|moved| moved.joins);
            for moved in joins {
                self.subscriptions.apply(moved);
            }
            let hears = self.subscriptions.hears(&topics_of(&change));
            for moved in leaves {
                self.subscriptions.apply(moved);
            }
            if row.seq > self.judged_seq {
                self.subscriptions.judge(self.person_id, &change);
            }
            if hears {
                heard.push(Heard { seq: row.seq, at_ms: row.at, content: row.content, change });
            }
        }
        if !full {
            self.seq = self.seq.max(until_seq);
        }
        if self.is_visitor {
            self.drop_former(database).await?;
        }
        Ok(heard)
    }

    /// Stops listening to chats that have become another visitor's meanwhile. Asked after the page: what is done to them later is
    /// beyond it, and closes the socket once it is live.
    async fn drop_former(&mut self, database: &DatabaseConnection) -> Result<()> {
        let own: Vec<Uuid> = chat::Entity::find()
            .select_only()
            .column(chat::Column::Id)
            .filter(chat::Column::OrganizationId.eq(self.organization_id))
            .filter(chat::Column::VisitorId.eq(self.person_id))
            .into_tuple()
            .all(database)
            .await?;
        let own: HashSet<Topic> = own.into_iter().map(Topic::Chat).collect();
        let is_former = |topic: &Topic| matches!(topic, Topic::Chat(_)) && !own.contains(topic);
        let former: Vec<Topic> = self.subscriptions.topics().filter(is_former).collect();
        for topic in former {
            self.subscriptions.apply(&Move { person_id: self.person_id, topic, joins: false });
        }
        Ok(())
    }

    /// Turns today's subscriptions into those at the cursor: of each topic the first move since then tells what was
    /// before it.
    async fn rewind(&mut self, database: &DatabaseConnection, head_seq: i64) -> Result<()> {
        if self.seq >= head_seq {
            return Ok(());
        }
        let rows = event::Entity::find()
            .filter(event::Column::OrganizationId.eq(self.organization_id))
            .filter(event::Column::Seq.gt(self.seq))
            .filter(event::Column::Seq.lte(head_seq))
            .filter(event::Column::Kind.is_in(MOVING_KINDS))
            .order_by_asc(event::Column::Seq)
            .all(database)
            .await?;
        let mut first = HashMap::new();
        for row in rows {
            let change: Change = serde_json::from_str(&row.content).map_err(Error::internal)?;
            for moved in moves_of(&change).into_iter().filter(|moved| moved.person_id == self.person_id) {
                first.entry(moved.topic).or_insert(moved);
            }
        }
        for mut moved in first.into_values() {
            moved.joins = !moved.joins;
            self.subscriptions.apply(&moved);
        }
        Ok(())
    }
}

fn check_reach(seq: i64, head: Head) -> Result<()> {
    // A cursor beyond the log comes from a database that was since restored: as stale as one that is too old.
    if seq < head.pruned_seq || seq > head.seq {
        return Err(ErrorCode::ResyncRequired.into());
    }
    Ok(())
}

async fn subscriptions_of(database: &DatabaseConnection, card: &AgentCard) -> Result<Subscriptions> {
    let mut topics = topics_of_role(card.id, card.role);
    let queues = queue_member::Entity::find()
        .filter(queue_member::Column::OrganizationId.eq(card.organization_id))
        .filter(queue_member::Column::AgentId.eq(card.id))
        .all(database)
        .await?;
    topics.extend(queues.into_iter().map(|member| Topic::Queue(member.queue_id)));
    let open_chats = chat::Entity::find()
        .select_only()
        .column(chat::Column::Id)
        .filter(chat::Column::OrganizationId.eq(card.organization_id))
        .filter(chat::Column::State.ne(ChatState::Closed.as_str()));
    let present = participant::Entity::find()
        .filter(participant::Column::OrganizationId.eq(card.organization_id))
        .filter(participant::Column::AgentId.eq(card.id))
        .filter(participant::Column::LeftAt.is_null())
        // Who was in a closed chat stays on record, but its stream is over.
        .filter(participant::Column::ChatId.in_subquery(open_chats.into_query()))
        .all(database)
        .await?;
    topics.extend(present.into_iter().map(|participant| Topic::Chat(participant.chat_id)));
    let directs = direct_member::Entity::find()
        .filter(direct_member::Column::OrganizationId.eq(card.organization_id))
        .filter(direct_member::Column::AgentId.eq(card.id))
        .all(database)
        .await?;
    topics.extend(directs.into_iter().map(|member| Topic::Direct(member.conversation_id)));
    Ok(Subscriptions::new(topics))
}
