//! One service account: its connection and its access token.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use reqwest::Client;

use super::{
    super::{
        client::{self, failure},
        credentials::{Credentials, ServiceAccount, validate_credentials},
        outcome::Outcome,
        settings::PushSettings,
    },
    answer,
    bearer::Bearer,
};
use crate::{
    clock::Clock,
    egress::{self, Answer},
};

pub(super) struct Account {
    address: String,
    client: Client,
    bearer: Bearer,
    clock: Clock,
}

impl Account {
    pub(super) fn new(account: &ServiceAccount, settings: &PushSettings, clock: Clock) -> Result<Self, String> {
        // Stored before a rule was tightened, or restored from elsewhere: the project and the token address are checked again.
        validate_credentials(&Credentials::Fcm { service_account: account.clone() }, settings)?;
        let base = settings.fcm_url.trim_end_matches('/');
        let build = |base: &str| {
            client::builder(base, settings).build().map_err(|_| String::from("the client for FCM cannot be set up"))
        };
        let token_url = settings.fcm_token_url.as_ref().unwrap_or(&account.token_uri);
        Ok(Self {
            address: format!("{base}/v1/projects/{}/messages:send", account.project_id),
            client: build(base)?,
            bearer: Bearer::new(account, token_url, build(token_url)?, clock.clone())?,
            clock,
        })
    }

    /// Sends one message; once more with a new access token when Google does not know the present one.
    pub(super) async fn send(&self, body: Bytes) -> Outcome {
        let mut refused: Option<String> = None;
        loop {
            let token = match self.bearer.token(refused.as_deref()).await {
                Ok(token) => token,
                Err(outcome) => return outcome,
            };
            let answered = match self.post(body.clone(), &token).await {
                Ok(answered) => answered,
                Err(error) => return failure(&error),
            };
            if refused.is_none() && answer::wants_new_token(&answered) {
                refused = Some(token);
                continue;
            }
            return answer::classify(&answered, self.clock.now_ms());
        }
    }

    async fn post(&self, body: Bytes, token: &str) -> Result<Answer, reqwest::Error> {
        let request =
            self.client.post(&self.address).bearer_auth(token).header(CONTENT_TYPE, "application/json").body(body);
        egress::read(request.send().await?).await
    }
}
