//! A mail server on this machine: speaks SMTP with STARTTLS or TLS and sign-in, answers by script, keeps what it took.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use base64::{Engine, engine::general_purpose::STANDARD};
use tempfile::NamedTempFile;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

use super::{ca, mime};
use crate::PATIENCE;

/// Where a scripted answer is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Instead of the greeting.
    Greeting,
    /// To `RCPT TO`.
    Recipient,
    /// After the content.
    Content,
}

/// A mail that was taken.
#[derive(Clone, Debug)]
pub struct TakenMail {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Whether it came over TLS.
    pub secured: bool,
    /// Who had signed in.
    pub user: Option<String>,
    /// The whole of it.
    pub raw: String,
}

impl TakenMail {
    /// A header, decoded.
    pub fn header(&self, name: &str) -> String {
        mime::header(&self.raw, name)
    }

    /// Its plain text.
    pub fn text(&self) -> String {
        mime::text(&self.raw)
    }

    /// Its file.
    pub fn file(&self) -> Vec<u8> {
        mime::file(&self.raw)
    }
}

/// A mail server; stops when dropped.
pub struct FakeSmtp {
    address: SocketAddr,
    authority: NamedTempFile,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    acceptor: TlsAcceptor,
    implicit_tls: bool,
    login: Option<(String, String)>,
    script: Mutex<VecDeque<(Stage, String)>>,
    taken: Mutex<Vec<TakenMail>>,
    arrived: watch::Sender<usize>,
    connections: AtomicUsize,
}

impl FakeSmtp {
    /// Offers STARTTLS and asks nobody to sign in.
    pub async fn start() -> Self {
        Self::launch(false, None).await
    }

    /// Offers STARTTLS and wants this name and password.
    pub async fn start_with_login(user: &str, password: &str) -> Self {
        Self::launch(false, Some((user.to_owned(), password.to_owned()))).await
    }

    /// Speaks TLS from the first byte.
    pub async fn start_tls() -> Self {
        Self::launch(true, None).await
    }

    async fn launch(implicit_tls: bool, login: Option<(String, String)>) -> Self {
        super::install_crypto();
        let (mut tls, authority) = ca::server();
        tls.alpn_protocols.clear();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            acceptor: TlsAcceptor::from(Arc::new(tls)),
            implicit_tls,
            login,
            script: Mutex::default(),
            taken: Mutex::default(),
            arrived: watch::channel(0).0,
            connections: AtomicUsize::new(0),
        });
        let serving = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.connections.fetch_add(1, Ordering::AcqRel);
                tokio::spawn(connection(stream, Arc::clone(&serving)));
            }
        });
        Self { address, authority, shared, task }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The authority to trust.
    pub fn ca_file(&self) -> PathBuf {
        self.authority.path().to_owned()
    }

    /// Answers so the next time that stage comes.
    pub fn answer(&self, stage: Stage, words: &str) {
        self.shared.script.lock().expect("no panic").push_back((stage, words.to_owned()));
    }

    /// Connections so far.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Acquire)
    }

    /// What was taken so far.
    pub fn taken(&self) -> Vec<TakenMail> {
        self.shared.taken.lock().expect("no panic").clone()
    }

    /// Waits until so many were taken in all, and gives the last.
    pub async fn expect(&self, count: usize) -> TakenMail {
        let mut arrived = self.shared.arrived.subscribe();
        let enough = arrived.wait_for(|taken| *taken >= count);
        let waited = tokio::time::timeout(PATIENCE, enough).await;
        assert!(waited.is_ok(), "{count} mails were expected, {} came", self.taken().len());
        drop(waited);
        self.taken().get(count - 1).expect("it was counted").clone()
    }
}

impl Drop for FakeSmtp {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    if shared.implicit_tls {
        if let Ok(stream) = shared.acceptor.accept(stream).await {
            talk(BufReader::new(stream), &shared, true, true).await;
        }
        return;
    }
    if let Some(stream) = talk(BufReader::new(stream), &shared, false, true).await
        && let Ok(stream) = shared.acceptor.accept(stream).await
    {
        talk(BufReader::new(stream), &shared, true, false).await;
    }
}

