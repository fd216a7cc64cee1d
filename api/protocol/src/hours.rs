//! Hours: when a queue takes chats, by weekday and on holidays, in the organization's own time zone.

use serde::{Deserialize, Serialize};

use crate::word::words;

words! {
    /// A day of the week.
    pub enum Weekday {
        /// Monday.
        Monday = "monday",
        /// Tuesday.
        Tuesday = "tuesday",
        /// Wednesday.
        Wednesday = "wednesday",
        /// Thursday.
        Thursday = "thursday",
        /// Friday.
        Friday = "friday",
        /// Saturday.
        Saturday = "saturday",
        /// Sunday.
        Sunday = "sunday",
    }
}

words! {
    /// Why a queue takes no chats now.
    pub enum ClosedReason {
        /// It is switched off.
        Closed = "closed",
        /// It is outside its hours.
        OutOfHours = "out_of_hours",
        /// Today is a holiday.
        Holiday = "holiday",
        /// As many chats wait in it as may.
        LimitReached = "limit_reached",
    }
}

/// When a queue takes chats. Days that are not named are closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct QueueHours {
    /// IANA name of the time zone in which all of it is read, as `America/Sao_Paulo`.
    pub time_zone: String,
    /// Spans of the week; a weekday may have several.
    #[serde(default)]
    pub week: Vec<WeekdaySpan>,
    /// Days with hours of their own, or with none.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

/// A span of a weekday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WeekdaySpan {
    /// The day.
    pub weekday: Weekday,
    /// From this local time on, `HH:MM`.
    pub from: String,
    /// Until this local time, `HH:MM`; `24:00` is midnight.
    pub to: String,
}

/// A day on which the week's hours do not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The local date, `YYYY-MM-DD`.
    pub date: String,
    /// What it is called, at most 80 characters.
    pub name: String,
    /// Its own hours; empty = closed all day.
    #[serde(default)]
    pub hours: Vec<TimeSpan>,
}

/// A span of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TimeSpan {
    /// From this local time on, `HH:MM`.
    pub from: String,
    /// Until this local time, `HH:MM`; `24:00` is midnight.
    pub to: String,
}
