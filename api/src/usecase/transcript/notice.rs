//! System messages as sentences: the visitor's own, as the widget has them, since a transcript is what the visitor saw.

use std::{collections::HashMap, sync::LazyLock};

use pronto_protocol::{
    message::{Notice, NoticeCode},
    organization::Locale,
};

use super::word::say;

type Words = HashMap<String, String>;

static PT_BR: LazyLock<Words> = LazyLock::new(|| read(include_str!("../../../widget/chat/words/pt-BR.js")));
static EN: LazyLock<Words> = LazyLock::new(|| read(include_str!("../../../widget/chat/words/en.js")));

/// The lines of a file of words, each of which is JSON by itself.
fn read(file: &str) -> Words {
    let lines = file.lines().map(|line| line.trim().trim_end_matches(','));
    let lines = lines.filter(|line| line.starts_with("\"notice."));
    lines.filter_map(|line| serde_json::from_str::<Words>(&format!("{{{line}}}")).ok()).flatten().collect()
}

/// The sentence of a notice; what an organization wrote itself stays as it is.
pub(crate) fn sentence(locale: Locale, notice: &Notice) -> String {
    if let Some(text) = notice.names.get("text") {
        return text.clone();
    }
    if notice.code == NoticeCode::VisitorLeft {
        // The widget says "you", and others read this, too.
        let somebody = say(locale, "O visitante", "The visitor");
        let name = notice.names.get("visitor").map_or(somebody, String::as_str);
        return format!("{name} {}", say(locale, "saiu da conversa.", "left the conversation."));
    }
    let words = match locale {
        Locale::PtBr => &*PT_BR,
        Locale::En => &*EN,
    };
    let code = notice.code.as_str();
    let nameless = words.get(&format!("notice.{code}.nameless")).filter(|_| !notice.names.contains_key("agent"));
    let Some(form) = nameless.or_else(|| words.get(&format!("notice.{code}"))) else {
        return code.replace('_', " ");
    };
    let mut written = form.clone();
    for (key, name) in &notice.names {
        written = written.replace(&format!("{{{key}}}"), name);
    }
    let somebody = words.get("notice.somebody").map_or("–", String::as_str);
    written.replace("{agent}", somebody)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn of(code: NoticeCode, names: &[(&str, &str)]) -> Notice {
        let names: BTreeMap<String, String> =
            names.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect();
        Notice { code, names }
    }

    #[test]
    fn every_notice_has_its_sentence_in_both_languages() {
        for locale in Locale::ALL {
            for code in NoticeCode::ALL.iter().filter(|code| **code != NoticeCode::Entry) {
                let sentence = sentence(*locale, &of(*code, &[("agent", "Ana")]));
                assert_ne!(sentence, code.as_str().replace('_', " "), "{code} has no words in {locale}");
                assert!(sentence.contains(' ') && sentence.ends_with(['.', '!', '?']), "{locale}: {sentence}");
            }
        }
    }

    #[test]
    fn names_stand_in_their_place() {
        let joined = of(NoticeCode::AgentJoined, &[("agent", "Ana")]);
        assert_eq!(sentence(Locale::PtBr, &joined), "Ana entrou na conversa.");
        assert_eq!(sentence(Locale::En, &of(NoticeCode::AgentJoined, &[])), "Somebody joined the conversation.");
        assert_eq!(
            sentence(Locale::PtBr, &of(NoticeCode::Entry, &[("text", "Bem-vindo {agent}")])),
            "Bem-vindo {agent}"
        );
        assert_eq!(sentence(Locale::En, &of(NoticeCode::ChatClosed, &[])), "The conversation was closed.");
        assert_eq!(
            sentence(Locale::PtBr, &of(NoticeCode::VisitorLeft, &[("visitor", "Rita")])),
            "Rita saiu da conversa."
        );
    }
}
