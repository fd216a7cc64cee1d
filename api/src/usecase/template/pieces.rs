//! A text with variables as its pieces.

use pronto_protocol::canned_response::RenderedTextView;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it stands.
    Text(&'a str),
    /// A variable's name.
    Variable(&'a str),
}

/// The pieces of a text, in order; nothing when a brace pair is not closed.
#[must_use]
pub fn pieces_of(text: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, behind) = after.split_once("}}")?;
        pieces.extend([Piece::Text(before), Piece::Variable(name.trim())]);
        rest = behind;
    }
    pieces.push(Piece::Text(rest));
    Some(pieces)
}

/// The names of a text's variables, each once, in order.
#[must_use]
pub fn variables_of(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in pieces_of(text).unwrap_or_default() {
        if let Piece::Variable(name) = piece
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// The text with its variables filled in. What is filled in is not read again: a visitor whose name looks like a variable
/// stays a name.
#[must_use]
pub fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> RenderedTextView {
    let Some(pieces) = pieces_of(text) else {
        return RenderedTextView { text: text.to_owned(), missing: Vec::new() };
    };
    let mut rendered = RenderedTextView { text: String::with_capacity(text.len()), missing: Vec::new() };
    for piece in pieces {
        match piece {
            Piece::Text(text) => rendered.text.push_str(text),
            Piece::Variable(name) => match value(name).filter(|value| !value.is_empty()) {
                Some(value) => rendered.text.push_str(&value),
                None if rendered.missing.iter().any(|known| known == name) => {}
                None => rendered.missing.push(name.to_owned()),
            },
        }
    }
    rendered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_its_pieces() {
        assert_eq!(pieces_of("a"), Some(vec![Piece::Text("a")]));
        let pieces = [Piece::Text("Oi, "), Piece::Variable("visitor.name"), Piece::Text("!")];
        assert_eq!(pieces_of("Oi, {{ visitor.name }}!"), Some(pieces.to_vec()));
        assert_eq!(pieces_of("Oi, {{visitor.name"), None);
        assert_eq!(variables_of("{{a}} {{b}} {{a}}"), ["a", "b"]);
    }

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        let value = |name: &str| (name == "visitor.name").then(|| "{{agent.name}}".to_owned());
        let rendered = fill("{{visitor.name}} / {{agent.name}} / {{agent.name}}", value);
        assert_eq!(rendered.text, "{{agent.name}} /  / ");
        assert_eq!(rendered.missing, ["agent.name"]);
    }
}
