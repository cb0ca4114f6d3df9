//! Any text is judged as a webhook's target without a panic, and what is accepted is public, encrypted and the same
//! when judged again.

#![no_main]

use std::net::IpAddr;

use libfuzzer_sys::fuzz_target;
use ortak_outbound::Guard;
use url::Host;

fuzz_target!(|text: &str| {
    let guard = Guard::default();
    let Ok(url) = guard.check(text) else { return };
    assert_eq!(url.scheme(), "https", "{url}");
    assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none(), "{url}");
    assert_ne!(url.port(), Some(0), "{url}");
    let ip = match url.host().expect("a target has a host") {
        Host::Ipv4(ip) => Some(IpAddr::V4(ip)),
        Host::Ipv6(ip) => Some(IpAddr::V6(ip)),
        Host::Domain(name) => {
            // A resolver must not read an address where the guard read a name.
            assert!(name.trim_end_matches('.').parse::<IpAddr>().is_err(), "{url}");
            None
        }
    };
    if let Some(ip) = ip {
        assert!(guard.allows(ip), "{url}");
        let inner = match ip {
            IpAddr::V6(ip) => ip.to_ipv4_mapped(),
            IpAddr::V4(ip) => Some(ip),
        };
        if let Some(ip) = inner {
            assert!(!ip.is_private() && !ip.is_loopback() && !ip.is_link_local() && !ip.is_unspecified(), "{url}");
        }
    }
    // The canonical text means the same target; it may be too long.
    if let Ok(again) = guard.check(url.as_str()) {
        assert_eq!(again, url);
    }
});
