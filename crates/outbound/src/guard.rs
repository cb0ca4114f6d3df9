//! Which targets may be reached from here: addresses of the public internet, and networks that the operator names.
//!
//! The address is judged after the name has been looked up, and the connection goes to the judged address, so that
//! a name that answers differently the second time gains nothing. A name that has any forbidden address is forbidden.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;
use url::{Host, Url};

/// Characters of a target's address.
const MAX_URL: usize = 2_000;

/// Judges targets. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    allowed: Arc<[IpNet]>,
}

/// The address is not to be reached from here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Forbidden(pub String);

impl Guard {
    /// `allowed` networks may be reached although they are not public, and without TLS.
    pub fn new(allowed: impl IntoIterator<Item = IpNet>) -> Self {
        Self { allowed: allowed.into_iter().collect() }
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

    /// The addresses of a host that may be connected to: all of them, or none.
    async fn resolve_host(&self, host: &str, plain: bool) -> Result<Vec<SocketAddr>, Forbidden> {
        let found = lookup_host((host, 0)).await.map_err(|error| Forbidden(format!("{host}: {error}")))?;
        self.judge(host, found.collect(), plain)
    }

    fn judge(&self, host: &str, found: Vec<SocketAddr>, plain: bool) -> Result<Vec<SocketAddr>, Forbidden> {
        let fits = |ip: IpAddr| if plain { self.is_named(ip) } else { self.allows(ip) };
        if found.is_empty() || !found.iter().all(|address| fits(address.ip())) {
            return Err(Forbidden(format!("{host} lies in a network that is not to be reached from here")));
        }
        Ok(found)
    }

    /// A resolver that gives out allowed addresses only. `plain` is for targets without TLS, which only the
    /// operator's networks may be.
    pub fn resolver(&self, plain: bool) -> Arc<GuardedResolver> {
        Arc::new(GuardedResolver { guard: self.clone(), plain })
    }
}

/// Looks names up through a guard.
#[derive(Clone, Debug)]
pub struct GuardedResolver {
    guard: Guard,
    plain: bool,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let Self { guard, plain } = self.clone();
        Box::pin(async move {
            let found = guard.resolve_host(name.as_str(), plain).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_may_be_reached() {
        for url in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://10.1.2.3/",
            "https://172.16.0.1/",
            "https://172.31.255.255/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest/meta-data/",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://224.0.0.1/",
            "https://255.255.255.255/",
            "https://240.0.0.1/",
            "https://192.0.0.1/",
            "https://192.0.2.1/",
            "https://198.18.0.1/",
            "https://198.51.100.1/",
            "https://203.0.113.1/",
            "https://[::1]/",
            "https://[::]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fe80::1]/",
            "https://[fc00::1]/",
            "https://[fd12::1]/",
            "https://[ff02::1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[2002:7f00:1::]/",
            "https://[2001:0:1::]/",
            "https://[2001:db8::1]/",
            "https://[::127.0.0.1]/",
            "https://[fec0::1]/",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://a.localhost/",
            "https://db.internal/",
            "https://printer.local/",
            "https://intranet/",
            "http://crm.example.com/",
            "ftp://crm.example.com/",
            "https://user:pass@crm.example.com/",
            "https://crm.example.com/#x",
            "https://crm.example.com:0/",
            "file:///etc/passwd",
            "https://",
            "nonsense",
            "",
        ] {
            assert!(Guard::default().check(url).is_err(), "{url}");
        }
        let long = format!("https://crm.example.com/{}", "a".repeat(2_000));
        assert!(Guard::default().check(&long).is_err());
        for url in [
            "https://crm.example.com/hook?a=b",
            "https://8.8.8.8:8443/",
            "https://[2606:4700::1]/",
            "https://172.32.0.1/",
        ] {
            assert!(Guard::default().check(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn the_operator_may_allow_networks_of_its_own() {
        let guard = Guard::new(["127.0.0.0/8".parse().unwrap()]);
        assert!(guard.check("http://127.0.0.1:8080/hook").is_ok());
        assert!(guard.check("http://10.0.0.1/").is_err());
        assert!(guard.check("http://8.8.8.8/").is_err(), "plain only where the operator says so");
    }

    #[tokio::test]
    async fn a_name_is_judged_by_all_of_its_addresses() {
        let address = |text: &str| text.parse::<SocketAddr>().unwrap();
        let guard = Guard::default();
        let (public, private) = (address("8.8.8.8:0"), address("10.0.0.1:0"));
        assert!(guard.judge("both.example", vec![public, private], false).is_err());
        assert!(guard.judge("none.example", vec![], false).is_err());
        assert_eq!(guard.judge("fine.example", vec![public], false), Ok(vec![public]));
        assert!(guard.resolve_host("localhost", false).await.is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_private_address_passes_in_any_spelling(a in 0_u8..=255, b in 0_u8..=255, c in 0_u8..=255, d in 0_u8..=255) {
            let ip = Ipv4Addr::new(a, b, c, d);
            let private = ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_multicast()
                || ip.is_broadcast() || ip.is_documentation() || ip.is_unspecified();
            let spellings = [
                format!("https://{ip}/"), format!("https://{}/", u32::from(ip)), format!("https://{:#x}/", u32::from(ip)),
                format!("https://[::ffff:{ip}]/"),
            ];
            for url in spellings {
                proptest::prop_assert!(!private || Guard::default().check(&url).is_err(), "{}", url);
            }
        }
    }
}
