//! Shape: what stands in a file's first line, and how long a file may grow.

use std::collections::BTreeSet;

use super::source::{all, below};

/// How many lines a file may have before somebody has to look again.
const LINES_MOST: usize = 300;
/// The same for tests, which tell one subject's stories one after the other.
const TEST_LINES_MOST: usize = 450;

/// Longer files, each with the reason why it is one.
const LONGER: &[(&str, &str)] = &[
    ("api/src/hub/room.rs", "what is told to whom in one order stands under one lock, and so in one file"),
    (
        "mobile-bindings/client/socket/run.rs",
        "a link from its dial to its end is one loop: in two files neither would show what follows on what",
    ),
    ("api/protocol/src/event.rs", "the closed list of events belongs under one eye"),
    (
        "mobile-bindings/client/calls/list.rs",
        "a list: one line for each operation of openapi.yaml, with what it is said to do",
    ),
];

/// How many rows each letter of FEATURES.md has.
const ROWS: &[(char, u8)] =
    &[('V', 15), ('R', 12), ('C', 13), ('D', 2), ('H', 3), ('K', 5), ('P', 3), ('G', 5), ('N', 11), ('X', 7)];

#[test]
fn every_file_says_in_its_first_line_what_belongs_there() {
    let silent: Vec<String> =
        all().into_iter().filter(|source| !source.text.starts_with("//! ")).map(|source| source.path).collect();
    assert!(silent.is_empty(), "the first line is not `//! …` in:\n{}", silent.join("\n"));
}

#[test]
fn every_end_to_end_file_names_the_rows_it_proves() {
    let mut wrong = Vec::new();
    // A folder's files prove the rows that the file of its name gives.
    let is_subject = |path: &str| path.matches('/').count() == 2 && path != "tests/e2e/main.rs";
    for source in below("tests/e2e").into_iter().filter(|source| is_subject(&source.path)) {
        let first = source.text.lines().next().unwrap_or_default();
        match first.strip_prefix("//! Rows: ") {
            None => wrong.push(format!("{}: the first line is not `//! Rows: …` but `{first}`", source.path)),
            Some("–") => {}
            Some(rows) => {
                let unknown = rows.split(", ").filter(|row| !is_row(row.trim_end_matches('.')));
                wrong.extend(unknown.map(|row| format!("{}: there is no row `{row}`", source.path)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_grows_long_without_a_reason() {
    let listed: BTreeSet<&str> = LONGER.iter().map(|(path, _)| *path).collect();
    let mut wrong = Vec::new();
    for source in all() {
        let lines = source.text.lines().count();
        let most = if source.path.starts_with("tests/") { TEST_LINES_MOST } else { LINES_MOST };
        let long = lines > most;
        if long && !listed.contains(source.path.as_str()) {
            wrong.push(format!("{} has {lines} lines: split it, or list it with a reason", source.path));
        }
        if !long && listed.contains(source.path.as_str()) {
            wrong.push(format!("{} has {lines} lines: take it off the list of longer files", source.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is_row(row: &str) -> bool {
    let mut letters = row.chars();
    let Some(letter) = letters.next() else { return false };
    let number: Result<u8, _> = letters.as_str().parse();
    let most = ROWS.iter().find(|(known, _)| *known == letter).map(|(_, most)| *most);
    matches!((number, most), (Ok(number), Some(most)) if (1..=most).contains(&number))
}

#[test]
fn rows_are_known_by_letter_and_number() {
    assert!(["V1", "V15", "N11", "X7"].iter().all(|row| is_row(row)));
    assert!(!["V0", "V16", "Q1", "", "C", "c1", "N12"].iter().any(|row| is_row(row)));
}
