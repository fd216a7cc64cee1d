//! The clock, hour by hour.

use pronto_protocol::hours::{Holiday, TimeSpan, WeekdaySpan};

use super::*;

fn ms(time: &str) -> i64 {
    DateTime::parse_from_rfc3339(time).expect("a time").timestamp_millis()
}

fn settings(time_zone: &str, week: &[(Weekday, &str, &str)], holidays: &[(&str, &[(&str, &str)])]) -> QueueSettings {
    let week = week.iter().map(|(weekday, from, to)| WeekdaySpan {
        weekday: *weekday,
        from: (*from).to_owned(),
        to: (*to).to_owned(),
    });
    let holidays = holidays.iter().map(|(date, hours)| Holiday {
        date: (*date).to_owned(),
        name: "A holiday".to_owned(),
        hours: hours.iter().map(|(from, to)| TimeSpan { from: (*from).to_owned(), to: (*to).to_owned() }).collect(),
    });
    let hours = QueueHours { time_zone: time_zone.to_owned(), week: week.collect(), holidays: holidays.collect() };
    QueueSettings { hours: Some(hours), ..QueueSettings::default() }
}

#[track_caller]
fn open(settings: &QueueSettings, at: &str) {
    assert_eq!(opening(settings, ms(at)), Opening { reason: None, opens_at_ms: None }, "{at}");
}

#[track_caller]
fn shut(settings: &QueueSettings, at: &str, reason: ClosedReason, opens_at: &str) {
    let expected = Opening { reason: Some(reason), opens_at_ms: Some(ms(opens_at)) };
    assert_eq!(opening(settings, ms(at)), expected, "{at}");
}

use ClosedReason::OutOfHours;

#[test]
fn without_hours_a_queue_is_always_open_and_switched_off_it_says_nothing_of_when() {
    let always = QueueSettings::default();
    open(&always, "2027-01-01T00:00:00Z");
    let off = QueueSettings { open: false, ..settings("UTC", &[(Weekday::Monday, "08:00", "18:00")], &[]) };
    let told = opening(&off, ms("2027-01-04T10:00:00Z"));
    assert_eq!(told, Opening { reason: Some(ClosedReason::Closed), opens_at_ms: None });
}

#[test]
fn hours_are_read_in_their_own_time_zone_to_the_millisecond() {
    let week = [(Weekday::Monday, "08:00", "12:00"), (Weekday::Monday, "13:00", "18:00")];
    let queue = settings("America/Sao_Paulo", &week, &[]);
    shut(&queue, "2027-01-04T10:59:59.999Z", OutOfHours, "2027-01-04T11:00:00Z");
    open(&queue, "2027-01-04T11:00:00Z");
    open(&queue, "2027-01-04T14:59:59.999Z");
    shut(&queue, "2027-01-04T15:00:00Z", OutOfHours, "2027-01-04T16:00:00Z");
    open(&queue, "2027-01-04T16:00:00Z");
    shut(&queue, "2027-01-04T21:00:00Z", OutOfHours, "2027-01-11T11:00:00Z");
    // Monday in Greenwich is Sunday in São Paulo still.
    shut(&queue, "2027-01-04T02:00:00Z", OutOfHours, "2027-01-04T11:00:00Z");
    let tokyo = settings("Asia/Tokyo", &week, &[]);
    open(&tokyo, "2027-01-03T23:00:00Z");
}

#[test]
fn midnight_is_the_end_of_one_day_and_the_beginning_of_the_next() {
    let week = [(Weekday::Friday, "22:00", "24:00"), (Weekday::Saturday, "00:00", "06:00")];
    let queue = settings("America/Sao_Paulo", &week, &[]);
    open(&queue, "2027-01-09T02:59:59.999Z");
    open(&queue, "2027-01-09T03:00:00Z");
    open(&queue, "2027-01-09T08:59:59.999Z");
    shut(&queue, "2027-01-09T09:00:00Z", OutOfHours, "2027-01-16T01:00:00Z");
}

