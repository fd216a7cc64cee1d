//! The second factor: codes of an authenticator app, and recovery codes for when it is lost.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// Whether the agent has a second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpView {
    /// Since when codes are asked for at sign-in; null while they are not.
    pub enabled_at: Option<Timestamp>,
    /// Whether the organization requires it of everybody who signs in with a password.
    pub required: bool,
    /// Recovery codes that are still good.
    pub recovery_codes_left: u32,
}

/// Begins to set up an authenticator app.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginTotpRequest {
    /// The agent's password: a borrowed screen must not take the account over.
    pub password: String,
}

/// What the authenticator app needs; shown once.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpEnrolmentView {
    /// The secret in base32, to be typed where no camera is.
    pub secret: String,
    /// The same as an address that authenticator apps open.
    pub uri: String,
    /// The address as a QR code, an SVG picture.
    pub qr_svg: String,
}

/// Shows that the authenticator app is set up.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmTotpRequest {
    /// The six digits that the app shows.
    pub code: String,
}

/// Recovery codes, shown once; each stands for the authenticator app once.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodesView {
    /// The codes.
    pub codes: Vec<String>,
}

/// Proves once more who is asking: by one of the two.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ProofRequest {
    /// The agent's password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// A code of the authenticator app, or a recovery code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}
