//! A file's body in pieces, so that it can be told how far it is.

use bytes::Bytes;
use futures_util::stream;
use reqwest::Body;

use super::Progress;

/// A piece: small enough that a slow line shows progress.
const PIECE_BYTES: usize = 32 * 1024;

/// The whole of `bytes`; a piece counts when the next is asked for.
pub(super) fn counted(bytes: Bytes, progress: Option<Progress>) -> Body {
    let Some(progress) = progress else { return Body::from(bytes) };
    let total = bytes.len();
    let pieces = stream::unfold((bytes, 0), move |(mut rest, sent)| {
        let count = |at: usize| u64::try_from(at).unwrap_or(u64::MAX);
        progress(count(sent), count(total));
        async move {
            if rest.is_empty() {
                return None;
            }
            let piece = rest.split_to(PIECE_BYTES.min(rest.len()));
            let sent = sent + piece.len();
            Some((Ok::<_, std::convert::Infallible>(piece), (rest, sent)))
        }
    });
    Body::wrap_stream(pieces)
}
