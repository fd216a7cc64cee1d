//! WhatsApp: a durable reader of each organization's log that queues what is to go out ([`follow`]), the sender of what is
//! queued ([`send`]), and the fetcher of files ([`fetch`]).

pub mod fetch;
pub mod follow;
pub mod send;
