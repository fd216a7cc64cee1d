//! What the decisions of a batch need to know, read with a few queries for the whole batch and after its events.

use std::collections::{HashMap, HashSet};

use pronto_entity::{
    agent, agent_preference, chat, column::Word, delivery, device, direct_member, offer, participant, queue_member,
    session,
};
use pronto_protocol::{
    chat::ChatState, delivery::DeliveryState, event::Change, message::SenderKind, offer::OfferState,
    preference::AgentPreferences, push::PushKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Told;
use crate::{context::Context, error::Result, hub::Presence};

/// A shown push is cleared for so long after it was made; the providers keep none longer.
const CLEAR_WITHIN_MS: i64 = 24 * 3_600_000;

/// A device with a live session.
#[derive(Clone, Debug)]
pub(super) struct LiveDevice {
    pub row: device::Model,
    pub session_id: Uuid,
}

/// The facts.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub agents: HashMap<Uuid, agent::Model>,
    /// How those agents want to be told who chose anything.
    pub preferences: HashMap<Uuid, AgentPreferences>,
    /// Devices with a live session, by agent.
    pub devices: HashMap<Uuid, Vec<LiveDevice>>,
    pub chats: HashMap<Uuid, ChatState>,
    /// Agents who are in each chat.
    pub participants: HashMap<Uuid, Vec<participant::Model>>,
    /// Members of each direct conversation.
    pub members: HashMap<Uuid, Vec<direct_member::Model>>,
    /// Members of each queue that got an offline message.
    pub queue_members: HashMap<Uuid, Vec<Uuid>>,
    pub offers: HashMap<Uuid, OfferState>,
    /// Up to which position a chat was given to an agent in this batch: the push that tells so stands for all before it.
    pub assigned: HashMap<(Uuid, Uuid), u64>,
    /// Live sockets, by agent.
    pub presence: HashMap<Uuid, Vec<Presence>>,
    /// Deliveries that these events may take back.
    pub known: Vec<delivery::Model>,
}

/// The ids that events name.
#[derive(Default)]
struct Named {
    agents: HashSet<Uuid>,
    /// Chats and conversations with new messages.
    told_chats: HashSet<Uuid>,
    told_conversations: HashSet<Uuid>,
    told_queues: HashSet<Uuid>,
    /// Those that somebody has read.
    read_chats: HashSet<Uuid>,
    read_conversations: HashSet<Uuid>,
    made_offers: HashSet<Uuid>,
    ended_offers: HashSet<Uuid>,
    offered_chats: HashSet<Uuid>,
}

impl Named {
    fn of(events: &[Told]) -> Self {
        let mut named = Self::default();
        for event in events {
            match &event.change {
                Change::OfferMade(offer) => {
                    named.agents.insert(offer.agent_id);
                    named.made_offers.insert(offer.id);
                    named.offered_chats.insert(offer.chat_id);
                }
                Change::OfferEnded(offer) => {
                    named.agents.insert(offer.agent_id);
                    named.ended_offers.insert(offer.id);
                    named.offered_chats.insert(offer.chat_id);
                }
                Change::ChatAssigned(assigned) => {
                    named.agents.insert(assigned.offer.agent_id);
                    named.told_chats.insert(assigned.chat.id);
                }
                Change::ChatTransferred { chat, transfer } => {
                    named.agents.extend(transfer.to_agent_id);
                    named.told_chats.insert(chat.id);
                }
                Change::OfflineMessageReceived(message) => {
                    named.told_queues.insert(message.queue_id);
                }
                Change::MessageSent(message) if message.sender.kind == SenderKind::Visitor => {
                    named.told_chats.insert(message.chat_id);
                }
                Change::MentionMade(mention) => {
                    named.agents.insert(mention.agent_id);
                    named.told_chats.insert(mention.chat_id);
                }
                Change::DirectMessageSent(message) => {
                    named.told_conversations.insert(message.conversation_id);
                }
                Change::AvailabilityChanged { agent_id, by_missed_offers: true, .. } => {
                    named.agents.insert(*agent_id);
                }
                Change::ReadMoved { chat_id, agent_id, .. } => {
                    named.agents.insert(*agent_id);
                    named.read_chats.insert(*chat_id);
                }
                Change::DirectReadMoved { conversation_id, agent_id, .. } => {
                    named.agents.insert(*agent_id);
                    named.read_conversations.insert(*conversation_id);
                }
                _ => {}
            }
        }
        named
    }
}

