//! Webhooks: a durable reader of each organization's log that queues what is to be posted ([`follow`]), and the sender of what
//! is queued ([`send`]).

pub mod follow;
pub mod send;
mod settle;
mod sign;
