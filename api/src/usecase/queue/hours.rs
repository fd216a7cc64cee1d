//! Hours that a queue may have: checked as a whole, all problems told at once.

use std::collections::BTreeSet;

use pronto_protocol::{
    error::FieldProblem,
    hours::{Holiday, QueueHours, TimeSpan, Weekday},
};

use super::opening::date_of;
use crate::calendar::{self, minutes_of};

/// Spans of a week at most.
const SPANS_MOST: usize = 70;
/// Spans of a holiday at most.
const HOLIDAY_SPANS_MOST: usize = 10;
/// Holidays of a queue at most.
const HOLIDAYS_MOST: usize = 366;
/// Longest name of a holiday, in characters.
const NAME_MOST_CHARS: usize = 80;

/// What is wrong with these hours.
pub(super) fn problems_of(hours: &QueueHours) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if calendar::zone(&hours.time_zone).is_none() {
        problems.push(problem("time_zone".to_owned(), "unknown", "A name of the IANA list, as America/Sao_Paulo."));
    }
    if hours.week.len() > SPANS_MOST {
        problems.push(problem("week".to_owned(), "too_long", "At most 70 spans."));
        return problems;
    }
    if hours.holidays.len() > HOLIDAYS_MOST {
        problems.push(problem("holidays".to_owned(), "too_long", "At most 366 holidays."));
        return problems;
    }
    let mut spans: Vec<(Weekday, u32, u32)> = Vec::new();
    for (index, row) in hours.week.iter().enumerate() {
        let path = format!("week.{index}");
        let span = TimeSpan { from: row.from.clone(), to: row.to.clone() };
        let taken: Vec<_> =
            spans.iter().filter(|(day, ..)| *day == row.weekday).map(|(_, from, to)| (*from, *to)).collect();
        spans.extend(check_span(&path, &span, &taken, &mut problems).map(|(from, to)| (row.weekday, from, to)));
    }
    let mut dates = BTreeSet::new();
    for (index, holiday) in hours.holidays.iter().enumerate() {
        check_holiday(&format!("holidays.{index}"), holiday, &mut dates, &mut problems);
    }
    problems
}

fn check_holiday<'a>(
    path: &str,
    holiday: &'a Holiday,
    dates: &mut BTreeSet<&'a str>,
    problems: &mut Vec<FieldProblem>,
) {
    if date_of(&holiday.date).is_none() {
        problems.push(problem(format!("{path}.date"), "malformed", "A date as 2027-12-25."));
    } else if !dates.insert(&holiday.date) {
        problems.push(problem(format!("{path}.date"), "malformed", "Each date stands once."));
    }
    if holiday.name.chars().count() > NAME_MOST_CHARS {
        problems.push(problem(format!("{path}.name"), "too_long", "At most 80 characters."));
    }
    if holiday.hours.len() > HOLIDAY_SPANS_MOST {
        problems.push(problem(format!("{path}.hours"), "too_long", "At most 10 spans."));
        return;
    }
    let mut spans = Vec::new();
    for (index, span) in holiday.hours.iter().enumerate() {
        spans.extend(check_span(&format!("{path}.hours.{index}"), span, &spans, problems));
    }
}

/// The span in minutes, if it is one and overlaps none of the others.
fn check_span(
    path: &str,
    span: &TimeSpan,
    others: &[(u32, u32)],
    problems: &mut Vec<FieldProblem>,
) -> Option<(u32, u32)> {
    let (from, to) = (minutes_of(&span.from), minutes_of(&span.to));
    for (name, minutes) in [("from", from), ("to", to)] {
        if minutes.is_none() {
            problems.push(problem(format!("{path}.{name}"), "malformed", "A time as 08:30, up to 24:00."));
        }
    }
    let (from, to) = (from?, to?);
    if from >= to {
        let rule = "After `from`; a night is two spans, until 24:00 and from 00:00.";
        problems.push(problem(format!("{path}.to"), "out_of_range", rule));
        return None;
    }
    if others.iter().any(|(begin, end)| from < *end && *begin < to) {
        problems.push(problem(format!("{path}.from"), "out_of_range", "It overlaps another span of the day."));
        return None;
    }
    Some((from, to))
}

fn problem(field: String, word: &str, detail: &str) -> FieldProblem {
    FieldProblem { field: format!("settings.hours.{field}"), problem: word.to_owned(), detail: detail.to_owned() }
}
