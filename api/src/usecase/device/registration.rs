//! A push registration as a device sends it, checked: a token that its provider can know, keys of the right size.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use pronto_protocol::{
    device::{Platform, PushEnvironment, RegisterPushRequest},
    push::{PushPrivacy, PushProvider},
};
use uuid::Uuid;

use crate::{
    config::PushConfig,
    error::{Error, Result},
    push::webpush::endpoint_is_allowed,
    token,
    usecase::text::check_name,
};

/// Longest token, in bytes; Web Push endpoints are the longest.
const TOKEN_MOST_BYTES: usize = 4_096;

/// A registration that holds what its provider needs.
#[derive(Debug)]
pub(super) struct Registration {
    pub(super) push_app_id: Uuid,
    pub(super) token: String,
    pub(super) environment: PushEnvironment,
    /// P-256 point (65 bytes) and authentication secret (16 bytes).
    pub(super) keys: Option<(Vec<u8>, Vec<u8>)>,
    pub(super) privacy: Option<PushPrivacy>,
    pub(super) locale: Option<pronto_protocol::organization::Locale>,
    pub(super) app_version: Option<String>,
}

/// Checks all that can be told from the request alone.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn registration(request: RegisterPushRequest) -> Result<Registration> {
    let token = request.token.trim().to_owned();
    if token.is_empty() {
        return Err(Error::field("token", "required", "A token is needed."));
    }
    if token.len() > TOKEN_MOST_BYTES {
        return Err(Error::field("token", "too_long", format!("At most {TOKEN_MOST_BYTES} characters.")));
    }
    if token.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(Error::field("token", "malformed", "A token has no spaces."));
    }
    let public_key = request.public_key.map(|key| decode("public_key", &key)).transpose()?;
    let auth_secret = request.auth_secret.map(|secret| decode("auth_secret", &secret)).transpose()?;
    if public_key.as_ref().is_some_and(|key| key.len() != 65 || key.first() != Some(&4)) {
        return Err(Error::field(
            "public_key",
            "malformed",
            "An uncompressed P-256 point has 65 bytes and begins with 4.",
        ));
    }
    if auth_secret.as_ref().is_some_and(|secret| secret.len() != 16) {
        return Err(Error::field("auth_secret", "malformed", "It has 16 bytes."));
    }
    let keys = match (public_key, auth_secret) {
        (Some(public_key), Some(auth_secret)) => Some((public_key, auth_secret)),
        (None, None) => None,
        (Some(_), None) => return Err(Error::field("auth_secret", "required", "It goes with `public_key`.")),
        (None, Some(_)) => return Err(Error::field("public_key", "required", "It goes with `auth_secret`.")),
    };
    if keys.is_none() && request.privacy == Some(PushPrivacy::Encrypted) {
        return Err(Error::field("public_key", "required", "There is nothing to encrypt to."));
    }
    let app_version = request.app_version.filter(|version| !version.trim().is_empty());
    Ok(Registration {
        push_app_id: request.push_app_id,
        token,
        environment: request.environment.unwrap_or(PushEnvironment::Production),
        keys,
        privacy: request.privacy,
        locale: request.locale,
        app_version: app_version.map(|version| check_name("app_version", &version)).transpose()?,
    })
}

impl Registration {
    /// Whether a token of this shape, on this platform, can be the provider's.
    ///
    /// # Errors
    /// `invalid_fields`.
    pub(super) fn check_provider(&self, platform: Platform, provider: PushProvider, push: &PushConfig) -> Result<()> {
        let fitting = platform.provider();
        if provider != fitting {
            let detail = format!("A device with {platform} is pushed to by {fitting}; this app is for {provider}.");
            return Err(Error::field("push_app_id", "unknown", detail));
        }
        if provider != PushProvider::Apns && self.environment == PushEnvironment::Sandbox {
            return Err(Error::field("environment", "out_of_range", "Only APNs has a sandbox."));
        }
        match provider {
            PushProvider::Apns if !self.token.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                Err(Error::field("token", "malformed", "An APNs device token is hexadecimal."))
            }
            PushProvider::WebPush if !endpoint_is_allowed(&self.token, &push.webpush_allowed_hosts) => {
                Err(Error::field("token", "malformed", "This is not an address of a known push service."))
            }
            PushProvider::WebPush if self.keys.is_none() => {
                Err(Error::field("public_key", "required", "Browsers take encrypted pushes only."))
            }
            _ => Ok(()),
        }
    }

    /// What the row is found by. The organization is part of it: one phone may hold accounts of several, and no
    /// organization touches another's rows.
    pub(super) fn token_hash(&self, organization_id: Uuid) -> Vec<u8> {
        token::hash(&format!("{organization_id}:{}", self.token)).to_vec()
    }
}

