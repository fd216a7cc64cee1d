//! What a file is, by its bytes. What its sender calls it is not asked.

use image::ImageFormat;

/// The type of everything that is only ever downloaded.
pub const UNKNOWN: &str = "application/octet-stream";

/// Types told to a browser. Anything else is [`UNKNOWN`]: above all HTML, SVG and XML, which run scripts, and pictures
/// that are not drawn again and may therefore hold the place where they were taken.
const KNOWN: [&str; 23] = [
    "application/gzip",
    "application/msword",
    "application/pdf",
    "application/rtf",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/x-7z-compressed",
    "application/zip",
    "audio/aac",
    "audio/m4a",
    "audio/mpeg",
    "audio/ogg",
    "audio/opus",
    "audio/x-wav",
    "video/mp4",
    "video/quicktime",
    "video/webm",
];

/// What is done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A picture that is drawn again.
    Picture(ImageFormat),
    /// Anything else, with the type it is served as.
    Other(&'static str),
}

/// Looks at the bytes.
#[must_use]
pub fn kind(bytes: &[u8]) -> Kind {
    let format = match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif | ImageFormat::WebP)) => Some(format),
        _ => None,
    };
    if let Some(format) = format {
        return Kind::Picture(format);
    }
    // Markup may stand behind anything a lenient reader skips, so texts are judged before magic numbers.
    if let Some(text) = text(bytes) {
        return Kind::Other(if is_markup(text) { UNKNOWN } else { "text/plain; charset=utf-8" });
    }
    let found = infer::get(bytes).map(|found| found.mime_type());
    Kind::Other(KNOWN.into_iter().find(|known| Some(*known) == found).unwrap_or(UNKNOWN))
}

/// The bytes as text, when they are UTF-8 that a person could have typed.
fn text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let typed = |character: char| !character.is_control() || matches!(character, '\n' | '\r' | '\t' | '\u{c}');
    // Some binary documents are plain ASCII throughout.
    let document = text.starts_with("%PDF-") || text.starts_with("{\\rtf");
    (!document && text.chars().all(typed)).then_some(text)
}

/// Whether a browser that guesses could take the text for a page: browsers look at the first 1,445 bytes.
fn is_markup(text: &str) -> bool {
    let head: String = text.chars().take(1_500).collect::<String>().to_ascii_lowercase();
    let start = head.trim_start_matches(|character: char| character == '\u{feff}' || character.is_whitespace());
    start.starts_with('<')
        || ["<!doctype", "<html", "<svg", "<script", "<?xml", "<iframe", "<body", "<head", "<img", "<style"]
            .iter()
            .any(|tag| head.contains(tag))
}
