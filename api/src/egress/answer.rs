//! What the other side answered, read up to a limit.

use http::HeaderMap;

/// Most of an answer's body that is read, in bytes.
pub const RESPONSE_LIMIT_BYTES: usize = 64 * 1024;

/// Status, headers and the beginning of the body. Bodies of strangers are never logged nor shown.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// At most [`RESPONSE_LIMIT_BYTES`], or as many as were asked for.
    pub body: Vec<u8>,
    /// Whether there was more.
    pub truncated: bool,
}

impl Answer {
    /// A header's text, if it has that header and it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Reads an answer; beyond the limit the rest is left unread and the connection dropped.
///
/// # Errors
/// When the connection breaks or the client's time is up.
pub async fn read(response: reqwest::Response) -> Result<Answer, reqwest::Error> {
    read_up_to(response, RESPONSE_LIMIT_BYTES).await
}

/// The same with a limit of one's own, in bytes.
///
/// # Errors
/// As [`read`].
pub(super) async fn read_up_to(mut response: reqwest::Response, most_bytes: usize) -> Result<Answer, reqwest::Error> {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = most_bytes - body.len();
        body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
        if chunk.len() > room {
            return Ok(Answer { status, headers, body, truncated: true });
        }
    }
    Ok(Answer { status, headers, body, truncated: false })
}
