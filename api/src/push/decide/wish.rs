//! What an agent wants to be told: by kind, and not in quiet hours. Pure.

use chrono::{Datelike, NaiveDate, Timelike};
use pronto_protocol::{
    agent::Availability,
    hours::Weekday,
    preference::{AgentPreferences, Alert, QuietHours, QuietSpan},
    push::PushKind,
};

use crate::calendar;

/// The word for a kind that the agent has switched off.
const SWITCHED_OFF: &str = "switched_off";
/// The word for what happens in quiet hours.
const QUIET_HOURS: &str = "quiet_hours";

/// Why the agent does not want to be pushed to now; nothing when it does.
#[must_use]
pub fn unwanted(
    preferences: &AgentPreferences,
    kind: PushKind,
    availability: Availability,
    now_ms: i64,
) -> Option<&'static str> {
    // Clears and badges make no noise, and a test was asked for.
    if matches!(kind, PushKind::Clear | PushKind::Badge | PushKind::Test) {
        return None;
    }
    if alert_of(preferences, kind).is_some_and(|alert| !alert.push) {
        return Some(SWITCHED_OFF);
    }
    let quiet = preferences.quiet_hours.as_ref()?;
    // Who is ready takes chats: that is what a waiting customer counts on.
    let rings = matches!(kind, PushKind::Offer | PushKind::Assigned)
        && quiet.offers_ring
        && availability == Availability::Ready;
    (!rings && is_quiet(quiet, now_ms)).then_some(QUIET_HOURS)
}

/// How a kind is told; nothing for kinds that nobody chooses about.
#[must_use]
pub fn alert_of(preferences: &AgentPreferences, kind: PushKind) -> Option<&Alert> {
    let alerts = &preferences.alerts;
    match kind {
        PushKind::Offer | PushKind::Assigned => Some(&alerts.offer),
        PushKind::Message => Some(&alerts.message),
        PushKind::Direct => Some(&alerts.direct),
        PushKind::Mention => Some(&alerts.mention),
        PushKind::Transfer => Some(&alerts.transfer),
        PushKind::OfflineMessage => Some(&alerts.offline_message),
        PushKind::Missed | PushKind::Clear | PushKind::Badge | PushKind::Test => None,
    }
}

fn is_quiet(quiet: &QuietHours, now_ms: i64) -> bool {
    let now = calendar::local(calendar::zone_or_utc(&quiet.time_zone), now_ms);
    let minute = now.hour() * 60 + now.minute();
    let today = now.date_naive();
    let yesterday = today.pred_opt().unwrap_or(today);
    quiet.spans.iter().any(|span| covers(span, minute, today, yesterday))
}

fn covers(span: &QuietSpan, minute: u32, today: NaiveDate, yesterday: NaiveDate) -> bool {
    let (Some(from), Some(to)) = (calendar::minutes_of(&span.from), calendar::minutes_of(&span.to)) else {
        return false;
    };
    let begins = |day: NaiveDate| span.days.contains(&weekday_of(day));
    if from < to {
        return begins(today) && (from..to).contains(&minute);
    }
    (begins(today) && minute >= from) || (begins(yesterday) && minute < to)
}

fn weekday_of(date: NaiveDate) -> Weekday {
    match date.weekday() {
        chrono::Weekday::Mon => Weekday::Monday,
        chrono::Weekday::Tue => Weekday::Tuesday,
        chrono::Weekday::Wed => Weekday::Wednesday,
        chrono::Weekday::Thu => Weekday::Thursday,
        chrono::Weekday::Fri => Weekday::Friday,
        chrono::Weekday::Sat => Weekday::Saturday,
        chrono::Weekday::Sun => Weekday::Sunday,
    }
}

#[cfg(test)]
mod tests {
    use pronto_protocol::Timestamp;

    use super::*;

    fn at(text: &str) -> i64 {
        let time: Timestamp = serde_json::from_value(text.into()).expect("a time");
        time.unix_ms()
    }

    fn nights(offers_ring: bool) -> AgentPreferences {
        let span = QuietSpan {
            days: vec![Weekday::Friday, Weekday::Saturday],
            from: "22:00".to_owned(),
            to: "07:00".to_owned(),
        };
        let quiet = QuietHours { time_zone: "America/Sao_Paulo".to_owned(), spans: vec![span], offers_ring };
        AgentPreferences { quiet_hours: Some(quiet), ..AgentPreferences::default() }
    }

    #[test]
    fn a_night_goes_on_into_the_next_day_in_the_agents_own_time_zone() {
        // 2026-11-27 is a Friday; São Paulo is three hours behind UTC.
        for (time, quiet) in [
            ("2026-11-28T00:59:00Z", false),
            ("2026-11-28T01:00:00Z", true),
            ("2026-11-28T09:59:00Z", true),
            ("2026-11-28T10:00:00Z", false),
            ("2026-11-29T01:00:00Z", true),
            ("2026-11-29T09:59:00Z", true),
            ("2026-11-30T01:00:00Z", false),
            ("2026-11-27T01:00:00Z", false),
        ] {
            let found = unwanted(&nights(true), PushKind::Direct, Availability::Ready, at(time));
            assert_eq!(found, quiet.then_some("quiet_hours"), "{time}");
        }
    }

    #[test]
    fn offers_ring_while_ready_unless_told_otherwise() {
        let night = at("2026-11-28T02:00:00Z");
        for kind in [PushKind::Offer, PushKind::Assigned] {
            assert_eq!(unwanted(&nights(true), kind, Availability::Ready, night), None);
            assert_eq!(unwanted(&nights(true), kind, Availability::NotReady, night), Some("quiet_hours"));
            assert_eq!(unwanted(&nights(false), kind, Availability::Ready, night), Some("quiet_hours"));
        }
        for kind in [PushKind::Clear, PushKind::Badge, PushKind::Test] {
            assert_eq!(unwanted(&nights(false), kind, Availability::Ready, night), None);
        }
    }

    #[test]
    fn each_kind_is_switched_off_by_itself() {
        let off = Alert { push: false, ..Alert::default() };
        let mut preferences = AgentPreferences::default();
        preferences.alerts.mention = off;
        for kind in PushKind::ALL {
            let expected = (*kind == PushKind::Mention).then_some("switched_off");
            assert_eq!(unwanted(&preferences, *kind, Availability::Ready, 0), expected, "{kind}");
        }
    }
}
