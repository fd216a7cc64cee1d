//! The app's core: from a process that was dead to an accepted offer, bytes of a resume beside those of fetching anew, a timeline of
//! a hundred thousand messages, and what the library takes.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use harness::{PASSWORD, VisitorActor};
use pronto_mobile::client::{
    Account, MemoryStorage, Options, SecureStorage, SignIn,
    store::{Batch, Entry, SqliteStore, Step, Store},
};
use pronto_protocol::{device::Platform, queue::QueueSettings};
use tokio::{
    io::copy,
    net::{TcpListener, TcpStream},
};
use uuid::Uuid;

use crate::stage::quiet;

/// Messages of the long timeline.
const MESSAGES: u64 = 100_000;
/// Events missed before a resume.
const MISSED: usize = 100;
/// Rounds of what is measured more than once.
const ROUNDS: usize = 15;
const WITHIN: Duration = Duration::from_secs(60);

pub(crate) async fn run() {
    let folder = tempfile::tempdir().expect("a folder");
    let launch = quiet(folder.path());
    let mut server = launch.start().await;
    let shop = launch.organization(&server, "shop").await;
    let wire = Wire::to(shop.base.trim_start_matches("http://").to_owned()).await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", QueueSettings::default(), &[&ana]).await;
    ana.ready().await;
    let phone = Phone { folder: tempfile::tempdir().expect("a folder"), secrets: MemoryStorage::shared() };
    let sign_in = SignIn::new(&wire.url, "shop", &ana.email, PASSWORD, Platform::Android, "Phone");
    let account = Account::sign_in(sign_in, Arc::clone(&phone.secrets), phone.options()).await.expect("signed in");
    online(&account).await;

    println!("from a dead process to an accepted offer: store opened, token read, one call, its answer");
    accepting(&phone, &account, &ana.id, async || shop.visitor().await).await;

    let vera = shop.visitor().await;
    let chat_id = vera.start("sales", "Hello").await.id;
    account.accept_chat(chat_id).await.expect("accepted");
    println!("\nbytes on the wire for {MISSED} missed events, side by side ({ROUNDS} rounds, alternately)");
    resuming(&phone, account, &ana.id, &wire, &vera, chat_id).await;
    println!("\na timeline of {MESSAGES} messages");
    long_timeline(&phone, &ana.id, chat_id).await;
    library();
    server.stop().await;
}

struct Phone {
    folder: tempfile::TempDir,
    secrets: Arc<dyn SecureStorage>,
}

impl Phone {
    fn options(&self) -> Options {
        Options {
            data_folder: Some(self.folder.path().to_owned()),
            store_most_bytes: u64::MAX,
            sends_per_minute: None,
            ..Options::default()
        }
    }

    async fn start(&self, agent_id: Uuid) -> Account {
        let account = Account::restore(agent_id, Arc::clone(&self.secrets), self.options()).await;
        account.expect("read").expect("kept")
    }
}

async fn online(account: &Account) {
    account.start();
    account.until_online(WITHIN).await.expect("online");
}

async fn accepting(phone: &Phone, account: &Account, agent_id: &Uuid, visitor: impl AsyncFn() -> VisitorActor) {
    let mut took = Vec::new();
    for _ in 0..ROUNDS {
        let chat_id = visitor().await.start("sales", "Hello").await.id;
        let offer = |state: &pronto_mobile::client::State| {
            state.offers.values().find(|offer| offer.chat_id == chat_id).map(|offer| offer.id)
        };
        let offer_id = account.until(WITHIN, offer).await.expect("offered");
        let started = Instant::now();
        let cold = phone.start(*agent_id).await;
        cold.accept_offer(offer_id).await.expect("accepted");
        took.push(started.elapsed());
        account.close_chat(chat_id, &Default::default()).await.expect("closed");
    }
    println!("  {}", spread(&mut took));
}

async fn resuming(phone: &Phone, account: Account, agent_id: &Uuid, wire: &Wire, vera: &VisitorActor, chat_id: Uuid) {
    let (mut resumed, mut fetched) = (Vec::new(), Vec::new());
    drop(account);
    for _ in 0..ROUNDS {
        for n in 0..MISSED {
            vera.say(chat_id, &format!("What was said while it was away, {n}")).await;
        }
        let before = wire.bytes();
        let account = phone.start(*agent_id).await;
        online(&account).await;
        caught_up(&account, vera, chat_id).await;
        resumed.push(wire.bytes() - before);
        let before = wire.bytes();
        let fresh = account.fetch_fresh().await.expect("fetched");
        fetched.push(wire.bytes() - before);
        assert_eq!(account.snapshot(), fresh, "both sides know the same");
        // Of more unread messages than it holds, one that fetches everything counts only those that it holds.
        let seen = fresh.chats.iter().find(|one| one.chat.id == chat_id).expect("the chat").chat.last_position;
        account.mark_read(chat_id, seen).await.expect("read");
        account.stop().await;
    }
    resumed.sort_unstable();
    fetched.sort_unstable();
    let (one, other) = (resumed[ROUNDS / 2], fetched[ROUNDS / 2]);
    println!("  resume by cursor      {one:>9} bytes (median; {} to {})", resumed[0], resumed[ROUNDS - 1]);
    println!("  fetching everything   {other:>9} bytes (median; {} to {})", fetched[0], fetched[ROUNDS - 1]);
    println!("  ratio                 {:>9.2}", other as f64 / one as f64);
}

