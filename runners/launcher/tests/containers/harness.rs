//! A real container around the static launcher, and the server's side of the conversation.

use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use launcher::codec::{self, Decoder};
use launcher::messages::{
    self, Exit, FromLauncher, Io, Phase, Size, Start, Status, Stream, ToLauncher, VERSION, WrittenFile,
};

pub(crate) const LAUNCHER_UID: u32 = 70_001;
pub(crate) const PROGRAM_UID: u32 = 70_002;

/// Long enough for a busy machine; no passing test waits for it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Enough credit for any test that doesn't look at credit.
pub(crate) const AMPLE: u64 = 1 << 40;

pub(crate) const TERMINAL: Io = Io::Terminal(Size { cols: 80, rows: 24 });

/// A container with the launcher in it. Dropping it removes both.
pub(crate) struct Container {
    pub(crate) name: String,
    docker: Child,
    stdin: Option<ChildStdin>,
    messages: mpsc::Receiver<FromLauncher>,
    workspace: PathBuf,
}

/// What a run gave, from `Start` to its end.
#[derive(Debug, Default)]
pub(crate) struct Story {
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    pub(crate) phases: Vec<Phase>,
    pub(crate) consumed: u64,
    pub(crate) heartbeats: Vec<Option<u64>>,
    pub(crate) end: Option<FromLauncher>,
}

impl Story {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).replace("\r\n", "\n")
    }

    pub(crate) fn exit(&self) -> &Exit {
        match &self.end {
            Some(FromLauncher::Exited(exit)) => exit,
            other => panic!("no exit but {other:?}, after {:?}", self.text()),
        }
    }

    pub(crate) fn status(&self) -> Status {
        self.exit().status
    }

    fn take(&mut self, message: FromLauncher) {
        match message {
            FromLauncher::Output { stream: Stream::Stdout, bytes } => self.stdout.extend(bytes),
            FromLauncher::Output { stream: Stream::Stderr, bytes } => self.stderr.extend(bytes),
            FromLauncher::Phase(phase) => self.phases.push(phase),
            FromLauncher::Consumed(bytes) => self.consumed = bytes,
            FromLauncher::Heartbeat { cpu_us } => self.heartbeats.push(cpu_us),
            end @ (FromLauncher::Exited(_) | FromLauncher::Failed(_)) => self.end = Some(end),
            FromLauncher::Ready { .. } | FromLauncher::Prepared => panic!("ready twice"),
            FromLauncher::File(_) | FromLauncher::FilesEnd { .. } => panic!("a file before the end"),
        }
    }
}

/// The launcher as the server embeds it, built once.
fn launcher_binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let triple = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("launcher");
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--locked", "--profile", "launcher", "--bin", "madang-launcher"])
            .args([
                "--target",
                &triple,
                "--manifest-path",
                concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
            ])
            .arg("--target-dir")
            .arg(&target)
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env("RUSTFLAGS", "-C target-feature=+crt-static")
            .status()
            .expect("cargo runs");
        assert!(status.success(), "the launcher does not build");
        target.join(triple).join("launcher/madang-launcher")
    })
}

