//! Addresses for connections that are not HTTP: looked up once, filtered, and connected to as they are.

use std::net::{IpAddr, SocketAddr};

use super::{EgressError, address};

/// Whether a host that somebody supplied may be asked for at all; its name is judged again by what it resolves to.
#[must_use]
pub fn may_name(host: &str, allow_private: bool) -> bool {
    match host.parse::<IpAddr>() {
        Ok(ip) => address::may_reach(ip, allow_private),
        Err(_) => address::name_may_be_resolved(host, allow_private),
    }
}

/// Where a host may be reached. Connect to these and to nothing else: another lookup could answer otherwise.
///
/// # Errors
/// [`EgressError::Forbidden`] when every address is out of reach, [`EgressError::Unreachable`] when there is none.
pub async fn reachable(host: &str, port: u16, allow_private: bool) -> Result<Vec<SocketAddr>, EgressError> {
    if !may_name(host, allow_private) {
        return Err(EgressError::Forbidden);
    }
    let found: Vec<SocketAddr> =
        tokio::net::lookup_host((host, port)).await.map_err(|_| EgressError::Unreachable)?.collect();
    if found.is_empty() {
        return Err(EgressError::Unreachable);
    }
    let kept: Vec<SocketAddr> =
        found.into_iter().filter(|found| address::may_reach(found.ip(), allow_private)).collect();
    if kept.is_empty() { Err(EgressError::Forbidden) } else { Ok(kept) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_of_this_machine_is_out_of_reach_unless_private_ones_are_allowed() {
        assert_eq!(reachable("localhost", 25, false).await, Err(EgressError::Forbidden));
        assert_eq!(reachable("127.0.0.1", 25, false).await, Err(EgressError::Forbidden));
        assert_eq!(reachable("169.254.169.254", 25, true).await, Err(EgressError::Forbidden));
        let here = reachable("127.0.0.1", 25, true).await.expect("allowed");
        assert_eq!(here, ["127.0.0.1:25".parse().expect("an address")]);
    }
}
