//! The attached streams of a container as messages of its launcher.

use std::pin::Pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bollard::Docker;
use bollard::container::{AttachContainerResults, LogOutput};
use bollard::errors::Error;
use bollard::query_parameters::EventsOptions;
use futures_util::{Stream, StreamExt};
use launcher::codec::{self, Decoder};
use launcher::messages::{FromLauncher, Prepare, ToLauncher, VERSION};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tracing::{debug, warn};

use super::connect::{PREPARED_DEADLINE, READY_DEADLINE};
use crate::sandbox::{Closed, SandboxError, SlotEvent};

/// The most that the log takes of what one launcher writes to its standard error.
const LOG_BYTES_MAX: usize = 8 * 1024;

/// How long the engine may take to tell why a container ended. What it tells is for the outcome's
/// words only.
const REASON_DEADLINE: Duration = Duration::from_millis(1500);

/// How far back the engine's events are read, in seconds.
const REASON_SINCE_S: u64 = 120;

type Output = Pin<Box<dyn Stream<Item = Result<LogOutput, Error>> + Send>>;
type Input = Pin<Box<dyn AsyncWrite + Send>>;

/// The streams of one container. Dropping both halves closes the attach.
pub(super) struct Attached {
    messages: Messages,
    input: Input,
}

/// The messages that a container sends.
struct Messages {
    output: Output,
    decoder: Decoder,
    log: Log,
}

/// The tasks that move messages between a slot and its container.
pub(super) struct Pumps {
    reader: JoinHandle<()>,
    writer: JoinHandle<()>,
}

impl Attached {
    pub(super) fn new(streams: AttachContainerResults) -> Self {
        let messages = Messages { output: streams.output, decoder: Decoder::default(), log: Log::default() };
        Self { messages, input: streams.input }
    }

    /// Waits for the launcher's first message, which must be `Ready` of the version this server speaks.
    pub(super) async fn wait_until_ready(&mut self) -> Result<(), SandboxError> {
        let not_ready = |detail: String| Err(SandboxError::NotReady { detail });
        match tokio::time::timeout(READY_DEADLINE, self.messages.next()).await {
            Err(_) => not_ready(format!("its launcher said nothing. {}", self.messages.log.text)),
            Ok(Ok(Some(FromLauncher::Ready { version: VERSION }))) => Ok(()),
            Ok(Ok(Some(FromLauncher::Ready { version }))) => {
                not_ready(format!("its launcher speaks version {version} and the server {VERSION}"))
            }
            Ok(Ok(Some(FromLauncher::Failed(reason)))) => not_ready(reason),
            Ok(Ok(Some(_))) => not_ready("its launcher said something else first".to_owned()),
            Ok(Ok(None)) => not_ready(format!("its launcher ended. {}", self.messages.log.text)),
            Ok(Err(error)) => not_ready(error),
        }
    }

    /// Has the launcher boot what the run will go on from, and waits until all of it is at its gate.
    pub(super) async fn prepare(&mut self, prepare: Prepare) -> Result<(), SandboxError> {
        let not_ready = |detail: String| Err(SandboxError::NotReady { detail });
        let mut bytes = Vec::new();
        codec::encode(&ToLauncher::Prepare(prepare), &mut bytes);
        let prepared = async {
            self.input.write_all(&bytes).await.map_err(|error| error.to_string())?;
            self.input.flush().await.map_err(|error| error.to_string())?;
            self.messages.next().await
        };
        match tokio::time::timeout(PREPARED_DEADLINE, prepared).await {
            Err(_) => not_ready("what it boots ahead does not get to its gate".to_owned()),
            Ok(Ok(Some(FromLauncher::Prepared))) => Ok(()),
            Ok(Ok(Some(FromLauncher::Failed(reason)))) => not_ready(reason),
            Ok(Ok(Some(_))) => {
                not_ready("its launcher said something else than that it is prepared".to_owned())
            }
            Ok(Ok(None)) => not_ready(format!("its launcher ended. {}", self.messages.log.text)),
            Ok(Err(error)) => not_ready(error),
        }
    }

    /// Moves messages until one side has ended.
    pub(super) fn pump(
        self,
        docker: Docker,
        name: String,
        commands: mpsc::Receiver<ToLauncher>,
        events: mpsc::Sender<SlotEvent>,
    ) -> Pumps {
        let reader = tokio::spawn(read(self.messages, docker, name, events));
        let writer = tokio::spawn(write(self.input, commands));
        Pumps { reader, writer }
    }
}

impl Messages {
    /// The next message; `None` at the end of the stream. May be dropped while it waits.
    async fn next(&mut self) -> Result<Option<FromLauncher>, String> {
        loop {
            if let Some(message) = self.decoder.next().map_err(|error| error.to_string())? {
                return Ok(Some(message));
            }
            match self.output.next().await {
                None => return Ok(None),
                Some(Ok(LogOutput::StdOut { message })) => self.decoder.push(&message),
                Some(Ok(LogOutput::StdErr { message })) => self.log.push(&message),
                Some(Ok(_)) => return Err("the engine sent a stream that was not asked for".to_owned()),
                Some(Err(error)) => return Err(error.to_string()),
            }
        }
    }
}

