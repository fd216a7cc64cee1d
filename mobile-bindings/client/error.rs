//! What can go wrong, in the few ways that an app acts on differently.

use pronto_protocol::error::{ErrorCode, FieldProblem};
use serde::{Deserialize, Serialize};

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientError {
    /// The server could not be reached; the same call can succeed later.
    #[error("offline: {reason}")]
    Offline {
        /// What the network said.
        reason: String,
    },
    /// No answer came in time; whether the server acted is not known, so only calls with a `client_id` may be repeated.
    #[error("no answer within {after_ms} ms")]
    Timeout {
        /// How long was waited.
        after_ms: u64,
    },
    /// The server refused.
    #[error("refused with {code:?} ({status}): {detail}", code = .code.as_str())]
    Api {
        /// The stable word to act on.
        code: ErrorCode,
        /// The HTTP status.
        status: u16,
        /// A sentence, for logs rather than for people.
        detail: String,
        /// When to try again, if the server said so.
        retry_after_ms: Option<u64>,
        /// Fields that were refused.
        fields: Vec<FieldProblem>,
    },
    /// The session has ended: sign in again.
    #[error("not signed in: {code:?}", code = .code.as_str())]
    Unauthenticated {
        /// Why.
        code: ErrorCode,
    },
    /// The password is right, and a second factor is asked for: sign in again with a code.
    #[error("a second factor is asked for")]
    SecondFactorRequired {
        /// What the code is sent with; good for five minutes.
        challenge: String,
    },
    /// The state does not allow it now, as when another agent has taken the chat.
    #[error("conflict {code:?}: {detail}", code = .code.as_str())]
    Conflict {
        /// What stands against it.
        code: ErrorCode,
        /// A sentence, for logs rather than for people.
        detail: String,
    },
    /// This version of the app is too old for the server.
    #[error("this version is too old for the server")]
    UpgradeRequired,
    /// The device's secure storage failed.
    #[error("secure storage: {reason}")]
    SecureStorage {
        /// What it said.
        reason: String,
    },
    /// The store on the device failed, as when it is full.
    #[error("store: {reason}")]
    Store {
        /// What it said.
        reason: String,
    },
    /// Something received or given could not be read.
    #[error("unreadable: {reason}")]
    BadPayload {
        /// What was wrong with it.
        reason: String,
    },
    /// A fault in the core itself.
    #[error("internal: {reason}")]
    Internal {
        /// What failed.
        reason: String,
    },
}

impl ClientError {
    /// The server's word, where there is one.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Api { code, .. } | Self::Unauthenticated { code } | Self::Conflict { code, .. } => Some(*code),
            Self::SecondFactorRequired { .. } => Some(ErrorCode::SecondFactorRequired),
            Self::UpgradeRequired => Some(ErrorCode::UpgradeRequired),
            _ => None,
        }
    }

    /// Whether the same call can succeed later without anybody changing anything.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Offline { .. } | Self::Timeout { .. } => true,
            Self::Api { code, status, .. } => code.retryable() || *status >= 500 && *status != 501 || *status == 429,
            _ => false,
        }
    }

    /// How long the server asked to wait, in milliseconds.
    #[must_use]
    pub fn retry_after_ms(&self) -> Option<u64> {
        match self {
            Self::Api { retry_after_ms, .. } => *retry_after_ms,
            _ => None,
        }
    }

    pub(crate) fn internal(reason: impl ToString) -> Self {
        Self::Internal { reason: reason.to_string() }
    }

    pub(crate) fn store(reason: impl ToString) -> Self {
        Self::Store { reason: reason.to_string() }
    }

    pub(crate) fn bad_payload(reason: impl ToString) -> Self {
        Self::BadPayload { reason: reason.to_string() }
    }

    pub(crate) fn offline(reason: impl ToString) -> Self {
        Self::Offline { reason: reason.to_string() }
    }
}
