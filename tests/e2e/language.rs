//! Rows: X7
//!
//! One whole day in Portuguese and in English: everything that a visitor or an agent reads on any way is in the reader's own language,
//! in an organization whose own is the other one.

mod day;
mod word;

use std::collections::BTreeSet;

use harness::{Api, TestServer};
use pronto_protocol::{
    error::{ErrorCode, Problem},
    organization::Locale,
    push_text::PUSH_TEXTS,
};
use serde_json::json;

use day::{Day, live};
use word::{names, words};

const BOTH: [Locale; 2] = [Locale::PtBr, Locale::En];

/// What is read on each way, in Portuguese and in English.
const READ: &[(&str, &str, &str)] = &[
    ("page", "<html lang=\"pt-BR\">", "<html lang=\"en\">"),
    ("page", "Esta página precisa de JavaScript.", "This page needs JavaScript."),
    ("missing page", "Endereço não encontrado", "Address not found"),
    ("start page", "Documentação da API", "API documentation"),
    ("notices", "Ana entrou na conversa.", "Ana joined the conversation."),
    ("notices", "Ana encerrou a conversa.", "Ana closed the conversation."),
    ("offer push", "Novo atendimento: Rita", "New chat: Rita"),
    ("private push", "Nova mensagem", "New message"),
    ("direct push", "Nova mensagem direta", "New direct message"),
    ("test push", "Notificação de teste", "Test notification"),
    ("visitor's PDF", "Visitante: Rita", "Visitor: Rita"),
    ("visitor's PDF", "Ana entrou na conversa.", "Ana joined the conversation."),
    ("agent's PDF", "Atendentes: Ana", "Agents: Ana"),
    ("agent's PDF", "Resolvido: sim", "Solved: yes"),
    ("agent's PDF", "Página 1 de 1", "Page 1 of 1"),
    ("mail", "Seu atendimento nº 1", "Your chat no. 1"),
    ("mail", "Em anexo está a transcrição do atendimento nº 1.", "The transcript of your chat no. 1 is attached."),
    ("mail's PDF", "Atendimento nº 1", "Chat no. 1"),
    ("CSV", "Espera média (segundos)", "Average wait (seconds)"),
    ("CSV", "Parte resolvida", "Share solved"),
    ("printed report", "Relatório de atendimentos", "Report on chats"),
    ("printed report", "Atendimento mediano", "Median handling"),
    ("problem", "Isso não existe aqui.", "There is no such thing here."),
    ("socket problem", "Isso não existe aqui.", "There is no such thing here."),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_day_is_read_in_the_readers_own_language_on_every_way() {
    let mut wrong = Vec::new();
    for locale in BOTH {
        let Day { read } = live(locale).await;
        let ways: BTreeSet<&str> = READ.iter().map(|(way, ..)| *way).collect();
        let walked: BTreeSet<&str> = read.keys().copied().collect();
        assert_eq!(walked, ways, "a way is not looked at, or not walked");
        for (way, portuguese, english) in READ {
            let (own, other) = if locale == Locale::PtBr { (portuguese, english) } else { (english, portuguese) };
            let text = squeezed(&read[way]);
            if !text.contains(&squeezed(own)) {
                wrong.push(format!("{locale}: {way} does not say “{own}”: {}", read[way]));
            }
            if !squeezed(own).contains(&squeezed(other)) && text.contains(&squeezed(other)) {
                wrong.push(format!("{locale}: {way} says “{other}”"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// PDFs give text back without its spaces.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn every_word_of_the_widget_is_there_in_both_languages_with_the_same_names_in_it() {
    let (portuguese, english) = (words(Locale::PtBr), words(Locale::En));
    assert!(english.len() > 100, "only {} words were read", english.len());
    let keys = |words: &std::collections::BTreeMap<String, String>| words.keys().cloned().collect::<BTreeSet<_>>();
    let (one, other) = (keys(&portuguese), keys(&english));
    assert_eq!(one.symmetric_difference(&other).collect::<Vec<_>>(), Vec::<&String>::new());
    for (key, sentence) in &portuguese {
        let translated = &english[key];
        assert!(!sentence.trim().is_empty() && !translated.trim().is_empty(), "{key} is empty");
        // Only what is nothing but names is the same.
        let said =
            |sentence: &str| names(sentence).iter().fold(sentence.to_owned(), |left, name| left.replace(name, ""));
        let wordless = !said(sentence).contains(char::is_alphabetic);
        assert!(sentence != translated || wordless || sentence == "E-mail", "{key} is the same in both languages");
        assert_eq!(names(sentence), names(translated), "{key}: {sentence} / {translated}");
    }
}

#[test]
fn every_general_text_of_a_push_is_there_in_both_languages() {
    let keys: BTreeSet<&str> = PUSH_TEXTS.iter().map(|text| text.key).collect();
    assert_eq!(keys.len(), PUSH_TEXTS.len(), "a key stands twice");
    for text in PUSH_TEXTS {
        assert!(!text.pt_br.is_empty() && !text.en.is_empty() && text.pt_br != text.en, "{text:?}");
        let (kind, part) = text.key.rsplit_once('_').expect("a kind and a part");
        let twin = if part == "TITLE" { "BODY" } else { "TITLE" };
        assert!(keys.contains(format!("{kind}_{twin}").as_str()), "{} has no {twin}", text.key);
    }
}

#[tokio::test]
async fn every_error_has_a_sentence_in_both_languages_and_is_told_in_the_wished_one() {
    for code in ErrorCode::ALL {
        let (portuguese, english) = (code.title_in(Locale::PtBr), code.title_in(Locale::En));
        assert!(portuguese.ends_with('.') && english.ends_with('.') && portuguese != english, "{code:?}");
    }
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let api = Api::new(&shop.base);
    let request = json!({"organization": "shop", "email": shop.admin.email, "password": "wrong wrong wrong",
        "device": {"platform": "web", "name": "Desk"}});
    for (wished, locale) in [
        ("pt-BR,pt;q=0.9,en;q=0.8", Locale::PtBr),
        ("de-DE, pt;q=0.4", Locale::PtBr),
        ("en-GB", Locale::En),
        ("de", Locale::En),
    ] {
        let answer = api.in_language(wished).post("/v1/sessions", &request).await;
        let problem: Problem = answer.refused(ErrorCode::WrongCredentials);
        assert_eq!(problem.title, ErrorCode::WrongCredentials.title_in(locale), "{wished}");
    }
    let problem: Problem = api.get("/v1/chats").await.refused(ErrorCode::Unauthenticated);
    assert_eq!(problem.title, ErrorCode::Unauthenticated.title(), "programs that wish for none read English");
}
