//! Rows: V6, R4, R5, P1

use std::time::Duration;

use futures_util::{StreamExt, stream};
use harness::{AgentActor, Organization, Socket, TestServer, VisitorActor};
use pronto_protocol::{
    agent::{Availability, Role},
    offer::AcceptedOfferView,
    queue::{QueueCountsView, QueueSettings, QueueView, RoutingMode},
    visitor::{OwnChatView, WaitingPlaceView},
};
use serde_json::{Value, json};
use uuid::Uuid;

fn by_pull() -> QueueSettings {
    QueueSettings { routing_mode: RoutingMode::Pull, ..QueueSettings::default() }
}

/// A visitor with a waiting chat.
async fn waiting(shop: &Organization, queue: &str) -> (VisitorActor, Uuid) {
    let visitor = shop.visitor().await;
    let chat_id = visitor.start(queue, "Hello").await.id;
    (visitor, chat_id)
}

async fn place(visitor: &VisitorActor, chat_id: Uuid) -> Option<WaitingPlaceView> {
    let shown: OwnChatView = visitor.api.get(&format!("/v1/visitor/chats/{chat_id}")).await.ok();
    shown.waiting
}

async fn next(agent: &AgentActor, queue: &QueueView) -> Uuid {
    agent.api.act(&format!("/v1/queues/{}/next", queue.id)).await.ok::<AcceptedOfferView>().chat.id
}

/// The next frame that tells this place.
async fn told_place(socket: &mut Socket, chat_id: Uuid, place: u32) -> Value {
    let fits = |frame: &Value| frame["type"] == "place" && frame["waiting"]["place"] == place;
    let frame = socket.expect(&format!("place {place}"), fits).await;
    assert_eq!(frame["chat_id"], json!(chat_id));
    frame
}

/// The next frame that tells numbers of this queue that fit.
async fn told_counts(
    socket: &mut Socket,
    queue: &QueueView,
    what: &str,
    fits: impl Fn(&QueueCountsView) -> bool,
) -> QueueCountsView {
    let read = |frame: &Value| {
        let counts = (frame["type"] == "queue_counts").then(|| frame["counts"].clone())?;
        serde_json::from_value::<QueueCountsView>(counts).ok().filter(|counts| counts.queue_id == queue.id)
    };
    let frame = socket.expect(what, |frame| read(frame).is_some_and(|counts| fits(&counts))).await;
    read(&frame).expect("just read")
}

#[tokio::test]
async fn a_waiting_visitor_is_told_the_own_place_and_each_time_it_changes() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let queue = shop.queue("sales", by_pull(), &[&ana]).await;
    let (first, first_chat) = waiting(&shop, "sales").await;
    let (second, second_chat) = waiting(&shop, "sales").await;
    let third = shop.visitor().await;
    let request = json!({"client_id": Uuid::now_v7(), "queue": "sales"});
    let started: OwnChatView = third.api.post("/v1/visitor/chats", &request).await.ok();
    let unknown = |place| Some(WaitingPlaceView { place, estimated_wait_seconds: None });
    assert_eq!(started.waiting, unknown(3));
    assert_eq!(place(&first, first_chat).await, unknown(1));
    assert_eq!(place(&second, second_chat).await, unknown(2));
    let listed: Vec<OwnChatView> = second.api.all("/v1/visitor/chats").await;
    assert_eq!(listed[0].waiting, unknown(2));

    let mut socket = third.socket().await;
    let frame = told_place(&mut socket, started.chat.id, 3).await;
    assert_eq!(frame["waiting"]["estimated_wait_seconds"], Value::Null);
    first.api.act(&format!("/v1/visitor/chats/{first_chat}/leave")).await.done();
    told_place(&mut socket, started.chat.id, 2).await;
    assert_eq!(next(&ana, &queue).await, second_chat);
    told_place(&mut socket, started.chat.id, 1).await;
    // Who comes back is told where the chat stands now.
    let mut again = third.socket().await;
    told_place(&mut again, started.chat.id, 1).await;
    assert_eq!(next(&ana, &queue).await, started.chat.id);
    socket.event_where("chat.updated", |content| content["agents"] == json!(["Ana"])).await;
    assert_eq!(place(&third, started.chat.id).await, None, "a chat that is active has no place");
    let foreign = [json!(first_chat).to_string(), json!(second_chat).to_string()];
    let heard = format!("{:?}", socket.heard);
    assert!(foreign.iter().all(|id| !heard.contains(id.trim_matches('"'))), "nothing of other visitors is told");
}

#[tokio::test]
async fn the_estimate_is_made_of_how_the_queue_has_moved_within_a_day() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let queue = shop.queue("sales", by_pull(), &[&ana]).await;
    // Three come at once and are taken a minute after each other: a minute a place.
    for _ in 0..3 {
        waiting(&shop, "sales").await;
    }
    for _ in 0..3 {
        server.clock.advance(Duration::from_secs(60));
        next(&ana, &queue).await;
    }
    let (one, one_chat) = waiting(&shop, "sales").await;
    let (two, two_chat) = waiting(&shop, "sales").await;
    let seconds = async |visitor: &VisitorActor, chat_id: Uuid| {
        place(visitor, chat_id).await.expect("it waits").estimated_wait_seconds
    };
    // Real time passes beside the clock's: a few seconds more are as right.
    let first = seconds(&one, one_chat).await.expect("known");
    assert!((60..75).contains(&first), "{first} s");
    let second = seconds(&two, two_chat).await.expect("known");
    assert!((120..150).contains(&second), "{second} s");
    let mut socket = two.socket().await;
    let told = told_place(&mut socket, two_chat, 2).await;
    assert_eq!(told["waiting"]["estimated_wait_seconds"], second);
    let foreign = shop.queue("support", by_pull(), &[&ana]).await;
    let (other, other_chat) = waiting(&shop, "support").await;
    assert_eq!(seconds(&other, other_chat).await, None, "another queue moves at its own pace");
    drop(foreign);
    server.clock.advance(Duration::from_secs(24 * 3600));
    let (later, later_chat) = waiting(&shop, "sales").await;
    assert_eq!(seconds(&later, later_chat).await, None, "yesterday says nothing");
}

