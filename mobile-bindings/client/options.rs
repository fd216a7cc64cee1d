//! Timeouts and bounds of a client; the defaults suit a phone, tests make them small.

use std::{path::PathBuf, time::Duration};

/// How a client behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// Longest wait for an answer.
    pub call_timeout: Duration,
    /// Longest wait for a connection, and for the socket's `ready`.
    pub connect_timeout: Duration,
    /// Longest wait for a lock-screen action: systems give an app only a few seconds.
    pub action_timeout: Duration,
    /// Wait before the first retry, doubled each time.
    pub backoff_first: Duration,
    /// Longest wait between retries.
    pub backoff_most: Duration,
    /// Most entries kept per timeline; older ones are fetched when somebody scrolls.
    pub history_most: usize,
    /// The folder in which accounts are kept, each in one of its own; none keeps them in memory alone.
    pub data_folder: Option<PathBuf>,
    /// What an account may take on the device, in bytes, before the oldest entries go.
    pub store_most_bytes: u64,
    /// Most things sent per minute, below what the server allows a person; none is for tests.
    pub sends_per_minute: Option<u32>,
    /// The protocol version that this core says it speaks; only tests make it another.
    pub protocol: u32,
    /// A certificate authority of the organization's own, in PEM; none trusts what the device trusts.
    pub extra_ca_pem: Option<String>,
    /// Trusts Mozilla's list of authorities, which the core carries along, instead of the device's own. So on Android: a library that
    /// is not given the app's context cannot ask the system there.
    pub carried_roots: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            call_timeout: Duration::from_secs(15),
            connect_timeout: Duration::from_secs(10),
            action_timeout: Duration::from_secs(8),
            backoff_first: Duration::from_millis(500),
            backoff_most: Duration::from_secs(30),
            history_most: 1_000,
            data_folder: None,
            store_most_bytes: 64 * 1024 * 1024,
            sends_per_minute: Some(100),
            protocol: pronto_protocol::PROTOCOL_VERSION,
            extra_ca_pem: None,
            carried_roots: cfg!(target_os = "android"),
        }
    }
}

impl Options {
    /// Longest wait for an answer to a file: a slow line needs time for it.
    #[must_use]
    pub fn file_timeout(&self) -> Duration {
        self.call_timeout.saturating_mul(8)
    }

    /// Options for tests: retries come quickly, calls fail early.
    #[must_use]
    pub fn quick() -> Self {
        Self {
            call_timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(5),
            backoff_first: Duration::from_millis(10),
            backoff_most: Duration::from_millis(200),
            history_most: 100_000,
            sends_per_minute: None,
            ..Self::default()
        }
    }
}