fn docker(args: &[&str]) -> String {
    let output = Command::new("docker").args(args).output().expect("docker is installed");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

impl Container {
    /// A ready one with these files at /workspace.
    pub(crate) fn with_files(files: &[(&str, &[u8])]) -> Self {
        let container = Self::create(files, &[]);
        assert_eq!(container.next(PATIENCE), Some(FromLauncher::Ready { version: VERSION }));
        container
    }

    /// A ready one without files.
    pub(crate) fn new() -> Self {
        Self::with_files(&[])
    }

    /// A ready one whose launcher was started with these signals ignored, as an engine may pass it on.
    pub(crate) fn ignoring(signals: &str) -> Self {
        let script = format!("trap '' {signals}; exec /launcher \"$@\"");
        let container = Self::started_by(&["sh", "-c", &script, "sh"], &[], &[]);
        assert_eq!(container.next(PATIENCE), Some(FromLauncher::Ready { version: VERSION }));
        container
    }

    /// One that may not be ready; `options` replace the launcher's usual ones where there are any.
    pub(crate) fn create(files: &[(&str, &[u8])], options: &[&str]) -> Self {
        Self::started_by(&["/launcher"], files, options)
    }

    /// `words` are the command that starts the launcher; its options follow them.
    fn started_by(words: &[&str], files: &[(&str, &[u8])], options: &[&str]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("madang-launcher-test-{}-{number}", std::process::id());
        let workspace = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&workspace).expect("a directory");
        std::fs::set_permissions(&workspace, std::fs::Permissions::from_mode(0o755)).expect("a mode");
        for (path, content) in files {
            let path = workspace.join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
            std::fs::write(path, content).expect("a file");
        }
        let mut command = Command::new("docker");
        command
            .args(["run", "--rm", "-i", "--name", &name, "--label", "madang.test=launcher"])
            .args(["--read-only", "--network", "none", "--log-driver", "none", "--ipc", "private"])
            .args(["--cap-drop", "ALL", "--cap-add", "SETUID", "--cap-add", "SETGID", "--cap-add", "SETPCAP"])
            .args(["--security-opt", "no-new-privileges", "--pids-limit", "64", "--memory", "128m"])
            .args(["--memory-swap", "128m", "--oom-score-adj", "500", "--env", "GREETING=안녕"])
            .args(["--env", "LANG=C.UTF-8", "--env", "HOME=/home/runner"])
            .args([
                "--tmpfs",
                &format!(
                    "/home/runner:rw,exec,nosuid,nodev,size=16m,mode=0755,uid={PROGRAM_UID},gid={PROGRAM_UID}"
                ),
            ])
            .args([
                "--tmpfs",
                &format!(
                    "/run/madang:rw,nosuid,nodev,size=64k,nr_inodes=16,mode=0700,uid={PROGRAM_UID},gid={PROGRAM_UID}"
                ),
            ])
            .args(["--tmpfs", "/tmp:rw,exec,nosuid,nodev,size=16m,mode=1777"])
            .args(["-v", &format!("{}:/workspace:ro", workspace.display())])
            .args(["-v", &format!("{}:/launcher:ro", launcher_binary().display())])
            .args(["--entrypoint", words[0], "debian:trixie-slim"])
            .args(&words[1..]);
        if options.is_empty() {
            command.args(["--launcher-uid", &LAUNCHER_UID.to_string()]);
            command.args(["--program-uid", &PROGRAM_UID.to_string()]);
        } else {
            command.args(options);
        }
        let mut docker =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("docker is installed");
        let stdin = docker.stdin.take();
        let mut stdout = docker.stdout.take().expect("piped");
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            let mut decoder = Decoder::default();
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(count @ 1..) = stdout.read(&mut buffer) {
                decoder.push(&buffer[..count]);
                while let Some(message) = decoder.next::<FromLauncher>().expect("messages") {
                    if sender.send(message).is_err() {
                        return;
                    }
                }
            }
        });
        Self { name, docker, stdin, messages, workspace }
    }

    /// The next message; `None` at the end of the stream, or where none comes in time.
    pub(crate) fn next(&self, within: Duration) -> Option<FromLauncher> {
        self.messages.recv_timeout(within).ok()
    }

    pub(crate) fn send(&mut self, message: &ToLauncher) {
        let mut bytes = Vec::new();
        codec::encode(message, &mut bytes);
        self.send_raw(&bytes);
    }

    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("still open");
        stdin.write_all(bytes).and_then(|()| stdin.flush()).expect("the launcher reads");
    }

    pub(crate) fn type_in(&mut self, text: &str) {
        self.send(&ToLauncher::Stdin(text.as_bytes().to_vec()));
    }

    /// Starts commands with this much credit.
    pub(crate) fn start(&mut self, io: Io, compile: &[&str], run: &[&str], credit: u64) {
        let owned = |line: &[&str]| line.iter().map(ToString::to_string).collect();
        let compile = if compile.is_empty() { None } else { Some(messages::Command::Plain(owned(compile))) };
        let run = messages::Command::Plain(owned(run));
        self.send(&ToLauncher::Start(Start { io, compile, run, credit }));
    }

    /// Starts a shell script with ample credit.
    pub(crate) fn shell(&mut self, io: Io, script: &str) {
        self.start(io, &[], &["bash", "-c", script], AMPLE);
    }

    /// Starts a Perl script with ample credit.
    pub(crate) fn perl(&mut self, io: Io, script: &str) {
        self.start(io, &[], &["perl", "-e", script], AMPLE);
    }

    /// Collects messages until the program printed this.
    pub(crate) fn until(&self, story: &mut Story, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !story.text().contains(text) {
            let message = self.next(deadline.saturating_duration_since(Instant::now()));
            let message = message.unwrap_or_else(|| panic!("{text:?} never came after {:?}", story.text()));
            story.take(message);
            assert!(story.end.is_none(), "{text:?} never came but {story:?}");
        }
    }

    /// Collects messages to the end.
    pub(crate) fn until_end(&self, story: &mut Story) {
        self.until_end_within(story, PATIENCE);
    }

    /// Collects messages to the end, which must come in time.
    pub(crate) fn until_end_within(&self, story: &mut Story, within: Duration) {
        let deadline = Instant::now() + within;
        while story.end.is_none() {
            let message = self.next(deadline.saturating_duration_since(Instant::now()));
            let message =
                message.unwrap_or_else(|| panic!("no end within {within:?} after {:?}", story.text()));
            story.take(message);
        }
    }

    /// The files that the program wrote, told after its end, and whether those are all.
    pub(crate) fn written(&self) -> (Vec<WrittenFile>, bool) {
        let mut files = Vec::new();
        loop {
            match self.next(PATIENCE) {
                Some(FromLauncher::File(file)) => files.push(file),
                Some(FromLauncher::FilesEnd { complete }) => return (files, complete),
                other => panic!("{other:?} after the end"),
            }
        }
    }

    /// Collects messages for a while.
    pub(crate) fn listen(&self, story: &mut Story, time: Duration) {
        let deadline = Instant::now() + time;
        while let Some(message) = self.next(deadline.saturating_duration_since(Instant::now())) {
            story.take(message);
        }
    }

    /// Collects all messages of a run that needs nothing more.
    pub(crate) fn finish(&self) -> Story {
        let mut story = Story::default();
        self.until_end(&mut story);
        story
    }

    /// Ends the connection as a dying server does.
    pub(crate) fn hang_up(&mut self) {
        self.stdin = None;
        self.docker.kill().expect("docker's client is ours");
    }

    /// Waits until Docker has removed the container.
    pub(crate) fn wait_until_gone(&self, within: Duration) {
        assert!(self.is_gone(within), "the container is still there");
    }

    fn is_gone(&self, within: Duration) -> bool {
        let deadline = Instant::now() + within;
        let filter = format!("name={}", self.name);
        while !docker(&["ps", "--all", "--quiet", "--filter", &filter]).is_empty() {
            if Instant::now() >= deadline {
                return false;
            }
            thread::sleep(Duration::from_millis(50));
        }
        true
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        self.stdin = None;
        let _ = self.docker.kill();
        let _ = self.docker.wait();
        // By force only what does not go by itself: a removal by force that meets Docker's own can leave
        // the container half removed.
        if !self.is_gone(Duration::from_secs(10)) {
            docker(&["rm", "--force", &self.name]);
        }
        let _ = std::fs::remove_dir_all(&self.workspace);
    }
}
