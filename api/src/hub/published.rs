//! One event on its way to sockets, encoded once for agents and at most once for visitors.

use std::sync::OnceLock;

use axum::extract::ws::Utf8Bytes;
use pronto_protocol::{
    Timestamp,
    event::{Change, VisitorEventView},
    socket::ServerFrame,
};

use crate::topic::{Move, Topic, moves_of, topics_of};

/// An event as it is handed to sockets.
#[derive(Debug)]
pub struct Published {
    /// Its place in the log.
    pub seq: i64,
    /// When it was committed, in Unix milliseconds.
    pub at_ms: i64,
    /// What changed.
    pub change: Change,
    /// Where it is heard.
    pub topics: Vec<Topic>,
    /// Whom it moves.
    pub moves: Vec<Move>,
    for_agents: Utf8Bytes,
    for_visitors: OnceLock<Option<Utf8Bytes>>,
}

impl Published {
    /// From a change and its JSON, as the log keeps it.
    #[must_use]
    pub fn new(seq: i64, at_ms: i64, change: Change, content: &str) -> Self {
        let topics = topics_of(&change);
        let moves = moves_of(&change);
        let for_agents = frame_for_agents(seq, at_ms, content);
        Self { seq, at_ms, change, topics, moves, for_agents, for_visitors: OnceLock::new() }
    }

    /// The frame for agents.
    #[must_use]
    pub fn for_agents(&self) -> &Utf8Bytes {
        &self.for_agents
    }

    /// The frame for the chat's visitor; nothing when it is not theirs to read.
    #[must_use]
    pub fn for_visitors(&self) -> Option<&Utf8Bytes> {
        self.for_visitors.get_or_init(|| frame_for_visitors(self.seq, self.at_ms, &self.change)).as_ref()
    }
}

/// The frame of an event for agents, made of its JSON as the log keeps it.
#[must_use]
pub fn frame_for_agents(seq: i64, at_ms: i64, content: &str) -> Utf8Bytes {
    let at = Timestamp::from_unix_ms(at_ms);
    let inside = content.strip_prefix('{').unwrap_or("}");
    format!(r#"{{"type":"event","event":{{"seq":{seq},"at":"{at}",{inside}}}"#).into()
}

/// The frame of an event for the chat's visitor; nothing when it is not theirs to read.
#[must_use]
pub fn frame_for_visitors(seq: i64, at_ms: i64, change: &Change) -> Option<Utf8Bytes> {
    // No event of the visitor's feed, which holds chats only: it is shown now or with the next page view.
    if let Change::ApproachUpdated(approach) = change {
        let frame: ServerFrame<()> = ServerFrame::Approach { approach: approach.for_visitor() };
        return Some(serde_json::to_string(&frame).expect("frames hold only what JSON can write").into());
    }
    let event =
        VisitorEventView { seq: seq.unsigned_abs(), at: Timestamp::from_unix_ms(at_ms), change: change.for_visitor()? };
    let frame = serde_json::to_string(&ServerFrame::Event { event });
    Some(frame.expect("events hold only what JSON can write").into())
}
