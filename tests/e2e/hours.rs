//! Rows: V7, G1

use std::time::Duration;

use harness::{Api, Organization, TestServer};
use pronto_protocol::{
    Timestamp,
    error::ErrorCode,
    hours::{ClosedReason, Holiday, QueueHours, TimeSpan, Weekday, WeekdaySpan},
    queue::{AddQueueRequest, QueueSettings, QueueView},
    transfer::TransferObstacle,
    visitor::EntryView,
};
use serde_json::{Value, json};
use uuid::Uuid;

fn at(time: &str) -> Timestamp {
    serde_json::from_value(json!(time)).expect("a time")
}

/// Moves the clock forward to a time; actors sign in after that.
fn travel(server: &TestServer, time: &str) {
    let ahead_ms = at(time).unix_ms() - server.clock.now_ms();
    server.clock.advance(Duration::from_millis(u64::try_from(ahead_ms).expect("clocks go forward")));
}

/// Weekdays from 8 to 18 in São Paulo, which is three hours behind Greenwich all the year.
fn office_hours() -> QueueHours {
    use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
    let span = |weekday| WeekdaySpan { weekday, from: "08:00".to_owned(), to: "18:00".to_owned() };
    QueueHours {
        time_zone: "America/Sao_Paulo".to_owned(),
        week: [Monday, Tuesday, Wednesday, Thursday, Friday].map(span).to_vec(),
        holidays: Vec::new(),
    }
}

fn by_hours(hours: QueueHours) -> QueueSettings {
    let out_of_hours_notice = Some("We answer on weekdays from 8 to 18.".to_owned());
    QueueSettings { hours: Some(hours), out_of_hours_notice, ..QueueSettings::default() }
}

async fn entry(shop: &Organization) -> EntryView {
    Api::new(&shop.base).get("/v1/entries/shop/sales").await.ok()
}

fn start_request() -> Value {
    json!({"client_id": Uuid::now_v7(), "queue": "sales", "text": "Hello"})
}

#[tokio::test]
async fn outside_its_hours_a_queue_says_when_it_opens_and_takes_no_chat_until_then() {
    let server = TestServer::start().await;
    // A Friday, half a minute before six in the evening in São Paulo.
    travel(&server, "2027-03-26T20:59:30Z");
    let shop = server.organization("shop").await;
    shop.queue("sales", by_hours(office_hours()), &[]).await;
    let visitor = shop.visitor().await;
    let open = entry(&shop).await;
    assert_eq!((open.open, open.closed_reason, open.opens_at, open.closed_notice), (true, None, None, None));
    let request = start_request();
    visitor.api.post("/v1/visitor/chats", &request).await.done();

    server.clock.advance(Duration::from_secs(30));
    let shut = entry(&shop).await;
    assert_eq!((shut.open, shut.closed_reason), (false, Some(ClosedReason::OutOfHours)));
    assert_eq!(shut.opens_at, Some(at("2027-03-29T11:00:00Z")), "on Monday at eight");
    assert_eq!(shut.closed_notice.as_deref(), Some("We answer on weekdays from 8 to 18."));
    let late = shop.visitor().await;
    let refused = late.api.post("/v1/visitor/chats", &start_request()).await.refused(ErrorCode::QueueClosed);
    assert_eq!(refused.detail.as_deref(), Some("We answer on weekdays from 8 to 18."));
    visitor.api.post("/v1/visitor/chats", &request).await.done();

    travel(&server, "2027-03-29T10:59:30Z");
    assert!(!entry(&shop).await.open);
    server.clock.advance(Duration::from_secs(30));
    assert!(entry(&shop).await.open);
    late.api.post("/v1/visitor/chats", &start_request()).await.done();
}

#[tokio::test]
async fn a_holiday_closes_the_queue_or_gives_it_other_hours() {
    let server = TestServer::start().await;
    travel(&server, "2027-04-01T14:00:00Z");
    let shop = server.organization("shop").await;
    let half = TimeSpan { from: "08:00".to_owned(), to: "12:00".to_owned() };
    let holidays = vec![
        Holiday { date: "2027-04-01".to_owned(), name: "Véspera".to_owned(), hours: vec![half] },
        Holiday { date: "2027-04-02".to_owned(), name: "Sexta-feira Santa".to_owned(), hours: Vec::new() },
    ];
    shop.queue("sales", by_hours(QueueHours { holidays, ..office_hours() }), &[]).await;
    assert!(entry(&shop).await.open, "eleven in the morning");
    travel(&server, "2027-04-01T15:00:01Z");
    let shut = entry(&shop).await;
    assert_eq!(shut.closed_reason, Some(ClosedReason::Holiday));
    assert_eq!(shut.opens_at, Some(at("2027-04-05T11:00:00Z")), "after the holiday and the weekend");
}

