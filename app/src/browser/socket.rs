//! The WebSocket: control messages as JSON text, bytes as binary frames.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::{AbortHandle, abortable};
use futures_util::stream::SplitSink;
use futures_util::{FutureExt, SinkExt, StreamExt};
use gloo_net::websocket::futures::WebSocket;
use gloo_net::websocket::{Message, State};
use leptos::prelude::window;
use leptos::task::spawn_local;
use protocol::json::{FromJson, ToJson};
use protocol::{ClientMessage, ServerMessage, WEBSOCKET_PATH};

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
    writer: Rc<RefCell<Option<SplitSink<WebSocket, Message>>>>,
    reader: AbortHandle,
}

impl Drop for Socket {
    fn drop(&mut self) {
        // A socket that carries nothing any more would be waited for as long as the browser believes in it.
        self.reader.abort();
    }
}

impl Socket {
    /// Opens a socket to the page's own server.
    pub(super) fn open(hear: impl Fn(Incoming) + 'static) -> Self {
        let writer = Rc::new(RefCell::new(None));
        // The reader must not keep alive what nobody uses any more.
        let kept = Rc::downgrade(&writer);
        let (read, reader) = abortable(async move {
            let Ok(mut socket) = url().and_then(|url| WebSocket::open(&url).map_err(|_| ())) else {
                return hear(Incoming::Closed);
            };
            // Before it is split: the half of a split socket is ready at once, open or not.
            // A socket that failed to open counts as ready, too.
            let ready = std::future::poll_fn(|context| socket.poll_ready_unpin(context)).await;
            if ready.is_err() || !matches!(socket.state(), State::Open) {
                return hear(Incoming::Closed);
            }
            let (sink, mut stream) = socket.split();
            let Some(writer) = kept.upgrade() else { return };
            writer.replace(Some(sink));
            drop(writer);
            hear(Incoming::Opened);
            while let Some(Ok(message)) = stream.next().await {
                if kept.strong_count() == 0 {
                    return;
                }
                match message {
                    // A message of a later version is none of this page's business.
                    Message::Text(text) => {
                        if let Some(message) = ServerMessage::parse(&text) {
                            hear(Incoming::Message(message));
                        }
                    }
                    Message::Bytes(bytes) => hear(Incoming::Frame(bytes)),
                }
            }
            if kept.strong_count() > 0 {
                hear(Incoming::Closed);
            }
        });
        spawn_local(read.map(|_| ()));
        Self { writer, reader }
    }

    /// Sends a control message.
    pub(super) fn send(&self, message: &ClientMessage) {
        self.write(Message::Text(message.text()));
    }

    /// Sends a binary frame.
    pub(super) fn send_frame(&self, frame: Vec<u8>) {
        self.write(Message::Bytes(frame));
    }

    fn write(&self, message: Message) {
        if let Some(sink) = self.writer.borrow_mut().as_mut() {
            // An open socket takes a message at once; for a closed one the reader will say so, and
            // what was lost is sent again by offset.
            let _ = sink.send(message).now_or_never();
        }
    }
}

fn url() -> Result<String, ()> {
    let location = window().location();
    let scheme = match location.protocol().map_err(|_| ())?.as_str() {
        "https:" => "wss",
        _ => "ws",
    };
    Ok(format!("{scheme}://{}{WEBSOCKET_PATH}", location.host().map_err(|_| ())?))
}
