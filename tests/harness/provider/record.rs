//! What all fakes share: scripted answers, delays, the record of what arrived, and the list of broken rules.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Response},
};
use pronto_api::clock::Clock;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::listen::Signals;
use crate::PATIENCE;

/// What a provider answers to one push.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Takes it.
    Accepted,
    /// Answers with a status of the test's choice.
    Status {
        /// HTTP status.
        status: u16,
        /// Extra headers.
        headers: Vec<(&'static str, String)>,
        /// Body; empty when null.
        body: Value,
    },
    /// Drops every connection after having read the push: the sender cannot know whether it arrived.
    Cut,
    /// Never answers.
    Silence,
}

impl Answer {
    /// A bare status.
    pub fn status(status: u16) -> Self {
        Self::Status { status, headers: Vec::new(), body: Value::Null }
    }

    /// A status with a body.
    pub fn body(status: u16, body: Value) -> Self {
        Self::Status { status, headers: Vec::new(), body }
    }

    /// Apple's form of a refusal.
    pub fn apns(status: u16, reason: &str) -> Self {
        Self::body(status, json!({ "reason": reason }))
    }

    /// Apple's word that a token has died, and when.
    pub fn apns_gone(reason: &str, since_ms: i64) -> Self {
        Self::body(410, json!({ "reason": reason, "timestamp": since_ms }))
    }

