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

#[cfg(test)]
mod tests {
    use protocol::ServerMessage;
    use protocol::server::WrittenFile;

    use super::super::tests::{FIRST, SECOND, finished, request, state, with_run};
    use super::*;

    fn files(session: protocol::SessionId) -> ServerMessage {
        let file = WrittenFile { path: "a.txt".into(), bytes: 1, readable: true };
        ServerMessage::Files(Files { session, files: vec![file], complete: true })
    }

    #[test]
    fn what_the_run_wrote_is_shown_until_the_next() {
        let mut client = with_run();
        client.message(state(FIRST, finished(0)), 1);
        client.message(files(SECOND), 1);
        assert_eq!(client.snapshot().written, None, "that was another's");
        client.message(files(FIRST), 1);
        assert_eq!(client.snapshot().written.map(|written| written.files.len()), Some(1));
        client.run(request("2"), 2);
        assert_eq!(client.snapshot().written, None);
    }

    #[test]
    fn a_file_is_asked_for_on_the_socket_of_its_run_only() {
        let mut client = with_run();
        client.message(state(FIRST, finished(0)), 1);
        client.message(files(FIRST), 1);
        client.take_effects();
        assert!(client.read_file("a.txt"));
        let asked = ClientMessage::ReadFile(ReadFile { session: FIRST, path: "a.txt".into() });
        assert_eq!(client.take_effects(), [Effect::Send(asked)]);
        let answer = FileAnswer { session: FIRST, path: "a.txt".into(), content: None };
        client.message(ServerMessage::File(answer.clone()), 2);
        assert_eq!(client.take_effects(), [Effect::FileRead(answer)]);
        client.closed();
        assert!(!client.read_file("a.txt"), "a new socket knows nothing of a run that is over");
    }
}
