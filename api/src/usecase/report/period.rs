//! A period of whole days in a time zone.

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;

use crate::{
    calendar,
    error::{Error, Result},
};

/// Days of a report at most: a year.
const DAYS_MOST: usize = 366;
/// Years that a clock can have shown.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2200;

/// Days with their borders.
#[derive(Clone, Debug)]
pub(super) struct Period {
    /// The days, in order.
    pub days: Vec<NaiveDate>,
    /// When each begins, in Unix milliseconds.
    pub starts_ms: Vec<i64>,
    /// When the last one ends.
    pub until_ms: i64,
}

impl Period {
    /// The days from one to another, both included, written `YYYY-MM-DD`.
    ///
    /// # Errors
    /// `invalid_fields` for what is no day, for an end before the start, and for more than 366 days.
    pub fn read(zone: Tz, from: &str, to: &str) -> Result<Self> {
        let first = read_day("from", from)?;
        let last = read_day("to", to)?;
        if last < first {
            return Err(Error::field("to", "out_of_range", "The last day is before the first."));
        }
        let days: Vec<NaiveDate> =
            first.iter_days().take_while(|day| *day <= last).take(DAYS_MOST.saturating_add(1)).collect();
        if days.len() > DAYS_MOST {
            return Err(Error::field("to", "out_of_range", format!("At most {DAYS_MOST} days.")));
        }
        let starts_ms = days.iter().map(|day| calendar::day_start_ms(zone, *day)).collect();
        let next = last.checked_add_days(Days::new(1)).unwrap_or(last);
        Ok(Self { days, starts_ms, until_ms: calendar::day_start_ms(zone, next) })
    }

    /// When it begins.
    pub fn start_ms(&self) -> i64 {
        self.starts_ms.first().copied().unwrap_or(self.until_ms)
    }
}

fn read_day(field: &str, text: &str) -> Result<NaiveDate> {
    let shape = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let day = Some(text).filter(|_| shape).and_then(|text| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok());
    let day = day.ok_or_else(|| Error::field(field, "malformed", "A day is written YYYY-MM-DD."))?;
    if !YEARS.contains(&day.year()) {
        return Err(Error::field(field, "out_of_range", "A year between 2000 and 2200."));
    }
    Ok(day)
}
