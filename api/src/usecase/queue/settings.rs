//! What a queue may decide: checked as a whole, all problems told at once.

use std::collections::BTreeSet;

use pronto_protocol::{
    error::FieldProblem,
    queue::{FieldKind, PreChatField, QueueSettings},
};

use super::{hours::problems_of, look::check_look};
use crate::{
    error::{Error, Result},
    usecase::text::{check_name, check_optional_text},
};

/// Longest time that chats are kept, in days: a hundred years.
const RETENTION_DAYS_MOST: u32 = 36_500;
/// Pre-chat fields of a queue at most.
const FIELDS_MOST: usize = 20;
/// Choices of a field at most.
const CHOICES_MOST: usize = 50;
/// A silence of more than a day is the end of a working day, not a silence.
const MINUTES_MOST: u32 = 24 * 60;
/// Limits are small numbers: a larger one is a slip.
pub(super) const CHATS_MOST: u32 = 1_000;
/// The same for a whole queue.
const QUEUE_CHATS_MOST: u32 = 10_000;

/// Settings within bounds, texts cleaned.
pub(super) fn check_settings(settings: QueueSettings) -> Result<QueueSettings> {
    let mut problems = Vec::new();
    if !(5..=600).contains(&settings.offer_seconds) {
        problems.push(problem("settings.offer_seconds", "out_of_range", "5 to 600 seconds."));
    }
    if settings.agent_chats_most.is_some_and(|most| !(1..=CHATS_MOST).contains(&most)) {
        problems.push(problem("settings.agent_chats_most", "out_of_range", "1 to 1,000, or null for no limit."));
    }
    if settings.chats_most.is_some_and(|most| !(1..=QUEUE_CHATS_MOST).contains(&most)) {
        problems.push(problem("settings.chats_most", "out_of_range", "1 to 10,000, or null for no limit."));
    }
    if settings.retention_days.is_some_and(|days| days > RETENTION_DAYS_MOST) {
        problems.push(problem("settings.retention_days", "out_of_range", "At most 36,500 days; 0 keeps chats."));
    }
    if settings.pre_chat_fields.len() > FIELDS_MOST {
        problems.push(problem("settings.pre_chat_fields", "too_long", "At most 20 fields."));
    }
    let look = check_look(settings.look, &mut problems)?;
    if settings.waiting_most.is_some_and(|most| !(1..=CHATS_MOST).contains(&most)) {
        problems.push(problem("settings.waiting_most", "out_of_range", "1 to 1,000, or null for no limit."));
    }
    let minutes = [
        ("settings.agent_silence_minutes", settings.agent_silence_minutes),
        ("settings.visitor_silence_minutes", settings.visitor_silence_minutes),
        ("settings.abandon_minutes", Some(settings.abandon_minutes)),
    ];
    for (field, minutes) in minutes {
        if minutes.is_some_and(|minutes| !(1..=MINUTES_MOST).contains(&minutes)) {
            problems.push(problem(field, "out_of_range", "1 to 1,440 minutes, or null for never."));
        }
    }
    problems.extend(settings.hours.iter().flat_map(problems_of));
    let out_of_hours_notice = clean_notice("settings.out_of_hours_notice", settings.out_of_hours_notice.as_deref())?;
    let limit_notice = clean_notice("settings.limit_notice", settings.limit_notice.as_deref())?;
    let entry_notice = clean_notice("settings.entry_notice", settings.entry_notice.as_deref())?;
    let mut keys = BTreeSet::new();
    let mut pre_chat_fields = Vec::with_capacity(settings.pre_chat_fields.len());
    for (index, field) in settings.pre_chat_fields.into_iter().enumerate() {
        let path = format!("settings.pre_chat_fields.{index}");
        if !keys.insert(field.key.clone()) {
            problems.push(problem(format!("{path}.key"), "malformed", "Each key stands once."));
        }
        check_field(&path, &field, &mut problems);
        pre_chat_fields.push(clean(&path, field)?);
    }
    if !problems.is_empty() {
        return Err(Error::fields(problems));
    }
    Ok(QueueSettings { entry_notice, out_of_hours_notice, limit_notice, pre_chat_fields, look, ..settings })
}

/// What a visitor reads; nothing when it is empty.
fn clean_notice(field: &str, notice: Option<&str>) -> Result<Option<String>> {
    let notice = check_optional_text(field, notice.unwrap_or_default())?;
    Ok(Some(notice).filter(|text| !text.is_empty()))
}

fn check_field(path: &str, field: &PreChatField, problems: &mut Vec<FieldProblem>) {
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if field.key.is_empty() || field.key.len() > 40 || !field.key.bytes().all(letters) {
        let rule = "1 to 40 lower-case letters, digits and `_`.";
        problems.push(problem(format!("{path}.key"), "malformed", rule));
    }
    let path = format!("{path}.choices");
    let distinct: BTreeSet<&str> = field.choices.iter().map(|choice| choice.trim()).collect();
    match (field.kind, field.choices.len()) {
        (FieldKind::Choice, 0) => problems.push(problem(path, "required", "A choice needs choices.")),
        (FieldKind::Choice, count) if count > CHOICES_MOST => {
            problems.push(problem(path, "too_long", "At most 50 choices."));
        }
        (FieldKind::Choice, count) if distinct.len() < count => {
            problems.push(problem(path, "malformed", "Each choice stands once."));
        }
        (FieldKind::Choice, _) | (_, 0) => {}
        (_, _) => problems.push(problem(path, "unknown", "Only `choice` has choices.")),
    }
}

fn clean(path: &str, field: PreChatField) -> Result<PreChatField> {
    let label = check_name(&format!("{path}.label"), &field.label)?;
    let choices: Result<Vec<String>> =
        field.choices.iter().map(|choice| check_name(&format!("{path}.choices"), choice)).collect();
    Ok(PreChatField { label, choices: choices?, ..field })
}

pub(super) fn problem(field: impl Into<String>, problem: &str, detail: &str) -> FieldProblem {
    FieldProblem { field: field.into(), problem: problem.to_owned(), detail: detail.to_owned() }
}
