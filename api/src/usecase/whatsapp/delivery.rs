//! What goes out, as rows: a message in the parts that WhatsApp can take.

use pronto_entity::{column::Word, whatsapp_delivery};
use pronto_protocol::{message::MessageView, whatsapp::WhatsappDeliveryState};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::WINDOW_MS;
use crate::{error::Result, ledger::Transaction};

/// Most characters of a text.
const TEXT_MOST_CHARS: usize = 4_096;
/// Most characters of what is written with a file.
const CAPTION_MOST_CHARS: usize = 1_024;
/// Places between one event and the next: more parts than a message can have.
pub(crate) const PARTS_MOST: i64 = 64;

/// Something to go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewDelivery {
    /// The number it goes out by.
    pub account_id: Uuid,
    /// Whom it goes to.
    pub sender_id: Uuid,
    /// Chat, message and the message's number.
    pub of: Option<(Uuid, Uuid, i64)>,
    /// Which part of the message.
    pub part: i32,
    /// The text, or what is written with the file.
    pub text: String,
    /// The file.
    pub attachment_id: Option<Uuid>,
    /// The message it quotes.
    pub quoted_id: Option<Uuid>,
    /// The template, as the provider takes it.
    pub template: Option<String>,
}

impl NewDelivery {
    /// Words outside of any chat.
    pub(super) fn notice(account_id: Uuid, sender_id: Uuid, text: String) -> Self {
        let text = text.chars().take(TEXT_MOST_CHARS).collect();
        Self { account_id, sender_id, of: None, part: 0, text, attachment_id: None, quoted_id: None, template: None }
    }

    /// The row, at a place.
    pub(crate) fn row(
        self,
        id: Uuid,
        organization_id: Uuid,
        place: i64,
        now_ms: i64,
    ) -> whatsapp_delivery::ActiveModel {
        let (chat_id, message_id, number) =
            self.of.map_or((None, None, 0), |(chat_id, message_id, number)| (Some(chat_id), Some(message_id), number));
        whatsapp_delivery::ActiveModel {
            id: Set(id),
            organization_id: Set(organization_id),
            account_id: Set(self.account_id),
            sender_id: Set(self.sender_id),
            chat_id: Set(chat_id),
            message_id: Set(message_id),
            number: Set(number),
            part: Set(self.part),
            place: Set(place + i64::from(self.part)),
            text: Set(self.text),
            attachment_id: Set(self.attachment_id),
            quoted_id: Set(self.quoted_id),
            template: Set(self.template),
            state: Set(Word(WhatsappDeliveryState::Queued)),
            attempts: Set(0),
            due_at: Set(Some(now_ms)),
            expires_at: Set(now_ms + WINDOW_MS),
            delay_told: Set(false),
            wamid: Set(None),
            code: Set(None),
            words: Set(None),
            created_at: Set(now_ms),
        }
    }
}

/// Queues something in the change that causes it, in the place of an event.
///
/// # Errors
/// A failure of the database.
pub(super) async fn add(transaction: &mut Transaction, new: NewDelivery, seq: i64) -> Result<()> {
    let place = seq * PARTS_MOST;
    let row = new.row(transaction.id(), transaction.organization_id(), place, transaction.now_ms());
    whatsapp_delivery::Entity::insert(row).exec_without_returning(transaction.db()).await?;
    transaction.wake_workers();
    Ok(())
}

/// A message in parts: one file each, a text beside a file that can carry it, and long texts in pieces.
#[must_use]
pub(crate) fn parts_of(account_id: Uuid, sender_id: Uuid, message: &MessageView, text: &str) -> Vec<NewDelivery> {
    let mut parts: Vec<(String, Option<Uuid>)> = Vec::new();
    let carries = message.attachments.first().is_some_and(|file| !file.content_type.starts_with("audio/"));
    let letters: Vec<char> = text.chars().collect();
    let caption = if carries && letters.len() <= CAPTION_MOST_CHARS { text } else { "" };
    if caption.is_empty() {
        parts.extend(letters.chunks(TEXT_MOST_CHARS).map(|piece| (piece.iter().collect(), None)));
    }
    for (at, file) in message.attachments.iter().enumerate() {
        parts.push((if at == 0 { caption.to_owned() } else { String::new() }, Some(file.id)));
    }
    let number = message.number.cast_signed();
    let parts = parts.into_iter().zip(0..).map(|((text, attachment_id), part)| NewDelivery {
        account_id,
        sender_id,
        of: Some((message.chat_id, message.id, number)),
        part,
        text,
        attachment_id,
        quoted_id: message.quoted_id.filter(|_| part == 0),
        template: None,
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use pronto_protocol::{
        Timestamp,
        attachment::AttachmentView,
        message::{SenderKind, SenderView},
    };

    use super::*;

    fn parts(text: &str, files: &[&str]) -> Vec<(usize, bool)> {
        let attachments = files.iter().map(|content_type| AttachmentView {
            id: Uuid::from_u128(7),
            name: "a".into(),
            content_type: (*content_type).into(),
            size_bytes: 1,
            width: None,
            height: None,
            has_thumbnail: false,
        });
        let message = MessageView {
            id: Uuid::from_u128(1),
            chat_id: Uuid::from_u128(2),
            position: 3,
            number: 2,
            sender: SenderView { kind: SenderKind::Agent, id: None, name: "Ana".into(), role: None },
            text: text.into(),
            attachments: attachments.collect(),
            quoted_id: None,
            notice: None,
            client_id: None,
            sent_at: Timestamp::from_unix_ms(0),
            edited_at: None,
            deleted_at: None,
            seq: 9,
        };
        let parts = parts_of(Uuid::nil(), Uuid::nil(), &message, text);
        assert!(parts.iter().zip(0..).all(|(part, at)| part.part == at));
        parts.into_iter().map(|part| (part.text.chars().count(), part.attachment_id.is_some())).collect()
    }

    #[test]
    fn a_message_goes_out_in_the_parts_that_whatsapp_takes() {
        assert_eq!(parts("Olá", &[]), [(3, false)]);
        assert_eq!(parts(&"é".repeat(8_000), &[]), [(4_096, false), (3_904, false)]);
        assert_eq!(parts("Recibo", &["image/png", "application/pdf"]), [(6, true), (0, true)]);
        assert_eq!(parts("Ouça", &["audio/ogg"]), [(4, false), (0, true)]);
        assert_eq!(parts(&"x".repeat(1_025), &["image/png"]), [(1_025, false), (0, true)]);
        assert_eq!(parts("", &["image/png"]), [(0, true)]);
    }
}
