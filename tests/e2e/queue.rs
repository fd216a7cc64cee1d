//! Rows: G1, G2, G5

use harness::{Organization, TestServer};
use pronto_protocol::{
    error::ErrorCode,
    queue::{
        AddQueueRequest, FieldKind, PreChatField, QueueMemberView, QueueSettings, QueueView, RoutingMode, SubjectView,
    },
    visitor::VisitorChatView,
};
use serde_json::json;
use uuid::Uuid;

fn request(slug: &str, settings: QueueSettings) -> AddQueueRequest {
    AddQueueRequest { slug: slug.to_owned(), name: "Sales".to_owned(), settings }
}

fn field(key: &str, kind: FieldKind, choices: &[&str]) -> PreChatField {
    PreChatField {
        key: key.to_owned(),
        label: "A label".to_owned(),
        kind,
        required: false,
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
    }
}

async fn member_ids(shop: &Organization, queue: &QueueView) -> Vec<Uuid> {
    let members: Vec<QueueMemberView> = shop.admin.api.all(&format!("/v1/queues/{}/members", queue.id)).await;
    members.into_iter().map(|member| member.agent_id).collect()
}

#[tokio::test]
async fn an_admin_adds_and_changes_a_queue_and_every_agent_hears_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let agent = shop.agent("Ana").await;
    let mut socket = agent.socket().await;

    let added: QueueView = shop.admin.api.post("/v1/queues", &request("sales", QueueSettings::default())).await.ok();
    let event = socket.event("queue.updated").await;
    assert_eq!(event["content"]["slug"], "sales");
    assert_eq!(event["seq"], added.seq, "the view carries the seq of its event");

    let path = format!("/v1/queues/{}", added.id);
    let settings = QueueSettings { routing_mode: RoutingMode::Offer, offer_seconds: 30, ..QueueSettings::default() };
    let changed: QueueView = shop.admin.api.patch(&path, &json!({"settings": settings})).await.ok();
    assert_eq!(changed.name, "Sales", "what is left out stays");
    assert_eq!(changed.settings.offer_seconds, 30);
    assert!(changed.seq > added.seq);
    socket.event_where("queue.updated", |content| content["settings"]["routing_mode"] == "offer").await;

    let again: QueueView = shop.admin.api.patch(&path, &json!({"settings": settings})).await.ok();
    assert_eq!(again, changed, "the same again is no change");
    let shown: QueueView = agent.api.get(&path).await.ok();
    assert_eq!(shown, changed);
    let listed: Vec<QueueView> = agent.api.all("/v1/queues?limit=1").await;
    assert_eq!(listed, [changed]);
}

#[tokio::test]
async fn a_slug_stands_once_in_an_organization() {
    let server = TestServer::start().await;
    let (shop, school) = (server.organization("shop").await, server.organization("school").await);
    let sales = request("sales", QueueSettings::default());
    shop.admin.api.post("/v1/queues", &sales).await.done();
    shop.admin.api.post("/v1/queues", &sales).await.refused(ErrorCode::AlreadyExists);
    school.admin.api.post("/v1/queues", &sales).await.done();
    let problem = shop.admin.api.post("/v1/queues", &request("Sales!", QueueSettings::default())).await;
    assert_eq!(problem.refused(ErrorCode::InvalidFields).fields[0].field, "slug");
}

#[tokio::test]
async fn settings_out_of_bounds_are_refused_by_field() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let usual = QueueSettings::default;
    let cases = [
        (QueueSettings { offer_seconds: 4, ..usual() }, "settings.offer_seconds"),
        (QueueSettings { offer_seconds: 601, ..usual() }, "settings.offer_seconds"),
        (QueueSettings { agent_chats_most: Some(0), ..usual() }, "settings.agent_chats_most"),
        (QueueSettings { chats_most: Some(0), ..usual() }, "settings.chats_most"),
        (QueueSettings { chats_most: Some(10_001), ..usual() }, "settings.chats_most"),
        (
            QueueSettings {
                pre_chat_fields: vec![field("name", FieldKind::Name, &[]), field("name", FieldKind::Text, &[])],
                ..usual()
            },
            "settings.pre_chat_fields.1.key",
        ),
        (
            QueueSettings { pre_chat_fields: vec![field("Plan", FieldKind::Text, &[])], ..usual() },
            "settings.pre_chat_fields.0.key",
        ),
        (
            QueueSettings { pre_chat_fields: vec![field("plan", FieldKind::Choice, &[])], ..usual() },
            "settings.pre_chat_fields.0.choices",
        ),
        (
            QueueSettings { pre_chat_fields: vec![field("plan", FieldKind::Choice, &["a", " a"])], ..usual() },
            "settings.pre_chat_fields.0.choices",
        ),
        (
            QueueSettings { pre_chat_fields: vec![field("plan", FieldKind::Text, &["a"])], ..usual() },
            "settings.pre_chat_fields.0.choices",
        ),
    ];
    for (settings, refused) in cases {
        let answer = shop.admin.api.post("/v1/queues", &request("sales", settings)).await;
        let problem = answer.refused(ErrorCode::InvalidFields);
        assert_eq!(problem.fields[0].field, refused);
    }
    let fields = vec![field("plan", FieldKind::Choice, &["Gold", " Silver "])];
    let settings = QueueSettings { pre_chat_fields: fields, ..usual() };
    let added: QueueView = shop.admin.api.post("/v1/queues", &request("sales", settings)).await.ok();
    assert_eq!(added.settings.pre_chat_fields[0].choices, ["Gold", "Silver"]);
}

