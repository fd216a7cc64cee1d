//! Rows: V11, G1

use std::time::Duration;

use harness::{AgentActor, Organization, TestServer, VisitorActor};
use pronto_protocol::{
    agent::{Availability, Permission},
    approach::{ApproachKind, ApproachState, ApproachView, InvitationView, PromotionView, VisitorApproachView},
    chat::ChatState,
    error::ErrorCode,
    organization::OrganizationView,
    queue::{FieldKind, PreChatField, QueueSettings},
    visit::{PageViewTakenView, VisitStoryView},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chat::agent_who_may;

async fn look(visitor: &VisitorActor) -> PageViewTakenView {
    visitor.api.post("/v1/visitor/page_views", &json!({"url": "https://shop.example/"})).await.ok()
}

async fn answer(visitor: &VisitorActor, approach_id: Uuid, answer: &str) -> harness::Answer {
    let path = format!("/v1/visitor/approaches/{approach_id}/answer");
    visitor.api.post(&path, &json!({"answer": answer})).await
}

/// A shop whose agent is ready to invite into its queue, which requires a name.
async fn shop_that_invites(shop: &Organization) -> (AgentActor, InvitationView) {
    let ana = shop.agent("Ana").await;
    let name = PreChatField {
        key: "name".to_owned(),
        label: "Name".to_owned(),
        kind: FieldKind::Name,
        required: true,
        choices: Vec::new(),
    };
    let settings = QueueSettings { pre_chat_fields: vec![name], ..QueueSettings::default() };
    let queue = shop.queue("sales", settings, &[&ana]).await;
    ana.ready().await;
    let request = json!({"name": "Help", "text": "Posso ajudar?", "queue_id": queue.id});
    let invitation: InvitationView = shop.admin.api.post("/v1/invitations", &request).await.ok();
    (ana, invitation)
}

async fn invite(agent: &AgentActor, visit_id: Uuid, invitation: &InvitationView) -> harness::Answer {
    let request = json!({"invitation_id": invitation.id});
    agent.api.post(&format!("/v1/visits/{visit_id}/invitation"), &request).await
}

fn is_approach(frame: &Value, state: &str) -> bool {
    frame["type"] == "approach" && frame["approach"]["state"] == state
}

#[tokio::test]
async fn an_accepted_invitation_starts_a_chat_with_the_agent_who_sent_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, invitation) = shop_that_invites(&shop).await;
    let bia = shop.agent("Bia").await;
    let mut heard = ana.socket().await;
    let mut heard_by_bia = bia.socket().await;
    let visitor = shop.visitor().await;
    let visit_id = look(&visitor).await.visit_id;
    let mut screen = visitor.socket().await;
    let sent: ApproachView = invite(&ana, visit_id, &invitation).await.ok();
    assert_eq!((sent.kind, sent.state, sent.visitor_id), (ApproachKind::Invitation, ApproachState::Sent, visitor.id));
    let frame = screen.expect("the invitation", |frame| is_approach(frame, "sent")).await;
    assert_eq!(
        (frame["approach"]["agent_name"].as_str(), frame["approach"]["text"].as_str()),
        (Some("Ana"), Some("Posso ajudar?"))
    );
    assert!(frame["approach"].get("agent_id").is_none(), "{frame}");
    // A visitor without a socket gets it with the next page, until it was shown.
    assert_eq!(look(&visitor).await.approach.map(|approach| approach.id), Some(sent.id));
    answer(&visitor, sent.id, "shown").await.done();
    assert_eq!(look(&visitor).await.approach, None);
    heard.event_where("approach.updated", |content| content["state"] == "shown").await;
    let path = format!("/v1/visitor/approaches/{}/answer", sent.id);
    let request = json!({"answer": "accepted", "text": "Quero um tênis", "fields": {"name": "Maria"}});
    let accepted: VisitorApproachView = visitor.api.post(&path, &request).await.ok();
    let chat_id = accepted.chat_id.expect("a chat");
    let told = heard.event_where("approach.updated", |content| content["state"] == "accepted").await;
    assert_eq!(told["content"]["chat_id"], json!(chat_id));
    let chat = ana.chat(chat_id).await.chat;
    assert_eq!(
        (chat.state, chat.queue_id, chat.visitor_name.as_deref()),
        (ChatState::Active, invitation.queue_id, Some("Maria"))
    );
    let present: Vec<_> = chat.participants.iter().map(|one| (one.agent_id, one.responsible)).collect();
    assert_eq!(present, [(ana.id, true)]);
    assert!(visitor.messages(chat_id).await.iter().any(|message| message.text == "Quero um tênis"));
    let again: VisitorApproachView = visitor.api.post(&path, &request).await.ok();
    assert_eq!(again, accepted);
    answer(&visitor, sent.id, "shown").await.done();
    answer(&visitor, sent.id, "declined").await.refused(ErrorCode::Conflict);
    invite(&ana, visit_id, &invitation).await.refused(ErrorCode::Conflict);
    let others = heard_by_bia.drain().await;
    assert!(others.iter().all(|frame| frame["event"]["type"] != "approach.updated"), "{others:?}");
    let story: VisitStoryView = ana.api.get(&format!("/v1/visits/{visit_id}")).await.ok();
    assert_eq!((story.approaches[0].state, story.approaches[0].agent_id), (ApproachState::Accepted, ana.id));
}

