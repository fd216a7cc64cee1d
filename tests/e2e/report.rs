//! Rows: P3, G3

use std::time::Duration;

use chrono::{NaiveDate, TimeZone};
use chrono_tz::Tz;
use harness::{AgentActor, Answer, Organization, TestServer, VisitorActor};
use pronto_api::calendar;
use pronto_entity::chat;
use pronto_protocol::{
    agent::Role,
    error::ErrorCode,
    queue::{QueueSettings, QueueView},
    report::{ReportCountView, ReportSpanView, ReportView},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chat::agent_who_may;

const REPORT: &str = "/v1/reports/chats";

async fn report(agent: &AgentActor, query: &str) -> ReportView {
    agent.api.get(&format!("{REPORT}?{query}")).await.ok()
}

/// A time of a place's clocks, in Unix milliseconds.
fn at(zone: Tz, year: i32, month: u32, day: u32, hour: u32, minute: u32) -> i64 {
    zone.with_ymd_and_hms(year, month, day, hour, minute, 0)
        .earliest()
        .expect("a time of that place")
        .timestamp_millis()
}

/// A chat of a visitor of its own, taken and closed by the agent as told, at times of the test's choice: the clock cannot go
/// back, so the rows are moved.
struct Past<'a> {
    server: &'a TestServer,
    shop: &'a Organization,
}

impl Past<'_> {
    async fn start(&self, queue: &str, subject_id: Option<Uuid>, started_ms: i64) -> (VisitorActor, Uuid) {
        let visitor = self.shop.visitor().await;
        let request =
            json!({"client_id": Uuid::now_v7(), "queue": queue, "subject_id": subject_id, "text": "Bom dia!"});
        let chat: Value = visitor.api.post("/v1/visitor/chats", &request).await.ok();
        let chat_id = chat["id"].as_str().expect("an id").parse().expect("a UUID");
        self.set(chat_id, chat::Column::StartedAt, started_ms).await;
        (visitor, chat_id)
    }

    async fn set(&self, chat_id: Uuid, column: chat::Column, at_ms: i64) {
        chat::Entity::update_many()
            .col_expr(column, Expr::value(at_ms))
            .filter(chat::Column::Id.eq(chat_id))
            .exec(&self.server.context.database.writer)
            .await
            .expect("moved");
    }

    /// Started, taken after so many seconds, closed so many seconds later.
    async fn handled(&self, agent: &AgentActor, started_ms: i64, wait_s: i64, handling_s: i64, close: &Value) -> Uuid {
        let (_, chat_id) = self.start("sales", None, started_ms).await;
        agent.accept_chat(chat_id).await;
        agent.api.post(&format!("/v1/chats/{chat_id}/close"), close).await.done();
        let accepted_ms = started_ms + wait_s * 1000;
        self.set(chat_id, chat::Column::AcceptedAt, accepted_ms).await;
        self.set(chat_id, chat::Column::ClosedAt, accepted_ms + handling_s * 1000).await;
        chat_id
    }
}

async fn sales(shop: &Organization, members: &[&AgentActor]) -> QueueView {
    let queue = shop.queue("sales", QueueSettings::default(), members).await;
    for member in members {
        member.ready().await;
    }
    queue
}

fn span(count: u64, average_s: u64, median_s: u64, p90_s: u64) -> ReportSpanView {
    let ms = |seconds: u64| Some(seconds * 1000);
    ReportSpanView { count, average_ms: ms(average_s), median_ms: ms(median_s), p90_ms: ms(p90_s) }
}

