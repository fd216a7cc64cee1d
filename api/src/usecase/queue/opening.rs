//! Whether a queue is open at a time, why not, and when it opens next: pure, so that every hour can be tested.

#[cfg(test)]
mod tests;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use pronto_protocol::{
    hours::{ClosedReason, QueueHours, Weekday},
    queue::QueueSettings,
};

use crate::calendar::{self, DAY_MINUTES, minutes_of};

/// How far ahead the next opening is looked for: a year, so that every holiday of a calendar is seen.
const DAYS_AHEAD: u64 = 370;

/// A queue at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Why it takes no chats; none while it does.
    pub reason: Option<ClosedReason>,
    /// When it opens next, in Unix milliseconds; none while it is open, and when nothing says when.
    pub opens_at_ms: Option<i64>,
}

/// By its switch and its hours; how many chats wait is not asked here.
#[must_use]
pub fn opening(settings: &QueueSettings, now_ms: i64) -> Opening {
    if !settings.open {
        return Opening { reason: Some(ClosedReason::Closed), opens_at_ms: None };
    }
    let Some(hours) = &settings.hours else { return Opening { reason: None, opens_at_ms: None } };
    let zone = calendar::zone_or_utc(&hours.time_zone);
    let Some(now) = DateTime::from_timestamp_millis(now_ms) else { return Opening { reason: None, opens_at_ms: None } };
    let today = now.with_timezone(&zone).date_naive();
    let open = spans_of(hours, today).into_iter().any(|(from, to)| {
        let begins_ms = instant_ms(zone, today, from, false);
        let ends_ms = instant_ms(zone, today, to, true);
        begins_ms.is_some_and(|at_ms| at_ms <= now_ms) && ends_ms.is_some_and(|at_ms| now_ms < at_ms)
    });
    if open {
        return Opening { reason: None, opens_at_ms: None };
    }
    let reason = if is_holiday(hours, today) { ClosedReason::Holiday } else { ClosedReason::OutOfHours };
    let opens_at_ms = (0..=DAYS_AHEAD).find_map(|ahead| {
        let date = today.checked_add_days(Days::new(ahead))?;
        let begins = spans_of(hours, date).into_iter().filter_map(|(from, _)| instant_ms(zone, date, from, false));
        begins.filter(|at_ms| *at_ms > now_ms).min()
    });
    Opening { reason: Some(reason), opens_at_ms }
}

/// The date of `YYYY-MM-DD`.
pub(super) fn date_of(date: &str) -> Option<NaiveDate> {
    let plain = date.len() == 10 && date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    plain.then(|| NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()).flatten()
}

fn is_holiday(hours: &QueueHours, date: NaiveDate) -> bool {
    hours.holidays.iter().any(|holiday| date_of(&holiday.date) == Some(date))
}

/// The spans of a local date in minutes: the holiday's own, or those of its weekday.
fn spans_of(hours: &QueueHours, date: NaiveDate) -> Vec<(u32, u32)> {
    let span = |from: &str, to: &str| Some((minutes_of(from)?, minutes_of(to)?));
    let holiday = hours.holidays.iter().find(|holiday| date_of(&holiday.date) == Some(date));
    if let Some(holiday) = holiday {
        return holiday.hours.iter().filter_map(|hours| span(&hours.from, &hours.to)).collect();
    }
    let weekday = weekday_of(date);
    let own = hours.week.iter().filter(|row| row.weekday == weekday);
    own.filter_map(|row| span(&row.from, &row.to)).collect()
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

/// When a local time is. One that the clocks skip is the moment they skip it; of one that comes twice a beginning is the
/// first and an end the last, so that a queue is open longer rather than shorter.
fn instant_ms(zone: Tz, date: NaiveDate, minutes: u32, is_end: bool) -> Option<i64> {
    let midnight = date.and_time(NaiveTime::MIN);
    let local = midnight.checked_add_signed(TimeDelta::minutes(i64::from(minutes)))?;
    (0..=i64::from(DAY_MINUTES)).find_map(|later| {
        let local = local.checked_add_signed(TimeDelta::minutes(later))?;
        let at = zone.from_local_datetime(&local);
        let at = if is_end { at.latest() } else { at.earliest() };
        at.map(|at| at.timestamp_millis())
    })
}
