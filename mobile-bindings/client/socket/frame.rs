//! Frames to and from JSON, and what a close code asks for.

use std::time::Duration;

use pronto_protocol::{
    event::EventView,
    socket::{ClientFrame, ServerFrame, close},
};
use tokio_tungstenite::tungstenite::{Message, protocol::CloseFrame};

use super::Focus;
use crate::client::live::LinkEnd;

/// Longest wait a server may ask for before the link comes back.
const RETRY_MOST: Duration = Duration::from_secs(300);

/// What to do after a close.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// Come back with backoff.
    Backoff,
    /// Come back when the server asked for it.
    Wait(Duration),
    /// Refresh the token, then come back.
    Refresh,
    /// Come back and fetch everything: the rights have changed.
    Reload,
    /// Do not come back.
    End(LinkEnd),
}

pub(super) fn text(frame: &ClientFrame) -> Message {
    Message::text(serde_json::to_string(frame).expect("frames hold only what JSON can write"))
}

pub(super) fn focus(focus: Focus) -> ClientFrame {
    ClientFrame::Focus { foreground: focus.foreground, chat_id: focus.chat_id, conversation_id: focus.conversation_id }
}

/// A frame; nothing when it is of a kind that this version does not know.
pub(super) fn parse(text: &str) -> Option<ServerFrame<EventView>> {
    serde_json::from_str(text).inspect_err(|error| tracing::warn!(%error, "a frame could not be read")).ok()
}

/// What a close asks for.
pub(super) fn after(close_frame: Option<&CloseFrame>) -> After {
    let Some(frame) = close_frame else { return After::Backoff };
    match u16::from(frame.code) {
        close::TOKEN_EXPIRED => After::Refresh,
        close::RIGHTS_CHANGED => After::Reload,
        close::UNAUTHENTICATED | close::SESSION_ENDED => After::End(LinkEnd::SessionEnded),
        close::UPGRADE => After::End(LinkEnd::UpgradeRequired),
        4500..=4999 => After::End(LinkEnd::Refused),
        _ => retry_after(&frame.reason).map_or(After::Backoff, After::Wait),
    }
}

fn retry_after(reason: &str) -> Option<Duration> {
    let number = reason.split("retry_after_ms=").nth(1)?;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    Some(Duration::from_millis(digits.parse().ok()?).min(RETRY_MOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(code: u16, reason: &'static str) -> After {
        after(Some(&CloseFrame { code: code.into(), reason: reason.into() }))
    }

    #[test]
    fn close_codes_are_obeyed() {
        assert_eq!(closed(close::RESTART, "retry_after_ms=1500"), After::Wait(Duration::from_millis(1500)));
        assert_eq!(closed(close::RESTART, ""), After::Backoff);
        assert_eq!(closed(close::RESTART, "retry_after_ms=99999999999"), After::Wait(RETRY_MOST));
        assert_eq!(closed(close::SLOW, ""), After::Backoff);
        assert_eq!(closed(close::TOKEN_EXPIRED, ""), After::Refresh);
        assert_eq!(closed(close::RIGHTS_CHANGED, ""), After::Reload);
        assert_eq!(closed(close::SESSION_ENDED, ""), After::End(LinkEnd::SessionEnded));
        assert_eq!(closed(close::UPGRADE, ""), After::End(LinkEnd::UpgradeRequired));
        assert_eq!(closed(4999, ""), After::End(LinkEnd::Refused));
        assert_eq!(after(None), After::Backoff);
    }

    #[test]
    fn unknown_frames_and_events_are_passed_over() {
        assert!(parse(r#"{"type":"firework"}"#).is_none());
        let event = r#"{"type":"event","event":{"seq":7,"at":"2026-01-31T12:00:00.000Z","type":"firework.lit","content":{"a":1}}}"#;
        assert!(matches!(parse(event), Some(ServerFrame::Event { event }) if event.seq == 7));
        // A known event in words of a later server: its place in the log counts all the same.
        let event = r#"{"type":"event","event":{"seq":8,"at":"2026-01-31T12:00:00.000Z","type":"availability.changed",
            "content":{"agent_id":"00000000-0000-0000-0000-000000000001","availability":"meditating","by_missed_offers":false}}}"#;
        let Some(ServerFrame::Event { event }) = parse(event) else { panic!("an event breaks the connection") };
        assert!(event.seq == 8 && matches!(event.change, pronto_protocol::event::Change::Unknown(_)));
    }
}
