//! What a custom field may be.

use std::collections::BTreeSet;

use pronto_protocol::form::CustomFieldKind;

use crate::{
    error::{Error, Result},
    usecase::text::check_name,
};

/// Choices of a field at most.
const CHOICES_MOST: usize = 50;

/// A key: 1–40 lower-case letters, digits and `_`.
pub(super) fn check_key(key: &str) -> Result<()> {
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if key.is_empty() || key.len() > 40 || !key.bytes().all(letters) {
        return Err(Error::field("key", "malformed", "1 to 40 lower-case letters, digits and `_`."));
    }
    Ok(())
}

/// The choices of a field of this kind, clean and each once.
pub(super) fn check_choices(kind: CustomFieldKind, choices: &[String]) -> Result<Vec<String>> {
    match (kind, choices.len()) {
        (CustomFieldKind::Choice, 0) => return Err(Error::field("choices", "required", "A choice needs choices.")),
        (CustomFieldKind::Choice, count) if count > CHOICES_MOST => {
            return Err(Error::field("choices", "too_long", format!("At most {CHOICES_MOST} choices.")));
        }
        (CustomFieldKind::Choice, _) | (_, 0) => {}
        (_, _) => return Err(Error::field("choices", "unknown", "Only `choice` has choices.")),
    }
    let clean: Vec<String> = choices.iter().map(|choice| check_name("choices", choice)).collect::<Result<_>>()?;
    if clean.iter().collect::<BTreeSet<_>>().len() < clean.len() {
        return Err(Error::field("choices", "malformed", "Each choice stands once."));
    }
    Ok(clean)
}