async fn caught_up(account: &Account, vera: &VisitorActor, chat_id: Uuid) {
    let last = vera.messages(chat_id).await.last().expect("one").id;
    let here = |state: &pronto_mobile::client::State| {
        let entries = state.threads.get(&chat_id)?.entries.values().rev();
        entries
            .take(3)
            .any(|entry| matches!(entry, pronto_protocol::whisper::TimelineEntryView::Message(m) if m.id == last))
            .then_some(())
    };
    account.until(WITHIN, here).await.expect("caught up");
}

async fn long_timeline(phone: &Phone, agent_id: &Uuid, chat_id: Uuid) {
    let path = phone.folder.path().join(agent_id.to_string());
    let first = {
        let store = SqliteStore::open(&path).expect("opened");
        let newest = store.load(1).expect("read");
        let model = newest.entries.iter().find(|entry| entry.thread == chat_id).expect("an entry").clone();
        // Further back than what is there, so that nothing the server told is replaced.
        let shift = MESSAGES;
        let last = model.position;
        let own = store.entries_before(chat_id, u64::MAX / 4, usize::MAX).expect("read");
        let moved: Vec<Step> = own.iter().map(|entry| Step::PutEntry(at(entry, entry.position + shift))).collect();
        store.commit(&Batch { steps: vec![Step::ClearThread(chat_id)], durable: false }).expect("kept");
        for part in (1..=shift).collect::<Vec<_>>().chunks(5_000) {
            let steps = part.iter().map(|position| Step::PutEntry(at(&model, *position))).collect();
            store.commit(&Batch { steps, durable: false }).expect("kept");
        }
        store.commit(&Batch { steps: moved, durable: true }).expect("kept");
        println!("  on disk               {:>9.1} MB", store.size_bytes().expect("size") as f64 / 1e6);
        last + shift
    };
    let before = resident();
    let started = Instant::now();
    let account = phone.start(*agent_id).await;
    let watch = account.live().watch_timeline(chat_id);
    let shown = watch.take();
    println!(
        "  opened at its end     {:>9.1} ms, {} MB more resident",
        ms(started.elapsed()),
        (resident() - before) / 1_000_000
    );
    assert_eq!(shown.len(), 1);
    let mut steps = Vec::new();
    for _ in 0..200 {
        let started = Instant::now();
        account.load_older(chat_id, 50).await.expect("read");
        drop(watch.take());
        steps.push(started.elapsed());
    }
    println!("  fifty more by scroll  {}", spread(&mut steps));
    let mut searches = Vec::new();
    for n in 0..ROUNDS {
        let word = if n % 2 == 0 { "nowhere at all" } else { "WHAT away" };
        let started = Instant::now();
        account.search_here(Some(chat_id), word, 50).await.expect("found");
        searches.push(started.elapsed());
    }
    println!("  searched              {}", spread(&mut searches));
    println!(
        "  in all                {:>9} MB more resident; last position {first}",
        (resident() - before) / 1_000_000
    );
}

/// The same entry at another place.
fn at(entry: &Entry, position: u64) -> Entry {
    let mut body: serde_json::Value = serde_json::from_str(&entry.body).expect("JSON");
    body["position"] = position.into();
    body["id"] = Uuid::from_u128(u128::from(position)).to_string().into();
    body["text"] = format!("Line {position} of a long talk about an order that did not arrive").into();
    let folded = format!("line {position} of a long talk about an order that did not arrive");
    Entry { position, body: body.to_string(), folded, thread: entry.thread }
}

/// Of the library that was built for this machine, if one was.
fn library() {
    println!("\nthe stripped library with its facade, for this machine's processor");
    let path = Path::new("target/mobile/libpronto_mobile.stripped.so");
    match std::fs::metadata(path) {
        Ok(file) => println!(
            "  {:.2} MB ({} bytes); libsignal publishes 6.52 MB for arm64: another processor",
            file.len() as f64 / 1e6,
            file.len()
        ),
        Err(_) => println!("  not built: mobile-bindings/size builds it"),
    }
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

fn spread(took: &mut [Duration]) -> String {
    took.sort_unstable();
    let last = took.len() - 1;
    format!(
        "{:>9.2} ms median, {:.2} least, {:.2} most ({} rounds)",
        ms(took[took.len() / 2]),
        ms(took[0]),
        ms(took[last]),
        took.len()
    )
}

/// Resident memory of this process, in bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() * 1024
}

/// Counts what goes between phone and server.
struct Wire {
    url: String,
    bytes: Arc<AtomicU64>,
    _listening: tokio::task::JoinSet<()>,
}

impl Wire {
    async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let bytes = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&bytes);
        let mut listening = tokio::task::JoinSet::new();
        listening.spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((phone, _)) = listener.accept().await {
                let Ok(there) = TcpStream::connect(&server).await else { continue };
                let (phone_in, phone_out) = phone.into_split();
                let (there_in, there_out) = there.into_split();
                for (mut from, mut to) in [
                    (Counted(phone_in, Arc::clone(&counted)), there_out),
                    (Counted(there_in, Arc::clone(&counted)), phone_out),
                ] {
                    connections.spawn(async move {
                        let _ = copy(&mut from, &mut to).await;
                    });
                }
            }
        });
        Self { url, bytes, _listening: listening }
    }

    fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

/// A reader that counts.
struct Counted(tokio::net::tcp::OwnedReadHalf, Arc<AtomicU64>);

impl tokio::io::AsyncRead for Counted {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
        buffer: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let polled = std::pin::Pin::new(&mut self.0).poll_read(context, buffer);
        self.1.fetch_add((buffer.filled().len() - before) as u64, Ordering::Relaxed);
        polled
    }
}
