//! Days and clock times of a time zone: where a day begins, and what the clock on the wall shows.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

/// Minutes of a day; `24:00` is the next day's midnight.
pub const DAY_MINUTES: u32 = 24 * 60;

/// The time zone of an IANA name, as `America/Sao_Paulo`; nothing when there is none of that name.
#[must_use]
pub fn zone(name: &str) -> Option<Tz> {
    name.parse().ok()
}

/// The same for a name that was checked when it was set; UTC when this version has lost it.
#[must_use]
pub fn zone_or_utc(name: &str) -> Tz {
    zone(name).unwrap_or(Tz::UTC)
}

/// A time (Unix milliseconds) as clocks show it there.
#[must_use]
pub fn local(zone: Tz, at_ms: i64) -> DateTime<Tz> {
    DateTime::from_timestamp_millis(at_ms).unwrap_or_default().with_timezone(&zone)
}

/// The day of a time (Unix milliseconds).
#[must_use]
pub fn day_of(zone: Tz, at_ms: i64) -> NaiveDate {
    local(zone, at_ms).date_naive()
}

/// When a day begins, in Unix milliseconds. Where clocks are put forward at midnight the day begins later, and a day that a
/// place has left out begins with the next one.
#[must_use]
pub fn day_start_ms(zone: Tz, day: NaiveDate) -> i64 {
    let mut wall = day.and_time(NaiveTime::MIN);
    // No gap of any zone is longer than a day.
    let last = wall.checked_add_days(Days::new(2)).unwrap_or(wall);
    while wall < last {
        if let Some(start) = zone.from_local_datetime(&wall).earliest() {
            return start.timestamp_millis();
        }
        wall += TimeDelta::minutes(1);
    }
    wall.and_utc().timestamp_millis()
}

/// The minutes of `HH:MM`, up to `24:00`.
#[must_use]
pub fn minutes_of(time: &str) -> Option<u32> {
    let (hours, minutes) = time.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let all = hours * 60 + minutes;
    (minutes < 60 && all <= DAY_MINUTES).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(name: &str, year: i32, month: u32, day: u32) -> String {
        let zone = zone(name).expect("a zone");
        let start = day_start_ms(zone, NaiveDate::from_ymd_opt(year, month, day).expect("a day"));
        local(zone, start).to_rfc3339()
    }

    #[test]
    fn a_day_begins_when_its_first_instant_comes() {
        assert_eq!(start("America/Sao_Paulo", 2026, 11, 26), "2026-11-26T00:00:00-03:00");
        // Clocks went from 00:00 to 01:00.
        assert_eq!(start("America/Sao_Paulo", 2018, 11, 4), "2018-11-04T01:00:00-02:00");
        // The day that ended at 24:00 went back to 23:00 first.
        assert_eq!(start("America/Sao_Paulo", 2018, 2, 18), "2018-02-18T00:00:00-03:00");
        // Midnight came twice: the first counts.
        assert_eq!(start("America/Havana", 2025, 11, 2), "2025-11-02T00:00:00-04:00");
        // The islands left out a whole day.
        assert_eq!(start("Pacific/Apia", 2011, 12, 30), "2011-12-31T00:00:00+14:00");
        assert_eq!(zone("America/Nowhere"), None);
    }
}
