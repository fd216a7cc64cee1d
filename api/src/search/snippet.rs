//! The part of a text around its first match, on one line.

use pronto_protocol::search::MatchRange;

/// Characters shown before the first match.
const BEFORE_CHARS: usize = 40;
/// Characters shown at most.
const MOST_CHARS: usize = 160;
/// Where a text was cut.
const CUT: char = '…';

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The part.
    pub text: String,
    /// What matches in it.
    pub matches: Vec<MatchRange>,
}

/// The part of a text around the first of these places, which are in order and given by first and last byte.
#[must_use]
pub fn snippet(text: &str, places: &[(usize, usize)]) -> Snippet {
    let first = places.first().map_or(0, |(start, _)| *start);
    let from = start_of(text, first);
    let mut written = String::new();
    let mut units = 0;
    let mut write = |letter: char, units: &mut u32| {
        written.push(letter);
        *units += u32::try_from(letter.len_utf16()).unwrap_or(1);
    };
    if from > 0 {
        write(CUT, &mut units);
    }
    let mut matches: Vec<MatchRange> = Vec::new();
    let mut inside = places.iter().peekable();
    let mut open = false;
    let rest = text.get(from..).unwrap_or_default();
    for (count, (at, letter)) in rest.char_indices().enumerate() {
        let at = from + at;
        while inside.next_if(|(_, end)| *end <= at).is_some() {
            open = false;
        }
        if count == MOST_CHARS {
            write(CUT, &mut units);
            break;
        }
        let start = units;
        // One line; a line break counts as the blank it looks like.
        write(if letter.is_control() { ' ' } else { letter }, &mut units);
        if inside.peek().is_some_and(|(start, _)| *start <= at) {
            match matches.last_mut().filter(|_| open) {
                Some(last) => last.end = units,
                None => matches.push(MatchRange { start, end: units }),
            }
            open = true;
        }
    }
    Snippet { text: written, matches }
}

/// Where to begin: some way before the match, at the beginning of a word.
fn start_of(text: &str, first: usize) -> usize {
    let before = text.get(..first).unwrap_or_default();
    let Some((from, _)) = before.char_indices().rev().nth(BEFORE_CHARS) else { return 0 };
    let part = before.get(from..).unwrap_or_default();
    part.find(char::is_whitespace).map_or(from, |blank| from + blank + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Question;

    fn shown(question: &str, text: &str) -> (String, Vec<String>) {
        let places = Question::parse(question).find_in(text).expect("it matches");
        let snippet = snippet(text, &places);
        let units: Vec<u16> = snippet.text.encode_utf16().collect();
        let part = |range: &MatchRange| String::from_utf16_lossy(&units[range.start as usize..range.end as usize]);
        (snippet.text.clone(), snippet.matches.iter().map(part).collect())
    }

    #[test]
    fn short_texts_are_shown_whole() {
        let (text, matches) = shown("acao", "👍 A Ação\nde hoje");
        assert_eq!((text.as_str(), matches), ("👍 A Ação de hoje", vec!["Ação".to_owned()]));
    }

    #[test]
    fn long_texts_are_cut_around_the_first_match() {
        let text = format!("{} boleto vencido {} boleto", "palavra ".repeat(40), "e mais ".repeat(40));
        let (text, matches) = shown("boleto vencido", &text);
        assert!(text.starts_with("…palavra ") && text.ends_with('…'), "{text}");
        assert!(text.chars().count() <= MOST_CHARS + 2);
        assert_eq!(matches, ["boleto", "vencido"]);
    }

    #[test]
    fn a_long_word_is_cut_where_it_is() {
        let text = format!("{}-x boleto", "a".repeat(300));
        let (text, matches) = shown("boleto", &text);
        assert!(text.starts_with('…'), "{text}");
        assert_eq!(matches, ["boleto"]);
    }
}
