//! Pushes as devices and people meet them: actions from the lock screen, receipts, tests.

mod perform_action;
mod report_receipts;
mod test_push;

pub use perform_action::perform_action;
pub use report_receipts::report_receipts;
pub use test_push::test_push;
