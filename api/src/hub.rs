//! The hub: this node's sockets, who listens where, and the handing over of events in order.

mod changed;
mod connection;
mod published;
mod room;
mod stream;
mod subscriptions;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, atomic::AtomicU64},
};

use axum::extract::ws::Utf8Bytes;
use pronto_protocol::socket::Foreground;
use tokio::sync::Notify;
use uuid::Uuid;

pub use changed::{Changed, ChangedQueues};
pub use connection::{Closing, Connection, Focus, Next, Party};
pub use published::{Published, frame_for_agents, frame_for_visitors};
pub use stream::{Opened, StreamRight};
pub use subscriptions::Subscriptions;

use room::Room;

use crate::topic::Topic;

/// What is told of each event besides sockets: caches that keep themselves true.
pub type Observer = Box<dyn Fn(Uuid, &Published) + Send + Sync>;

/// This node's sockets.
#[derive(Clone, Default)]
pub struct Hub {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    rooms: Mutex<HashMap<Uuid, Arc<Mutex<Room>>>>,
    observers: OnceLock<Vec<Observer>>,
    next_id: AtomicU64,
    queue_bytes_most: OnceLock<usize>,
    behind: Notify,
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").finish_non_exhaustive()
    }
}

/// An organization of which somebody here watches more than its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watched {
    /// The organization.
    pub organization_id: Uuid,
    /// Whether the grid of visits is watched.
    pub visits: bool,
    /// Whether the live counters are watched.
    pub counters: bool,
    /// Up to where its events have been published here.
    pub published_seq: i64,
}

/// One live socket of an agent, as routing and push see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presence {
    /// The session.
    pub session_id: Uuid,
    /// The device.
    pub device_id: Uuid,
    /// What is on screen.
    pub focus: Focus,
}

impl Hub {
    /// Sets who observes every event, once, before anything is published.
    pub fn observe(&self, observers: Vec<Observer>) {
        let _ = self.inner.observers.set(observers);
    }

    /// Sets how many bytes may wait for one socket before it is closed as slow.
    pub fn limit_queues(&self, most_bytes: usize) {
        let _ = self.inner.queue_bytes_most.set(most_bytes);
    }

    /// Hands over what this node has committed, in order; what is already published is passed over. When another node has
    /// committed something before it that was not heard here, all of it waits for the log to be read on.
    pub fn publish(&self, organization_id: Uuid, events: &[Arc<Published>]) {
        if !self.hand_over(organization_id, events, false) {
            self.inner.behind.notify_one();
        }
    }

    /// Hands over what was read from the log, in order, without leaving anything out.
    pub fn publish_log(&self, organization_id: Uuid, events: &[Arc<Published>]) {
        self.hand_over(organization_id, events, true);
    }

    /// Waits until something waits for the log to be read on.
    pub async fn behind(&self) {
        self.inner.behind.notified().await;
    }

    fn hand_over(&self, organization_id: Uuid, events: &[Arc<Published>], from_log: bool) -> bool {
        if let Some(observers) = self.inner.observers.get() {
            for event in events {
                observers.iter().for_each(|observer| observer(organization_id, event));
            }
        }
        let Some(room) = self.existing(organization_id) else { return true };
        let mut room = lock(&room);
        events.iter().all(|event| room.publish(event, from_log))
    }

    /// Enters a socket. It hears nothing until [`Hub::go_live`].
    #[must_use]
    pub fn connect(&self, organization_id: Uuid, party: Party) -> Arc<Connection> {
        let id = self.inner.next_id.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let most = self.inner.queue_bytes_most.get().copied().unwrap_or(256 * 1024);
        let connection = Arc::new(Connection::new(id, organization_id, party, most));
        lock(&self.room(organization_id)).enter(Arc::clone(&connection));
        connection
    }

    /// Makes a socket live if it has read the log up to where the room stands; otherwise tells up to where to read.
    ///
    /// # Errors
    /// The `seq` that the socket must have read first.
    pub fn go_live(
        &self,
        connection: &Arc<Connection>,
        read_seq: i64,
        subscriptions: Subscriptions,
    ) -> Result<(), (i64, Subscriptions)> {
        let room = self.room(connection.organization_id);
        lock(&room).go_live(connection, read_seq, subscriptions)
    }

    /// Lets a live socket listen to a topic that holds no events, or no longer.
    pub fn watch(&self, connection: &Connection, topic: Topic, on: bool) {
        let room = self.room(connection.organization_id);
        lock(&room).watch(connection.id, topic, on);
    }

    /// Organizations of which somebody here watches the grid of visits or the live counters.
    #[must_use]
    pub fn watched(&self) -> Vec<Watched> {
        let rooms: Vec<_> = lock(&self.inner.rooms).iter().map(|(id, room)| (*id, Arc::clone(room))).collect();
        let watched = rooms.into_iter().map(|(organization_id, room)| {
            let room = lock(&room);
            let (visits, counters) = (room.is_heard(Topic::Visits), room.is_heard(Topic::Counters));
            Watched { organization_id, visits, counters, published_seq: room.published_seq() }
        });
        watched.filter(|watched| watched.visits || watched.counters).collect()
    }

