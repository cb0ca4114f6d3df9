//! Transactions in few round trips.
//!
//! The driver sends a request when its future is first polled, without waiting for earlier answers. So `BEGIN`
//! and all statements go out in one flight, and `COMMIT` in a second one, after the expectations have been
//! checked; where there is none to check it joins the first flight, because the server turns the `COMMIT`
//! of a failed transaction into a rollback.

use std::future::{Future, poll_fn};
use std::hash::{BuildHasher as _, RandomState};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use deadpool_postgres::{Client, Object};
use futures_util::future::{MaybeDone, maybe_done};

use super::super::error::DbError;
use super::super::statement::{Expect, Outcome, Statement};
use super::error::{Again, Failure};
use super::{Postgres, types};

/// How often a transaction is tried that loses against concurrent ones: on a busy machine the same may lose some times.
const ATTEMPTS: u32 = 10;

/// A request and the wait for its answer.
type Request<'a> = Pin<Box<dyn Future<Output = Result<Outcome, Failure>> + Send + 'a>>;

/// Runs the statements as one transaction, again when it lost against a concurrent one.
pub(super) async fn write(
    postgres: &Postgres,
    statements: &[Statement],
    keep_rows: bool,
) -> Result<Vec<Outcome>, DbError> {
    let mut attempt = 1;
    loop {
        let client = postgres.client().await?;
        let failure = match transaction(&client, statements, keep_rows).await {
            Ok(outcomes) => return Ok(outcomes),
            Err(failure) => failure,
        };
        // A connection that cannot even roll back must not serve anybody else.
        if client.batch_execute("ROLLBACK").await.is_err() {
            drop(Object::take(client));
        } else {
            super::discard_if_stale(client, failure.again);
        }
        if failure.again == Again::No || attempt >= ATTEMPTS {
            return Err(failure.error);
        }
        if failure.again == Again::Conflict {
            tokio::time::sleep(pause(attempt)).await;
        }
        attempt += 1;
    }
}

async fn transaction(
    client: &Client,
    statements: &[Statement],
    keep_rows: bool,
) -> Result<Vec<Outcome>, Failure> {
    let prepared = in_order(statements.iter().map(|statement| async move {
        let prepared = client.prepare_cached(&statement.sql).await;
        prepared.map_err(|error| Failure::new(statement.label, &error))
    }))
    .await
    .into_iter()
    .collect::<Result<Vec<_>, _>>()?;

    let commit_at_once = statements.iter().all(|statement| statement.expect == Expect::Any);
    let command = |sql| async move {
        client.batch_execute(sql).await.map_err(|error| Failure::new("commit", &error))?;
        Ok(Outcome::default())
    };
    let mut flight: Vec<Request<'_>> = Vec::with_capacity(statements.len() + 2);
    flight.push(Box::pin(command("BEGIN")));
    for (statement, prepared) in statements.iter().zip(&prepared) {
        flight.push(Box::pin(async move {
            let (rows, affected) = types::run(client, statement.label, prepared, &statement.params).await?;
            let rows =
                if keep_rows { rows.iter().map(types::row).collect::<Result<_, _>>()? } else { Vec::new() };
            Ok(Outcome { count: affected, rows })
        }));
    }
    if commit_at_once {
        flight.push(Box::pin(command("COMMIT")));
    }

    let mut outcomes = Vec::with_capacity(flight.len());
    for answer in in_order(flight).await {
        // The first error is the cause, the later ones only say that the transaction has failed.
        outcomes.push(answer.map_err(|failure| if commit_at_once { once(failure) } else { failure })?);
    }
    outcomes.remove(0);
    outcomes.truncate(statements.len());
    if !commit_at_once {
        for (statement, outcome) in statements.iter().zip(&outcomes) {
            statement.check(outcome.count)?;
        }
        command("COMMIT").await.map_err(once)?;
    }
    Ok(outcomes)
}

/// After `COMMIT` has been sent, a lost connection leaves open whether it was done: do not repeat it.
fn once(failure: Failure) -> Failure {
    match failure.again {
        Again::Reconnect => Failure { again: Again::No, ..failure },
        _ => failure,
    }
}

/// Starts all futures in order, then waits for all of them.
///
/// `join_all` does the same today, but promises no order for the first polls, and here the order is the
/// meaning.
async fn in_order<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut all: Vec<Pin<Box<MaybeDone<F>>>> =
        futures.into_iter().map(|future| Box::pin(maybe_done(future))).collect();
    let mut started = false;
    let mut first = 0;
    poll_fn(|context| {
        for (index, future) in all.iter_mut().enumerate().skip(first) {
            let pending = future.as_mut().poll(context).is_pending();
            if !pending && index == first {
                first += 1;
            }
            // Answers come in order too, so there is no use in asking beyond the first one missing.
            if pending && started {
                return Poll::Pending;
            }
        }
        started = true;
        if first == all.len() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    all.iter_mut().filter_map(|future| future.as_mut().take_output()).collect()
}

/// A few milliseconds, longer each time, and different for those who collided.
fn pause(attempt: u32) -> Duration {
    let random = RandomState::new().hash_one(attempt) % 1024;
    Duration::from_micros((2_000 << attempt) * (512 + random) / 1024)
}
