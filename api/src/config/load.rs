//! Reads the configuration and says in one sentence what is wrong with it.

use std::path::{Path, PathBuf};

use figment::{
    Error, Figment, Metadata, Profile, Provider, Source,
    error::Kind,
    providers::{Format, Toml},
    util::nest,
    value::{Dict, Map, Value},
};
use thiserror::Error;

use super::{Config, masked};

const PREFIX: &str = "PRONTO_";
const FILE_VARIABLE: &str = "PRONTO_CONFIG";
/// The test suite has settings of its own, which are none of the server's.
const TEST_PREFIX: &str = "PRONTO_TEST_";

/// Why a configuration is not accepted.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file is not there.
    #[error("there is no configuration file {}", .0.display())]
    NoFile(PathBuf),
    /// A key that does not exist, perhaps a slip of the pen.
    #[error("unknown key `{key}` ({whence}); the keys here are {known}")]
    UnknownKey {
        /// The key, dotted.
        key: String,
        /// File or variable.
        whence: String,
        /// The keys that exist in its place.
        known: String,
    },
    /// A value of the wrong shape.
    #[error("`{key}` ({whence}): {sentence}")]
    Value {
        /// The key, dotted.
        key: String,
        /// File or variable.
        whence: String,
        /// What is wrong.
        sentence: String,
    },
    /// The file is no TOML.
    #[error("{0}")]
    Syntax(String),
    /// Values that do not go together or lie outside their range.
    #[error("the configuration is not accepted:\n- {}", .0.join("\n- "))]
    Rules(Vec<String>),
}

/// One environment variable: its own provider, so that each value knows the variable it came from.
struct Variable {
    name: String,
    key: String,
    text: String,
}

impl Provider for Variable {
    fn metadata(&self) -> Metadata {
        Metadata::from("variable", Source::Custom(format!("variable {}", self.name)))
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Error> {
        let value: Value = self.text.parse().unwrap_or_else(|never| match never {});
        Ok(Profile::Default.collect(nest(&self.key, value).into_dict().unwrap_or_default()))
    }
}

impl Config {
    /// Reads defaults, then the file (the given one, or the one `PRONTO_CONFIG` names), then the environment.
    ///
    /// # Errors
    /// When a file is missing, a key is unknown, or a value is not accepted.
    #[expect(clippy::disallowed_methods, reason = "this is config")]
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let variables =
            std::env::vars_os().filter_map(|(name, text)| Some((name.into_string().ok()?, text.into_string().ok()?)));
        Self::load_from(file, variables)
    }

    /// As [`Config::load`], with the given variables in place of the environment.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn load_from(
        file: Option<&Path>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut named_file = file.map(Path::to_owned);
        let mut given = Vec::new();
        for (name, text) in variables {
            // An empty variable is how compose files write "not set".
            if text.is_empty() || name.starts_with(TEST_PREFIX) {
                continue;
            }
            if name == FILE_VARIABLE {
                named_file.get_or_insert_with(|| PathBuf::from(&text));
            } else if let Some(key) = name.strip_prefix(PREFIX) {
                let key = key.to_lowercase().replace("__", ".");
                given.push(Variable { name, key, text });
            }
        }

        let mut figment = Figment::new();
        if let Some(path) = named_file {
            if !path.is_file() {
                return Err(ConfigError::NoFile(path));
            }
            figment = figment.merge(Toml::file_exact(path));
        }
        for variable in given {
            figment = figment.merge(variable);
        }

        let mut config: Self = figment.extract_lossy().map_err(|error| explain(&figment, error))?;
        config.sources = masked::keys(&config)
            .into_iter()
            .filter_map(|key| Some((key.clone(), whence(figment.find_metadata(&key)?))))
            .collect();
        config.check()?;
        Ok(config)
    }
}

fn whence(metadata: &Metadata) -> String {
    match &metadata.source {
        Some(Source::File(path)) => format!("file {}", path.display()),
        Some(Source::Custom(text)) => text.clone(),
        _ => metadata.name.to_string(),
    }
}

fn explain(figment: &Figment, error: Error) -> ConfigError {
    // figment chains what it finds; the first is the one to mend first.
    let Some(error) = error.into_iter().next() else { return ConfigError::Syntax("unknown trouble".to_owned()) };
    let mut path = error.path.clone();
    if let Kind::UnknownField(field, known) = &error.kind {
        if path.last() != Some(field) {
            path.push(field.clone());
        }
        let key = path.join(".");
        let whence = figment.find_metadata(&key).map_or_else(|| "given".to_owned(), whence);
        return ConfigError::UnknownKey { key, whence, known: known.join(", ") };
    }
    let key = path.join(".");
    let metadata = error.metadata.as_ref().or_else(|| figment.find_metadata(&key));
    let whence = metadata.map_or_else(|| "given".to_owned(), whence);
    if key.is_empty() {
        return ConfigError::Syntax(format!("{whence}: {}", error.kind));
    }
    // The kind quotes the value it found.
    let sentence = match key.as_str() {
        "master_key" | "database_url" => "it must be a text".to_owned(),
        _ => error.kind.to_string(),
    };
    ConfigError::Value { key, whence, sentence }
}
