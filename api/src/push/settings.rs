//! Where the providers are. The defaults are the real ones; tests and on-premise relays name others.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::egress::is_loopback;

/// Where pushes go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PushSettings {
    /// APNs for app store builds.
    pub apns_production_url: String,
    /// APNs for development builds.
    pub apns_sandbox_url: String,
    /// Certificates (PEM) to trust for APNs instead of the system's.
    pub apns_ca_file: Option<PathBuf>,
    /// FCM HTTP v1.
    pub fcm_url: String,
    /// Where FCM's access tokens are asked for instead of Google's address.
    pub fcm_token_url: Option<String>,
    /// Hosts a Web Push endpoint may be at: a name, `*.` and a name, or an address. Private addresses only when named here.
    pub webpush_allowed_hosts: Vec<String>,
    /// Longest wait for a provider's answer.
    pub request_timeout_ms: u64,
}

impl Default for PushSettings {
    fn default() -> Self {
        Self {
            apns_production_url: "https://api.push.apple.com".into(),
            apns_sandbox_url: "https://api.sandbox.push.apple.com".into(),
            apns_ca_file: None,
            fcm_url: "https://fcm.googleapis.com".into(),
            fcm_token_url: None,
            webpush_allowed_hosts: [
                "fcm.googleapis.com",
                "*.push.services.mozilla.com",
                "*.push.apple.com",
                "*.notify.windows.com",
            ]
            .map(String::from)
            .into(),
            request_timeout_ms: 20_000,
        }
    }
}

impl PushSettings {
    /// Whether every address is one that may be used: https, or plain http to this machine.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub fn check(&self) -> Result<(), String> {
        let addresses = [
            ("apns_production_url", Some(&self.apns_production_url)),
            ("apns_sandbox_url", Some(&self.apns_sandbox_url)),
            ("fcm_url", Some(&self.fcm_url)),
            ("fcm_token_url", self.fcm_token_url.as_ref()),
        ];
        for (name, address) in addresses {
            let Some(address) = address else { continue };
            let url = Url::parse(address).map_err(|error| format!("{name} is not an address: {error}"))?;
            match url.scheme() {
                "https" => {}
                "http" if is_loopback(&url) => {}
                _ => return Err(format!("{name} must be https (plain http is accepted for this machine only)")),
            }
        }
        if self.request_timeout_ms == 0 {
            return Err("request_timeout_ms must not be 0".into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert_eq!(PushSettings::default().check(), Ok(()));
        let local = PushSettings { fcm_url: "http://127.0.0.1:9/".into(), ..PushSettings::default() };
        assert_eq!(local.check(), Ok(()));
        for address in ["http://fcm.googleapis.com", "http://10.0.0.1", "ftp://127.0.0.1", "fcm.googleapis.com"] {
            assert!(PushSettings { fcm_url: address.into(), ..PushSettings::default() }.check().is_err(), "{address}");
        }
    }
}
