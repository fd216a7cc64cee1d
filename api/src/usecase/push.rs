//! Pushes as devices and people meet them: actions from the lock screen, receipts, tests, screens that answer or do not.

mod ask_screen;
mod perform_action;
mod report_receipts;
mod test_push;

pub use ask_screen::ask_screen;
pub use perform_action::perform_action;
pub use report_receipts::report_receipts;
pub use test_push::test_push;
