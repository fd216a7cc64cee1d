//! Reads an uploaded form.

use std::collections::HashMap;

use super::Media;

/// The fields of an upload, read as RFC 7578 says.
pub(super) fn read(content_type: &str, body: &[u8]) -> Result<Media, String> {
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").ok_or("no form")?;
    let delimiter = format!("\r\n--{boundary}");
    let whole = [b"\r\n", body].concat();
    let mut parts = Vec::new();
    let mut rest = whole.as_slice();
    while let Some(at) = find(rest, delimiter.as_bytes()) {
        parts.push(&rest[..at]);
        rest = &rest[at + delimiter.len()..];
    }
    if rest != b"--\r\n" {
        return Err("the form does not end".into());
    }
    let mut fields = HashMap::new();
    let mut media = None;
    for part in parts.iter().skip(1) {
        let at = find(part, b"\r\n\r\n").ok_or("a part without a head")?;
        let (head, content) = (String::from_utf8_lossy(&part[..at]).into_owned(), part[at + 4..].to_vec());
        let quoted = |key: &str| {
            let after = head.split_once(&format!("{key}=\""))?.1;
            Some(after.split_once('"')?.0.to_owned())
        };
        let name = quoted(" name").ok_or("a part without a name")?;
        if name == "file" {
            let kind = head.split_once("Content-Type: ").ok_or("a file without a type")?.1;
            let content_type = kind.lines().next().unwrap_or_default().to_owned();
            media = Some(Media { content_type, name: quoted("filename").ok_or("no file name")?, bytes: content });
        } else {
            fields.insert(name, String::from_utf8(content).map_err(|error| error.to_string())?);
        }
    }
    let media = media.ok_or("no file")?;
    if fields.get("messaging_product").is_none_or(|product| product != "whatsapp")
        || fields.get("type") != Some(&media.content_type)
    {
        return Err(format!("fields {fields:?}"));
    }
    Ok(media)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
