//! As much of MIME as a mailbox needs to show a mail: headers, the text, one file.

use base64::{Engine, engine::general_purpose::STANDARD};

/// A header, unfolded and decoded; empty when it is not there.
pub(super) fn header(raw: &str, name: &str) -> String {
    decoded_words(&plain_header(raw, name))
}

/// The plain text of a mail.
pub(super) fn text(raw: &str) -> String {
    let part = parts(raw).into_iter().find(|part| plain_header(part, "content-type").starts_with("text/plain"));
    let bytes = body(&part.unwrap_or_else(|| raw.to_owned()));
    String::from_utf8(bytes).expect("text is UTF-8").replace("\r\n", "\n")
}

/// The attached file of a mail.
pub(super) fn file(raw: &str) -> Vec<u8> {
    let attached = |part: &String| plain_header(part, "content-disposition").starts_with("attachment");
    body(&parts(raw).into_iter().find(attached).expect("a file is attached"))
}

fn plain_header(raw: &str, name: &str) -> String {
    let head = raw.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ").replace("\r\n\t", " ");
    let lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let mut found = lines.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    found.next().map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

fn parts(raw: &str) -> Vec<String> {
    let kind = plain_header(raw, "content-type");
    let Some(boundary) = kind.split("boundary=").nth(1) else { return vec![raw.to_owned()] };
    let boundary = boundary.trim_matches('"').split(['"', ';']).next().unwrap_or_default();
    let border = format!("--{boundary}");
    let pieces = raw.split(&border).skip(1).filter(|piece| !piece.starts_with("--"));
    pieces.map(|piece| piece.trim_start_matches("\r\n").to_owned()).collect()
}

fn body(part: &str) -> Vec<u8> {
    let (_, body) = part.split_once("\r\n\r\n").unwrap_or_default();
    match plain_header(part, "content-transfer-encoding").to_ascii_lowercase().as_str() {
        "base64" => {
            let packed: String = body.chars().filter(|letter| !letter.is_whitespace()).collect();
            STANDARD.decode(packed).expect("base64")
        }
        "quoted-printable" => unquoted(&body.replace("=\r\n", "")),
        _ => body.as_bytes().to_vec(),
    }
}

fn unquoted(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) if *first == b'=' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}

/// `=?utf-8?b?…?=` put into letters; the space between two of them is none.
fn decoded_words(value: &str) -> String {
    let mut decoded = Vec::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some(at) = rest.find("=?") {
        let between = &rest[..at];
        if !(after_word && between.trim().is_empty()) {
            decoded.extend_from_slice(between.as_bytes());
        }
        let mut pieces = rest[at + 2..].splitn(4, '?');
        let (_, form, packed) = (pieces.next(), pieces.next().unwrap_or_default(), pieces.next().unwrap_or_default());
        match form.to_ascii_lowercase().as_str() {
            "b" => decoded.extend(STANDARD.decode(packed).expect("base64")),
            _ => decoded.extend(unquoted(&packed.replace('_', " "))),
        }
        rest = pieces.next().and_then(|tail| tail.strip_prefix('=')).unwrap_or_default();
        after_word = true;
    }
    decoded.extend_from_slice(rest.as_bytes());
    String::from_utf8(decoded).expect("a header is UTF-8")
}
