//! Hashes of files: short words for addresses and tags, and what a page names to have a script checked.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use sha2::{Digest, Sha256, Sha384};

/// A short word that changes with the content.
pub(super) fn word_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    parts.into_iter().for_each(|part| hash.update(part));
    let mut word = URL_SAFE_NO_PAD.encode(hash.finalize());
    word.truncate(16);
    word
}

/// The entity tag of a body; weak, since packed forms share it.
pub(super) fn tag_of(body: &[u8]) -> String {
    format!("W/\"{}\"", word_of([body]))
}

/// Whether `If-None-Match` holds a tag.
pub(super) fn holds(held: &str, tag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    held.split(',').any(|one| bare(one) == bare(tag))
}

/// The value of a script's `integrity`.
pub(super) fn integrity_of(body: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(body)))
}
