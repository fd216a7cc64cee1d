//! Firebase Cloud Messaging, HTTP v1: our own sender, because the crate of that name speaks the protocol that Google has shut down.

mod account;
pub mod answer;
mod bearer;
mod model;

use std::sync::Arc;

use tokio::sync::Semaphore;
use uuid::Uuid;

use self::account::Account;
use super::{
    account::Accounts,
    client::IN_FLIGHT_LIMIT,
    credentials::Credentials,
    message::PushMessage,
    outcome::Outcome,
    settings::PushSettings,
    transport::{PushApp, Target},
};
use crate::clock::Clock;

/// The sender of everything for Android devices.
pub(super) struct Fcm {
    settings: Arc<PushSettings>,
    clock: Clock,
    accounts: Accounts<Uuid, Account>,
    in_flight: Semaphore,
}

impl Fcm {
    pub(super) fn new(settings: Arc<PushSettings>, clock: Clock) -> Self {
        Self { settings, clock, accounts: Accounts::default(), in_flight: Semaphore::new(IN_FLIGHT_LIMIT) }
    }

    pub(super) async fn send(&self, app: &PushApp, target: &Target, message: &PushMessage) -> Outcome {
        let Credentials::Fcm { service_account } = &app.credentials else {
            return Outcome::config("credentials are of another provider");
        };
        let body = match model::body(message, &target.token, self.clock.now_ms()) {
            Ok(body) => body,
            Err(refused) => return refused,
        };
        let make = || Account::new(service_account, &self.settings, self.clock.clone()).map(Arc::new);
        let account = match self.accounts.get(app.id, app.version, make) {
            Ok(account) => account,
            Err(reason) => return Outcome::config(reason),
        };
        let _permit = self.in_flight.acquire().await;
        account.send(body).await
    }
}
