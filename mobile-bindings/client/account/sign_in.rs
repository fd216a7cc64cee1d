//! Signing in, coming back after a restart, signing out.

use std::sync::{Arc, atomic::Ordering};

use pronto_protocol::{
    device::{DeviceRequest, Platform},
    session::{AnswerChallengeRequest, SignInRequest, TokensView},
};
use uuid::Uuid;

use super::{Account, Identity};
use crate::client::{
    ClientError, Http, Options, SecureStorage, State,
    http::{Keeper, Kept, read_accounts, write_accounts},
    live::Live,
    storage::off_thread,
    store,
};

/// Entries that a timeline keeps when the store is too large.
const EVICTED_TO: usize = 100;

/// What signing in takes.
#[derive(Clone)]
pub struct SignIn {
    /// The server's address: `https`, or `http` to this machine.
    pub server_url: String,
    /// The organization's slug.
    pub organization: String,
    /// The agent's address.
    pub email: String,
    /// The agent's password; not kept.
    pub password: String,
    /// The second factor's code: what the authenticator app shows, or a recovery code.
    pub code: Option<String>,
    /// This device; its id is filled in from an earlier sign-in.
    pub device: DeviceRequest,
}

impl SignIn {
    /// A sign-in from a device of this platform and name.
    #[must_use]
    pub fn new(
        server_url: &str,
        organization: &str,
        email: &str,
        password: &str,
        platform: Platform,
        device: &str,
    ) -> Self {
        Self {
            server_url: server_url.to_owned(),
            organization: organization.to_owned(),
            email: email.to_owned(),
            password: password.to_owned(),
            code: None,
            device: new_device(platform, device),
        }
    }

    /// The same with a second factor's code.
    #[must_use]
    pub fn with_code(self, code: &str) -> Self {
        Self { code: Some(code.to_owned()), ..self }
    }
}

pub(super) fn new_device(platform: Platform, name: &str) -> DeviceRequest {
    DeviceRequest { id: None, platform, name: name.to_owned(), app_version: None, locale: None }
}

impl Account {
    /// Signs in and keeps the session in secure storage.
    ///
    /// # Errors
    /// [`ClientError::SecondFactorRequired`] when there is no code and one is asked for; [`ClientError::Api`] with
    /// `wrong_credentials` or `wrong_code`, and any other [`ClientError`].
    pub async fn sign_in(
        sign_in: SignIn,
        storage: Arc<dyn SecureStorage>,
        options: Options,
    ) -> Result<Self, ClientError> {
        let extra_ca_pem = options.extra_ca_pem.clone();
        let http = Http::anonymous(&sign_in.server_url, options)?;
        let device_key = device_key(http.base().as_str(), &sign_in.organization, &sign_in.email);
        let device = known_device(&storage, &device_key, sign_in.device).await?;
        let (organization, email) = (sign_in.organization, sign_in.email);
        let request = SignInRequest {
            organization: organization.clone(),
            email: email.clone(),
            password: sign_in.password,
            device,
        };
        let answer: Result<TokensView, _> = http.post("v1/sessions", &request).await;
        let tokens = match (answer, sign_in.code) {
            (Err(ClientError::SecondFactorRequired { challenge }), Some(code)) => {
                http.post("v1/sessions/challenge", &AnswerChallengeRequest { challenge, code }).await?
            }
            (answer, _) => answer?,
        };
        let kept = Kept { server_url: sign_in.server_url, organization, email, tokens, extra_ca_pem };
        Self::signed_in(&http, storage, kept, device_key).await
    }

    /// Opens the account whose session has just begun, and keeps it.
    pub(super) async fn signed_in(
        http: &Http,
        storage: Arc<dyn SecureStorage>,
        kept: Kept,
        device_key: String,
    ) -> Result<Self, ClientError> {
        let tokens = kept.tokens.clone();
        let account = Self::open(http, storage, kept).await?;
        account.keep(&tokens, device_key).await?;
        Ok(account)
    }

    /// Accounts kept in secure storage.
    ///
    /// # Errors
    /// [`ClientError::SecureStorage`].
    pub async fn kept(storage: &Arc<dyn SecureStorage>) -> Result<Vec<Uuid>, ClientError> {
        off_thread(storage, |storage| read_accounts(storage)).await
    }

