//! What people write: checked, cleaned of what no screen shows, and hashed to tell a repetition from a reuse.

mod fold;

pub use fold::{fold, fold_words, search_words};
use pronto_protocol::{
    limit::{NAME_MOST_CHARS, SLUG_MOST_CHARS},
    message::TEXT_MOST_CHARS,
};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// A text of 1 to 8,000 characters, without control characters, ends trimmed.
///
/// # Errors
/// `invalid_fields`.
pub fn check_text(field: &str, text: &str) -> Result<String> {
    check_length(field, text, TEXT_MOST_CHARS)?;
    let text = clean(text);
    if text.is_empty() {
        return Err(Error::field(field, "required", "The text is empty."));
    }
    Ok(text)
}

/// The same, and empty is allowed.
///
/// # Errors
/// `invalid_fields`.
pub fn check_optional_text(field: &str, text: &str) -> Result<String> {
    check_length(field, text, TEXT_MOST_CHARS)?;
    Ok(clean(text))
}

/// A name or title: one line of 1 to 80 characters, without control or direction-changing characters.
///
/// # Errors
/// `invalid_fields`.
pub fn check_name(field: &str, name: &str) -> Result<String> {
    check_length(field, name, NAME_MOST_CHARS)?;
    let name = clean_line(name);
    if name.is_empty() {
        return Err(Error::field(field, "required", "A name is needed."));
    }
    Ok(name)
}

/// A text that may be left out, of at most so many characters; nothing when it is empty.
///
/// # Errors
/// `invalid_fields`.
pub fn check_short_text(field: &str, text: &str, most_chars: usize) -> Result<Option<String>> {
    check_length(field, text, most_chars)?;
    let text = clean(text);
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// One line without control or direction-changing characters, ends trimmed.
#[must_use]
pub fn clean_line(text: &str) -> String {
    let bidi = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept: String = text.chars().filter(|c| !c.is_control() && !bidi(*c)).collect();
    kept.trim().to_owned()
}

/// A word in addresses: 1 to 40 lower-case letters, digits and `-`, not at the ends.
///
/// # Errors
/// `invalid_fields`.
pub fn check_slug(field: &str, slug: &str) -> Result<String> {
    let letters = slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !letters || slug.is_empty() || slug.len() > SLUG_MOST_CHARS || slug.starts_with('-') || slug.ends_with('-') {
        let rule = "1 to 40 lower-case letters, digits and `-`, not at the ends.";
        return Err(Error::field(field, "malformed", rule));
    }
    Ok(slug.to_owned())
}

/// An e-mail address in lower case. Only what cannot be one is refused: the mailbox decides the rest.
///
/// # Errors
/// `invalid_fields`.
pub fn check_email(field: &str, email: &str) -> Result<String> {
    let email = email.trim().to_lowercase();
    let parts: Vec<&str> = email.split('@').collect();
    let plausible = matches!(parts.as_slice(), [local, domain]
        if !local.is_empty() && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.'));
    let spaces = email.chars().any(|c| c.is_whitespace() || c.is_control());
    if !plausible || spaces || email.len() > 254 {
        return Err(Error::field(field, "malformed", "This is not an e-mail address."));
    }
    Ok(email)
}

/// The hash of what a request asked for; equal for a repetition, different for another content.
#[must_use]
pub fn content_hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().take(16).copied().collect()
}

fn clean(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    kept.trim().to_owned()
}

/// Counts what was sent, with what is cleaned away: so the document can say it.
fn check_length(field: &str, text: &str, most: usize) -> Result<()> {
    if text.chars().count() > most {
        return Err(Error::field(field, "too_long", format!("At most {most} characters.")));
    }
    Ok(())
}
