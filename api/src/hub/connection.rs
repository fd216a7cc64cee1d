//! One socket's side in the hub: a bounded queue of frames, a way to be woken, a way to be closed.

use std::{borrow::Cow, collections::VecDeque, net::IpAddr, sync::Mutex};

use axum::extract::ws::Utf8Bytes;
use pronto_protocol::socket::{Foreground, close};
use tokio::sync::Notify;
use uuid::Uuid;

/// Whose socket it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// An agent's.
    Agent {
        /// The agent.
        agent_id: Uuid,
        /// The session.
        session_id: Uuid,
        /// The device.
        device_id: Uuid,
    },
    /// A visitor's.
    Visitor {
        /// The visitor.
        visitor_id: Uuid,
        /// The address it comes from.
        ip: IpAddr,
    },
}

impl Party {
    /// The agent or visitor.
    #[must_use]
    pub fn person_id(self) -> Uuid {
        match self {
            Self::Agent { agent_id, .. } => agent_id,
            Self::Visitor { visitor_id, .. } => visitor_id,
        }
    }
}

/// What is on a socket's screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Focus {
    /// Whether the app is on screen.
    pub foreground: Foreground,
    /// The chat on screen.
    pub chat_id: Option<Uuid>,
    /// The direct conversation on screen.
    pub conversation_id: Option<Uuid>,
}

impl Focus {
    /// Whether a chat is on screen.
    #[must_use]
    pub fn shows(&self, chat_id: Uuid) -> bool {
        self.foreground == Foreground::Foreground && self.chat_id == Some(chat_id)
    }
}

/// How a socket is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// A code of [`close`].
    pub code: u16,
    /// A word or hint for the client.
    pub reason: Cow<'static, str>,
}

/// What a socket's task does next.
#[derive(Debug)]
pub enum Next {
    /// Send these frames, in order.
    Frames(VecDeque<Utf8Bytes>),
    /// Close.
    Close(Closing),
    /// Nothing waits.
    Nothing,
}

/// One socket.
#[derive(Debug)]
pub struct Connection {
    /// Its name in the hub.
    pub id: u64,
    /// The organization.
    pub organization_id: Uuid,
    /// Whose it is.
    pub party: Party,
    queue: Mutex<Queue>,
    wake: Notify,
}

#[derive(Debug)]
struct Queue {
    frames: VecDeque<Utf8Bytes>,
    bytes: usize,
    bytes_most: usize,
    closing: Option<Closing>,
    focus: Focus,
    /// Deliveries held back for this screen that it has not been asked about.
    unseen: Vec<Uuid>,
}

impl Connection {
    pub(super) fn new(id: u64, organization_id: Uuid, party: Party, bytes_most: usize) -> Self {
        let focus = Focus { foreground: Foreground::Background, chat_id: None, conversation_id: None };
        let queue = Queue { frames: VecDeque::new(), bytes: 0, bytes_most, closing: None, focus, unseen: Vec::new() };
        Self { id, organization_id, party, queue: Mutex::new(queue), wake: Notify::new() }
    }

    /// Queues a frame; a socket that has not read what waits already is closed, and resumes.
    pub fn push(&self, frame: Utf8Bytes) {
        let mut queue = self.lock();
        if queue.closing.is_some() {
            return;
        }
        queue.bytes += frame.len();
        if queue.bytes > queue.bytes_most {
            queue.frames = VecDeque::new();
            queue.closing = Some(Closing { code: close::SLOW, reason: Cow::Borrowed("slow") });
        } else {
            queue.frames.push_back(frame);
        }
        drop(queue);
        self.wake.notify_one();
    }

    /// Closes the socket after nothing more: what waits is dropped.
    pub fn close(&self, closing: Closing) {
        let mut queue = self.lock();
        if queue.closing.is_none() {
            queue.frames = VecDeque::new();
            queue.closing = Some(closing);
        }
        drop(queue);
        self.wake.notify_one();
    }

    /// Waits until there may be something to do.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Takes what waits.
    pub fn next(&self) -> Next {
        let mut queue = self.lock();
        if let Some(closing) = &queue.closing {
            return Next::Close(closing.clone());
        }
        if queue.frames.is_empty() {
            return Next::Nothing;
        }
        queue.bytes = 0;
        Next::Frames(std::mem::take(&mut queue.frames))
    }

    /// Asks the client for a sign of life: without one nobody knows whether its screen shows what these deliveries tell.
    pub fn ask(&self, delivery_ids: &[Uuid]) {
        self.lock().unseen.extend_from_slice(delivery_ids);
        self.wake.notify_one();
    }

    /// Takes the deliveries that the client is to be asked about.
    #[must_use]
    pub fn take_unseen(&self) -> Vec<Uuid> {
        std::mem::take(&mut self.lock().unseen)
    }

    /// What is on screen.
    #[must_use]
    pub fn focus(&self) -> Focus {
        self.lock().focus
    }

    /// Changes what is on screen.
    pub fn set_focus(&self, focus: Focus) {
        self.lock().focus = focus;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().expect("nothing panics while it holds a queue")
    }
}
