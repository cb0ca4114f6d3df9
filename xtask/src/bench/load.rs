//! The load generator.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use futures_util::TryStreamExt as _;
use futures_util::stream::FuturesUnordered;

use super::WARM_UP;
use crate::http1::Connection;

/// The request of a connection, the how-manyth it is.
pub type Make<'a> = dyn Fn(usize, u64) -> Cow<'a, [u8]> + 'a;

/// So many connections, each of which sends a request, waits for the answer and sends the next.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    pub address: SocketAddr,
    pub connections: usize,
}

/// What one measurement saw.
#[derive(Debug)]
pub struct Sample {
    /// Sorted.
    times: Vec<Duration>,
    elapsed: Duration,
}

impl Load {
    pub async fn warm_and_drive(self, time: Duration, expected: u16, make: &Make<'_>) -> Result<Sample> {
        self.drive(WARM_UP, expected, make).await?;
        self.drive(time, expected, make).await
    }

    /// Sends so many requests on one connection, these in turn.
    pub async fn count(self, number: usize, requests: &[Vec<u8>]) -> Result<Sample> {
        let mut connection = Connection::open(self.address).await?;
        let started = Instant::now();
        let mut times = Vec::with_capacity(number);
        for request in requests.iter().cycle().take(number) {
            times.push(timed(&mut connection, request, 200).await?);
        }
        times.sort_unstable();
        Ok(Sample { times, elapsed: started.elapsed() })
    }

    /// Drives for so long. Any answer but the expected one is an error: it would not measure what it says.
    pub async fn drive(self, time: Duration, expected: u16, make: &Make<'_>) -> Result<Sample> {
        let mut connections = Vec::with_capacity(self.connections);
        for _ in 0..self.connections {
            connections.push(Connection::open(self.address).await?);
        }
        let started = Instant::now();
        let until = started + time;
        let running: FuturesUnordered<_> = connections
            .into_iter()
            .enumerate()
            .map(|(number, connection)| drive_one(number, connection, until, expected, make))
            .collect();
        let all: Vec<Vec<Duration>> = running.try_collect().await?;
        let elapsed = started.elapsed();
        let mut times = all.concat();
        times.sort_unstable();
        Ok(Sample { times, elapsed })
    }
}

async fn drive_one(
    number: usize,
    mut connection: Connection,
    until: Instant,
    expected: u16,
    make: &Make<'_>,
) -> Result<Vec<Duration>> {
    let mut times = Vec::with_capacity(16_384);
    for n in 0.. {
        let request = make(number, n);
        if Instant::now() >= until {
            break;
        }
        times.push(timed(&mut connection, &request, expected).await?);
    }
    Ok(times)
}

/// How long the answer took, which must be the expected one.
async fn timed(connection: &mut Connection, request: &[u8], expected: u16) -> Result<Duration> {
    let sent = Instant::now();
    let status = connection.exchange(request).await?;
    let took = sent.elapsed();
    if status != expected {
        bail!("status {status} instead of {expected}: {}", String::from_utf8_lossy(connection.body()));
    }
    Ok(took)
}

impl Sample {
    /// Answers per second.
    #[expect(clippy::cast_precision_loss, reason = "nobody sends 2^52 requests here")]
    pub fn rate(&self) -> f64 {
        self.times.len() as f64 / self.elapsed.as_secs_f64()
    }

    /// The time within which so many percent were answered, in milliseconds.
    pub fn percentile(&self, percent: usize) -> f64 {
        let at = (self.times.len() * percent / 100).min(self.times.len().saturating_sub(1));
        self.times.get(at).copied().unwrap_or_default().as_secs_f64() * 1_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_and_rate() {
        let times = (1..=100).map(Duration::from_millis).collect();
        let sample = Sample { times, elapsed: Duration::from_secs(2) };
        assert!((sample.rate() - 50.0).abs() < f64::EPSILON);
        assert!((sample.percentile(50) - 51.0).abs() < 1e-9);
        assert!((sample.percentile(99) - 100.0).abs() < 1e-9);
        assert!((sample.percentile(100) - 100.0).abs() < 1e-9);
    }
}
