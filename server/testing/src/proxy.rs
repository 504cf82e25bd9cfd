//! A way to the engine on which it can be lost: the engine itself is shared and stays up.

use std::io::Result;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Mutex, watch};
use tokio::task::{JoinHandle, JoinSet};

/// The engine's own socket.
const ENGINE: &str = "/var/run/docker.sock";

/// What the engine answers to a method that is refused.
const REFUSAL: &[u8] = b"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\n\
                         Content-Length: 27\r\n\r\n{\"message\":\"no such chance\"}";

/// A socket whose connections go on to the engine, as long as it is open.
pub struct Proxy {
    path: PathBuf,
    open: Option<JoinHandle<()>>,
    faults: watch::Sender<Faults>,
}

/// What is wrong with a way that is open.
#[derive(Clone, Copy, Default)]
struct Faults {
    /// Nothing passes, and no connection ends.
    frozen: bool,
    /// Requests with this in their first line are answered with an error of the engine's.
    refused: Option<&'static str>,
    /// The engine's answers hold the second in the place of the first, which is as long.
    replaced: Option<(&'static str, &'static str)>,
}

impl Proxy {
    /// One that is cut.
    pub fn cut_at(path: &Path) -> Self {
        Self { path: path.to_owned(), open: None, faults: watch::channel(Faults::default()).0 }
    }

    /// Opens the way.
    pub fn restore(&mut self) {
        let listener = UnixListener::bind(&self.path).unwrap();
        let faults = self.faults.subscribe();
        self.open = Some(tokio::spawn(async move {
            // Dropped with this task, and its connections with it.
            let mut connections = JoinSet::new();
            while let Ok((server, _)) = listener.accept().await {
                connections.spawn(connection(server, faults.clone()));
            }
        }));
    }

    /// Cuts the way and every connection on it.
    pub async fn cut(&mut self) {
        let open = self.open.take().expect("the way is open");
        open.abort();
        assert!(open.await.unwrap_err().is_cancelled());
        std::fs::remove_file(&self.path).unwrap();
    }

    /// Lets nothing pass any more, as an engine that was stopped by SIGSTOP.
    pub fn freeze(&self) {
        self.faults.send_modify(|faults| faults.frozen = true);
    }

    /// Lets everything pass that was held up.
    pub fn thaw(&self) {
        self.faults.send_modify(|faults| faults.frozen = false);
    }

    /// Answers requests whose first line holds these words in the engine's place, with an error; none where
    /// `None`.
    pub fn refuse(&self, words: Option<&'static str>) {
        self.faults.send_modify(|faults| faults.refused = words);
    }

    /// Puts words of the same length in the place of some in what the engine answers; in none where `None`.
    pub fn replace(&self, words: Option<(&'static str, &'static str)>) {
        assert!(
            words.is_none_or(|(from, to)| from.len() == to.len()),
            "an answer's length is told before it"
        );
        self.faults.send_modify(|faults| faults.replaced = words);
    }

    /// What `MADANG_DOCKER_HOST` has to say.
    pub fn address(&self) -> String {
        format!("unix://{}", self.path.display())
    }
}

async fn connection(server: UnixStream, faults: watch::Receiver<Faults>) -> Result<()> {
    let engine = UnixStream::connect(ENGINE).await?;
    let (from_server, to_server) = server.into_split();
    let (from_engine, to_engine) = engine.into_split();
    let to_server = Arc::new(Mutex::new(to_server));
    let answers = answers(from_engine, Arc::clone(&to_server), faults.clone());
    let (asked, answered) = tokio::join!(requests(from_server, to_engine, to_server, faults), answers);
    asked.and(answered)
}

async fn requests(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    back: Arc<Mutex<OwnedWriteHalf>>,
    mut faults: watch::Receiver<Faults>,
) -> Result<()> {
    let mut buffer = vec![0; 32 * 1024];
    loop {
        let count = from.read(&mut buffer).await?;
        if count == 0 {
            return to.shutdown().await;
        }
        let faults = thawed(&mut faults).await;
        if faults.refused.is_some_and(|words| is_request(&buffer[..count], words)) {
            back.lock().await.write_all(REFUSAL).await?;
        } else {
            to.write_all(&buffer[..count]).await?;
        }
    }
}

/// Whether these bytes begin a request whose first line holds these words. An attached container's are none.
fn is_request(bytes: &[u8], words: &str) -> bool {
    let line = bytes.split(|byte| *byte == b'\r').next().unwrap_or_default();
    std::str::from_utf8(line).is_ok_and(|line| line.ends_with(" HTTP/1.1") && line.contains(words))
}

async fn answers(
    mut from: OwnedReadHalf,
    to: Arc<Mutex<OwnedWriteHalf>>,
    mut faults: watch::Receiver<Faults>,
) -> Result<()> {
    let mut buffer = vec![0; 32 * 1024];
    loop {
        let count = from.read(&mut buffer).await?;
        let faults = thawed(&mut faults).await;
        let mut to = to.lock().await;
        if count == 0 {
            return to.shutdown().await;
        }
        if let Some((from, to)) = faults.replaced
            && let Some(at) = buffer[..count].windows(from.len()).position(|words| words == from.as_bytes())
        {
            buffer[at..at + to.len()].copy_from_slice(to.as_bytes());
        }
        to.write_all(&buffer[..count]).await?;
    }
}

/// Waits until the way is not frozen. One whose owner has gone ends with its task.
async fn thawed(faults: &mut watch::Receiver<Faults>) -> Faults {
    faults.wait_for(|faults| !faults.frozen).await.map(|faults| *faults).unwrap_or_default()
}
