//! The files that a program wrote, which the server tells after its end and gives one by one.

use protocol::ClientMessage;
use protocol::client::ReadFile;
use protocol::server::{FileAnswer, Files};

use super::{Client, Effect};

impl Client {
    /// The user wants to see a file that the program wrote. Says whether it could be asked for; the answer is
    /// [`Effect::FileRead`].
    pub fn read_file(&mut self, path: &str) -> bool {
        let Some(session) = self.session().filter(|_| self.is_bound()) else { return false };
        self.send(ClientMessage::ReadFile(ReadFile { session, path: path.to_owned() }));
        true
    }

    pub(super) fn files(&mut self, files: Files) {
        if self.session() == Some(files.session)
            && let Some(run) = &mut self.run
        {
            run.written = Some(files);
        }
    }

    pub(super) fn file(&mut self, answer: FileAnswer) {
        if self.session() == Some(answer.session) {
            self.effects.push(Effect::FileRead(answer));
        }
    }

    /// What the program wrote, once it has ended.
    pub(super) fn written(&self) -> Option<Files> {
        let run = self.run.as_ref().filter(|run| run.is_live())?;
        run.written.clone().filter(|_| self.next.is_none())
    }
}
