//! How a queue's page looks: a colour that is one, and a stylesheet that stays by itself.

use pronto_protocol::{error::FieldProblem, queue::QueueLook};

use super::settings::problem;
use crate::{error::Result, usecase::text::check_name};

/// Bytes of a stylesheet at most.
const STYLESHEET_MOST_BYTES: usize = 32_768;

/// The look with its title cleaned; what is wrong goes to `problems`.
pub(super) fn check_look(look: QueueLook, problems: &mut Vec<FieldProblem>) -> Result<QueueLook> {
    let title = look.title.filter(|title| !title.trim().is_empty());
    let title = title.map(|title| check_name("settings.look.title", &title)).transpose()?;
    if look.color.as_deref().is_some_and(|color| !is_color(color)) {
        problems.push(problem("settings.look.color", "malformed", "A colour is written as `#0b5cad`."));
    }
    let stylesheet = look.stylesheet.filter(|text| !text.trim().is_empty());
    if let Some(text) = &stylesheet {
        let field = "settings.look.stylesheet";
        if text.len() > STYLESHEET_MOST_BYTES {
            problems.push(problem(field, "too_long", "At most 32,768 bytes."));
        }
        // The page's policy refuses it as well; here it is told to who writes it.
        let folded = text.to_ascii_lowercase();
        if let Some(word) = ["@import", "url(", "image-set(", "\\", "\0"].iter().find(|word| folded.contains(*word)) {
            let detail = format!("`{}` is not taken: a stylesheet loads nothing.", word.escape_debug());
            problems.push(problem(field, "malformed", &detail));
        }
    }
    Ok(QueueLook { title, stylesheet, ..look })
}

fn is_color(color: &str) -> bool {
    color
        .strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
