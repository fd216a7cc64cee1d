//! What preferences may be.

use std::collections::BTreeSet;

use pronto_protocol::preference::{AgentPreferences, QuietHours};

use crate::{
    calendar,
    error::{Error, Result},
};

/// Spans of quiet hours at most.
const SPANS_MOST: usize = 20;
/// Longest name of a sound.
const SOUND_MOST_BYTES: usize = 32;

/// Refuses what no screen and no clock could follow.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn check(preferences: &AgentPreferences) -> Result<()> {
    let distinct: BTreeSet<_> = preferences.grid_columns.iter().collect();
    if preferences.grid_columns.is_empty() {
        return Err(Error::field("grid_columns", "required", "The grid needs a column."));
    }
    if distinct.len() < preferences.grid_columns.len() {
        return Err(Error::field("grid_columns", "malformed", "Each column stands once."));
    }
    let alerts = &preferences.alerts;
    for (name, alert) in [
        ("offer", &alerts.offer),
        ("message", &alerts.message),
        ("direct", &alerts.direct),
        ("mention", &alerts.mention),
        ("transfer", &alerts.transfer),
        ("offline_message", &alerts.offline_message),
    ] {
        let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-';
        let sound = &alert.sound;
        if sound.is_empty() || sound.len() > SOUND_MOST_BYTES || !sound.bytes().all(letters) {
            let rule = "`default`, `none`, or a name of at most 32 letters a–z, digits, `_` and `-`.";
            return Err(Error::field(format!("alerts.{name}.sound"), "malformed", rule));
        }
    }
    preferences.quiet_hours.as_ref().map_or(Ok(()), check_quiet)
}

fn check_quiet(quiet: &QuietHours) -> Result<()> {
    if calendar::zone(&quiet.time_zone).is_none() {
        let detail = "This is not the IANA name of a time zone.";
        return Err(Error::field("quiet_hours.time_zone", "unknown", detail));
    }
    if quiet.spans.is_empty() || quiet.spans.len() > SPANS_MOST {
        return Err(Error::field("quiet_hours.spans", "out_of_range", format!("1 to {SPANS_MOST} spans.")));
    }
    for (index, span) in quiet.spans.iter().enumerate() {
        if span.days.is_empty() {
            let detail = "A span begins on a day at least.";
            return Err(Error::field(format!("quiet_hours.spans.{index}.days"), "required", detail));
        }
        for (name, time) in [("from", &span.from), ("to", &span.to)] {
            if calendar::minutes_of(time).is_none() {
                let detail = "A time of the day, `HH:MM`.";
                return Err(Error::field(format!("quiet_hours.spans.{index}.{name}"), "malformed", detail));
            }
        }
    }
    Ok(())
}
