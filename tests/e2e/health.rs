//! Rows: –

use harness::{Api, PATIENCE, TestServer};
use pronto_protocol::error::ErrorCode;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A request whose every part the test chooses.
async fn raw(server: &TestServer, path: &str, content_type: Option<&str>, body: Vec<u8>) -> reqwest::Response {
    let mut request = reqwest::Client::new().post(server.url(path)).body(body);
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    request.send().await.expect("the server answers")
}

async fn problem(response: reqwest::Response, code: ErrorCode) -> Value {
    let status = response.status().as_u16();
    let content_type = response.headers().get("content-type").cloned();
    let text = response.text().await.expect("the answer is whole");
    assert_eq!(status, code.status(), "{text}");
    assert_eq!(content_type.as_ref().map(|value| value.as_bytes()), Some(b"application/problem+json".as_slice()));
    let problem: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("no problem but {text}"));
    assert_eq!(problem["code"], code.as_str());
    assert!(problem["request_id"].is_string(), "{text}");
    problem
}

#[tokio::test]
async fn a_running_server_is_healthy_and_ready() {
    let server = TestServer::start().await;
    let api = Api::new(&server.url(""));
    let healthy = api.get("/healthz").await;
    assert_eq!((healthy.status, healthy.text().as_str()), (200, "ok"));
    let ready: Value = api.get("/readyz").await.ok();
    assert_eq!(ready, json!({"ready": true, "database": true}));
}

#[tokio::test]
async fn a_draining_server_answers_what_had_begun_and_is_healthy_but_not_ready() {
    let mut server = TestServer::start().await;
    let context = server.context.clone();
    assert_eq!(status_of(&context, "/readyz").await, 200);
    // A request whose body is not whole yet: the drain has to wait for it.
    let mut open = TcpStream::connect(server.address).await.expect("the server listens");
    let head =
        "POST /v1/sessions HTTP/1.1\r\nhost: pronto\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{";
    open.write_all(head.as_bytes()).await.expect("the server reads");
    // Answered after the head was sent, so the server has accepted both connections.
    Api::new(&server.url("")).get("/healthz").await.done();
    let stopping = tokio::spawn(async move { server.stop().await });
    context.draining.cancelled().await;
    assert_eq!(status_of(&context, "/readyz").await, 503);
    assert_eq!(status_of(&context, "/healthz").await, 200);
    open.write_all(b"}").await.expect("what had begun is still read");
    let mut answer = [0_u8; 12];
    let answered = tokio::time::timeout(PATIENCE, open.read_exact(&mut answer)).await;
    answered.expect("in time").expect("what had begun is answered");
    assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 400");
    drop(open);
    stopping.await.expect("the server stops");
}

/// The status of a path, asked of the router itself: a listener that drains takes no new connection.
async fn status_of(context: &pronto_api::context::Context, path: &str) -> u16 {
    use tower::ServiceExt;
    let request = http::Request::get(path).body(axum::body::Body::empty()).expect("a request");
    let response = pronto_api::app::router(context.clone()).oneshot(request).await.expect("the router answers");
    response.status().as_u16()
}

#[tokio::test]
async fn requests_are_counted_by_path_and_status() {
    let server = TestServer::start().await;
    let api = Api::new(&server.url(""));
    api.get("/healthz").await.done();
    let shop = server.organization("shop").await;
    let _me: Value = shop.admin.api.get("/v1/me").await.ok();
    let text = api.get("/metrics").await;
    assert_eq!(text.status, 200);
    let text = text.text();
    let counted = |path: &str| {
        text.lines().any(|line| {
            line.starts_with("pronto_requests_total{")
                && line.contains(&format!("path=\"{path}\""))
                && line.contains("status=\"200\"")
        })
    };
    assert!(counted("/healthz"), "{text}");
    assert!(counted("/v1/me"), "{text}");
}

