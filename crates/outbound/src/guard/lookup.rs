//! Where the addresses of a name come from.

use std::fmt;
use std::io;
use std::net::IpAddr;

use async_trait::async_trait;

/// Looks names up.
#[async_trait]
pub trait Lookup: Send + Sync + fmt::Debug {
    /// All addresses of a host; fails when there are none.
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// What the system's resolver says.
#[derive(Clone, Copy, Debug)]
pub(super) struct SystemLookup;

#[async_trait]
impl Lookup for SystemLookup {
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect())
    }
}
