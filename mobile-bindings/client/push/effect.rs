//! What a push asks the app to do with its notifications.

use pronto_protocol::push::{PushContent, PushKind};

/// What to show, replace or remove. Notifications are told apart by their tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PushEffect {
    /// Show this; one with the same tag is replaced.
    Show {
        /// Names the notification.
        tag: String,
        /// Groups notifications of one conversation.
        thread: Option<String>,
        /// Which actions it offers, in the server's words: `OFFER`, `CHAT`, `DIRECT` and `TRANSFER` while there is a
        /// token to act with; `ASSIGNED`, `MENTION` and `OFFLINE`, which are only opened. None for all else.
        category: Option<&'static str>,
        /// The title; none means that the app finds its own words.
        title: Option<String>,
        /// The text; likewise.
        body: Option<String>,
        /// When it stops being of use, in milliseconds since 1970: to be removed by then.
        expires_at_ms: Option<i64>,
    },
    /// Remove the notifications with this tag.
    Remove {
        /// Names the notification.
        tag: String,
    },
    /// Only the icon's number changes.
    BadgeOnly,
    /// Nothing: it is no longer of use.
    Nothing,
}

impl PushEffect {
    /// What `content` asks for at a time, in milliseconds since 1970.
    #[must_use]
    pub fn of(content: &PushContent, now_ms: i64) -> Self {
        let Some(tag) = tag(content) else {
            return if content.kind == PushKind::Badge { Self::BadgeOnly } else { Self::Nothing };
        };
        if content.kind == PushKind::Clear {
            return Self::Remove { tag };
        }
        let expires_at_ms = content.expires_at.map(|at| at.unix_ms());
        // A late offer has been taken back or given to somebody else. A late message is still a message.
        if content.kind == PushKind::Offer && expires_at_ms.is_some_and(|at_ms| at_ms <= now_ms) {
            return Self::Nothing;
        }
        let can_act = content.action_token.is_some();
        let category = match content.kind {
            PushKind::Offer if can_act => Some("OFFER"),
            PushKind::Message if can_act => Some("CHAT"),
            PushKind::Direct if can_act => Some("DIRECT"),
            PushKind::Transfer if can_act => Some("TRANSFER"),
            // The server gives these no token: they are only opened.
            PushKind::Assigned => Some("ASSIGNED"),
            PushKind::Mention => Some("MENTION"),
            PushKind::OfflineMessage => Some("OFFLINE"),
            _ => None,
        };
        Self::Show {
            tag,
            thread: content.chat_id.or(content.conversation_id).map(|id| id.to_string()),
            category,
            title: content.title.clone(),
            body: content.body.clone(),
            expires_at_ms,
        }
    }
}

/// One notification per offer, chat and direct conversation: the latest says it all.
fn tag(content: &PushContent) -> Option<String> {
    if content.kind == PushKind::OfflineMessage {
        return content.offline_message_id.map(|id| format!("offline.{id}"));
    }
    match (content.kind, content.offer_id, content.chat_id, content.conversation_id) {
        (PushKind::Badge, ..) => None,
        (PushKind::Offer | PushKind::Clear, Some(offer_id), ..) => Some(format!("offer.{offer_id}")),
        (
            PushKind::Message
            | PushKind::Assigned
            | PushKind::Transfer
            | PushKind::Mention
            | PushKind::Clear
            | PushKind::Offer,
            _,
            Some(chat_id),
            _,
        ) => Some(format!("chat.{chat_id}")),
        (PushKind::Direct | PushKind::Clear, _, _, Some(conversation_id)) => Some(format!("direct.{conversation_id}")),
        (PushKind::Missed, ..) => Some("missed".into()),
        (PushKind::Test, ..) => Some("test".into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use pronto_protocol::Timestamp;
    use uuid::Uuid;

    use super::*;

    fn content(kind: PushKind) -> PushContent {
        PushContent {
            v: 1,
            kind,
            delivery_id: Uuid::nil(),
            session_id: Uuid::nil(),
            sent_at: Timestamp::default(),
            badge: 1,
            chat_id: Some(Uuid::from_u128(3)),
            conversation_id: None,
            offer_id: None,
            offline_message_id: None,
            position: None,
            expires_at: Some(Timestamp::from_unix_ms(1_000)),
            title: Some("Ana".into()),
            body: None,
            action_token: Some("token".into()),
        }
    }

    fn tag_of(effect: &PushEffect) -> Option<&str> {
        match effect {
            PushEffect::Show { tag, .. } | PushEffect::Remove { tag } => Some(tag),
            _ => None,
        }
    }

    #[test]
    fn clear_removes_what_the_offer_showed() {
        let offer = PushContent { offer_id: Some(Uuid::from_u128(9)), ..content(PushKind::Offer) };
        let clear = PushContent { offer_id: Some(Uuid::from_u128(9)), ..content(PushKind::Clear) };
        let (shown, removed) = (PushEffect::of(&offer, 0), PushEffect::of(&clear, 0));
        assert!(matches!(shown, PushEffect::Show { category: Some("OFFER"), .. }));
        assert!(matches!(removed, PushEffect::Remove { .. }));
        assert_eq!(tag_of(&shown), tag_of(&removed));
    }

    #[test]
    fn late_offers_are_not_shown_but_late_messages_are() {
        let offer = PushContent { offer_id: Some(Uuid::from_u128(9)), ..content(PushKind::Offer) };
        assert_eq!(PushEffect::of(&offer, 1_000), PushEffect::Nothing);
        assert!(matches!(PushEffect::of(&content(PushKind::Message), 1_000), PushEffect::Show { .. }));
    }

    #[test]
    fn without_a_token_there_are_no_actions() {
        let message = PushContent { action_token: None, ..content(PushKind::Message) };
        assert!(matches!(PushEffect::of(&message, 0), PushEffect::Show { category: None, .. }));
        assert_eq!(PushEffect::of(&content(PushKind::Badge), 0), PushEffect::BadgeOnly);
    }

    #[test]
    fn what_is_only_opened_has_its_category_without_a_token() {
        let only_opened =
            [(PushKind::Assigned, "ASSIGNED"), (PushKind::Mention, "MENTION"), (PushKind::OfflineMessage, "OFFLINE")];
        for (kind, word) in only_opened {
            let offline_message_id = Some(Uuid::from_u128(5));
            let told = PushContent { offline_message_id, action_token: None, ..content(kind) };
            let PushEffect::Show { category, .. } = PushEffect::of(&told, 0) else { panic!("{kind} is not shown") };
            assert_eq!(category, Some(word));
        }
    }
}
