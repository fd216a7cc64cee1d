//! Names: the closed words, which say nothing of what a thing is.

use super::source::all;

/// Words that stand in no name of a file or of anything public.
const CLOSED: &[&str] = &[
    "manager",
    "helper",
    "util",
    "utils",
    "common",
    "service",
    "handler",
    "processor",
    "data",
    "info",
    "misc",
    "base",
];

/// Names that are not ours to choose, or that a standard uses so.
const GIVEN: &[(&str, &str)] = &[
    ("ServiceAccount", "Google's word for the account that sends"),
    ("service_account", "Google's word for the account that sends"),
    ("base", "RFC 3986's word for the address that others are relative to"),
];

#[test]
fn no_file_and_nothing_public_has_a_closed_word_in_its_name() {
    let mut found = Vec::new();
    for source in all() {
        let path = source.path.trim_end_matches(".rs");
        if let Some(word) = path.split('/').find_map(closed) {
            found.push(format!("{}: the file's name has `{word}`", source.path));
        }
        for (index, line) in source.code().lines().enumerate() {
            let Some(name) = public(line) else { continue };
            if let Some(word) = closed(&name).filter(|_| !GIVEN.iter().any(|(given, _)| *given == name)) {
                found.push(format!("{}:{}: `{name}` has `{word}`", source.path, index + 1));
            }
        }
    }
    assert!(found.is_empty(), "closed words:\n{}", found.join("\n"));
}

#[test]
fn modules_are_files_of_their_name_and_never_mod_rs() {
    let found: Vec<String> =
        all().into_iter().map(|source| source.path).filter(|path| path.ends_with("/mod.rs")).collect();
    assert!(found.is_empty(), "write `noun.rs` beside `noun/` instead of: {found:?}");
}

/// The name that a line makes public, if it does.
fn public(line: &str) -> Option<String> {
    let rest = line.trim_start().strip_prefix("pub")?;
    let rest = match rest.strip_prefix('(') {
        Some(scoped) => scoped.split_once(')')?.1,
        None => rest,
    };
    let mut words = rest.strip_prefix(' ')?.split_whitespace().peekable();
    while words.next_if(|word| matches!(*word, "async" | "unsafe" | "extern" | "\"C\"")).is_some() {}
    let kind = words.next()?;
    if !matches!(kind, "fn" | "struct" | "enum" | "trait" | "type" | "mod" | "static" | "const") {
        return None;
    }
    let name = words.find(|word| *word != "fn" && *word != "mut")?;
    let end = name.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
    name.get(..end.unwrap_or(name.len())).map(str::to_owned)
}

fn closed(name: &str) -> Option<&'static str> {
    let words = split(name);
    CLOSED.iter().copied().find(|closed| words.iter().any(|word| word == closed))
}

/// `SignInRequest`, `sign_in-request` as their words in small letters.
fn split(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_small = false;
    for letter in name.chars() {
        let separates = !letter.is_alphanumeric();
        if separates || (letter.is_uppercase() && after_small) {
            words.push(String::new());
        }
        if !separates {
            words.last_mut().expect("there is always one").extend(letter.to_lowercase());
        }
        after_small = letter.is_lowercase() || letter.is_ascii_digit();
    }
    words
}

#[test]
fn closed_words_are_found_inside_names_and_not_inside_words() {
    assert_eq!(closed("ChatManager"), Some("manager"));
    assert_eq!(closed("chat_data"), Some("data"));
    assert_eq!(closed("database"), None);
    assert_eq!(closed("Metadata"), None);
    assert_eq!(public("    pub(crate) async fn base_url(&self) -> Url {"), Some("base_url".to_owned()));
    assert_eq!(public("pub const fn info() {"), Some("info".to_owned()));
    assert_eq!(public("    pub data: Vec<u8>,"), None);
}
