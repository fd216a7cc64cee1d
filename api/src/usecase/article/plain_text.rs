//! An article's small Markdown as plain text.

/// The text without its marks: `**bold**`, `*italic*`, `` `code` `` and headings lose them, `[text](address)` becomes
/// `text (address)`, list items keep their dash.
#[must_use]
pub(super) fn plain_text(body: &str) -> String {
    let lines: Vec<String> = body.lines().map(line).collect();
    lines.join("\n").trim().to_owned()
}

fn line(line: &str) -> String {
    let bare = line.trim_start();
    let heading = bare.trim_start_matches('#');
    let marks = bare.len() - heading.len();
    let line = match heading.strip_prefix(' ') {
        Some(heading) if (1..=6).contains(&marks) => heading.trim(),
        _ => line,
    };
    // An item's own star is no mark of italics.
    match line.trim_start().strip_prefix("* ") {
        Some(item) => format!("- {}", unmarked(item)),
        None => unmarked(line),
    }
}

fn unmarked(line: &str) -> String {
    let mut text = links(line);
    for mark in ["**", "__", "`", "*"] {
        text = without_pairs(&text, mark);
    }
    text
}

/// `[text](address)` as `text (address)`, or the text alone where both are the same.
fn links(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        let link = after.split_once("](").and_then(|(text, behind)| {
            let (address, behind) = behind.split_once(')')?;
            Some((text, address, behind))
        });
        plain.push_str(before);
        match link {
            Some((text, address, behind)) if !text.contains('[') => {
                plain.push_str(text);
                if text != address {
                    plain.push_str(&format!(" ({address})"));
                }
                rest = behind;
            }
            _ => {
                plain.push('[');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// Takes a mark away where it stands in pairs around something; a lone one is a sign like any other.
fn without_pairs(text: &str, mark: &str) -> String {
    let parts: Vec<&str> = text.split(mark).collect();
    let mut plain = String::with_capacity(text.len());
    let mut index = 0;
    while let Some(part) = parts.get(index) {
        plain.push_str(part);
        match parts.get(index + 1) {
            Some(inside) if index + 2 < parts.len() && is_tight(inside) => {
                plain.push_str(inside);
                index += 2;
            }
            Some(_) => {
                plain.push_str(mark);
                index += 1;
            }
            None => break,
        }
    }
    plain
}

fn is_tight(inside: &str) -> bool {
    !inside.is_empty() && !inside.starts_with(char::is_whitespace) && !inside.ends_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_away_and_what_looks_like_them_is_kept() {
        for (body, plain) in [
            ("# Segunda via\n\nAbra o **portal** e *entre*.", "Segunda via\n\nAbra o portal e entre."),
            ("Veja [o portal](https://example.com/a)", "Veja o portal (https://example.com/a)"),
            ("[https://example.com](https://example.com)", "https://example.com"),
            ("* um\n- dois\n* **três**", "- um\n- dois\n- três"),
            ("2 * 3 * 4", "2 * 3 * 4"),
            ("a `b` c", "a b c"),
            ("#hashtag [x] (y)", "#hashtag [x] (y)"),
            ("preço ** aberto", "preço ** aberto"),
            ("[a [b](c)", "[a b (c)"),
        ] {
            assert_eq!(plain_text(body), plain, "{body}");
        }
    }
}
