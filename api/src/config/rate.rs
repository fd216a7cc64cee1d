//! The table `rate_limits`: how much traffic one address or person may cause.

use serde::{Deserialize, Serialize};

/// Traffic limits, each a number per minute that also may come at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimits {
    /// Whether traffic is limited at all. Default yes. The limits on wrong passwords stay on either way.
    pub enabled: bool,
    /// Sign-in attempts per address. Default 10.
    pub sign_in_per_minute: u32,
    /// New visitors per address. Default 10.
    pub visitor_start_per_minute: u32,
    /// Messages per person. Default 120.
    pub messages_per_minute: u32,
    /// Requests of any kind per address or person. Default 600.
    pub requests_per_minute: u32,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            enabled: true,
            sign_in_per_minute: 10,
            visitor_start_per_minute: 10,
            messages_per_minute: 120,
            requests_per_minute: 600,
        }
    }
}
