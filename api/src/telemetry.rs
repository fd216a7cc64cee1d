//! What the server says of itself: logs, panics, metrics.

mod log;
mod metric;
mod panic;

pub use self::{
    log::{LogError, start_logs},
    metric::Telemetry,
    panic::log_panics,
};
