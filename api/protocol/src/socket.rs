//! Socket frames, both ways, and close codes.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, error::Problem, message::SendMessageRequest, word::words};

/// Largest frame a client may send, in bytes.
pub const CLIENT_FRAME_MOST_BYTES: usize = 64 * 1024;

words! {
    /// What the app shows.
    pub enum Foreground {
        /// It is on screen.
        Foreground = "foreground",
        /// It is not.
        Background = "background",
    }
}

/// What a client sends. The first frame is `hello`, within 5 seconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// Authenticates and tells where to resume.
    Hello {
        /// Access token of an agent, or a visitor's token.
        token: String,
        /// The last cursor seen; left out to start from now.
        #[serde(default)]
        cursor: Option<String>,
        /// Chats and direct conversations whose streams are open.
        #[serde(default)]
        open: Vec<Uuid>,
        /// The client's protocol version.
        #[serde(default)]
        protocol: Option<u32>,
        /// Whether the app is on screen; foreground when left out.
        #[serde(default)]
        foreground: Option<Foreground>,
    },
    /// Renews the token of this socket before it expires.
    Renew {
        /// A new access token of the same session.
        token: String,
    },
    /// What is on screen: nothing is pushed for it.
    Focus {
        /// Whether the app is on screen.
        foreground: Foreground,
        /// The chat on screen.
        #[serde(default)]
        chat_id: Option<Uuid>,
        /// The direct conversation on screen.
        #[serde(default)]
        conversation_id: Option<Uuid>,
    },
    /// Opens the stream of a chat that one may see but is not in. It ends behind the event after which one may not.
    Open {
        /// The chat.
        chat_id: Uuid,
    },
    /// Closes it again.
    Close {
        /// The chat.
        chat_id: Uuid,
    },
    /// One is typing; said again every 3 seconds is enough. Passed on at most once a second from one socket, never
    /// kept.
    Typing {
        /// In this chat (the visitor's own, for visitors).
        #[serde(default)]
        chat_id: Option<Uuid>,
        /// Or in this direct conversation.
        #[serde(default)]
        conversation_id: Option<Uuid>,
        /// True when it is a whisper: agents only are told.
        #[serde(default)]
        whisper: bool,
    },
    /// Moves a read mark.
    Read {
        /// In this chat.
        #[serde(default)]
        chat_id: Option<Uuid>,
        /// Or in this direct conversation.
        #[serde(default)]
        conversation_id: Option<Uuid>,
        /// Up to here: a position for agents, a number for visitors.
        position: u64,
    },
    /// The app has received messages; reading them says so as well.
    Received {
        /// In this chat (the visitor's own, for visitors).
        chat_id: Uuid,
        /// Up to here: a position for agents, a number for visitors.
        position: u64,
    },
    /// Sends a message: the same use case as the REST call.
    Send {
        /// The chat.
        chat_id: Uuid,
        /// The message.
        message: SendMessageRequest,
    },
    /// Says what of the whole desk one watches; what is left out is watched no longer. Not kept over a reconnect.
    Watch {
        /// The grid of visits: `visits` frames follow. Watch first, then fetch the list.
        #[serde(default)]
        visits: bool,
        /// The live counters: a `counters` frame comes at once, then when they change.
        #[serde(default)]
        counters: bool,
    },
    /// Asks for a `pong`.
    Ping {
        /// Comes back in the pong.
        #[serde(default)]
        nonce: Option<u64>,
    },
}

