//! Lists: a page of items and the cursor of the next.

use serde::{Deserialize, Serialize};

/// One page of a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// Give it back as `cursor` to read on; null at the end.
    pub next_cursor: Option<String>,
}
