//! Text as it is searched: without accents, in small letters, word by word.

use crate::fold::letters;

/// Characters of a folded text at most: one letter may unfold to eighteen, and what is ordered by has to fit an index.
const FOLDED_MOST_CHARS: usize = 400;
/// Words of a search that count; what follows them is not looked at.
const WORDS_MOST: usize = 8;

/// Without accents, in small letters and with one space between words: `Ação` is `acao`.
#[must_use]
pub fn fold(text: &str) -> String {
    let folded = letters(text).split_whitespace().collect::<Vec<_>>().join(" ");
    folded.chars().take(FOLDED_MOST_CHARS).collect::<String>().trim_end().to_owned()
}

/// The folded words, each with a space before it, so that a word's beginning is found as ` word`. Holds no character that
/// means something in a pattern.
#[must_use]
pub fn fold_words(text: &str) -> String {
    split(&fold(text)).fold(String::new(), |line, word| line + " " + word)
}

/// The folded words of a search, as patterns for a column made by [`fold_words`].
#[must_use]
pub fn search_words(search: &str) -> Vec<String> {
    split(&fold(search)).take(WORDS_MOST).map(|word| format!("% {word}%")).collect()
}

fn split(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_takes_case_and_accents_away_and_has_an_end() {
        assert_eq!(fold("  João   ÁVILA Conceição "), "joao avila conceicao");
        assert_eq!(fold("ﬁrst Ñandú"), "first nandu");
        assert_eq!(fold(" "), "");
        let long = fold(&"\u{fdfa}".repeat(80));
        assert!(long.chars().count() <= FOLDED_MOST_CHARS && long.trim() == long, "{long}");
    }

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(fold("Ação Ímpar ÇÃO"), "acao impar cao");
        assert_eq!(fold_words("Bom-dia, João!  100%_x"), " bom dia joao 100 x");
        assert_eq!(search_words("MATRÍCULA 50%"), ["% matricula%", "% 50%"]);
        assert!(search_words(" %_ ").is_empty());
        assert_eq!(search_words(&"a ".repeat(20)).len(), WORDS_MOST);
    }
}
