//! What agents chose for their own screens, and how they want to be told.

mod check;
mod replace;
mod show;
mod update;

pub use replace::replace;
pub use show::show;
pub use update::update;
