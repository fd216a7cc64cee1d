//! Refreshing the access token: one at a time however many calls need it, and saved before it is used.

use std::sync::{Arc, PoisonError};

use pronto_protocol::{
    error::ErrorCode,
    session::{RefreshRequest, TokensView},
};
use reqwest::Method;

use super::{Http, Keeper, json};
use crate::client::ClientError;

impl Http {
    /// Exchanges the refresh token, unless another call or process has done so since `stale` was read: the server ends a session
    /// whose old token comes back. What another process left may have expired as well.
    ///
    /// The server keeps an old refresh token good until the new one is first used: a lost answer, or a storage that cannot
    /// be written, costs nothing but another try.
    ///
    /// # Errors
    /// [`ClientError::Unauthenticated`] when the session has ended.
    pub async fn refresh(&self, stale: &TokensView) -> Result<Arc<TokensView>, ClientError> {
        let session =
            self.inner.session.as_ref().ok_or(ClientError::Unauthenticated { code: ErrorCode::Unauthenticated })?;
        let _turn = session.refreshing.lock().await;
        let current = Arc::clone(&session.tokens.lock().unwrap_or_else(PoisonError::into_inner));
        if current.access_token != stale.access_token {
            return Ok(current);
        }
        let kept = session.keeper.tokens().await?;
        let fresh = match kept.filter(|kept| kept.access_token != stale.access_token) {
            Some(kept) => kept,
            None => self.exchange(&session.keeper, &current.refresh_token).await?,
        };
        let fresh = Arc::new(fresh);
        *session.tokens.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&fresh);
        Ok(fresh)
    }

    /// One exchange; the new tokens are saved before anybody has them. A session that a later sign-in has followed goes on with its
    /// own in memory alone.
    async fn exchange(&self, keeper: &Keeper, refresh_token: &str) -> Result<TokensView, ClientError> {
        let request = json(&RefreshRequest { refresh_token: refresh_token.to_owned() })?;
        let timeout = self.inner.options.call_timeout;
        let answer = self.send(Method::POST, "v1/sessions/refresh", &request, None, timeout).await?;
        let fresh: TokensView = serde_json::from_slice(&answer).map_err(ClientError::bad_payload)?;
        keeper.save_exchanged(&fresh).await?;
        Ok(fresh)
    }
}

impl Http {
    /// Removes the tokens of a session that has ended; false when another session of this agent is kept by now.
    pub(crate) async fn forget_tokens(&self) -> Result<bool, ClientError> {
        match &self.inner.session {
            Some(session) => session.keeper.forget().await,
            None => Ok(false),
        }
    }

    /// The tokens of this session as secure storage has them; nothing when it no longer has this session.
    pub(crate) async fn kept_tokens(&self) -> Result<Option<TokensView>, ClientError> {
        match &self.inner.session {
            Some(session) => session.keeper.tokens().await,
            None => Ok(None),
        }
    }

    /// Writes the tokens of a new sign-in to secure storage.
    pub(crate) async fn keep_tokens(&self, tokens: &TokensView) -> Result<(), ClientError> {
        match &self.inner.session {
            Some(session) => session.keeper.save(tokens).await,
            None => Ok(()),
        }
    }
}
