//! All that is to be known of a chat besides what was said.

mod show;

pub use show::show;
