//! Counters: how the desk stands right now.

mod count;
mod show;

pub use count::count;
pub use show::show;
