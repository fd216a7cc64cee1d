//! The rules, minute by minute.

use super::*;

fn rules(agent: Option<u32>, visitor: Option<u32>, abandon_minutes: u32) -> QueueSettings {
    QueueSettings {
        agent_silence_minutes: agent,
        visitor_silence_minutes: visitor,
        abandon_minutes,
        ..QueueSettings::default()
    }
}

fn word(by_visitor: bool, at: i64, joined: i64, warned: Option<i64>) -> LastWord {
    LastWord {
        by_visitor,
        at_ms: at * MINUTE_MS,
        joined_at_ms: joined * MINUTE_MS,
        warned_at_ms: warned.map(|at| at * MINUTE_MS),
    }
}

#[test]
fn every_silence_has_its_minute() {
    use Verdict::{Abandoned, AgentSilent, Rest, VisitorSilent, Wait};
    let both = rules(Some(5), Some(10), 3);
    let minute = |minutes: i64| minutes * MINUTE_MS;
    let table = [
        // The visitor has spoken: the agent's minutes count from there.
        (&both, word(true, 100, 90, None), minute(105) - 1, Wait(minute(105))),
        (&both, word(true, 100, 90, None), minute(105), AgentSilent),
        // An agent who came after it has the whole time.
        (&both, word(true, 100, 103, None), minute(105), Wait(minute(108))),
        (&both, word(true, 100, 103, None), minute(108), AgentSilent),
        // The agent has spoken: the visitor's minutes count.
        (&both, word(false, 100, 90, None), minute(110) - 1, Wait(minute(110))),
        (&both, word(false, 100, 90, None), minute(110), VisitorSilent),
        (&both, word(false, 100, 90, Some(110)), minute(113) - 1, Wait(minute(113))),
        (&both, word(false, 100, 90, Some(110)), minute(113), Abandoned),
        // A warning before the last word, or before another agent came, is spent.
        (&both, word(false, 111, 90, Some(110)), minute(113), Wait(minute(121))),
        (&both, word(false, 100, 112, Some(110)), minute(113), Wait(minute(122))),
        // Rules that are off concern nobody.
        (&rules(None, Some(10), 3), word(true, 0, 0, None), minute(1_000), Rest),
        (&rules(Some(5), None, 3), word(false, 0, 0, None), minute(1_000), Rest),
    ];
    for (settings, word, now_ms, expected) in table {
        assert_eq!(judge(settings, &word, now_ms), expected, "{word:?} at {now_ms}");
    }
}