fn assigned_in(event: &Told) -> Option<((Uuid, Uuid), u64)> {
    let Change::ChatAssigned(assigned) = &event.change else { return None };
    Some(((assigned.chat.id, assigned.offer.agent_id), assigned.chat.last_position))
}

impl Facts {
    pub(super) async fn gather(context: &Context, organization_id: Uuid, events: &[Told]) -> Result<Self> {
        let mut named = Named::of(events);
        let assigned = events.iter().filter_map(assigned_in).collect();
        let mut facts = Self { assigned, ..Self::default() };
        facts.read_members(context, organization_id, &named).await?;
        let present = facts.participants.values().flatten().map(|row| row.agent_id);
        let members = facts.members.values().flatten().map(|row| row.agent_id);
        let queue_members = facts.queue_members.values().flatten().copied();
        named.agents.extend(present.chain(members).chain(queue_members));
        facts.read_known(context, organization_id, &named).await?;
        facts.read_agents(context, organization_id, &named).await?;
        Ok(facts)
    }

    async fn read_members(&mut self, context: &Context, organization_id: Uuid, named: &Named) -> Result<()> {
        let chats: HashSet<Uuid> = named.told_chats.union(&named.offered_chats).copied().collect();
        if !chats.is_empty() {
            let rows: Vec<(Uuid, Word<ChatState>)> = chat::Entity::find()
                .select_only()
                .columns([chat::Column::Id, chat::Column::State])
                .filter(chat::Column::OrganizationId.eq(organization_id))
                .filter(chat::Column::Id.is_in(chats))
                .into_tuple()
                .all(context.db())
                .await?;
            self.chats = rows.into_iter().map(|(id, state)| (id, state.0)).collect();
        }
        if !named.told_chats.is_empty() {
            let rows = participant::Entity::find()
                .filter(participant::Column::OrganizationId.eq(organization_id))
                .filter(participant::Column::ChatId.is_in(named.told_chats.iter().copied()))
                .filter(participant::Column::LeftAt.is_null())
                .order_by_asc(participant::Column::AgentId)
                .all(context.db())
                .await?;
            for row in rows {
                self.participants.entry(row.chat_id).or_default().push(row);
            }
        }
        if !named.told_conversations.is_empty() {
            let rows = direct_member::Entity::find()
                .filter(direct_member::Column::OrganizationId.eq(organization_id))
                .filter(direct_member::Column::ConversationId.is_in(named.told_conversations.iter().copied()))
                .order_by_asc(direct_member::Column::AgentId)
                .all(context.db())
                .await?;
            for row in rows {
                self.members.entry(row.conversation_id).or_default().push(row);
            }
        }
        if !named.told_queues.is_empty() {
            let rows = queue_member::Entity::find()
                .filter(queue_member::Column::OrganizationId.eq(organization_id))
                .filter(queue_member::Column::QueueId.is_in(named.told_queues.iter().copied()))
                .order_by_asc(queue_member::Column::AgentId)
                .all(context.db())
                .await?;
            for row in rows {
                self.queue_members.entry(row.queue_id).or_default().push(row.agent_id);
            }
        }
        if !named.made_offers.is_empty() {
            let rows: Vec<(Uuid, Word<OfferState>)> = offer::Entity::find()
                .select_only()
                .columns([offer::Column::Id, offer::Column::State])
                .filter(offer::Column::OrganizationId.eq(organization_id))
                .filter(offer::Column::Id.is_in(named.made_offers.iter().copied()))
                .into_tuple()
                .all(context.db())
                .await?;
            self.offers = rows.into_iter().map(|(id, state)| (id, state.0)).collect();
        }
        Ok(())
    }