/// Reads until the stream ends or the slot is given up. A slot that takes no events stops it: what
/// the launcher sends is bounded by credits, and what a hostile one sends is bounded by this.
async fn read(mut messages: Messages, docker: Docker, name: String, events: mpsc::Sender<SlotEvent>) {
    let mut ended = false;
    let error = loop {
        let next = tokio::select! {
            next = messages.next() => next,
            () = events.closed() => return,
        };
        match next {
            Ok(Some(message)) => {
                ended |= matches!(message, FromLauncher::Exited(_) | FromLauncher::Failed(_));
                if events.send(SlotEvent::Message(message)).await.is_err() {
                    return;
                }
            }
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    // A launcher that has reported the end knows better than the engine.
    let out_of_memory = !ended && error.is_none() && ran_out_of_memory(&docker, &name).await;
    // Nobody is left to tell where the slot has been given up.
    drop(events.send(SlotEvent::Closed(Closed { out_of_memory, error })).await);
}

/// Whether the engine reported an `oom` of this container, which is gone by now: its events are all
/// that is left of it.
async fn ran_out_of_memory(docker: &Docker, name: &str) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let filter = |values: &[&str]| values.iter().map(ToString::to_string).collect::<Vec<_>>();
    let options = EventsOptions {
        since: Some(now.saturating_sub(REASON_SINCE_S).to_string()),
        until: Some((now + 2).to_string()),
        filters: Some(
            [("container".into(), filter(&[name])), ("event".into(), filter(&["oom", "die"]))].into(),
        ),
    };
    let mut events = Box::pin(docker.events(Some(options)));
    let search = async {
        while let Some(Ok(event)) = events.next().await {
            match event.action.as_deref() {
                Some("oom") => return true,
                Some("die") => return false,
                _ => {}
            }
        }
        false
    };
    tokio::time::timeout(REASON_DEADLINE, search).await.unwrap_or(false)
}

/// Writes commands until the slot is given up, then closes the container's standard input.
async fn write(mut input: Input, mut commands: mpsc::Receiver<ToLauncher>) {
    let mut buffer = Vec::new();
    while let Some(command) = commands.recv().await {
        buffer.clear();
        codec::encode(&command, &mut buffer);
        // What is queued goes with it: one write instead of many for keys typed in a burst.
        while buffer.len() < codec::CHUNK_BYTES_MAX {
            let Ok(command) = commands.try_recv() else { break };
            codec::encode(&command, &mut buffer);
        }
        let written = async {
            input.write_all(&buffer).await?;
            input.flush().await
        };
        if let Err(error) = written.await {
            // The reader hears of the end as well, and tells it.
            debug!(%error, "the container takes no more input");
            return;
        }
    }
    // The launcher ends when it hears this; where the container is gone already, nobody does.
    drop(input.shutdown().await);
}

impl Pumps {
    /// Closes the attach, and returns when it is closed.
    pub(super) async fn close(self) {
        self.reader.abort();
        self.writer.abort();
        // Both end at their next wait; how they end is of no interest.
        drop(self.reader.await);
        drop(self.writer.await);
    }
}

/// What a launcher writes to its standard error, kept short: it runs where user code runs.
#[derive(Default)]
struct Log {
    text: String,
}

impl Log {
    fn push(&mut self, bytes: &[u8]) {
        let room = LOG_BYTES_MAX.saturating_sub(self.text.len());
        let bytes = &bytes[..bytes.len().min(room)];
        if bytes.is_empty() {
            return;
        }
        let text = String::from_utf8_lossy(bytes);
        for line in text.lines() {
            warn!(line, "a launcher complains");
        }
        self.text.push_str(&text);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// Messages that come in these pieces, of both streams.
    fn messages(pieces: Vec<(bool, Vec<u8>)>) -> Messages {
        let piece = |(complaint, bytes): (bool, Vec<u8>)| {
            let message = bytes.into();
            Ok(if complaint { LogOutput::StdErr { message } } else { LogOutput::StdOut { message } })
        };
        let pieces: Vec<_> = pieces.into_iter().map(piece).collect();
        let output = Box::pin(futures_util::stream::iter(pieces));
        Messages { output, decoder: Decoder::default(), log: Log::default() }
    }

    /// Everything that is heard, and how it ends.
    fn hear(messages: &mut Messages) -> (Vec<FromLauncher>, Result<(), String>) {
        let mut heard = Vec::new();
        loop {
            match messages.next().now_or_never().expect("everything is there") {
                Ok(Some(message)) => heard.push(message),
                Ok(None) => return (heard, Ok(())),
                Err(error) => return (heard, Err(error)),
            }
        }
    }

    proptest! {
        #[test]
        fn any_pieces_of_any_stream_come_to_an_end(pieces in vec((any::<bool>(), vec(any::<u8>(), 0..300)), 0..40)) {
            let mut messages = messages(pieces);
            let _ = hear(&mut messages);
            // What replaces a byte that is no UTF-8 has three.
            prop_assert!(messages.log.text.len() <= LOG_BYTES_MAX + 3 * 300);
        }

        #[test]
        fn messages_survive_however_they_are_cut_and_whatever_is_complained_between(
            bytes in vec(vec(any::<u8>(), 1..50), 0..10),
            cut in 1_usize..40,
            complaint in vec(any::<u8>(), 0..50),
        ) {
            let said = bytes.into_iter().map(|bytes| FromLauncher::Output { stream: launcher::messages::Stream::Stdout, bytes });
            let said: Vec<_> = said.collect();
            let mut encoded = Vec::new();
            for message in &said {
                codec::encode(message, &mut encoded);
            }
            let pieces = encoded.chunks(cut).flat_map(|piece| [(false, piece.to_vec()), (true, complaint.clone())]);
            prop_assert_eq!(hear(&mut messages(pieces.collect())), (said, Ok(())));
        }
    }
}
