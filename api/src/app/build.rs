//! Builds the parts of a server from its configuration, with a clear sentence when one is missing.

use std::path::PathBuf;

use sea_orm::DbBackend;
use tokio_util::sync::CancellationToken;

use super::signing_key;
use crate::{
    auth::{Blocks, Sessions, VisitorNames},
    blob::Blobs,
    clock::Clock,
    config::{Config, SqliteSynchronous},
    context::{Context, Parts},
    database::{Database, OpenError, Opening},
    egress::Egress,
    error::Error,
    hub::{ChangedQueues, Hub},
    ledger::Ledger,
    lifecycle::Tasks,
    limit::Limits,
    oidc::Oidc,
    password::Passwords,
    push::{breaker::Breakers, queue::DeliveryQueue, settings::PushSettings, transport::Transports},
    telemetry::Telemetry,
    vault::Vault,
};

/// Why a server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The data folder cannot be written.
    #[error("the data folder {} cannot be used: {source}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The master key cannot be read or made.
    #[error("the master key cannot be used: {0}")]
    Vault(#[from] crate::vault::VaultError),
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The folder of attachments cannot be used.
    #[error("the folder of attachments cannot be used: {0}")]
    Blobs(#[from] crate::blob::BlobError),
    /// The push providers' settings are wrong.
    #[error("the push settings are wrong: {0}")]
    Push(String),
    /// The client for supplied addresses cannot be set up.
    #[error("{0}")]
    Egress(String),
    /// Something else.
    #[error("the server cannot start: {0}")]
    Other(#[from] Error),
}

/// Builds the parts. Workers do not run yet, and nothing listens.
///
/// # Errors
/// A sentence that tells what to mend.
pub async fn build(config: Config, clock: Clock) -> Result<Context, BuildError> {
    build_with(config, clock, Passwords::new()).await
}

/// The same with another cost of passwords, which tests cannot afford at its full height.
///
/// # Errors
/// A sentence that tells what to mend.
pub async fn build_with(config: Config, clock: Clock, passwords: Passwords) -> Result<Context, BuildError> {
    // Only the first server of a process installs it; every later one finds the same.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    check_folder(&config)?;
    let vault = Vault::load(&config)?;
    let database = Database::open(&Opening {
        url: config.database_url(),
        connections: config.database_connections,
        full_sync: config.sqlite_synchronous == SqliteSynchronous::Full,
        log_statements: config.log_statements,
    })
    .await?;
    let tasks = Tasks::default();
    let hub = Hub::default();
    hub.limit_queues(config.socket_queue_bytes);
    let group_most = if config.group_commit { config.group_commit_most } else { 1 };
    let ledger = Ledger::new(database.clone(), hub.clone(), clock.clone(), tasks.clone(), group_most);
    let tokens = signing_key::load(&database.writer, &vault, &clock).await?;
    // On PostgreSQL another node may have ended a session: what is remembered is asked again after 5 s.
    let trusted_ms = (database.backend() == DbBackend::Postgres).then_some(5_000);
    let sessions = Sessions::new(database.reader.clone(), clock.clone(), trusted_ms);
    let blocks = Blocks::new(database.reader.clone(), clock.clone(), trusted_ms);
    let changed_queues = ChangedQueues::default();
    let observing = (sessions.clone(), blocks.clone(), changed_queues.clone());
    hub.observe(vec![Box::new(move |organization_id, event| {
        observing.0.observe(event);
        observing.1.observe(organization_id, event);
        observing.2.observe(organization_id, &event.change);
    })]);
    let transports = Transports::new(push_settings(&config), clock.clone()).map_err(BuildError::Push)?;
    let egress = Egress::new(config.egress_allow_private).map_err(BuildError::Egress)?;
    Ok(Context::new(Parts {
        blobs: Blobs::open(&config)?,
        oidc: Oidc::new(egress.clone(), clock.clone()),
        egress,
        limits: Limits::new(&config.rate_limits, &clock),
        config,
        clock,
        database,
        ledger,
        hub,
        changed_queues,
        vault,
        passwords,
        tokens,
        sessions,
        blocks,
        visitor_names: VisitorNames::default(),
        transports,
        breakers: Breakers::default(),
        deliveries: DeliveryQueue::default(),
        draining: CancellationToken::new(),
        telemetry: Telemetry::new(),
        tasks,
    }))
}

fn check_folder(config: &Config) -> Result<(), BuildError> {
    let folder = &config.folder;
    let refused = |source| BuildError::Folder { folder: folder.clone(), source };
    std::fs::create_dir_all(folder).map_err(refused)?;
    // Read-only folders can be entered: only a write shows it.
    let probe = folder.join(".pronto-probe");
    std::fs::write(&probe, b"").map_err(refused)?;
    std::fs::remove_file(&probe).map_err(refused)
}

fn push_settings(config: &Config) -> PushSettings {
    let push = config.push.clone();
    PushSettings {
        apns_production_url: push.apns_production_url,
        apns_sandbox_url: push.apns_sandbox_url,
        apns_ca_file: push.apns_ca_file,
        fcm_url: push.fcm_url,
        fcm_token_url: push.fcm_token_url,
        webpush_allowed_hosts: push.webpush_allowed_hosts,
        request_timeout_ms: push.request_timeout_ms,
    }
}