#[tokio::test]
async fn figures_are_exact_by_day_queue_agent_and_subject() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let queue = sales(&shop, &[&ana, &bia]).await;
    let past = Past { server: &server, shop: &shop };
    let zone = Tz::America__Sao_Paulo;
    let noon = |day| at(zone, 2026, 3, day, 12, 0);
    // Ten of Ana's: waits of 1 to 10 minutes, handled in ten times as long.
    for minutes in 1..=10 {
        let solved = json!({"solved": minutes % 2 == 0, "reason": if minutes > 3 { "Boleto" } else { "Rematrícula" }});
        past.handled(&ana, noon(10), minutes * 60, minutes * 600, &solved).await;
    }
    let written = past.handled(&bia, noon(11), 30, 60, &json!({})).await;
    let subject: Value =
        shop.admin.api.post(&format!("/v1/queues/{}/subjects", queue.id), &json!({"name": "Acordo"})).await.ok();
    let subject_id = subject["id"].as_str().expect("an id").parse().ok();
    let (gone, left) = past.start("sales", subject_id, noon(11)).await;
    gone.say(left, "Alguém aí?").await;
    gone.api.act(&format!("/v1/visitor/chats/{left}/leave")).await.done();
    let (_, open) = past.start("sales", subject_id, noon(12)).await;
    bia.accept_chat(open).await;
    bia.say(open, "Olá!").await;

    let view = report(&shop.admin, "from=2026-03-09&to=2026-03-12").await;
    assert_eq!((view.time_zone.as_str(), view.complete), ("America/Sao_Paulo", false), "one chat is open");
    let total = &view.total;
    assert_eq!((total.started, total.accepted, total.closed), (13, 12, 12));
    assert_eq!((total.left, total.abandoned, total.open), (1, 1, 1));
    assert_eq!((total.solved, total.unsolved, total.solved_share), (5, 5, Some(0.5)));
    assert_eq!((total.visitor_messages, total.agent_messages), (14, 1));
    let days: Vec<_> = view.rows.iter().map(|row| (row.key.as_deref().unwrap_or(""), row.figures.started)).collect();
    assert_eq!(days, [("2026-03-09", 0), ("2026-03-10", 10), ("2026-03-11", 2), ("2026-03-12", 1)]);
    let tenth = &view.rows[1].figures;
    assert_eq!(tenth.waiting, span(10, 330, 300, 540));
    assert_eq!(tenth.handling, span(10, 3_300, 3_000, 5_400));
    assert_eq!(view.rows[0].figures.waiting, ReportSpanView::default());
    assert_eq!(view.rows[2].figures.waiting, span(1, 30, 30, 30));
    assert_eq!((view.rows[2].figures.left, view.rows[2].figures.abandoned), (1, 1));
    let counted = |name: &str, count| ReportCountView { name: name.to_owned(), count };
    assert_eq!(view.subjects, [counted("Acordo", 2)]);
    assert_eq!(view.close_reasons, [counted("Boleto", 7), counted("Rematrícula", 3)]);

    let by_agent = report(&shop.admin, "from=2026-03-09&to=2026-03-12&group_by=agent").await;
    let agents: Vec<_> = by_agent
        .rows
        .iter()
        .map(|row| (row.name.as_deref(), row.figures.started, row.figures.agent_messages))
        .collect();
    assert_eq!(agents, [(Some("Ana"), 10, 0), (Some("Bia"), 2, 1), (None, 1, 0)]);
    assert_eq!(by_agent.rows[0].key, Some(ana.id.to_string()));
    assert_eq!(by_agent.total, *total, "a total counts each chat once");
    let by_subject = report(&shop.admin, "from=2026-03-09&to=2026-03-12&group_by=subject").await;
    let subjects: Vec<_> = by_subject.rows.iter().map(|row| (row.key.as_deref(), row.figures.started)).collect();
    assert_eq!(subjects, [(Some("Acordo"), 2), (None, 11)]);
    let by_queue = report(&shop.admin, "from=2026-03-09&to=2026-03-12&group_by=queue").await;
    let queues: Vec<_> =
        by_queue.rows.iter().map(|row| (row.key.clone(), row.name.as_deref(), row.figures.started)).collect();
    assert_eq!(queues, [(Some(queue.id.to_string()), Some("sales"), 13)]);
    let of_bia = report(&shop.admin, &format!("from=2026-03-11&to=2026-03-11&agent_id={}", bia.id)).await;
    assert_eq!((of_bia.total.started, of_bia.complete, of_bia.agent_id), (1, true, Some(bia.id)));
    assert_eq!(of_bia.total.waiting, span(1, 30, 30, 30), "chat {written}");
    let other = shop.queue("other", QueueSettings::default(), &[]).await;
    let none = report(&shop.admin, &format!("from=2026-03-09&to=2026-03-12&queue_id={}", other.id)).await;
    assert_eq!((none.total.started, none.rows.len(), none.complete), (0, 4, true));
}

