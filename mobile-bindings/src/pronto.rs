//! The app's door to the core: one per process.

use std::{path::PathBuf, sync::Arc, time::Duration};

use pronto_protocol::identity_provider::SignInProviderView;

use crate::{
    client::{self, Account, ClientError, Options, SignIn},
    error::ProntoError,
    held::Held,
    model::{DevicePlatform, view},
    push::{self, ActionOutcome, Push, PushChoice, PushInput},
    runtime::{on_core, to_the_end},
    session::Session,
    storage::{AppStorage, SecureStorage},
};

/// What a generated binding and this library must agree on; raised whenever a record or function changes.
const API_LEVEL: u32 = 3;

/// What this library is.
#[derive(Clone, Debug, uniffi::Record)]
pub struct CoreVersion {
    /// Its version.
    pub version: String,
    /// What bindings and library must agree on: checksums do not cover records.
    pub api_level: u32,
    /// The version of the protocol it speaks.
    pub protocol: u32,
}

/// What this library is.
#[uniffi::export]
pub fn core_version() -> Result<CoreVersion, ProntoError> {
    Ok(CoreVersion {
        version: env!("CARGO_PKG_VERSION").into(),
        api_level: API_LEVEL,
        protocol: pronto_protocol::PROTOCOL_VERSION,
    })
}

/// What signing in takes.
#[derive(Clone, uniffi::Record)]
pub struct Credentials {
    /// The organization's slug.
    pub organization: String,
    /// The agent's e-mail address.
    pub email: String,
    /// The agent's password; not kept.
    pub password: String,
    /// What this device runs.
    pub platform: DevicePlatform,
    /// A name its owner knows it by.
    pub device_name: String,
    /// A certificate authority of the organization's own, in PEM.
    #[uniffi(default = None)]
    pub extra_ca_pem: Option<String>,
    /// The second factor's code, once `SecondFactorRequired` asked for it: what the authenticator app shows, or a recovery code.
    #[uniffi(default = None)]
    pub code: Option<String>,
}

/// An identity provider to sign in at.
#[derive(Clone, Debug, uniffi::Record)]
pub struct SignInProvider {
    /// The provider.
    pub provider_id: String,
    /// What its button says.
    pub name: String,
}

/// What a server says of itself.
#[derive(Clone, Debug, uniffi::Record)]
pub struct ServerDetails {
    /// Its version.
    pub version: String,
    /// The protocol it speaks.
    pub protocol: u32,
    /// Its time, in milliseconds since 1970.
    pub now_ms: u64,
}

/// A push that was read, and whose it is.
#[derive(Clone, Debug, uniffi::Record)]
pub struct ReceivedPush {
    /// The push.
    pub push: Push,
    /// The account; nothing when it is signed out.
    pub agent_id: Option<String>,
}

/// The accounts on this device.
#[derive(uniffi::Object)]
pub struct Pronto {
    storage: Arc<dyn client::SecureStorage>,
    data_folder: Option<PathBuf>,
    held: Arc<Held>,
}

impl Pronto {
    fn options(&self) -> Options {
        Options { data_folder: self.data_folder.clone(), ..Options::default() }
    }

    fn options_trusting(&self, extra_ca_pem: Option<String>) -> Options {
        Options { extra_ca_pem, ..self.options() }
    }
}

#[uniffi::export]
impl Pronto {
    /// Opens the core over the app's secure storage, and over a folder of the app's own in which everything but secrets is kept;
    /// without one nothing survives the process.
    #[uniffi::constructor]
    pub fn new(storage: Arc<dyn SecureStorage>, data_folder: Option<String>) -> Result<Arc<Self>, ProntoError> {
        let (storage, data_folder) = (Arc::new(AppStorage(storage)), data_folder.map(PathBuf::from));
        Ok(Arc::new(Self { storage, data_folder, held: Arc::default() }))
    }

    /// Signs in. Who has a second factor is refused with `SecondFactorRequired` until the credentials hold a code.
    pub async fn sign_in(&self, server_url: String, credentials: Credentials) -> Result<Arc<Session>, ProntoError> {
        let platform = credentials.platform.into();
        let (organization, email, name) = (credentials.organization, credentials.email, credentials.device_name);
        let mut sign_in = SignIn::new(&server_url, &organization, &email, &credentials.password, platform, &name);
        sign_in.code = credentials.code;
        let options = self.options_trusting(credentials.extra_ca_pem);
        let (storage, held) = (Arc::clone(&self.storage), Arc::clone(&self.held));
        to_the_end(async move {
            let account = Account::sign_in(sign_in, storage, options).await?;
            Ok::<_, ClientError>(held.put(account).await)
        })
        .await
    }

    /// The identity providers that an organization's agents may sign in at instead.
    #[uniffi::method(default(extra_ca_pem = None))]
    pub async fn sign_in_providers(
        &self,
        server_url: String,
        organization: String,
        extra_ca_pem: Option<String>,
    ) -> Result<Vec<SignInProvider>, ProntoError> {
        let options = self.options_trusting(extra_ca_pem);
        let found =
            on_core(async move { client::sign_in_providers(&server_url, &organization, options).await }).await?;
        let provider = |one: SignInProviderView| SignInProvider { provider_id: one.id.to_string(), name: one.name };
        Ok(found.into_iter().map(provider).collect())
    }