/// Speaks until the other side goes; gives the stream back when it wants TLS.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: BufReader<S>,
    shared: &Shared,
    secured: bool,
    greets: bool,
) -> Option<S> {
    if greets {
        let greeting = shared.scripted(Stage::Greeting).unwrap_or_else(|| "220 fake ESMTP".to_owned());
        say(&mut stream, &greeting).await?;
    }
    let (mut user, mut from, mut to) = (None, String::new(), Vec::new());
    loop {
        let line = hear(&mut stream).await?;
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => {
                let more = if secured { "250-AUTH PLAIN LOGIN\r\n" } else { "250-STARTTLS\r\n" };
                format!("250-fake\r\n{more}250 8BITMIME")
            }
            "STARTTLS" => {
                say(&mut stream, "220 2.0.0 Go ahead").await?;
                return Some(stream.into_inner());
            }
            "AUTH" => {
                let given = line.rsplit(' ').next().and_then(|word| STANDARD.decode(word).ok()).unwrap_or_default();
                let given = String::from_utf8_lossy(&given).into_owned();
                let wanted = shared.login.as_ref().map(|(name, password)| format!("\0{name}\0{password}"));
                if secured && wanted.as_deref() == Some(given.as_str()) {
                    user = shared.login.as_ref().map(|(name, _)| name.clone());
                    "235 2.7.0 Welcome".to_owned()
                } else {
                    "535 5.7.8 Who are you?".to_owned()
                }
            }
            "MAIL" if shared.login.is_some() && user.is_none() => "530 5.7.0 Sign in first".to_owned(),
            "MAIL" => {
                from = within_brackets(&line);
                "250 2.1.0 Ok".to_owned()
            }
            "RCPT" => shared.scripted(Stage::Recipient).unwrap_or_else(|| {
                to.push(within_brackets(&line));
                "250 2.1.5 Ok".to_owned()
            }),
            "DATA" => {
                say(&mut stream, "354 End with a dot").await?;
                let raw = content(&mut stream).await?;
                match shared.scripted(Stage::Content) {
                    Some(answer) => answer,
                    None => {
                        let (from, to) = (std::mem::take(&mut from), std::mem::take(&mut to));
                        let number = shared.take(TakenMail { from, to, secured, user: user.clone(), raw });
                        format!("250 2.0.0 Ok: queued as FAKE{number}")
                    }
                }
            }
            "RSET" | "NOOP" => "250 2.0.0 Ok".to_owned(),
            "QUIT" => {
                say(&mut stream, "221 2.0.0 Bye").await?;
                return None;
            }
            _ => "502 5.5.2 What?".to_owned(),
        };
        say(&mut stream, &answer).await?;
    }
}

impl Shared {
    fn scripted(&self, stage: Stage) -> Option<String> {
        let mut script = self.script.lock().expect("no panic");
        let next = script.front().is_some_and(|(at, _)| *at == stage);
        if next { script.pop_front().map(|(_, words)| words) } else { None }
    }

    fn take(&self, mail: TakenMail) -> usize {
        let mut taken = self.taken.lock().expect("no panic");
        taken.push(mail);
        let count = taken.len();
        self.arrived.send_replace(count);
        count
    }
}

async fn say<S: AsyncWrite + Unpin>(stream: &mut BufReader<S>, words: &str) -> Option<()>
where
    BufReader<S>: AsyncWrite,
{
    stream.write_all(format!("{words}\r\n").as_bytes()).await.ok()?;
    stream.flush().await.ok()
}

async fn hear<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut line = String::new();
    match stream.read_line(&mut line).await {
        Ok(read) if read > 0 => Some(line.trim_end().to_owned()),
        _ => None,
    }
}

/// Lines up to the single dot, with doubled dots undone.
async fn content<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut raw = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(raw);
        }
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

fn within_brackets(line: &str) -> String {
    line.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}
