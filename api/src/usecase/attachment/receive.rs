//! Reads an upload's bytes, up to a limit.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use pronto_protocol::error::ErrorCode;

use crate::error::{Error, Result};

/// Bytes read past the limit and thrown away: a sender who is cut off in mid-upload would see a broken connection in
/// place of the answer.
const DRAINED_MOST_BYTES: usize = 8 * 1024 * 1024;

/// All bytes of a body, however long they take: it is given up only when none has come for `idle`.
///
/// # Errors
/// `payload_too_large`, `bad_request` when the body breaks off, `timeout` when it stands still.
pub(in crate::usecase) async fn receive<S, E>(body: S, limit_bytes: usize, idle: Duration) -> Result<Bytes>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut body = std::pin::pin!(body);
    let mut kept = BytesMut::new();
    let mut received: usize = 0;
    loop {
        let Ok(chunk) = tokio::time::timeout(idle, body.next()).await else {
            let detail = format!("No byte has come for {} ms.", idle.as_millis());
            return Err(Error::new(ErrorCode::Timeout).detail(detail));
        };
        let Some(chunk) = chunk else { break };
        let chunk =
            chunk.map_err(|cause| Error::new(ErrorCode::BadRequest).detail("The body broke off.").because(cause))?;
        received = received.saturating_add(chunk.len());
        if received <= limit_bytes {
            kept.extend_from_slice(&chunk);
            continue;
        }
        kept = BytesMut::new();
        if received > limit_bytes.saturating_add(DRAINED_MOST_BYTES) {
            break;
        }
    }
    if received > limit_bytes {
        return Err(Error::new(ErrorCode::PayloadTooLarge).detail(format!("At most {limit_bytes} bytes.")));
    }
    Ok(kept.freeze())
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    const IDLE: Duration = Duration::from_secs(60);

    fn body(chunks: &[usize]) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send + use<> {
        stream::iter(chunks.iter().map(|length| Ok(Bytes::from(vec![7; *length]))).collect::<Vec<_>>())
    }

    #[tokio::test]
    async fn a_body_up_to_the_limit_is_kept_whole() {
        assert_eq!(receive(body(&[3, 0, 7]), 10, IDLE).await.unwrap().len(), 10);
        assert!(receive(body(&[]), 10, IDLE).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn one_byte_more_is_refused() {
        let refused = receive(body(&[3, 7, 1, 5]), 10, IDLE).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::PayloadTooLarge);
    }

    #[tokio::test]
    async fn an_endless_body_is_not_read_for_ever() {
        let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[0; 65_536])));
        let refused = receive(endless, 10, IDLE).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::PayloadTooLarge);
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_refused() {
        let broken = stream::iter([Ok(Bytes::from_static(b"x")), Err(std::io::Error::other("gone"))]);
        assert_eq!(receive(broken, 10, IDLE).await.unwrap_err().code(), ErrorCode::BadRequest);
    }

    #[tokio::test]
    async fn a_body_that_stands_still_is_given_up() {
        let stalled = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"x"))]).chain(stream::pending());
        let refused = receive(stalled, 10, Duration::from_millis(5)).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::Timeout);
    }
}
