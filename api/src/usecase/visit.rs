//! Visits: who browses the organization's site, page by page.

mod address;
mod browser;
mod changed;
mod forget_old;
mod list;
mod own;
mod report_page_view;
mod show;
mod view;

pub use changed::{Changed, changed};
pub use forget_old::forget_old;
pub use list::list;
pub(crate) use own::find;
pub use report_page_view::report_page_view;
pub use show::show;
