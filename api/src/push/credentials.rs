//! A push app's credentials: read from what an administrator gives, checked, and kept (sealed) as JSON.

use std::fmt;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use pronto_protocol::push::{PushCredentialsRequest, PushProvider};
use serde::{Deserialize, Serialize};

use super::settings::PushSettings;

/// Google's own address for access tokens; a key file that names another is refused, because the signed assertion is
/// worth an access token to whoever receives it.
const GOOGLE_TOKEN_URL: &str = "https://oauth2.googleapis.com/token";

/// Credentials at one provider.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "provider", rename_all = "snake_case")]
pub enum Credentials {
    /// Apple.
    Apns {
        /// The developer team.
        team_id: String,
        /// The signing key's id.
        key_id: String,
        /// The signing key, PKCS#8 PEM.
        private_key_pem: String,
        /// The app's bundle id.
        topic: String,
    },
    /// Google.
    Fcm {
        /// The service account.
        service_account: ServiceAccount,
    },
    /// Browsers.
    WebPush {
        /// The VAPID key, PKCS#8 PEM.
        private_key_pem: String,
        /// Its public half as browsers take it: the 65-byte point in base64url.
        public_key: String,
        /// `mailto:` or `https:` address of whoever is responsible.
        subject: String,
    },
}

/// What is used of a Google service account's key file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceAccount {
    /// The Firebase project.
    pub project_id: String,
    /// The account.
    pub client_email: String,
    /// The signing key, PKCS#8 PEM.
    pub private_key: String,
    /// The signing key's id.
    #[serde(default)]
    pub private_key_id: Option<String>,
    /// Where access tokens are asked for.
    #[serde(default = "google_token_url")]
    pub token_uri: String,
}

/// A new VAPID key pair.
pub struct VapidPair {
    /// PKCS#8 PEM.
    pub private_key_pem: String,
    /// The 65-byte point in base64url: the browsers' `applicationServerKey`.
    pub public_key: String,
}

impl Credentials {
    /// Reads what an administrator gave; makes the VAPID pair when there is none.
    ///
    /// # Errors
    /// A sentence for the administrator; never a part of a key.
    pub fn from_request(request: &PushCredentialsRequest) -> Result<Self, String> {
        match request {
            PushCredentialsRequest::Apns { team_id, key_id, private_key, bundle_id } => Ok(Self::Apns {
                team_id: team_id.trim().into(),
                key_id: key_id.trim().into(),
                private_key_pem: private_key.clone(),
                topic: bundle_id.trim().into(),
            }),
            PushCredentialsRequest::Fcm { service_account, .. } => {
                let service_account = serde_json::from_str(service_account)
                    .map_err(|_| "service_account is not a service account's JSON key file")?;
                Ok(Self::Fcm { service_account })
            }
            PushCredentialsRequest::WebPush { private_key, subject } => {
                let pair = match private_key {
                    Some(pem) => VapidPair { public_key: vapid_public_key(pem)?, private_key_pem: pem.clone() },
                    None => make_vapid_pair()?,
                };
                Ok(Self::WebPush {
                    private_key_pem: pair.private_key_pem,
                    public_key: pair.public_key,
                    subject: subject.trim().into(),
                })
            }
        }
    }

    /// Whose they are.
    #[must_use]
    pub fn provider(&self) -> PushProvider {
        match self {
            Self::Apns { .. } => PushProvider::Apns,
            Self::Fcm { .. } => PushProvider::Fcm,
            Self::WebPush { .. } => PushProvider::WebPush,
        }
    }
}

/// Whether credentials can work at all: keys sign, names are not empty, addresses are the provider's.
///
/// # Errors
/// A sentence for the administrator; never a part of a key.
pub fn validate_credentials(credentials: &Credentials, settings: &PushSettings) -> Result<(), String> {
    match credentials {
        Credentials::Apns { team_id, key_id, private_key_pem, topic } => {
            let plain =
                |text: &str| !text.is_empty() && text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric());
            if !plain(team_id) || !plain(key_id) {
                return Err("team_id and key_id are the 10 letters and digits that Apple shows".into());
            }
            if topic.is_empty()
                || topic.len() > 255
                || !topic.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
            {
                return Err("bundle_id must be the app's bundle id".into());
            }
            let key = ec_key(private_key_pem).ok_or("private_key is not the PEM text of a .p8 file")?;
            signs(&key, Algorithm::ES256).ok_or_else(|| "private_key is not a P-256 key".into())
        }
        Credentials::Fcm { service_account } => {
            let project = &service_account.project_id;
            if project.is_empty() || !project.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:".contains(&b)) {
                return Err("project_id of the service account is not a project's id".into());
            }
            if settings.fcm_token_url.is_none() && service_account.token_uri != GOOGLE_TOKEN_URL {
                return Err(format!("token_uri of the service account must be {GOOGLE_TOKEN_URL}"));
            }
            let key = EncodingKey::from_rsa_pem(service_account.private_key.as_bytes()).ok();
            key.and_then(|key| signs(&key, Algorithm::RS256))
                .ok_or_else(|| "private_key of the service account is not an RSA key".into())
        }
        Credentials::WebPush { private_key_pem, public_key, subject } => {
            if !(subject.starts_with("mailto:") || subject.starts_with("https://")) || subject.len() < 10 {
                return Err("subject must be a mailto: or https: address".into());
            }
            if vapid_public_key(private_key_pem)? != *public_key {
                return Err("public_key does not belong to private_key".into());
            }
            Ok(())
        }
    }
}

/// Makes a VAPID key pair. Browsers bind subscriptions to it: changing it orphans every one of them.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn make_vapid_pair() -> Result<VapidPair, String> {
    let failed = |_| String::from("a key pair cannot be made");
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?;
    let pkcs8 = STANDARD.encode(pair.to_pkcs8v1().map_err(failed)?);
    let lines: Vec<_> = pkcs8.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    Ok(VapidPair {
        private_key_pem: format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n")),
        public_key: URL_SAFE_NO_PAD.encode(pair.public_key().as_ref()),
    })
}

/// The public half of a VAPID key, as browsers take it.
fn vapid_public_key(private_key_pem: &str) -> Result<String, String> {
    let key = ec_key(private_key_pem).ok_or("private_key is not a PKCS#8 PEM text")?;
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_bytes())
        .map_err(|_| "private_key is not a P-256 key")?;
    Ok(URL_SAFE_NO_PAD.encode(pair.public_key().as_ref()))
}

pub(super) fn ec_key(pem: &str) -> Option<EncodingKey> {
    EncodingKey::from_ec_pem(pem.trim().as_bytes()).ok()
}

fn signs(key: &EncodingKey, algorithm: Algorithm) -> Option<()> {
    jsonwebtoken::encode(&Header::new(algorithm), &serde_json::json!({}), key).ok().map(drop)
}

fn google_token_url() -> String {
    GOOGLE_TOKEN_URL.into()
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({}, [redacted])", self.provider())
    }
}

impl fmt::Debug for ServiceAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceAccount").field("project_id", &self.project_id).finish_non_exhaustive()
    }
}
