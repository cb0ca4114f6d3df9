//! From the first connection to the last.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use ortak_http::{ClientAddress, TrustedProxies};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tower::util::MapRequest;

use crate::metrics::RequestMetrics;

/// How often it is looked whether the last request has been answered.
const LOOK: Duration = Duration::from_millis(20);

/// How long the head of a request may take to arrive, and how long a connection may stay without one.
const HEAD: Duration = Duration::from_secs(30);

/// How long and how much is still read from who has not noticed yet that the answer was no.
const LINGER: (Duration, u64) = (Duration::from_secs(2), 8 << 20);

/// Takes the address; the port is a free one when 0 was asked for.
pub async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("can't listen on {address}"))
}

/// How to end.
#[derive(Debug)]
pub struct Drain {
    /// Set when the end begins; readiness looks at it.
    pub draining: Arc<AtomicBool>,
    pub requests: RequestMetrics,
    /// How long the end may take.
    pub patience: Duration,
}

/// SIGTERM and SIGINT, listened for from the moment this is made, so that one during the start is not lost.
#[derive(Debug)]
pub struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    pub fn listen() -> anyhow::Result<Self> {
        let listen = |kind| signal(kind).context("signals can't be received");
        Ok(Self { terminate: listen(SignalKind::terminate())?, interrupt: listen(SignalKind::interrupt())? })
    }

    /// The next of them.
    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Serves until a signal; then goes on as long as requests are under way, at most for the patience given, and
/// closes the connections. A second signal ends it at once.
///
/// While it drains, readiness says no, but new requests are still answered: a balancer in front needs a moment to
/// look elsewhere.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    proxies: TrustedProxies,
    mut signals: Signals,
    drain: Drain,
) -> anyhow::Result<()> {
    let (stop, stopped) = oneshot::channel();
    let mut server = tokio::spawn(connections(listener, router, proxies, stopped));
    tokio::select! {
        ended = &mut server => return Ok(ended?),
        () = signals.next() => {}
    }
    drain.draining.store(true, Ordering::Release);
    tracing::info!(requests = drain.requests.under_way(), "shutting down");
    let deadline = Instant::now() + drain.patience;
    let end = async {
        let _ = timeout_at(deadline, idle(&drain.requests)).await;
        // The receiver is gone only when the server is.
        let _ = stop.send(());
        timeout_at(deadline, &mut server).await
    };
    tokio::select! {
        ended = end => {
            if let Ok(ended) = ended {
                return Ok(ended?);
            }
            tracing::warn!(requests = drain.requests.under_way(), "cut off what was still under way");
            server.abort();
            Ok(())
        }
        () = signals.next() => {
            tracing::warn!("cut off by a second signal");
            Ok(())
        }
    }
}

/// Takes connections until told to stop, then waits until each has answered what it was asked.
///
/// What `axum::serve` does, but with a limit to how long a connection may be held without a request.
async fn connections(
    mut listener: TcpListener,
    router: Router,
    proxies: TrustedProxies,
    mut stopped: oneshot::Receiver<()>,
) {
    // Once, and not for each request.
    let router = router.with_state::<()>(());
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let open = GracefulShutdown::new();
    loop {
        // axum's way to accept outlasts connections that fail at once and a lack of file descriptors.
        let (stream, peer) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            _ = &mut stopped => break,
        };
        // Answers are written whole, so there is nothing to wait for to send along.
        let _ = stream.set_nodelay(true);
        let (proxies, peer) = (proxies.clone(), peer.ip());
        let service = MapRequest::new(router.clone(), move |request: http::Request<Incoming>| {
            let mut request: Request = request.map(Body::new);
            let client = ClientAddress(proxies.client(peer, request.headers()));
            request.extensions_mut().insert(client);
            request
        });
        let service = TowerToHyperService::new(service);
        let connection = open.watch(http.serve_connection(TokioIo::new(Polite::new(stream)), service));
        tokio::spawn(async move {
            // That a client went away or was too slow is nothing to report.
            let _ = connection.await;
        });
    }
    drop(listener);
    open.shutdown().await;
}

async fn idle(requests: &RequestMetrics) {
    while requests.under_way() > 0 {
        sleep(LOOK).await;
    }
}

/// A stream that does not hang up on who is still talking.
///
/// Closing a socket with unread data resets the connection, and the client may lose the answer that it has not read
/// yet: that its body is too large, say. So after our last word the rest is read and thrown away, within limits.
#[derive(Debug)]
struct Polite {
    /// Taken when this is dropped.
    stream: Option<TcpStream>,
    /// We have said all we had to say.
    shut: bool,
    /// The client too.
    ended: bool,
}

impl Polite {
    fn new(stream: TcpStream) -> Self {
        Self { stream: Some(stream), shut: false, ended: false }
    }

    fn stream(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        self.stream.as_mut().map(Pin::new).ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl Drop for Polite {
    fn drop(&mut self) {
        let Some(stream) = self.stream.take() else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current()
            && self.shut
            && !self.ended
        {
            let (patience, most) = LINGER;
            runtime.spawn(async move {
                let _ =
                    timeout(patience, tokio::io::copy(&mut stream.take(most), &mut tokio::io::sink())).await;
            });
        }
    }
}

impl AsyncRead for Polite {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let (before, room) = (buffer.filled().len(), buffer.remaining());
        let read = self.stream()?.poll_read(cx, buffer);
        if let Poll::Ready(done) = &read {
            self.ended |= done.is_err() || (room > 0 && buffer.filled().len() == before);
        }
        read
    }
}

impl AsyncWrite for Polite {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        self.stream()?.poll_write(cx, buffer)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.stream()?.poll_write_vectored(cx, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.shut = true;
        self.stream()?.poll_shutdown(cx)
    }
}
