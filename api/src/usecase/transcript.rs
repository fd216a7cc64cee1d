//! Transcripts: what was said in a chat, on paper. Whispers and notes are other rows, which nothing here reads.

mod content;
mod notice;
mod print;
mod print_for_visitor;
mod print_own;
mod word;

pub(crate) use notice::sentence;
pub use print::print;
pub(crate) use print_for_visitor::print_for_visitor;
pub use print_own::print_own;

use pronto_protocol::error::ErrorCode;
use tokio::{sync::Semaphore, task};

use crate::{
    error::{Error, Result},
    paper::{self, Paper},
};

/// A transcript as a file.
#[derive(Clone, Debug)]
pub struct Transcript {
    /// The file's name.
    pub name: String,
    /// The PDF.
    pub bytes: Vec<u8>,
}

/// Papers set at the same time: each keeps a core busy.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Sets a chat's transcript, on a thread that may take its time.
async fn set(number: i64, paper: Paper) -> Result<Transcript> {
    let _permit = AT_ONCE.acquire().await.map_err(|_| Error::new(ErrorCode::Unavailable))?;
    let bytes = task::spawn_blocking(move || paper::print(paper)).await.map_err(Error::internal)?;
    Ok(Transcript { name: format!("chat-{number}.pdf"), bytes: bytes.map_err(Error::internal)? })
}
