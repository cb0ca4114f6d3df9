//! A receiver of webhooks on loopback that behaves as it is told.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// How the receiver takes the next request.
#[derive(Clone, Copy, Debug)]
pub enum Manner {
    Answer(u16),
    /// 429 with `Retry-After` in seconds.
    Busy(u64),
    /// Hangs up without a word.
    Reset,
    /// Answers when the sender has long given up.
    Slow,
}

#[derive(Clone, Debug)]
pub struct Received {
    pub headers: HeaderMap,
    pub body: String,
    /// What it was answered, if it was.
    pub status: Option<u16>,
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The last part of `ResourceUri`.
    pub fn resource(&self) -> String {
        self.json()["ResourceUri"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    }

    pub fn event(&self) -> String {
        self.json()["EventName"].as_str().unwrap().to_owned()
    }
}

#[derive(Clone, Debug, Default)]
struct Script {
    manners: Arc<Mutex<VecDeque<Manner>>>,
    received: Arc<Mutex<Vec<Received>>>,
}

pub struct Receiver {
    script: Script,
    address: SocketAddr,
}

impl Receiver {
    pub async fn start() -> Self {
        let script = Script::default();
        let router = Router::new().fallback(receive).with_state(script.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { script, address }
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// How the next requests are taken; afterwards with 200.
    pub fn behave(&self, manners: &[Manner]) {
        self.script.manners.lock().unwrap().extend(manners);
    }

    pub fn received(&self) -> Vec<Received> {
        self.script.received.lock().unwrap().clone()
    }

    /// What was taken, and forgets it: `event resource`.
    pub fn take(&self) -> Vec<String> {
        let taken = std::mem::take(&mut *self.script.received.lock().unwrap());
        let taken = taken.iter().filter(|one| one.status == Some(200));
        let mut taken: Vec<String> = taken.map(|one| format!("{} {}", one.event(), one.resource())).collect();
        taken.sort();
        taken
    }

    /// How often each id was taken.
    pub fn taken(&self) -> HashMap<String, usize> {
        let mut counts = HashMap::new();
        for received in self.received().iter().filter(|received| received.status == Some(200)) {
            *counts.entry(received.header("webhook-id").to_owned()).or_default() += 1;
        }
        counts
    }
}

async fn receive(State(script): State<Script>, headers: HeaderMap, body: Bytes) -> Response {
    let manner = script.manners.lock().unwrap().pop_front().unwrap_or(Manner::Answer(200));
    let status = match manner {
        Manner::Answer(status) => Some(status),
        Manner::Busy(_) => Some(429),
        Manner::Reset | Manner::Slow => None,
    };
    let body = String::from_utf8(body.to_vec()).unwrap();
    script.received.lock().unwrap().push(Received { headers, body, status });
    match manner {
        Manner::Answer(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Manner::Busy(seconds) => {
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", seconds.to_string())]).into_response()
        }
        // A handler that panics drops the connection.
        Manner::Reset => panic!("told to hang up"),
        Manner::Slow => {
            tokio::time::sleep(std::time::Duration::from_secs(10)).await;
            StatusCode::OK.into_response()
        }
    }
}
