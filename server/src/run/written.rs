//! The files that a program wrote, as its launcher tells them after its end. It is not trusted: names are checked as
//! those of a request, and every bound is checked again.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use launcher::messages::{self, FromLauncher, WRITTEN_BYTES_MAX, WRITTEN_FILE_BYTES_MAX, WRITTEN_FILES_MAX};
use protocol::path;
use protocol::program::FileContent;
use protocol::server::WrittenFile;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::sandbox::SlotEvent;

/// How long a launcher may take for all of them. Its container is there so much longer at most.
const DEADLINE: Duration = Duration::from_millis(500);

/// What a program wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    files: Vec<File>,
    complete: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct File {
    path: String,
    bytes: u64,
    content: Option<Bytes>,
}

impl Written {
    /// Hears a launcher that has told the end of its program.
    pub async fn hear(events: &mut mpsc::Receiver<SlotEvent>) -> Arc<Self> {
        let mut written = Self { files: Vec::new(), complete: true };
        let told = timeout(DEADLINE, async {
            while let Some(SlotEvent::Message(message)) = events.recv().await {
                match message {
                    FromLauncher::File(file) => written.take(file),
                    FromLauncher::FilesEnd { complete } => return complete,
                    // Whatever else it says comes too late.
                    _ => {}
                }
            }
            written.files.is_empty()
        });
        let complete = told.await.unwrap_or(false);
        written.complete &= complete;
        Arc::new(written)
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether these are all that the program wrote.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The files, as clients are told.
    pub fn list(&self) -> Vec<WrittenFile> {
        let told = |file: &File| WrittenFile {
            path: file.path.clone(),
            bytes: file.bytes,
            readable: file.content.is_some(),
        };
        self.files.iter().map(told).collect()
    }

    /// What a file holds; `None` where there is no such file, or it was too big.
    pub fn content(&self, path: &str) -> Option<FileContent> {
        let content = self.files.iter().find(|file| file.path == path)?.content.as_ref()?;
        Some(match str::from_utf8(content) {
            Ok(text) => FileContent::Text(text.to_owned()),
            Err(_) => FileContent::Base64(STANDARD.encode(content)),
        })
    }

    fn take(&mut self, file: messages::WrittenFile) {
        let clashes = self.files.iter().any(|other| path::clash(&other.path, &file.path));
        if self.files.len() >= WRITTEN_FILES_MAX || path::check(&file.path).is_err() || clashes {
            self.complete = false;
            return;
        }
        let held: usize = self.files.iter().filter_map(|file| file.content.as_ref()).map(Bytes::len).sum();
        let bytes_max = WRITTEN_FILE_BYTES_MAX.min(WRITTEN_BYTES_MAX - held);
        let content = file.content.filter(|content| content.len() <= bytes_max).map(Bytes::from);
        let bytes = content.as_ref().map_or(file.bytes, |content| content.len() as u64);
        self.files.push(File { path: file.path, bytes, content });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: impl Into<String>, content: &[u8]) -> FromLauncher {
        FromLauncher::File(messages::WrittenFile {
            path: path.into(),
            bytes: content.len() as u64,
            content: Some(content.to_vec()),
        })
    }

    async fn hear(messages: impl IntoIterator<Item = FromLauncher>) -> Arc<Written> {
        let messages: Vec<_> = messages.into_iter().map(SlotEvent::Message).collect();
        let (sender, mut events) = mpsc::channel(messages.len().max(1));
        for message in messages {
            sender.try_send(message).unwrap();
        }
        Written::hear(&mut events).await
    }

    fn paths(written: &Written) -> Vec<String> {
        written.list().into_iter().map(|file| file.path).collect()
    }

    const END: FromLauncher = FromLauncher::FilesEnd { complete: true };

    #[tokio::test(start_paused = true)]
    async fn files_are_listed_and_read_as_text_or_bytes() {
        let big = messages::WrittenFile { path: "big".into(), bytes: 1 << 40, content: None };
        let written =
            hear([file("a.txt", "안녕".as_bytes()), file("b.bin", b"\xff"), FromLauncher::File(big), END])
                .await;
        assert!(written.is_complete());
        assert_eq!(written.list()[2], WrittenFile { path: "big".into(), bytes: 1 << 40, readable: false });
        assert_eq!(written.content("a.txt"), Some(FileContent::Text("안녕".into())));
        assert_eq!(written.content("b.bin"), Some(FileContent::Base64("/w==".into())));
        assert_eq!((written.content("big"), written.content("none")), (None, None));
    }

    #[tokio::test(start_paused = true)]
    async fn names_that_a_request_could_not_have_are_left_out() {
        for path in ["", "/etc/passwd", "../x", "a//b", "a\nb", "a\u{1b}[2J", &"x".repeat(300)] {
            let written = hear([file(path, b""), file("good", b""), END]).await;
            assert_eq!(
                (paths(&written), written.is_complete()),
                (vec!["good".to_owned()], false),
                "{path:?}"
            );
        }
        let written = hear([file("a", b"1"), file("a", b"2"), file("a/b", b"3"), END]).await;
        assert_eq!((paths(&written), written.is_complete()), (vec!["a".to_owned()], false));
    }

    #[tokio::test(start_paused = true)]
    async fn a_launcher_that_ignores_the_bounds_is_held_to_them() {
        let many = (0..1000).map(|number| file(number.to_string(), b"x")).chain([END]);
        let written = hear(many).await;
        assert_eq!((paths(&written).len(), written.is_complete()), (WRITTEN_FILES_MAX, false));
        let over = vec![b'x'; WRITTEN_FILE_BYTES_MAX + 1];
        assert!(!hear([file("over", &over), END]).await.list()[0].readable);
        let full = vec![b'x'; WRITTEN_FILE_BYTES_MAX];
        let written = hear((0..10).map(|number| file(number.to_string(), &full)).chain([END])).await;
        assert_eq!(written.list().iter().filter(|file| file.readable).count(), 5, "a mebibyte in all");
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_falls_silent_or_ends_is_not_waited_for() {
        let (sender, mut events) = mpsc::channel(1);
        sender.try_send(SlotEvent::Message(file("a", b""))).unwrap();
        let written = Written::hear(&mut events).await;
        assert_eq!((paths(&written), written.is_complete()), (vec!["a".to_owned()], false));
        assert!(!hear([file("a", b"")]).await.is_complete(), "the stream ended in between");
        assert!(hear([]).await.is_empty());
    }
}
