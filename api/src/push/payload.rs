//! What a push says: words, ids and options within every provider's size, by privacy and in the device's language. Pure: badge and
//! action token are given. Only offers, given and transferred chats, visitors', offline and direct messages have words here; a
//! mention tells who and where, so that a whisper or a note has no way into a push.

#[cfg(test)]
mod tests;
mod text;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use pronto_protocol::{
    Timestamp,
    chat::Channel,
    device::Platform,
    organization::Locale,
    push::{PushContent, PushKind, PushPrivacy},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use self::text::{Texts, key_texts, texts};
use super::{
    message::{Alert, PushMessage, Text},
    sealing,
};

/// Most bytes of everything in one flat JSON object. Every provider takes 4,096; what they wrap around it is below 400.
const LIMIT_BYTES: usize = 3_600;
/// Most bytes before sealing, so that base64 of it and the provider's wrapping stay within 4,096.
const SEALED_LIMIT_BYTES: usize = 2_100;
/// The text is cut to the first of these that fits.
const TEXT_LIMITS_BYTES: [usize; 5] = [1_000, 600, 300, 100, 0];

/// What there is to tell.
pub struct Letter {
    /// The delivery.
    pub delivery_id: Uuid,
    /// The session it is sent for.
    pub session_id: Uuid,
    /// What it is about.
    pub kind: PushKind,
    /// The chat.
    pub chat_id: Option<Uuid>,
    /// The direct conversation.
    pub conversation_id: Option<Uuid>,
    /// The offer.
    pub offer_id: Option<Uuid>,
    /// Position of the message.
    pub position: Option<i64>,
    /// When it was made, Unix milliseconds.
    pub sent_at_ms: i64,
    /// When it stops being of use, Unix milliseconds.
    pub expires_at_ms: i64,
    /// Absolute number for the app's icon.
    pub badge: u32,
    /// Lets the lock screen act.
    pub action_token: Option<String>,
    /// The sound that the agent chose: `default`, `none`, or the name of one that the app brings.
    pub sound: String,
    /// The words.
    pub words: Words,
}

/// The words of a push before privacy and language.
pub enum Words {
    /// Of an offer.
    Offer {
        /// Where the chat came in.
        channel: Channel,
        /// The visitor's phone number, if known.
        visitor_phone: Option<String>,
        /// The visitor's name, if given.
        visitor_name: Option<String>,
        /// The queue's name.
        queue_name: String,
        /// The subject picked.
        subject: Option<String>,
    },
    /// Of a chat that was given to the agent.
    Assigned {
        /// Where the chat came in.
        channel: Channel,
        /// The visitor's phone number, if known.
        visitor_phone: Option<String>,
        /// The visitor's name, if given.
        visitor_name: Option<String>,
        /// The queue's name.
        queue_name: String,
        /// The subject picked.
        subject: Option<String>,
    },
    /// Of a visitor's message.
    Message {
        /// The visitor's name; empty when none was given.
        visitor_name: String,
        /// The text; empty when there are attachments only.
        text: String,
    },
    /// Of a direct message.
    Direct {
        /// The colleague's name.
        sender_name: String,
        /// The group's title.
        title: Option<String>,
        /// The text.
        text: String,
    },
    /// Of a chat that a colleague transferred. The colleague's note is a whisper and stays out.
    Transfer {
        /// The visitor's name, if given.
        visitor_name: Option<String>,
        /// The colleague's name.
        agent_name: String,
    },
    /// Of a mention in a whisper.
    Mention {
        /// The colleague's name.
        sender_name: String,
        /// The chat's number.
        chat_number: u64,
    },
    /// Of an offline message.
    OfflineMessage {
        /// Its id.
        id: Uuid,
        /// The name given.
        name: String,
        /// The queue's name.
        queue_name: String,
        /// The text.
        text: String,
    },
    /// Offers were missed.
    Missed,
    /// A test.
    Test,
    /// Nothing is shown.
    Silent,
}

/// Whom it is for.
pub struct Reader<'a> {
    /// The language.
    pub locale: Locale,
    /// What may be told.
    pub privacy: PushPrivacy,
    /// The device's platform.
    pub platform: Platform,
    /// The device's key and secret, when it gave any.
    pub keys: Option<(&'a [u8], &'a [u8])>,
}

/// What a push may tell: as the organization says, or less when the device asks for less, never more.
#[must_use]
pub fn privacy_of(organization: PushPrivacy, device: Option<PushPrivacy>) -> PushPrivacy {
    let told = |privacy: &PushPrivacy| match privacy {
        PushPrivacy::IdOnly => 0,
        PushPrivacy::Encrypted => 1,
        PushPrivacy::Sender => 2,
        PushPrivacy::Full => 3,
    };
    device.into_iter().chain([organization]).min_by_key(told).unwrap_or(organization)
}

