//! A socket client that costs next to nothing, so that the server is what is measured: frames are masked with zeros, and
//! answers are looked at without being parsed.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A connected socket.
pub(crate) struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
    taken: usize,
}

/// What came.
pub(crate) enum Frame<'a> {
    /// A text.
    Text(&'a [u8]),
    /// The server asks for a sign of life.
    Ping,
    /// The end, with its code.
    Close(u16),
}

impl Wire {
    /// Connects, says hello and waits for `ready`.
    pub(crate) async fn hello(address: SocketAddr, token: &str) -> Self {
        let mut wire = Self::connect(address).await;
        wire.say(&serde_json::json!({"type": "hello", "token": token}).to_string()).await;
        wire.until(b"{\"type\":\"ready\"").await;
        wire
    }

    async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("no delay");
        let mut wire = Self { stream, buffer: Vec::new(), taken: 0 };
        let request = format!(
            "GET /v1/socket HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        wire.stream.write_all(request.as_bytes()).await.expect("written");
        loop {
            if let Some(end) = wire.buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&wire.buffer[..end]).into_owned();
                assert!(head.starts_with("HTTP/1.1 101"), "no socket: {head}");
                wire.taken = end + 4;
                return wire;
            }
            wire.fill().await;
        }
    }

    /// Says a text.
    pub(crate) async fn say(&mut self, text: &str) {
        self.write(0x81, text.as_bytes()).await;
    }

    /// Answers a ping.
    pub(crate) async fn pong(&mut self) {
        self.write(0x8A, &[]).await;
    }

    async fn write(&mut self, kind: u8, content: &[u8]) {
        let mut frame = Vec::with_capacity(content.len() + 8);
        frame.push(kind);
        match u8::try_from(content.len()) {
            Ok(length @ ..126) => frame.push(0x80 | length),
            _ => {
                frame.push(0x80 | 126);
                frame.extend(u16::try_from(content.len()).expect("a short text").to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(content);
        self.stream.write_all(&frame).await.expect("the server reads");
    }

    /// Waits for a text that begins so; pings are answered meanwhile.
    pub(crate) async fn until(&mut self, start: &[u8]) {
        loop {
            match self.next().await {
                Frame::Text(text) if text.starts_with(start) => return,
                Frame::Text(text) if text.starts_with(b"{\"type\":\"refused\"") => {
                    panic!("refused: {}", String::from_utf8_lossy(text))
                }
                Frame::Text(_) => {}
                Frame::Ping => self.pong().await,
                Frame::Close(code) => panic!("the server closed the socket with {code}"),
            }
        }
    }

    /// The next frame.
    pub(crate) async fn next(&mut self) -> Frame<'_> {
        let (kind, from, to) = loop {
            if let Some(found) = self.whole() {
                break found;
            }
            self.fill().await;
        };
        self.taken = to;
        let content = &self.buffer[from..to];
        match kind {
            1 => Frame::Text(content),
            9 => Frame::Ping,
            8 => Frame::Close(content.get(..2).map_or(1005, |code| u16::from_be_bytes([code[0], code[1]]))),
            other => panic!("a frame of kind {other}"),
        }
    }

    /// Kind, start and end of a frame that is here completely.
    fn whole(&self) -> Option<(u8, usize, usize)> {
        let bytes = self.buffer.get(self.taken..)?;
        let (&kind, &length) = (bytes.first()?, bytes.get(1)?);
        let (length, head) = match length {
            126 => (usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)), 4),
            127 => (usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?, 10),
            short => (usize::from(short), 2),
        };
        let from = self.taken + head;
        (self.buffer.len() >= from + length).then_some((kind & 0x0F, from, from + length))
    }

    async fn fill(&mut self) {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        if self.buffer.is_empty() {
            // Ten thousand clients in one process must not keep the room of their busiest moment.
            self.buffer.shrink_to(2_048);
        }
        let read = self.stream.read_buf(&mut self.buffer).await.expect("the server writes");
        assert!(read > 0, "the server ended the connection");
    }
}
