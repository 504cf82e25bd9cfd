//! A way to the engine that can be cut: the engine itself is shared and stays up.

use std::path::{Path, PathBuf};

use tokio::io::copy_bidirectional;
use tokio::net::{UnixListener, UnixStream};
use tokio::task::{JoinHandle, JoinSet};

/// The engine's own socket.
const ENGINE: &str = "/var/run/docker.sock";

/// A socket whose connections go on to the engine, as long as it is open.
pub(crate) struct Proxy {
    path: PathBuf,
    open: Option<JoinHandle<()>>,
}

impl Proxy {
    /// One that is cut.
    pub(crate) fn cut_at(path: &Path) -> Self {
        Self { path: path.to_owned(), open: None }
    }

    /// Opens the way.
    pub(crate) fn restore(&mut self) {
        let listener = UnixListener::bind(&self.path).unwrap();
        self.open = Some(tokio::spawn(async move {
            // Dropped with this task, and its connections with it.
            let mut connections = JoinSet::new();
            while let Ok((mut server, _)) = listener.accept().await {
                connections.spawn(async move {
                    let mut engine = UnixStream::connect(ENGINE).await?;
                    copy_bidirectional(&mut server, &mut engine).await
                });
            }
        }));
    }

    /// Cuts the way and every connection on it.
    pub(crate) async fn cut(&mut self) {
        let open = self.open.take().expect("the way is open");
        open.abort();
        assert!(open.await.unwrap_err().is_cancelled());
        std::fs::remove_file(&self.path).unwrap();
    }

    /// What `MADANG_DOCKER_HOST` has to say.
    pub(crate) fn address(&self) -> String {
        format!("unix://{}", self.path.display())
    }
}
