//! What WhatsApp asks with to prove a callback URL, in its own names.

use serde::Deserialize;
use utoipa::IntoParams;

/// The query.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Challenge {
    /// `subscribe`.
    #[serde(default, rename = "hub.mode")]
    pub mode: String,
    /// The number's verify token.
    #[serde(default, rename = "hub.verify_token")]
    pub verify_token: String,
    /// What is to be answered.
    #[serde(default, rename = "hub.challenge")]
    pub challenge: String,
}