#[tokio::test]
async fn without_that_agent_the_chat_waits_in_the_queue() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, invitation) = shop_that_invites(&shop).await;
    let request = json!({"chats_most": 1});
    shop.admin.api.put(&format!("/v1/queues/{}/members/{}", invitation.queue_id, ana.id), &request).await.done();
    let mut states = Vec::new();
    for availability in [Availability::Ready, Availability::Ready, Availability::NotReady] {
        ana.declare(availability).await;
        let visitor = shop.visitor().await;
        let visit_id = look(&visitor).await.visit_id;
        let sent: ApproachView = invite(&ana, visit_id, &invitation).await.ok();
        let accepted: VisitorApproachView = answer(&visitor, sent.id, "accepted").await.ok();
        states.push(ana.chat(accepted.chat_id.expect("a chat")).await.chat.state);
    }
    assert_eq!(states, [ChatState::Active, ChatState::Waiting, ChatState::Waiting], "taken, full, not ready");
}

#[tokio::test]
async fn who_declines_or_lets_it_be_is_left_alone() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, invitation) = shop_that_invites(&shop).await;
    let mut heard = ana.socket().await;
    let visitor = shop.visitor().await;
    let other = shop.visitor().await;
    let visit_id = look(&visitor).await.visit_id;
    let first: ApproachView = invite(&ana, visit_id, &invitation).await.ok();
    answer(&other, first.id, "accepted").await.refused(ErrorCode::NotFound);
    answer(&visitor, Uuid::now_v7(), "accepted").await.refused(ErrorCode::NotFound);
    answer(&visitor, first.id, "perhaps").await.refused(ErrorCode::BadRequest);
    let declined: VisitorApproachView = answer(&visitor, first.id, "declined").await.ok();
    assert_eq!((declined.state, declined.chat_id), (ApproachState::Declined, None));
    heard.event_where("approach.updated", |content| content["state"] == "declined").await;
    answer(&visitor, first.id, "accepted").await.refused(ErrorCode::Conflict);
    let second: ApproachView = invite(&ana, visit_id, &invitation).await.ok();
    let third: ApproachView = invite(&ana, visit_id, &invitation).await.ok();
    answer(&visitor, second.id, "accepted").await.refused(ErrorCode::Conflict);
    assert_eq!(look(&visitor).await.approach.map(|approach| approach.id), Some(third.id));
    server.clock.advance(Duration::from_secs(601));
    answer(&visitor, third.id, "accepted").await.refused(ErrorCode::Conflict);
    assert_eq!(look(&visitor).await.approach, None);
    let ana = AgentActor::sign_in(&shop.base, "shop", &ana.email, "phone").await;
    let story: VisitStoryView = ana.api.get(&format!("/v1/visits/{visit_id}")).await.ok();
    let states: Vec<ApproachState> = story.approaches.iter().map(|approach| approach.state).collect();
    assert_eq!(states, [ApproachState::Expired, ApproachState::Replaced, ApproachState::Declined]);
    server.clock.advance(Duration::from_secs(31 * 60));
    let ana = AgentActor::sign_in(&shop.base, "shop", &ana.email, "phone").await;
    invite(&ana, visit_id, &invitation).await.refused(ErrorCode::Conflict);
}

