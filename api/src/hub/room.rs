//! One organization's sockets on this node.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::Arc,
};

use axum::extract::ws::Utf8Bytes;
use pronto_protocol::{
    block::BlockTarget,
    chat::ChatView,
    error::ErrorCode,
    event::Change,
    socket::{Foreground, close},
};
use uuid::Uuid;

use super::{
    Presence, StreamRight,
    connection::{Closing, Connection, Party},
    published::Published,
    subscriptions::Subscriptions,
};
use crate::{config::Cidr, topic::Topic};

/// One organization's sockets.
#[derive(Debug, Default)]
pub(super) struct Room {
    published_seq: i64,
    members: HashMap<u64, Member>,
    /// Live sockets by topic; a socket stands at most once at each.
    listeners: HashMap<Topic, Vec<u64>>,
    /// Sockets by agent or visitor.
    people: HashMap<Uuid, Vec<u64>>,
    /// Counts the events that have judged opened streams.
    revision: u64,
}

#[derive(Debug)]
struct Member {
    connection: Arc<Connection>,
    /// Up to where it has read the log by itself: at or after what is published, since a commit can be read before it is
    /// published.
    read_seq: i64,
    /// None until it is live.
    subscriptions: Option<Subscriptions>,
}

impl Room {
    pub(super) fn published_seq(&self) -> i64 {
        self.published_seq
    }

    /// Up to where a socket has been told everything.
    pub(super) fn told_seq(&self, id: u64) -> i64 {
        self.members.get(&id).map_or(0, |member| member.read_seq).max(self.published_seq)
    }

    pub(super) fn connections(&self) -> impl Iterator<Item = &Arc<Connection>> {
        self.members.values().map(|member| &member.connection)
    }

    pub(super) fn enter(&mut self, connection: Arc<Connection>) {
        self.people.entry(connection.party.person_id()).or_default().push(connection.id);
        self.members.insert(connection.id, Member { connection, read_seq: 0, subscriptions: None });
    }

    pub(super) fn go_live(
        &mut self,
        connection: &Connection,
        read_seq: i64,
        subscriptions: Subscriptions,
    ) -> Result<(), (i64, Subscriptions)> {
        if self.published_seq > read_seq {
            return Err((self.published_seq, subscriptions));
        }
        let Some(member) = self.members.get_mut(&connection.id) else { return Ok(()) };
        if self.published_seq == 0 {
            // Nobody else is live yet, and what this socket read from the log is as good.
            self.published_seq = read_seq;
        }
        // The room stays where it is: the others have not heard what this socket was early to read.
        member.read_seq = read_seq;
        for topic in subscriptions.topics() {
            listen(&mut self.listeners, topic, connection.id);
        }
        member.subscriptions = Some(subscriptions);
        Ok(())
    }

    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    /// Opens a chat's stream, by a right that was asked for at this revision; false when that is over.
    pub(super) fn open(&mut self, id: u64, chat_id: Uuid, right: StreamRight, revision: u64) -> bool {
        if self.revision != revision {
            return false;
        }
        if let Some(subscriptions) = self.members.get_mut(&id).and_then(|member| member.subscriptions.as_mut()) {
            subscriptions.open(chat_id, right);
            listen(&mut self.listeners, Topic::Chat(chat_id), id);
        }
        true
    }

    pub(super) fn close(&mut self, id: u64, chat_id: Uuid) {
        let topic = Topic::Chat(chat_id);
        let Some(subscriptions) = self.members.get_mut(&id).and_then(|member| member.subscriptions.as_mut()) else {
            return;
        };
        subscriptions.close(chat_id);
        if !subscriptions.hears(&[topic]) {
            unlisten(&mut self.listeners, topic, id);
        }
    }

    pub(super) fn opened(&self, id: u64) -> Vec<Uuid> {
        let subscriptions = self.members.get(&id).and_then(|member| member.subscriptions.as_ref());
        subscriptions.map(|subscriptions| subscriptions.opened().collect()).unwrap_or_default()
    }

    pub(super) fn watch(&mut self, id: u64, topic: Topic, on: bool) {
        let Some(subscriptions) = self.members.get_mut(&id).and_then(|member| member.subscriptions.as_mut()) else {
            return;
        };
        subscriptions.set_watched(topic, on);
        if on {
            listen(&mut self.listeners, topic, id);
        } else {
            unlisten(&mut self.listeners, topic, id);
        }
    }

    pub(super) fn is_heard(&self, topic: Topic) -> bool {
        self.listeners.contains_key(&topic)
    }

    pub(super) fn leave(&mut self, connection: &Connection) -> bool {
        let Some(member) = self.members.remove(&connection.id) else { return false };
        for topic in member.subscriptions.iter().flat_map(Subscriptions::topics) {
            unlisten(&mut self.listeners, topic, connection.id);
        }
        let person_id = connection.party.person_id();
        let Some(ids) = self.people.get_mut(&person_id) else { return false };
        ids.retain(|id| *id != connection.id);
        let last = ids.is_empty();
        if last {
            self.people.remove(&person_id);
        }
        last
    }