#[test]
fn on_a_holiday_the_weeks_hours_do_not_count() {
    let week = [(Weekday::Thursday, "08:00", "18:00"), (Weekday::Friday, "08:00", "18:00")];
    let holidays: [(&str, &[(&str, &str)]); 2] = [("2026-12-24", &[("08:00", "12:00")]), ("2026-12-25", &[])];
    let queue = settings("UTC", &week, &holidays);
    open(&queue, "2026-12-24T11:59:59.999Z");
    shut(&queue, "2026-12-24T12:00:00Z", ClosedReason::Holiday, "2026-12-31T08:00:00Z");
    shut(&queue, "2026-12-25T10:00:00Z", ClosedReason::Holiday, "2026-12-31T08:00:00Z");
    shut(&queue, "2026-12-26T10:00:00Z", OutOfHours, "2026-12-31T08:00:00Z");
    // The holiday is a date where the queue is: in Tokyo it is over nine hours earlier.
    let tokyo = settings("Asia/Tokyo", &week, &[("2026-12-24", &[])]);
    shut(&tokyo, "2026-12-24T14:59:59.999Z", ClosedReason::Holiday, "2026-12-24T23:00:00Z");
    shut(&tokyo, "2026-12-24T15:00:00Z", OutOfHours, "2026-12-24T23:00:00Z");
}

#[test]
fn when_the_clocks_change_the_hours_stay_those_on_the_wall() {
    let every = [Weekday::Saturday, Weekday::Sunday, Weekday::Monday].map(|day| (day, "08:00", "18:00"));
    let queue = settings("Europe/Lisbon", &every, &[]);
    // Winter time until the last Sunday of March, one hour earlier in Greenwich after that.
    open(&queue, "2027-03-27T08:00:00Z");
    shut(&queue, "2027-03-27T18:00:00Z", OutOfHours, "2027-03-28T07:00:00Z");
    open(&queue, "2027-03-28T07:00:00Z");
    shut(&queue, "2027-03-28T17:00:00Z", OutOfHours, "2027-03-29T07:00:00Z");
    // And back on the last Sunday of October.
    shut(&queue, "2027-10-31T07:59:59.999Z", OutOfHours, "2027-10-31T08:00:00Z");
}

#[test]
fn a_time_that_the_clocks_skip_is_the_moment_they_skip_it_and_one_that_comes_twice_counts_twice() {
    // Berlin skips 02:00–03:00 on 2027-03-28 (01:00 in Greenwich) and has 02:00–03:00 twice on 2027-10-31.
    let spring = settings("Europe/Berlin", &[(Weekday::Sunday, "02:30", "04:00")], &[]);
    shut(&spring, "2027-03-28T00:59:59.999Z", OutOfHours, "2027-03-28T01:00:00Z");
    open(&spring, "2027-03-28T01:00:00Z");
    open(&spring, "2027-03-28T01:59:59.999Z");
    let autumn = settings("Europe/Berlin", &[(Weekday::Sunday, "01:00", "02:30")], &[]);
    open(&autumn, "2027-10-30T23:00:00Z");
    open(&autumn, "2027-10-31T01:29:59.999Z");
    shut(&autumn, "2027-10-31T01:30:00Z", OutOfHours, "2027-11-07T00:00:00Z");
    // São Paulo used to skip midnight itself.
    let brazil = settings("America/Sao_Paulo", &[(Weekday::Sunday, "00:00", "02:00")], &[]);
    shut(&brazil, "2018-11-04T02:59:59.999Z", OutOfHours, "2018-11-04T03:00:00Z");
    open(&brazil, "2018-11-04T03:00:00Z");
    shut(&brazil, "2018-11-04T04:00:00Z", OutOfHours, "2018-11-11T02:00:00Z");
}

#[test]
fn a_queue_that_never_opens_says_no_time() {
    let never = settings("UTC", &[], &[]);
    let told = opening(&never, ms("2027-01-04T10:00:00Z"));
    assert_eq!(told, Opening { reason: Some(OutOfHours), opens_at_ms: None });
}

#[test]
fn times_and_dates_are_read_strictly() {
    assert_eq!((minutes_of("00:00"), minutes_of("09:30"), minutes_of("24:00")), (Some(0), Some(570), Some(1440)));
    for bad in ["9:30", "24:01", "23:60", "+1:00", "12", "12:0", "ab:cd", "12:00:00"] {
        assert_eq!(minutes_of(bad), None, "{bad}");
    }
    assert!(date_of("2027-02-28").is_some());
    for bad in ["2027-02-29", "2027-2-28", "28.02.2027", "+027-02-28", ""] {
        assert_eq!(date_of(bad), None, "{bad}");
    }
}
