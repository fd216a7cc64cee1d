//! Prints what is in force as TOML, secrets masked, with the place each value came from.

use std::fmt::Write;

use serde_json::{Map, Value};
use url::Url;

use super::{Config, secret::MASK};

impl Config {
    /// The configuration in force, as a TOML file that can be read back once its secrets are filled in.
    #[must_use]
    pub fn masked(&self) -> String {
        let mut values = values(self);
        values.insert("database_url".to_owned(), without_password(&self.database_url()).into());
        values.insert("public_url".to_owned(), self.public_url().into());
        let mut text = String::new();
        self.print(&mut text, "", &values);
        text
    }

    fn print(&self, text: &mut String, table: &str, values: &Map<String, Value>) {
        // TOML wants the tables after the plain values.
        for (name, value) in values.iter().filter(|(_, value)| !value.is_object()) {
            let source = self.sources.get(&format!("{table}{name}")).map_or("default", String::as_str);
            let line = match value {
                // Serde's JSON texts, numbers and lists of texts are TOML as they stand.
                Value::Null => format!("# {name} is not set\n"),
                value => format!("{name} = {value} # {source}\n"),
            };
            text.push_str(&line);
        }
        for (name, value) in values {
            if let Value::Object(values) = value {
                write!(text, "\n[{table}{name}]\n").expect("a String takes everything");
                self.print(text, &format!("{table}{name}."), values);
            }
        }
    }
}

/// Every dotted key a configuration has.
pub(super) fn keys(config: &Config) -> Vec<String> {
    values(config)
        .iter()
        .flat_map(|(name, value)| match value {
            Value::Object(inner) => inner.keys().map(|key| format!("{name}.{key}")).collect(),
            _ => vec![name.clone()],
        })
        .collect()
}

fn values(config: &Config) -> Map<String, Value> {
    match serde_json::to_value(config) {
        Ok(Value::Object(values)) => values,
        _ => unreachable!("a struct of plain values is a JSON object"),
    }
}

fn without_password(address: &str) -> String {
    match Url::parse(address) {
        Ok(mut url) if url.password().is_some() => match url.set_password(Some(MASK)) {
            Ok(()) => url.to_string(),
            Err(()) => MASK.to_owned(),
        },
        Ok(_) => address.to_owned(),
        // Not an address one can take apart: then neither can one say where its secret is.
        Err(_) => MASK.to_owned(),
    }
}