    /// Tells an event to who listens. One that does not follow on the last is refused, and so is false: something that was
    /// committed elsewhere comes before it. `from_log` says that the log has nothing in between.
    pub(super) fn publish(&mut self, event: &Published, from_log: bool) -> bool {
        if event.seq <= self.published_seq {
            return true;
        }
        // Zero: nobody is live yet, and each reads the log itself before it is.
        if self.published_seq != 0 && event.seq != self.published_seq + 1 && !from_log {
            return false;
        }
        self.published_seq = event.seq;
        self.moved(event, true);
        for id in self.hearers(&event.topics) {
            let Member { connection, read_seq, .. } = &self.members[&id];
            if event.seq <= *read_seq {
                continue;
            }
            let frame = match connection.party {
                Party::Agent { .. } => Some(event.for_agents()),
                Party::Visitor { .. } => event.for_visitors(),
            };
            if let Some(frame) = frame {
                connection.push(frame.clone());
            }
        }
        self.moved(event, false);
        self.judge_streams(event);
        self.close_ended(&event.change);
        if let Change::ChatUpdated(chat) = &event.change {
            self.close_former(chat, event.seq);
        }
        true
    }

    pub(super) fn signal(&self, topic: Topic, agents: Option<&Utf8Bytes>, visitors: Option<&Utf8Bytes>, except: u64) {
        for id in self.hearers(&[topic]) {
            let connection = &self.members[&id].connection;
            let frame = match connection.party {
                Party::Agent { .. } => agents,
                Party::Visitor { .. } => visitors,
            };
            if let Some(frame) = frame.filter(|_| id != except) {
                connection.push(frame.clone());
            }
        }
    }

    pub(super) fn tell(&self, topics: &[Topic], frame: &Utf8Bytes) {
        for id in self.hearers(topics) {
            let connection = &self.members[&id].connection;
            if matches!(connection.party, Party::Agent { .. }) {
                connection.push(frame.clone());
            }
        }
    }

    pub(super) fn is_heard_at(&self, topic: Topic) -> bool {
        self.listeners.contains_key(&topic)
    }

    /// Whether a person has a socket here.
    pub(super) fn is_here(&self, person_id: Uuid) -> bool {
        self.people.get(&person_id).is_some_and(|ids| !ids.is_empty())
    }

    pub(super) fn presence(&self, agent_id: Uuid) -> Vec<Presence> {
        let ids = self.people.get(&agent_id).map(Vec::as_slice).unwrap_or_default();
        ids.iter()
            .filter_map(|id| {
                let connection = &self.members.get(id)?.connection;
                let Party::Agent { session_id, device_id, .. } = connection.party else { return None };
                Some(Presence { session_id, device_id, focus: connection.focus() })
            })
            .collect()
    }

    /// Asks every socket of a device that has the app on screen for a sign of life; false when there is none.
    pub(super) fn ask(&self, agent_id: Uuid, device_id: Uuid, delivery_ids: &[Uuid]) -> bool {
        let ids = self.people.get(&agent_id).map(Vec::as_slice).unwrap_or_default();
        let mut asked = false;
        for connection in ids.iter().filter_map(|id| self.members.get(id)).map(|member| &member.connection) {
            let here = matches!(connection.party, Party::Agent { device_id: own, .. } if own == device_id);
            if here && connection.focus().foreground == Foreground::Foreground {
                connection.ask(delivery_ids);
                asked = true;
            }
        }
        asked
    }

    /// Agents on whose screen a chat is, of those who hear it.
    pub(super) fn lookers(&self, chat_id: Uuid) -> Vec<Uuid> {
        let ids = self.listeners.get(&Topic::Chat(chat_id)).map(Vec::as_slice).unwrap_or_default();
        let connections = ids.iter().filter_map(|id| self.members.get(id)).map(|member| &member.connection);
        let agents = connections.filter_map(|connection| match connection.party {
            Party::Agent { agent_id, .. } if connection.focus().shows(chat_id) => Some(agent_id),
            _ => None,
        });
        let mut agents: Vec<Uuid> = agents.collect();
        agents.sort_unstable();
        agents.dedup();
        agents
    }

    pub(super) fn hears(&self, id: u64, topic: Topic) -> bool {
        let subscriptions = self.members.get(&id).and_then(|member| member.subscriptions.as_ref());
        subscriptions.is_some_and(|subscriptions| subscriptions.hears(&[topic]))
    }

    /// Sockets that hear any of these topics, each once.
    fn hearers(&self, topics: &[Topic]) -> Vec<u64> {
        let mut ids: Vec<u64> =
            topics.iter().filter_map(|topic| self.listeners.get(topic)).flatten().copied().collect();
        if topics.len() > 1 {
            ids.sort_unstable();
            ids.dedup();
        }
        ids
    }

