//! The widget's words as the tests read them.

use std::collections::{BTreeMap, BTreeSet};

use pronto_protocol::organization::Locale;

/// The sentences of a language by their keys.
pub(super) fn words(locale: Locale) -> BTreeMap<String, String> {
    let file = match locale {
        Locale::PtBr => include_str!("../../../api/widget/chat/words/pt-BR.js"),
        Locale::En => include_str!("../../../api/widget/chat/words/en.js"),
    };
    let lines = file.lines().map(|line| line.trim().trim_end_matches(',')).filter(|line| line.starts_with('"'));
    lines
        .flat_map(|line| {
            let pair = serde_json::from_str::<BTreeMap<String, String>>(&format!("{{{line}}}"));
            pair.unwrap_or_else(|error| panic!("{line}: {error}"))
        })
        .collect()
}

/// What stands in braces.
pub(super) fn names(sentence: &str) -> BTreeSet<&str> {
    sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// A notice as the widget says it.
pub(super) fn spoken(locale: Locale, notice: &serde_json::Value) -> String {
    let code = notice["code"].as_str().expect("a code");
    let mut sentence = words(locale).remove(&format!("notice.{code}")).unwrap_or_else(|| panic!("{code} has no words"));
    for (name, value) in notice["names"].as_object().into_iter().flatten() {
        sentence = sentence.replace(&format!("{{{name}}}"), value.as_str().unwrap_or_default());
    }
    sentence
}
