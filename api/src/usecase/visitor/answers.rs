//! Answers to a queue's pre-chat fields: each checked by its kind, all problems told at once.

use std::collections::BTreeMap;

use pronto_entity::visitor_identity;
use pronto_protocol::{
    contact::{Country, IdentityKind},
    error::FieldProblem,
    queue::{FieldKind, PreChatField},
};

use crate::usecase::{
    contact::normal_identity,
    text::{check_email, clean_line},
};

/// Most characters of an answer.
const ANSWER_MOST_CHARS: usize = 200;
/// Digits of a phone number: local numbers are short, E.164 ends at 15.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 6..=15;

/// The answers as they are kept; empty ones are left out.
///
/// # Errors
/// Every answer that is missing, malformed, too long or not asked for.
pub(super) fn check_answers(
    fields: &[PreChatField],
    answers: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Vec<FieldProblem>> {
    let mut kept = BTreeMap::new();
    let mut problems = Vec::new();
    for field in fields {
        let answer = answers.get(&field.key).map(|answer| clean_line(answer)).unwrap_or_default();
        if answer.is_empty() {
            if field.required {
                problems.push(problem(&field.key, "required", "An answer is needed."));
            }
            continue;
        }
        match check_answer(field, answer) {
            Ok(answer) => {
                kept.insert(field.key.clone(), answer);
            }
            Err(refused) => problems.push(refused),
        }
    }
    let unknown = answers.keys().filter(|key| !fields.iter().any(|field| field.key == **key));
    problems.extend(unknown.map(|key| problem(key, "unknown", "This queue does not ask for it.")));
    if problems.is_empty() { Ok(kept) } else { Err(problems) }
}

/// What is known of a visitor before anything is asked: by the organization's own system, or by WhatsApp.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// The name.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
}

impl From<&visitor_identity::Model> for Told {
    fn from(identity: &visitor_identity::Model) -> Self {
        Self { name: identity.name.clone(), email: identity.email.clone(), phone: identity.phone.clone() }
    }
}

/// Answers what has been told already; what the visitor answers goes first.
pub(super) fn fill_in(fields: &[PreChatField], answers: &mut BTreeMap<String, String>, told: &Told) {
    for field in fields {
        let told = match field.kind {
            FieldKind::Name => &told.name,
            FieldKind::Email => &told.email,
            FieldKind::Phone => &told.phone,
            FieldKind::Text | FieldKind::ExternalId | FieldKind::Choice => &None,
        };
        if let Some(told) = told {
            answers.entry(field.key.clone()).or_insert_with(|| told.clone());
        }
    }
}

/// The visitor's name: the first answer to a field that asks for one.
pub(super) fn name_among(fields: &[PreChatField], answers: &BTreeMap<String, String>) -> Option<String> {
    let asked = fields.iter().filter(|field| field.kind == FieldKind::Name);
    asked.filter_map(|field| answers.get(&field.key)).next().cloned()
}

/// The visitor's phone number: what was told, else the first answer to a field that asks for one. In E.164 where it can be,
/// else as it was written: people read it.
pub(super) fn phone_of(
    told: &Told,
    fields: &[PreChatField],
    answers: &BTreeMap<String, String>,
    country: Country,
) -> Option<String> {
    let asked = fields.iter().filter(|field| field.kind == FieldKind::Phone);
    let answered = asked.filter_map(|field| answers.get(&field.key)).next();
    let phone = told.phone.as_ref().or(answered)?;
    let normal = normal_identity("phone", IdentityKind::Phone, phone, country);
    Some(normal.map_or_else(|_| phone.clone(), |identity| identity.value))
}

fn check_answer(field: &PreChatField, answer: String) -> Result<String, FieldProblem> {
    let key = &field.key;
    if answer.chars().count() > ANSWER_MOST_CHARS {
        return Err(problem(key, "too_long", &format!("At most {ANSWER_MOST_CHARS} characters.")));
    }
    match field.kind {
        FieldKind::Text | FieldKind::Name | FieldKind::ExternalId => Ok(answer),
        FieldKind::Email => {
            check_email(key, &answer).map_err(|_| problem(key, "malformed", "This is not an e-mail address."))
        }
        FieldKind::Phone if is_phone(&answer) => Ok(answer),
        FieldKind::Phone => Err(problem(key, "malformed", "This is not a phone number.")),
        FieldKind::Choice if field.choices.contains(&answer) => Ok(answer),
        FieldKind::Choice => Err(problem(key, "unknown", "This is not one of the choices.")),
    }
}

/// Digits, with what people put between them.
pub(crate) fn is_phone(answer: &str) -> bool {
    let rest = answer.strip_prefix('+').unwrap_or(answer);
    let digits = rest.chars().filter(char::is_ascii_digit).count();
    let written = rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '-' | '.' | '/'));
    written && PHONE_DIGITS.contains(&digits)
}

fn problem(key: &str, word: &str, detail: &str) -> FieldProblem {
    FieldProblem { field: format!("fields.{key}"), problem: word.to_owned(), detail: detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(key: &str, kind: FieldKind, required: bool) -> PreChatField {
        let choices = vec!["Centro".to_owned(), "Norte".to_owned()];
        PreChatField { key: key.to_owned(), label: key.to_owned(), kind, required, choices }
    }

    fn answers(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, answer)| ((*key).to_owned(), (*answer).to_owned())).collect()
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let fields = [
            field("name", FieldKind::Name, true),
            field("mail", FieldKind::Email, false),
            field("phone", FieldKind::Phone, false),
            field("branch", FieldKind::Choice, false),
            field("ra", FieldKind::ExternalId, false),
        ];
        let long = "9".repeat(201);
        let given = answers(&[
            ("name", " \u{202e} "),
            ("mail", "nobody"),
            ("phone", "call me"),
            ("branch", "Sul"),
            ("ra", &long),
            ("admin", "yes"),
        ]);
        let problems = check_answers(&fields, &given).unwrap_err();
        let told: Vec<_> = problems.iter().map(|p| (p.field.as_str(), p.problem.as_str())).collect();
        assert_eq!(
            told,
            [
                ("fields.name", "required"),
                ("fields.mail", "malformed"),
                ("fields.phone", "malformed"),
                ("fields.branch", "unknown"),
                ("fields.ra", "too_long"),
                ("fields.admin", "unknown"),
            ]
        );
    }

    #[test]
    fn good_answers_are_kept_clean_and_empty_ones_left_out() {
        let fields = [
            field("name", FieldKind::Name, true),
            field("mail", FieldKind::Email, true),
            field("phone", FieldKind::Phone, true),
            field("branch", FieldKind::Choice, true),
            field("ra", FieldKind::ExternalId, false),
        ];
        let given = answers(&[
            ("name", " Rita\u{202e}\n"),
            ("mail", "Rita@Example.COM"),
            ("phone", "+55 (11) 98765-4321"),
            ("branch", "Norte"),
            ("ra", "  "),
        ]);
        let kept = check_answers(&fields, &given).unwrap();
        let wanted =
            [("name", "Rita"), ("mail", "rita@example.com"), ("phone", "+55 (11) 98765-4321"), ("branch", "Norte")];
        assert_eq!(kept, answers(&wanted));
        assert_eq!(name_among(&fields, &kept).as_deref(), Some("Rita"));
    }

    #[test]
    fn phone_numbers_are_judged_by_their_digits() {
        for good in ["190 190", "(11) 98765-4321", "+351 912.345.678", "0800/123456"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in ["12345", "+1234567890123456", "11 9876a5432", "++5511987654321", "()-- -"] {
            assert!(!is_phone(bad), "{bad}");
        }
    }
}