    /// Begins a sign-in at an identity provider; gives the address to be opened in a browser. The browser is led back to
    /// `redirect_uri`, an address of the app's own that the provider's entry lists.
    #[uniffi::method(default(extra_ca_pem = None))]
    pub async fn begin_provider_sign_in(
        &self,
        server_url: String,
        organization: String,
        provider_id: String,
        redirect_uri: String,
        extra_ca_pem: Option<String>,
    ) -> Result<String, ProntoError> {
        let (storage, provider_id) = (Arc::clone(&self.storage), view::id(&provider_id)?);
        let options = self.options_trusting(extra_ca_pem);
        to_the_end(async move {
            let (server, uri) = (&server_url, &redirect_uri);
            client::begin_provider_sign_in(server, &organization, provider_id, uri, &storage, options).await
        })
        .await
    }

    /// Finishes the sign-in that was begun, with the whole address that the browser was led back to; in a new process too.
    pub async fn finish_provider_sign_in(
        &self,
        led_back_to: String,
        platform: DevicePlatform,
        device_name: String,
    ) -> Result<Arc<Session>, ProntoError> {
        let (storage, options, held) = (Arc::clone(&self.storage), self.options(), Arc::clone(&self.held));
        to_the_end(async move {
            let (led_back_to, device) = (&led_back_to, &device_name);
            let account =
                Account::finish_provider_sign_in(led_back_to, platform.into(), device, storage, options).await?;
            Ok::<_, ClientError>(held.put(account).await)
        })
        .await
    }

    /// What is at an address, before anybody signs in there.
    #[uniffi::method(default(extra_ca_pem = None))]
    pub async fn discover(
        &self,
        server_url: String,
        extra_ca_pem: Option<String>,
    ) -> Result<ServerDetails, ProntoError> {
        let options = self.options_trusting(extra_ca_pem);
        let server = on_core(async move { client::discover(&server_url, options).await }).await?;
        Ok(ServerDetails { version: server.version, protocol: server.protocol, now_ms: view::ms(server.now) })
    }

    /// Reads a push with the keys kept on this device and finds whose it is: to be called by the app, while `decode_push` is for
    /// extensions.
    pub async fn receive_push(&self, payload: PushInput) -> Result<ReceivedPush, ProntoError> {
        let (storage, payload) = (Arc::clone(&self.storage), payload.into());
        let (content, owner) = on_core(async move { client::push::receive(&storage, &payload).await }).await?;
        Ok(ReceivedPush { push: push::of(content), agent_id: owner.map(|id| id.to_string()) })
    }

    /// Does what was chosen on the lock screen, in a process that has just begun, within the deadline; safe to repeat.
    pub async fn act_on_push(
        &self,
        payload: PushInput,
        choice: PushChoice,
        deadline_ms: u64,
    ) -> Result<ActionOutcome, ProntoError> {
        let (storage, payload) = (Arc::clone(&self.storage), payload.into());
        let options = Options { action_timeout: Duration::from_millis(deadline_ms), ..self.options() };
        let outcome =
            to_the_end(async move { client::push::act(&storage, &payload, choice.into(), options).await }).await?;
        Ok(push::outcome(&outcome))
    }

    /// Agents signed in on this device.
    pub async fn accounts(&self) -> Result<Vec<String>, ProntoError> {
        let storage = Arc::clone(&self.storage);
        let kept = on_core(async move { Account::kept(&storage).await }).await?;
        Ok(kept.iter().map(ToString::to_string).collect())
    }

    /// Takes up an account that was signed in before; nothing when there is none. As long as its session is held, it is given
    /// again.
    pub async fn session(&self, agent_id: String) -> Result<Option<Arc<Session>>, ProntoError> {
        let agent_id = view::id(&agent_id)?;
        let restore = Account::restore(agent_id, Arc::clone(&self.storage), self.options());
        let held = Arc::clone(&self.held);
        on_core(async move { held.find(agent_id, restore).await }).await
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Mutex, PoisonError},
        task::{Context, Waker},
    };

    use uuid::Uuid;

    use super::*;

    /// Empty storage that answers nobody while it is busy.
    #[derive(Default)]
    struct Busy(Mutex<()>);

    impl client::SecureStorage for Busy {
        fn get(&self, _key: &str) -> Result<Option<Vec<u8>>, ClientError> {
            drop(self.0.lock().unwrap_or_else(PoisonError::into_inner));
            Ok(None)
        }

        fn set(&self, _key: &str, _value: &[u8]) -> Result<(), ClientError> {
            Ok(())
        }

        fn remove(&self, _key: &str) -> Result<(), ClientError> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn who_asks_for_a_session_does_not_wait_for_another_caller_to_be_polled_again() {
        let storage = Arc::new(Busy::default());
        let pronto = Pronto { storage: storage.clone(), data_folder: None, held: Arc::default() };
        let mut unpolled = Box::pin(pronto.session(Uuid::from_u128(1).to_string()));
        {
            let _busy = storage.0.lock().unwrap_or_else(PoisonError::into_inner);
            let first = unpolled.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(first.is_pending(), "storage has not answered");
        }
        let other = pronto.session(Uuid::from_u128(2).to_string());
        let found = tokio::time::timeout(Duration::from_secs(20), other).await.expect("answered in time");
        assert!(found.expect("read").is_none());
        drop(unpolled);
    }
}
