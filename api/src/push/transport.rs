//! The one door to the providers: a push app, a target and a message go in, an outcome comes out.

use std::{fmt, sync::Arc};

pub use pronto_protocol::device::PushEnvironment as Environment;
use uuid::Uuid;

use super::{apns::Apns, fcm::Fcm, message::PushMessage, outcome::Outcome, webpush::WebPush};
pub use super::{
    credentials::{Credentials, ServiceAccount, VapidPair, make_vapid_pair, validate_credentials},
    settings::PushSettings,
};
use crate::clock::Clock;

/// An app that is pushed to, with its credentials.
#[derive(Clone, Debug)]
pub struct PushApp {
    /// Its id.
    pub id: Uuid,
    /// Raised whenever the credentials change.
    pub version: i64,
    /// The credentials.
    pub credentials: Credentials,
}

/// Where a push goes.
#[derive(Clone)]
pub struct Target {
    /// APNs device token, FCM registration token or Web Push endpoint.
    pub token: String,
    /// Which of APNs' two worlds the token belongs to.
    pub environment: Environment,
    /// The device's P-256 public key (65 bytes): Web Push needs it.
    pub p256dh: Option<Vec<u8>>,
    /// The device's authentication secret (16 bytes): Web Push needs it.
    pub auth: Option<Vec<u8>>,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target").field("environment", &self.environment).finish_non_exhaustive()
    }
}

/// The three providers with their connections and signatures; cheap to clone.
#[derive(Clone)]
pub struct Transports {
    providers: Arc<Providers>,
}

struct Providers {
    apns: Apns,
    fcm: Fcm,
    webpush: WebPush,
}

impl Transports {
    /// Sets the clients up; nothing is connected yet.
    ///
    /// # Errors
    /// A sentence for the operator: an address that may not be used, a CA file that cannot be read.
    pub fn new(settings: PushSettings, clock: Clock) -> Result<Self, String> {
        settings.check()?;
        let settings = Arc::new(settings);
        let apns = Apns::new(Arc::clone(&settings), clock.clone())?;
        let fcm = Fcm::new(Arc::clone(&settings), clock.clone());
        let webpush = WebPush::new(&settings, clock)?;
        Ok(Self { providers: Arc::new(Providers { apns, fcm, webpush }) })
    }

    /// Hands one push to its provider, once (and once more where the provider asks for a fresh signature). Never panics and
    /// never takes longer than the settings' limit for each of the two.
    pub async fn send(&self, app: &PushApp, target: &Target, message: &PushMessage) -> Outcome {
        match app.credentials {
            Credentials::Apns { .. } => self.providers.apns.send(app, target, message).await,
            Credentials::Fcm { .. } => self.providers.fcm.send(app, target, message).await,
            Credentials::WebPush { .. } => self.providers.webpush.send(app, target, message).await,
        }
    }
}

impl fmt::Debug for Transports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transports")
    }
}
