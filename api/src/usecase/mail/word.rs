//! What mails say, in both languages.

use pronto_entity::{chat, organization};
use pronto_protocol::organization::Locale;

use crate::usecase::text::clean_line;

/// Subject and text of a mail with a transcript. `{number}`, `{organization}` in the organization's own subject stand for
/// what they say.
pub(super) fn transcript(locale: Locale, organization: &organization::Model, chat: &chat::Model) -> (String, String) {
    let (number, name) = (chat.number.to_string(), &organization.name);
    let subject = match (&organization.settings.0.transcript_mail_subject, locale) {
        (Some(subject), _) => subject.replace("{number}", &number).replace("{organization}", name),
        (None, Locale::PtBr) => format!("Seu atendimento nº {number} – {name}"),
        (None, Locale::En) => format!("Your chat no. {number} – {name}"),
    };
    let text = match locale {
        Locale::PtBr => format!("Olá!\n\nEm anexo está a transcrição do atendimento nº {number}.\n\n{name}\n"),
        Locale::En => format!("Hello!\n\nThe transcript of your chat no. {number} is attached.\n\n{name}\n"),
    };
    (clean_line(&subject), text)
}

/// Subject and text of a mail with replies, each of which is a name and what was said.
pub(super) fn reply(
    locale: Locale,
    organization: &organization::Model,
    chat: &chat::Model,
    replies: &[(String, String)],
    link: &str,
) -> (String, String) {
    let (number, name) = (chat.number, &organization.name);
    let said: Vec<String> = replies.iter().map(|(agent, text)| format!("{agent}:\n{text}")).collect();
    let said = said.join("\n\n");
    let (subject, text) = match locale {
        Locale::PtBr => (
            format!("Nova resposta no seu atendimento nº {number} – {name}"),
            format!(
                "Olá!\n\nVocê recebeu uma resposta no atendimento nº {number}:\n\n{said}\n\n\
                 Para continuar a conversa, abra no mesmo navegador: {link}\n\n{name}\n"
            ),
        ),
        Locale::En => (
            format!("New reply in your chat no. {number} – {name}"),
            format!(
                "Hello!\n\nThere is a reply in your chat no. {number}:\n\n{said}\n\n\
                 To go on with the conversation, open this in the same browser: {link}\n\n{name}\n"
            ),
        ),
    };
    (clean_line(&subject), text)
}
