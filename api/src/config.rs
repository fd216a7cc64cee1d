//! What the operator may set: defaults, then an optional TOML file, then `PRONTO_*` variables.

mod check;
pub mod cidr;
mod list;
mod load;
mod masked;
pub mod push;
pub mod rate;
mod secret;
#[cfg(test)]
mod tests;
pub mod whatsapp;

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use serde::{Deserialize, Serialize};

pub use self::{
    cidr::Cidr, load::ConfigError, push::PushConfig, rate::RateLimits, secret::Secret, whatsapp::WhatsappConfig,
};

/// Everything an operator can set. Each field is a key of the TOML file and, upper-cased with `PRONTO_` before it,
/// an environment variable (`PRONTO_LISTEN`); inside a table the names are joined by two underscores
/// (`PRONTO_RATE_LIMITS__ENABLED`). A list may be written `a, b` in the environment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Address and port to listen on. Default `127.0.0.1:8080`; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where people reach the server, as `https://chat.example.com`. Default `http://` and the listening address.
    pub public_url: Option<String>,
    /// Folder of the SQLite database, the attachments, the pinned loaders of the widget and the master key. Default
    /// `./data`.
    pub folder: PathBuf,
    /// `sqlite://…` or `postgres://…`. Default: `pronto.db` in the data folder.
    pub database_url: Option<Secret>,
    /// Most database connections held at once. Default 8.
    pub database_connections: u32,
    /// Key that seals secrets in the database: base64 of 32 bytes. Default: the file `master.key` in the data folder,
    /// made at the first start.
    pub master_key: Option<Secret>,
    /// Origins whose pages may call the API and open sockets. Default `["*"]`, any origin: no cookie authenticates
    /// anything here, so a foreign page can do nothing without a token of its own.
    #[serde(deserialize_with = "list::strings")]
    pub allowed_origins: Vec<String>,
    /// Networks of the reverse proxies whose `X-Forwarded-For` is believed, as `10.0.0.0/8`. Default none.
    #[serde(deserialize_with = "list::parsed")]
    pub trusted_proxies: Vec<Cidr>,
    /// Life of an access token, in seconds. Default 600.
    pub access_token_seconds: u32,
    /// Days after which an unused sign-in ends. Default 30.
    pub refresh_idle_days: u32,
    /// Days after which every sign-in ends. Default 90.
    pub session_days: u32,
    /// Life of a visitor's token, in days. Default 30.
    pub visitor_token_days: u32,
    /// Days for which the event log is kept; an older cursor is answered with `resync`. Default 7.
    pub event_retention_days: u32,
    /// Largest attachment, in bytes. Default 2,097,152.
    pub attachment_limit_bytes: usize,
    /// How long a request may take until its answer begins, in milliseconds; what takes or gives files, or reads a whole trail,
    /// register or chat, may take longer. Default 30,000.
    pub request_timeout_ms: u64,
    /// How long an upload may go without a byte before it is given up, in milliseconds. Default 30,000.
    pub upload_idle_timeout_ms: u64,
    /// Whether webhooks, Web Push and mail may reach private addresses. Default no.
    pub egress_allow_private: bool,
    /// PEM file of one more authority trusted for mail servers. Default: the usual ones only.
    pub smtp_ca_file: Option<PathBuf>,
    /// Level of the logs: `error`, `warn`, `info`, `debug`, `trace`, or by target as `info,pronto_api=debug`. Default `info`.
    pub log_level: String,
    /// Form of the logs. Default `auto`: readable on a terminal, JSON otherwise.
    pub log_format: LogFormat,
    /// Threads that run the server. Default 0, one per core.
    pub worker_threads: usize,
    /// Whether changes that wait at the same time share a transaction. Default yes.
    pub group_commit: bool,
    /// Most changes in one shared transaction. Default 256.
    pub group_commit_most: usize,
    /// When SQLite waits for the disk. Default `full`. `normal` can lose acknowledged messages at a power loss and is for
    /// measuring only: the server starts with it only when `allow_unsafe_sync` is set as well.
    pub sqlite_synchronous: SqliteSynchronous,
    /// Accepts `sqlite_synchronous = "normal"`. Default no.
    pub allow_unsafe_sync: bool,
    /// Logs every database statement at level `info`: for measuring, since it slows everything. Default no.
    pub log_statements: bool,
    /// Gives sockets axum's own buffers, about 137 kB each instead of 5 kB: for measuring the difference. Default no.
    pub socket_default_buffers: bool,
    /// Bytes that may wait for one slow socket before it is closed. Default 262,144.
    pub socket_queue_bytes: usize,
    /// Traffic limits.
    pub rate_limits: RateLimits,
    /// Push providers.
    pub push: PushConfig,
    /// WhatsApp.
    pub whatsapp: WhatsappConfig,
    /// Where each value that is not a default came from, by dotted key.
    #[serde(skip)]
    pub sources: BTreeMap<String, String>,
}

/// Form of the logs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Readable on a terminal, JSON otherwise.
    #[default]
    Auto,
    /// Readable.
    Pretty,
    /// One JSON object a line.
    Json,
}

/// When SQLite waits for the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SqliteSynchronous {
    /// At every commit: what was acknowledged is on disk.
    #[default]
    Full,
    /// At checkpoints only: a power loss takes the last acknowledged messages with it.
    Normal,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            public_url: None,
            folder: PathBuf::from("./data"),
            database_url: None,
            database_connections: 8,
            master_key: None,
            allowed_origins: vec!["*".to_owned()],
            trusted_proxies: Vec::new(),
            access_token_seconds: 600,
            refresh_idle_days: 30,
            session_days: 90,
            visitor_token_days: 30,
            event_retention_days: 7,
            attachment_limit_bytes: 2_097_152,
            request_timeout_ms: 30_000,
            upload_idle_timeout_ms: 30_000,
            egress_allow_private: false,
            smtp_ca_file: None,
            log_level: "info".to_owned(),
            log_format: LogFormat::Auto,
            worker_threads: 0,
            group_commit: true,
            group_commit_most: 256,
            sqlite_synchronous: SqliteSynchronous::Full,
            allow_unsafe_sync: false,
            log_statements: false,
            socket_default_buffers: false,
            socket_queue_bytes: 262_144,
            rate_limits: RateLimits::default(),
            push: PushConfig::default(),
            whatsapp: WhatsappConfig::default(),
            sources: BTreeMap::new(),
        }
    }
}

impl Config {
    /// The database in force.
    #[must_use]
    pub fn database_url(&self) -> String {
        match &self.database_url {
            Some(url) => url.expose().to_owned(),
            None => format!("sqlite://{}?mode=rwc", self.folder.join("pronto.db").display()),
        }
    }

    /// Where people reach the server, without a slash at the end.
    #[must_use]
    pub fn public_url(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            // "0.0.0.0" is where one listens, not an address a browser can open.
            None if self.listen.ip().is_unspecified() => format!("http://localhost:{}", self.listen.port()),
            None => format!("http://{}", self.listen),
        }
    }

    /// Whether a page of this origin may call the API and open sockets; the server's own pages always may.
    #[must_use]
    pub fn allows_origin(&self, origin: &str) -> bool {
        let own = url::Url::parse(&self.public_url()).is_ok_and(|url| url.origin().ascii_serialization() == origin);
        own || self.allowed_origins.iter().any(|allowed| allowed == "*" || allowed.eq_ignore_ascii_case(origin))
    }
}
