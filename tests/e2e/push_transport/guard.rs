//! Addresses that people supply lead nowhere but to public hosts: Web Push endpoints and the guarded client itself.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body, http::Response, routing::get};
use bytes::Bytes;
use http::{HeaderMap, Method};
use pronto_api::{
    egress::{Egress, EgressError, RESPONSE_LIMIT_BYTES},
    push::{settings::PushSettings, transport::Target},
};
use tokio::net::TcpListener;

use super::{World, dead};

#[tokio::test]
async fn endpoints_outside_the_list_are_never_connected_to() {
    let world =
        World::with(|settings| settings.webpush_allowed_hosts = PushSettings::default().webpush_allowed_hosts).await;
    let webpush = &world.providers.webpush;
    let own = webpush.target("ana");
    let port = own.token.split(':').nth(2).and_then(|rest| rest.split('/').next()).expect("a port").to_owned();
    let hosts = [
        "127.0.0.1",
        "localhost",
        "localhost.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0.0.0.0",
        "fcm.googleapis.com@127.0.0.1",
        "fcm.googleapis.com.localhost",
    ];
    for host in hosts {
        for scheme in ["http", "https"] {
            let target = Target { token: format!("{scheme}://{host}:{port}/push/YW5h"), ..webpush.target("ana") };
            let outcome = world.transports.send(&webpush.app(), &target, &world.message()).await;
            assert_eq!(outcome, dead("endpoint not allowed"), "{}", target.token);
        }
    }
    assert_eq!(webpush.connections(), 0);
}

#[tokio::test]
async fn listed_name_that_resolves_to_a_private_address_is_not_connected_to() {
    // The operator lists a name; the name leads home. Only an address listed as such may be private.
    let world =
        World::with(|settings| settings.webpush_allowed_hosts = vec!["localhost.".into(), "*.localhost".into()]).await;
    let webpush = &world.providers.webpush;
    for host in ["localhost.", "a.localhost"] {
        let target = Target { token: format!("https://{host}/push/YW5h"), ..webpush.target("ana") };
        assert_eq!(
            world.transports.send(&webpush.app(), &target, &world.message()).await,
            dead("endpoint not allowed"),
            "{host}"
        );
    }
    assert_eq!(webpush.connections(), 0);
}

/// A server that counts what reaches it.
struct Canary {
    address: String,
    reached: Arc<AtomicUsize>,
}

impl Canary {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let reached = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&reached);
        let count = move || {
            counter.fetch_add(1, Ordering::AcqRel);
            async { "reached" }
        };
        let redirect = async || {
            Response::builder().status(302).header("location", "/reached").body(Body::empty()).expect("a response")
        };
        let endless = async || {
            Body::from_stream(futures_util::stream::repeat_with(|| {
                Ok::<_, std::io::Error>(Bytes::from_static(&[b'a'; 1024]))
            }))
        };
        let silent = async || std::future::pending::<&str>().await;
        let router = Router::new()
            .route("/reached", get(count))
            .route("/redirect", get(redirect))
            .route("/endless", get(endless))
            .route("/silent", get(silent));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, reached }
    }

    fn reached(&self) -> usize {
        self.reached.load(Ordering::Acquire)
    }
}

async fn ask(egress: &Egress, address: &str) -> Result<pronto_api::egress::Answer, EgressError> {
    egress.send(Method::GET, address, HeaderMap::new(), Bytes::new()).await
}

#[tokio::test]
async fn guarded_client_reaches_this_machine_only_when_the_operator_allows_it() {
    harness::provider::install_crypto();
    let canary = Canary::start().await;
    let address = format!("{}/reached", canary.address);
    let guarded = Egress::new(false).expect("a client");
    assert_eq!(ask(&guarded, &address).await.map(|answer| answer.status), Err(EgressError::Forbidden));
    let by_name = address.replace("http://127.0.0.1", "https://app.localhost");
    assert_eq!(ask(&guarded, &by_name).await.map(|answer| answer.status), Err(EgressError::Forbidden));
    assert_eq!(canary.reached(), 0);
    let open = Egress::new(true).expect("a client");
    assert_eq!(ask(&open, &address).await.map(|answer| answer.body), Ok(b"reached".to_vec()));
    assert_eq!(canary.reached(), 1);
}

#[tokio::test]
async fn redirects_are_answers_and_not_followed() {
    harness::provider::install_crypto();
    let canary = Canary::start().await;
    let open = Egress::new(true).expect("a client");
    let answer = ask(&open, &format!("{}/redirect", canary.address)).await.expect("an answer");
    assert_eq!((answer.status, canary.reached()), (302, 0));
}

#[tokio::test]
async fn endless_answer_is_read_up_to_the_limit() {
    harness::provider::install_crypto();
    let canary = Canary::start().await;
    let open = Egress::new(true).expect("a client");
    let answer = ask(&open, &format!("{}/endless", canary.address)).await.expect("an answer");
    assert_eq!((answer.body.len(), answer.truncated), (RESPONSE_LIMIT_BYTES, true));
}

#[tokio::test]
async fn silent_host_is_given_up() {
    harness::provider::install_crypto();
    let canary = Canary::start().await;
    let hurried = Egress::with_timeout(true, Duration::from_millis(200)).expect("a client");
    assert_eq!(
        ask(&hurried, &format!("{}/silent", canary.address)).await.map(|answer| answer.status),
        Err(EgressError::Timeout)
    );
}