    /// Whether a live socket listens to a topic.
    #[must_use]
    pub fn hears(&self, connection: &Connection, topic: Topic) -> bool {
        self.existing(connection.organization_id).is_some_and(|room| lock(&room).hears(connection.id, topic))
    }

    /// Forgets a socket; true when it was the agent's last.
    pub fn disconnect(&self, connection: &Connection) -> bool {
        let Some(room) = self.existing(connection.organization_id) else { return false };
        lock(&room).leave(connection)
    }

    /// Sends an ephemeral frame to who listens to a topic: one form for agents, one for visitors, neither kept.
    pub fn signal(
        &self,
        organization_id: Uuid,
        topic: Topic,
        agents: Option<Utf8Bytes>,
        visitors: Option<Utf8Bytes>,
        except: u64,
    ) {
        let Some(room) = self.existing(organization_id) else { return };
        lock(&room).signal(topic, agents.as_ref(), visitors.as_ref(), except);
    }

    /// Sends an ephemeral frame to agents who listen to any of these topics, once to each socket.
    pub fn tell(&self, organization_id: Uuid, topics: &[Topic], frame: &Utf8Bytes) {
        let Some(room) = self.existing(organization_id) else { return };
        lock(&room).tell(topics, frame);
    }

    /// Whether any socket of the organization is here.
    #[must_use]
    pub fn is_heard(&self, organization_id: Uuid) -> bool {
        self.existing(organization_id).is_some_and(|room| lock(&room).connections().next().is_some())
    }

    /// Whether any live socket here listens to a topic.
    #[must_use]
    pub fn is_heard_at(&self, organization_id: Uuid, topic: Topic) -> bool {
        self.existing(organization_id).is_some_and(|room| lock(&room).is_heard_at(topic))
    }

    /// The agent's live sockets on this node.
    #[must_use]
    pub fn presence(&self, organization_id: Uuid, agent_id: Uuid) -> Vec<Presence> {
        self.existing(organization_id).map(|room| lock(&room).presence(agent_id)).unwrap_or_default()
    }

    /// Asks a device's sockets for a sign of life about what was held back for its screen; false when the app is on no
    /// screen there, as far as this node knows.
    #[must_use]
    pub fn ask(&self, organization_id: Uuid, agent_id: Uuid, device_id: Uuid, delivery_ids: &[Uuid]) -> bool {
        self.existing(organization_id).is_some_and(|room| lock(&room).ask(agent_id, device_id, delivery_ids))
    }

    /// Agents on whose screen a chat is, of those who hear it on this node.
    #[must_use]
    pub fn lookers(&self, organization_id: Uuid, chat_id: Uuid) -> Vec<Uuid> {
        self.existing(organization_id).map(|room| lock(&room).lookers(chat_id)).unwrap_or_default()
    }

    /// Whether a visitor has a live socket on this node.
    #[must_use]
    pub fn visitor_is_here(&self, organization_id: Uuid, visitor_id: Uuid) -> bool {
        self.existing(organization_id).is_some_and(|room| lock(&room).is_here(visitor_id))
    }

    /// Live sockets of one session on this node.
    #[must_use]
    pub fn sockets_of_session(&self, organization_id: Uuid, agent_id: Uuid, session_id: Uuid) -> usize {
        self.presence(organization_id, agent_id).iter().filter(|presence| presence.session_id == session_id).count()
    }

    /// Closes every socket, with a spread hint of when to come back.
    pub fn close_all(&self, closing: impl Fn() -> Closing) {
        let rooms: Vec<_> = lock(&self.inner.rooms).values().cloned().collect();
        for room in rooms {
            for connection in lock(&room).connections() {
                connection.close(closing());
            }
        }
    }

    /// Live sockets on this node.
    #[must_use]
    pub fn socket_count(&self) -> usize {
        let rooms: Vec<_> = lock(&self.inner.rooms).values().cloned().collect();
        rooms.iter().map(|room| lock(room).connections().count()).sum()
    }

    /// Queues a frame made of how far this socket has been told: behind every event up to there, so that a client may
    /// resume from it.
    pub fn beat(&self, connection: &Connection, frame: impl FnOnce(i64) -> Utf8Bytes) {
        let Some(room) = self.existing(connection.organization_id) else { return };
        let room = lock(&room);
        connection.push(frame(room.told_seq(connection.id)));
    }

    /// Organizations with sockets here, and up to where each has been published: what a tail of the log reads on from.
    #[must_use]
    pub fn published(&self) -> Vec<(Uuid, i64)> {
        let rooms: Vec<_> = lock(&self.inner.rooms).iter().map(|(id, room)| (*id, Arc::clone(room))).collect();
        rooms.into_iter().map(|(id, room)| (id, lock(&room).published_seq())).collect()
    }

    fn existing(&self, organization_id: Uuid) -> Option<Arc<Mutex<Room>>> {
        lock(&self.inner.rooms).get(&organization_id).cloned()
    }

    fn room(&self, organization_id: Uuid) -> Arc<Mutex<Room>> {
        Arc::clone(lock(&self.inner.rooms).entry(organization_id).or_default())
    }
}

impl Presence {
    /// Whether the app is on screen.
    #[must_use]
    pub fn is_foreground(&self) -> bool {
        self.focus.foreground == Foreground::Foreground
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().expect("nothing panics while it holds the hub")
}
