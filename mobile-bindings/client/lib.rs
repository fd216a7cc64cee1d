//! The core that the apps share, in plain Rust: no bindings in here, so that tests and the demo's phones use the same code.

pub mod account;
mod actions;
pub mod backoff;
pub mod calls;
mod discover;
pub mod error;
mod fill;
mod fold;
pub mod http;
pub mod lists;
pub mod live;
mod older;
pub mod options;
pub mod outbox;
mod page;
pub mod push;
pub mod socket;
pub mod state;
pub mod storage;
pub mod store;
mod sync;

pub use account::{Account, Identity, SignIn, begin_provider_sign_in, sign_in_providers};
pub use discover::discover;
pub use error::ClientError;
pub use http::Http;
pub use live::{LinkState, SessionEvent};
pub use options::Options;
pub use outbox::{Content, FileToSend, Item, ItemState, Outbox};
pub use push::{DeviceKeys, PushEffect, PushPayload};
pub use state::{Snapshot, State};
pub use storage::{MemoryStorage, SecureStorage};

/// This device's time in milliseconds since 1970: for what people read, never for an order.
pub(crate) fn now_ms() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}

/// A new id for something that this client sends: the server takes a repeated send with the same id as one.
#[must_use]
pub fn new_client_id() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}
