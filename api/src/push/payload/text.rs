//! Titles and bodies in the languages that agents are served in, and the keys under which the apps have the general ones.

use pronto_protocol::{chat::Channel, organization::Locale};

use super::{
    super::message::{Alert, Text},
    Words,
};

/// Longest title, in bytes.
const TITLE_LIMIT_BYTES: usize = 120;

/// What is shown.
pub(super) struct Texts {
    pub title: String,
    pub body: String,
}

/// Title and body; with `whole` the text as well as who wrote it, otherwise only the latter. Nothing for what is silent.
pub(super) fn texts(words: &Words, locale: Locale, whole: bool, text_limit_bytes: usize) -> Option<Texts> {
    let say = |portuguese: &'static str, english: &'static str| match locale {
        Locale::PtBr => portuguese,
        Locale::En => english,
    };
    let named =
        |name: &str, otherwise: &str| if name.trim().is_empty() { otherwise.to_owned() } else { name.to_owned() };
    let (title, body) = match words {
        Words::Offer { channel, visitor_phone, visitor_name, queue_name, subject } => {
            let new = say("Novo atendimento", "New chat");
            let title = match visitor_name.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
                Some(name) => format!("{new}: {name}"),
                None => new.to_owned(),
            };
            let body = match subject {
                _ if !whole => say("Um cliente está esperando.", "A customer is waiting.").to_owned(),
                subject => origin(*channel, visitor_phone.as_deref(), queue_name, subject.as_deref(), locale),
            };
            (title, body)
        }
        Words::Assigned { channel, visitor_phone, visitor_name, queue_name, subject } => {
            let yours = say("Atendimento para você", "A chat for you");
            let title = match visitor_name.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
                Some(name) => format!("{yours}: {name}"),
                None => yours.to_owned(),
            };
            let body = match subject {
                _ if !whole => say("Um cliente espera por você.", "A customer is waiting for you.").to_owned(),
                subject => origin(*channel, visitor_phone.as_deref(), queue_name, subject.as_deref(), locale),
            };
            (title, body)
        }
        Words::Message { visitor_name, text } => {
            let body = match text.as_str() {
                _ if !whole => say("Nova mensagem", "New message"),
                "" => say("Enviou um arquivo", "Sent a file"),
                text => text,
            };
            (named(visitor_name, say("Visitante", "Visitor")), body.to_owned())
        }
        Words::Direct { sender_name, title, text } => {
            let title = match title {
                Some(title) if whole => format!("{sender_name} · {title}"),
                _ => sender_name.clone(),
            };
            let body = if whole { text.as_str() } else { say("Nova mensagem direta", "New direct message") };
            (title, body.to_owned())
        }
        Words::Transfer { visitor_name, agent_name } => {
            let new = say("Atendimento transferido", "Transferred chat");
            let title = match visitor_name.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
                Some(name) => format!("{new}: {name}"),
                None => new.to_owned(),
            };
            let body = if whole {
                format!("{} {agent_name}", say("De", "From"))
            } else {
                say("Um colega passou um atendimento para você.", "A colleague gave you a chat.").to_owned()
            };
            (title, body)
        }
        Words::Mention { sender_name, chat_number } => {
            let mentioned = say("Mencionou você", "Mentioned you");
            let body = match locale {
                _ if !whole => mentioned.to_owned(),
                Locale::PtBr => format!("{mentioned} no atendimento nº {chat_number}"),
                Locale::En => format!("{mentioned} in chat no. {chat_number}"),
            };
            (sender_name.clone(), body)
        }
        Words::OfflineMessage { name, queue_name, text, .. } => {
            let title = format!("{}: {name}", say("Recado", "Offline message"));
            let body =
                if whole { format!("{queue_name} · {text}") } else { say("Novo recado", "New message").to_owned() };
            (title, body)
        }
        Words::Missed => (
            say("Você perdeu chamados", "You missed chats").to_owned(),
            say(
                "Você está como não pronto. Abra o Pronto para voltar a receber.",
                "You are now not ready. Open Pronto to get chats again.",
            )
            .to_owned(),
        ),
        Words::Test => (
            say("Notificação de teste", "Test notification").to_owned(),
            say("As notificações chegam a este aparelho.", "Notifications reach this device.").to_owned(),
        ),
        Words::Silent => return None,
    };
    Some(Texts { title: cut(&title, TITLE_LIMIT_BYTES), body: cut(&body, text_limit_bytes) })
}

/// Where a chat comes from: channel and phone number where there is something to tell, queue and subject.
fn origin(channel: Channel, phone: Option<&str>, queue_name: &str, subject: Option<&str>, locale: Locale) -> String {
    let channel = match (channel, locale) {
        (Channel::Widget, _) => None,
        (Channel::Mobile, Locale::PtBr) => Some("Aplicativo"),
        (Channel::Mobile, Locale::En) => Some("App"),
        (Channel::Whatsapp, _) => Some("WhatsApp"),
        (Channel::Api, _) => Some("API"),
    };
    let from: Vec<&str> = channel.into_iter().chain(phone).collect();
    let from = Some(from.join(" ")).filter(|from| !from.is_empty());
    let parts: Vec<&str> = from.as_deref().into_iter().chain([queue_name]).chain(subject).collect();
    parts.join(" · ")
}

/// The keys of the general texts, which tell nothing.
pub(super) fn key_texts(words: &Words) -> Option<Alert> {
    let (title, body) = match words {
        Words::Offer { .. } => ("OFFER_TITLE", "OFFER_BODY"),
        Words::Assigned { .. } => ("ASSIGNED_TITLE", "ASSIGNED_BODY"),
        Words::Message { .. } => ("MESSAGE_TITLE", "MESSAGE_BODY"),
        Words::Direct { .. } => ("DIRECT_TITLE", "DIRECT_BODY"),
        Words::Transfer { .. } => ("TRANSFER_TITLE", "TRANSFER_BODY"),
        Words::Mention { .. } => ("MENTION_TITLE", "MENTION_BODY"),
        Words::OfflineMessage { .. } => ("OFFLINE_MESSAGE_TITLE", "OFFLINE_MESSAGE_BODY"),
        Words::Missed => ("MISSED_TITLE", "MISSED_BODY"),
        Words::Test => ("TEST_TITLE", "TEST_BODY"),
        Words::Silent => return None,
    };
    let text = |key| Some(Text::Localized { key, args: Vec::new() });
    Some(Alert { title: text(title), body: text(body) })
}

/// Cuts at a character, and shows that it did.
fn cut(text: &str, most_bytes: usize) -> String {
    if text.len() <= most_bytes {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        if kept.len() + letter.len_utf8() + '…'.len_utf8() > most_bytes {
            break;
        }
        kept.push(letter);
    }
    kept.push('…');
    kept
}
