//! The errors that an app can act on.

use crate::client::ClientError;

/// Why a call failed.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum ProntoError {
    /// The server could not be reached; try again later.
    #[error("offline: {reason}")]
    Offline {
        /// For logs.
        reason: String,
    },
    /// No answer came in time.
    #[error("no answer within {after_ms} ms")]
    Timeout {
        /// How long was waited, in milliseconds.
        after_ms: u64,
    },
    /// The server refused.
    #[error("refused with {code} ({status}): {detail}")]
    Api {
        /// The HTTP status.
        status: u16,
        /// The stable word to act on.
        code: String,
        /// For logs.
        detail: String,
        /// When to try again, in milliseconds, if the server said so.
        retry_after_ms: Option<u64>,
    },
    /// The session has ended: sign in again.
    #[error("not signed in: {code}")]
    Unauthenticated {
        /// Why.
        code: String,
    },
    /// The password is right, and a second factor is asked for: sign in again with a code.
    #[error("a second factor is asked for")]
    SecondFactorRequired,
    /// The state does not allow it now, as when another agent has taken the chat.
    #[error("conflict {code}: {detail}")]
    Conflict {
        /// What stands against it.
        code: String,
        /// For logs.
        detail: String,
    },
    /// This version of the app is too old for the server.
    #[error("this version is too old for the server")]
    UpgradeRequired,
    /// The device's secure storage failed.
    #[error("secure storage: {reason}")]
    SecureStorage {
        /// For logs.
        reason: String,
    },
    /// The store on the device failed, as when it is full.
    #[error("store: {reason}")]
    Store {
        /// For logs.
        reason: String,
    },
    /// Something received or given could not be read.
    #[error("unreadable: {reason}")]
    BadPayload {
        /// For logs.
        reason: String,
    },
    /// A fault in the core itself.
    #[error("internal: {reason}")]
    Internal {
        /// For logs.
        reason: String,
    },
}

impl ProntoError {
    pub(crate) fn internal(reason: impl ToString) -> Self {
        Self::Internal { reason: reason.to_string() }
    }
}

impl From<ClientError> for ProntoError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Offline { reason } => Self::Offline { reason },
            ClientError::Timeout { after_ms } => Self::Timeout { after_ms },
            ClientError::Api { code, status, detail, retry_after_ms, .. } => {
                Self::Api { status, code: code.as_str().to_owned(), detail, retry_after_ms }
            }
            ClientError::Unauthenticated { code } => Self::Unauthenticated { code: code.as_str().to_owned() },
            ClientError::Conflict { code, detail } => Self::Conflict { code: code.as_str().to_owned(), detail },
            ClientError::SecondFactorRequired { .. } => Self::SecondFactorRequired,
            ClientError::UpgradeRequired => Self::UpgradeRequired,
            ClientError::SecureStorage { reason } => Self::SecureStorage { reason },
            ClientError::Store { reason } => Self::Store { reason },
            ClientError::BadPayload { reason } => Self::BadPayload { reason },
            ClientError::Internal { reason } => Self::Internal { reason },
        }
    }
}

/// An app's code that throws something else than a [`ProntoError`].
impl From<uniffi::UnexpectedUniFFICallbackError> for ProntoError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Internal { reason: error.reason }
    }
}
