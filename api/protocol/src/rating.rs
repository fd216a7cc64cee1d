//! Ratings: what visitors say of a chat when it is over.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// The worst and the best score.
pub const SCORES: std::ops::RangeInclusive<u8> = 1..=5;

/// A visitor's rating of a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingView {
    /// 1 (worst) to 5 (best).
    pub score: u8,
    /// What the visitor wrote with it.
    pub comment: Option<String>,
    /// When it was given, or last changed.
    pub rated_at: Timestamp,
}

/// Rates a chat, or changes the rating.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RateChatRequest {
    /// 1 (worst) to 5 (best).
    pub score: u8,
    /// At most 1,000 characters.
    #[serde(default)]
    pub comment: Option<String>,
}