    /// Deliveries that wait, or were shown and may have to be cleared.
    async fn read_known(&mut self, context: &Context, organization_id: Uuid, named: &Named) -> Result<()> {
        let live = [Word(DeliveryState::Queued), Word(DeliveryState::Accepted)];
        let of_organization = || delivery::Entity::find().filter(delivery::Column::OrganizationId.eq(organization_id));
        let mut known = HashMap::new();
        let mut remember = |rows: Vec<delivery::Model>| known.extend(rows.into_iter().map(|row| (row.id, row)));
        for (column, told, read) in [
            (delivery::Column::ChatId, &named.told_chats, &named.read_chats),
            (delivery::Column::ConversationId, &named.told_conversations, &named.read_conversations),
        ] {
            if !told.is_empty() {
                let waiting = of_organization()
                    .filter(column.is_in(told.iter().copied()))
                    .filter(delivery::Column::State.eq(Word(DeliveryState::Queued)));
                remember(waiting.all(context.db()).await?);
            }
            if !read.is_empty() {
                let since_ms = context.clock.now_ms() - CLEAR_WITHIN_MS;
                let shown = of_organization()
                    .filter(column.is_in(read.iter().copied()))
                    .filter(delivery::Column::AgentId.is_in(named.agents.iter().copied()))
                    .filter(delivery::Column::State.is_in(live))
                    .filter(delivery::Column::Kind.ne(Word(PushKind::Offer)))
                    .filter(delivery::Column::CreatedAt.gt(since_ms));
                remember(shown.all(context.db()).await?);
            }
        }
        if !named.ended_offers.is_empty() {
            let offered = of_organization()
                .filter(delivery::Column::OfferId.is_in(named.ended_offers.iter().copied()))
                .filter(delivery::Column::State.is_in(live));
            remember(offered.all(context.db()).await?);
        }
        self.known = known.into_values().collect();
        Ok(())
    }

    async fn read_agents(&mut self, context: &Context, organization_id: Uuid, named: &Named) -> Result<()> {
        if named.agents.is_empty() {
            return Ok(());
        }
        let ids = || named.agents.iter().copied();
        let rows = agent::Entity::find()
            .filter(agent::Column::OrganizationId.eq(organization_id))
            .filter(agent::Column::Id.is_in(ids()))
            .all(context.db())
            .await?;
        self.agents = rows.into_iter().map(|row| (row.id, row)).collect();
        let chosen = agent_preference::Entity::find()
            .filter(agent_preference::Column::OrganizationId.eq(organization_id))
            .filter(agent_preference::Column::AgentId.is_in(ids()))
            .all(context.db())
            .await?;
        self.preferences = chosen.into_iter().map(|row| (row.agent_id, row.preferences.0)).collect();
        let sessions = session::Entity::find()
            .filter(session::Column::OrganizationId.eq(organization_id))
            .filter(session::Column::AgentId.is_in(ids()))
            .filter(session::Column::EndedAt.is_null())
            .filter(session::Column::ExpiresAt.gt(context.clock.now_ms()))
            .order_by_asc(session::Column::CreatedAt)
            .all(context.db())
            .await?;
        // Of several sessions on one device the latest is the one the app is signed in with.
        let latest: HashMap<Uuid, Uuid> = sessions.iter().map(|session| (session.device_id, session.id)).collect();
        if !latest.is_empty() {
            let devices = device::Entity::find()
                .filter(device::Column::OrganizationId.eq(organization_id))
                .filter(device::Column::Id.is_in(latest.keys().copied()))
                .order_by_asc(device::Column::Id)
                .all(context.db())
                .await?;
            for row in devices {
                let Some(session_id) = latest.get(&row.id).copied() else { continue };
                self.devices.entry(row.agent_id).or_default().push(LiveDevice { row, session_id });
            }
        }
        self.presence = ids().map(|id| (id, context.hub.presence(organization_id, id))).collect();
        Ok(())
    }
}
