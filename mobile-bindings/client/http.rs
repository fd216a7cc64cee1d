//! Calls to the REST API: one place that knows of bearer tokens, deadlines and problems.

pub(crate) mod answer;
mod body;
mod connect;
mod keeper;
mod refresh;
mod trust;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use pronto_protocol::{attachment::AttachmentView, error::ErrorCode, server::PROTOCOL_HEADER, session::TokensView};
use reqwest::{Method, header};
use serde::{Serialize, de::DeserializeOwned};
use url::Url;

pub(crate) use keeper::{Keeper, Kept, read_accounts, write_accounts};

use crate::client::{ClientError, Options};

/// Most times that one call has its tokens refreshed: those that another process left may have expired as well.
const REFRESHES_MOST: u32 = 2;

/// A server as one account, or as nobody, speaks to it. Cheap to clone.
#[derive(Clone)]
pub struct Http {
    inner: Arc<Inner>,
}

struct Inner {
    client: reqwest::Client,
    base: Url,
    options: Options,
    session: Option<Session>,
}

/// The tokens of a signed-in account.
struct Session {
    keeper: Keeper,
    tokens: Mutex<Arc<TokensView>>,
    refreshing: tokio::sync::Mutex<()>,
}

/// What is sent along with a call.
pub(crate) enum Payload {
    Nothing,
    Json(Vec<u8>),
    File { name: String, content_type: String, bytes: bytes::Bytes, progress: Option<Progress> },
}

/// Told how many bytes of how many have gone.
pub(crate) type Progress = Arc<dyn Fn(u64, u64) + Send + Sync>;

impl Http {
    /// A server without an account, for public calls.
    ///
    /// # Errors
    /// When the address cannot be used: `https`, or `http` to this machine only.
    pub fn anonymous(server_url: &str, options: Options) -> Result<Self, ClientError> {
        let base = connect::base(server_url)?;
        let client = connect::client(&base, &options)?;
        Ok(Self { inner: Arc::new(Inner { client, base, options, session: None }) })
    }

    /// The same server for an account.
    pub(crate) fn signed_in(&self, keeper: Keeper, tokens: TokensView) -> Self {
        let session =
            Session { keeper, tokens: Mutex::new(Arc::new(tokens)), refreshing: tokio::sync::Mutex::default() };
        Self {
            inner: Arc::new(Inner {
                client: self.inner.client.clone(),
                base: self.inner.base.clone(),
                options: self.inner.options.clone(),
                session: Some(session),
            }),
        }
    }