#[tokio::test]
async fn only_admins_of_the_same_organization_change_queues() {
    let server = TestServer::start().await;
    let (shop, school) = (server.organization("shop").await, server.organization("school").await);
    let agent = shop.agent("Ana").await;
    let queue = shop.queue("sales", QueueSettings::default(), &[]).await;
    let path = format!("/v1/queues/{}", queue.id);
    let member = format!("{path}/members/{}", agent.id);
    agent.api.post("/v1/queues", &request("own", QueueSettings::default())).await.refused(ErrorCode::Forbidden);
    agent.api.patch(&path, &json!({"name": "Mine"})).await.refused(ErrorCode::Forbidden);
    agent.api.put(&member, &json!({})).await.refused(ErrorCode::Forbidden);
    agent.api.delete(&member).await.refused(ErrorCode::Forbidden);
    agent.api.post(&format!("{path}/subjects"), &json!({"name": "Price"})).await.refused(ErrorCode::Forbidden);
    for api in [&school.admin.api, &shop.admin.api] {
        let unknown = if api.token() == shop.admin.api.token() { Uuid::now_v7() } else { queue.id };
        let path = format!("/v1/queues/{unknown}");
        api.get(&path).await.refused(ErrorCode::NotFound);
        api.patch(&path, &json!({"name": "Mine"})).await.refused(ErrorCode::NotFound);
        api.get(&format!("{path}/members")).await.refused(ErrorCode::NotFound);
        api.put(&format!("{path}/members/{}", agent.id), &json!({})).await.refused(ErrorCode::NotFound);
        api.delete(&format!("{path}/members/{}", agent.id)).await.refused(ErrorCode::NotFound);
        api.get(&format!("{path}/subjects")).await.refused(ErrorCode::NotFound);
        api.post(&format!("{path}/subjects"), &json!({"name": "Price"})).await.refused(ErrorCode::NotFound);
    }
    let listed: Vec<QueueView> = school.admin.api.all("/v1/queues").await;
    assert!(listed.is_empty());
}

#[tokio::test]
async fn members_come_and_go_and_again_is_no_change() {
    let server = TestServer::start().await;
    let (shop, school) = (server.organization("shop").await, server.organization("school").await);
    let (agent, stranger) = (shop.agent("Ana").await, school.agent("Caio").await);
    let queue = shop.queue("sales", QueueSettings::default(), &[]).await;
    let mut socket = agent.socket().await;
    let path = format!("/v1/queues/{}/members/{}", queue.id, agent.id);

    for _ in 0..2 {
        let member: QueueMemberView = shop.admin.api.put(&path, &json!({})).await.ok();
        assert_eq!(member, QueueMemberView { agent_id: agent.id, chats_most: None });
    }
    let limited: QueueMemberView = shop.admin.api.put(&path, &json!({"chats_most": 3})).await.ok();
    assert_eq!(limited.chats_most, Some(3));
    shop.admin.api.put(&path, &json!({"chats_most": 0})).await.refused(ErrorCode::InvalidFields);
    assert_eq!(member_ids(&shop, &queue).await, [agent.id]);
    for _ in 0..2 {
        shop.admin.api.delete(&path).await.done();
    }
    assert!(member_ids(&shop, &queue).await.is_empty());
    let frames = socket.drain().await;
    let kinds: Vec<&str> = frames.iter().filter_map(|frame| frame["event"]["type"].as_str()).collect();
    assert_eq!(kinds, ["queue_member.added", "queue_member.removed"]);

    let foreign = format!("/v1/queues/{}/members/{}", queue.id, stranger.id);
    shop.admin.api.put(&foreign, &json!({})).await.refused(ErrorCode::NotFound);
    shop.admin.api.delete(&foreign).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn a_queue_counts_the_chats_that_wait_in_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let agent = shop.agent("Ana").await;
    let queue = shop.queue("sales", QueueSettings::default(), &[&agent]).await;
    let waiting = async || agent.api.get(&format!("/v1/queues/{}", queue.id)).await.ok::<QueueView>().waiting_count;
    assert_eq!(waiting().await, 0);
    let first = shop.visitor().await.start("sales", "Hello").await;
    shop.visitor().await.start("sales", "Hello").await;
    assert_eq!(waiting().await, 2);
    agent.accept_chat(first.id).await;
    assert_eq!(waiting().await, 1);
}

#[tokio::test]
async fn subjects_are_picked_at_entry_and_chats_keep_the_name_of_one_that_is_gone() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let agent = shop.agent("Ana").await;
    let queue = shop.queue("sales", QueueSettings::default(), &[&agent]).await;
    let path = format!("/v1/queues/{}/subjects", queue.id);
    let price: SubjectView = shop.admin.api.post(&path, &json!({"name": " Price "})).await.ok();
    assert_eq!(price.name, "Price");
    shop.admin.api.post(&path, &json!({"name": "Price"})).await.refused(ErrorCode::AlreadyExists);
    shop.admin.api.post(&path, &json!({"name": " "})).await.refused(ErrorCode::InvalidFields);
    let listed: Vec<SubjectView> = agent.api.all(&path).await;
    assert_eq!(listed, [price.clone()]);

    let visitor = shop.visitor().await;
    let request = json!({"client_id": Uuid::now_v7(), "queue": "sales", "subject_id": price.id, "text": "How much?"});
    let chat: VisitorChatView = visitor.api.post("/v1/visitor/chats", &request).await.ok();
    assert_eq!(chat.subject.as_deref(), Some("Price"));
    let one = format!("{path}/{}", price.id);
    shop.admin.api.delete(&one).await.done();
    shop.admin.api.delete(&one).await.refused(ErrorCode::NotFound);
    assert_eq!(agent.chat(chat.id).await.chat.subject.as_deref(), Some("Price"));
    let listed: Vec<SubjectView> = agent.api.all(&path).await;
    assert!(listed.is_empty());
}
