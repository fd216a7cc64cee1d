//! What a server says of itself to whoever asks.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// The header in which a client names the protocol version that it speaks.
pub const PROTOCOL_HEADER: &str = "x-pronto-protocol";

/// A server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServerView {
    /// Its version.
    pub version: String,
    /// The protocol it speaks.
    pub protocol: u32,
    /// The oldest that it still understands: an older client is refused with `upgrade_required`.
    pub oldest_protocol: u32,
    /// Its time.
    pub now: Timestamp,
}
