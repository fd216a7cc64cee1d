//! Apple Push Notification service: our own transport and signature around a2's typed message model. a2's client is not used,
//! because it can reach neither another address nor another certificate than Apple's, and loses `Retry-After` and new reasons.

mod account;
pub mod answer;
mod model;
mod signer;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use pronto_protocol::device::PushEnvironment;
use reqwest::Certificate;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use uuid::Uuid;

use self::{account::Account, signer::Signer};
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

/// Longest device token accepted; Apple's are 64 hexadecimal digits today and may grow.
const TOKEN_LIMIT: usize = 200;

/// The sender of everything for Apple devices.
pub(super) struct Apns {
    settings: Arc<PushSettings>,
    clock: Clock,
    ca: Vec<Certificate>,
    accounts: Accounts<(Uuid, PushEnvironment), Account>,
    /// Apps of one team with one key share a connection and a signature: Apple limits signatures per team.
    shared: Mutex<HashMap<[u8; 32], Weak<Account>>>,
    in_flight: Semaphore,
}

impl Apns {
    pub(super) fn new(settings: Arc<PushSettings>, clock: Clock) -> Result<Self, String> {
        let ca = match &settings.apns_ca_file {
            None => Vec::new(),
            Some(file) => {
                let pem = std::fs::read(file).map_err(|error| format!("apns_ca_file {}: {error}", file.display()))?;
                Certificate::from_pem_bundle(&pem)
                    .map_err(|_| format!("apns_ca_file {} holds no certificate", file.display()))?
            }
        };
        let (accounts, shared) = (Accounts::default(), Mutex::default());
        Ok(Self { settings, clock, ca, accounts, shared, in_flight: Semaphore::new(IN_FLIGHT_LIMIT) })
    }

    pub(super) async fn send(&self, app: &PushApp, target: &Target, message: &PushMessage) -> Outcome {
        let Credentials::Apns { team_id, key_id, private_key_pem, topic } = &app.credentials else {
            return Outcome::config("credentials are of another provider");
        };
        // The token becomes a part of the address: anything but hexadecimal digits could change it.
        if target.token.is_empty()
            || target.token.len() > TOKEN_LIMIT
            || !target.token.bytes().all(|b| b.is_ascii_hexdigit())
        {
            return Outcome::dead("MalformedToken");
        }
        let delivery_id = message.delivery_id.to_string();
        let body = match model::Notification::new(message, &target.token, topic, &delivery_id) {
            Ok(notification) => notification,
            Err(refused) => return refused,
        };
        let make = || self.account(team_id, key_id, private_key_pem, target.environment);
        let account = match self.accounts.get((app.id, target.environment), app.version, make) {
            Ok(account) => account,
            Err(reason) => return Outcome::config(reason),
        };
        let _permit = self.in_flight.acquire().await;
        account.send(&body).await
    }

    fn account(
        &self,
        team_id: &str,
        key_id: &str,
        pem: &str,
        environment: PushEnvironment,
    ) -> Result<Arc<Account>, String> {
        let identity = Sha256::digest(serde_json::json!([team_id, key_id, pem, environment]).to_string()).into();
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(account) = shared.get(&identity).and_then(Weak::upgrade) {
            return Ok(account);
        }
        let base = match environment {
            PushEnvironment::Production => &self.settings.apns_production_url,
            PushEnvironment::Sandbox => &self.settings.apns_sandbox_url,
        };
        let signer = Signer::new(team_id, key_id, pem, self.clock.clone())?;
        let account =
            Arc::new(Account::new(base, Arc::clone(&self.settings), self.ca.clone(), signer, self.clock.clone())?);
        shared.retain(|_, account| account.strong_count() > 0);
        shared.insert(identity, Arc::downgrade(&account));
        Ok(account)
    }
}
