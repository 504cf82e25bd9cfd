//! A program's terminal, carried by ttyd, which starts `docker run` for each socket.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tungstenite::client::ClientRequestBuilder;
use tungstenite::{Message, WebSocket};

use super::screen::{SILENCE_MAX, Screen};
use crate::bench::docker_run;
use crate::process::{command, output, poll_until, wait_within};

/// How long ttyd may take to listen, and to end.
const DEADLINE: Duration = Duration::from_secs(10);

/// What a frame of output and one of input begin with.
const DATA: u8 = b'0';

/// The first message: no password, and the terminal's size.
const HELLO: &str = r#"{"AuthToken":"","columns":80,"rows":24}"#;

pub(super) struct Ttyd {
    process: Child,
    /// The container's name.
    name: String,
    socket: WebSocket<TcpStream>,
    over: bool,
}

impl Ttyd {
    pub(super) fn start(ttyd: &Path, image: &str, source: &str) -> Result<Self> {
        // A port that was free a moment ago.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let name = format!("bench-ttyd-{}", address.port());
        let mut docker = docker_run::limited("-it");
        docker.args(["--name", &name]);
        let mut server = Command::new(ttyd);
        server.args(["--writable", "--interface", "127.0.0.1", "--port", &address.port().to_string()]);
        server.arg(docker.get_program()).args(docker.get_args());
        server.args(["--entrypoint", "python3", image, "-u", "-c", source]);
        let process = server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let listens = poll_until(DEADLINE, || Ok(TcpStream::connect(address).is_ok()))?;
        ensure!(listens, "ttyd does not listen");
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(SILENCE_MAX))?;
        let request =
            ClientRequestBuilder::new(format!("ws://{address}/ws").parse()?).with_sub_protocol("tty");
        let (mut socket, _) = tungstenite::client(request, stream).context("ttyd refuses")?;
        socket.send(Message::binary(HELLO))?;
        Ok(Self { process, name, socket, over: false })
    }
}

impl Screen for Ttyd {
    fn read(&mut self) -> Result<Option<Vec<u8>>> {
        loop {
            match self.socket.read() {
                Ok(Message::Binary(frame)) if frame.first() == Some(&DATA) => {
                    return Ok(Some(frame[1..].to_vec()));
                }
                Ok(Message::Close(_)) => self.over = true,
                Ok(_) => {}
                // It does not always say goodbye.
                Err(tungstenite::Error::ConnectionClosed | tungstenite::Error::Protocol(_)) => {
                    self.over = true;
                    return Ok(None);
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn shown(&mut self) -> Result<()> {
        Ok(())
    }

    fn press(&mut self, keys: &[u8]) -> Result<()> {
        let frame: Vec<u8> = [DATA].iter().chain(keys).copied().collect();
        Ok(self.socket.send(Message::binary(frame))?)
    }

    fn is_over(&self) -> bool {
        self.over
    }
}

impl Drop for Ttyd {
    fn drop(&mut self) {
        // Quietly, in the middle of a table. A flood that nobody reads outlives its `docker run`.
        output(command(["kill", "-s", "TERM"]).arg(self.process.id().to_string()));
        output(command(["docker", "rm", "--force"]).arg(&self.name));
        if !matches!(wait_within(&mut self.process, DEADLINE), Ok(Some(_))) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }
}
