//! What is served where.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tracing::debug;

use super::client::Clients;
use super::origin::Origins;
use super::{assets, headers, pages, socket};
use crate::run::service::RunService;
use crate::telemetry;

/// What the handlers share.
#[derive(Clone)]
pub struct App {
    /// Where runs come in.
    pub service: Arc<RunService>,
    /// Whose pages are answered.
    pub origins: Arc<Origins>,
    /// Who asks.
    pub clients: Clients,
}

/// Serves the page, its assets, its functions and the WebSocket until `shutdown`.
///
/// # Errors
/// Where the listener fails.
pub async fn serve(
    listener: TcpListener,
    app: App,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let router = router(app).into_make_service_with_connect_info::<SocketAddr>();
    // Without it a small frame waits up to 40 ms for the client to acknowledge the one before.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            debug!(%error, "a socket refused to send without delay");
        }
    });
    axum::serve(listener, router).with_graceful_shutdown(shutdown).await
}

/// Everything that the server answers.
pub fn router(app: App) -> Router {
    let own = Router::new()
        .route(protocol::WEBSOCKET_PATH, get(socket::upgrade))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .merge(pages::routes())
        .merge(assets::routes())
        .with_state(app);
    headers::add_fixed(own)
}

/// Serves metrics, on a listener of their own: they are not for the page's visitors.
///
/// # Errors
/// Where the listener fails.
pub async fn serve_metrics(
    listener: TcpListener,
    metrics: PrometheusHandle,
    service: Arc<RunService>,
) -> std::io::Result<()> {
    let render = move || {
        let (running, waiting) = service.occupancy();
        telemetry::queue(running, waiting);
        std::future::ready(metrics.render())
    };
    axum::serve(listener, Router::new().route("/metrics", get(render))).await
}

/// Whether runs can be taken in: the engine answers and the server is not about to stop.
async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    if *app.service.draining().borrow() {
        (StatusCode::SERVICE_UNAVAILABLE, "draining\n")
    } else if *app.service.engine_up().borrow() {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "Docker does not answer\n")
    }
}
