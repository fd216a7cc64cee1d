//! Push to phones and browsers: one message model, three providers, one set of outcomes.

mod account;
pub mod apns;
pub mod breaker;
mod client;
pub mod credentials;
pub mod decide;
pub mod fcm;
pub mod message;
pub mod outcome;
pub mod payload;
pub mod queue;
pub mod retry;
pub mod sealing;
pub mod settings;
pub mod transport;
pub mod webpush;
