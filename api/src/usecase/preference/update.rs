//! Changes some of an agent's preferences.

use pronto_protocol::preference::AgentPreferences;
use serde_json::{Map, Value};

use super::{replace::replace, show::show};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
};

/// Merges a patch (RFC 7396) into the agent's own: what is left out stays, null is as at first.
///
/// # Errors
/// `invalid_fields`, which names what was refused.
pub async fn update(context: &Context, agent: &Agent, patch: Map<String, Value>) -> Result<AgentPreferences> {
    let present = serde_json::to_value(show(context, agent).await?).map_err(Error::internal)?;
    replace(context, agent, merged(present, &patch)?).await
}

fn merged(present: Value, patch: &Map<String, Value>) -> Result<AgentPreferences> {
    let mut wanted = present;
    merge(&mut wanted, &Value::Object(patch.clone()));
    for name in patch.keys() {
        // One at a time, so that the sentence stands beside the name.
        let one: Map<String, Value> = wanted.get(name).map(|value| (name.clone(), value.clone())).into_iter().collect();
        if let Err(error) = serde_json::from_value::<AgentPreferences>(Value::Object(one)) {
            return Err(Error::field(name, "malformed", error.to_string()));
        }
    }
    let wanted: AgentPreferences = serde_json::from_value(wanted).map_err(Error::internal)?;
    let told = serde_json::to_value(&wanted).map_err(Error::internal)?;
    if let Some(path) = unknown(&Value::Object(patch.clone()), &told) {
        return Err(Error::field(path, "unknown", "There is no such preference."));
    }
    Ok(wanted)
}

/// As RFC 7396 says it.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Some(target) = target.as_object_mut() else { return };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(name);
        } else {
            merge(target.entry(name).or_insert(Value::Null), value);
        }
    }
}

/// The first name of a patch that what came of it does not have.
fn unknown(patch: &Value, made: &Value) -> Option<String> {
    let (Value::Object(patch), Value::Object(made)) = (patch, made) else { return None };
    patch.iter().find_map(|(name, value)| match made.get(name) {
        None if value.is_null() => None,
        None => Some(name.clone()),
        Some(inner) => unknown(value, inner).map(|below| format!("{name}.{below}")),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn patched(patch: Value) -> Result<AgentPreferences> {
        let present = serde_json::to_value(AgentPreferences::default()).expect("JSON");
        merged(present, patch.as_object().expect("an object"))
    }

    #[test]
    fn what_is_left_out_stays_and_null_is_as_at_first() {
        let changed = patched(json!({"alerts": {"offer": {"sound": "bell"}}})).expect("merged");
        assert_eq!((changed.alerts.offer.sound.as_str(), changed.alerts.offer.push), ("bell", true));
        assert_eq!(changed.grid_columns, AgentPreferences::default().grid_columns);
        let back = patched(json!({"alerts": null, "quiet_hours": null})).expect("merged");
        assert_eq!(back, AgentPreferences::default());
    }

    #[test]
    fn what_cannot_be_is_named() {
        for (patch, field) in [
            (json!({"alarm": true}), "alarm"),
            (json!({"alerts": {"offer": {"volume": 3}}}), "alerts.offer.volume"),
            (json!({"alerts": {"offer": {"push": "yes"}}}), "alerts"),
            (json!({"grid_columns": ["shoe_size"]}), "grid_columns"),
            (json!({"quiet_hours": {"time_zone": "UTC"}}), "quiet_hours"),
        ] {
            let refused = patched(patch).expect_err("refused");
            assert_eq!(refused.problem(None).fields[0].field, field);
        }
    }
}
