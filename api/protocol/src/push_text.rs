//! The general texts of pushes that say nothing of their content: apps keep them under these keys, in every language.

use crate::organization::Locale;

/// One text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PushText {
    /// The key, as a push's `title_loc_key` and `body_loc_key` name it.
    pub key: &'static str,
    /// In Brazilian Portuguese.
    pub pt_br: &'static str,
    /// In English.
    pub en: &'static str,
}

macro_rules! push_texts {
    ($($key:literal $pt_br:literal $en:literal;)+) => {
        /// Every text.
        pub const PUSH_TEXTS: &[PushText] = &[$(PushText { key: $key, pt_br: $pt_br, en: $en },)+];
    };
}

push_texts! {
    "OFFER_TITLE" "Novo atendimento" "New chat";
    "OFFER_BODY" "Um cliente está esperando." "A customer is waiting.";
    "ASSIGNED_TITLE" "Atendimento para você" "A chat for you";
    "ASSIGNED_BODY" "Um cliente espera por você." "A customer is waiting for you.";
    "MESSAGE_TITLE" "Nova mensagem" "New message";
    "MESSAGE_BODY" "Abra o Pronto para ler." "Open Pronto to read it.";
    "DIRECT_TITLE" "Nova mensagem direta" "New direct message";
    "DIRECT_BODY" "Abra o Pronto para ler." "Open Pronto to read it.";
    "TRANSFER_TITLE" "Atendimento transferido" "Transferred chat";
    "TRANSFER_BODY" "Um colega passou um atendimento para você." "A colleague gave you a chat.";
    "MENTION_TITLE" "Mencionaram você" "You were mentioned";
    "MENTION_BODY" "Abra o Pronto para ler." "Open Pronto to read it.";
    "OFFLINE_MESSAGE_TITLE" "Novo recado" "New offline message";
    "OFFLINE_MESSAGE_BODY" "Alguém deixou um recado." "Somebody left a message.";
    "MISSED_TITLE" "Você perdeu chamados" "You missed chats";
    "MISSED_BODY" "Você está como não pronto. Abra o Pronto para voltar a receber." "You are now not ready. Open Pronto to get chats again.";
    "TEST_TITLE" "Notificação de teste" "Test notification";
    "TEST_BODY" "As notificações chegam a este aparelho." "Notifications reach this device.";
}

/// The text under a key.
#[must_use]
pub fn push_text(key: &str, locale: Locale) -> Option<&'static str> {
    let found = PUSH_TEXTS.iter().find(|text| text.key == key)?;
    Some(match locale {
        Locale::PtBr => found.pt_br,
        Locale::En => found.en,
    })
}