#[tokio::test]
async fn days_begin_where_the_organizations_clocks_say_also_when_they_are_changed() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    sales(&shop, &[&ana]).await;
    let past = Past { server: &server, shop: &shop };
    let zone = Tz::America__Sao_Paulo;
    let days = async |query: &str| -> Vec<(String, u64)> {
        let rows = report(&shop.admin, query).await.rows;
        rows.into_iter().map(|row| (row.key.unwrap_or_default(), row.figures.started)).collect()
    };
    let expected = |pairs: &[(&str, u64)]| -> Vec<(String, u64)> {
        pairs.iter().map(|(day, count)| ((*day).to_owned(), *count)).collect()
    };
    // On 4 November 2018 clocks went from 00:00 to 01:00: that day has 23 hours.
    let border = at(zone, 2018, 11, 4, 1, 0);
    for started_ms in [border - 1, border, at(zone, 2018, 11, 5, 0, 0) - 1, at(zone, 2018, 11, 5, 0, 0)] {
        past.start("sales", None, started_ms).await;
    }
    let wanted = expected(&[("2018-11-03", 1), ("2018-11-04", 2), ("2018-11-05", 1)]);
    assert_eq!(days("from=2018-11-03&to=2018-11-05").await, wanted);
    // On 17 February 2018 23:00 to 24:00 came twice: that day has 25 hours.
    let first = at(zone, 2018, 2, 17, 0, 0);
    let hour_ms = 3_600_000;
    for started_ms in [first, first + 24 * hour_ms, first + 25 * hour_ms - 1, first + 25 * hour_ms] {
        past.start("sales", None, started_ms).await;
    }
    let wanted = expected(&[("2018-02-16", 0), ("2018-02-17", 3), ("2018-02-18", 1)]);
    assert_eq!(days("from=2018-02-16&to=2018-02-18").await, wanted);
    // The same chats on other clocks.
    shop.admin.api.patch("/v1/organization", &json!({"time_zone": "Asia/Tokyo"})).await.done();
    let view = report(&shop.admin, "from=2018-11-03&to=2018-11-05").await;
    assert_eq!(view.time_zone, "Asia/Tokyo");
    let wanted = expected(&[("2018-11-03", 0), ("2018-11-04", 2), ("2018-11-05", 2)]);
    assert_eq!(days("from=2018-11-03&to=2018-11-05").await, wanted);
    for name in ["Brasilia", "", "america/sao_paulo ", "GMT+25"] {
        let refused = shop.admin.api.patch("/v1/organization", &json!({"time_zone": name})).await;
        assert_eq!(refused.refused(ErrorCode::InvalidFields).fields[0].field, "time_zone", "{name}");
    }
}

#[tokio::test]
async fn a_chat_over_midnight_belongs_to_the_day_it_started_on() {
    let server = TestServer::start().await;
    let zone = Tz::America__Sao_Paulo;
    let today = calendar::day_of(zone, server.clock.now_ms());
    let next = |day: NaiveDate| day.succ_opt().expect("there is a next day");
    let midnight_ms = calendar::day_start_ms(zone, next(next(today)));
    let before = midnight_ms - 300_000 - server.clock.now_ms();
    server.clock.advance(Duration::from_millis(before.unsigned_abs()));
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    sales(&shop, &[&ana]).await;
    let day = next(today).to_string();
    let query = format!("from={day}&to={}", next(next(today)));
    let visitor = shop.visitor().await;
    let chat = visitor.start("sales", "Hello").await;
    server.clock.advance(Duration::from_secs(120));
    ana.accept_chat(chat.id).await;
    let open = report(&shop.admin, &query).await;
    assert_eq!((open.total.open, open.complete, open.rows[0].figures.accepted), (1, false, 1));
    let waited_ms = open.total.waiting.average_ms.expect("one was taken");
    assert!((120_000..150_000).contains(&waited_ms), "{waited_ms}");
    server.clock.advance(Duration::from_secs(400));
    ana.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({"solved": true})).await.done();
    let view = report(&shop.admin, &query).await;
    let closed: Vec<_> = view.rows.iter().map(|row| (row.figures.started, row.figures.closed)).collect();
    assert_eq!(closed, [(1, 1), (0, 0)], "it was closed after midnight");
    let handled_ms = view.rows[0].figures.handling.median_ms.expect("one was closed");
    assert!((400_000..430_000).contains(&handled_ms), "{handled_ms}");
    assert!(!view.complete, "the second day is not over");
    assert!(report(&shop.admin, &format!("from={day}&to={day}")).await.complete, "the first day is");
}

#[tokio::test]
async fn agents_see_their_own_figures_and_only_with_the_permission() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let sara = shop.agent_with_role("Sara", Role::Supervisor).await;
    let nobody = agent_who_may(&shop, "Caio", &[]).await;
    let queue = sales(&shop, &[&ana, &bia]).await;
    let past = Past { server: &server, shop: &shop };
    let noon = at(Tz::America__Sao_Paulo, 2026, 3, 10, 12, 0);
    past.handled(&ana, noon, 1, 1, &json!({})).await;
    past.handled(&bia, noon, 1, 1, &json!({})).await;
    past.handled(&bia, noon, 1, 1, &json!({})).await;
    let query = "from=2026-03-10&to=2026-03-10&group_by=agent";
    assert_eq!(report(&sara, query).await.total.started, 3);
    let own = report(&ana, query).await;
    assert_eq!((own.total.started, own.rows.len(), own.agent_id), (1, 1, Some(ana.id)));
    let same = report(&ana, &format!("{query}&agent_id={}", ana.id)).await;
    assert_eq!(same, own);
    for kind in ["", ".csv", ".html"] {
        let path = format!("{REPORT}{kind}?{query}");
        ana.api.get(&format!("{path}&agent_id={}", bia.id)).await.refused(ErrorCode::Forbidden);
        nobody.api.get(&path).await.refused(ErrorCode::Forbidden);
        shop.visitor().await.api.get(&path).await.refused(ErrorCode::Unauthenticated);
        harness::Api::new(&shop.base).get(&path).await.refused(ErrorCode::Unauthenticated);
        for foreign in [format!("&queue_id={}", queue.id), format!("&agent_id={}", ana.id)] {
            school.admin.api.get(&format!("{path}{foreign}")).await.refused(ErrorCode::NotFound);
        }
    }
    assert_eq!(report(&school.admin, query).await.total.started, 0);
}

