//! Rows: X3, X4, C1, N1, N11
//!
//! The app's core against a real server: what it keeps, what it sends, what its lists show.

mod account;
mod keep;
mod list;
mod phone;
mod reach;
mod send;
mod sign_in;
mod stream;
mod trust;
mod wire;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use harness::{AgentActor, PASSWORD, PATIENCE, TestServer};
use pronto_mobile::client::{Account, MemoryStorage, Options, SecureStorage, SignIn};
use pronto_protocol::device::Platform;

/// How long anything may take.
const WITHIN: Duration = PATIENCE;

/// An installation of the app: its secure storage and its folder outlive the process.
struct Phone {
    url: String,
    organization: String,
    email: String,
    secrets: Arc<dyn SecureStorage>,
    folder: tempfile::TempDir,
}

impl Phone {
    fn new(url: &str, agent: &AgentActor) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let organization = "shop".to_owned();
        Self { url: url.to_owned(), organization, email: agent.email.clone(), secrets: MemoryStorage::shared(), folder }
    }

    fn options(&self) -> Options {
        // The wires here break or carry, and are never silent: what is slow is not lost, and is not to be sent again.
        Options {
            call_timeout: WITHIN,
            connect_timeout: WITHIN / 2,
            data_folder: Some(self.folder.path().to_owned()),
            ..Options::quick()
        }
    }

    async fn sign_in(&self) -> Account {
        let sign_in = SignIn::new(&self.url, &self.organization, &self.email, PASSWORD, Platform::Android, "Phone");
        Account::sign_in(sign_in, Arc::clone(&self.secrets), self.options()).await.expect("signed in")
    }

    /// What a start after a kill does.
    async fn start(&self, agent: &AgentActor) -> Account {
        let account = Account::restore(agent.id, Arc::clone(&self.secrets), self.options()).await.expect("read");
        account.expect("the account is kept")
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

async fn online(account: &Account) {
    account.start();
    account.until_online(WITHIN).await.expect("online");
}

/// Waits until the core knows what a fresh fetch tells: marks of what was received and read come by events of their own, after
/// what they are about, and others may go on meanwhile, so that one look may be between two of their changes.
pub(crate) async fn same_as_fresh(account: &Account, what: &str) {
    let deadline = Instant::now() + WITHIN;
    loop {
        let fresh = account.fetch_fresh().await.unwrap_or_else(|error| panic!("{what}: {error}"));
        let knows = account.snapshot();
        if knows == fresh {
            return;
        }
        assert!(Instant::now() < deadline, "{what} knows something else: {knows:#?}\nthan the server: {fresh:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// As a kill ends a process: nothing is said to anybody.
fn kill(account: Account) {
    drop(account);
}

async fn phone(server: &TestServer, agent: &AgentActor) -> (Phone, Account) {
    let phone = Phone::new(&server.url(""), agent);
    let account = phone.sign_in().await;
    online(&account).await;
    (phone, account)
}
