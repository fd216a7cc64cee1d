//! Rows: X6

mod acts;

use harness::{AgentActor, Answer, Organization, TestServer};
use pronto_entity::{audit_entry, audit_head};
use pronto_protocol::{
    audit::{ActorKind, AuditEntryView, AuditLineView, AuditProblem, AuditVerificationView},
    error::ErrorCode,
    queue::QueueSettings,
};
use reqwest::Method;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};

async fn trail(admin: &AgentActor) -> Vec<AuditEntryView> {
    admin.api.all("/v1/audit").await
}

async fn verified(admin: &AgentActor) -> AuditVerificationView {
    admin.api.get("/v1/audit/verify").await.ok()
}

/// Operations that change something and are closed to plain agents, as the server itself answers.
async fn administrative_operations(shop: &Organization) -> Vec<String> {
    let plain = shop.agent("Nobody special").await;
    let document: Value = serde_yaml_ng::from_str(&pronto_api::app::yaml()).expect("the document is YAML");
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in ["put", "post", "delete", "patch"] {
            let Some(operation) = item.get(method) else { continue };
            let agents = json!({"agent": []});
            if !operation["security"].as_array().is_some_and(|ways| ways.contains(&agents)) {
                continue;
            }
            let parts = path
                .split('/')
                .map(|part| if part.starts_with('{') { "0190a000-0000-7000-8000-000000000000" } else { part });
            let address = parts.collect::<Vec<_>>().join("/");
            // The session that asks is needed for the rest.
            if operation["operationId"] == "sign_out" {
                continue;
            }
            let verb = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            let answer = plain.api.send(verb, &address, Some(&json!({}))).await;
            if answer.status == 403 && answer.text().contains("role admin") {
                found.push(operation["operationId"].as_str().expect("a name").to_owned());
            }
        }
    }
    found
}

#[tokio::test]
async fn every_administrative_operation_leaves_exactly_one_row_with_who_and_where() {
    let server = TestServer::start_with(|config| config.egress_allow_private = true).await;
    let shop = server.organization("shop").await;
    let operations = administrative_operations(&shop).await;
    assert!(operations.len() >= 17, "only these are closed to agents: {operations:?}");
    let mut wrong = Vec::new();
    for operation in operations {
        let Some((method, path, body)) = acts::of(&shop, &operation).await else {
            wrong.push(format!("{operation}: tell tests/e2e/audit/acts.rs how it is called"));
            continue;
        };
        let before = trail(&shop.admin).await;
        let answer = shop.admin.api.send(method, &path, (!body.is_null()).then_some(&body)).await;
        if !(200..300).contains(&answer.status) {
            wrong.push(format!("{operation}: answered {} {}", answer.status, answer.text()));
            continue;
        }
        let after = trail(&shop.admin).await;
        if after.len() != before.len() + 1 {
            wrong.push(format!("{operation}: left {} rows", after.len() - before.len()));
            continue;
        }
        let row = &after[0];
        let request_id = request_id(&answer);
        let told = (row.action.as_str(), row.actor_kind, row.actor_id, row.session_id, row.ip.as_deref());
        let wanted = (
            operation.as_str(),
            ActorKind::Agent,
            shop.admin.id,
            Some(shop.admin.tokens.session_id),
            Some("127.0.0.1"),
        );
        if told != wanted || row.request_id != request_id {
            wrong.push(format!("{operation}: the row tells {row:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(verified(&shop.admin).await.intact);
}

fn request_id(answer: &Answer) -> Option<String> {
    answer.headers.get("x-request-id").and_then(|value| value.to_str().ok()).map(str::to_owned)
}

#[tokio::test]
async fn a_row_tells_what_changed_from_what_to_what_and_never_a_secret() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let path = format!("/v1/agents/{}", ana.id);
    let request = json!({"name": "Ana Maria", "password": "canary canary canary"});
    shop.admin.api.patch(&path, &request).await.done();
    let rows = trail(&shop.admin).await;
    let row = &rows[0];
    assert_eq!((row.action.as_str(), &row.fields), ("update_agent", &vec!["name".to_owned(), "password".to_owned()]));
    assert_eq!(row.target.get("agent_id"), Some(&ana.id.to_string()));
    let changes: Vec<_> = row.changes.iter().map(|change| (change.field.as_str(), change.after.as_deref())).collect();
    assert_eq!(changes, [("name", Some("\"Ana Maria\""))]);
    let added = &rows[1];
    assert_eq!((added.action.as_str(), added.target.get("id")), ("add_agent", Some(&ana.id.to_string())));
    let stored = audit_entry::Entity::find().all(server.context.db()).await.unwrap();
    assert!(!format!("{stored:?}").contains("canary"), "a password is on record");
}

#[tokio::test]
async fn what_was_refused_or_only_read_leaves_no_row() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let before = trail(&shop.admin).await.len();
    shop.admin.api.get("/v1/admin/sessions").await.done();
    let taken = json!({"name": "Ana", "email": ana.email, "password": harness::PASSWORD, "role": "agent"});
    shop.admin.api.post("/v1/agents", &taken).await.refused(ErrorCode::AlreadyExists);
    shop.admin.api.patch("/v1/organization", &json!({"name": ""})).await.refused(ErrorCode::InvalidFields);
    ana.api.patch("/v1/organization", &json!({"name": "Mine"})).await.refused(ErrorCode::Forbidden);
    // An agent's everyday work is none of it.
    ana.ready().await;
    assert_eq!(trail(&shop.admin).await.len(), before);
}

#[tokio::test]
async fn only_admins_read_the_trail_and_only_their_own_by_actor_action_target_and_time() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let queue = shop.queue("sales", QueueSettings::default(), &[&ana]).await;
    for path in ["/v1/audit", "/v1/audit/verify"] {
        ana.api.get(path).await.refused(ErrorCode::Forbidden);
    }
    assert!(trail(&school.admin).await.is_empty());
    assert_eq!(verified(&school.admin).await.entries, 0);
    let rows = trail(&shop.admin).await;
    let numbers: Vec<u64> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [3, 2, 1]);
    let paged: Vec<AuditEntryView> = shop.admin.api.all("/v1/audit?limit=1").await;
    assert_eq!(paged, rows);
    let of = async |filter: String| -> Vec<String> {
        let rows: Vec<AuditEntryView> = shop.admin.api.all(&format!("/v1/audit?{filter}")).await;
        rows.into_iter().map(|row| row.action).collect()
    };
    assert_eq!(of("action=add_queue".to_owned()).await, ["add_queue"]);
    assert_eq!(of(format!("target_id={}", queue.id)).await, ["set_queue_member", "add_queue"]);
    assert_eq!(of(format!("actor_id={}", ana.id)).await, [""; 0]);
    assert_eq!(of(format!("actor_id={}&limit=2", shop.admin.id)).await.len(), 3);
    assert_eq!(of(format!("until={}", rows[2].at)).await, [""; 0]);
    assert_eq!(of(format!("from={}", rows[2].at)).await.len(), 3);
    shop.admin.api.get("/v1/audit?cursor=x").await.refused(ErrorCode::InvalidCursor);
    shop.admin.api.get("/v1/audit?from=yesterday").await.refused(ErrorCode::BadRequest);
}