    /// Applies the event's moves: who joins hears the event itself, who leaves still does. Who has read on by itself has been moved.
    fn moved(&mut self, event: &Published, joins: bool) {
        for moved in event.moves.iter().filter(|moved| moved.joins == joins) {
            for id in self.people.get(&moved.person_id).cloned().unwrap_or_default() {
                let member = self.members.get_mut(&id).filter(|member| member.read_seq < event.seq);
                let Some(subscriptions) = member.and_then(|member| member.subscriptions.as_mut()) else { continue };
                subscriptions.apply(moved);
                if subscriptions.hears(&[moved.topic]) {
                    listen(&mut self.listeners, moved.topic, id);
                } else {
                    unlisten(&mut self.listeners, moved.topic, id);
                }
            }
        }
    }

    /// Ends the opened streams to which the event takes the right; it itself was still heard.
    fn judge_streams(&mut self, event: &Published) {
        let ids = match &event.change {
            Change::ChatTransferred { chat, .. } | Change::ChatClosed(chat) => self.hearers(&[Topic::Chat(chat.id)]),
            Change::QueueMemberRemoved { agent_id, .. } => self.people.get(agent_id).cloned().unwrap_or_default(),
            Change::ParticipantJoined { participant, .. } => {
                self.people.get(&participant.agent_id).cloned().unwrap_or_default()
            }
            _ => return,
        };
        self.revision += 1;
        for id in ids {
            // What a socket has read in the log by itself it was judged by there.
            let Some(member) = self.members.get_mut(&id).filter(|member| event.seq > member.read_seq) else { continue };
            let person_id = member.connection.party.person_id();
            let Some(subscriptions) = member.subscriptions.as_mut() else { continue };
            for chat_id in subscriptions.judge(person_id, &event.change) {
                let topic = Topic::Chat(chat_id);
                if !subscriptions.hears(&[topic]) {
                    unlisten(&mut self.listeners, topic, id);
                }
            }
        }
    }

    fn close_ended(&self, change: &Change) {
        let (agent_id, session, closing) = match change {
            Change::SessionEnded { session_id, agent_id, end } => (
                agent_id,
                Some(*session_id),
                Closing { code: close::SESSION_ENDED, reason: Cow::Borrowed(end.as_str()) },
            ),
            Change::AgentUpdated(agent) => {
                (&agent.id, None, Closing { code: close::RIGHTS_CHANGED, reason: Cow::Borrowed("rights_changed") })
            }
            Change::BlockAdded { block, visitor_ids } => return self.close_blocked(&block.target, visitor_ids),
            _ => return,
        };
        for id in self.people.get(agent_id).into_iter().flatten() {
            let Some(member) = self.members.get(id) else { continue };
            let Party::Agent { session_id, .. } = member.connection.party else { continue };
            if session.is_none_or(|ended| ended == session_id) {
                member.connection.close(closing.clone());
            }
        }
    }
}

impl Room {
    /// Visitors whose chat has become that of the person they are: the person has a token of its own, which is there before they
    /// come back. Who has read on by itself knows whose it is by then.
    fn close_former(&self, chat: &ChatView, seq: i64) {
        let listeners = self.listeners.get(&Topic::Chat(chat.id)).into_iter().flatten();
        for member in listeners.filter_map(|id| self.members.get(id)).filter(|member| member.read_seq < seq) {
            let Party::Visitor { visitor_id, .. } = member.connection.party else { continue };
            if visitor_id != chat.visitor_id {
                let reason = Cow::Borrowed("retry_after_ms=20000");
                member.connection.close(Closing { code: close::IDENTIFIED, reason });
            }
        }
    }

    /// Visitors who are refused from now on.
    fn close_blocked(&self, target: &BlockTarget, visitor_ids: &[Uuid]) {
        let blocked: HashSet<&Uuid> = visitor_ids.iter().collect();
        let network: Option<Cidr> = match target {
            BlockTarget::Network { network } => network.parse().ok(),
            BlockTarget::Visitor { .. } | BlockTarget::Contact { .. } => None,
        };
        for member in self.members.values() {
            let Party::Visitor { visitor_id, ip } = member.connection.party else { continue };
            if blocked.contains(&visitor_id) || network.is_some_and(|network| network.contains(ip)) {
                let reason = Cow::Borrowed(ErrorCode::VisitorBlocked.as_str());
                member.connection.close(Closing { code: close::BLOCKED, reason });
            }
        }
    }
}

fn listen(listeners: &mut HashMap<Topic, Vec<u64>>, topic: Topic, id: u64) {
    let ids = listeners.entry(topic).or_default();
    if !ids.contains(&id) {
        ids.push(id);
    }
}

fn unlisten(listeners: &mut HashMap<Topic, Vec<u64>>, topic: Topic, id: u64) {
    if let Some(ids) = listeners.get_mut(&topic) {
        ids.retain(|listener| *listener != id);
        if ids.is_empty() {
            listeners.remove(&topic);
        }
    }
}
