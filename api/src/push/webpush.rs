//! Web Push: RFC 8030 delivery, RFC 8291 encryption, RFC 8292 (VAPID) identification. The address comes from a browser, so it is
//! held against a list of push services and goes out through the guarded client.

pub mod answer;
mod endpoint;
mod model;
mod vapid;

use std::{sync::Arc, time::Duration};

use http::{HeaderMap, HeaderValue, Method, header};
use tokio::sync::Semaphore;
use uuid::Uuid;

pub use self::endpoint::endpoint_is_allowed;
use self::vapid::Vapid;
use super::{
    account::Accounts,
    client::IN_FLIGHT_LIMIT,
    credentials::Credentials,
    message::PushMessage,
    outcome::{Outcome, Scope},
    sealing::{self, SealError},
    settings::PushSettings,
    transport::{PushApp, Target},
};
use crate::{
    clock::Clock,
    egress::{Egress, EgressError},
};

/// The sender of everything for browsers.
pub(super) struct WebPush {
    allowed_hosts: Vec<String>,
    public: Egress,
    /// For hosts that the operator names by their address.
    private: Egress,
    clock: Clock,
    accounts: Accounts<Uuid, Vapid>,
    in_flight: Semaphore,
}

impl WebPush {
    pub(super) fn new(settings: &PushSettings, clock: Clock) -> Result<Self, String> {
        let timeout = Duration::from_millis(settings.request_timeout_ms);
        Ok(Self {
            allowed_hosts: settings.webpush_allowed_hosts.clone(),
            public: Egress::with_timeout(false, timeout)?,
            private: Egress::with_timeout(true, timeout)?,
            clock,
            accounts: Accounts::default(),
            in_flight: Semaphore::new(IN_FLIGHT_LIMIT),
        })
    }

    pub(super) async fn send(&self, app: &PushApp, target: &Target, message: &PushMessage) -> Outcome {
        let Credentials::WebPush { private_key_pem, public_key, subject } = &app.credentials else {
            return Outcome::config("credentials are of another provider");
        };
        let Some(endpoint) = endpoint::read(&target.token, &self.allowed_hosts) else {
            return Outcome::dead("endpoint not allowed");
        };
        let (Some(p256dh), Some(auth)) = (&target.p256dh, &target.auth) else {
            return Outcome::dead("keys missing");
        };
        let sealed = match sealing::seal(&model::body(message), p256dh, auth) {
            Ok(sealed) => sealed,
            Err(SealError::BadKeys) => return Outcome::dead("keys not usable"),
            Err(SealError::TooLarge) => return Outcome::too_large("message too large"),
            Err(SealError::Crypto) => return Outcome::bug("sealing failed"),
        };
        let make = || Vapid::new(private_key_pem, public_key, subject, self.clock.clone()).map(Arc::new);
        let identity = self.accounts.get(app.id, app.version, make);
        let authorization =
            match identity.and_then(|vapid| vapid.authorization(&endpoint.url.origin().ascii_serialization())) {
                Ok(authorization) => authorization,
                Err(reason) => return Outcome::config(reason),
            };
        let mut headers = model::headers(message, self.clock.now_ms());
        headers.insert(header::AUTHORIZATION, authorization);
        self.post(&endpoint, headers, sealed).await
    }

    async fn post(&self, endpoint: &endpoint::Endpoint, mut headers: HeaderMap, sealed: Vec<u8>) -> Outcome {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("aes128gcm"));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        let egress = if endpoint.named_by_address { &self.private } else { &self.public };
        let _permit = self.in_flight.acquire().await;
        match egress.send(Method::POST, endpoint.url.as_str(), headers, sealed.into()).await {
            Ok(answered) => answer::classify(&answered, self.clock.now_ms()),
            Err(EgressError::Forbidden) => Outcome::dead("endpoint not allowed"),
            Err(EgressError::Timeout) => Outcome::later(Scope::Device, None, "timeout"),
            Err(EgressError::Unreachable) => Outcome::later(Scope::Device, None, "connection cut"),
        }
    }
}
