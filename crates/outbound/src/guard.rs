//! Which targets may be reached from here: addresses of the public internet, and networks that the operator names.
//!
//! The address is judged after the name has been looked up, and the connection goes to the judged address, so that
//! a name that answers differently the second time gains nothing. A name that has any forbidden address is forbidden.

mod lookup;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

pub use lookup::Lookup;
use lookup::SystemLookup;

/// Characters of a target's address.
const MAX_URL: usize = 2_000;

/// Judges targets. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Guard {
    allowed: Arc<[IpNet]>,
    lookup: Arc<dyn Lookup>,
}

impl Default for Guard {
    fn default() -> Self {
        Self::new([])
    }
}

/// The address is not to be reached from here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Forbidden(pub String);

impl Guard {
    /// `allowed` networks may be reached although they are not public, and without TLS.
    pub fn new(allowed: impl IntoIterator<Item = IpNet>) -> Self {
        Self { allowed: allowed.into_iter().collect(), lookup: Arc::new(SystemLookup) }
    }

    /// Looks names up there instead of in the system's resolver.
    #[must_use]
    pub fn with_lookup(self, lookup: Arc<dyn Lookup>) -> Self {
        Self { lookup, ..self }
    }

    fn is_named(&self, ip: IpAddr) -> bool {
        self.allowed.iter().any(|network| network.contains(&ip))
    }

    /// Whether the address may be reached.
    pub fn allows(&self, ip: IpAddr) -> bool {
        is_public(ip) || self.is_named(ip)
    }

    /// Whether a URL may be a target, as far as it can be said without looking its name up.
    pub fn check(&self, text: &str) -> Result<Url, Forbidden> {
        let forbidden = |reason: &str| Err(Forbidden(reason.to_owned()));
        if text.len() > MAX_URL {
            return forbidden("must have at most 2,000 characters");
        }
        let Ok(url) = Url::parse(text.trim()) else {
            return forbidden("must be a URL like https://crm.example/hook");
        };
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return forbidden("must have no user name, password or fragment");
        }
        if url.port() == Some(0) {
            return forbidden("must have a port that exists");
        }
        let ip = match url.host() {
            Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
            Some(Host::Domain(name)) if is_internal(name) && self.allowed.is_empty() => {
                return forbidden("must not be a name of an internal network");
            }
            Some(Host::Domain(_)) => None,
            None => return forbidden("must name a host"),
        };
        if ip.is_some_and(|ip| !self.allows(ip)) {
            return forbidden("must not be an address of an internal network");
        }
        // What the operator allows may speak plainly; what a name means shows when it is looked up.
        match (url.scheme(), ip) {
            ("https", _) => Ok(url),
            ("http", Some(ip)) if self.is_named(ip) => Ok(url),
            ("http", None) if !self.allowed.is_empty() => Ok(url),
            _ => forbidden("must begin with https://"),
        }
    }

    /// Whether a host may be connected to: at all of its addresses, or at none.
    fn judge(&self, host: &str, found: &[IpAddr], plain: bool) -> Result<(), Forbidden> {
        let fits = |ip: IpAddr| if plain { self.is_named(ip) } else { self.allows(ip) };
        if !found.iter().all(|ip| fits(*ip)) {
            return Err(Forbidden(format!("{host} lies in a network that is not to be reached from here")));
        }
        Ok(())
    }

    /// A resolver that gives out allowed addresses only. `plain` is for targets without TLS, which only the
    /// operator's networks may be.
    pub(crate) fn resolver(&self, plain: bool) -> GuardedResolver {
        GuardedResolver { guard: self.clone(), plain }
    }
}

/// Looks names up through a guard.
#[derive(Clone, Debug)]
pub(crate) struct GuardedResolver {
    guard: Guard,
    plain: bool,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let Self { guard, plain } = self.clone();
        Box::pin(async move {
            let found = guard.lookup.addresses(name.as_str()).await?;
            guard.judge(name.as_str(), &found, plain)?;
            // The port is the URL's.
            Ok(Box::new(found.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs)
        })
    }
}

/// Names that never mean a host of the public internet.
fn is_internal(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let ending = |end: &str| name == end.trim_start_matches('.') || name.ends_with(end);
    !name.contains('.') || [".localhost", ".local", ".internal", ".home.arpa"].into_iter().any(ending)
}

/// Whether an address belongs to the public internet: the registries of special-purpose addresses of IANA.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => ip.to_ipv4_mapped().map_or_else(|| is_public_v6(ip), is_public_v4),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = match a {
        0 | 10 | 127 | 224..=255 => true,
        100 => (64..128).contains(&b),
        // A public address that clouds of Microsoft answer at themselves (metadata, agents).
        168 => ip == Ipv4Addr::new(168, 63, 129, 16),
        169 => b == 254,
        172 => (16..32).contains(&b),
        192 => matches!((b, c), (0, 0 | 2) | (88, 99) | (168, _)),
        198 => matches!((b, c), (18 | 19, _) | (51, 100)),
        203 => (b, c) == (0, 113),
        _ => false,
    };
    !special
}

/// Only global unicast (`2000::/3`), without what is carved out of it or leads on to IPv4.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let global = a & 0xe000 == 0x2000;
    let special = match a {
        // Teredo, benchmarks, ORCHID and the rest of 2001::/23; documentation.
        0x2001 => b < 0x0200 || b == 0x0db8,
        // 6to4.
        0x2002 => true,
        // Documentation (RFC 9637), segment routing.
        0x3fff => b < 0x1000,
        _ => false,
    };
    global && !special
}