/// What the server sends besides events. Events are frames `{"type":"event", "event": …}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame<E> {
    /// The hello was good. Missed events follow, then live ones, in one order.
    Ready {
        /// Where the log stood; what was missed up to here follows.
        cursor: String,
        /// False when no cursor was given: fetch the state first.
        resumed: bool,
        /// How often the server pings, in milliseconds: silence for twice as long means the link is dead.
        heartbeat_ms: u64,
        /// The server's time.
        now: Timestamp,
    },
    /// One event.
    Event {
        /// The event.
        event: E,
    },
    /// Nothing was left out up to this cursor: what lies between was not for this client.
    Cursor {
        /// The new cursor.
        cursor: String,
    },
    /// The cursor is older than the log: fetch the state anew; live events follow from here.
    Resync {
        /// Where the log stands.
        cursor: String,
    },
    /// Somebody is typing.
    Typing {
        /// In this chat.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        chat_id: Option<Uuid>,
        /// In this direct conversation.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        conversation_id: Option<Uuid>,
        /// The agent; left out for the visitor, and towards visitors.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        agent_id: Option<Uuid>,
        /// The agent's name; left out for the visitor.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        name: Option<String>,
        /// True when it is a whisper.
        #[serde(default)]
        whisper: bool,
    },
    /// A colleague looks at a chat, or no longer does; agents only. Who begins to look is told of who looks already.
    Looking {
        /// The chat.
        chat_id: Uuid,
        /// The colleague.
        agent_id: Uuid,
        /// The colleague's name.
        name: String,
        /// False when no device of the colleague's shows it any more.
        looking: bool,
    },
    /// A colleague came or went.
    Presence {
        /// The agent.
        agent_id: Uuid,
        /// How the agent can be told now.
        reachability: crate::agent::Reachability,
    },
    /// Visits that began or changed, and those that ended: once a second at most, to who watches them. Not kept.
    Visits {
        /// As they are now.
        visits: Vec<crate::visit::VisitView>,
        /// Those that have ended.
        ended_ids: Vec<Uuid>,
    },
    /// The live counters: once a second at most, to who watches them. Not kept.
    Counters {
        /// As they are now.
        counters: crate::counter::CountersView,
    },
    /// To a visitor: an invitation, promotion or redirect was sent, or stands otherwise now. Not kept: what was missed comes with
    /// the next page view.
    Approach {
        /// As it is now.
        approach: crate::approach::VisitorApproachView,
    },
    /// What goes on in a queue now, to members and supervisors: when they come, and whenever it changes.
    QueueCounts {
        /// The queue's numbers, and who is next.
        counts: crate::queue::QueueCountsView,
    },
    /// Where a waiting chat stands, to its visitor: when the visitor comes, and whenever it changes.
    Place {
        /// The chat.
        chat_id: Uuid,
        /// Its place.
        waiting: crate::visitor::WaitingPlaceView,
    },
    /// A `send` was committed.
    Sent {
        /// The sender's id.
        client_id: Uuid,
        /// The message's id.
        message_id: Uuid,
        /// Its position (agents) or number (visitors).
        position: u64,
    },
    /// A frame was refused.
    Refused {
        /// The `client_id` of the refused send.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        client_id: Option<Uuid>,
        /// Why.
        problem: Problem,
    },
    /// Answers a ping.
    Pong {
        /// The ping's nonce.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        nonce: Option<u64>,
    },
    /// The server's heartbeat.
    Heartbeat {
        /// The cursor so far.
        cursor: String,
    },
}

/// Close codes. 4000–4499: come back; 4500–4999: do not.
pub mod close {
    /// The server restarts; the reason holds `retry_after_ms=N`.
    pub const RESTART: u16 = 1012;
    /// The client read too slowly; resume from the cursor.
    pub const SLOW: u16 = 4000;
    /// Nothing came from the client for 75 seconds, not even a pong; or for 10 seconds no pong after a push was held
    /// back for its screen.
    pub const SILENT: u16 = 4001;
    /// The server had a fault.
    pub const FAULT: u16 = 4002;
    /// The agent's rights changed: come back to hear what they allow now.
    pub const RIGHTS_CHANGED: u16 = 4003;
    /// The visitor has become a known person: come back with the token of that person, which another request is answered with; the
    /// reason holds `retry_after_ms=N`.
    pub const IDENTIFIED: u16 = 4004;
    /// The token has expired; refresh, then come back.
    pub const TOKEN_EXPIRED: u16 = 4401;
    /// No hello came within 5 seconds.
    pub const HELLO_LATE: u16 = 4408;
    /// Too many frames.
    pub const TOO_MANY: u16 = 4429;
    /// The first frame is no `hello`, its cursor was not made by the server, or a frame is binary.
    pub const BAD_FRAME: u16 = 4500;
    /// The token is not valid, or the agent must set up a second factor first.
    pub const UNAUTHENTICATED: u16 = 4501;
    /// The session was ended.
    pub const SESSION_ENDED: u16 = 4503;
    /// The visitor is blocked. The token is as good as before: another visitor is not what is wanted.
    pub const BLOCKED: u16 = 4504;
    /// This client is too old.
    pub const UPGRADE: u16 = 4526;
}

/// A page of the change log; the same feed as the socket.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncView<E> {
    /// What changed, in order.
    pub events: Vec<E>,
    /// Where to go on.
    pub cursor: String,
    /// Whether there is more at once.
    pub more: bool,
}
