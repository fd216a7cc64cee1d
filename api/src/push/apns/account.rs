//! One team's connection to one of Apple's two worlds. Apple wants it kept for hours or days and bound to one team.

use std::sync::{Arc, Mutex, PoisonError};

use a2::request::payload::PayloadLike;
use reqwest::{Certificate, Client};

use super::{
    super::{
        client::{self, failure},
        outcome::Outcome,
        settings::PushSettings,
    },
    answer,
    model::Notification,
    signer::Signer,
};
use crate::{
    clock::Clock,
    egress::{self, Answer},
};

/// Largest payload Apple accepts, in bytes.
const PAYLOAD_LIMIT_BYTES: usize = 4096;

pub(super) struct Account {
    base: String,
    settings: Arc<PushSettings>,
    ca: Vec<Certificate>,
    signer: Signer,
    clock: Clock,
    client: Mutex<(u64, Client)>,
}

impl Account {
    pub(super) fn new(
        base: &str,
        settings: Arc<PushSettings>,
        ca: Vec<Certificate>,
        signer: Signer,
        clock: Clock,
    ) -> Result<Self, String> {
        let base = base.trim_end_matches('/').to_owned();
        let client = Mutex::new((0, client::apns(&base, &settings, &ca)?));
        Ok(Self { base, settings, ca, signer, clock, client })
    }

    /// Sends one notification; once more when Apple calls the signature too old and a new one may be made.
    pub(super) async fn send(&self, notification: &Notification<'_>) -> Outcome {
        let Ok(body) = notification.to_json_string() else { return Outcome::bug("payload is not JSON") };
        if body.len() > PAYLOAD_LIMIT_BYTES {
            return Outcome::too_large("PayloadTooLarge");
        }
        let mut signature = match self.signer.token() {
            Ok(signature) => signature,
            Err(reason) => return Outcome::config(reason),
        };
        let mut may_renew = true;
        loop {
            let (generation, client) = self.client();
            let answered = match self.post(&client, notification, body.clone(), &signature).await {
                Ok(answered) => answered,
                Err(error) => return failure(&error),
            };
            let reason = answer::reason(&answered);
            if answer::wants_new_signature(answered.status, &reason)
                && std::mem::take(&mut may_renew)
                && let Some(renewed) = self.signer.renew(&signature)
            {
                signature = renewed;
                continue;
            }
            if answer::wants_new_connection(&reason) {
                self.reconnect(generation);
            }
            return answer::classify(&answered, self.clock.now_ms());
        }
    }

    async fn post(
        &self,
        client: &Client,
        notification: &Notification<'_>,
        body: String,
        signature: &str,
    ) -> Result<Answer, reqwest::Error> {
        let request = client
            .post(format!("{}/3/device/{}", self.base, notification.get_device_token()))
            .bearer_lowercase(signature)
            .headers(notification.headers())
            .body(body);
        egress::read(request.send().await?).await
    }

    fn client(&self) -> (u64, Client) {
        self.client.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Leaves the connection of that generation; what is still on its way there is not disturbed.
    fn reconnect(&self, generation: u64) {
        let mut held = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        if held.0 == generation
            && let Ok(client) = client::apns(&self.base, &self.settings, &self.ca)
        {
            *held = (generation + 1, client);
        }
    }
}

trait Bearer {
    /// Apple documents the scheme in lower case.
    fn bearer_lowercase(self, signature: &str) -> Self;
}

impl Bearer for reqwest::RequestBuilder {
    fn bearer_lowercase(self, signature: &str) -> Self {
        let mut value = http::HeaderValue::try_from(format!("bearer {signature}"))
            .unwrap_or(http::HeaderValue::from_static("bearer"));
        value.set_sensitive(true);
        self.header(http::header::AUTHORIZATION, value)
    }
}
