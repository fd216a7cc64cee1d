//! The HTTP client of the fixed providers (APNs, FCM), and what its failures mean.

use std::time::Duration;

use reqwest::{Certificate, Client, ClientBuilder, redirect::Policy};

use super::{
    outcome::{Outcome, Scope},
    settings::PushSettings,
};

/// Pushes on their way to one provider at one time.
pub(super) const IN_FLIGHT_LIMIT: usize = 128;

/// Limits and habits that all provider clients share. The retry policy stays reqwest's own: it repeats only what the other
/// side has certainly not processed (GOAWAY, REFUSED_STREAM).
pub(super) fn builder(base: &str, settings: &PushSettings) -> ClientBuilder {
    let timeout = Duration::from_millis(settings.request_timeout_ms);
    Client::builder()
        .https_only(base.starts_with("https:"))
        .redirect(Policy::none())
        .no_proxy()
        .referer(false)
        .connect_timeout(Duration::from_secs(5).min(timeout))
        .timeout(timeout)
}

/// The client for APNs: HTTP/2 only, one connection kept for days, pinged after an idle hour as Apple asks.
pub(super) fn apns(base: &str, settings: &PushSettings, ca: &[Certificate]) -> Result<Client, String> {
    let mut builder = builder(base, settings)
        .http2_prior_knowledge()
        .pool_idle_timeout(None)
        .http2_keep_alive_interval(Duration::from_secs(3600))
        .http2_keep_alive_while_idle(true)
        .http2_keep_alive_timeout(Duration::from_secs(20));
    if !ca.is_empty() {
        builder = builder.tls_certs_only(ca.iter().cloned());
    }
    builder.build().map_err(|_| "the client for APNs cannot be set up".into())
}

/// What a request without an answer means: nobody knows whether it arrived, so it is sent again under the same id.
pub(super) fn failure(error: &reqwest::Error) -> Outcome {
    if error.is_connect() {
        Outcome::later(Scope::Provider, None, if error.is_timeout() { "connect timeout" } else { "connect" })
    } else if error.is_timeout() {
        Outcome::later(Scope::Device, None, "timeout")
    } else if error.is_builder() {
        Outcome::bug("request cannot be built")
    } else {
        Outcome::later(Scope::Device, None, "connection cut")
    }
}
