//! A question taken apart: words that must all be there, phrases whose words follow each other, addresses and numbers in
//! whatever punctuation. Everything else in it is just text.

use crate::fold::{self, Token};

/// Least characters of a word that is taken as a beginning: shorter ones begin half of the language.
const BEGINNING_LEAST_CHARS: usize = 3;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    terms: Vec<Term>,
    /// Whether the last word may still be being typed.
    unfinished: bool,
}

/// One thing that must be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Term {
    /// This word.
    Word(String),
    /// A word that begins so.
    Begins(String),
    /// These words, one after the other.
    Phrase(Vec<String>),
    /// The number as one word, or the end of a longer one, or all of its parts.
    Number(String, Vec<String>),
}

impl Question {
    /// Takes a text apart. What stands in quotes is a phrase, and so is what stands together without a blank.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut terms = Vec::new();
        let mut unfinished = false;
        for (at, part) in text.split(['"', '“', '”', '„', '«', '»']).enumerate() {
            let plain = fold::words(part);
            if plain.is_empty() {
                continue;
            }
            unfinished = at % 2 == 0;
            if unfinished {
                take_apart(part, &plain, &mut terms);
            } else {
                terms.push(phrase(&plain));
            }
        }
        Self { terms, unfinished }
    }

    /// Whether there is no word in it: then nothing is found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// How many words it has.
    #[must_use]
    pub fn len(&self) -> usize {
        let count = |term: &Term| match term {
            Term::Word(_) | Term::Begins(_) => 1,
            Term::Phrase(words) | Term::Number(_, words) => words.len(),
        };
        self.terms.iter().map(count).sum()
    }

    /// The same with its last word taken as a beginning, where that is worth a search.
    #[must_use]
    pub fn with_beginning(&self) -> Option<Self> {
        let mut terms = self.terms.clone();
        let word = match terms.pop().filter(|_| self.unfinished)? {
            Term::Word(word) => word,
            Term::Number(digits, parts) if parts.len() == 1 => digits,
            _ => return None,
        };
        // A chat's number is itself, or nothing.
        if word.chars().count() < BEGINNING_LEAST_CHARS || word.starts_with('#') {
            return None;
        }
        terms.push(Term::Begins(word));
        Some(Self { terms, unfinished: false })
    }

    /// Where a text matches, by first and last byte: in order, apart from each other. Nothing when something is missing.
    #[must_use]
    pub fn find_in(&self, text: &str) -> Option<Vec<(usize, usize)>> {
        let tokens = fold::tokens(text);
        let mut places = Vec::new();
        for term in &self.terms {
            let found = places_of(term, &tokens);
            if found.is_empty() {
                return None;
            }
            places.extend(found);
        }
        places.sort_unstable();
        let mut apart: Vec<(usize, usize)> = Vec::with_capacity(places.len());
        for (start, end) in places {
            match apart.last_mut().filter(|last| start <= last.1) {
                Some(last) => last.1 = last.1.max(end),
                None => apart.push((start, end)),
            }
        }
        Some(apart)
    }

    pub(super) fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The phrases among its terms as they stand in the folded text.
    pub(super) fn phrases(&self) -> impl Iterator<Item = String> {
        self.terms.iter().filter_map(|term| match term {
            Term::Phrase(words) => Some(format!(" {} ", words.join(" "))),
            _ => None,
        })
    }
}

fn take_apart(text: &str, plain: &[Token], terms: &mut Vec<Term>) {
    let mut at = 0;
    while at < plain.len() {
        if let Some((token, next)) = joined(text, plain, at) {
            terms.push(Term::Word(token.word));
            at = next;
        } else if let Some(next) = fold::number(text, plain, at) {
            terms.push(number(&plain[at..next]));
            at = next;
        } else {
            let mut next = at + 1;
            let stands_alone = |next| joined(text, plain, next).is_some() || fold::number(text, plain, next).is_some();
            while fold::adjoins(text, plain, next - 1) && !stands_alone(next) {
                next += 1;
            }
            terms.push(phrase(&plain[at..next]));
            at = next;
        }
    }
}

fn joined(text: &str, plain: &[Token], at: usize) -> Option<(Token, usize)> {
    fold::hash(text, plain, at).or_else(|| fold::address(text, plain, at))
}

fn number(parts: &[Token]) -> Term {
    Term::Number(fold::digits(parts), words_of(parts))
}

fn phrase(parts: &[Token]) -> Term {
    let mut words = words_of(parts);
    match words.pop() {
        Some(word) if words.is_empty() && fold::ending(&word).is_some() => Term::Number(word.clone(), vec![word]),
        Some(word) if words.is_empty() => Term::Word(word),
        last => Term::Phrase(words.into_iter().chain(last).collect()),
    }
}

