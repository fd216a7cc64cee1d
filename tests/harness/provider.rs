//! Strict fake push providers on this machine: they verify signatures, headers, sizes and encryption as the real ones do,
//! answer by script, and keep what a phone would have got.

pub mod apns;
pub(crate) mod ca;
pub mod fcm;
pub mod graph;
mod listen;
mod mime;
pub mod oidc;
pub mod open;
mod record;
pub mod smtp;
pub mod webpush;

use pronto_api::{clock::Clock, push::settings::PushSettings};

pub use self::{
    apns::FakeApns,
    fcm::FakeFcm,
    graph::FakeGraph,
    record::{Answer, Provider, Received},
    smtp::{FakeSmtp, Stage, TakenMail},
    webpush::FakeWebPush,
};

/// All three providers, and the settings that lead the shipped transports to them.
pub struct Providers {
    /// Apple.
    pub apns: FakeApns,
    /// Google.
    pub fcm: FakeFcm,
    /// A browser vendor's push service.
    pub webpush: FakeWebPush,
}

impl Providers {
    /// Starts them with a clock of their own.
    pub async fn start() -> Self {
        Self::start_with(Clock::default()).await
    }

    /// Starts them with the clock of the server under test, so that both agree on what has expired.
    pub async fn start_with(clock: Clock) -> Self {
        Self {
            apns: FakeApns::start_with(clock.clone()).await,
            fcm: FakeFcm::start_with(clock.clone()).await,
            webpush: FakeWebPush::start_with(clock).await,
        }
    }

    /// Settings under which the server talks to these.
    pub fn settings(&self) -> PushSettings {
        PushSettings {
            apns_production_url: self.apns.url(),
            apns_sandbox_url: self.apns.sandbox_url(),
            apns_ca_file: Some(self.apns.ca_file()),
            fcm_url: self.fcm.url(),
            fcm_token_url: Some(self.fcm.token_url()),
            webpush_allowed_hosts: vec!["127.0.0.1".into()],
            // As in use, and a little more: what is slow on a busy machine is no silence.
            request_timeout_ms: 30_000,
        }
    }
}

/// Chooses the cryptography of TLS once for the process: with two in the tree rustls does not choose by itself.
pub fn install_crypto() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
