//! Senders and listeners of one server, driven for a while and then at rest.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use harness::process::Process;
use tokio::{sync::Mutex, task::JoinSet};
use uuid::Uuid;

use crate::{
    stage::Stage,
    wire::{Frame, Wire},
};

/// Where the time of sending stands in a message, for whoever hears it.
const MARK: &[u8] = b"sent at ";

/// The sockets of all senders, and listeners that count what arrives.
pub(crate) struct Crowd {
    senders: Vec<Arc<Mutex<Wire>>>,
    chats: Vec<Uuid>,
    counted: Arc<Counted>,
    acknowledged: AtomicU64,
    _listeners: JoinSet<()>,
}

struct Counted {
    began: Instant,
    arrived: AtomicU64,
    /// Microseconds from sending to hearing.
    delays: std::sync::Mutex<Vec<f64>>,
}

impl Crowd {
    /// Connects everybody.
    pub(crate) async fn gather(stage: &Stage, server: &Process) -> Self {
        let counted = Arc::new(Counted {
            began: Instant::now(),
            arrived: AtomicU64::new(0),
            delays: std::sync::Mutex::default(),
        });
        let mut listeners = JoinSet::new();
        for token in &stage.listeners {
            let wire = Wire::hello(server.address, token).await;
            listeners.spawn(listen(wire, Arc::clone(&counted)));
        }
        let mut senders = Vec::new();
        for (token, _) in &stage.senders {
            senders.push(Arc::new(Mutex::new(connect(server.address, token).await)));
        }
        let chats = stage.senders.iter().map(|(_, chat_id)| *chat_id).collect();
        Self { senders, chats, counted, acknowledged: AtomicU64::new(0), _listeners: listeners }
    }

    /// Everybody sends for this long, each the next message when the last is acknowledged, but not before `every` has passed
    /// since; how many were acknowledged.
    pub(crate) async fn drive(&self, span: Duration, every: Option<Duration>) -> u64 {
        let until = Instant::now() + span;
        let mut tasks = JoinSet::new();
        let count = u32::try_from(self.senders.len()).expect("a count");
        for (number, (wire, chat_id)) in (0..).zip(self.senders.iter().zip(&self.chats)) {
            let (wire, chat_id, counted) = (Arc::clone(wire), *chat_id, Arc::clone(&self.counted));
            tasks.spawn(async move {
                let mut wire = wire.lock_owned().await;
                let mut next = Instant::now() + every.unwrap_or_default() / count * number;
                let mut sent = 0;
                while Instant::now() < until {
                    if let Some(every) = every {
                        tokio::time::sleep_until(next.into()).await;
                        next += every;
                    }
                    send(&mut wire, chat_id, counted.began).await;
                    sent += 1;
                }
                sent
            });
        }
        let sent = tasks.join_all().await.into_iter().sum();
        self.acknowledged.fetch_add(sent, Ordering::AcqRel);
        sent
    }

    /// One message after another by one sender, with pauses.
    pub(crate) async fn one_by_one(&self, count: usize, pause: Duration) {
        let mut wire = self.senders[0].lock().await;
        for _ in 0..count {
            send(&mut wire, self.chats[0], self.counted.began).await;
            tokio::time::sleep(pause).await;
        }
        self.acknowledged.fetch_add(count as u64, Ordering::AcqRel);
    }

    /// Waits until every acknowledged message was heard by its agent.
    pub(crate) async fn all_arrived(&self) {
        let deadline = Instant::now() + Duration::from_secs(10);
        let expected = self.acknowledged.load(Ordering::Acquire);
        while self.counted.arrived.load(Ordering::Acquire) < expected {
            let arrived = self.counted.arrived.load(Ordering::Acquire);
            assert!(Instant::now() < deadline, "{arrived} of {expected} acknowledged messages arrived");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(self.counted.arrived.load(Ordering::Acquire), expected, "more arrived than was acknowledged");
    }

    /// Microseconds from sending to the agent's socket, since it was last asked.
    pub(crate) fn delays(&self) -> Vec<f64> {
        std::mem::take(&mut *self.counted.delays.lock().expect("delays"))
    }
}

async fn connect(address: SocketAddr, token: &str) -> Wire {
    Wire::hello(address, token).await
}

async fn send(wire: &mut Wire, chat_id: Uuid, began: Instant) {
    let at = began.elapsed().as_micros();
    let frame = format!(
        r#"{{"type":"send","chat_id":"{chat_id}","message":{{"client_id":"{}","text":"sent at {at} microseconds, and then some words as people write them"}}}}"#,
        Uuid::now_v7()
    );
    wire.say(&frame).await;
    wire.until(b"{\"type\":\"sent\"").await;
}

async fn listen(mut wire: Wire, counted: Arc<Counted>) {
    loop {
        match wire.next().await {
            Frame::Ping => wire.pong().await,
            Frame::Close(code) => panic!("the server closed a listener with {code}"),
            Frame::Text(text) => {
                let Some(at) = text.windows(MARK.len()).position(|bytes| bytes == MARK) else { continue };
                let digits = text[at + MARK.len()..].iter().take_while(|byte| byte.is_ascii_digit());
                let sent = digits.fold(0_u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
                let now = u64::try_from(counted.began.elapsed().as_micros()).unwrap_or(u64::MAX);
                counted.delays.lock().expect("delays").push(now.saturating_sub(sent) as f64);
                counted.arrived.fetch_add(1, Ordering::AcqRel);
            }
        }
    }
}
