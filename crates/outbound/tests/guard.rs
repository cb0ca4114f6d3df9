//! No way of writing an address leads to what is not public.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use ortak_outbound::Guard;
use proptest::prelude::*;
use url::{Host, Url};

/// Networks that nobody outside may reach through us.
const INTERNAL: [&str; 22] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "168.63.129.16/32",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "255.255.255.255/32",
    "::/128",
    "::1/128",
    "64:ff9b::/96",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
    "2001::/32",
    "2001:db8::/32",
    "2002::/16",
];

fn refused(url: &str) -> bool {
    Guard::default().check(url).is_err()
}

/// An address of an internal network.
fn internal() -> impl Strategy<Value = IpAddr> {
    (prop::sample::select(INTERNAL.to_vec()), any::<[u8; 16]>()).prop_map(|(network, free)| {
        let free = u128::from_be_bytes(free);
        match network.parse::<IpNet>().unwrap() {
            IpNet::V4(network) => {
                let free = u32::try_from(free >> 96).unwrap() & u32::from(network.hostmask());
                Ipv4Addr::from(u32::from(network.network()) | free).into()
            }
            IpNet::V6(network) => {
                let free = free & u128::from(network.hostmask());
                Ipv6Addr::from(u128::from(network.network()) | free).into()
            }
        }
    })
}

/// The ways in which programs read an address.
fn ways(ip: IpAddr) -> Vec<String> {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, d] = ip.octets();
            let number = u32::from(ip);
            vec![
                ip.to_string(),
                format!("{ip}."),
                number.to_string(),
                format!("0x{number:x}"),
                format!("0X{number:X}"),
                format!("0{number:o}"),
                format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
                format!("0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}"),
                format!("{a}.{}", number & 0x00ff_ffff),
                format!("{a}.{b}.{}", number & 0xffff),
                ip.to_string().replace('.', "%2e"),
                ip.to_string().replace('.', "\u{3002}"),
                format!("[::ffff:{ip}]"),
                format!("[::ffff:{:x}:{:x}]", number >> 16, number & 0xffff),
                format!("[0:0:0:0:0:ffff:{ip}]"),
                format!("[::{ip}]"),
                format!("[64:ff9b::{ip}]"),
                format!("[2002:{:x}:{:x}::1]", number >> 16, number & 0xffff),
            ]
        }
        IpAddr::V6(ip) => {
            let full = ip.segments().map(|segment| format!("{segment:04x}")).join(":");
            vec![format!("[{ip}]"), format!("[{full}]"), format!("[{}]", full.to_uppercase())]
        }
    }
}

fn accepted(url: &Url) -> Result<(), TestCaseError> {
    let guard = Guard::default();
    prop_assert_eq!(url.scheme(), "https");
    prop_assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none());
    prop_assert_ne!(url.port(), Some(0));
    match url.host() {
        Some(Host::Ipv4(ip)) => {
            prop_assert!(guard.allows(ip.into()) && !ip.is_private() && !ip.is_loopback());
        }
        Some(Host::Ipv6(ip)) => prop_assert!(guard.allows(ip.into()) && !ip.is_loopback()),
        Some(Host::Domain(name)) => {
            prop_assert!(name.contains('.') && name.trim_end_matches('.').parse::<IpAddr>().is_err());
        }
        None => prop_assert!(false, "no host"),
    }
    Ok(())
}

proptest! {
    #[test]
    fn an_internal_address_is_refused_however_it_is_written(
        ip in internal(),
        port in proptest::option::of(1..=u16::MAX),
        scheme in prop::sample::select(vec!["https", "HTTPS", "http"]),
        path in "(/[a-z?&=]{0,8})?",
    ) {
        prop_assert!(!Guard::default().allows(ip), "{}", ip);
        let port = port.map_or_else(String::new, |port| format!(":{port}"));
        for host in ways(ip) {
            for slashes in ["//", "\\\\", "/", ""] {
                let url = format!("{scheme}:{slashes}{host}{port}{path}");
                prop_assert!(refused(&url), "{}", url);
            }
        }
    }

    #[test]
    fn what_is_accepted_is_public_encrypted_and_names_nobody(
        text in "(https?|ftp|file)?:?[/\\\\]{0,3}[a-z0-9@:.%#?/\\[\\]-]{0,40}",
        any in any::<String>(),
    ) {
        for text in [text, any] {
            if let Ok(url) = Guard::default().check(&text) {
                accepted(&url)?;
            }
        }
    }

    #[test]
    fn users_passwords_and_fragments_are_refused(user in "[a-z0-9]{1,8}", password in "(:[a-z0-9]{1,8})?") {
        for url in [
            format!("https://{user}{password}@crm.example.com/hook"),
            format!("https://crm.example.com/hook#{user}"),
            // Whom a reader would take for the host.
            format!("https://crm.example.com:{user}@127.0.0.1/"),
        ] {
            prop_assert!(refused(&url), "{}", url);
        }
    }
}

#[test]
fn the_well_known_ways_in_are_refused() {
    for url in [
        "https://169.254.169.254/latest/meta-data/",
        "https://[fd00:ec2::254]/latest/meta-data/",
        "https://168.63.129.16/machine",
        "https://metadata.google.internal/computeMetadata/v1/",
        "https://metadata/computeMetadata/v1/",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://printer.local/",
        "https://router.home.arpa/",
        "https://intranet/",
        "https://0/",
        "https://127.1/",
        "https://2130706433/",
        "https://017700000001/",
        "https://0x7f.1/",
        "https://\u{ff11}27.0.0.1/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1]/",
        "https://crm.example.com:0/",
        "https://crm.example.com:99999/",
        "//crm.example.com/hook",
        "https://",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "gopher://crm.example.com/",
        "http://crm.example.com/hook",
    ] {
        assert!(refused(url), "{url}");
    }
    assert!(refused(&format!("https://crm.example.com/{}", "x".repeat(2_000))));
}

#[test]
fn public_targets_are_accepted_on_any_port_that_exists() {
    for url in [
        "https://crm.example.com/hook",
        "https://crm.example.com:8443/hook?key=1",
        "https://crm.example.com:1/",
        "https://crm.example.com:65535/",
        "https://8.8.8.8/",
        "https://[2606:4700::1111]:444/",
        "  https://crm.example.com/hook  ",
        "https://xn--mnchen-3ya.example/",
    ] {
        assert!(!refused(url), "{url}");
    }
}

#[test]
fn what_the_operator_names_may_be_reached_and_nothing_beside_it() {
    let guard = Guard::new(["10.1.0.0/16".parse().unwrap()]);
    guard.check("http://10.1.2.3:8080/hook").unwrap();
    guard.check("https://10.1.2.3/hook").unwrap();
    for url in ["http://10.2.0.1/", "https://10.2.0.1/", "https://127.0.0.1/", "http://8.8.8.8/"] {
        assert!(guard.check(url).is_err(), "{url}");
    }
}