    /// Takes up an account kept in secure storage, without a call; nothing when there is none.
    ///
    /// # Errors
    /// [`ClientError::SecureStorage`]; [`ClientError::BadPayload`] when what is kept cannot be read.
    pub async fn restore(
        agent_id: Uuid,
        storage: Arc<dyn SecureStorage>,
        options: Options,
    ) -> Result<Option<Self>, ClientError> {
        let Some(bytes) = off_thread(&storage, move |storage| storage.get(&Keeper::key(agent_id))).await? else {
            return Ok(None);
        };
        let kept: Kept = serde_json::from_slice(&bytes).map_err(ClientError::bad_payload)?;
        let options = Options { extra_ca_pem: kept.extra_ca_pem.clone().or(options.extra_ca_pem.clone()), ..options };
        let http = Http::anonymous(&kept.server_url, options)?;
        let account = Self::open(&http, storage, kept).await?;
        // What was put in before the process ended.
        if !account.outbox().items().is_empty() {
            account.outbox().go_on();
        }
        Ok(Some(account))
    }

    /// Whether this session is the one that this device keeps: not one that was signed out, has ended, or was followed by a later
    /// sign-in of the same agent.
    ///
    /// # Errors
    /// [`ClientError::SecureStorage`].
    pub async fn is_kept(&self) -> Result<bool, ClientError> {
        Ok(!self.inner.signed_out.load(Ordering::Relaxed) && self.http().kept_tokens().await?.is_some())
    }

    /// Ends the session here and on the server, and removes everything of it from the device, what was not sent yet included.
    /// Offline, it is ended here alone: the server ends it when it expires.
    ///
    /// # Errors
    /// [`ClientError::SecureStorage`] when the account could not be removed from this device.
    pub async fn sign_out(&self) -> Result<(), ClientError> {
        self.inner.signed_out.store(true, Ordering::Relaxed);
        self.stop().await;
        self.outbox().stop();
        if let Err(error) = self.http().delete("v1/sessions/current").await {
            tracing::info!(%error, "the server was not told of the sign-out");
        }
        let store = Arc::clone(self.live().store());
        let wiped = tokio::task::spawn_blocking(move || store.wipe()).await.map_err(ClientError::internal);
        self.http().forget_tokens().await?;
        self.forget_push().await?;
        wiped?
    }

    async fn open(http: &Http, storage: Arc<dyn SecureStorage>, kept: Kept) -> Result<Self, ClientError> {
        let tokens = kept.tokens.clone();
        let identity = Identity {
            server_url: kept.server_url.clone(),
            organization: kept.organization.clone(),
            email: kept.email.clone(),
            agent_id: tokens.agent_id,
            organization_id: tokens.organization_id,
            session_id: tokens.session_id,
            device_id: tokens.device_id,
        };
        let keeper = Keeper::new(Arc::clone(&storage), kept);
        let (options, agent_id) = (http.options().clone(), identity.agent_id);
        let live = tokio::task::spawn_blocking(move || open_store(&options, agent_id)).await;
        let live = live.map_err(ClientError::internal)??;
        Ok(Self::new(identity, http.signed_in(keeper, tokens), storage, live))
    }

    async fn keep(&self, tokens: &TokensView, device_key: String) -> Result<(), ClientError> {
        self.http().keep_tokens(tokens).await?;
        let (agent_id, device_id) = (tokens.agent_id, tokens.device_id);
        off_thread(self.storage(), move |storage| {
            storage.set(&device_key, device_id.as_bytes())?;
            let mut accounts = read_accounts(storage)?;
            if !accounts.contains(&agent_id) {
                accounts.push(agent_id);
            }
            write_accounts(storage, &accounts)
        })
        .await
    }
}

/// The model as it was kept, within its size.
fn open_store(options: &Options, agent_id: Uuid) -> Result<Live, ClientError> {
    let store = store::open(options.data_folder.as_ref(), agent_id)?;
    store.evict(options.store_most_bytes, EVICTED_TO)?;
    let state = State::restore(agent_id, options.history_most, store.load(options.history_most)?);
    Ok(Live::new(state, store))
}

/// A device belongs to an agent: each has its own id for this installation. `who` is the agent's address, or what stands for it.
pub(super) fn device_key(server_url: &str, organization: &str, who: &str) -> String {
    format!("pronto.device.{server_url}.{organization}.{}", who.trim().to_lowercase())
}

/// The device with the id that it got at an earlier sign-in.
pub(super) async fn known_device(
    storage: &Arc<dyn SecureStorage>,
    key: &str,
    device: DeviceRequest,
) -> Result<DeviceRequest, ClientError> {
    if device.id.is_some() {
        return Ok(device);
    }
    let key = key.to_owned();
    let kept = off_thread(storage, move |storage| storage.get(&key)).await?;
    Ok(DeviceRequest { id: kept.and_then(|bytes| Uuid::from_slice(&bytes).ok()), ..device })
}
