//! One way to write what is searched: small letters without accents, words apart. The index of both databases, what the index
//! has not reached yet and every question pass through here, so that they cannot differ.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longest word kept, in characters; the rest of a longer one is cut off on both sides of the search.
const WORD_MOST_CHARS: usize = 48;
/// Digits with something between them are one number from so many on.
const NUMBER_LEAST_DIGITS: usize = 5;
/// Longest number that is joined.
const NUMBER_MOST_DIGITS: usize = 20;
/// Numbers of so many digits are also found by their last ones: without the country, without the area.
const LONG_NUMBER_DIGITS: usize = 10;
/// By so many of its last digits at least.
const ENDING_LEAST_DIGITS: usize = 8;

/// A word of a text, folded, and where it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The word: letters and digits; in joined ones also `@`, `#` or `_`.
    pub word: String,
    /// First byte in the text.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
    /// Made of others: an address, a number without its punctuation, the last digits of one.
    pub joined: bool,
}

/// The words of a text in its order, then what is joined from them: `#12`, e-mail addresses, numbers without punctuation and
/// their last digits.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let plain = words(text);
    let mut joined = Vec::new();
    for at in 0..plain.len() {
        if let Some((token, _)) = hash(text, &plain, at) {
            joined.push(token);
        }
        if let Some((token, _)) = address(text, &plain, at) {
            joined.push(token);
        }
    }
    let mut at = 0;
    while at < plain.len() {
        let Some(upto) = number(text, &plain, at) else {
            at += 1;
            continue;
        };
        joined.extend(numbers(&plain[at..upto]));
        at = upto;
    }
    [plain, joined].concat()
}

/// The same as one line, as the index keeps it.
#[must_use]
pub fn fold(text: &str) -> String {
    let words: Vec<String> = tokens(text).into_iter().map(|token| token.word).collect();
    words.join(" ")
}

/// The words of a text in its order, without what is joined.
#[must_use]
pub fn words(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut open = false;
    for (start, letter) in text.char_indices() {
        if is_combining_mark(letter) {
            // An accent written after its letter belongs to it.
            if let Some(last) = found.last_mut().filter(|_| open) {
                last.end = start + letter.len_utf8();
            }
            continue;
        }
        let before = found.len();
        for folded in folded(letter) {
            if !folded.is_alphanumeric() {
                open = false;
                continue;
            }
            if !open {
                found.push(Token { word: String::new(), start, end: start, joined: false });
                open = true;
            }
            if let Some(last) = found.last_mut() {
                last.word.push(folded);
            }
        }
        if let Some(last) = found.last_mut().filter(|_| open) {
            last.end = start + letter.len_utf8();
        }
        // A letter like ½ falls apart into several words that all stand where it stands.
        for token in found.iter_mut().skip(before) {
            token.end = token.end.max(start + letter.len_utf8());
        }
    }
    for token in &mut found {
        if token.word.chars().count() > WORD_MOST_CHARS {
            token.word = token.word.chars().take(WORD_MOST_CHARS).collect();
        }
    }
    found
}

/// A text with every letter folded and the rest as it was.
#[must_use]
pub fn letters(text: &str) -> String {
    text.chars().flat_map(folded).collect()
}

fn folded(letter: char) -> impl Iterator<Item = char> {
    let apart = std::iter::once(letter).nfkd().flat_map(char::to_lowercase).nfkd();
    apart.filter(|letter| !is_combining_mark(*letter)).flat_map(spelled)
}

/// Letters that no accent tells apart and that are typed otherwise.
fn spelled(letter: char) -> impl Iterator<Item = char> {
    let letters: [Option<char>; 2] = match letter {
        'ß' => [Some('s'), Some('s')],
        'æ' => [Some('a'), Some('e')],
        'œ' => [Some('o'), Some('e')],
        'ø' => [Some('o'), None],
        'đ' | 'ð' => [Some('d'), None],
        'ł' => [Some('l'), None],
        'ı' => [Some('i'), None],
        'ς' => [Some('σ'), None],
        other => [Some(other), None],
    };
    letters.into_iter().flatten()
}

/// `#12` at this word, as one token, and the word after it.
#[must_use]
pub fn hash(text: &str, plain: &[Token], at: usize) -> Option<(Token, usize)> {
    let token = plain.get(at).filter(|token| is_digits(&token.word))?;
    text.get(..token.start)?.ends_with('#').then(|| {
        let word = format!("#{}", token.word);
        (Token { word, start: token.start - 1, end: token.end, joined: true }, at + 1)
    })
}

/// The e-mail address that begins at this word, joined, and the word after it.
#[must_use]
pub fn address(text: &str, plain: &[Token], at: usize) -> Option<(Token, usize)> {
    let first = plain.get(at)?;
    let starts = at == 0 || !matches!(between(text, plain, at - 1), "." | "_" | "+" | "-");
    if !starts {
        return None;
    }
    let mut local = at;
    while matches!(between(text, plain, local), "." | "_" | "+" | "-") {
        local += 1;
    }
    if between(text, plain, local) != "@" {
        return None;
    }
    let mut last = local + 1;
    while matches!(between(text, plain, last), "." | "-") {
        last += 1;
    }
    let join = |part: &[Token]| part.iter().map(|token| token.word.as_str()).collect::<String>();
    let word = format!("{}@{}", join(plain.get(at..=local)?), join(plain.get(local + 1..=last)?));
    let word = word.chars().take(2 * WORD_MOST_CHARS).collect();
    Some((Token { word, start: first.start, end: plain.get(last)?.end, joined: true }, last + 1))
}

