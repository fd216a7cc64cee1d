//! Blocks: visitors who are refused.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, word::words};

words! {
    /// What a block is of.
    pub enum BlockKind {
        /// A network of addresses.
        Network = "network",
        /// One browser or app installation.
        Visitor = "visitor",
        /// A person.
        Contact = "contact",
    }
}

/// Whom a block refuses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum BlockTarget {
    /// Who comes from these addresses.
    Network {
        /// An address or network, as `192.0.2.1` or `10.0.0.0/8`; not wider than /8, or /16 for IPv6.
        network: String,
    },
    /// One browser or app installation.
    Visitor {
        /// The visitor.
        visitor_id: Uuid,
    },
    /// A person: every visitor whose chat was given to this contact, and who types one of its identities.
    Contact {
        /// The contact.
        contact_id: Uuid,
    },
}

/// A block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlockView {
    /// Its id.
    pub id: Uuid,
    /// Whom it refuses.
    pub target: BlockTarget,
    /// Why.
    pub reason: String,
    /// Who made it.
    pub blocked_by_id: Uuid,
    /// That agent's name at the time.
    pub blocked_by_name: String,
    /// When it was made.
    pub blocked_at: Timestamp,
    /// When it ends by itself; null = it stands until it is lifted.
    pub ends_at: Option<Timestamp>,
    /// When it was lifted.
    pub lifted_at: Option<Timestamp>,
    /// Who lifted it.
    pub lifted_by_id: Option<Uuid>,
    /// `seq` of the event that last changed it.
    pub seq: u64,
}

/// Blocks somebody.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddBlockRequest {
    /// Whom.
    pub target: BlockTarget,
    /// Why, 1–500 characters; agents read it.
    pub reason: String,
    /// When it ends by itself; null = it stands until it is lifted.
    #[serde(default)]
    pub ends_at: Option<Timestamp>,
}
