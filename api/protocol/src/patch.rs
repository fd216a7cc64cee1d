//! Partial changes: a field that was left out is not the same as one that is null.

use serde::{Deserialize, Deserializer};

/// Tells a null from a field that was left out: with `default` the latter is nothing, and null is nothing inside something.
pub(crate) fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
