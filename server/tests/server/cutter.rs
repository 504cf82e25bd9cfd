//! A bad network: a way to the server whose connections are cut after so many bytes.

use std::io::{Error, Result};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Where and how a connection is cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    /// After so many bytes, counted in both directions together, wherever in a frame that is.
    pub(crate) after_bytes: usize,
    /// Whether both sides are told by a reset, or by an end without a close frame.
    pub(crate) reset: bool,
}

/// A listener in front of the server, gone when it is dropped.
pub(crate) struct Cutter {
    pub(crate) address: SocketAddr,
    done: Arc<AtomicUsize>,
    listening: JoinHandle<()>,
}

impl Cutter {
    /// Each connection gets the next cut; those that come after the last are not cut.
    pub(crate) async fn new(server: SocketAddr, cuts: Vec<Cut>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let done = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&done);
        let listening = tokio::spawn(async move {
            let mut cuts = cuts.into_iter();
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(connection(client, server, cuts.next(), Arc::clone(&counted)));
            }
        });
        Self { address, done, listening }
    }

    /// How many connections have been cut.
    pub(crate) fn done(&self) -> usize {
        self.done.load(Ordering::SeqCst)
    }
}

impl Drop for Cutter {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn connection(
    client: TcpStream,
    server: SocketAddr,
    cut: Option<Cut>,
    done: Arc<AtomicUsize>,
) -> Result<()> {
    let server = TcpStream::connect(server).await?;
    for stream in [&client, &server] {
        stream.set_nodelay(true)?;
        if cut.is_some_and(|cut| cut.reset) {
            stream.set_zero_linger()?;
        }
    }
    let left = AtomicUsize::new(cut.map_or(usize::MAX, |cut| cut.after_bytes));
    let (mut client, mut server) = (client.into_split(), server.into_split());
    // The first of the two that ends takes the other with it, and both streams.
    let ended = tokio::select! {
        ended = relay(&mut client.0, &mut server.1, &left) => ended,
        ended = relay(&mut server.0, &mut client.1, &left) => ended,
    };
    // Dropped alone, a half would say goodbye before the whole is reset.
    drop((client.0.reunite(client.1), server.0.reunite(server.1)));
    if cut.is_some() {
        done.fetch_add(1, Ordering::SeqCst);
    }
    ended
}

/// Hands bytes on until there are none left.
async fn relay(from: &mut OwnedReadHalf, to: &mut OwnedWriteHalf, left: &AtomicUsize) -> Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let count = from.read(&mut buffer).await?;
        let take = |left: usize| Some(left.saturating_sub(count));
        let left = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).unwrap();
        let passed = left.min(count);
        to.write_all(&buffer[..passed]).await?;
        if count == 0 || passed < count {
            return Err(Error::other("cut"));
        }
    }
}
