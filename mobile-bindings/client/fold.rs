//! One way to write what is searched on the device: small letters without accents.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// `Ação` becomes `acao`.
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase).collect()
}

/// The words of a question.
#[must_use]
pub fn words(question: &str) -> Vec<String> {
    fold(question).split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(fold("Ação É Já"), "acao e ja");
        assert_eq!(words("  Conexão\tLENTA "), ["conexao", "lenta"]);
    }
}
