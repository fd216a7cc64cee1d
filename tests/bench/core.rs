//! The app's core: from a process that is not there to an accepted offer, bytes of a resume beside those of fetching anew, a timeline
//! of a hundred thousand messages, what the library takes, and the bytes of an hour in which nothing happens.

mod accept;
mod count;
mod decode;
mod hour;
mod library;
mod resume;
mod timeline;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use harness::{AgentActor, PASSWORD};
use pronto_mobile::client::{Account, ClientError, Options, SecureStorage, SignIn};
use pronto_protocol::{device::Platform, queue::QueueSettings};
use uuid::Uuid;

pub(crate) use accept::cold;
pub(crate) use decode::alone;

use crate::stage::quiet;

/// Minutes in which nothing happens.
pub(crate) const MINUTES: u64 = 60;
/// Rounds of what is measured more than once.
const ROUNDS: usize = 15;
const WITHIN: Duration = Duration::from_secs(60);

/// Prints everything; the idle phones have a server of their own and are counted all the while.
pub(crate) async fn run(minutes: u64) {
    let hour = hour::Hour::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let launch = quiet(folder.path());
    let mut server = launch.start().await;
    let shop = launch.organization(&server, "shop").await;
    let relay = count::Relay::to(shop.base.trim_start_matches("http://").to_owned()).await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", QueueSettings::default(), &[&ana]).await;
    ana.ready().await;
    let kept = tempfile::tempdir().expect("a folder");
    let phone = Phone::in_folder(kept.path());
    let account = sign_in(&phone, &relay, &ana).await;
    online(&account).await;
    account.stop().await;
    drop(account);

    accept::run(&phone, &ana, &shop, "sales").await;
    let vera = shop.visitor().await;
    let chat_id = vera.start("sales", "Hello").await.id;
    ana.accept_chat(chat_id).await;
    resume::run(&phone, ana.id, &relay, &vera, chat_id).await;
    timeline::run(&phone, ana.id, chat_id).await;
    server.stop().await;
    decode::run().await;
    library::tell();
    hour.end(Duration::from_secs(minutes * 60)).await;
}

/// A phone's disk: the accounts' folders, and the secrets.
#[derive(Debug)]
struct Phone {
    folder: PathBuf,
}

impl Phone {
    fn in_folder(folder: &Path) -> Self {
        std::fs::create_dir_all(folder.join("secrets")).expect("a folder");
        Self { folder: folder.to_owned() }
    }

    fn secrets(&self) -> Arc<dyn SecureStorage> {
        Arc::new(Secrets(self.folder.join("secrets")))
    }

    /// Where the core keeps its accounts, which it has for itself.
    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn options(&self) -> Options {
        Options {
            data_folder: Some(self.data()),
            store_most_bytes: u64::MAX,
            sends_per_minute: None,
            ..Options::default()
        }
    }

    /// As after the app was started again.
    async fn start(&self, agent_id: Uuid) -> Account {
        Account::restore(agent_id, self.secrets(), self.options()).await.expect("read").expect("kept")
    }
}

/// Secrets in files, as a process that was not there before finds them.
struct Secrets(PathBuf);

impl Secrets {
    /// A key may hold a server's address.
    fn file(&self, key: &str) -> PathBuf {
        self.0.join(key.replace('/', "_"))
    }
}

impl SecureStorage for Secrets {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, ClientError> {
        Ok(std::fs::read(self.file(key)).ok())
    }

    fn set(&self, key: &str, value: &[u8]) -> Result<(), ClientError> {
        std::fs::write(self.file(key), value).expect("kept");
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), ClientError> {
        let _ = std::fs::remove_file(self.file(key));
        Ok(())
    }
}

async fn sign_in(phone: &Phone, relay: &count::Relay, ana: &AgentActor) -> Account {
    let sign_in = SignIn::new(&relay.url, "shop", &ana.email, PASSWORD, Platform::Android, "Phone");
    Account::sign_in(sign_in, phone.secrets(), phone.options()).await.expect("signed in")
}

async fn online(account: &Account) {
    account.start();
    account.until_online(WITHIN).await.expect("online");
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
