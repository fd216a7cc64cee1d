//! Devices: the phones and browsers that sessions live on, and how they are pushed to.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Timestamp,
    organization::Locale,
    push::{PushPrivacy, PushProvider},
    word::words,
};

words! {
    /// What a device runs.
    pub enum Platform {
        /// iOS or iPadOS, by APNs.
        Ios = "ios",
        /// Android, by FCM.
        Android = "android",
        /// A browser, by Web Push.
        Web = "web",
    }
}

impl Platform {
    /// Who pushes to it.
    #[must_use]
    pub const fn provider(self) -> PushProvider {
        match self {
            Self::Ios => PushProvider::Apns,
            Self::Android => PushProvider::Fcm,
            Self::Web => PushProvider::WebPush,
        }
    }
}

words! {
    /// Which of the provider's two worlds a token belongs to.
    pub enum PushEnvironment {
        /// App store and TestFlight builds.
        Production = "production",
        /// Development builds (APNs only).
        Sandbox = "sandbox",
    }
}

words! {
    /// Whether a device can be pushed to.
    pub enum PushState {
        /// It has no push token.
        None = "none",
        /// It has one that works as far as is known.
        Active = "active",
        /// The provider or a sign-out ended it; the reason is beside it.
        Dead = "dead",
    }
}

/// The device that signs in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeviceRequest {
    /// The id from an earlier sign-in of this installation, if any.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// What it runs.
    pub platform: Platform,
    /// A name its owner knows it by, as "Ana's phone"; 1–80 characters.
    pub name: String,
    /// Version of the app.
    #[serde(default)]
    pub app_version: Option<String>,
    /// Language of its pushes.
    #[serde(default)]
    pub locale: Option<Locale>,
}

/// Registers or renews a device's push token.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RegisterPushRequest {
    /// The organization's push app it belongs to.
    pub push_app_id: Uuid,
    /// APNs device token (hex), FCM registration token, or Web Push endpoint address; at most 4,096 characters.
    pub token: String,
    /// The provider's world; `production` when left out. Only APNs has `sandbox`; elsewhere it is refused with
    /// `invalid_fields`.
    #[serde(default)]
    pub environment: Option<PushEnvironment>,
    /// The device's P-256 public key (65 bytes, base64url): required for Web Push and for the `encrypted` privacy.
    #[serde(default)]
    pub public_key: Option<String>,
    /// The 16-byte authentication secret that goes with it (base64url).
    #[serde(default)]
    pub auth_secret: Option<String>,
    /// What pushes to this device may tell; null = as the organization says. Wider than the organization's
    /// `push_privacy` is refused with `invalid_fields`: `full` is wider than `sender`, and both are wider than
    /// `id_only` and `encrypted`.
    #[serde(default)]
    pub privacy: Option<PushPrivacy>,
    /// Language of its pushes.
    #[serde(default)]
    pub locale: Option<Locale>,
    /// Version of the app.
    #[serde(default)]
    pub app_version: Option<String>,
}

/// One device.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceView {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub agent_id: Uuid,
    /// What it runs.
    pub platform: Platform,
    /// Its name.
    pub name: String,
    /// Version of the app.
    pub app_version: Option<String>,
    /// Language of its pushes.
    pub locale: Option<Locale>,
    /// When it was last used.
    pub last_seen_at: Timestamp,
    /// The address it was last used from.
    pub ip: String,
    /// The push app its token belongs to.
    pub push_app_id: Option<Uuid>,
    /// Whether it can be pushed to.
    pub push_state: PushState,
    /// Why not, in the provider's word.
    pub push_reason: Option<String>,
    /// When the token was last registered.
    pub push_token_at: Option<Timestamp>,
    /// When a provider last accepted a push for it.
    pub push_accepted_at: Option<Timestamp>,
    /// When the device last reported a push.
    pub push_received_at: Option<Timestamp>,
    /// What pushes to it tell.
    pub push_privacy: Option<PushPrivacy>,
    /// Sessions on it that have not ended.
    pub live_sessions: u32,
}
