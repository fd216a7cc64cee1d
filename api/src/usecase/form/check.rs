//! Values of a service form: each checked by its field's kind, all problems told at once.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use pronto_entity::custom_field;
use pronto_protocol::{error::FieldProblem, form::CustomFieldKind};

use crate::{
    error::{Error, Result},
    usecase::text::clean_line,
};

/// Most characters of a text.
const TEXT_MOST_CHARS: usize = 500;
/// Most characters of a number: more digits than any sum needs.
const NUMBER_MOST_CHARS: usize = 24;

/// A chat's form as these values change it. A value of a field that is no longer asked may still be taken away.
///
/// # Errors
/// `invalid_fields` with every value that its field does not take, or that has no field; `at` is where the values stand
/// in the request.
pub(super) fn merge(
    at: &str,
    fields: &[custom_field::Model],
    mut form: BTreeMap<String, String>,
    values: BTreeMap<String, Option<String>>,
) -> Result<BTreeMap<String, String>> {
    let mut problems = Vec::new();
    for (key, value) in values {
        let value = clean_line(&value.unwrap_or_default());
        if value.is_empty() {
            if form.remove(&key).is_none() && !fields.iter().any(|field| field.key == key) {
                problems.push(problem(at, &key, "unknown", "This chat's form has no such field."));
            }
            continue;
        }
        let Some(field) = fields.iter().find(|field| field.key == key) else {
            problems.push(problem(at, &key, "unknown", "This chat's form has no such field."));
            continue;
        };
        match check_value(field, &value) {
            Ok(()) => {
                form.insert(key, value);
            }
            Err((word, detail)) => problems.push(problem(at, &key, word, detail)),
        }
    }
    if problems.is_empty() { Ok(form) } else { Err(Error::fields(problems)) }
}

fn check_value(field: &custom_field::Model, value: &str) -> Result<(), (&'static str, &'static str)> {
    let good = match field.kind.0 {
        CustomFieldKind::Text if value.chars().count() > TEXT_MOST_CHARS => {
            return Err(("too_long", "At most 500 characters."));
        }
        CustomFieldKind::Text => true,
        CustomFieldKind::Choice if field.choices.0.iter().any(|choice| choice == value) => true,
        CustomFieldKind::Choice => return Err(("unknown", "This is not one of the choices.")),
        CustomFieldKind::Number => is_number(value),
        CustomFieldKind::Date => value.len() == 10 && NaiveDate::parse_from_str(value, "%Y-%m-%d").is_ok(),
        CustomFieldKind::YesNo => matches!(value, "true" | "false"),
    };
    let rule = match field.kind.0 {
        CustomFieldKind::Number => "A decimal number with a point, as -12.5.",
        CustomFieldKind::Date => "A day, as 2026-01-31.",
        _ => "`true` or `false`.",
    };
    if good { Ok(()) } else { Err(("malformed", rule)) }
}

fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let counts = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    value.len() <= NUMBER_MOST_CHARS && counts(whole) && counts(part)
}

/// A problem with a value.
pub(super) fn problem(at: &str, key: &str, word: &str, detail: &str) -> FieldProblem {
    FieldProblem { field: format!("{at}.{key}"), problem: word.to_owned(), detail: detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_digits_on_both_sides_of_the_point() {
        for good in ["0", "-12.5", "007", "1.0"] {
            assert!(is_number(good), "{good}");
        }
        for bad in ["", "-", ".5", "5.", "1,5", "1e3", "NaN", "+1", "1.2.3", "1234567890123456789012345"] {
            assert!(!is_number(bad), "{bad}");
        }
    }
}