#[tokio::test]
async fn where_the_clocks_change_the_queue_opens_by_the_clock_on_the_wall() {
    let server = TestServer::start().await;
    // The night in which Lisbon goes over to summer time.
    travel(&server, "2027-03-27T19:00:00Z");
    let shop = server.organization("shop").await;
    let week = [Weekday::Saturday, Weekday::Sunday].map(|weekday| WeekdaySpan {
        weekday,
        from: "08:00".to_owned(),
        to: "18:00".to_owned(),
    });
    let hours = QueueHours { time_zone: "Europe/Lisbon".to_owned(), week: week.to_vec(), holidays: Vec::new() };
    shop.queue("sales", by_hours(hours), &[]).await;
    assert_eq!(entry(&shop).await.opens_at, Some(at("2027-03-28T07:00:00Z")));
    travel(&server, "2027-03-28T07:00:01Z");
    assert!(entry(&shop).await.open);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_chats_wait_than_the_limit_however_many_come_at_once() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let limit_notice = Some("Too many are waiting. Please call us.".to_owned());
    let settings = QueueSettings { waiting_most: Some(3), limit_notice, ..QueueSettings::default() };
    let agent = shop.agent("Ana").await;
    shop.queue("sales", settings, &[&agent]).await;
    let visitors = futures_util::future::join_all((0..8).map(|_| shop.visitor())).await;
    let request = start_request();
    let starts = visitors.iter().map(|visitor| visitor.api.post("/v1/visitor/chats", &request));
    let answers = futures_util::future::join_all(starts).await;
    let (started, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    assert_eq!(started.len(), 3);
    for answer in refused {
        let problem = answer.refused(ErrorCode::LimitReached);
        assert_eq!(problem.detail.as_deref(), Some("Too many are waiting. Please call us."));
    }
    let full = entry(&shop).await;
    assert_eq!((full.open, full.closed_reason), (false, Some(ClosedReason::LimitReached)));
    assert_eq!(full.closed_notice.as_deref(), Some("Too many are waiting. Please call us."));
    let first: pronto_protocol::visitor::VisitorChatView = started.into_iter().next().expect("one").ok();
    agent.ready().await;
    agent.accept_chat(first.id).await;
    assert!(entry(&shop).await.open, "who was taken waits no longer");
    shop.visitor().await.start("sales", "Now I may").await;
}

#[tokio::test]
async fn the_entry_says_whether_anybody_is_there() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, colleague) = (shop.agent("Ana").await, shop.agent("Bia").await);
    shop.queue("sales", QueueSettings::default(), &[&agent]).await;
    let _away = colleague.socket().await;
    colleague.ready().await;
    assert!(!entry(&shop).await.attended, "who is no member is not there");
    agent.ready().await;
    assert!(!entry(&shop).await.attended, "who cannot be told is not there");
    let _socket = agent.socket().await;
    assert!(entry(&shop).await.attended);
}

#[tokio::test]
async fn a_queue_outside_its_hours_takes_no_transfer() {
    let server = TestServer::start().await;
    travel(&server, "2027-03-27T15:00:00Z");
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("support").await;
    let queue = shop.queue("sales", by_hours(office_hours()), &[]).await;
    let targets: Vec<Value> = agent.api.all(&format!("/v1/chats/{}/transfer_targets", chat.id)).await;
    let told = targets.iter().find(|target| target["queue_id"] == json!(queue.id)).expect("the queue");
    assert_eq!(told["obstacle"], TransferObstacle::OutOfHours.as_str());
    let request = json!({"client_id": Uuid::now_v7(), "queue_id": queue.id});
    let path = format!("/v1/chats/{}/transfer", chat.id);
    agent.api.post(&path, &request).await.refused(ErrorCode::QueueClosed);
}

#[tokio::test]
async fn hours_that_mean_nothing_are_refused_by_field_all_at_once() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let span =
        |from: &str, to: &str| WeekdaySpan { weekday: Weekday::Monday, from: from.to_owned(), to: to.to_owned() };
    let holiday = |date: &str| Holiday { date: date.to_owned(), name: "x".to_owned(), hours: Vec::new() };
    let hours = QueueHours {
        time_zone: "Mars/Olympus".to_owned(),
        week: vec![span("08:00", "12:00"), span("11:59", "13:00"), span("18:00", "8:00"), span("20:00", "19:00")],
        holidays: vec![holiday("2027-02-30"), holiday("2027-03-01"), holiday("2027-03-01")],
    };
    let settings = QueueSettings { waiting_most: Some(0), ..by_hours(hours) };
    let request = AddQueueRequest { slug: "sales".to_owned(), name: "Sales".to_owned(), settings };
    let problem = shop.admin.api.post("/v1/queues", &request).await.refused(ErrorCode::InvalidFields);
    let told: Vec<(&str, &str)> =
        problem.fields.iter().map(|field| (field.field.as_str(), field.problem.as_str())).collect();
    assert_eq!(
        told,
        [
            ("settings.waiting_most", "out_of_range"),
            ("settings.hours.time_zone", "unknown"),
            ("settings.hours.week.1.from", "out_of_range"),
            ("settings.hours.week.2.to", "malformed"),
            ("settings.hours.week.3.to", "out_of_range"),
            ("settings.hours.holidays.0.date", "malformed"),
            ("settings.hours.holidays.2.date", "malformed"),
        ]
    );
    let queue: QueueView = shop.queue("sales", by_hours(office_hours()), &[]).await;
    assert_eq!(queue.settings.hours, Some(office_hours()));
}
