//! The table `push`: where the push providers are and how patient the server is with them.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Push providers. The defaults are the real ones; another address is for a relay on one's own premises or a test.
/// Keys and certificates of the apps are not here: they are set per app and sealed in the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PushConfig {
    /// APNs for apps from the store. Default `https://api.push.apple.com`.
    pub apns_production_url: String,
    /// APNs for apps built by Xcode. Default `https://api.sandbox.push.apple.com`.
    pub apns_sandbox_url: String,
    /// PEM file of the only authority trusted for APNs. Default: the usual public ones.
    pub apns_ca_file: Option<PathBuf>,
    /// Firebase Cloud Messaging. Default `https://fcm.googleapis.com`.
    pub fcm_url: String,
    /// Where tokens for FCM are fetched. Default: the address in the service account.
    pub fcm_token_url: Option<String>,
    /// Hosts a browser's push subscription may name; `*.` before a name means any host below it. Default: the push
    /// services of Chrome, Firefox, Safari and Edge.
    #[serde(deserialize_with = "super::list::strings")]
    pub webpush_allowed_hosts: Vec<String>,
    /// How long one push may take, in milliseconds. Default 20,000; FCM asks for at least 10,000.
    pub request_timeout_ms: u64,
    /// How long a push waits for someone who has the chat on the screen to read it, in milliseconds. Default 10,000.
    pub on_screen_delay_ms: u64,
    /// Minutes after which a push that a provider does not take is given up. Default 60.
    pub retry_most_minutes: u32,
}

impl Default for PushConfig {
    fn default() -> Self {
        Self {
            apns_production_url: "https://api.push.apple.com".to_owned(),
            apns_sandbox_url: "https://api.sandbox.push.apple.com".to_owned(),
            apns_ca_file: None,
            fcm_url: "https://fcm.googleapis.com".to_owned(),
            fcm_token_url: None,
            webpush_allowed_hosts: [
                "fcm.googleapis.com",
                "*.push.services.mozilla.com",
                "*.push.apple.com",
                "*.notify.windows.com",
            ]
            .map(str::to_owned)
            .to_vec(),
            request_timeout_ms: 20_000,
            on_screen_delay_ms: 10_000,
            retry_most_minutes: 60,
        }
    }
}
