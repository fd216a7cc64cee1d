//! Who is pushed to, when, and why not: pure rules over facts, so that each of them is a line in a table of tests.

#[cfg(test)]
mod tests;
pub mod wish;

use pronto_protocol::{agent::Availability, device::PushState, push::PushKind};
use uuid::Uuid;

use crate::hub::Presence;

/// What there is to tell one agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// What it is about.
    pub kind: PushKind,
    /// What the agent declared.
    pub availability: Availability,
    /// Why there is nothing to tell any more (`read`, `taken`, `expired`, …).
    pub over: Option<&'static str>,
    /// Why the agent does not want to be told now: see [`wish::unwanted`].
    pub unwanted: Option<&'static str>,
}

/// One device of that agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The device.
    pub device_id: Uuid,
    /// Whether it can be pushed to.
    pub token: PushState,
}

/// One live socket of that agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// The device it is on.
    pub device_id: Uuid,
    /// Whether the app is on screen there.
    pub foreground: bool,
    /// Whether the very chat or conversation is on screen there.
    pub shows: bool,
}

impl Screen {
    /// A socket's screen, for what is about this chat or conversation.
    #[must_use]
    pub fn of(socket: &Presence, chat_id: Option<Uuid>, conversation_id: Option<Uuid>) -> Self {
        Self {
            device_id: socket.device_id,
            foreground: socket.is_foreground(),
            shows: chat_id.is_some_and(|id| socket.focus.chat_id == Some(id))
                || conversation_id.is_some_and(|id| socket.focus.conversation_id == Some(id)),
        }
    }
}

/// What is done, and the word that says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Sent at once.
    Now,
    /// Sent after the on-screen delay, unless it is read by then.
    After(&'static str),
    /// Not sent. What is held back for a screen ([`FOR_SCREEN`]) is sent after all when that screen turns out to be dead.
    Suppress(&'static str),
}

/// The word for a push that is sent without delay.
pub const NOW: &str = "now";
/// The word for what the screen shows that it would be pushed to.
const ON_SCREEN: &str = "on_screen";
/// The word for what the app tells by itself, since it is on screen there.
const FOREGROUND: &str = "foreground";
/// The words for what is held back for a screen.
pub const FOR_SCREEN: [&str; 2] = [ON_SCREEN, FOREGROUND];
/// The word for what was held back for a screen that then did not answer.
pub const SCREEN_SILENT: &str = "screen_silent";
/// The word for an agent who has no device with a live session.
pub const NO_DEVICE: &str = "no_device";

/// Decides for one device. It is asked when the event is read from the log, again when the screen that a push was held back for
/// is dead, and once more right before a push is sent: then `After` means that the delay has passed and the push goes out.
#[must_use]
pub fn decide(occasion: &Occasion, device: &Reach, screens: &[Screen]) -> Decision {
    if let Some(reason) = occasion.over {
        return Decision::Suppress(reason);
    }
    // Colleagues reach each other after hours; whoever is gone is not asked to work.
    let always = matches!(
        occasion.kind,
        PushKind::Direct | PushKind::Mention | PushKind::Clear | PushKind::Badge | PushKind::Test
    );
    if occasion.availability == Availability::Offline && !always {
        return Decision::Suppress("offline");
    }
    // What can be answered tomorrow rings for nobody who does not take chats now.
    if occasion.kind == PushKind::OfflineMessage && occasion.availability != Availability::Ready {
        return Decision::Suppress(occasion.availability.as_str());
    }
    if let Some(reason) = occasion.unwanted {
        return Decision::Suppress(reason);
    }
    match device.token {
        PushState::None => return Decision::Suppress("no_token"),
        PushState::Dead => return Decision::Suppress("token_dead"),
        PushState::Active => {}
    }
    if occasion.kind == PushKind::Test {
        return Decision::Now;
    }
    let on_screen = |here: bool, shows: bool| {
        let screens =
            screens.iter().filter(|screen| screen.foreground && (screen.device_id == device.device_id) == here);
        screens.filter(|screen| screen.shows || !shows).count() > 0
    };
    if on_screen(true, true) {
        return Decision::Suppress(ON_SCREEN);
    }
    if on_screen(true, false) {
        return Decision::Suppress(FOREGROUND); // the socket shows it there
    }
    // What waits for a person (offers, colleagues) rings everywhere at once; a chat's next line may be read elsewhere first.
    if occasion.kind == PushKind::Message && on_screen(false, true) {
        return Decision::After("on_other_screen");
    }
    if occasion.kind == PushKind::Message && on_screen(false, false) {
        return Decision::After("other_device_active");
    }
    Decision::Now
}
