//! A letter as it goes over the wire: plain text, and at most one file.

use std::time::{Duration, UNIX_EPOCH};

use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use uuid::Uuid;

use super::Sender;

/// A letter.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its id; the same letter sent again has the same, so that mailboxes can show it once.
    pub id: Uuid,
    /// When it was written, in Unix milliseconds.
    pub written_at_ms: i64,
    /// Whom it goes to.
    pub to: String,
    /// Its subject: one line.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// A PDF with its name.
    pub pdf: Option<(String, Vec<u8>)>,
}

impl Letter {
    /// The message, from that sender.
    pub(super) fn message(self, sender: &Sender) -> Result<Message, String> {
        let address = |text: &str| text.parse::<Address>().map_err(|_| format!("{text} is not an address."));
        let written = Duration::from_millis(u64::try_from(self.written_at_ms).unwrap_or_default());
        let name = Some(sender.from_name.clone()).filter(|name| !name.is_empty());
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let builder = Message::builder()
            .from(Mailbox::new(name, address(&sender.from_address)?))
            .to(Mailbox::new(None, address(&self.to)?))
            .subject(self.subject)
            .date(UNIX_EPOCH + written)
            .message_id(Some(format!("<{}@{}>", self.id, domain_of(&sender.from_address))))
            // Absence notices do not answer what no person sent.
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()));
        let text = SinglePart::plain(self.text);
        let failed = |error: lettre::error::Error| error.to_string();
        match self.pdf {
            None => builder.singlepart(text).map_err(failed),
            Some((name, bytes)) => {
                let kind = ContentType::parse("application/pdf").map_err(|error| error.to_string())?;
                let parts = MultiPart::mixed().singlepart(text).singlepart(Attachment::new(name).body(bytes, kind));
                builder.multipart(parts).map_err(failed)
            }
        }
    }
}

/// What stands behind the `@`.
pub(super) fn domain_of(address: &str) -> &str {
    address.rsplit_once('@').map_or("localhost", |(_, domain)| domain)
}
