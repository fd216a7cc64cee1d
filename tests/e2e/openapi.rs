//! Rows: X1

use std::{collections::BTreeSet, path::Path};

use harness::{Api, TestServer};
use pronto_protocol::error::ErrorCode;
use serde_json::Value;

const METHODS: &[&str] = &["get", "put", "post", "delete", "patch"];

/// A path, a method and what the document says of it.
type Operation = (String, String, Value);

fn document() -> Value {
    serde_yaml_ng::from_str(&pronto_api::app::yaml()).expect("the document is YAML")
}

fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().expect("there are paths");
    let found: Vec<Operation> = paths
        .iter()
        .flat_map(|(path, item)| {
            METHODS.iter().filter_map(move |method| {
                item.get(method).map(|operation| (path.clone(), (*method).to_owned(), operation.clone()))
            })
        })
        .collect();
    assert!(found.len() > 50, "only {} operations are documented", found.len());
    found
}

/// Whether an operation asks nobody who they are.
fn public(operation: &Value) -> bool {
    operation["security"].as_array().is_some_and(|ways| ways.iter().any(|way| way == &serde_json::json!({})))
}

/// Fails with everything that is wrong at once.
#[track_caller]
fn none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn openapi_yaml_in_the_repository_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi.yaml");
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    let made = pronto_api::app::yaml();
    let different = kept.lines().zip(made.lines()).position(|(one, other)| one != other);
    let line = different.unwrap_or_else(|| kept.lines().count().min(made.lines().count())) + 1;
    assert!(
        kept == made,
        "openapi.yaml differs from line {line} on; write it anew: cargo run -- openapi > openapi.yaml"
    );
}

#[test]
fn every_operation_says_what_it_does_where_it_belongs_and_who_may() {
    let mut wrong = Vec::new();
    for (path, method, operation) in operations(&document()) {
        let name = format!("{method} {path}");
        if operation["summary"].as_str().is_none_or(str::is_empty) {
            wrong.push(format!("{name}: no summary"));
        }
        if operation["tags"].as_array().is_none_or(Vec::is_empty) {
            wrong.push(format!("{name}: no tag"));
        }
        if operation["security"].as_array().is_none_or(Vec::is_empty) {
            wrong.push(format!("{name}: no security; a public one says `()`"));
        }
    }
    none(wrong);
}

#[test]
fn every_operation_shows_its_success_and_its_problem() {
    let mut wrong = Vec::new();
    for (path, method, operation) in operations(&document()) {
        let name = format!("{method} {path}");
        let responses = operation["responses"].as_object().cloned().unwrap_or_default();
        let shows = |status: &str, response: &Value| match status {
            // Nothing to show, or another protocol from there on.
            "204" | "101" => true,
            _ => response["content"].as_object().is_some_and(|content| {
                !content.is_empty() && content.values().all(|media| media.get("schema").is_some())
            }),
        };
        let success = |status: &str| status.starts_with('2') || status == "101";
        let mut successes = responses.iter().filter(|(status, _)| success(status)).peekable();
        if successes.peek().is_none() {
            wrong.push(format!("{name}: no success"));
        }
        for (status, response) in successes {
            if !shows(status, response) {
                wrong.push(format!("{name}: {status} has no schema"));
            }
        }
        // One that takes everything would say nothing.
        if responses.contains_key("default") {
            wrong.push(format!("{name}: `default` hides what is answered"));
        }
        for status in
            ["426", "429", "5XX"].iter().chain(if public(&operation) { [].iter() } else { ["401", "403"].iter() })
        {
            if !responses.contains_key(*status) {
                wrong.push(format!("{name}: {status} is missing"));
            }
        }
        for (status, response) in responses.iter().filter(|(status, _)| status.starts_with(['4', '5'])) {
            if response["$ref"] != format!("#/components/responses/Problem{status}") {
                wrong.push(format!("{name}: {status} is not the Problem of that status"));
            }
        }
    }
    none(wrong);
}