fn words_of(parts: &[Token]) -> Vec<String> {
    parts.iter().map(|token| token.word.clone()).collect()
}

fn places_of(term: &Term, tokens: &[Token]) -> Vec<(usize, usize)> {
    let place = |token: &Token| (token.start, token.end);
    let all = |word: &String| tokens.iter().filter(|token| token.word == *word).map(place).collect::<Vec<_>>();
    match term {
        Term::Word(word) => all(word),
        Term::Begins(start) => {
            tokens.iter().filter(|token| token.word.starts_with(start.as_str())).map(place).collect()
        }
        Term::Phrase(words) => tokens
            .windows(words.len())
            .filter(|window| window.iter().zip(words).all(|(token, word)| !token.joined && token.word == *word))
            .filter_map(|window| Some((window.first()?.start, window.last()?.end)))
            .collect(),
        Term::Number(digits, parts) => {
            let ending = fold::ending(digits);
            let is_whole = |token: &Token| {
                token.word == *digits || ending.as_ref().is_some_and(|ending| token.word.starts_with(ending.as_str()))
            };
            let whole: Vec<_> = tokens.iter().filter(|token| is_whole(token)).map(place).collect();
            if !whole.is_empty() {
                return whole;
            }
            let parts: Vec<_> = parts.iter().map(all).collect();
            if parts.iter().any(Vec::is_empty) { Vec::new() } else { parts.concat() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(word: &str) -> Term {
        Term::Word(word.to_owned())
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_question_is_taken_apart() {
        let table = [
            ("Bom DIA", vec![word("bom"), word("dia")]),
            ("\"bom dia\" Ana", vec![Term::Phrase(words(&["bom", "dia"])), word("ana")]),
            ("\"não acaba", vec![Term::Phrase(words(&["nao", "acaba"]))]),
            ("guarda-chuva", vec![Term::Phrase(words(&["guarda", "chuva"]))]),
            ("#12", vec![word("#12")]),
            ("maria.silva@exemplo.com", vec![word("mariasilva@exemplocom")]),
            ("98765-4321", vec![Term::Number("987654321".to_owned(), words(&["98765", "4321"]))]),
            ("11987654321", vec![Term::Number("11987654321".to_owned(), words(&["11987654321"]))]),
            ("87654321 7654321", vec![Term::Number("876543217654321".to_owned(), words(&["87654321", "7654321"]))]),
            ("a 87654321", vec![word("a"), Term::Number("87654321".to_owned(), words(&["87654321"]))]),
            ("7654321", vec![word("7654321")]),
            ("a* OR NOT b:c", vec![word("a"), word("or"), word("not"), Term::Phrase(words(&["b", "c"]))]),
            ("% _ ' ( \"\" ^", vec![]),
        ];
        for (text, terms) in table {
            assert_eq!(Question::parse(text).terms, terms, "{text}");
        }
    }

    #[test]
    fn only_a_last_word_that_is_long_enough_can_be_a_beginning() {
        let begins = |text: &str| Question::parse(text).with_beginning().map(|question| question.terms);
        assert_eq!(begins("meu bole"), Some(vec![word("meu"), Term::Begins("bole".to_owned())]));
        assert_eq!(begins("551198765"), Some(vec![Term::Begins("551198765".to_owned())]));
        for text in ["bo", "11 98765-43", "#123", "meu \"boleto\"", "guarda-chu", "", "\"x"] {
            assert_eq!(begins(text), None, "{text}");
        }
    }

    #[test]
    fn places_are_those_of_the_text_as_it_is_written() {
        let found = |question: &str, text: &str| {
            let places = Question::parse(question).find_in(text)?;
            Some(places.iter().filter_map(|(start, end)| text.get(*start..*end)).collect::<Vec<_>>().join("|"))
        };
        assert_eq!(found("acao", "Ação e reação, AÇÃO!").as_deref(), Some("Ação|AÇÃO"));
        assert_eq!(found("\"bom dia\"", "Dia bom, bom  dia").as_deref(), Some("bom  dia"));
        assert_eq!(found("\"bom dia\"", "bom, e dia"), None);
        assert_eq!(found("987654321", "ligue +55 (11) 98765-4321 já").as_deref(), Some("55 (11) 98765-4321"));
        assert_eq!(found("11 9 8765 4321", "ligue +55 (11) 98765-4321 já").as_deref(), Some("55 (11) 98765-4321"));
        assert_eq!(found("1 98765 4321", "55 11987654321").as_deref(), Some("55 11987654321"));
        assert_eq!(found("7654321", "ligue +55 (11) 98765-4321 já"), None);
        assert_eq!(found("98765 4321", "o 98765 e o 4321").as_deref(), Some("98765|4321"));
        assert_eq!(found("a b", "b a a").as_deref(), Some("b|a|a"));
        assert_eq!(found("a z", "b a a"), None);
    }
}
