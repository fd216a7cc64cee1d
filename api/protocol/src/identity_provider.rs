//! Identity providers: where an organization's agents sign in with an account they have already (OpenID Connect).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, agent::Role, device::DeviceRequest, word::words};

words! {
    /// How far a sign-in at an identity provider is.
    pub enum SignInStage {
        /// The person is at the provider.
        Begun = "begun",
        /// The person has come back, and what the provider said is being looked at.
        Returned = "returned",
        /// A code waits to be exchanged.
        Vouched = "vouched",
    }
}

/// An identity provider as admins read it; its secret is never shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IdentityProviderView {
    /// Its id.
    pub id: Uuid,
    /// What the button at sign-in says.
    pub name: String,
    /// Its address, as its tokens name it.
    pub issuer: String,
    /// What it calls this server.
    pub client_id: String,
    /// Domains of e-mail addresses that are let in; empty = any.
    pub email_domains: Vec<String>,
    /// Whether somebody it vouches for and nobody knows yet is registered.
    pub add_agents: bool,
    /// The role of those who are.
    pub role: Role,
    /// The profile of those who are.
    pub profile_id: Option<Uuid>,
    /// Addresses that apps may be led back to, beside the pages of this server: `scheme:/path`, or
    /// `http://127.0.0.1/path` at any port.
    pub redirect_uris: Vec<String>,
    /// What the provider has to be told as the address it leads back to.
    pub callback_url: String,
    /// Whether one can sign in by it.
    pub active: bool,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Adds an identity provider, or replaces one.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct IdentityProviderRequest {
    /// What the button at sign-in says, 1–80 characters.
    pub name: String,
    /// Its address: `/.well-known/openid-configuration` is found below it.
    pub issuer: String,
    /// What it calls this server.
    pub client_id: String,
    /// The secret that belongs to it; when it is left out, a replaced provider keeps the one it has.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// Domains of e-mail addresses that are let in; empty = any.
    #[serde(default)]
    pub email_domains: Vec<String>,
    /// Whether somebody it vouches for and nobody knows yet is registered.
    #[serde(default)]
    pub add_agents: bool,
    /// The role of those who are: `agent` or `supervisor`.
    #[serde(default = "agent_role")]
    pub role: Role,
    /// The profile of those who are.
    #[serde(default)]
    pub profile_id: Option<Uuid>,
    /// Addresses that apps may be led back to: `scheme:/path`, or `http://127.0.0.1/path` at any port.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Whether one can sign in by it.
    #[serde(default = "yes")]
    pub active: bool,
}

fn agent_role() -> Role {
    Role::Agent
}

fn yes() -> bool {
    true
}

/// A way to sign in, as it is shown to who is not signed in yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInProviderView {
    /// The identity provider.
    pub id: Uuid,
    /// What the button says.
    pub name: String,
}

/// The ways to sign in to an organization beside e-mail and password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInProvidersView {
    /// Its identity providers, by name.
    pub providers: Vec<SignInProviderView>,
}

/// Begins a sign-in at an identity provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginProviderSignInRequest {
    /// The organization's slug.
    pub organization: String,
    /// The identity provider.
    pub provider_id: Uuid,
    /// Where the browser is led back to: a page of this server, or an address that the provider's entry lists.
    pub redirect_uri: String,
    /// `S256` challenge (RFC 7636): base64url of the SHA-256 of a secret that only who asks here knows.
    pub code_challenge: String,
}

/// Where the person signs in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProviderSignInView {
    /// To be opened in a browser.
    pub authorization_url: String,
    /// Until when it leads to a session.
    pub expires_at: Timestamp,
}

/// Exchanges the code that the browser brought back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FinishProviderSignInRequest {
    /// `code` of the address that the browser was led back to; good once, for a minute.
    pub code: String,
    /// The secret whose challenge was given at the beginning.
    pub code_verifier: String,
    /// The device that signs in.
    pub device: DeviceRequest,
}