#[tokio::test]
async fn metrics_name_nobody() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    visitor.say(chat.id, "xylophone").await;
    agent.say(chat.id, "marimba").await;
    let text = Api::new(&server.url("")).get("/metrics").await.text();
    for secret in
        ["xylophone", "marimba", &chat.id.to_string(), &agent.id.to_string(), agent.email.as_str(), agent.api.token()]
    {
        assert!(!text.contains(secret), "the metrics tell {secret}");
    }
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_method_are_told_as_problems() {
    let server = TestServer::start().await;
    let api = Api::new(&server.url(""));
    api.get("/v1/nothing/here").await.refused(ErrorCode::NotFound);
    api.get("/nothing").await.refused(ErrorCode::NotFound);
    api.delete("/v1/me").await.refused(ErrorCode::MethodNotAllowed);
    api.act("/healthz").await.refused(ErrorCode::MethodNotAllowed);
}

#[tokio::test]
async fn a_request_keeps_the_id_it_came_with_and_gets_one_otherwise() {
    let server = TestServer::start().await;
    let client = reqwest::Client::new();
    let asked = |id: &'static str| client.get(server.url("/v1/me")).header("x-request-id", id).send();
    let answer = asked("from-the-proxy-1").await.expect("an answer");
    assert_eq!(answer.headers()["x-request-id"], "from-the-proxy-1");
    let problem: Value = answer.json().await.expect("a problem");
    assert_eq!(problem["request_id"], "from-the-proxy-1");
    // What could break a line of the log is not taken over.
    for strange in ["short", "with space and more", "<script>alert(1)</script>"] {
        let answer = asked(strange).await.expect("an answer");
        let given = answer.headers()["x-request-id"].to_str().expect("an id").to_owned();
        assert_ne!(given, strange);
        assert!(given.len() >= 8);
    }
    let first = client.get(server.url("/healthz")).send().await.expect("an answer").headers()["x-request-id"].clone();
    let second = client.get(server.url("/healthz")).send().await.expect("an answer").headers()["x-request-id"].clone();
    assert_ne!(first, second);
}

#[tokio::test]
async fn a_body_larger_than_allowed_is_refused_whoever_sends_it() {
    let server = TestServer::start().await;
    let text = "a".repeat(300 * 1024);
    let body = json!({"organization": text}).to_string().into_bytes();
    problem(raw(&server, "/v1/visitors", Some("application/json"), body).await, ErrorCode::PayloadTooLarge).await;
}

#[tokio::test]
async fn what_is_not_json_is_refused_with_the_place_where_it_breaks() {
    let server = TestServer::start().await;
    for body in ["{\"organization\": ", "[]", "not json", "{\"organization\": 7}", ""] {
        let answer = raw(&server, "/v1/visitors", Some("application/json"), body.as_bytes().to_vec()).await;
        let problem = problem(answer, ErrorCode::BadRequest).await;
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{body}: {problem}");
    }
}

#[tokio::test]
async fn what_does_not_become_a_socket_is_told_so_like_everything_else() {
    let server = TestServer::start().await;
    Api::new(&server.url("")).get("/v1/socket").await.refused(ErrorCode::BadRequest);
}

#[tokio::test]
async fn a_list_is_not_read_as_the_fields_in_their_order() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    // All fields may be left out, so a list of nothing would change nothing and say that it has.
    for list in [json!([]), json!([null, null]), json!(["Other"])] {
        for path in ["/v1/organization", &format!("/v1/agents/{}", shop.admin.id)] {
            shop.admin.api.patch(path, &list).await.refused(ErrorCode::BadRequest);
        }
    }
    let spaced = raw(&server, "/v1/visitors", Some("application/json"), b" \n [\"shop\"]".to_vec()).await;
    problem(spaced, ErrorCode::BadRequest).await;
}

#[tokio::test]
async fn another_kind_of_content_is_refused() {
    let server = TestServer::start().await;
    let body = json!({"organization": "shop"}).to_string().into_bytes();
    for content_type in [None, Some("text/plain"), Some("application/x-www-form-urlencoded")] {
        problem(raw(&server, "/v1/visitors", content_type, body.clone()).await, ErrorCode::UnsupportedMedia).await;
    }
}

#[tokio::test]
async fn every_answer_forbids_guessing_its_kind() {
    let server = TestServer::start().await;
    let api = Api::new(&server.url(""));
    for path in ["/healthz", "/v1/me", "/nothing", "/metrics", "/openapi.yaml", "/"] {
        let answer = api.get(path).await;
        assert_eq!(
            answer.headers.get("x-content-type-options").map(|value| value.as_bytes()),
            Some(b"nosniff".as_slice()),
            "{path}"
        );
    }
}
