//! Pings and their answers. A pong proves that what was written before its ping has arrived; a write alone proves nothing, since
//! what goes to a network that is gone is taken for minutes.

use axum::extract::ws::Message;
use bytes::Bytes;
use uuid::Uuid;

use crate::hub::Connection;

/// How long a client has to answer when pushes were held back for its screen: longer than a phone's radio takes to wake up,
/// shorter than the deadline of an offer.
const ANSWER_WITHIN_MS: i64 = 10_000;

/// One socket's pings.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    /// Pings sent so far.
    pings: u64,
    asked: Option<Question>,
}

/// A question that has not been answered yet.
#[derive(Debug)]
struct Question {
    ping: u64,
    /// None until its ping has been written: a line that takes long for what goes before it does not use up the time to answer.
    until_ms: Option<i64>,
    delivery_ids: Vec<Uuid>,
}

impl Pulse {
    /// A ping. It has a number, because of several pings a client may answer the latest alone.
    pub(super) fn ping(&mut self) -> Message {
        self.pings += 1;
        Message::Ping(Bytes::copy_from_slice(&self.pings.to_be_bytes()))
    }

    /// The ping that asks whether the screen is still there, if the hub wants to know. One question at a time: were each event
    /// a new one, a slow way would never be done answering.
    pub(super) fn ask(&mut self, connection: &Connection) -> Option<Message> {
        if self.asked.is_some() {
            return None;
        }
        let delivery_ids = connection.take_unseen();
        if delivery_ids.is_empty() {
            return None;
        }
        let ping = self.ping();
        self.asked = Some(Question { ping: self.pings, until_ms: None, delivery_ids });
        Some(ping)
    }

    /// The question's ping was written: from now on it can be answered.
    pub(super) fn sent(&mut self, now_ms: i64) {
        if let Some(asked) = &mut self.asked {
            asked.until_ms = Some(now_ms + ANSWER_WITHIN_MS);
        }
    }

    /// Takes a pong; true when it answers the question.
    pub(super) fn hear(&mut self, payload: &[u8]) -> bool {
        let Ok(number) = <[u8; 8]>::try_from(payload) else { return false };
        let answers = self.asked.as_ref().is_some_and(|asked| u64::from_be_bytes(number) >= asked.ping);
        if answers {
            self.asked = None;
        }
        answers
    }

    /// Until when the question is to be answered, in Unix milliseconds; never, when nothing is asked or its ping was not written
    /// yet.
    pub(super) fn until_ms(&self) -> i64 {
        self.asked.as_ref().and_then(|asked| asked.until_ms).unwrap_or(i64::MAX)
    }

    /// What the screen has not answered for, now that the socket has left the hub.
    pub(super) fn unseen(self, connection: &Connection) -> Vec<Uuid> {
        let mut delivery_ids = self.asked.map(|asked| asked.delivery_ids).unwrap_or_default();
        delivery_ids.extend(connection.take_unseen());
        delivery_ids
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::hub::{Hub, Party};

    const FIRST: Uuid = Uuid::from_u128(1);
    const SECOND: Uuid = Uuid::from_u128(2);

    fn connection() -> Arc<Connection> {
        let party = Party::Agent { agent_id: Uuid::nil(), session_id: Uuid::nil(), device_id: Uuid::nil() };
        Hub::default().connect(Uuid::nil(), party)
    }

    fn payload(ping: Option<Message>) -> Bytes {
        match ping {
            Some(Message::Ping(payload)) => payload,
            other => panic!("no ping: {other:?}"),
        }
    }

    #[test]
    fn what_comes_while_a_question_waits_is_asked_with_the_next() {
        let (connection, mut pulse) = (connection(), Pulse::default());
        assert!(pulse.ask(&connection).is_none(), "nothing is to be known");
        assert_eq!(pulse.until_ms(), i64::MAX);
        connection.ask(&[FIRST]);
        let first = payload(pulse.ask(&connection));
        pulse.sent(0);
        assert_eq!(pulse.until_ms(), ANSWER_WITHIN_MS);
        connection.ask(&[SECOND]);
        assert!(pulse.ask(&connection).is_none());
        assert!(pulse.hear(&first));
        let second = payload(pulse.ask(&connection));
        pulse.sent(6_000);
        assert_eq!(pulse.until_ms(), 6_000 + ANSWER_WITHIN_MS);
        assert!(!pulse.hear(&first), "an old answer says nothing of what came later");
        assert!(pulse.hear(&second));
        assert!(pulse.unseen(&connection).is_empty());
    }

    #[test]
    fn the_answer_to_a_later_ping_answers_the_earlier_and_any_other_pong_answers_none() {
        let (connection, mut pulse) = (connection(), Pulse::default());
        let beat = payload(Some(pulse.ping()));
        connection.ask(&[FIRST]);
        assert!(pulse.ask(&connection).is_some());
        assert!(!pulse.hear(&beat) && !pulse.hear(b"") && !pulse.hear(b"unasked"));
        let later = payload(Some(pulse.ping()));
        assert!(pulse.hear(&later));
        assert!(!pulse.hear(&later), "nothing is asked any more");
    }

    #[test]
    fn whatever_was_asked_or_is_still_to_be_asked_is_unseen_in_the_end() {
        let (connection, mut pulse) = (connection(), Pulse::default());
        connection.ask(&[FIRST]);
        assert!(pulse.ask(&connection).is_some());
        pulse.sent(0);
        connection.ask(&[SECOND]);
        assert_eq!(pulse.unseen(&connection), [FIRST, SECOND]);
    }

    #[test]
    fn the_time_to_answer_begins_when_the_ping_was_written() {
        let (connection, mut pulse) = (connection(), Pulse::default());
        connection.ask(&[FIRST]);
        let ping = payload(pulse.ask(&connection));
        assert_eq!(pulse.until_ms(), i64::MAX, "what goes before the ping may take long");
        pulse.sent(25_000);
        assert_eq!(pulse.until_ms(), 25_000 + ANSWER_WITHIN_MS);
        assert!(pulse.hear(&ping));
        assert_eq!(pulse.until_ms(), i64::MAX);
    }

    #[test]
    fn what_was_asked_is_unseen_when_its_ping_was_never_written() {
        let (connection, mut pulse) = (connection(), Pulse::default());
        connection.ask(&[FIRST]);
        assert!(pulse.ask(&connection).is_some());
        assert_eq!(pulse.unseen(&connection), [FIRST]);
    }
}
