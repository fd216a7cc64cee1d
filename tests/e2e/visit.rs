//! Rows: V12

use std::time::Duration;

use harness::{AgentActor, Api, Organization, TestServer, VisitorActor};
use pronto_api::usecase;
use pronto_protocol::{
    agent::Permission,
    chat::ChatState,
    error::ErrorCode,
    preference::{AgentPreferences, GridColumn},
    queue::QueueSettings,
    visit::{DeviceKind, PageViewTakenView, VisitStoryView, VisitView},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chat::agent_who_may;

const PATH: &str = "/v1/visits";

async fn view(visitor: &VisitorActor, page: &str) -> PageViewTakenView {
    let request = json!({"url": format!("https://shop.example/{page}"), "title": format!("Page {page}")});
    visitor.api.post("/v1/visitor/page_views", &request).await.ok()
}

async fn visits(agent: &AgentActor) -> Vec<VisitView> {
    agent.api.all(PATH).await
}

/// The agent, signed in anew: a token does not outlive a clock that was moved on.
async fn again(shop: &Organization, agent: &AgentActor) -> AgentActor {
    AgentActor::sign_in(&shop.base, &shop.slug, &agent.email, "phone").await
}

fn is_visit(frame: &Value, visit_id: Uuid) -> bool {
    frame["type"] == "visits"
        && frame["visits"].as_array().is_some_and(|visits| visits.iter().any(|visit| visit["id"] == json!(visit_id)))
}

#[tokio::test]
async fn the_grid_shows_who_browses_where_and_since_when() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let visitor = shop.visitor().await;
    let request = json!({
        "url": "https://Shop.example/shoes?size=40#reviews", "title": "Shoes\u{202e}\n", "referrer": "https://search.example/?q=shoes",
    });
    let taken: PageViewTakenView = visitor.api.post("/v1/visitor/page_views", &request).await.ok();
    assert_eq!(taken.approach, None);
    server.clock.advance(Duration::from_secs(60));
    view(&visitor, "cart").await;
    server.clock.advance(Duration::from_secs(60));
    // The same page again is a sign of life.
    assert_eq!(view(&visitor, "cart").await.visit_id, taken.visit_id);
    let grid = visits(&ana).await;
    assert_eq!(grid.len(), 1);
    let visit = &grid[0];
    assert_eq!((visit.id, visit.visitor_id, visit.page_count, visit.live), (taken.visit_id, visitor.id, 2, true));
    assert_eq!((visit.url.as_str(), visit.title.as_str()), ("https://shop.example/cart", "Page cart"));
    assert_eq!(visit.landing_url, "https://shop.example/shoes?size=40");
    assert_eq!(visit.referrer.as_deref(), Some("https://search.example/?q=shoes"));
    assert_eq!((visit.device, visit.ip.as_str()), (DeviceKind::Unknown, "127.0.0.1"));
    // A minute, and what real time has passed beside the clock's.
    let minute = |from: pronto_protocol::Timestamp, to: pronto_protocol::Timestamp| {
        (60_000..100_000).contains(&(to.unix_ms() - from.unix_ms()))
    };
    assert!(minute(visit.started_at, visit.page_started_at), "{visit:?}");
    assert!(minute(visit.page_started_at, visit.last_seen_at), "{visit:?}");
    assert_eq!((visit.chat.clone(), visit.chat_count), (None, 0));
    let story: VisitStoryView = ana.api.get(&format!("{PATH}/{}", visit.id)).await.ok();
    let titles: Vec<&str> = story.page_views.iter().map(|page| page.title.as_str()).collect();
    assert_eq!(titles, ["Page cart", "Shoes"]);
    assert!(visits(&school.admin).await.is_empty());
    school.admin.api.get(&format!("{PATH}/{}", visit.id)).await.refused(ErrorCode::NotFound);
    ana.api.get(&format!("{PATH}/{}", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn a_visit_ends_after_half_an_hour_of_silence_and_the_next_one_is_another() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let visitor = shop.visitor().await;
    let first = view(&visitor, "a").await;
    server.clock.advance(Duration::from_secs(29 * 60));
    assert_eq!(view(&visitor, "b").await.visit_id, first.visit_id);
    server.clock.advance(Duration::from_secs(31 * 60));
    let admin = again(&shop, &shop.admin).await;
    assert!(visits(&admin).await.is_empty());
    let second = view(&visitor, "b").await;
    assert_ne!(second.visit_id, first.visit_id);
    assert_eq!(visits(&admin).await.len(), 1);
    let journey: Vec<VisitView> = admin.api.all(&format!("{PATH}?visitor_id={}&limit=1", visitor.id)).await;
    let seen: Vec<_> = journey.iter().map(|visit| (visit.id, visit.page_count, visit.live)).collect();
    assert_eq!(seen, [(second.visit_id, 1, true), (first.visit_id, 2, false)]);
}

#[tokio::test]
async fn who_watches_the_grid_is_told_of_pages_chats_and_ends() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", QueueSettings::default(), &[&ana]).await;
    ana.ready().await;
    let silent = shop.visitor().await;
    let gone = view(&silent, "old").await.visit_id;
    server.clock.advance(Duration::from_secs(29 * 60 + 30));
    let ana = again(&shop, &ana).await;
    let mut deaf = ana.socket().await;
    let mut socket = ana.socket().await;
    socket.send_json(&json!({"type": "watch", "visits": true})).await;
    socket.drain().await;
    let visitor = shop.visitor().await;
    let visit_id = view(&visitor, "new").await.visit_id;
    let frame = socket.expect("the new visit", |frame| is_visit(frame, visit_id)).await;
    assert_eq!(frame["visits"][0]["title"], "Page new");
    let chat = visitor.start("sales", "Oi").await;
    let frame =
        socket.expect("its chat", |frame| is_visit(frame, visit_id) && !frame["visits"][0]["chat"].is_null()).await;
    assert_eq!(frame["visits"][0]["chat"]["state"], "waiting");
    ana.accept_chat(chat.id).await;
    socket
        .expect("its chat taken", |frame| is_visit(frame, visit_id) && frame["visits"][0]["chat"]["state"] == "active")
        .await;
    assert_eq!(visits(&ana).await[0].chat.as_ref().map(|chat| chat.state), Some(ChatState::Active));
    server.clock.advance(Duration::from_secs(35));
    let ended = |frame: &Value| frame["type"] == "visits" && frame["ended_ids"] == json!([gone]);
    socket.expect("the silent visit's end", ended).await;
    socket.send_json(&json!({"type": "watch"})).await;
    socket.drain().await;
    view(&visitor, "later").await;
    view(&shop.visitor().await, "other").await;
    // Another socket that watches is told; by then the first would have been, too.
    let mut other = ana.socket().await;
    other.send_json(&json!({"type": "watch", "visits": true})).await;
    view(&visitor, "latest").await;
    other.expect("the latest page", |frame| is_visit(frame, visit_id)).await;
    assert!(socket.drain().await.iter().all(|frame| frame["type"] != "visits"), "it watches no longer");
    assert!(deaf.drain().await.iter().all(|frame| frame["type"] != "visits"), "nothing comes unasked");
    let synced = ana.api.get("/v1/sync?after=0").await.text();
    assert!(!synced.contains("Page new"), "page views are no entries of the log: {synced}");
}

#[tokio::test]
async fn however_fast_a_visitor_turns_pages_the_grid_is_told_once_a_second() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let mut socket = shop.admin.socket().await;
    socket.send_json(&json!({"type": "watch", "visits": true})).await;
    socket.drain().await;
    let visitor = shop.visitor().await;
    let began = std::time::Instant::now();
    for page in 0..60 {
        view(&visitor, &page.to_string()).await;
    }
    let last = |frame: &Value| frame["type"] == "visits" && frame["visits"][0]["title"] == "Page 59";
    socket.expect("the last page", last).await;
    let frames = socket.heard.iter().filter(|frame| frame["type"] == "visits").count();
    let seconds = usize::try_from(began.elapsed().as_secs()).expect("seconds");
    assert!(frames <= seconds + 2, "{frames} frames in {seconds} s");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_does_not_matter_which_node_a_visitor_or_an_agent_is_at() {
    let mut server = TestServer::start().await;
    let shop = server.organization("shop").await;
    shop.admin.api.patch("/v1/organization", &json!({"redirect_hosts": ["shop.example"]})).await.done();
    let there = Api::new(&server.second_node().await);
    let visitor = shop.visitor().await;
    let visitor_there = VisitorActor { api: there.with_token(visitor.api.token()), id: visitor.id };
    let mut socket = shop.admin.socket().await;
    socket.send_json(&json!({"type": "watch", "visits": true})).await;
    socket.drain().await;
    let mut screen = visitor_there.socket().await;
    let visit_id = view(&visitor_there, "there").await.visit_id;
    socket.expect("the page seen there", |frame| is_visit(frame, visit_id)).await;
    let redirect = json!({"url": "https://shop.example/"});
    shop.admin.api.post(&format!("{PATH}/{visit_id}/redirect"), &redirect).await.done();
    let asked = |frame: &Value| frame["type"] == "approach" && frame["approach"]["state"] == "sent";
    let frame = screen.expect("what was sent here", asked).await;
    let path = format!("/v1/visitor/approaches/{}/answer", frame["approach"]["id"].as_str().expect("an id"));
    visitor_there.api.post(&path, &json!({"answer": "declined"})).await.done();
    socket.event_where("approach.updated", |content| content["state"] == "declined").await;
}

#[tokio::test]
async fn only_who_may_see_visits_does() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let blind = agent_who_may(&shop, "Bia", &[Permission::SeeCounters]).await;
    let visitor = shop.visitor().await;
    let visit_id = view(&visitor, "a").await.visit_id;
    blind.api.get(PATH).await.refused(ErrorCode::Forbidden);
    blind.api.get(&format!("{PATH}/{visit_id}")).await.refused(ErrorCode::Forbidden);
    visitor.api.get(PATH).await.refused(ErrorCode::Unauthenticated);
    for mut socket in [blind.socket().await, visitor.socket().await] {
        socket.send_json(&json!({"type": "watch", "visits": true})).await;
        let refused = socket.expect("a refusal", |frame| frame["type"] == "refused").await;
        assert_eq!(refused["problem"]["code"], "forbidden");
    }
    let request = json!({"url": "https://shop.example/"});
    blind.api.post("/v1/visitor/page_views", &request).await.refused(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn page_views_are_checked_bounded_and_paced() {
    let server = TestServer::start_with(|config| {
        config.rate_limits.enabled = true;
        config.rate_limits.messages_per_minute = 60;
    })
    .await;
    let shop = server.organization("shop").await;
    let visitor = shop.visitor().await;
    for url in ["javascript:alert(1)", "shop.example", "", "ftp://shop.example/"] {
        let refused = visitor.api.post("/v1/visitor/page_views", &json!({"url": url})).await;
        assert_eq!(refused.refused(ErrorCode::InvalidFields).fields[0].field, "url", "{url}");
    }
    let odd = json!({"url": "https://shop.example/0", "title": "x".repeat(500), "referrer": "android-app://example"});
    let visit_id = visitor.api.post("/v1/visitor/page_views", &odd).await.ok::<PageViewTakenView>().visit_id;
    let mut seen = 1;
    loop {
        let page = json!({"url": format!("https://shop.example/{seen}")});
        let answer = visitor.api.post("/v1/visitor/page_views", &page).await;
        if answer.status == 429 {
            answer.refused(ErrorCode::RateLimited);
            break;
        }
        answer.done();
        seen += 1;
        assert!(seen < 500, "nothing stops a visitor who reports without end");
    }
    let story: VisitStoryView = shop.admin.api.get(&format!("{PATH}/{visit_id}")).await.ok();
    assert_eq!((story.visit.page_count, story.visit.referrer), (seen, None));
    assert_eq!((story.page_views.len(), story.page_views[0].number), (50, seen));
    let first = view(&shop.visitor().await, "first").await.visit_id;
    assert_ne!(first, visit_id);
}

#[tokio::test]
async fn visits_are_forgotten_when_the_organization_says_so() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    shop.admin.api.patch("/v1/organization", &json!({"visit_kept_days": 0})).await.refused(ErrorCode::InvalidFields);
    shop.admin.api.patch("/v1/organization", &json!({"visit_kept_days": 2})).await.done();
    let visitor = shop.visitor().await;
    let old = view(&visitor, "old").await.visit_id;
    server.clock.advance(Duration::from_secs(36 * 3_600));
    let kept = view(&visitor, "kept").await.visit_id;
    server.clock.advance(Duration::from_secs(24 * 3_600));
    usecase::visit::forget_old(&server.context).await.expect("forgotten");
    let admin = again(&shop, &shop.admin).await;
    let journey: Vec<VisitView> = admin.api.all(&format!("{PATH}?visitor_id={}", visitor.id)).await;
    assert_eq!(journey.iter().map(|visit| visit.id).collect::<Vec<_>>(), [kept]);
    admin.api.get(&format!("{PATH}/{old}")).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn each_agent_chooses_the_columns_of_the_grid() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let path = "/v1/me/preferences";
    let first: AgentPreferences = ana.api.get(path).await.ok();
    assert_eq!(first, AgentPreferences::default());
    let chosen = json!({"grid_columns": ["chat", "page", "time_on_page"]});
    for _ in 0..2 {
        let kept: AgentPreferences = ana.api.put(path, &chosen).await.ok();
        assert_eq!(kept.grid_columns, [GridColumn::Chat, GridColumn::Page, GridColumn::TimeOnPage]);
    }
    assert_eq!(ana.api.get(path).await.ok::<Value>()["grid_columns"], chosen["grid_columns"]);
    assert_eq!(shop.admin.api.get(path).await.ok::<AgentPreferences>(), first, "each has the own");
    for columns in [json!([]), json!(["chat", "chat"])] {
        ana.api.put(path, &json!({"grid_columns": columns})).await.refused(ErrorCode::InvalidFields);
    }
    ana.api.put(path, &json!({"grid_columns": ["shoe_size"]})).await.refused(ErrorCode::BadRequest);
    shop.visitor().await.api.get(path).await.refused(ErrorCode::Unauthenticated);
}
