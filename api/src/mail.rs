//! Mail by SMTP: one letter, one connection, one answer in the server's own words.

mod letter;

use std::{path::Path, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
        extension::ClientId,
        response::Response,
    },
};
use pronto_protocol::mail::MailSecurity;

pub use letter::Letter;

use crate::{
    config::Config,
    egress::{self, EgressError},
};

/// How long a mail server may take for one letter.
const DEADLINE: Duration = Duration::from_secs(30);
/// Characters of a server's words that are kept.
const WORDS_MOST_CHARS: usize = 500;
/// What servers answer when they do not know whoever signs in: mended by an admin, not by another letter.
const ACCOUNT_CODES: [&str; 4] = ["530", "534", "535", "538"];

/// Who sends.
#[derive(Clone)]
pub struct Sender {
    /// The server's name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is secured.
    pub security: MailSecurity,
    /// Name and password to sign in with.
    pub login: Option<(String, String)>,
    /// The address that the letter comes from.
    pub from_address: String,
    /// The name beside it.
    pub from_name: String,
}

/// What became of a letter, with the server's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server has taken it.
    Accepted(String),
    /// Not now.
    TryLater(String),
    /// Not ever.
    Refused(String),
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// Sends one letter.
pub async fn send(config: &Config, sender: &Sender, letter: Letter) -> Outcome {
    match tokio::time::timeout(DEADLINE, deliver(config, sender, letter)).await {
        Ok(outcome) => outcome,
        Err(_) => Outcome::TryLater("The mail server did not answer in time.".to_owned()),
    }
}

async fn deliver(config: &Config, sender: &Sender, letter: Letter) -> Outcome {
    let message = match letter.message(sender) {
        Ok(message) => message,
        Err(why) => return Outcome::Refused(why),
    };
    let found = match egress::reachable(&sender.host, sender.port, config.egress_allow_private).await {
        Ok(found) => found,
        Err(EgressError::Forbidden) => return Outcome::Refused("The mail server's address is not allowed.".to_owned()),
        Err(error) => return Outcome::TryLater(format!("The mail server cannot be found: {error}.")),
    };
    let tls = match tls(sender, config.smtp_ca_file.as_deref()).await {
        Ok(tls) => tls,
        Err(why) => return Outcome::TryLater(why),
    };
    let mut outcome = Outcome::TryLater("The mail server has no address.".to_owned());
    for address in found {
        // The address that was judged, never the name, which could lead elsewhere by now.
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(address.ip().to_string())
            .port(address.port())
            .timeout(Some(DEADLINE))
            .hello_name(ClientId::Domain(letter::domain_of(&sender.from_address).to_owned()))
            .tls(tls.clone());
        if let Some((user, password)) = &sender.login {
            transport = transport.credentials(Credentials::new(user.clone(), password.clone()));
        }
        match transport.build::<Tokio1Executor>().send(message.clone()).await {
            Ok(response) => return Outcome::Accepted(words(&response)),
            Err(error) if error.status().is_some() => return refusal(&error),
            // The next address may answer.
            Err(error) => outcome = Outcome::TryLater(cut(&chain(&error))),
        }
    }
    outcome
}

async fn tls(sender: &Sender, ca_file: Option<&Path>) -> Result<Tls, String> {
    if sender.security == MailSecurity::None {
        return Ok(Tls::None);
    }
    let mut parameters = TlsParameters::builder(sender.host.clone());
    if let Some(file) = ca_file {
        let pem = tokio::fs::read(file).await.map_err(|error| format!("{}: {error}", file.display()))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| chain(&error))?;
        parameters = parameters.add_root_certificate(certificate);
    }
    let parameters = parameters.build_rustls().map_err(|error| chain(&error))?;
    Ok(match sender.security {
        MailSecurity::Tls => Tls::Wrapper(parameters),
        _ => Tls::Required(parameters),
    })
}

fn refusal(error: &lettre::transport::smtp::Error) -> Outcome {
    let code = error.status().map(|code| code.to_string()).unwrap_or_default();
    let said = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let words = cut(format!("{code} {said}").trim());
    if error.is_permanent() && !ACCOUNT_CODES.contains(&code.as_str()) {
        Outcome::Refused(words)
    } else {
        Outcome::TryLater(words)
    }
}

fn words(response: &Response) -> String {
    let lines: Vec<&str> = response.message().collect();
    cut(format!("{} {}", response.code(), lines.join(" ")).trim())
}

/// An error with its causes, since the outer one often says nothing.
fn chain(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_told = inner.to_string();
        if !told.contains(&inner_told) {
            told.push_str(": ");
            told.push_str(&inner_told);
        }
        cause = inner.source();
    }
    told
}

fn cut(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(WORDS_MOST_CHARS).collect()
}
