//! Sign-in, sessions and their tokens.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, device::DeviceRequest, word::words};

words! {
    /// Why a session ended.
    pub enum SessionEnd {
        /// The agent signed out.
        SignedOut = "signed_out",
        /// The agent ended it from another session.
        EndedBySelf = "ended_by_self",
        /// An admin ended it.
        EndedByAdmin = "ended_by_admin",
        /// A retired refresh token came back.
        RefreshReplayed = "refresh_replayed",
        /// The password was changed.
        PasswordChanged = "password_changed",
        /// The agent was deactivated.
        AgentDeactivated = "agent_deactivated",
        /// It was not used for too long, or grew too old.
        Expired = "expired",
    }
}

words! {
    /// How an agent signed in.
    pub enum SignInMethod {
        /// By e-mail and password.
        Password = "password",
        /// By an identity provider, which answers for the second factor as well.
        Provider = "provider",
    }
}

/// Signs an agent in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    /// The organization's slug.
    pub organization: String,
    /// The agent's e-mail address.
    pub email: String,
    /// The agent's password.
    pub password: String,
    /// The device that signs in.
    pub device: DeviceRequest,
}

/// What a sign-in or refresh gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokensView {
    /// Sent as `Authorization: Bearer …`; a signed JWT.
    pub access_token: String,
    /// When the access token ends.
    pub access_expires_at: Timestamp,
    /// Exchanged for new tokens; opaque, to be kept in the device's secure storage.
    pub refresh_token: String,
    /// The session.
    pub session_id: Uuid,
    /// The device: give it at the next sign-in from the same installation.
    pub device_id: Uuid,
    /// The signed-in agent.
    pub agent_id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
}

/// Answers what `second_factor_required` asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerChallengeRequest {
    /// `challenge` of the refusal; good for five minutes.
    pub challenge: String,
    /// The six digits that the authenticator app shows, or a recovery code.
    pub code: String,
}

/// Exchanges a refresh token.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// The refresh token last received.
    pub refresh_token: String,
}

/// One session.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionView {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub agent_id: Uuid,
    /// The device it lives on.
    pub device_id: Uuid,
    /// The device's name.
    pub device_name: String,
    /// How the agent signed in.
    #[serde(default = "by_password")]
    pub method: SignInMethod,
    /// When the agent signed in.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// The address it was last used from.
    pub ip: String,
    /// Open sockets on this server.
    pub sockets: u32,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why it ended.
    pub end: Option<SessionEnd>,
    /// Whether it is the one asking.
    pub current: bool,
}

fn by_password() -> SignInMethod {
    SignInMethod::Password
}
