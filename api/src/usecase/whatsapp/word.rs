//! The words for what WhatsApp brings and takes, in the organization's language.

use pronto_protocol::organization::Locale;

/// One of two spellings.
pub(super) fn say(locale: Locale, pt_br: &'static str, en: &'static str) -> &'static str {
    match locale {
        Locale::PtBr => pt_br,
        Locale::En => en,
    }
}

/// What stands for a file that has still to be fetched.
pub(super) fn file(locale: Locale, kind: &str, name: Option<&str>) -> String {
    match kind {
        "image" => format!("📷 {}", say(locale, "Imagem", "Picture")),
        "video" => format!("🎬 {}", say(locale, "Vídeo", "Video")),
        "audio" | "voice" => format!("🎤 {}", say(locale, "Áudio", "Audio")),
        "sticker" => format!("💟 {}", say(locale, "Figurinha", "Sticker")),
        _ => format!("📄 {}", name.unwrap_or_else(|| say(locale, "Documento", "Document"))),
    }
}

/// A file that could not be had.
pub(super) fn file_lost(locale: Locale, words: &str) -> String {
    format!("[{}: {words}]", say(locale, "O arquivo não pôde ser obtido", "The file could not be fetched"))
}

/// A message of a kind that cannot be shown here.
pub(super) fn unknown(locale: Locale, kind: &str, words: Option<&str>) -> String {
    let tail = words.filter(|words| !words.is_empty()).map_or_else(String::new, |words| format!(": {words}"));
    match locale {
        Locale::PtBr => format!("[Mensagem do WhatsApp que não pode ser mostrada aqui (tipo “{kind}”){tail}]"),
        Locale::En => format!("[A WhatsApp message that cannot be shown here (kind “{kind}”){tail}]"),
    }
}

/// A reaction, or that it was taken back.
pub(super) fn reaction(locale: Locale, emoji: &str) -> String {
    if emoji.is_empty() {
        return say(locale, "Retirou a reação.", "Took the reaction back.").to_owned();
    }
    format!("{} {emoji}", say(locale, "Reagiu com", "Reacted with"))
}

/// A reaction when the chat is over: told to the agents alone, since nobody waits for an answer to it.
pub(super) fn reaction_after(locale: Locale, name: &str, emoji: &str) -> String {
    match locale {
        Locale::PtBr => format!("{name} reagiu com {emoji} depois do fim da conversa."),
        Locale::En => format!("{name} reacted with {emoji} after the end of the conversation."),
    }
}

/// The customer has another number.
pub(super) fn moved(locale: Locale, phone: &str) -> String {
    match locale {
        Locale::PtBr => format!("O cliente mudou o número do WhatsApp para {phone}."),
        Locale::En => format!("The customer's WhatsApp number is now {phone}."),
    }
}

/// What is answered when nobody is there and the organization has not written its own words.
pub(super) fn nobody_there(locale: Locale) -> &'static str {
    say(
        locale,
        "Recebemos sua mensagem. No momento não há atendimento; responderemos assim que possível.",
        "We have received your message. Nobody is here right now; we will answer as soon as possible.",
    )
}

/// What happened to something that was to go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mishap {
    /// It will not arrive.
    Failed,
    /// It waits; it is tried again.
    Delayed,
}

/// A line for the agents of a chat about something that did not go out, with the provider's words.
pub(super) fn mishap(
    locale: Locale,
    mishap: Mishap,
    number: i64,
    beginning: &str,
    words: &str,
    code: Option<i32>,
) -> String {
    let code = code.map_or_else(String::new, |code| format!(" ({} {code})", say(locale, "código", "code")));
    match (locale, mishap) {
        (Locale::PtBr, Mishap::Failed) => {
            format!("⚠ A mensagem nº {number} “{beginning}” não chegou ao WhatsApp do cliente: {words}{code}")
        }
        (Locale::En, Mishap::Failed) => {
            format!("⚠ Message no. {number} “{beginning}” did not reach the customer's WhatsApp: {words}{code}")
        }
        (Locale::PtBr, Mishap::Delayed) => format!(
            "⏳ A mensagem nº {number} “{beginning}” ainda não foi enviada ao WhatsApp e será tentada de novo: {words}{code}"
        ),
        (Locale::En, Mishap::Delayed) => format!(
            "⏳ Message no. {number} “{beginning}” has not been sent to WhatsApp yet and is tried again: {words}{code}"
        ),
    }
}

/// Why nothing more is sent freely.
pub(super) fn window_closed(locale: Locale) -> &'static str {
    say(
        locale,
        "passaram-se mais de 24 horas desde a última mensagem do cliente; só um modelo aprovado pode ser enviado",
        "more than 24 hours have passed since the customer's last message; only an approved template can be sent",
    )
}

/// Why nothing is sent by a number that was removed.
pub(super) fn no_account(locale: Locale) -> &'static str {
    say(locale, "este número do WhatsApp não está mais cadastrado", "this WhatsApp number is not registered any more")
}
