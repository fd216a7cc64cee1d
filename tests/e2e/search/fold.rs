//! Folding: laws that hold for any text.

use pronto_api::{fold, search::Question};
use proptest::prelude::*;

fn plain(text: &str) -> String {
    fold::words(text).into_iter().map(|token| token.word).collect::<Vec<_>>().join(" ")
}

/// Text as people here write it, accents in either form.
fn portuguese() -> impl Strategy<Value = String> {
    "[a-zA-ZáàâãéêíóôõúüçÁÀÂÃÉÊÍÓÔÕÚÜÇ0-9 .,!?@#()+-]{0,60}"
}

proptest! {
    #[test]
    fn what_was_folded_stays_as_it_is(text in "\\PC{0,80}") {
        let once = plain(&text);
        prop_assert_eq!(plain(&once), once);
    }

    #[test]
    fn folded_words_hold_nothing_that_an_index_could_take_for_its_own(text in "\\PC{0,80}") {
        for token in fold::tokens(&text) {
            prop_assert!(!token.word.is_empty());
            prop_assert!(token.word.chars().all(|c| c.is_alphanumeric() || (token.joined && matches!(c, '@' | '#' | '_'))));
            prop_assert!(text.get(token.start..token.end).is_some_and(|part| !part.is_empty()));
        }
    }

    #[test]
    fn case_does_not_matter(text in portuguese()) {
        prop_assert_eq!(fold::fold(&text.to_uppercase()), fold::fold(&text.to_lowercase()));
    }

    #[test]
    fn every_text_is_found_by_its_own_words(text in portuguese()) {
        let question = Question::parse(&text.replace('"', " "));
        if !question.is_empty() {
            prop_assert!(question.find_in(&text).is_some(), "{:?}", question);
        }
    }

    #[test]
    fn places_lie_in_the_text_in_order_and_apart(text in portuguese(), question in "[a-e0-9@ ]{1,8}") {
        let mut after = 0;
        for (start, end) in Question::parse(&question).find_in(&text).unwrap_or_default() {
            prop_assert!(after <= start && start < end && text.get(start..end).is_some());
            after = end;
        }
    }
}
