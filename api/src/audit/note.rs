//! What a use case may add to its act's row: the thing it made, and what it changed from what to what.

use pronto_protocol::audit::AuditChangeView;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

/// Parts of a field's name that say its value is a secret.
const SECRET: [&str; 6] = ["password", "secret", "token", "credentials", "private_key", "jwt"];
/// Longest value kept, in characters; a longer one is told by its digest.
const VALUE_MOST_CHARS: usize = 500;

/// What was noted during one change.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// What was made.
    pub made_id: Option<Uuid>,
    /// What was changed.
    pub changes: Vec<AuditChangeView>,
}

impl Notes {
    /// Notes the fields in which two views differ; structures are taken apart one level deep.
    pub fn compare(&mut self, before: &impl Serialize, after: &impl Serialize) {
        let fields = |view: Result<Value, serde_json::Error>| match view {
            Ok(Value::Object(fields)) => flat(fields),
            _ => Map::new(),
        };
        let (before, after) = (fields(serde_json::to_value(before)), fields(serde_json::to_value(after)));
        let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let (old, new) = (before.get(name), after.get(name));
            // `seq` moves with every change and tells nothing.
            if old == new || name == "seq" {
                continue;
            }
            let told = |value: Option<&Value>| value.map(|value| shown(name, value));
            self.changes.push(AuditChangeView { field: name.clone(), before: told(old), after: told(new) });
        }
    }
}

fn flat(fields: Map<String, Value>) -> Map<String, Value> {
    let mut all = Map::new();
    for (name, value) in fields {
        match value {
            Value::Object(inner) => all.extend(inner.into_iter().map(|(key, value)| (format!("{name}.{key}"), value))),
            value => {
                all.insert(name, value);
            }
        }
    }
    all
}

fn shown(name: &str, value: &Value) -> String {
    if SECRET.iter().any(|word| name.contains(word)) {
        return "\"…\"".to_owned();
    }
    let text = value.to_string();
    if text.chars().count() > VALUE_MOST_CHARS {
        let digest: String = crate::token::hash(&text).iter().map(|byte| format!("{byte:02x}")).collect();
        return format!("\"sha256:{digest}\"");
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_differences_are_told_and_no_secret() {
        let mut notes = Notes::default();
        notes.compare(
            &json!({"name": "a", "seq": 1, "settings": {"open": true, "limit": 1}, "secret": "old"}),
            &json!({"name": "a", "seq": 2, "settings": {"open": false, "limit": 1}, "secret": "new"}),
        );
        let told: Vec<_> =
            notes.changes.iter().map(|c| (c.field.as_str(), c.before.as_deref(), c.after.as_deref())).collect();
        let secret = Some("\"…\"");
        assert_eq!(told, [("secret", secret, secret), ("settings.open", Some("true"), Some("false"))]);
    }
}
