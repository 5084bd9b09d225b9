//! What this installation allows beyond the public internet.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;
use thiserror::Error;

use crate::address::{BlockReason, judge, mapped_ipv4};
use crate::error::EgressError;

/// The networks that the guard lets through although they lie inside; empty by default.
///
/// Written as a list of CIDRs or single addresses, separated by commas: `127.0.0.0/8, ::1, 10.20.0.5`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EgressPolicy {
    allow: Vec<IpNet>,
}

/// An item of an allow list that is neither a CIDR nor an address.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{item}` is neither a network such as 10.0.0.0/8 nor an IP address")]
pub struct InvalidAllowList {
    /// The item as it was written.
    pub item: String,
}

impl EgressPolicy {
    /// A policy that allows these networks beside the public internet.
    #[must_use]
    pub fn new(allow: Vec<IpNet>) -> Self {
        Self { allow }
    }

    /// The networks allowed beside the public internet.
    #[must_use]
    pub fn allowed(&self) -> &[IpNet] {
        &self.allow
    }

    /// Says whether `address` may be connected to.
    ///
    /// # Errors
    /// The reason why it may not.
    pub fn check(&self, address: IpAddr) -> Result<(), BlockReason> {
        match judge(address) {
            Some(reason) if !self.allows(address) => Err(reason),
            Some(_) | None => Ok(()),
        }
    }

    /// Resolves a name and keeps the addresses that may be connected to. Literal addresses are judged as they are.
    ///
    /// Connect to the answer, never to the name again: the next resolution may give something else.
    ///
    /// # Errors
    /// [`EgressError::Dns`] when the name has no address, [`EgressError::Blocked`] when all of them lie inside.
    pub async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, EgressError> {
        let literal = host.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = literal.parse::<IpAddr>() {
            return match self.check(address) {
                Ok(()) => Ok(vec![SocketAddr::new(address, port)]),
                Err(reason) => Err(EgressError::blocked(host, address, reason)),
            };
        }
        let found = tokio::net::lookup_host((host, port))
            .await
            .map_err(|source| EgressError::dns(host, Some(source)))?;
        self.keep_allowed(host, found)
    }

    fn keep_allowed(
        &self,
        host: &str,
        found: impl Iterator<Item = SocketAddr>,
    ) -> Result<Vec<SocketAddr>, EgressError> {
        let mut kept = Vec::new();
        let mut refusal = None;
        for candidate in found {
            match self.check(candidate.ip()) {
                Ok(()) => kept.push(candidate),
                Err(reason) => {
                    refusal = Some(EgressError::blocked(host, candidate.ip(), reason));
                }
            }
        }
        if kept.is_empty() {
            return Err(refusal.unwrap_or_else(|| EgressError::dns(host, None)));
        }
        Ok(kept)
    }

    fn allows(&self, address: IpAddr) -> bool {
        let mapped = mapped_ipv4(address).map(IpAddr::V4);
        self.allow
            .iter()
            .any(|network| network.contains(&address) || mapped.is_some_and(|inner| network.contains(&inner)))
    }
}

/// The list as it can be parsed again, for showing what is in force.
impl fmt::Display for EgressPolicy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, network) in self.allow.iter().enumerate() {
            let separator = if at == 0 { "" } else { "," };
            write!(formatter, "{separator}{network}")?;
        }
        Ok(())
    }
}

impl FromStr for EgressPolicy {
    type Err = InvalidAllowList;

    fn from_str(list: &str) -> Result<Self, Self::Err> {
        let items = list.split(',').map(str::trim).filter(|item| !item.is_empty());
        let allow = items.map(parse_network).collect::<Result<_, _>>()?;
        Ok(Self { allow })
    }
}

fn parse_network(item: &str) -> Result<IpNet, InvalidAllowList> {
    item.parse::<IpNet>()
        .or_else(|_| item.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| InvalidAllowList { item: item.to_owned() })
}
