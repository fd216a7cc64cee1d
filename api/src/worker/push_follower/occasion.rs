//! From an event to whom it concerns, and what it takes back.

use std::collections::HashSet;

use pronto_entity::delivery;
use pronto_protocol::{
    agent::Availability,
    chat::ChatState,
    delivery::DeliveryState,
    device::PushState,
    event::Change,
    message::SenderKind,
    offer::{OfferState, OfferView},
    push::PushKind,
};
use uuid::Uuid;

use super::{
    Told,
    fact::Facts,
    plan::{Draft, Plan},
};
use crate::push::decide::{self, Decision, NO_DEVICE, Occasion, Reach, Screen, wish::unwanted};

/// For how long a push is of use.
const LIFE_MS: i64 = 24 * 3_600_000;
/// The same for an offer without a deadline (broadcast).
const BROADCAST_LIFE_MS: i64 = 10 * 60_000;

/// Decides one event.
pub(super) fn decide(plan: &mut Plan, facts: &Facts, event: &Told) {
    let draft = |kind, agent_id| Draft {
        agent_id,
        event_seq: event.seq,
        kind,
        chat_id: None,
        conversation_id: None,
        offer_id: None,
        position: None,
        expires_at_ms: event.at_ms + LIFE_MS,
    };
    match &event.change {
        Change::OfferMade(offer) => {
            let deadline_ms = offer.expires_at.map_or(event.at_ms + BROADCAST_LIFE_MS, |at| at.unix_ms());
            let over = match facts.offers.get(&offer.id) {
                None | Some(OfferState::Open) => None,
                Some(state) => Some(ended_word(*state, facts, offer)),
            };
            let draft = Draft {
                chat_id: Some(offer.chat_id),
                offer_id: Some(offer.id),
                expires_at_ms: deadline_ms,
                ..draft(PushKind::Offer, offer.agent_id)
            };
            tell(plan, facts, &draft, over);
        }
        Change::OfferEnded(offer) => {
            let draft = Draft {
                chat_id: Some(offer.chat_id),
                offer_id: Some(offer.id),
                ..draft(PushKind::Clear, offer.agent_id)
            };
            end_offer(plan, facts, &draft, offer);
        }
        Change::ChatAssigned(assigned) => {
            let (chat, agent_id) = (&assigned.chat, assigned.offer.agent_id);
            let position = signed(chat.last_position);
            let present = facts.participants.get(&chat.id).into_iter().flatten().find(|row| row.agent_id == agent_id);
            let over = match (facts.chats.get(&chat.id), present) {
                (Some(ChatState::Closed), _) => Some("chat_closed"),
                (_, None) => Some("left"),
                (_, Some(present)) => (present.read_position >= position).then_some("read"),
            };
            let draft =
                Draft { chat_id: Some(chat.id), position: Some(position), ..draft(PushKind::Assigned, agent_id) };
            tell(plan, facts, &draft, over);
        }
        Change::MessageSent(message) if message.sender.kind == SenderKind::Visitor => {
            let position = signed(message.position);
            // In a waiting chat nobody takes part yet: the offer tells of it.
            for present in facts.participants.get(&message.chat_id).into_iter().flatten() {
                if present.joined_at > event.at_ms {
                    continue; // found it in the chat when joining
                }
                let assigned = facts.assigned.get(&(message.chat_id, present.agent_id));
                if assigned.is_some_and(|position| *position >= message.position) {
                    continue; // told with the chat
                }
                let over = match facts.chats.get(&message.chat_id) {
                    Some(ChatState::Closed) => Some("chat_closed"),
                    _ if present.read_position >= position => Some("read"),
                    _ => None,
                };
                let draft = Draft {
                    chat_id: Some(message.chat_id),
                    position: Some(position),
                    ..draft(PushKind::Message, present.agent_id)
                };
                tell(plan, facts, &draft, over);
            }
        }
        Change::ChatTransferred { chat, transfer } => {
            let Some(agent_id) = transfer.to_agent_id else { return };
            let position = signed(chat.last_position);
            let present = facts.participants.get(&chat.id).into_iter().flatten().find(|row| row.agent_id == agent_id);
            let over = match (facts.chats.get(&chat.id), present) {
                (Some(ChatState::Closed), _) => Some("chat_closed"),
                (_, None) => Some("left"),
                (_, Some(present)) => (present.read_position >= position).then_some("read"),
            };
            let draft =
                Draft { chat_id: Some(chat.id), position: Some(position), ..draft(PushKind::Transfer, agent_id) };
            tell(plan, facts, &draft, over);
        }
        Change::OfflineMessageReceived(message) => {
            // Who is not ready finds it in the list; for those it is no push that was not sent.
            let ready = |id: &&Uuid| facts.agents.get(*id).is_some_and(|row| row.availability.0 == Availability::Ready);
            for agent_id in facts.queue_members.get(&message.queue_id).into_iter().flatten().filter(ready) {
                tell(plan, facts, &draft(PushKind::OfflineMessage, *agent_id), None);
            }
        }
        Change::DirectMessageSent(message) => {
            let position = signed(message.position);
            let members = facts.members.get(&message.conversation_id).into_iter().flatten();
            for member in members.filter(|member| member.agent_id != message.sender_id) {
                let over = (member.read_position >= position).then_some("read");
                let draft = Draft {
                    conversation_id: Some(message.conversation_id),
                    position: Some(position),
                    ..draft(PushKind::Direct, member.agent_id)
                };
                tell(plan, facts, &draft, over);
            }
        }
        Change::MentionMade(mention) => {
            let position = signed(mention.position);
            let present = facts.participants.get(&mention.chat_id).into_iter().flatten();
            let mut own = present.filter(|present| present.agent_id == mention.agent_id);
            let read = own.any(|present| present.read_position >= position);
            let draft = Draft {
                chat_id: Some(mention.chat_id),
                position: Some(position),
                ..draft(PushKind::Mention, mention.agent_id)
            };
            tell(plan, facts, &draft, read.then_some("read"));
        }
        Change::AvailabilityChanged { agent_id, by_missed_offers: true, .. } => {
            tell(plan, facts, &draft(PushKind::Missed, *agent_id), None);
        }
        Change::ReadMoved { chat_id, agent_id, position, .. } => {
            let draft = Draft { chat_id: Some(*chat_id), ..draft(PushKind::Clear, *agent_id) };
            let kinds = [PushKind::Message, PushKind::Assigned, PushKind::Transfer, PushKind::Mention];
            read(plan, facts, &draft, &kinds, signed(*position));
        }
        Change::DirectReadMoved { conversation_id, agent_id, position } => {
            let draft = Draft { conversation_id: Some(*conversation_id), ..draft(PushKind::Clear, *agent_id) };
            read(plan, facts, &draft, &[PushKind::Direct], signed(*position));
        }
        _ => {}
    }
}

