//! The WebSocket: axum's messages on one side, the session's frames on the other.

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use futures_util::{SinkExt as _, StreamExt as _, future};

use super::listen::Place;
use super::occupancy::{Occupancy, Seat};
use super::peer::Peer;
use super::router::App;
use crate::config::HttpConfig;
use crate::run::queue::{AddressKey, ClientId, ClientKey};
use crate::session::{self, Incoming, Outgoing};
use crate::telemetry;

/// How much larger than its source a `run` may be: JSON writes some characters with six.
const MESSAGE_PER_SOURCE: u64 = 6;

/// Room for what is not source.
const MESSAGE_EXTRA_BYTES: u64 = 256 * 1024;

/// What each socket reads into, held as long as it is open. Most of what clients send are a few bytes.
const READ_BUFFER_BYTES: usize = 8 * 1024;

/// How much a socket may hold back before it is flushed.
const WRITE_BUFFER_BYTES: usize = 64 * 1024;

/// How many sockets each client and each address has.
#[derive(Clone)]
pub struct Sockets {
    by_client: Occupancy<ClientId>,
    by_address: Occupancy<AddressKey>,
}

impl Sockets {
    /// None is open.
    pub fn new(config: &HttpConfig) -> Self {
        Self {
            by_client: Occupancy::new(config.sockets_per_client_max),
            by_address: Occupancy::new(config.sockets_per_address_max),
        }
    }

    fn enter(&self, key: ClientKey) -> Option<[Seat; 2]> {
        Some([self.by_client.enter(key.client)?, self.by_address.enter(key.address)?])
    }
}

/// Upgrades a request to a WebSocket, for pages that may use this server and for programs.
pub(super) async fn upgrade(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    Extension(place): Extension<Place>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if let Err(error) = app.origins.check(&headers) {
        return (StatusCode::FORBIDDEN, error.to_string()).into_response();
    }
    let client = app.identify(&headers, peer);
    let seats = app.sockets.enter(client);
    let message_bytes_max =
        (app.service.limits().source_bytes_max * MESSAGE_PER_SOURCE + MESSAGE_EXTRA_BYTES) as usize;
    upgrade
        .max_message_size(message_bytes_max)
        .max_frame_size(message_bytes_max)
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES / 2)
        .max_write_buffer_size(WRITE_BUFFER_BYTES * 4)
        .on_upgrade(move |socket| async move {
            let _place = place;
            let Some(_seats) = seats else { return session::refuse(frames(socket)).await };
            let _open = telemetry::connection_opened();
            session::serve(frames(socket), app.service, client).await;
        })
}

/// The socket as a stream and sink of the session's frames.
fn frames(
    socket: WebSocket,
) -> impl futures_util::Stream<Item = Result<Incoming, axum::Error>> + futures_util::Sink<Outgoing> + Send {
    socket.with(|frame| future::ok::<_, axum::Error>(outgoing(frame))).map(|message| match message {
        Ok(message) => Ok(incoming(message)),
        Err(error) if is_too_large(&error) => Ok(Incoming::TooLarge),
        Err(error) => Err(error),
    })
}

fn incoming(message: Message) -> Incoming {
    match message {
        Message::Text(text) => Incoming::Text(text.to_string()),
        Message::Binary(bytes) => Incoming::Binary(bytes),
        Message::Ping(_) | Message::Pong(_) => Incoming::Alive,
        Message::Close(_) => Incoming::Closed,
    }
}

fn outgoing(frame: Outgoing) -> Message {
    match frame {
        Outgoing::Text(text) => Message::Text(text.into()),
        Outgoing::Binary(bytes) => Message::Binary(bytes),
        Outgoing::Ping => Message::Ping(axum::body::Bytes::new()),
        Outgoing::Close(reason) => {
            Message::Close(Some(CloseFrame { code: reason.code.number(), reason: reason.words.into() }))
        }
    }
}

/// axum keeps the kind of a socket's error inside; its text is the only thing to tell it by.
fn is_too_large(error: &axum::Error) -> bool {
    std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source())
        .any(|error| error.to_string().contains("too long"))
}