#[tokio::test]
async fn visitors_are_led_to_listed_hosts_only_and_see_who_asks() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let visitor = shop.visitor().await;
    let visit_id = look(&visitor).await.visit_id;
    let redirect = format!("/v1/visits/{visit_id}/redirect");
    let url = json!({"url": "https://pay.shop.example/checkout?id=1#pay", "text": "Finalize aqui"});
    ana.api.post(&redirect, &url).await.refused(ErrorCode::HostNotAllowed);
    for hosts in [json!(["https://shop.example"]), json!(["*.example"]), json!(["a b"])] {
        let refused = shop.admin.api.patch("/v1/organization", &json!({"redirect_hosts": hosts})).await;
        assert_eq!(refused.refused(ErrorCode::InvalidFields).fields[0].field, "redirect_hosts");
    }
    let hosts = json!({"redirect_hosts": ["Shop.example", "*.shop.example", "shop.example"]});
    let changed: OrganizationView = shop.admin.api.patch("/v1/organization", &hosts).await.ok();
    assert_eq!(changed.settings.redirect_hosts, ["shop.example", "*.shop.example"]);
    let mut screen = visitor.socket().await;
    let sent: ApproachView = ana.api.post(&redirect, &url).await.ok();
    let frame = screen.expect("the redirect", |frame| is_approach(frame, "sent")).await;
    let shown: VisitorApproachView = serde_json::from_value(frame["approach"].clone()).expect("an approach");
    assert_eq!((shown.kind, shown.agent_name.as_str()), (ApproachKind::Redirect, "Ana"));
    assert_eq!(shown.url.as_deref(), Some("https://pay.shop.example/checkout?id=1#pay"));
    let accepted: VisitorApproachView = answer(&visitor, sent.id, "accepted").await.ok();
    assert_eq!((accepted.state, accepted.chat_id), (ApproachState::Accepted, None));
    for evil in ["https://evil.example/", "https://shop.example.evil.example/", "https://evil.example\\@shop.example/"]
    {
        ana.api.post(&redirect, &json!({"url": evil})).await.refused(ErrorCode::HostNotAllowed);
    }
    for none in ["javascript:alert(1)//shop.example", "data:text/html,x", "shop.example", "https://a:b@shop.example/"] {
        ana.api.post(&redirect, &json!({"url": none})).await.refused(ErrorCode::InvalidFields);
    }
    let promotion = json!({"name": "Sale", "text": "20%", "url": "https://shop.example/sale"});
    let promotion: PromotionView = shop.admin.api.post("/v1/promotions", &promotion).await.ok();
    let path = format!("/v1/visits/{visit_id}/promotion");
    let sent: ApproachView = ana.api.post(&path, &json!({"promotion_id": promotion.id})).await.ok();
    assert_eq!((sent.kind, sent.text.as_str()), (ApproachKind::Promotion, "20%"));
    assert_eq!(sent.url.as_deref(), Some("https://shop.example/sale"));
    answer(&visitor, sent.id, "shown").await.done();
    shop.admin.api.patch("/v1/organization", &json!({"redirect_hosts": []})).await.done();
    ana.api.post(&path, &json!({"promotion_id": promotion.id})).await.refused(ErrorCode::HostNotAllowed);
    let story: VisitStoryView = ana.api.get(&format!("/v1/visits/{visit_id}")).await.ok();
    let record: Vec<_> = story.approaches.iter().map(|one| (one.kind, one.agent_name.as_str(), one.state)).collect();
    let wanted = [
        (ApproachKind::Promotion, "Ana", ApproachState::Shown),
        (ApproachKind::Redirect, "Ana", ApproachState::Accepted),
    ];
    assert_eq!(record, wanted, "who asked whom to go where stays on record");
}

