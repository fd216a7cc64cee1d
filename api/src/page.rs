//! `?limit=&cursor=`, the same for every list.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use pronto_protocol::{error::ErrorCode, page::Page};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error as _},
};

use crate::error::{Error, Result};

/// Items of a page when nothing is said.
const LIMIT_DEFAULT: u64 = 50;
/// Items of a page at most.
pub const LIMIT_MOST: u64 = 100;

/// Where a list is read on.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// Items wanted, 1–100; 50 when left out.
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Where a timeline is read back from: for clients that know a place, but were given no cursor for it.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BeforeParams {
    /// Only what has a lower position; a cursor that is given goes on from where it stands.
    #[serde(default, deserialize_with = "position")]
    #[param(value_type = Option<i64>, minimum = 0)]
    pub before: Option<i64>,
}

/// A number that a position can be.
fn position<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<i64>, D::Error> {
    let given = Option::<i64>::deserialize(deserializer)?;
    match given {
        Some(..0) => Err(D::Error::custom("a position is not below 0")),
        given => Ok(given),
    }
}

impl BeforeParams {
    /// The position that the first page ends before.
    #[must_use]
    pub fn position(&self) -> i64 {
        self.before.unwrap_or(i64::MAX)
    }
}

impl PageParams {
    /// How many items, within bounds.
    ///
    /// # Errors
    /// `invalid_fields` for 0 or more than 100.
    pub fn limit(&self) -> Result<u64> {
        match self.limit {
            None => Ok(LIMIT_DEFAULT),
            Some(limit @ 1..=LIMIT_MOST) => Ok(limit),
            Some(_) => Err(Error::field("limit", "out_of_range", "`limit` must be between 1 and 100.")),
        }
    }

    /// What the cursor holds, if there is one.
    ///
    /// # Errors
    /// `invalid_cursor`.
    pub fn after<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        self.cursor.as_deref().map(read_cursor).transpose()
    }
}

fn read_cursor<T: DeserializeOwned>(cursor: &str) -> Result<T> {
    let refused = || Error::new(ErrorCode::InvalidCursor);
    let json = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| refused())?;
    serde_json::from_slice(&json).map_err(|_| refused())
}

/// A page of the first `limit` rows; rows must have been read one more than that, so that the end is known.
#[must_use]
pub fn page_of<R, T, K: Serialize>(
    mut rows: Vec<R>,
    limit: u64,
    key: impl Fn(&R) -> K,
    view: impl FnMut(R) -> T,
) -> Page<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows.last().filter(|_| more).map(|row| {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&key(row)).expect("cursors hold only what JSON can write"))
    });
    Page { items: rows.into_iter().map(view).collect(), next_cursor }
}
