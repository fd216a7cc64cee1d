//! Lists that may also be written as one text with commas, since that is how they are typed in an environment.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, de::Error};

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a list of texts, or one text with commas")]
enum Written {
    Text(String),
    List(Vec<String>),
}

/// A list of texts.
pub(super) fn strings<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let texts = match Written::deserialize(deserializer)? {
        Written::Text(text) => text.split(',').map(str::to_owned).collect(),
        Written::List(texts) => texts,
    };
    Ok(texts.iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect())
}

/// A list of things written as texts.
pub(super) fn parsed<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
    T::Err: fmt::Display,
{
    strings(deserializer)?.iter().map(|text| text.parse().map_err(D::Error::custom)).collect()
}
