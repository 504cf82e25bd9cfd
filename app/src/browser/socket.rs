//! The WebSocket: control messages as JSON text, bytes as binary frames.

use js_sys::Uint8Array;
use leptos::prelude::window;
use leptos::task::spawn_local;
use protocol::json::{FromJson, ToJson};
use protocol::{ClientMessage, ServerMessage, WEBSOCKET_PATH};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BinaryType, MessageEvent, WebSocket};

/// What comes from the socket.
pub(super) enum Incoming {
    /// It is open.
    Opened,
    /// A control message.
    Message(ServerMessage),
    /// A binary frame.
    Frame(Vec<u8>),
    /// It is closed, or never opened. Nothing follows.
    Closed,
}

/// One socket. Dropping it closes it and silences it.
pub(super) struct Socket {
    socket: Option<WebSocket>,
    /// Called for as long as this lives.
    _hear: Option<Closure<dyn FnMut(MessageEvent)>>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        let Some(socket) = &self.socket else { return };
        // A socket that carries nothing any more would be waited for as long as the browser believes in it.
        socket.set_onopen(None);
        socket.set_onmessage(None);
        socket.set_onclose(None);
        let _ = socket.close();
    }
}

impl Socket {
    /// Opens a socket to the page's own server.
    pub(super) fn open(hear: impl Fn(Incoming) + 'static) -> Self {
        let Some(socket) = url().and_then(|url| WebSocket::new(&url).ok()) else {
            // Not before whoever asked for it has it.
            spawn_local(async move { hear(Incoming::Closed) });
            return Self { socket: None, _hear: None };
        };
        socket.set_binary_type(BinaryType::Arraybuffer);
        let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            match event.type_().as_str() {
                "open" => hear(Incoming::Opened),
                "close" => hear(Incoming::Closed),
                // A message of a later version is none of this page's business.
                _ => content(&event).map_or((), &hear),
            }
        });
        let function = Some(hear.as_ref().unchecked_ref());
        socket.set_onopen(function);
        socket.set_onmessage(function);
        // One that fails is closed, too.
        socket.set_onclose(function);
        Self { socket: Some(socket), _hear: Some(hear) }
    }

    /// Sends a control message. For a closed socket that is said when it closes; what was lost is sent again by offset.
    pub(super) fn send(&self, message: &ClientMessage) {
        let _ = self.socket.as_ref().map(|socket| socket.send_with_str(&message.text()));
    }

    /// Sends a binary frame.
    pub(super) fn send_frame(&self, frame: &[u8]) {
        let _ = self.socket.as_ref().map(|socket| socket.send_with_u8_array(frame));
    }
}

fn content(event: &MessageEvent) -> Option<Incoming> {
    let data = event.data();
    match data.as_string() {
        Some(text) => ServerMessage::parse(&text).map(Incoming::Message),
        None => Some(Incoming::Frame(Uint8Array::new(&data).to_vec())),
    }
}

fn url() -> Option<String> {
    let location = window().location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}{WEBSOCKET_PATH}", location.host().ok()?))
}
