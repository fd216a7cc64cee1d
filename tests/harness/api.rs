//! HTTP as an actor speaks it.

use pronto_protocol::{
    error::{ErrorCode, Problem},
    page::Page,
};
use reqwest::Method;
use serde::{Serialize, de::DeserializeOwned};

use crate::{PATIENCE, call};

/// A client with a token.
#[derive(Clone, Debug)]
pub struct Api {
    base: String,
    token: Option<String>,
    http: reqwest::Client,
}

/// An answer, whole.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The request, for messages.
    pub request: String,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Api {
    /// A client of a server, without a token.
    pub fn new(base: &str) -> Self {
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Self { base: base.to_owned(), token: None, http }
    }

    /// The same with a token.
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    /// The same, wishing to be answered in a language.
    pub fn in_language(&self, tag: &str) -> Self {
        let language = reqwest::header::HeaderValue::from_str(tag).expect("a language");
        let headers = reqwest::header::HeaderMap::from_iter([(reqwest::header::ACCEPT_LANGUAGE, language)]);
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .default_headers(headers)
            .build()
            .expect("a client");
        Self { http, ..self.clone() }
    }

    /// The token.
    pub fn token(&self) -> &str {
        self.token.as_deref().expect("this actor has a token")
    }

    /// The server's address.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None::<&()>).await
    }

    /// `POST` with a body.
    pub async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    /// `POST` without a body.
    pub async fn act(&self, path: &str) -> Answer {
        self.send(Method::POST, path, None::<&()>).await
    }

    /// `PUT`.
    pub async fn put(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    /// `PATCH`.
    pub async fn patch(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None::<&()>).await
    }

    /// Uploads bytes under a file's name.
    pub async fn upload(&self, path: &str, name: &str, bytes: Vec<u8>) -> Answer {
        let encoded: String =
            url::form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20");
        let request = self
            .request(Method::POST, path)
            .header("content-type", "application/octet-stream")
            .header("x-file-name", encoded)
            .body(bytes);
        finish(format!("POST {path} (upload)"), request).await
    }

    /// Every item of a list, page by page.
    pub async fn all<T: DeserializeOwned>(&self, path: &str) -> Vec<T> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let separator = if path.contains('?') { '&' } else { '?' };
            let at = cursor.map(|cursor| format!("{separator}cursor={cursor}")).unwrap_or_default();
            let page: Page<T> = self.get(&format!("{path}{at}")).await.ok();
            items.extend(page.items);
            cursor = page.next_cursor;
            if cursor.is_none() {
                return items;
            }
        }
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let address = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        let request = self.http.request(method, address);
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Any method.
    pub async fn send<B: Serialize>(&self, method: Method, path: &str, body: Option<&B>) -> Answer {
        let name = format!("{method} {path}");
        let request = self.request(method, path);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        finish(name, request).await
    }
}

async fn finish(name: String, request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap_or_else(|error| panic!("{name}: no answer: {error:?}"));
    let status = response.status().as_u16();
    let method = name.split(' ').next().unwrap_or_default();
    call::note(method, response.url().as_str(), status);
    let headers = response.headers().clone();
    let body = response.bytes().await.unwrap_or_else(|error| panic!("{name}: cut off: {error}")).to_vec();
    Answer { request: name, status, headers, body }
}

impl Answer {
    /// The view of a success.
    #[track_caller]
    pub fn ok<T: DeserializeOwned>(self) -> T {
        assert!((200..300).contains(&self.status), "{} answered {}: {}", self.request, self.status, self.text());
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{} answered what cannot be read: {error}: {}", self.request, self.text()))
    }

    /// A success whose body does not matter.
    #[track_caller]
    pub fn done(self) {
        assert!((200..300).contains(&self.status), "{} answered {}: {}", self.request, self.status, self.text());
    }

    /// A refusal with this code, and the status that belongs to it.
    #[track_caller]
    pub fn refused(self, code: ErrorCode) -> Problem {
        let problem: Problem = serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{} answered {} and no problem: {}", self.request, self.status, self.text()));
        assert_eq!(problem.code, code, "{} was refused otherwise: {}", self.request, self.text());
        assert_eq!(self.status, code.status(), "{} has another status than its code", self.request);
        let content_type = self.headers.get("content-type").and_then(|value| value.to_str().ok());
        assert_eq!(content_type, Some("application/problem+json"));
        problem
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}