    /// Google's form of a refusal with FCM's own code.
    pub fn fcm(http_status: u16, status: &str, error_code: &str) -> Self {
        let detail = json!({ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": error_code });
        Self::body(
            http_status,
            json!({ "error": { "code": http_status, "status": status, "message": "refused", "details": [detail] } }),
        )
    }

    /// The same with one more header.
    #[must_use]
    pub fn with_header(self, name: &'static str, value: &str) -> Self {
        match self {
            Self::Status { status, mut headers, body } => {
                headers.push((name, value.to_owned()));
                Self::Status { status, headers, body }
            }
            other => other,
        }
    }
}

/// One push as it arrived.
#[derive(Clone)]
pub struct Received {
    /// Device token, registration token or endpoint.
    pub token: String,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// What the phone would read: APNs' payload, FCM's message, Web Push's decrypted body.
    pub payload: Value,
    /// When, by the shared clock.
    pub at_ms: i64,
    /// The status it was answered with; 0 when the connection was cut or nothing was answered.
    pub status: u16,
}

impl Received {
    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// Whether the provider took it, so that a phone shows it.
    pub fn accepted(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token: String = self.token.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
        let headers: BTreeMap<_, _> = self.headers.iter().filter(|(name, _)| *name != "authorization").collect();
        write!(f, "{} …{token} {headers:?} {}", self.status, self.payload)
    }
}

/// The recording side of a fake.
pub struct Provider {
    name: &'static str,
    pub(super) clock: Clock,
    pub(super) signals: Signals,
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

#[derive(Default)]
struct State {
    received: Vec<Received>,
    scripts: HashMap<String, VecDeque<Answer>>,
    delays: HashMap<String, Duration>,
    violations: Vec<String>,
}

impl Provider {
    pub(super) fn new(name: &'static str, clock: Clock) -> Arc<Self> {
        let (signals, state) = (Signals::default(), Mutex::default());
        Arc::new(Self { name, clock, signals, state, changed: watch::channel(()).0 })
    }

    /// Answers to the next pushes for a token, in order; after them everything is accepted again.
    pub fn script(&self, token: &str, answers: impl IntoIterator<Item = Answer>) {
        self.state().scripts.entry(token.to_owned()).or_default().extend(answers);
    }

    /// Answers every push for a token that much later; 0 ends it.
    pub fn delay(&self, token: &str, ms: u64) {
        self.state().delays.insert(token.to_owned(), Duration::from_millis(ms));
    }

    /// Everything that arrived in order and form, refused or not.
    pub fn received(&self) -> Vec<Received> {
        self.state().received.clone()
    }

    /// What a phone would have got.
    pub fn accepted(&self) -> Vec<Received> {
        self.received().into_iter().filter(Received::accepted).collect()
    }

    /// Waits for an accepted push that matches; one that has already come counts.
    ///
    /// # Panics
    /// When none comes in time; says what came instead.
    pub async fn expect(&self, matches: impl Fn(&Received) -> bool) -> Received {
        self.expect_any(|received| received.accepted() && matches(received)).await
    }

    /// The same for pushes that were refused or left without an answer, too.
    ///
    /// # Panics
    /// As [`Provider::expect`].
    pub async fn expect_any(&self, matches: impl Fn(&Received) -> bool) -> Received {
        let mut changed = self.changed.subscribe();
        let search = async {
            loop {
                if let Some(found) = self.state().received.iter().find(|received| matches(received)) {
                    return found.clone();
                }
                let _ = changed.changed().await;
            }
        };
        match tokio::time::timeout(PATIENCE, search).await {
            Ok(found) => found,
            Err(_) => panic!(
                "the expected push did not come to {} within {PATIENCE:?}; these came: {:#?}; broken rules: {:#?}",
                self.name,
                self.received(),
                self.violations()
            ),
        }
    }

    /// Forgets what arrived.
    pub fn forget(&self) {
        self.state().received.clear();
    }

    /// Rules of the provider that were broken. The fake checks on drop that there are none.
    pub fn violations(&self) -> Vec<String> {
        self.state().violations.clone()
    }

    /// The same, forgiving them: for tests that break rules on purpose.
    pub fn take_violations(&self) -> Vec<String> {
        std::mem::take(&mut self.state().violations)
    }

    /// Asks every connection to end in good order (HTTP/2: GOAWAY); new ones are taken.
    pub fn goaway(&self) {
        self.signals.goaway();
    }

    /// Drops every connection at once.
    pub fn cut(&self) {
        self.signals.cut();
    }

    /// Connections made so far.
    pub fn connections(&self) -> usize {
        self.signals.connections()
    }

    pub(super) fn violation(&self, what: impl fmt::Display) {
        self.state().violations.push(format!("{}: {what}", self.name));
    }

    /// The next scripted answer for a token.
    pub(super) fn next_answer(&self, token: &str) -> Answer {
        self.state().scripts.get_mut(token).and_then(VecDeque::pop_front).unwrap_or(Answer::Accepted)
    }

    /// Records a push and answers it by the script; `accepted` is the provider's own form of yes.
    pub(super) async fn settle(
        &self,
        token: &str,
        headers: &HeaderMap,
        payload: Value,
        accepted: Response<Body>,
    ) -> Response<Body> {
        let answer = self.next_answer(token);
        let status = match &answer {
            Answer::Accepted => accepted.status().as_u16(),
            Answer::Status { status, .. } => *status,
            Answer::Cut | Answer::Silence => 0,
        };
        let headers =
            headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("?").to_owned())).collect();
        self.state().received.push(Received {
            token: token.to_owned(),
            headers,
            payload,
            at_ms: self.clock.now_ms(),
            status,
        });
        self.changed.send_replace(());
        self.wait(token).await;
        self.perform(answer, accepted).await
    }

    /// The delay set for a token.
    pub(super) async fn wait(&self, token: &str) {
        let delay = self.state().delays.get(token).copied().unwrap_or_default();
        tokio::time::sleep(delay).await;
    }

    pub(super) async fn perform(&self, answer: Answer, accepted: Response<Body>) -> Response<Body> {
        match answer {
            Answer::Accepted => accepted,
            Answer::Status { status, headers, body } => {
                let mut response = respond(status, &body);
                let kept =
                    accepted.headers().get("apns-id").map(|id| ("apns-id", id.to_str().unwrap_or_default().to_owned()));
                for (name, value) in headers.into_iter().chain(kept) {
                    response
                        .headers_mut()
                        .insert(HeaderName::from_static(name), HeaderValue::try_from(value).expect("a header's text"));
                }
                response
            }
            Answer::Cut => {
                self.cut();
                std::future::pending().await
            }
            Answer::Silence => std::future::pending().await,
        }
    }

    /// To be called when a fake is dropped.
    pub(super) fn check_on_drop(&self) {
        self.signals.cut();
        let violations = self.violations();
        assert!(violations.is_empty() || std::thread::panicking(), "rules of a provider were broken: {violations:#?}");
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A response with a JSON body, or none when null.
pub(super) fn respond(status: u16, body: &Value) -> Response<Body> {
    let content = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    Response::builder().status(status).body(content).expect("a response")
}
