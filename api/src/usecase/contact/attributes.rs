//! Attributes: a bounded map of the organization's own.

use std::collections::BTreeMap;

use pronto_protocol::error::FieldProblem;

use crate::{error::Error, error::Result, usecase::text::clean_line};

/// Most attributes of one contact.
const ATTRIBUTES_MOST: usize = 50;
/// Most characters of a value.
const VALUE_MOST_CHARS: usize = 500;

/// Attributes as they are kept; empty values are left out.
///
/// # Errors
/// `invalid_fields` with every one that is wrong.
pub(super) fn check_attributes(given: BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    let mut kept = BTreeMap::new();
    let mut problems = Vec::new();
    for (key, value) in given {
        let value = clean_line(&value);
        if !is_key(&key) {
            let rule = "Keys have 1 to 40 lower-case letters, digits and `_`.";
            problems.push(problem(&key, "malformed", rule));
        } else if value.chars().count() > VALUE_MOST_CHARS {
            problems.push(problem(&key, "too_long", &format!("At most {VALUE_MOST_CHARS} characters.")));
        } else if !value.is_empty() {
            kept.insert(key, value);
        }
    }
    if problems.is_empty() { check_count(kept) } else { Err(Error::fields(problems)) }
}

/// Attributes after a change: null takes one away.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn merged_attributes(
    mut known: BTreeMap<String, String>,
    given: BTreeMap<String, Option<String>>,
) -> Result<BTreeMap<String, String>> {
    let mut set = BTreeMap::new();
    for (key, value) in given {
        known.remove(&key);
        if let Some(value) = value {
            set.insert(key, value);
        }
    }
    known.extend(check_attributes(set)?);
    check_count(known)
}

fn check_count(kept: BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    if kept.len() > ATTRIBUTES_MOST {
        return Err(Error::field("attributes", "too_long", format!("At most {ATTRIBUTES_MOST} attributes.")));
    }
    Ok(kept)
}

fn is_key(key: &str) -> bool {
    let letters = key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    letters && (1..=40).contains(&key.len())
}

fn problem(key: &str, word: &str, detail: &str) -> FieldProblem {
    let shown: String = key.chars().take(40).collect();
    FieldProblem { field: format!("attributes.{shown}"), problem: word.to_owned(), detail: detail.to_owned() }
}
