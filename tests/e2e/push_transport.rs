//! Rows: N2, N3
//!
//! The shipped push transports against the strict fakes: every answer of every provider, and everything that breaks on the way.

use std::time::Duration;

use harness::provider::Providers;
use pronto_api::{
    clock::Clock,
    push::{
        message::{Alert, PushMessage, Text},
        outcome::{Fault, Outcome, Scope},
        settings::PushSettings,
        transport::Transports,
    },
};
use pronto_protocol::push::PushKind;
use serde_json::json;
use uuid::Uuid;

mod apns;
mod connection;
mod credentials;
mod fcm;
mod guard;
mod strict;
mod webpush;

/// Fakes, the transports that lead to them, and the clock of both.
struct World {
    providers: Providers,
    transports: Transports,
    clock: Clock,
}

impl World {
    async fn start() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut PushSettings)) -> Self {
        let clock = Clock::default();
        let providers = Providers::start_with(clock.clone()).await;
        let mut settings = providers.settings();
        change(&mut settings);
        let transports = Transports::new(settings, clock.clone()).expect("transports");
        Self { providers, transports, clock }
    }

    /// A visitor's message, as it is pushed to an agent.
    fn message(&self) -> PushMessage {
        let now_ms = self.clock.now_ms();
        PushMessage {
            delivery_id: Uuid::now_v7(),
            kind: PushKind::Message,
            alert: Some(Alert {
                title: Some(Text::Plain("Maria".into())),
                body: Some(Text::Localized { key: "NEW_MESSAGE", args: vec!["1".into()] }),
            }),
            badge: Some(3),
            thread_id: Some("chat-42".into()),
            collapse_id: Some("chat-42".into()),
            category: Some("CHAT"),
            time_sensitive: false,
            sound: "default".into(),
            expires_at_ms: now_ms + 86_400_000,
            sent_at_ms: now_ms,
            data: json!({ "chat_id": "42", "position": 7 }).as_object().cloned().expect("an object"),
        }
    }

    /// What removes a banner: nothing is shown.
    fn clear(&self) -> PushMessage {
        PushMessage { kind: PushKind::Clear, alert: None, category: None, thread_id: None, ..self.message() }
    }

    /// What sets the icon's number only.
    fn badge(&self, badge: u32) -> PushMessage {
        PushMessage { kind: PushKind::Badge, badge: Some(badge), ..self.clear() }
    }
}

fn dead(reason: &str) -> Outcome {
    Outcome::TokenDead { since_ms: None, reason: reason.into() }
}

fn refused(fault: Fault, reason: &str) -> Outcome {
    Outcome::Refused { fault, reason: reason.into() }
}

fn later(scope: Scope, after_s: Option<u64>, reason: &str) -> Outcome {
    Outcome::TryLater { after: after_s.map(Duration::from_secs), scope, reason: reason.into() }
}
