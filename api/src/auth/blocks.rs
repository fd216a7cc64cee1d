//! Blocks that stand, remembered: a visitor's message costs no read, and who has been blocked is refused at once.

use std::{
    collections::{HashMap, HashSet},
    net::IpAddr,
    sync::{Arc, Mutex},
};

use pronto_entity::{block, chat, contact};
use pronto_protocol::{block::BlockKind, chat::ChatView, error::ErrorCode, event::Change};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{clock::Clock, config::Cidr, error::Result, hub::Published};

/// How often what was read is thrown away because something changed meanwhile, before it is used all the same.
const READS_MOST: usize = 5;
/// Merges followed from a blocked contact to the one that stands for it.
const MERGES_MOST: usize = 16;

/// Blocks that stand.
#[derive(Clone, Debug)]
pub struct Blocks {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    database: DatabaseConnection,
    clock: Clock,
    /// After so long the blocks are read again, in case another node changed them; none when this is the only node.
    trusted_ms: Option<i64>,
    organizations: Mutex<HashMap<Uuid, Known>>,
}

#[derive(Debug, Default)]
struct Known {
    /// Counts changes: what was read before one is not kept after it.
    version: u64,
    read_at_ms: i64,
    list: Option<Arc<BlockList>>,
}

/// An organization's blocks.
#[derive(Debug, Default)]
pub struct BlockList {
    networks: Vec<(Cidr, Option<i64>)>,
    visitors: HashMap<Uuid, Option<i64>>,
    contacts: HashMap<Uuid, Option<i64>>,
    /// Visitors whose chats were given to a blocked contact.
    visitors_of_contacts: HashMap<Uuid, Option<i64>>,
}

impl BlockList {
    fn refuses(&self, visitor_id: Option<Uuid>, address: IpAddr, now_ms: i64) -> bool {
        let stands = |ends_at: &Option<i64>| ends_at.is_none_or(|at| at > now_ms);
        let known = |visitors: &HashMap<Uuid, Option<i64>>| {
            visitor_id.and_then(|visitor_id| visitors.get(&visitor_id)).is_some_and(stands)
        };
        known(&self.visitors)
            || known(&self.visitors_of_contacts)
            || self.networks.iter().any(|(network, ends_at)| stands(ends_at) && network.contains(address))
    }

    /// Whether a visitor is blocked by name, or as a contact: for those who come without an address of their own.
    #[must_use]
    pub fn refuses_visitor(&self, visitor_id: Uuid, now_ms: i64) -> bool {
        let stands = |ends_at: &Option<i64>| ends_at.is_none_or(|at| at > now_ms);
        [&self.visitors, &self.visitors_of_contacts].iter().any(|known| known.get(&visitor_id).is_some_and(stands))
    }

    /// Whether a contact is blocked.
    #[must_use]
    pub fn refuses_contact(&self, contact_id: Uuid, now_ms: i64) -> bool {
        self.contacts.get(&contact_id).is_some_and(|ends_at| ends_at.is_none_or(|at| at > now_ms))
    }

    /// Whether a chat's contact tells something else than what is remembered of its visitor.
    fn is_moved_by(&self, chat: &ChatView) -> bool {
        let blocked = chat.contact_id.is_some_and(|contact_id| self.contacts.contains_key(&contact_id));
        blocked != self.visitors_of_contacts.contains_key(&chat.visitor_id)
    }
}

impl Blocks {
    /// Over a database.
    #[must_use]
    pub fn new(database: DatabaseConnection, clock: Clock, trusted_ms: Option<i64>) -> Self {
        Self { inner: Arc::new(Inner { database, clock, trusted_ms, organizations: Mutex::default() }) }
    }

    /// Refuses who is blocked: by address, as a visitor, or as a contact.
    ///
    /// # Errors
    /// `visitor_blocked`, or a failure of the database.
    pub async fn check(&self, organization_id: Uuid, visitor_id: Option<Uuid>, address: IpAddr) -> Result<()> {
        let list = self.of(organization_id).await?;
        if list.refuses(visitor_id, address, self.inner.clock.now_ms()) {
            return Err(ErrorCode::VisitorBlocked.into());
        }
        Ok(())
    }

    /// The blocks of an organization, from memory unless something has changed.
    ///
    /// # Errors
    /// A failure of the database.
    pub async fn of(&self, organization_id: Uuid) -> Result<Arc<BlockList>> {
        for _ in 1..READS_MOST {
            let version = match self.remembered(organization_id) {
                Ok(list) => return Ok(list),
                Err(version) => version,
            };
            let read_at_ms = self.inner.clock.now_ms();
            let list = Arc::new(self.read(organization_id, read_at_ms).await?);
            let mut organizations = self.lock();
            let known = organizations.entry(organization_id).or_default();
            if known.version == version {
                *known = Known { version, read_at_ms, list: Some(Arc::clone(&list)) };
                return Ok(list);
            }
        }
        let now_ms = self.inner.clock.now_ms();
        Ok(Arc::new(self.read(organization_id, now_ms).await?))
    }

