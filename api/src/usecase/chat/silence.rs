//! Who has been silent for too long: a pure judgement, so that every minute can be tested.

#[cfg(test)]
mod tests;

use pronto_protocol::queue::QueueSettings;

use crate::step::MINUTE_MS;

/// What is known of a chat's last word. Times are Unix milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LastWord {
    /// Whether the visitor has it; a chat in which nobody has spoken yet is one in which the visitor waits.
    pub by_visitor: bool,
    /// When it was said.
    pub at_ms: i64,
    /// When the latest agent joined: who takes over a silence begins anew.
    pub joined_at_ms: i64,
    /// When the visitor was warned since.
    pub warned_at_ms: Option<i64>,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing before this time.
    Wait(i64),
    /// Nothing at all: no rule concerns this silence.
    Rest,
    /// The agents have been silent.
    AgentSilent,
    /// The visitor has been silent and is to be warned.
    VisitorSilent,
    /// The visitor was warned and is silent still.
    Abandoned,
}

/// Judges by the rules of the queue.
pub(super) fn judge(settings: &QueueSettings, word: &LastWord, now_ms: i64) -> Verdict {
    let since_ms = word.at_ms.max(word.joined_at_ms);
    let by = |minutes: u32, since_ms: i64, verdict: Verdict| {
        let due_ms = since_ms + i64::from(minutes) * MINUTE_MS;
        if now_ms >= due_ms { verdict } else { Verdict::Wait(due_ms) }
    };
    if word.by_visitor {
        return settings
            .agent_silence_minutes
            .map_or(Verdict::Rest, |minutes| by(minutes, since_ms, Verdict::AgentSilent));
    }
    let Some(minutes) = settings.visitor_silence_minutes else { return Verdict::Rest };
    match word.warned_at_ms.filter(|warned_at_ms| *warned_at_ms >= since_ms) {
        Some(warned_at_ms) => by(settings.abandon_minutes, warned_at_ms, Verdict::Abandoned),
        None => by(minutes, since_ms, Verdict::VisitorSilent),
    }
}