#[tokio::test]
async fn members_are_told_how_many_wait_without_asking() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let chief = shop.agent_with_role("Chief", Role::Supervisor).await;
    let queue = shop.queue("sales", by_pull(), &[&ana]).await;
    let other = shop.queue("support", by_pull(), &[&bia]).await;
    let (mut member, mut stranger, mut supervisor) = (ana.socket().await, bia.socket().await, chief.socket().await);
    told_counts(&mut member, &queue, "the number at the beginning", |counts| counts.waiting_count == 0).await;
    let (_v1, first) = waiting(&shop, "sales").await;
    told_counts(&mut member, &queue, "one waits", |counts| counts.waiting_count == 1).await;
    told_counts(&mut supervisor, &queue, "one waits", |counts| counts.waiting_count == 1).await;
    waiting(&shop, "sales").await;
    told_counts(&mut member, &queue, "two wait", |counts| counts.waiting_count == 2).await;
    assert_eq!(next(&ana, &queue).await, first);
    let told = told_counts(&mut member, &queue, "one waits", |counts| counts.waiting_count == 1).await;
    let shown: QueueCountsView = ana.api.get(&format!("/v1/queues/{}/counts", queue.id)).await.ok();
    assert_eq!((told.active_count, &told), (1, &shown), "the socket and the API tell the same");
    // Who comes later is told what stands.
    let mut late = ana.socket().await;
    told_counts(&mut late, &queue, "one waits", |counts| counts.waiting_count == 1).await;
    told_counts(&mut stranger, &other, "the own queue", |counts| counts.waiting_count == 0).await;
    let frames = stranger.drain().await;
    assert!(frames.iter().chain(&stranger.heard).all(|frame| frame["counts"]["queue_id"] != json!(queue.id)));
    // A new member knows nothing yet.
    shop.admin.api.put(&format!("/v1/queues/{}/members/{}", queue.id, bia.id), &json!({})).await.done();
    told_counts(&mut stranger, &queue, "the new queue", |counts| counts.waiting_count == 1).await;
}

#[tokio::test]
async fn who_is_next_is_told_as_agents_come_and_go() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let settings = QueueSettings { routing_mode: RoutingMode::Auto, ..QueueSettings::default() };
    let queue = shop.queue("sales", settings, &[&ana, &bia]).await;
    let mut desk = shop.admin.socket().await;
    told_counts(&mut desk, &queue, "nobody", |counts| counts.nobody.as_deref() == Some("offline")).await;
    let is_next = |agent: &AgentActor| {
        let agent_id = agent.id;
        move |counts: &QueueCountsView| counts.next_agent.as_ref().is_some_and(|next| next.agent_id == agent_id)
    };
    bia.ready().await;
    told_counts(&mut desk, &queue, "unreachable", |counts| counts.nobody.as_deref() == Some("unreachable")).await;
    let bia_socket = bia.socket().await;
    told_counts(&mut desk, &queue, "Bia", is_next(&bia)).await;
    let _ana_socket = ana.socket().await;
    ana.ready().await;
    let told = told_counts(&mut desk, &queue, "Ana", is_next(&ana)).await;
    assert_eq!((told.ready_count, told.nobody), (2, None));
    waiting(&shop, "sales").await;
    told_counts(&mut desk, &queue, "Bia again", is_next(&bia)).await;
    drop(bia_socket);
    told_counts(&mut desk, &queue, "Ana, since Bia is gone", is_next(&ana)).await;
    ana.declare(Availability::Busy).await;
    told_counts(&mut desk, &queue, "nobody", |counts| counts.next_agent.is_none()).await;
}

#[tokio::test]
async fn when_many_come_and_go_each_is_told_the_place_at_last_without_a_frame_for_every_step() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let queue = shop.queue("sales", by_pull(), &[&ana]).await;
    let visitors: Vec<(VisitorActor, Uuid)> =
        stream::iter(0..60).map(|_| waiting(&shop, "sales")).buffer_unordered(8).collect().await;
    let (last, last_chat) = waiting(&shop, "sales").await;
    let mut socket = last.socket().await;
    told_place(&mut socket, last_chat, 61).await;
    // Several at once: one after the other, a slow machine may have time to tell of each.
    stream::iter(0..60).map(|_| next(&ana, &queue)).buffer_unordered(8).collect::<Vec<Uuid>>().await;
    told_place(&mut socket, last_chat, 1).await;
    let frames = socket.heard.iter().filter(|frame| frame["type"] == "place").count();
    assert!(frames < 61, "{frames} frames for 60 steps");
    assert_eq!(visitors.len(), 60);
}
