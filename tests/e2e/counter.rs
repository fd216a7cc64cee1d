//! Rows: P1

use std::time::Duration;

use harness::{AgentActor, TestServer};
use pronto_protocol::{agent::Permission, counter::CountersView, error::ErrorCode, queue::QueueSettings};
use serde_json::{Value, json};

use crate::chat::agent_who_may;

const PATH: &str = "/v1/counters";

/// Browsing, waiting, active, closed, abandoned, ready.
fn numbers(counters: &CountersView) -> [u32; 6] {
    let CountersView { browsing, waiting, active, closed_today, abandoned_today, ready_agents, .. } = *counters;
    [browsing, waiting, active, closed_today, abandoned_today, ready_agents]
}

fn told(frame: &Value) -> CountersView {
    serde_json::from_value(frame["counters"].clone()).expect("counters")
}

#[tokio::test]
async fn counters_follow_the_desk_and_are_told_to_who_watches() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    // Noon where the organization is, so that no midnight falls into the test.
    // (The signs of these zones are turned round: `Etc/GMT-3` is three hours ahead.)
    let hour = server.clock.now_ms() / 3_600_000 % 24;
    let zone = if hour == 12 { "UTC".to_owned() } else { format!("Etc/GMT{:+}", hour - 12) };
    shop.admin.api.patch("/v1/organization", &json!({"time_zone": zone})).await.done();
    let ana = shop.agent("Ana").await;
    let queue = shop.queue("sales", QueueSettings::default(), &[&ana]).await;
    let mut socket = ana.socket().await;
    socket.send_json(&json!({"type": "watch", "counters": true})).await;
    let is_counters = |frame: &Value| frame["type"] == "counters";
    let first = told(&socket.expect("the first counters", is_counters).await);
    assert_eq!(numbers(&first), [0; 6]);
    let noon = server.clock.now_ms() - first.today_since.unix_ms();
    assert!((43_200_000..46_800_000 + 120_000).contains(&noon), "{noon}");
    ana.ready().await;
    let leaver = shop.visitor().await;
    leaver.api.post("/v1/visitor/page_views", &json!({"url": "https://shop.example/"})).await.done();
    let left = leaver.start("sales", "Anybody?").await;
    let stayer = shop.visitor().await;
    let chat = stayer.start("sales", "Oi").await;
    let reached = async |socket: &mut harness::Socket, wanted: [u32; 6]| {
        let frame = socket.expect("the counters", |frame| is_counters(frame) && numbers(&told(frame)) == wanted).await;
        let now: CountersView = ana.api.get(PATH).await.ok();
        assert_eq!(numbers(&now), wanted);
        told(&frame)
    };
    let waiting = reached(&mut socket, [1, 2, 0, 0, 0, 1]).await;
    assert_eq!((waiting.queues.len(), waiting.queues[0].queue_id), (1, queue.id));
    assert_eq!((waiting.queues[0].waiting, waiting.queues[0].active), (2, 0));
    assert_eq!(waiting.queues[0].waiting_since, Some(left.started_at));
    leaver.api.act(&format!("/v1/visitor/chats/{}/leave", left.id)).await.done();
    ana.accept_chat(chat.id).await;
    reached(&mut socket, [1, 0, 1, 0, 1, 1]).await;
    ana.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    reached(&mut socket, [1, 0, 0, 1, 1, 1]).await;
    let elsewhere: CountersView = school.admin.api.get(PATH).await.ok();
    assert_eq!(numbers(&elsewhere), [0; 6]);
    server.clock.advance(Duration::from_secs(24 * 3_600));
    let ana = AgentActor::sign_in(&shop.base, "shop", &ana.email, "phone").await;
    let tomorrow: CountersView = ana.api.get(PATH).await.ok();
    assert_eq!(numbers(&tomorrow)[..5], [0; 5]);
    assert!(tomorrow.today_since > first.today_since);
}

#[tokio::test]
async fn only_who_may_see_counters_does() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let blind = agent_who_may(&shop, "Bia", &[Permission::SeeVisits]).await;
    blind.api.get(PATH).await.refused(ErrorCode::Forbidden);
    let visitor = shop.visitor().await;
    visitor.api.get(PATH).await.refused(ErrorCode::Unauthenticated);
    for mut socket in [blind.socket().await, visitor.socket().await] {
        socket.send_json(&json!({"type": "watch", "counters": true})).await;
        let refused = socket.expect("a refusal", |frame| frame["type"] == "refused").await;
        assert_eq!(refused["problem"]["code"], "forbidden");
        assert!(socket.drain().await.iter().all(|frame| frame["type"] != "counters"));
    }
}
