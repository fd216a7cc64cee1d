//! Pushes as the device gets them: read, decrypted, and turned into what to show; and the actions of the lock screen.

mod action;
mod cold;
mod decode;
mod effect;
mod keys;
mod opening;

pub use action::perform_action;
pub use cold::{LockScreenChoice, act, receive};
pub use decode::{PushPayload, decode};
pub use effect::PushEffect;
pub use keys::DeviceKeys;
pub use opening::open;
pub use pronto_protocol::push::{ActionOutcomeView, PushAction, PushContent, PushKind};