/// Refuses privacy wider than the organization's.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn check_privacy(wanted: Option<PushPrivacy>, most: PushPrivacy) -> Result<()> {
    // How much the provider gets to see; sealed pushes show it nothing.
    let shown = |privacy: PushPrivacy| match privacy {
        PushPrivacy::Full => 2,
        PushPrivacy::Sender => 1,
        PushPrivacy::IdOnly | PushPrivacy::Encrypted => 0,
    };
    match wanted {
        Some(wanted) if shown(wanted) > shown(most) => {
            let detail = format!("The organization allows `{most}`; a device may ask for less, never for more.");
            Err(Error::field("privacy", "out_of_range", detail))
        }
        _ => Ok(()),
    }
}

fn decode(field: &str, text: &str) -> Result<Vec<u8>> {
    let decoded = URL_SAFE_NO_PAD.decode(text.trim().trim_end_matches('='));
    decoded.map_err(|_| Error::field(field, "malformed", "This is not base64url."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> RegisterPushRequest {
        RegisterPushRequest {
            push_app_id: Uuid::nil(),
            token: "00aa".into(),
            environment: None,
            public_key: None,
            auth_secret: None,
            privacy: None,
            locale: None,
            app_version: None,
        }
    }

    #[test]
    fn a_device_may_ask_for_less_never_for_more() {
        use PushPrivacy::{Encrypted, Full, IdOnly, Sender};
        for (most, allowed) in [
            (Full, vec![Full, Sender, IdOnly, Encrypted]),
            (Sender, vec![Sender, IdOnly, Encrypted]),
            (IdOnly, vec![IdOnly, Encrypted]),
            (Encrypted, vec![IdOnly, Encrypted]),
        ] {
            for wanted in PushPrivacy::ALL {
                assert_eq!(
                    check_privacy(Some(*wanted), most).is_ok(),
                    allowed.contains(wanted),
                    "{wanted} under {most}"
                );
            }
            assert!(check_privacy(None, most).is_ok());
        }
    }

    #[test]
    fn keys_come_together_and_have_their_sizes() {
        let point = URL_SAFE_NO_PAD.encode([&[4][..], &[7; 64]].concat());
        let secret = URL_SAFE_NO_PAD.encode([1; 16]);
        let with = |key: Option<&str>, secret: Option<&str>| {
            let keyed = RegisterPushRequest {
                public_key: key.map(String::from),
                auth_secret: secret.map(String::from),
                ..request()
            };
            registration(keyed)
        };
        assert!(with(Some(&point), Some(&secret)).is_ok_and(|made| made.keys.is_some()));
        assert!(with(Some(&format!("{point}=")), Some(&format!("{secret}=="))).is_ok(), "padding does no harm");
        assert!(with(Some(&point), None).is_err());
        assert!(with(None, Some(&secret)).is_err());
        assert!(with(Some(&secret), Some(&secret)).is_err());
        assert!(with(Some(&point), Some(&point)).is_err());
        assert!(with(Some("!"), Some(&secret)).is_err());
        assert!(registration(RegisterPushRequest { privacy: Some(PushPrivacy::Encrypted), ..request() }).is_err());
    }

    #[test]
    fn a_token_is_its_providers() {
        let push = PushConfig::default();
        let made = |token: &str| registration(RegisterPushRequest { token: token.into(), ..request() }).unwrap();
        let endpoint = "https://fcm.googleapis.com/fcm/send/abc";
        assert!(made("00AAff").check_provider(Platform::Ios, PushProvider::Apns, &push).is_ok());
        assert!(made("00AAfg").check_provider(Platform::Ios, PushProvider::Apns, &push).is_err());
        assert!(made("00AAff").check_provider(Platform::Android, PushProvider::Apns, &push).is_err());
        assert!(made("x:y-z").check_provider(Platform::Android, PushProvider::Fcm, &push).is_ok());
        assert!(made(endpoint).check_provider(Platform::Web, PushProvider::WebPush, &push).is_err(), "no keys");
        assert!(registration(RegisterPushRequest { token: "a b".into(), ..request() }).is_err());
        assert!(registration(RegisterPushRequest { token: "x".repeat(4_097), ..request() }).is_err());
    }

    #[test]
    fn one_phone_may_hold_accounts_of_several_organizations() {
        let made = registration(request()).unwrap();
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(made.token_hash(one), registration(request()).unwrap().token_hash(one));
        assert_ne!(made.token_hash(one), made.token_hash(other));
    }
}