    /// How this client behaves.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.inner.options
    }

    /// The server's address, with a slash at the end.
    #[must_use]
    pub fn base(&self) -> &Url {
        &self.inner.base
    }

    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.inner.client
    }

    /// The tokens in use.
    #[must_use]
    pub fn tokens(&self) -> Option<Arc<TokensView>> {
        let session = self.inner.session.as_ref()?;
        Some(Arc::clone(&session.tokens.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Reads `path` (below the server's address, as `v1/me`).
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        self.call(Method::GET, path, &Payload::Nothing, self.inner.options.call_timeout).await
    }

    /// Sends `body` by POST.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ClientError> {
        self.call(Method::POST, path, &json(body)?, self.inner.options.call_timeout).await
    }

    /// POST without a body.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn post_empty<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        self.call(Method::POST, path, &Payload::Nothing, self.inner.options.call_timeout).await
    }

    /// Sends `body` by PUT.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn put<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ClientError> {
        self.call(Method::PUT, path, &json(body)?, self.inner.options.call_timeout).await
    }

    /// Sends `body` by PATCH.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn patch<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ClientError> {
        self.call(Method::PATCH, path, &json(body)?, self.inner.options.call_timeout).await
    }

    /// Deletes `path`.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn delete(&self, path: &str) -> Result<(), ClientError> {
        self.call(Method::DELETE, path, &Payload::Nothing, self.inner.options.call_timeout).await
    }

    /// Uploads a file to a chat.
    pub(crate) async fn upload(
        &self,
        chat_id: uuid::Uuid,
        name: &str,
        content_type: &str,
        bytes: Vec<u8>,
        progress: Option<Progress>,
    ) -> Result<AttachmentView, ClientError> {
        let bytes = bytes.into();
        let payload = Payload::File { name: name.to_owned(), content_type: content_type.to_owned(), bytes, progress };
        let path = format!("v1/chats/{chat_id}/attachments");
        self.call(Method::POST, &path, &payload, self.inner.options.file_timeout()).await
    }

    /// Reads a file below the server's address, as it is.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub(crate) async fn bytes(&self, path: &str) -> Result<Vec<u8>, ClientError> {
        self.call_for(Method::GET, path, &Payload::Nothing, self.inner.options.call_timeout).await
    }

    /// Sends `body` by POST and reads a file, as it is.
    pub(crate) async fn post_for_bytes(&self, path: &str, body: &impl Serialize) -> Result<Vec<u8>, ClientError> {
        self.call_for(Method::POST, path, &json(body)?, self.inner.options.file_timeout()).await
    }

    /// Sends a file by POST that tells by itself what it is.
    pub(crate) async fn post_bytes<T: DeserializeOwned>(&self, path: &str, bytes: Vec<u8>) -> Result<T, ClientError> {
        let content_type = "application/octet-stream".to_owned();
        let payload = Payload::File { name: String::new(), content_type, bytes: bytes.into(), progress: None };
        self.call(Method::POST, path, &payload, self.inner.options.file_timeout()).await
    }

    /// One call that gives JSON.
    pub(crate) async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        payload: &Payload,
        timeout: Duration,
    ) -> Result<T, ClientError> {
        let body = self.call_for(method, path, payload, timeout).await?;
        // An empty answer (204) is read as null, which fits `()`.
        let json: &[u8] = if body.is_empty() { b"null" } else { &body };
        serde_json::from_slice(json).map_err(ClientError::bad_payload)
    }

    /// One call; an expired token is refreshed and the call made again.
    async fn call_for(
        &self,
        method: Method,
        path: &str,
        payload: &Payload,
        timeout: Duration,
    ) -> Result<Vec<u8>, ClientError> {
        let (mut tokens, mut refreshes) = (self.tokens(), 0);
        loop {
            let token = tokens.as_ref().map(|tokens| tokens.access_token.as_str());
            let result = self.send(method.clone(), path, payload, token, timeout).await;
            let expired = matches!(result, Err(ClientError::Unauthenticated { code: ErrorCode::TokenExpired }));
            match tokens {
                Some(stale) if expired && refreshes < REFRESHES_MOST => {
                    refreshes += 1;
                    tokens = Some(self.refresh(&stale).await?);
                }
                _ => return result,
            }
        }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        payload: &Payload,
        token: Option<&str>,
        timeout: Duration,
    ) -> Result<Vec<u8>, ClientError> {
        let url = self.inner.base.join(path).map_err(ClientError::bad_payload)?;
        let mut request = self.inner.client.request(method, url).timeout(timeout);
        request = request.header(PROTOCOL_HEADER, self.inner.options.protocol);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        request = match payload {
            Payload::Nothing => request,
            Payload::Json(bytes) => request.header(header::CONTENT_TYPE, "application/json").body(bytes.clone()),
            Payload::File { name, content_type, bytes, progress } => request
                .header(header::CONTENT_TYPE, content_type)
                .header(header::CONTENT_LENGTH, bytes.len())
                .header("x-file-name", connect::percent_encoded(name))
                .body(body::counted(bytes.clone(), progress.clone())),
        };
        answer::read(request.send().await, timeout).await
    }
}

fn json(body: &impl Serialize) -> Result<Payload, ClientError> {
    serde_json::to_vec(body).map(Payload::Json).map_err(ClientError::bad_payload)
}

impl std::fmt::Debug for Http {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Http").field("base", &self.inner.base.as_str()).finish_non_exhaustive()
    }
}
