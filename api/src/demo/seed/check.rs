//! Looks at the filled organization as its people would: through the running server.

use std::sync::Arc;

use pronto_mobile::client::{Account, ClientError, MemoryStorage, Options, SignIn};
use pronto_protocol::{device::Platform, report::ReportView};
use serde_json::Value;

use super::{
    Seeded,
    house::{QUEUES, SLUG, STAFF, email},
};
use crate::{calendar, clock::Clock};

/// What every list holds at the least: address, and how many.
const LISTS: [(&str, usize); 17] = [
    ("v1/chats?filter=waiting", 3),
    ("v1/chats?filter=closed&limit=100", 100),
    ("v1/contacts?limit=100", 25),
    ("v1/tickets?limit=100", 8),
    ("v1/articles", 6),
    ("v1/canned_responses", 8),
    ("v1/dispositions", 5),
    ("v1/status_labels", 6),
    ("v1/tags", 5),
    ("v1/panels", 2),
    ("v1/invitations", 2),
    ("v1/promotions", 2),
    ("v1/custom_fields", 2),
    ("v1/offline_messages", 3),
    ("v1/visits", 1),
    ("v1/direct_conversations", 1),
    ("v1/audit?limit=100", 30),
];

/// What was seen, as one sentence.
///
/// # Errors
/// A sentence that says what is missing.
pub async fn check(base: &str, seeded: &Seeded) -> Result<String, String> {
    let (_, word, _) = STAFF[0];
    let sign_in = SignIn::new(base, SLUG, &email(word), &seeded.password, Platform::Web, "The school's desk");
    let account =
        Account::sign_in(sign_in, Arc::new(MemoryStorage::default()), Options::quick()).await.map_err(told)?;
    let mut missing = Vec::new();
    for (path, least) in LISTS {
        let answer: Value = account.http().get(path).await.map_err(|error| format!("{path}: {error}"))?;
        let count = answer.get("items").unwrap_or(&answer).as_array().map_or(0, Vec::len);
        if count < least {
            missing.push(format!("{path} holds {count} of {least}"));
        }
    }
    let zone = calendar::zone_or_utc("America/Sao_Paulo");
    let now_ms = Clock::default().now_ms();
    let (first, last) = (calendar::day_of(zone, now_ms - 13 * 86_400_000), calendar::day_of(zone, now_ms));
    let path = |group: &str| format!("v1/reports/chats?from={first}&to={last}&group_by={group}");
    let report: ReportView = account.http().get(&path("queue")).await.map_err(told)?;
    let (total, queues) = (&report.total, report.rows.iter().filter(|row| row.figures.started > 0).count());
    let complete = total.started == seeded.chats as u64
        && queues == QUEUES.len()
        && [total.abandoned, total.left, total.solved, total.unsolved, total.agent_messages]
            .iter()
            .all(|count| *count > 0)
        && total.waiting.median_ms.is_some()
        && total.handling.median_ms.is_some();
    if !complete {
        missing.push(format!("the report of {} chats says {total:?}", seeded.chats));
    }
    let days: ReportView = account.http().get(&path("day")).await.map_err(told)?;
    if days.rows.iter().filter(|row| row.figures.started > 0).count() < 10 {
        missing.push("the chats are not spread over the days".to_owned());
    }
    let found: Value = account.http().get("v1/search?q=declaracao&limit=50").await.map_err(told)?;
    if found["items"].as_array().map_or(0, Vec::len) < 20 {
        missing.push("a search for “declaração” finds hardly anything".to_owned());
    }
    if missing.is_empty() {
        let chats = total.started;
        Ok(format!("the school's {chats} chats are in its lists and reports, and a search finds their words"))
    } else {
        Err(missing.join("; "))
    }
}

fn told(error: ClientError) -> String {
    format!("the school cannot be looked at: {error}")
}