/// Tells every device of an agent, or keeps why not.
fn tell(plan: &mut Plan, facts: &Facts, draft: &Draft, over: Option<&'static str>) {
    let over = over.or_else(|| (draft.expires_at_ms <= plan.now_ms).then_some("expired"));
    let devices = facts.devices.get(&draft.agent_id).map(Vec::as_slice).unwrap_or_default();
    if devices.is_empty() {
        plan.add(draft, None, Decision::Suppress(NO_DEVICE));
    }
    for device in devices {
        let decision = judge(facts, draft, device.row.id, over, plan.now_ms);
        plan.add(draft, Some((device.row.id, device.session_id)), decision);
    }
}

fn judge(facts: &Facts, draft: &Draft, device_id: Uuid, over: Option<&'static str>, now_ms: i64) -> Decision {
    let availability = facts.agents.get(&draft.agent_id).map_or(Availability::Offline, |agent| agent.availability.0);
    let devices = facts.devices.get(&draft.agent_id).into_iter().flatten();
    let token = devices.filter(|device| device.row.id == device_id).map(|device| device.row.push_state.0).next();
    let sockets = facts.presence.get(&draft.agent_id).into_iter().flatten();
    let screens: Vec<Screen> = sockets.map(|socket| Screen::of(socket, draft.chat_id, draft.conversation_id)).collect();
    let chosen = facts.preferences.get(&draft.agent_id);
    let unwanted = chosen.and_then(|chosen| unwanted(chosen, draft.kind, availability, now_ms));
    let occasion = Occasion { kind: draft.kind, availability, over, unwanted };
    decide::decide(&occasion, &Reach { device_id, token: token.unwrap_or(PushState::None) }, &screens)
}