#[test]
fn every_code_of_the_table_stands_in_the_response_of_its_status() {
    let document = document();
    let mut wrong = Vec::new();
    for code in ErrorCode::ALL {
        let status = if code.status() < 500 { code.status().to_string() } else { "5XX".to_owned() };
        let response = &document["components"]["responses"][format!("Problem{status}")];
        let narrowed = &response["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"];
        let names = |list: &Value, wanted: Value| list["enum"].as_array().is_some_and(|list| list.contains(&wanted));
        if !names(&narrowed["code"], code.as_str().into()) || !names(&narrowed["status"], code.status().into()) {
            wrong.push(format!("{} ({status}): {narrowed}", code.as_str()));
        }
    }
    none(wrong);
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let mut names = BTreeSet::new();
    let mut wrong = Vec::new();
    for (path, method, operation) in operations(&document()) {
        let Some(name) = operation["operationId"].as_str() else {
            wrong.push(format!("{method} {path}: no operationId"));
            continue;
        };
        if !name.contains('_') && name != "sync" {
            wrong.push(format!("{method} {path}: `{name}` is not verb_noun"));
        }
        if !names.insert(name.to_owned()) {
            wrong.push(format!("{method} {path}: `{name}` is another operation's name as well"));
        }
    }
    none(wrong);
}

#[test]
fn every_reference_leads_somewhere_and_every_tag_is_described() {
    let document = document();
    let mut wrong: BTreeSet<String> = references(&document)
        .into_iter()
        .filter(|reference| document.pointer(reference.trim_start_matches('#')).is_none())
        .map(|reference| format!("{reference} leads nowhere"))
        .collect();
    let described: BTreeSet<&str> =
        document["tags"].as_array().into_iter().flatten().filter_map(|tag| tag["name"].as_str()).collect();
    for (path, method, operation) in operations(&document) {
        for tag in operation["tags"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !described.contains(tag) {
                wrong.insert(format!("{method} {path}: the tag `{tag}` is not described"));
            }
        }
    }
    none(wrong.into_iter().collect());
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, inner)| match inner {
                Value::String(reference) if key == "$ref" => vec![reference.clone()],
                _ => references(inner),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn the_frames_of_the_socket_and_the_content_of_pushes_are_described_too() {
    let document = document();
    for name in ["ClientFrame", "EventView", "VisitorEventView", "PushContent", "Problem", "WebhookPostView"] {
        assert!(document["components"]["schemas"].get(name).is_some(), "{name} is not described");
    }
    let text = document["components"]["schemas"].to_string();
    for word in ["hello", "focus", "resync", "message.sent"] {
        assert!(text.contains(word), "nothing describes `{word}`");
    }
}

#[tokio::test]
async fn the_server_gives_the_document_and_a_reader_for_it() {
    let server = TestServer::start().await;
    let api = Api::new(&server.url(""));
    let answer = api.get("/openapi.yaml").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text(), pronto_api::app::yaml());

    let mut page = api.get("/docs").await;
    if let Some(address) = page.headers.get("location").filter(|_| (300..400).contains(&page.status)) {
        let address = address.to_str().expect("an address").to_owned();
        page = api.get(&address).await;
    }
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("swagger-ui"), "the reader is missing: {}", page.text());
    let read: Value = api.get("/docs/openapi.json").await.ok();
    assert_eq!(read["info"]["title"], "Pronto");
}

#[tokio::test]
async fn every_documented_address_exists_and_every_closed_one_asks_who_is_there() {
    let server = TestServer::start().await;
    let api = Api::new(&server.url(""));
    let mut wrong = Vec::new();
    for (path, method, operation) in operations(&document()) {
        let method = reqwest::Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
        let parts = path
            .split('/')
            .map(|part| if part.starts_with('{') { "0190a000-0000-7000-8000-000000000000" } else { part });
        let address = parts.collect::<Vec<_>>().join("/");
        let body = serde_json::json!({});
        let answer = api.send(method.clone(), &address, (method != reqwest::Method::GET).then_some(&body)).await;
        let public = public(&operation);
        let name = format!("{method} {path}");
        match answer.status {
            405 | 500.. => wrong.push(format!("{name}: answered {} {}", answer.status, answer.text())),
            401 => {}
            status if !public => wrong.push(format!("{name}: nobody is let in with {status}: {}", answer.text())),
            _ => {}
        }
    }
    none(wrong);
}
