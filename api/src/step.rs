//! Steps that several use cases take inside one transaction: a message written, an agent in or out, a chat told.

mod chat;
mod label;
mod message;
mod participant;
mod silence;
mod wake;
mod whisper;

pub use chat::{emit_chat, emit_closed, emit_reopened, load_chat, stamp_chat};
pub use label::first_label;
pub use message::{NewMessage, add_message, add_notice, next_position};
pub use participant::{add_participant, enter_chat, participants_present, put_in_charge, remove_participant};
pub use silence::{MINUTE_MS, SILENCE_JOB, look_after_ms, watch_silence};
pub use wake::{plan_wake, wake_chat};
pub use whisper::{NewWhisper, add_whisper, tell_agents};