/// An offer is over: what waits is cancelled, what was shown is cleared. A missed one stays, as a missed call does.
fn end_offer(plan: &mut Plan, facts: &Facts, draft: &Draft, offer: &OfferView) {
    let this = |row: &delivery::Model| row.kind.0 == PushKind::Offer && row.offer_id == Some(offer.id);
    plan.cancel(ended_word(offer.state, facts, offer), this);
    if offer.state == OfferState::Expired {
        return;
    }
    let shown = plan.rows().filter(|row| this(row) && row.state.0 == DeliveryState::Accepted && row.acted_at.is_none());
    let devices: HashSet<Uuid> = shown.filter_map(|row| row.device_id).collect();
    clear(plan, facts, draft, &devices);
}

/// Read up to a position: what waits is cancelled, what was shown on other devices is cleared.
fn read(plan: &mut Plan, facts: &Facts, draft: &Draft, kinds: &[PushKind], position: i64) {
    let (agent_id, chat_id, conversation_id) = (draft.agent_id, draft.chat_id, draft.conversation_id);
    let own = move |row: &delivery::Model| {
        row.agent_id == agent_id
            && row.chat_id == chat_id
            && row.conversation_id == conversation_id
            && row.offer_id.is_none()
    };
    plan.cancel("read", move |row| {
        own(row) && kinds.contains(&row.kind.0) && row.position.is_some_and(|at| at <= position)
    });
    let devices = facts.devices.get(&agent_id).into_iter().flatten().map(|device| device.row.id);
    let stale: HashSet<Uuid> = devices
        .filter(|device_id| {
            let rows = || plan.rows().filter(|row| own(row) && row.device_id == Some(*device_id));
            let shown = rows().filter(|row| kinds.contains(&row.kind.0) && row.state.0 == DeliveryState::Accepted);
            // Banners of one chat replace each other: the last one is what is seen.
            let Some(last) = shown.max_by_key(|row| row.position) else { return false };
            let cleared = rows().any(|row| {
                let live = matches!(row.state.0, DeliveryState::Accepted | DeliveryState::Queued);
                row.kind.0 == PushKind::Clear && live && row.event_seq > last.event_seq
            });
            // Where it was opened or answered the banner has gone by itself.
            let gone = last.opened_at.is_some() || last.acted_at.is_some();
            last.position.is_some_and(|at| at <= position) && !cleared && !gone
        })
        .collect();
    clear(plan, facts, draft, &stale);
}

/// Clears on these devices. A device with the app on screen has read it itself, or clears as its socket tells it.
fn clear(plan: &mut Plan, facts: &Facts, draft: &Draft, devices: &HashSet<Uuid>) {
    for device in facts.devices.get(&draft.agent_id).into_iter().flatten() {
        if devices.contains(&device.row.id) {
            let decision = judge(facts, draft, device.row.id, None, plan.now_ms);
            plan.add(draft, Some((device.row.id, device.session_id)), decision);
        }
    }
}

/// Why an offer is over, in the ledger's word.
fn ended_word(state: OfferState, facts: &Facts, offer: &OfferView) -> &'static str {
    match state {
        OfferState::Withdrawn if facts.chats.get(&offer.chat_id) == Some(&ChatState::Active) => "taken",
        OfferState::Open => "open",
        OfferState::Accepted => "accepted",
        OfferState::Declined => "declined",
        OfferState::Expired => "expired",
        OfferState::Withdrawn => "withdrawn",
    }
}

fn signed(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
