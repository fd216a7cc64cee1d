//! What every use case works with, put together once at the start.

use std::{ops::Deref, sync::Arc};

use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;

use crate::{
    auth::{AccessTokens, Blocks, Sessions, VisitorNames},
    blob::Blobs,
    clock::Clock,
    config::Config,
    database::Database,
    egress::Egress,
    hub::{ChangedQueues, Hub},
    ledger::Ledger,
    lifecycle::Tasks,
    limit::Limits,
    oidc::Oidc,
    password::Passwords,
    push::{breaker::Breakers, queue::DeliveryQueue, transport::Transports},
    telemetry::Telemetry,
    vault::Vault,
};

/// The parts of a running server; cheap to clone.
#[derive(Clone)]
pub struct Context(Arc<Parts>);

/// The parts.
pub struct Parts {
    /// What the operator set.
    pub config: Config,
    /// Time.
    pub clock: Clock,
    /// The database.
    pub database: Database,
    /// The one way to change anything.
    pub ledger: Ledger,
    /// This node's sockets.
    pub hub: Hub,
    /// Queues whose numbers are to be told.
    pub changed_queues: ChangedQueues,
    /// Secrets.
    pub vault: Vault,
    /// Password hashing.
    pub passwords: Passwords,
    /// Signed tokens.
    pub tokens: AccessTokens,
    /// Live sessions.
    pub sessions: Sessions,
    /// Who is blocked.
    pub blocks: Blocks,
    /// Names of visitors.
    pub visitor_names: VisitorNames,
    /// Files.
    pub blobs: Blobs,
    /// Push providers.
    pub transports: Transports,
    /// The client for addresses that people supply.
    pub egress: Egress,
    /// Identity providers of agents.
    pub oidc: Oidc,
    /// Traffic limits.
    pub limits: Limits,
    /// Counters.
    pub telemetry: Telemetry,
    /// Breakers of push apps.
    pub breakers: Breakers,
    /// Wakes the worker that sends deliveries.
    pub deliveries: DeliveryQueue,
    /// Cancelled when the server begins to stop: no longer ready, sockets closed.
    pub draining: CancellationToken,
    /// Long tasks.
    pub tasks: Tasks,
}

impl Context {
    /// Of these parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Where to read.
    #[must_use]
    pub fn db(&self) -> &DatabaseConnection {
        &self.0.database.reader
    }
}

impl Deref for Context {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}