    /// Forgets what an event has made stale.
    pub fn observe(&self, organization_id: Uuid, event: &Published) {
        let moved = match &event.change {
            Change::BlockAdded { .. }
            | Change::BlockLifted(_)
            | Change::ContactsMerged(_)
            | Change::ContactsUnmerged(_) => None,
            Change::ChatUpdated(chat) => Some(chat),
            _ => return,
        };
        let mut organizations = self.lock();
        let known = organizations.entry(organization_id).or_default();
        let stale = match moved {
            Some(chat) => known.list.as_ref().is_none_or(|list| list.is_moved_by(chat)),
            None => true,
        };
        if stale {
            known.version += 1;
            known.list = None;
        }
    }

    /// What is remembered, or the version under which it is to be read.
    fn remembered(&self, organization_id: Uuid) -> std::result::Result<Arc<BlockList>, u64> {
        let mut organizations = self.lock();
        let known = organizations.entry(organization_id).or_default();
        let age_ms = self.inner.clock.now_ms() - known.read_at_ms;
        let fresh = self.inner.trusted_ms.is_none_or(|most| age_ms < most);
        known.list.clone().filter(|_| fresh).ok_or(known.version)
    }

    async fn read(&self, organization_id: Uuid, now_ms: i64) -> Result<BlockList> {
        let mut list = BlockList::default();
        for row in block::standing(organization_id, now_ms).all(&self.inner.database).await? {
            match (row.kind.0, row.network, row.subject_id) {
                (BlockKind::Network, Some(network), _) => {
                    if let Ok(network) = network.parse() {
                        list.networks.push((network, row.ends_at));
                    }
                }
                (BlockKind::Visitor, _, Some(visitor_id)) => longer(&mut list.visitors, visitor_id, row.ends_at),
                (BlockKind::Contact, _, Some(contact_id)) => longer(&mut list.contacts, contact_id, row.ends_at),
                _ => {}
            }
        }
        self.follow_merges(organization_id, &mut list).await?;
        self.find_visitors(organization_id, &mut list).await?;
        Ok(list)
    }

    /// Who was merged is blocked as the contact that stands for both.
    async fn follow_merges(&self, organization_id: Uuid, list: &mut BlockList) -> Result<()> {
        let mut open: HashSet<Uuid> = list.contacts.keys().copied().collect();
        for _ in 0..MERGES_MOST {
            if open.is_empty() {
                break;
            }
            let rows = contact::Entity::find()
                .filter(contact::Column::OrganizationId.eq(organization_id))
                .filter(contact::Column::Id.is_in(open.drain()))
                .filter(contact::Column::MergedIntoId.is_not_null())
                .all(&self.inner.database)
                .await?;
            for row in rows {
                let (Some(into_id), Some(ends_at)) = (row.merged_into_id, list.contacts.get(&row.id).copied()) else {
                    continue;
                };
                longer(&mut list.contacts, into_id, ends_at);
                open.insert(into_id);
            }
        }
        Ok(())
    }

    async fn find_visitors(&self, organization_id: Uuid, list: &mut BlockList) -> Result<()> {
        if list.contacts.is_empty() {
            return Ok(());
        }
        let rows: Vec<(Uuid, Option<Uuid>)> = chat::Entity::find()
            .select_only()
            .column(chat::Column::VisitorId)
            .column(chat::Column::ContactId)
            .distinct()
            .filter(chat::Column::OrganizationId.eq(organization_id))
            .filter(chat::Column::ContactId.is_in(list.contacts.keys().copied()))
            .into_tuple()
            .all(&self.inner.database)
            .await?;
        for (visitor_id, contact_id) in rows {
            let ends_at = contact_id.and_then(|contact_id| list.contacts.get(&contact_id).copied());
            if let Some(ends_at) = ends_at {
                longer(&mut list.visitors_of_contacts, visitor_id, ends_at);
            }
        }
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Uuid, Known>> {
        self.inner.organizations.lock().expect("nothing panics while it holds the blocks")
    }
}

/// Of two ends the later one counts; none is the latest.
fn longer(ends: &mut HashMap<Uuid, Option<i64>>, id: Uuid, ends_at: Option<i64>) {
    let later = match ends.get(&id) {
        Some(known) => known.zip(ends_at).map(|(one, other)| one.max(other)),
        None => ends_at,
    };
    ends.insert(id, later);
}
