//! What is served where.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use super::access::Access;
use super::client::Clients;
use super::listen::{self, Bounds};
use super::origin::Origins;
use super::peer::{self, Peer};
use super::socket::Sockets;
use super::{access, assets, headers, pages, socket};
use crate::config::{Config, Networks};
use crate::run::queue::ClientKey;
use crate::run::service::RunService;
use crate::telemetry;

/// How long a request may take from its head to its answer, its body included. What lasts is the WebSocket's.
const REQUEST_DEADLINE: Duration = Duration::from_secs(15);

/// The largest body of a request. Programs go through the WebSocket.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// What the handlers share.
#[derive(Clone)]
pub struct App {
    /// Where runs come in.
    pub service: Arc<RunService>,
    /// Whose pages are answered.
    pub origins: Arc<Origins>,
    /// Who asks.
    pub clients: Clients,
    /// Who may.
    pub access: Arc<Access>,
    /// The sockets that are open.
    pub sockets: Sockets,
    /// Who is believed when it says for whom it asks.
    pub trusted_proxies: Arc<Networks>,
    /// Where each client counts as an address.
    pub exempt_networks: Arc<Networks>,
}

impl App {
    /// What the configuration makes of it.
    ///
    /// # Errors
    /// Where the configuration contradicts itself.
    pub fn new(config: &Config, service: Arc<RunService>, clients: Clients) -> anyhow::Result<Self> {
        Ok(Self {
            service,
            origins: Arc::new(Origins::new(&config.http)),
            access: Arc::new(Access::new(&config.access, &config.http, &clients)?),
            clients,
            sockets: Sockets::new(&config.http),
            trusted_proxies: Arc::new(config.http.trusted_proxies.clone()),
            exempt_networks: Arc::new(config.http.exempt_networks.clone()),
        })
    }

    /// Who asks, for fairness and bounds.
    pub(super) fn identify(&self, headers: &HeaderMap, peer: Peer) -> ClientKey {
        self.clients.identify(headers, peer, self.access.user(headers, peer), &self.exempt_networks)
    }
}

/// Serves the page, its assets, its functions and the WebSocket until `shutdown`.
pub async fn serve(
    listener: TcpListener,
    app: App,
    bounds: Bounds,
    shutdown: impl Future<Output = ()> + Send,
) {
    listen::serve(listener, router(app), bounds, shutdown).await;
}

/// Everything that the server answers.
pub fn router(app: App) -> Router {
    let pages = pages::routes()
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_DEADLINE))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX));
    let guarded = Router::new().route(protocol::WEBSOCKET_PATH, get(socket::upgrade)).merge(pages);
    let own = access::guard(&app, guarded)
        .merge(access::routes())
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .merge(assets::routes())
        .layer(from_fn_with_state(app.clone(), peer::identify))
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