#[tokio::test]
async fn a_period_that_cannot_be_is_refused() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    for (query, field) in [
        ("from=2026-03-10&to=2026-03-09", "to"),
        ("from=2025-01-01&to=2026-01-02", "to"),
        ("from=2026-02-30&to=2026-03-01", "from"),
        ("from=2026-3-1&to=2026-03-01", "from"),
        ("from=2026-03-01&to=tomorrow", "to"),
        ("from=1999-12-31&to=2000-01-01", "from"),
        ("from=0000-00-00&to=9999-99-99", "from"),
    ] {
        for kind in ["", ".csv", ".html"] {
            let refused = shop.admin.api.get(&format!("{REPORT}{kind}?{query}")).await;
            assert_eq!(refused.refused(ErrorCode::InvalidFields).fields[0].field, field, "{query}");
        }
    }
    for query in ["", "from=2026-03-10", "from=2026-03-10&to=2026-03-10&group_by=mood"] {
        shop.admin.api.get(&format!("{REPORT}?{query}")).await.refused(ErrorCode::BadRequest);
    }
    // A leap year, whole.
    assert_eq!(report(&shop.admin, "from=2028-01-01&to=2028-12-31").await.rows.len(), 366);
}

#[tokio::test]
async fn a_spreadsheet_gets_words_and_never_a_formula() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let queue = sales(&shop, &[&ana]).await;
    let past = Past { server: &server, shop: &shop };
    let noon = at(Tz::America__Sao_Paulo, 2026, 3, 10, 12, 0);
    let evil =
        ["=HYPERLINK(\"http://x\",\"y\")", "+1", "-1", "@SUM(A1)", "<script>alert(1)</script>", "Segunda via, boleto"];
    for name in evil {
        let path = format!("/v1/queues/{}/subjects", queue.id);
        let subject: Value = shop.admin.api.post(&path, &json!({"name": name})).await.ok();
        past.start("sales", subject["id"].as_str().and_then(|id| id.parse().ok()), noon).await;
    }
    let query = "from=2026-03-10&to=2026-03-10&group_by=subject";
    let file = shop.admin.api.get(&format!("{REPORT}.csv?{query}")).await;
    assert_eq!(header(&file, "content-type"), "text/csv; charset=utf-8");
    assert_eq!(header(&file, "content-disposition"), "attachment; filename=\"chats-2026-03-10-2026-03-10.csv\"");
    let text = file.text();
    let lines: Vec<&str> = text.strip_prefix('\u{feff}').expect("a byte order mark").split_terminator("\r\n").collect();
    assert_eq!(lines.len(), evil.len() + 2, "{text}");
    assert!(lines[0].starts_with("Assunto,Iniciados,Atendidos,"), "{text}");
    for (line, start) in lines[1..].iter().zip([
        "'+1,1,0,",
        "'-1,1,0,",
        "<script>alert(1)</script>,1,0,",
        "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",1,0,",
        "'@SUM(A1),1,0,",
        "\"Segunda via, boleto\",1,0,",
        "Total,6,0,",
    ]) {
        assert!(line.starts_with(start), "{line} is not {start}");
        assert!(line.matches(',').count() >= 17, "{line}");
    }

    let page = shop.admin.api.get(&format!("{REPORT}.html?{query}")).await;
    assert_eq!(page.status, 200);
    let policy = header(&page, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    let html = page.text();
    assert!(html.contains("<html lang=\"pt-BR\">") && html.contains("Relatório de atendimentos"), "{html}");
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !html.contains("<script"), "{html}");
    assert!(html.contains("ainda em andamento"));
    shop.admin.api.patch("/v1/organization", &json!({"locale": "en", "name": "<b>Shop</b>"})).await.done();
    let html = shop.admin.api.get(&format!("{REPORT}.html?{query}")).await.text();
    assert!(html.contains("Report on chats") && html.contains("&lt;b&gt;Shop&lt;/b&gt;"), "{html}");
}

fn header(answer: &Answer, name: &str) -> String {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}
