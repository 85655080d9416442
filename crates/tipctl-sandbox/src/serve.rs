//! The TCP door: HTTP/1.1 on a listener, for the AWS CLI and any SDK that is given an endpoint URL.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::{Request, Response, StatusCode};
use tokio::net::TcpListener;

use crate::sandbox::Sandbox;

/// The largest body that is read: above what any of the services takes.
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// Answers on `listener` until `shutdown` completes and the calls under way are answered.
///
/// # Errors
/// The listener fails.
pub async fn serve(
    sandbox: Arc<Sandbox>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let door = Router::new().fallback(move |request: Request<Body>| answer(Arc::clone(&sandbox), request));
    axum::serve(listener, door).with_graceful_shutdown(shutdown).await
}

async fn answer(sandbox: Arc<Sandbox>, request: Request<Body>) -> Response<Body> {
    let latency = Duration::from_millis(sandbox.knobs().latency_ms);
    if !latency.is_zero() {
        wait(latency).await;
    }
    let (head, body) = request.into_parts();
    match to_bytes(body, BODY_LIMIT).await {
        Ok(body) => sandbox.answer(&Request::from_parts(head, body)).map(Body::from),
        Err(_) => {
            let mut refusal = Response::new(Body::empty());
            *refusal.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
            refusal
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "latency is felt by a client on the network, so it passes in real time"
)]
async fn wait(latency: Duration) {
    tokio::time::sleep(latency).await;
}
