//! The sessions that the app holds, one object for each account: of two, each would exchange the refresh token by itself, and the
//! server ends a session whose old token comes back.

use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
};

use tokio::sync::Mutex;
use uuid::Uuid;

use crate::{
    client::{Account, ClientError},
    session::Session,
};

/// The sessions that the app holds, by agent. To be asked on the core's threads alone: in a future that the caller polls, the lock
/// would stay taken until the caller's thread comes back to it, and that thread may be waiting for the lock.
#[derive(Default)]
pub(crate) struct Held(Mutex<BTreeMap<Uuid, Weak<Session>>>);

impl Held {
    /// The session of an account that has just signed in.
    pub async fn put(&self, account: Account) -> Arc<Session> {
        let mut sessions = self.0.lock().await;
        let (agent_id, session_id) = (account.agent_id(), account.identity().session_id);
        // Whoever asked for the account as soon as it was kept has it already.
        let held = sessions.get(&agent_id).and_then(Weak::upgrade);
        if let Some(session) = held.filter(|held| held.client().identity().session_id == session_id) {
            return session;
        }
        let session = Session::of(account);
        sessions.insert(agent_id, Arc::downgrade(&session));
        session
    }

    /// The session that the app holds of an agent, unless that is no longer the one that this device keeps; else what is restored.
    pub async fn find(
        &self,
        agent_id: Uuid,
        restore: impl Future<Output = Result<Option<Account>, ClientError>> + Send,
    ) -> Result<Option<Arc<Session>>, ClientError> {
        // Held to the end: of two who ask at once, the second is given what the first restored.
        let mut sessions = self.0.lock().await;
        let held = sessions.get(&agent_id).and_then(Weak::upgrade);
        if let Some(session) = held
            && session.client().is_kept().await?
        {
            return Ok(Some(session));
        }
        sessions.remove(&agent_id);
        let session = restore.await?.map(Session::of);
        if let Some(session) = &session {
            sessions.insert(agent_id, Arc::downgrade(session));
        }
        Ok(session)
    }
}

#[cfg(test)]
mod tests {
    use pronto_protocol::{Timestamp, session::TokensView};

    use super::*;
    use crate::client::{
        MemoryStorage, Options, SecureStorage,
        http::{Keeper, Kept},
    };

    const AGENT: Uuid = Uuid::from_u128(1);

    /// What a sign-in leaves in secure storage.
    fn keep(storage: &Arc<dyn SecureStorage>, session: u128) {
        let tokens = TokensView {
            access_token: "access".into(),
            access_expires_at: Timestamp::default(),
            refresh_token: "refresh".into(),
            session_id: Uuid::from_u128(session),
            device_id: Uuid::nil(),
            agent_id: AGENT,
            organization_id: Uuid::nil(),
        };
        let kept = Kept {
            server_url: "http://127.0.0.1:1".into(),
            organization: "shop".into(),
            email: "ana@shop.example".into(),
            tokens,
            extra_ca_pem: None,
        };
        storage.set(&Keeper::key(AGENT), &serde_json::to_vec(&kept).expect("JSON")).expect("kept");
    }

    fn restore(
        storage: &Arc<dyn SecureStorage>,
    ) -> impl Future<Output = Result<Option<Account>, ClientError>> + Send + use<> {
        Account::restore(AGENT, Arc::clone(storage), Options::quick())
    }

    async fn find(held: &Held, storage: &Arc<dyn SecureStorage>) -> Option<Arc<Session>> {
        held.find(AGENT, restore(storage)).await.expect("read")
    }

    #[tokio::test]
    async fn an_account_is_one_session_as_long_as_somebody_holds_it() {
        let (held, storage) = (Held::default(), MemoryStorage::shared());
        assert!(find(&held, &storage).await.is_none(), "nobody has signed in");
        keep(&storage, 1);
        let (one, other) = tokio::join!(find(&held, &storage), find(&held, &storage));
        let (one, other) = (one.expect("kept"), other.expect("kept"));
        assert!(Arc::ptr_eq(&one, &other));
        let signed_in = restore(&storage).await.expect("read").expect("kept");
        assert!(Arc::ptr_eq(&one, &held.put(signed_in).await), "the same session once more");
        let gone = Arc::downgrade(&one);
        drop((one, other));
        assert!(gone.upgrade().is_none(), "it was kept alive");
        assert!(find(&held, &storage).await.is_some());
    }

    #[tokio::test]
    async fn a_session_that_was_followed_by_another_or_signed_out_is_not_given_any_more() {
        let (held, storage) = (Held::default(), MemoryStorage::shared());
        keep(&storage, 1);
        let first = find(&held, &storage).await.expect("kept");
        keep(&storage, 2);
        let second = find(&held, &storage).await.expect("kept");
        assert!(!Arc::ptr_eq(&first, &second), "the session before");
        keep(&storage, 3);
        let signed_in = restore(&storage).await.expect("read").expect("kept");
        let third = held.put(signed_in).await;
        assert!(Arc::ptr_eq(&third, &find(&held, &storage).await.expect("kept")));
        third.sign_out().await.expect("signed out");
        assert!(find(&held, &storage).await.is_none());
        // As where secure storage failed in the middle: its store is gone all the same.
        keep(&storage, 3);
        assert!(!Arc::ptr_eq(&third, &find(&held, &storage).await.expect("kept")), "one that was wiped");
    }
}
