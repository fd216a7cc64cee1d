//! What an agent can do, by noun. Answers are merged into the model at once; the events that follow change nothing then.

mod attachment;
mod chat;
mod device;
mod direct;
mod me;
mod message;
mod note;
mod offer;
mod whisper;