/// Builds the push. It always fits: the text is cut, and if that is not enough nothing but ids is left.
#[must_use]
pub fn build(letter: &Letter, reader: &Reader<'_>) -> PushMessage {
    match (reader.privacy, reader.platform) {
        // Web Push seals every body to the browser's key already.
        (PushPrivacy::Encrypted, Platform::Web) => open(letter, reader.locale, PushPrivacy::Full),
        (PushPrivacy::Encrypted, _) => {
            sealed(letter, reader).unwrap_or_else(|| open(letter, reader.locale, PushPrivacy::IdOnly))
        }
        (privacy, _) => open(letter, reader.locale, privacy),
    }
}

/// The smallest form: ids, and keys of texts that the app has. For a provider that finds the push too large all the same.
#[must_use]
pub fn build_smallest(letter: &Letter) -> PushMessage {
    let mut content = content(letter, None);
    content.action_token = None;
    frame(letter, key_texts(&letter.words), pronto(&content))
}

fn open(letter: &Letter, locale: Locale, privacy: PushPrivacy) -> PushMessage {
    for most in TEXT_LIMITS_BYTES {
        let shown = match privacy {
            PushPrivacy::IdOnly => None,
            privacy => texts(&letter.words, locale, privacy == PushPrivacy::Full, most),
        };
        let content = pronto(&content(letter, shown.as_ref()));
        let message = match shown {
            Some(Texts { title, body }) => {
                let alert = Alert { title: Some(Text::Plain(title)), body: Some(Text::Plain(body)) };
                frame(letter, Some(alert), content)
            }
            None => frame(letter, key_texts(&letter.words), content),
        };
        if size_bytes(&message.flat()) <= LIMIT_BYTES {
            return message;
        }
    }
    build_smallest(letter)
}

/// Everything inside the sealed part; the provider and the lock screen get keys of general texts, which the app replaces.
fn sealed(letter: &Letter, reader: &Reader<'_>) -> Option<PushMessage> {
    let (public_key, secret) = reader.keys?;
    let plain = TEXT_LIMITS_BYTES.iter().find_map(|most| {
        let content = content(letter, texts(&letter.words, reader.locale, true, *most).as_ref());
        serde_json::to_vec(&content).ok().filter(|json| json.len() <= SEALED_LIMIT_BYTES)
    })?;
    let sealed = sealing::seal(&plain, public_key, secret).ok()?;
    let content = Map::from_iter([("enc".to_owned(), Value::from(URL_SAFE_NO_PAD.encode(sealed)))]);
    Some(frame(letter, key_texts(&letter.words), content))
}

fn content(letter: &Letter, shown: Option<&Texts>) -> PushContent {
    PushContent {
        v: 1,
        kind: letter.kind,
        delivery_id: letter.delivery_id,
        session_id: letter.session_id,
        sent_at: Timestamp::from_unix_ms(letter.sent_at_ms),
        badge: letter.badge,
        chat_id: letter.chat_id,
        conversation_id: letter.conversation_id,
        offer_id: letter.offer_id,
        offline_message_id: match &letter.words {
            Words::OfflineMessage { id, .. } => Some(*id),
            _ => None,
        },
        position: letter.position.map(i64::unsigned_abs),
        expires_at: Some(Timestamp::from_unix_ms(letter.expires_at_ms)),
        title: shown.map(|shown| shown.title.clone()),
        body: shown.map(|shown| shown.body.clone()),
        action_token: letter.action_token.clone(),
    }
}

fn pronto(content: &PushContent) -> Map<String, Value> {
    let content = serde_json::to_value(content).expect("pushes hold only what JSON can write");
    Map::from_iter([("pronto".to_owned(), content)])
}

fn frame(letter: &Letter, alert: Option<Alert>, data: Map<String, Value>) -> PushMessage {
    let (category, time_sensitive) = match letter.kind {
        PushKind::Offer => (Some("OFFER"), true),
        PushKind::Message => (Some("CHAT"), false),
        PushKind::Direct => (Some("DIRECT"), true),
        PushKind::Assigned => (Some("ASSIGNED"), true),
        PushKind::Transfer => (Some("TRANSFER"), true),
        PushKind::Mention => (Some("MENTION"), true),
        PushKind::OfflineMessage => (Some("OFFLINE"), false),
        _ => (None, false),
    };
    let alone = match &letter.words {
        Words::Missed => Some("missed".to_owned()),
        Words::OfflineMessage { id, .. } => Some(id.to_string()),
        _ => None,
    };
    let conversation = letter.chat_id.or(letter.conversation_id).map(|id| id.to_string());
    PushMessage {
        delivery_id: letter.delivery_id,
        kind: letter.kind,
        alert,
        badge: Some(letter.badge),
        thread_id: conversation.clone(),
        collapse_id: conversation.or(alone),
        category,
        time_sensitive,
        sound: letter.sound.clone(),
        expires_at_ms: letter.expires_at_ms,
        sent_at_ms: letter.sent_at_ms,
        data,
    }
}

fn size_bytes(flat: &Map<String, Value>) -> usize {
    serde_json::to_vec(flat).map_or(usize::MAX, |json| json.len())
}
