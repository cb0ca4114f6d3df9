//! Pages that follow what others do: `/events` says that there is something new, as server-sent events, and the page
//! fetches itself again. What is new it learns there alone, through the same policy as everything else (R403).

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use ortak_app::App;
use ortak_app::port::Pulse;
use ortak_domain::{OrganizationId, PersonId};
use tokio::sync::watch;
use tokio::time::{Instant, interval, timeout};

use crate::Web;
use crate::reader::Reader;

/// How often it is looked whether something has changed.
const LOOK: Duration = Duration::from_secs(1);
/// How often a quiet connection is kept from being taken for a dead one.
const QUIET: Duration = Duration::from_secs(20);
/// After this long the browser asks anew, and proves anew who it is.
const LONGEST: Duration = Duration::from_mins(10);

type Who = (OrganizationId, PersonId);
/// Nothing until the first look.
type Seen = Option<Pulse>;

/// One look a second for each person with pages open, however many pages those are.
#[derive(Clone, Debug, Default)]
pub struct Live {
    pulses: Arc<Mutex<HashMap<Who, Weak<watch::Sender<Seen>>>>>,
    /// Set when the server ends: connections that would stay open are closed.
    ending: Arc<AtomicBool>,
}

impl Live {
    /// `ending` is set when the server ends.
    pub fn new(ending: Arc<AtomicBool>) -> Self {
        Self { pulses: Arc::default(), ending }
    }

    fn follow(&self, app: &App, who: Who) -> (Arc<watch::Sender<Seen>>, watch::Receiver<Seen>) {
        let mut pulses = self.pulses.lock().unwrap_or_else(PoisonError::into_inner);
        pulses.retain(|_, pulse| pulse.strong_count() > 0);
        if let Some(pulse) = pulses.get(&who).and_then(Weak::upgrade) {
            let receiver = pulse.subscribe();
            return (pulse, receiver);
        }
        let (sender, receiver) = watch::channel(None);
        let sender = Arc::new(sender);
        pulses.insert(who.clone(), Arc::downgrade(&sender));
        tokio::spawn(look(app.clone(), who, Arc::downgrade(&sender)));
        (sender, receiver)
    }
}

/// Looks until nobody follows any more.
async fn look(app: App, (organization, person): Who, pulse: Weak<watch::Sender<Seen>>) {
    let mut every = interval(LOOK);
    loop {
        every.tick().await;
        let Some(pulse) = pulse.upgrade() else { return };
        // A database that is away for a moment is no news.
        if let Ok(now) = app.workspace.pulse(&organization, person).await {
            pulse.send_if_modified(|before| before.replace(now) != Some(now));
        }
    }
}

pub(crate) async fn events(State(web): State<Web>, reader: Reader) -> Response {
    let who = (reader.ctx.principal.organization_id.clone(), reader.session.person_id);
    let (sender, mut receiver) = web.live.follow(&web.http.app, who);
    let until = Instant::now() + LONGEST;
    // The first look is where the page stands already; where another page follows, it has been taken.
    let first = receiver.borrow_and_update().is_none();
    let start = (sender, receiver, web.live.ending.clone(), first);
    let events = stream::unfold(start, move |(sender, mut receiver, ending, first)| async move {
        let quiet = Instant::now() + QUIET;
        loop {
            if ending.load(Ordering::Acquire) || Instant::now() >= until {
                return None;
            }
            match timeout(LOOK, receiver.changed()).await {
                Ok(Ok(())) if first => {
                    return Some((Ok::<_, Infallible>(said("ready")), (sender, receiver, ending, false)));
                }
                Ok(Ok(())) => return Some((Ok(said("change")), (sender, receiver, ending, false))),
                Ok(Err(_)) => return None,
                Err(_) if Instant::now() >= quiet => {
                    return Some((Ok(Event::default().comment("")), (sender, receiver, ending, first)));
                }
                Err(_) => {}
            }
        }
    });
    Sse::new(events).into_response()
}

fn said(what: &str) -> Event {
    // Browsers drop an event without data.
    Event::default().event(what).data(what)
}