/// Up to which word one number reaches that begins here: digits with the punctuation of phones and documents between them.
#[must_use]
pub fn number(text: &str, plain: &[Token], at: usize) -> Option<usize> {
    let mut digits = digits_at(plain, at)?;
    let mut upto = at + 1;
    while let Some(more) = digits_at(plain, upto) {
        let gap = between(text, plain, upto - 1);
        let fits = gap.len() <= 2 && gap.chars().all(|letter| matches!(letter, ' ' | '(' | ')' | '-' | '.' | '/'));
        if !fits || gap.is_empty() || digits + more > NUMBER_MOST_DIGITS {
            break;
        }
        digits += more;
        upto += 1;
    }
    let joined = upto - at > 1 && digits >= NUMBER_LEAST_DIGITS;
    (joined || digits >= LONG_NUMBER_DIGITS).then_some(upto)
}

/// The digits of a number's words, without what stands between them.
#[must_use]
pub fn digits(number: &[Token]) -> String {
    number.iter().map(|token| token.word.as_str()).collect()
}

/// Whether nothing blank stands between a word and the next.
#[must_use]
pub fn adjoins(text: &str, plain: &[Token], at: usize) -> bool {
    at + 1 < plain.len() && !between(text, plain, at).contains(char::is_whitespace)
}

/// The word whose beginning stands for the last digits of a long number: the digits from the last to the first. One word for
/// every length, and nothing that can be written in a text.
///
/// Nothing where there are too few digits to be the end of a number.
#[must_use]
pub fn ending(digits: &str) -> Option<String> {
    (digits.len() >= ENDING_LEAST_DIGITS && is_digits(digits))
        .then(|| "_".chars().chain(digits.chars().rev()).collect())
}

fn numbers(number: &[Token]) -> Vec<Token> {
    let (Some(first), Some(last)) = (number.first(), number.last()) else { return Vec::new() };
    let digits = digits(number);
    let token = |word: String| Token { word, start: first.start, end: last.end, joined: true };
    let ending = ending(&digits).filter(|_| digits.len() >= LONG_NUMBER_DIGITS);
    let whole = Some(digits).filter(|_| number.len() > 1);
    whole.into_iter().chain(ending).map(token).collect()
}

fn digits_at(plain: &[Token], at: usize) -> Option<usize> {
    let word = &plain.get(at)?.word;
    is_digits(word).then_some(word.len())
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// What stands between a word and the next; nothing after the last.
fn between<'a>(text: &'a str, plain: &[Token], at: usize) -> &'a str {
    let (Some(one), Some(next)) = (plain.get(at), plain.get(at + 1)) else { return "" };
    text.get(one.end..next.start).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_matter() {
        let table = [
            ("Ação, CORAÇÃO e pão-de-ló", "acao coracao e pao de lo"),
            ("acao\u{0327}\u{0303}", "acao"),
            ("ÀÉÎÕÜ ñ Ç", "aeiou n c"),
            ("Straße ΣΊΣΥΦΟΣ Øl ﬁm", "strasse σισυφοσ ol fim"),
            ("İstanbul ıssız", "istanbul issiz"),
            ("K\u{212a} ² ½", "kk 2 1 2"),
            ("日本語 chat", "日本語 chat"),
            ("👍 ok!", "ok"),
            ("%_*\"'()", ""),
            ("", ""),
        ];
        for (text, wanted) in table {
            assert_eq!(fold(text), wanted, "{text}");
        }
    }

    #[test]
    fn numbers_are_found_with_and_without_their_punctuation() {
        assert_eq!(fold("+55 (11) 98765-4321"), "55 11 98765 4321 5511987654321 _1234567891155");
        assert_eq!(fold("5511987654321"), "5511987654321 _1234567891155");
        assert_eq!(fold("RA 12.345-6"), "ra 12 345 6 123456");
        assert_eq!(fold("3 4 reais"), "3 4 reais");
        assert_eq!(fold("1234, 5678"), "1234 5678");
    }

    #[test]
    fn the_last_digits_of_a_long_number_are_the_beginning_of_a_word() {
        assert_eq!(ending("87654321").as_deref(), Some("_12345678"));
        assert_eq!(ending("7654321"), None);
        assert_eq!(ending("8765432x"), None);
    }

    #[test]
    fn addresses_and_chat_numbers_are_also_one_word() {
        assert_eq!(fold("Maria.Silva@Exemplo.com.br!"), "maria silva exemplo com br mariasilva@exemplocombr");
        assert_eq!(fold("see #12 and # 13"), "see 12 and 13 #12");
        assert_eq!(fold("@ana a@ @b"), "ana a b");
    }

    #[test]
    fn tokens_know_where_they_stand() {
        let text = "Olá, coração! a@b.c";
        let found = tokens(text);
        let places: Vec<&str> = found.iter().map(|token| text.get(token.start..token.end).unwrap_or("?")).collect();
        assert_eq!(places, ["Olá", "coração", "a", "b", "c", "a@b.c"]);
    }
}
