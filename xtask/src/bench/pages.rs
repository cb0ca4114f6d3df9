//! How long pages take (04-web, 05-quality): signed in as an administrator of the organization that has the most deals,
//! compressed as browsers ask for them, one request after the other, beside a bare handler that answers the same page
//! from memory.

use anyhow::{Context as _, Result, bail};

use super::figures::{median, met};
use super::load::{Load, Sample};
use super::yardstick::Answer;
use crate::demo::{Person, Server};
use crate::http1::{self, Connection};
use crate::output::Table;

/// Requests of each page in each round.
const REQUESTS: usize = 200;
/// Deals whose pages are asked for in turn.
const DEALS: usize = 50;
/// What 95 of 100 are to take at most, in milliseconds: the list and the deal (05-quality), and any page (04-web).
const FIRST: f64 = 30.0;
const ANY: f64 = 100.0;

/// Title, address and goal. A deal stands where the address ends in `/`.
const PAGES: [(&str, &str, f64); 11] = [
    ("inbound list", "/deals/inbound", FIRST),
    ("deal", "/deals/", FIRST),
    ("home", "/", ANY),
    ("outbound list", "/deals/outbound", ANY),
    ("favourites", "/deals/favourites", ANY),
    ("all deals by value", "/deals/all?sort=-value", ANY),
    ("all deals by location", "/deals/all?sort=location", ANY),
    ("search in all deals", "/search?q=group", ANY),
    ("board", "/deals/board", ANY),
    ("notifications", "/notifications", ANY),
    ("new deal, first step", "/deals/new", ANY),
];

/// What was seen in one round, in milliseconds.
#[derive(Clone, Copy)]
struct Round {
    p50: f64,
    p95: f64,
    yardstick: f64,
}

/// One page.
struct Page {
    title: &'static str,
    goal: f64,
    requests: Vec<Vec<u8>>,
    sample: Answer,
    /// Bytes of the sample on the wire.
    compressed: usize,
    rounds: Vec<Round>,
}

/// All of them, for somebody signed in.
pub struct Pages(Vec<Page>);

impl Pages {
    pub async fn prepare(server: &Server, person: &Person, deals: &[String]) -> Result<Self> {
        let mut connection = Connection::open(server.address).await?;
        let cookie = sign_in(&mut connection, person).await?;
        let mut pages = Vec::new();
        for (title, path, goal) in PAGES {
            let paths: Vec<String> = match path.strip_suffix("deals/") {
                Some(_) => deals.iter().take(DEALS).map(|id| format!("{path}{id}")).collect(),
                None => vec![path.to_owned()],
            };
            let first = paths.first().context("no deal")?;
            follow(&mut connection, first, &[("cookie", &cookie)]).await?;
            let sample = Answer::of(&connection)?;
            let headers = as_browser(&cookie);
            follow(&mut connection, first, &headers).await?;
            let requests = paths.iter().map(|path| http1::request_with("GET", path, &headers, None));
            pages.push(Page {
                title,
                goal,
                requests: requests.collect(),
                sample,
                compressed: connection.body().len(),
                rounds: Vec::new(),
            });
        }
        Ok(Self(pages))
    }

    /// A page of each kind, for the yardstick.
    pub fn samples(&self) -> impl Iterator<Item = &Answer> {
        self.0.iter().map(|page| &page.sample)
    }

    /// One more round. The yardstick says the pages after the referral.
    pub async fn measure(&mut self, server: &Server, yardstick: &Server) -> Result<()> {
        for (page, at) in self.0.iter_mut().zip(1..) {
            let ours = ask(server, &page.requests).await.context(page.title)?;
            let same = http1::request("GET", &Answer::path(at), None, None);
            let theirs = ask(yardstick, &[same]).await?;
            page.rounds.push(Round {
                p50: ours.percentile(50),
                p95: ours.percentile(95),
                yardstick: theirs.percentile(95),
            });
        }
        Ok(())
    }

    pub fn table(&self) -> Table {
        let mut table = Table::new([
            "page",
            "p50",
            "p95",
            "same bytes, p95",
            "times",
            "HTML / compressed",
            "goal",
            "met",
        ]);
        for page in &self.0 {
            let of = |value: fn(&Round) -> f64| median(page.rounds.iter().map(value).collect());
            let p95 = of(|round| round.p95);
            table.row([
                page.title.to_owned(),
                format!("{:.1} ms", of(|round| round.p50)),
                format!("{p95:.1} ms"),
                format!("{:.2} ms", of(|round| round.yardstick)),
                format!("× {:.0}", of(|round| round.p95 / round.yardstick)),
                format!("{} / {} kB", page.sample.body.len() / 1000, page.compressed / 1000),
                format!("p95 ≤ {:.0} ms", page.goal),
                met(p95 <= page.goal),
            ]);
        }
        table
    }
}

fn as_browser(cookie: &str) -> [(&str, &str); 4] {
    [
        ("cookie", cookie),
        ("accept", "text/html"),
        ("accept-encoding", "gzip, deflate, br, zstd"),
        ("sec-fetch-site", "same-origin"),
    ]
}

/// Asks one after the other, each page in turn.
async fn ask(server: &Server, requests: &[Vec<u8>]) -> Result<Sample> {
    let load = Load { address: server.address, connections: 1 };
    // Warm as in the middle of the day.
    load.count(requests.len().max(REQUESTS / 10), requests).await?;
    load.count(REQUESTS, requests).await
}

/// A page of somebody signed in, which must be there.
async fn follow(connection: &mut Connection, path: &str, headers: &[(&str, &str)]) -> Result<()> {
    match connection.exchange(&http1::request_with("GET", path, headers, None)).await? {
        200 => Ok(()),
        status => bail!("{path} answered {status}"),
    }
}

/// Signs in as on the page, and returns the cookie of the session.
async fn sign_in(connection: &mut Connection, person: &Person) -> Result<String> {
    connection.exchange(&http1::request("GET", "/sign-in", None, None)).await?;
    let guest = cookie(connection, "ortak-guest")?;
    let (_, secret) = guest.split_once('=').context("a cookie without value")?;
    let form = format!("csrf={secret}&email={}&password={}", person.email, person.password);
    let body = Some(("application/x-www-form-urlencoded", form.as_str()));
    let status =
        connection.exchange(&http1::request_with("POST", "/sign-in", &[("cookie", &guest)], body)).await?;
    if status != 303 {
        bail!("signing in answered {status}");
    }
    cookie(connection, "ortak-session")
}

/// A cookie that the last answer set, with its name.
fn cookie(connection: &Connection, wanted: &str) -> Result<String> {
    let head = std::str::from_utf8(connection.head())?;
    let set = http1::headers(head).filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    let mut pairs = set.filter_map(|(_, cookie)| cookie.split(';').next());
    let pair = pairs.find(|pair| pair.split_once('=').is_some_and(|(name, _)| name == wanted));
    Ok(pair.with_context(|| format!("no cookie {wanted} was set"))?.to_owned())
}
