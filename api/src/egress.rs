//! The one HTTP client for addresses that people supply (Web Push endpoints, webhooks, files on WhatsApp). It reaches public hosts only,
//! follows no redirect and uses no proxy, so that a supplied address cannot turn the server into a way into its own network.

mod address;
mod answer;
mod lookup;
mod resolver;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Method};
use reqwest::redirect::Policy;
use url::{Host, Url};

pub use self::{
    address::may_reach,
    answer::{Answer, RESPONSE_LIMIT_BYTES, read},
    lookup::{may_name, reachable},
};
use self::{answer::read_up_to, resolver::GuardedResolver};

/// Longest address accepted, in bytes.
const ADDRESS_LIMIT_BYTES: usize = 4096;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a file may take.
const FILE_TIMEOUT: Duration = Duration::from_secs(60);

/// Why nothing, or no answer, came of a request. Says nothing about the other side that a prober could use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EgressError {
    /// The address, or what its name resolves to, may not be reached.
    #[error("address not allowed")]
    Forbidden,
    /// No answer in time.
    #[error("timeout")]
    Timeout,
    /// The connection could not be made, or broke.
    #[error("unreachable")]
    Unreachable,
}

/// The guarded client; cheap to clone.
#[derive(Clone, Debug)]
pub struct Egress {
    client: reqwest::Client,
    allow_private: bool,
}

impl Egress {
    /// A client that reaches public addresses, and private ones when the operator allows them.
    ///
    /// # Errors
    /// When TLS cannot be set up (no system certificates).
    pub fn new(allow_private: bool) -> Result<Self, String> {
        Self::with_timeout(allow_private, TOTAL_TIMEOUT)
    }

    /// The same with a shorter limit for a whole request; ten seconds stay the most.
    ///
    /// # Errors
    /// As [`Egress::new`].
    pub fn with_timeout(allow_private: bool, timeout: Duration) -> Result<Self, String> {
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .dns_resolver(Arc::new(GuardedResolver { allow_private }))
            .connect_timeout(CONNECT_TIMEOUT.min(timeout))
            .timeout(timeout.min(TOTAL_TIMEOUT))
            .pool_max_idle_per_host(4)
            .build()
            .map_err(|error| format!("the egress client cannot be set up: {error}"))?;
        Ok(Self { client, allow_private })
    }

    /// Reads an address and says whether it may be asked for. Names are judged again by what they resolve to.
    ///
    /// # Errors
    /// [`EgressError::Forbidden`].
    pub fn check(&self, address: &str) -> Result<Url, EgressError> {
        if address.len() > ADDRESS_LIMIT_BYTES {
            return Err(EgressError::Forbidden);
        }
        let url = Url::parse(address).map_err(|_| EgressError::Forbidden)?;
        let userinfo = !url.username().is_empty() || url.password().is_some();
        let host = match url.host() {
            Some(Host::Domain(name)) => address::name_may_be_resolved(name, self.allow_private),
            Some(Host::Ipv4(ip)) => may_reach(ip.into(), self.allow_private),
            Some(Host::Ipv6(ip)) => may_reach(ip.into(), self.allow_private),
            None => false,
        };
        let scheme = match url.scheme() {
            "https" => true,
            "http" => self.allow_private && is_loopback(&url),
            _ => false,
        };
        if userinfo || !host || !scheme { Err(EgressError::Forbidden) } else { Ok(url) }
    }

    /// Sends one request and reads at most 64 KiB of the answer.
    ///
    /// # Errors
    /// When the address may not be reached, or no answer comes.
    pub async fn send(
        &self,
        method: Method,
        address: &str,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Answer, EgressError> {
        let url = self.check(address)?;
        let response = self.client.request(method, url).headers(headers).body(body).send().await;
        match response {
            Ok(response) => read(response).await.map_err(|error| cause(&error)),
            Err(error) => Err(cause(&error)),
        }
    }

    /// Sends one request that carries a file one way or the other: it may take a minute, and `most_bytes` of the answer are
    /// read.
    ///
    /// # Errors
    /// As [`Egress::send`].
    pub async fn carry(
        &self,
        method: Method,
        address: &str,
        headers: HeaderMap,
        body: Bytes,
        most_bytes: usize,
    ) -> Result<Answer, EgressError> {
        let url = self.check(address)?;
        let request = self.client.request(method, url).headers(headers).body(body).timeout(FILE_TIMEOUT);
        match request.send().await {
            Ok(response) => read_up_to(response, most_bytes).await.map_err(|error| cause(&error)),
            Err(error) => Err(cause(&error)),
        }
    }
}

/// Whether an address names this very machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn cause(error: &reqwest::Error) -> EgressError {
    if resolver::refused(error) {
        EgressError::Forbidden
    } else if error.is_timeout() {
        EgressError::Timeout
    } else {
        EgressError::Unreachable
    }
}

#[cfg(test)]
mod tests;
