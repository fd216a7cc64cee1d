//! The words on a transcript, in both languages.

use chrono_tz::Tz;
use pronto_protocol::{
    agent::Role,
    message::{SenderKind, SenderView},
    organization::Locale,
};

use crate::calendar;

/// One of two spellings.
pub(super) fn say(locale: Locale, pt_br: &'static str, en: &'static str) -> &'static str {
    match locale {
        Locale::PtBr => pt_br,
        Locale::En => en,
    }
}

/// What a sender is.
pub(super) fn role(locale: Locale, sender: &SenderView) -> &'static str {
    match (sender.kind, sender.role) {
        (SenderKind::Visitor, _) => say(locale, "visitante", "visitor"),
        (SenderKind::System, _) => say(locale, "mensagem automática", "automatic message"),
        (SenderKind::Agent, Some(Role::Supervisor)) => say(locale, "supervisor", "supervisor"),
        (SenderKind::Agent, Some(Role::Admin)) => say(locale, "administrador", "admin"),
        (SenderKind::Agent, Some(Role::Agent) | None) => say(locale, "atendente", "agent"),
    }
}

/// A time as clocks of the place show it, to the second.
pub(super) fn time(locale: Locale, zone: Tz, at_ms: i64) -> String {
    let form = match locale {
        Locale::PtBr => "%d/%m/%Y %H:%M:%S",
        Locale::En => "%Y-%m-%d %H:%M:%S",
    };
    calendar::local(zone, at_ms).format(form).to_string()
}

/// The size of a file.
pub(super) fn size(locale: Locale, bytes: u64) -> String {
    let (number, unit) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => (bytes as f64 / 1e3, "kB"),
        _ => (bytes as f64 / 1e6, "MB"),
    };
    let written = format!("{number:.1} {unit}");
    if locale == Locale::PtBr { written.replace('.', ",") } else { written }
}

/// What stands at the foot of a page.
pub(super) fn foot(locale: Locale) -> fn(usize, usize) -> String {
    match locale {
        Locale::PtBr => |page, count| format!("Página {page} de {count}"),
        Locale::En => |page, count| format!("Page {page} of {count}"),
    }
}
