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

/// Taken while a blob is written or removed: whose it is must not change between the look and the change.
static CHANGING: Mutex<()> = Mutex::new(());

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
            let kept = read_tokens(storage, agent_id)?;
            Ok(kept.filter(|tokens| tokens.session_id == session_id))
        })
        .await
    }

    /// Removes the blob, and the account from the list; false when a later sign-in of the same agent has taken its place.
    pub async fn forget(&self) -> Result<bool, ClientError> {
        let (agent_id, session_id) = self.whose();
        off_thread(&self.storage, move |storage| {
            let _changing = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = read_tokens(storage, agent_id)?;
            if kept.is_some_and(|tokens| tokens.session_id != session_id) {
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

    /// Writes the blob with the tokens of a new sign-in, whatever session was kept before.
    pub async fn save(&self, tokens: &TokensView) -> Result<(), ClientError> {
        let (key, bytes) = (Self::key(tokens.agent_id), self.blob(tokens)?);
        off_thread(&self.storage, move |storage| {
            let _changing = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
            storage.set(&key, &bytes)
        })
        .await
    }

    /// Writes the blob with tokens that were exchanged, unless this session is no longer what is kept: one that a later sign-in of
    /// the same agent has followed would take its place back, and one that was signed out would be there again.
    pub async fn save_exchanged(&self, tokens: &TokensView) -> Result<(), ClientError> {
        let (agent_id, session_id) = self.whose();
        let bytes = self.blob(tokens)?;
        off_thread(&self.storage, move |storage| {
            let _changing = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = read_tokens(storage, agent_id)?;
            if kept.is_some_and(|tokens| tokens.session_id == session_id) {
                storage.set(&Self::key(agent_id), &bytes)?;
            }
            Ok(())
        })
        .await
    }

    /// The blob with these tokens.
    fn blob(&self, tokens: &TokensView) -> Result<Vec<u8>, ClientError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.tokens = tokens.clone();
        serde_json::to_vec(&*kept).map_err(ClientError::internal)
    }

    /// The agent and the session.
    fn whose(&self) -> (Uuid, Uuid) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.tokens.agent_id, kept.tokens.session_id)
    }
}

/// The tokens that are kept of an agent; nothing when what is kept cannot be read.
fn read_tokens(storage: &dyn SecureStorage, agent_id: Uuid) -> Result<Option<TokensView>, ClientError> {
    let bytes = storage.get(&Keeper::key(agent_id))?;
    let kept: Option<Kept> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    Ok(kept.map(|kept| kept.tokens))
}

#[cfg(test)]
mod tests {
    use pronto_protocol::Timestamp;

    use super::*;
    use crate::client::MemoryStorage;

    fn tokens(session: u128, access_token: &str) -> TokensView {
        TokensView {
            access_token: access_token.into(),
            access_expires_at: Timestamp::default(),
            refresh_token: "refresh".into(),
            session_id: Uuid::from_u128(session),
            device_id: Uuid::nil(),
            agent_id: Uuid::from_u128(1),
            organization_id: Uuid::nil(),
        }
    }

    /// A session that has just signed in.
    async fn signed_in(storage: &Arc<dyn SecureStorage>, session: u128) -> Keeper {
        let tokens = tokens(session, "first");
        let kept = Kept {
            server_url: "http://127.0.0.1:1".into(),
            organization: "shop".into(),
            email: "ana@shop.example".into(),
            tokens: tokens.clone(),
            extra_ca_pem: None,
        };
        let keeper = Keeper::new(Arc::clone(storage), kept);
        keeper.save(&tokens).await.expect("kept");
        keeper
    }

    async fn kept(keeper: &Keeper) -> Option<String> {
        keeper.tokens().await.expect("read").map(|tokens| tokens.access_token)
    }

    #[tokio::test]
    async fn exchanged_tokens_are_kept_only_while_their_session_is() {
        let storage = MemoryStorage::shared();
        let earlier = signed_in(&storage, 1).await;
        earlier.save_exchanged(&tokens(1, "second")).await.expect("kept");
        assert_eq!(kept(&earlier).await.as_deref(), Some("second"));
        let later = signed_in(&storage, 2).await;
        earlier.save_exchanged(&tokens(1, "third")).await.expect("not an error");
        assert_eq!((kept(&earlier).await, kept(&later).await.as_deref()), (None, Some("first")));
        assert!(later.forget().await.expect("removed"), "it is the one that is kept");
        later.save_exchanged(&tokens(2, "second")).await.expect("not an error");
        assert_eq!(kept(&later).await, None, "signed out while its tokens were exchanged");
    }
}
