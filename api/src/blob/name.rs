//! A file's name, as its sender gave it, made fit for any disk and any screen.

/// Most characters of a name.
pub const MOST_CHARACTERS: usize = 120;
/// Most characters of an extension; a longer one is part of the name.
const EXTENSION_MOST_CHARACTERS: usize = 12;
const NAMELESS: &str = "file";

/// Only the last part of a path, without control characters, without those that turn or hide text (`gpj.exe` shown as
/// `exe.jpg`), without what some system forbids, and at most [`MOST_CHARACTERS`] long with its extension kept.
#[must_use]
pub fn sanitise(declared: &str) -> String {
    let last = declared.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|character| !character.is_control() && !is_invisible(*character))
        .map(|character| if matches!(character, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { character })
        .collect();
    // Windows drops dots and spaces at the end; a dot at the start hides a file.
    let trimmed = kept.trim_matches(|character: char| character == '.' || character.is_whitespace());
    if trimmed.is_empty() {
        return NAMELESS.to_owned();
    }
    let named = if is_device(trimmed) { format!("_{trimmed}") } else { trimmed.to_owned() };
    shorten(&named)
}

/// The name with the extension its picture type has.
#[must_use]
pub fn with_extension(name: &str, content_type: &str) -> String {
    let (right, also) = match content_type {
        "image/png" => ("png", "png"),
        "image/jpeg" => ("jpg", "jpeg"),
        "image/webp" => ("webp", "webp"),
        _ => return name.to_owned(),
    };
    match name.rsplit_once('.') {
        Some((_, extension)) if extension.eq_ignore_ascii_case(right) || extension.eq_ignore_ascii_case(also) => {
            name.to_owned()
        }
        Some((stem, extension)) if !stem.is_empty() && is_extension(extension) => shorten(&format!("{stem}.{right}")),
        _ => shorten(&format!("{name}.{right}")),
    }
}

fn shorten(name: &str) -> String {
    if name.chars().count() <= MOST_CHARACTERS {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if is_extension(extension) => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let room = MOST_CHARACTERS - extension.chars().count();
    let stem: String = stem.chars().take(room).collect();
    format!("{}{extension}", stem.trim_end())
}

fn is_extension(text: &str) -> bool {
    (1..=EXTENSION_MOST_CHARACTERS).contains(&text.chars().count()) && text.chars().all(char::is_alphanumeric)
}

/// Characters without a shape: they turn the reading direction, join, or break lines.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Names that Windows keeps for devices, with any extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered =
        |prefix: &str| stem.strip_prefix(prefix).is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']));
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_become_harmless() {
        for (declared, name) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\system32\\calc.exe", "calc.exe"),
            ("report\r\nSet-Cookie: a=b.pdf", "reportSet-Cookie_ a=b.pdf"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("a\u{0}b\u{200b}c.txt", "abc.txt"),
            (".htaccess", "htaccess"),
            ("..", "file"),
            ("/", "file"),
            ("", "file"),
            (" . ", "file"),
            ("nul.txt", "_nul.txt"),
            ("COM7", "_COM7"),
            ("\"><img src=x>.png", "___img src=x_.png"),
            ("photo.jpg. . ", "photo.jpg"),
            ("Straße 😀.pdf", "Straße 😀.pdf"),
        ] {
            assert_eq!(sanitise(declared), name, "{declared:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = sanitise(&format!("{}.pdf", "ü".repeat(500)));
        assert_eq!(name.chars().count(), MOST_CHARACTERS);
        assert!(name.ends_with("ü.pdf"));
        assert_eq!(sanitise(&"x".repeat(500)).chars().count(), MOST_CHARACTERS);
        assert_eq!(sanitise(&format!("a.{}", "x".repeat(500))).chars().count(), MOST_CHARACTERS);
    }

    #[test]
    fn a_picture_is_called_what_it_is() {
        assert_eq!(with_extension("cat.gif", "image/png"), "cat.png");
        assert_eq!(with_extension("cat.JPEG", "image/jpeg"), "cat.JPEG");
        assert_eq!(with_extension("cat.jpg.exe", "image/jpeg"), "cat.jpg.jpg");
        assert_eq!(with_extension("v1.final draft", "image/png"), "v1.final draft.png");
        assert_eq!(with_extension("cat", "image/webp"), "cat.webp");
    }
}
