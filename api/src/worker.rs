//! Workers: what runs by the clock or by the log, each one entering the same use cases as people do.

pub mod delivery;
pub mod job;
pub mod mail;
pub mod push_follower;
pub mod queue_counts;
pub mod retention;
pub mod search_follower;
pub mod tail;
pub mod watch;
pub mod webhook;
pub mod whatsapp;
