//! The requests of the load, prepared.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use super::CONNECTIONS;
use super::setup::Setup;
use super::yardstick::Answer;
use crate::demo::{self, Server};
use crate::http1::{self, Connection};

/// The documented create of a shared referral.
pub const CREATE: &str = include_str!("create.json");

pub const REFERRALS: &str = "/v1.0/engagements/referrals";
const LIST: &str = "$filter=status%20eq%20'Active'&$orderby=createdDateTime%20desc&$top=50";
/// Reads and updates go to these many referrals, the newest ones that are open.
const IDS: usize = 1_000;

/// Everything that is sent to the server.
pub struct Requests {
    token: String,
    ids: Vec<String>,
    gets: Vec<Vec<u8>>,
    list: Vec<u8>,
    create: Vec<u8>,
    /// A new value for each update: writing what is there already would change nothing.
    value: AtomicU64,
    /// The answer to the first GET.
    pub sample: Answer,
}

#[derive(Deserialize)]
struct Page {
    value: Vec<Id>,
}

#[derive(Deserialize)]
pub struct Id {
    pub id: String,
}

impl Requests {
    pub async fn prepare(server: &Server, setup: &Setup) -> Result<Self> {
        let token = demo::token(server.address, setup.client()?).await?;
        let mut connection = Connection::open(server.address).await?;
        let path = format!(
            "{REFERRALS}?$select=id&$filter=status%20eq%20'Active'&$orderby=createdDateTime%20desc&$top={IDS}"
        );
        let status = connection.exchange(&http1::request("GET", &path, Some(&token), None)).await?;
        if status != 200 {
            bail!("listing ids: {status} {}", String::from_utf8_lossy(connection.body()));
        }
        let page: Page = serde_json::from_slice(connection.body())?;
        let ids: Vec<String> = page.value.into_iter().map(|referral| referral.id).collect();
        if ids.len() < CONNECTIONS {
            bail!("the demo has too few open referrals, give it more --deals");
        }
        let one = |id: &String| http1::request("GET", &format!("{REFERRALS}/{id}"), Some(&token), None);
        let gets: Vec<Vec<u8>> = ids.iter().map(one).collect();
        connection.exchange(gets.first().context("no referral")?).await?;
        Ok(Self {
            sample: Answer::of(&connection)?,
            list: http1::request("GET", &format!("{REFERRALS}?{LIST}"), Some(&token), None),
            create: http1::request("POST", REFERRALS, Some(&token), Some(("application/json", CREATE))),
            value: AtomicU64::new(1),
            token,
            ids,
            gets,
        })
    }

    /// The newest open referrals.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// Each connection goes round by itself, from another place.
    pub fn get(&self, connection: usize, n: u64) -> Cow<'_, [u8]> {
        let start = connection * self.gets.len() / CONNECTIONS;
        let request = at(&self.gets, n.wrapping_add(start as u64));
        request.map(Vec::as_slice).unwrap_or_default().into()
    }

    pub fn list(&self) -> Cow<'_, [u8]> {
        self.list.as_slice().into()
    }

    pub fn create(&self) -> Cow<'_, [u8]> {
        self.create.as_slice().into()
    }

    /// Each connection has referrals of its own: two writers of one referral would wait for each other, here and
    /// in any other program.
    pub fn update(&self, connection: usize, n: u64) -> Cow<'_, [u8]> {
        let own: usize = self.ids.len() / CONNECTIONS;
        let id = at(&self.ids, n % own.max(1) as u64 * CONNECTIONS as u64 + connection as u64);
        let path = format!("{REFERRALS}/{}", id.map(String::as_str).unwrap_or_default());
        let value = self.value.fetch_add(1, Ordering::Relaxed);
        let body = format!(r#"[{{"op":"replace","path":"/details/dealValue","value":{value}}}]"#);
        http1::request("PATCH", &path, Some(&self.token), Some(("application/json", &body))).into()
    }
}

/// The element at a place in an endless repetition.
fn at<T>(all: &[T], n: u64) -> Option<&T> {
    let length = u64::try_from(all.len()).ok()?;
    all.get(usize::try_from(n.checked_rem(length)?).ok()?)
}