#[tokio::test]
async fn a_removed_or_changed_row_is_found_wherever_it_was() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    for number in 0..12 {
        shop.admin.api.patch("/v1/organization", &json!({"name": format!("Shop {number}")})).await.done();
    }
    let whole = verified(&shop.admin).await;
    assert!(whole.intact && whole.entries == 12 && whole.head.len() == 64, "{whole:?}");
    let database = &server.context.database.writer;
    let rows = audit_entry::Entity::find().all(database).await.unwrap();
    for row in rows {
        audit_entry::Entity::delete_by_id(row.id).exec(database).await.unwrap();
        let found = verified(&shop.admin).await;
        let problem = if row.number == 12 { AuditProblem::CutShort } else { AuditProblem::Missing };
        assert_eq!((found.intact, found.broken_at, found.problem), (false, Some(row.number as u64), Some(problem)));
        row.clone().into_active_model().reset_all().insert(database).await.unwrap();
        let mut forged = row.clone().into_active_model();
        forged.actor_id = Set(uuid::Uuid::now_v7());
        forged.update(database).await.unwrap();
        let found = verified(&shop.admin).await;
        assert_eq!((found.broken_at, found.problem), (Some(row.number as u64), Some(AuditProblem::Changed)));
        row.into_active_model().reset_all().update(database).await.unwrap();
    }
    assert_eq!(verified(&shop.admin).await, whole);
    audit_head::Entity::delete_many()
        .filter(audit_head::Column::OrganizationId.eq(shop.id))
        .exec(database)
        .await
        .unwrap();
    assert!(verified(&shop.admin).await.head.is_empty());
}

/// The lines of an export, each proved as somebody would who has nothing but the file.
fn proved(file: &str, mut previous: String) -> Vec<AuditLineView> {
    let hexadecimal = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let mut lines = Vec::new();
    for line in file.lines() {
        let line: AuditLineView = serde_json::from_str(line).expect("a line of JSON");
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, line.covered.as_bytes());
        assert_eq!(hexadecimal(hash.as_ref()), line.entry.hash);
        let covered: Value = serde_json::from_str(&line.covered).expect("what is covered is JSON");
        let before: Vec<u8> = serde_json::from_value(covered[3][1].clone()).expect("bytes");
        assert_eq!((&hexadecimal(&before), &line.entry.previous_hash), (&previous, &previous));
        let told = (covered[0][2].as_u64(), covered[2][0].as_str(), covered[1][1].as_str());
        let actor = line.entry.actor_id.to_string();
        assert_eq!(told, (Some(line.entry.number), Some(line.entry.action.as_str()), Some(actor.as_str())));
        previous = line.entry.hash.clone();
        lines.push(line);
    }
    lines
}

#[tokio::test]
async fn an_exported_trail_is_verified_outside_and_ends_with_its_own_export() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    school.admin.api.patch("/v1/organization", &json!({"name": "Elsewhere"})).await.done();
    let ana = shop.agent("Ana").await;
    for number in 0..600 {
        shop.admin.api.patch("/v1/organization", &json!({"name": format!("Shop \"{number}\" é")})).await.done();
    }
    let answer = shop.admin.api.post("/v1/audit/export", &json!({})).await;
    assert_eq!(answer.headers["content-type"], "application/jsonl");
    let text = answer.text();
    let lines = proved(&text, String::new());
    assert_eq!(lines.len(), 602);
    let last = &lines[601].entry;
    assert_eq!((last.action.as_str(), last.actor_id), ("export_audit", shop.admin.id));
    assert_eq!(verified(&shop.admin).await.head, last.hash);
    assert!(!text.contains("Elsewhere"));
    // Only what is new, on top of what one has.
    let more = shop.admin.api.post("/v1/audit/export", &json!({"after": last.number})).await.text();
    let more = proved(&more, last.hash.clone());
    assert_eq!((more.len(), more[0].entry.action.as_str()), (1, "export_audit"));
    ana.api.post("/v1/audit/export", &json!({})).await.refused(ErrorCode::Forbidden);
    shop.admin.api.post("/v1/audit/export", &json!({"before": 3})).await.refused(ErrorCode::BadRequest);
}