#[tokio::test]
async fn only_who_may_approaches_visitors() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (ana, invitation) = shop_that_invites(&shop).await;
    shop.admin.api.patch("/v1/organization", &json!({"redirect_hosts": ["shop.example"]})).await.done();
    school.admin.api.patch("/v1/organization", &json!({"redirect_hosts": ["shop.example"]})).await.done();
    let blind = agent_who_may(&shop, "Bia", &[Permission::SeeVisits]).await;
    let visitor = shop.visitor().await;
    let visit_id = look(&visitor).await.visit_id;
    let requests = [
        ("invitation", json!({"invitation_id": invitation.id})),
        ("promotion", json!({"promotion_id": Uuid::now_v7()})),
        ("redirect", json!({"url": "https://shop.example/"})),
    ];
    for (kind, request) in &requests {
        let path = format!("/v1/visits/{visit_id}/{kind}");
        blind.api.post(&path, request).await.refused(ErrorCode::Forbidden);
        visitor.api.post(&path, request).await.refused(ErrorCode::Unauthenticated);
    }
    for list in ["/v1/invitations", "/v1/promotions"] {
        blind.api.get(list).await.refused(ErrorCode::Forbidden);
    }
    let redirect = &requests[2].1;
    school.admin.api.post(&format!("/v1/visits/{visit_id}/redirect"), redirect).await.refused(ErrorCode::NotFound);
    ana.api.post(&format!("/v1/visits/{}/redirect", Uuid::now_v7()), redirect).await.refused(ErrorCode::NotFound);
    for (kind, field) in [("invitation", "invitation_id"), ("promotion", "promotion_id")] {
        let request = json!({field: Uuid::now_v7()});
        let refused = ana.api.post(&format!("/v1/visits/{visit_id}/{kind}"), &request).await;
        assert_eq!(refused.refused(ErrorCode::InvalidFields).fields[0].field, field);
    }
}

#[tokio::test]
async fn admins_keep_invitations_and_promotions() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (ana, invitation) = shop_that_invites(&shop).await;
    shop.admin.api.patch("/v1/organization", &json!({"redirect_hosts": ["shop.example"]})).await.done();
    let others_queue = school.queue("x", QueueSettings::default(), &[]).await.id;
    let visit_id = look(&shop.visitor().await).await.visit_id;
    let good_invitation = json!({"name": "Second", "text": "Oi", "queue_id": invitation.queue_id});
    let good_promotion = json!({"name": "Sale", "text": "20%", "url": "https://shop.example/"});
    for (list, good, bad) in [
        (
            "/v1/invitations",
            &good_invitation,
            vec![("queue_id", json!(others_queue)), ("text", json!("")), ("name", json!(""))],
        ),
        ("/v1/promotions", &good_promotion, vec![("url", json!("javascript:1")), ("text", json!("x".repeat(501)))]),
    ] {
        ana.api.post(list, good).await.refused(ErrorCode::Forbidden);
        let made: Value = shop.admin.api.post(list, good).await.ok();
        shop.admin.api.post(list, good).await.refused(ErrorCode::AlreadyExists);
        let path = format!("{list}/{}", made["id"].as_str().expect("an id"));
        for (field, value) in bad {
            let mut request = good.clone();
            request[field] = value;
            if field != "name" {
                request["name"] = json!("Bad");
            }
            let refused = shop.admin.api.post(list, &request).await.refused(ErrorCode::InvalidFields);
            assert_eq!(refused.fields[0].field, field);
            shop.admin.api.put(&path, &request).await.refused(ErrorCode::InvalidFields);
        }
        ana.api.put(&path, good).await.refused(ErrorCode::Forbidden);
        ana.api.delete(&path).await.refused(ErrorCode::Forbidden);
        school.admin.api.put(&path, good).await.refused(ErrorCode::NotFound);
        school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
        let mut off = good.clone();
        off["active"] = json!(false);
        off["name"] = json!("Zzz");
        let changed: Value = shop.admin.api.put(&path, &off).await.ok();
        assert_eq!((&changed["active"], &changed["name"]), (&json!(false), &json!("Zzz")));
        let kind = if list.contains("inv") { "invitation" } else { "promotion" };
        let request = json!({format!("{kind}_id"): made["id"]});
        ana.api.post(&format!("/v1/visits/{visit_id}/{kind}"), &request).await.refused(ErrorCode::Conflict);
        let listed: Vec<Value> = ana.api.all(&format!("{list}?limit=1")).await;
        assert_eq!(listed.last(), Some(&changed));
        assert!(school.admin.api.all::<Value>(list).await.is_empty());
        shop.admin.api.delete(&path).await.done();
        shop.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    }
    let foreign = json!({"name": "Evil", "text": "x", "url": "https://evil.example/"});
    shop.admin.api.post("/v1/promotions", &foreign).await.refused(ErrorCode::HostNotAllowed);
}
