//! The account's blob in secure storage: rewritten whenever the tokens rotate.

use std::sync::{Arc, Mutex, PoisonError};

use pronto_protocol::session::TokensView;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::{ClientError, SecureStorage, storage::off_thread};

/// What is kept of an account.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub server_url: String,
    pub organization: String,
    pub email: String,
    pub tokens: TokensView,
    /// A certificate authority of the organization's own, in PEM.
    #[serde(default)]
    pub extra_ca_pem: Option<String>,
}

/// Key of the list of accounts.
const ACCOUNTS_KEY: &str = "pronto.accounts";

pub(crate) fn read_accounts(storage: &dyn SecureStorage) -> Result<Vec<Uuid>, ClientError> {
    let bytes = storage.get(ACCOUNTS_KEY)?;
    Ok(bytes
        .map(|bytes| serde_json::from_slice(&bytes).map_err(ClientError::bad_payload))
        .transpose()?
        .unwrap_or_default())
}

pub(crate) fn write_accounts(storage: &dyn SecureStorage, accounts: &[Uuid]) -> Result<(), ClientError> {
    storage.set(ACCOUNTS_KEY, &serde_json::to_vec(accounts).map_err(ClientError::internal)?)
}

/// Keeps one account's blob up to date.
pub(crate) struct Keeper {
    storage: Arc<dyn SecureStorage>,
    kept: Mutex<Kept>,
}

impl Keeper {
    pub fn new(storage: Arc<dyn SecureStorage>, kept: Kept) -> Self {
        Self { storage, kept: Mutex::new(kept) }
    }

    /// The key of an agent's blob.
    pub fn key(agent_id: Uuid) -> String {
        format!("pronto.account.{agent_id}")
    }

    /// The tokens as they are kept, which another process may have exchanged; nothing when this session is no longer what is kept.
    pub async fn tokens(&self) -> Result<Option<TokensView>, ClientError> {
        let (agent_id, session_id) = self.whose();
        off_thread(&self.storage, move |storage| {
            let kept: Option<Kept> =
                storage.get(&Self::key(agent_id))?.and_then(|bytes| serde_json::from_slice(&bytes).ok());
            Ok(kept.map(|kept| kept.tokens).filter(|tokens| tokens.session_id == session_id))
        })
        .await
    }

    /// Removes the blob, and the account from the list; false when a later sign-in of the same agent has taken its place.
    pub async fn forget(&self) -> Result<bool, ClientError> {
        let (agent_id, session_id) = self.whose();
        off_thread(&self.storage, move |storage| {
            let now: Option<Kept> =
                storage.get(&Self::key(agent_id))?.and_then(|bytes| serde_json::from_slice(&bytes).ok());
            if now.is_some_and(|now| now.tokens.session_id != session_id) {
                return Ok(false);
            }
            storage.remove(&Self::key(agent_id))?;
            let mut accounts = read_accounts(storage)?;
            accounts.retain(|kept| *kept != agent_id);
            write_accounts(storage, &accounts)?;
            Ok(true)
        })
        .await
    }

    /// Writes the blob with these tokens.
    pub async fn save(&self, tokens: &TokensView) -> Result<(), ClientError> {
        let (key, bytes) = {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.tokens = tokens.clone();
            (Self::key(tokens.agent_id), serde_json::to_vec(&*kept).map_err(ClientError::internal)?)
        };
        off_thread(&self.storage, move |storage| storage.set(&key, &bytes)).await
    }

    /// The agent and the session.
    fn whose(&self) -> (Uuid, Uuid) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.tokens.agent_id, kept.tokens.session_id)
    }
}
