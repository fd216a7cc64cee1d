//! Name resolution that hands out permitted addresses only. The client connects to what this answers and asks nobody else,
//! so a name cannot point to one place when checked and to another when used.

use std::{error::Error, net::SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::may_reach;

/// Every address of the name is out of reach.
#[derive(Debug, thiserror::Error)]
#[error("address not allowed")]
struct Refused;

/// The system's resolver behind the filter.
#[derive(Clone, Copy, Debug)]
pub(super) struct GuardedResolver {
    /// Whether private networks may be reached.
    pub(super) allow_private: bool,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            keep(found, allow_private)
        })
    }
}

fn keep(found: impl Iterator<Item = SocketAddr>, allow_private: bool) -> Result<Addrs, Box<dyn Error + Send + Sync>> {
    let kept: Vec<_> = found.filter(|address| may_reach(address.ip(), allow_private)).collect();
    if kept.is_empty() { Err(Box::new(Refused)) } else { Ok(Box::new(kept.into_iter())) }
}

/// Whether a request failed because of the filter.
pub(super) fn refused(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if error.is::<Refused>() {
            return true;
        }
        source = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn name_that_resolves_to_loopback_is_refused() {
        let resolver = GuardedResolver { allow_private: false };
        let name = "localhost".parse().expect("a name");
        assert!(resolver.resolve(name).await.is_err());
        let resolver = GuardedResolver { allow_private: true };
        let name = "localhost".parse().expect("a name");
        assert!(resolver.resolve(name).await.expect("loopback is allowed").count() > 0);
    }

    #[test]
    fn mixed_answer_keeps_the_public_addresses_only() {
        let mixed = ["10.0.0.1:0", "8.8.8.8:0", "[::1]:0", "169.254.169.254:0"].map(|a| a.parse().expect("an address"));
        let kept: Vec<SocketAddr> = keep(mixed.into_iter(), false).expect("one is public").collect();
        assert_eq!(kept, ["8.8.8.8:0".parse().expect("an address")]);
    }
}
