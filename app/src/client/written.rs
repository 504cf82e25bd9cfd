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
    use protocol::server::{Notice, NoticeKind, RejectReason, Rejected, WrittenFile};
    use protocol::{ServerMessage, SessionId};

    use super::super::RunView;
    use super::super::tests::{FIRST, SECOND, finished, request, resumed, state, welcome, with_run};
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

    fn with_files() -> Client {
        let mut client = with_run();
        client.message(state(FIRST, finished(0)), 1);
        client.message(files(FIRST), 1);
        client.take_effects();
        client
    }

    fn unknown() -> ServerMessage {
        let reason = RejectReason::UnknownSession;
        ServerMessage::Rejected(Rejected { reason, message: String::new(), retry_after_ms: None })
    }

    /// What the client asks to resume on a new socket.
    fn resume(client: &mut Client) -> Option<SessionId> {
        client.closed();
        client.retry();
        client.opened();
        let asked = client.take_effects().into_iter().find_map(|effect| match effect {
            Effect::Send(ClientMessage::Hello(hello)) => hello.resume.map(|resume| resume.session),
            _ => None,
        });
        client.message(welcome(), 2);
        asked
    }

    #[test]
    fn a_file_is_asked_for_on_the_socket_of_its_run_only() {
        let mut client = with_files();
        assert!(client.read_file("a.txt"));
        let asked = ClientMessage::ReadFile(ReadFile { session: FIRST, path: "a.txt".into() });
        assert_eq!(client.take_effects(), [Effect::Send(asked)]);
        let answer = FileAnswer { session: FIRST, path: "a.txt".into(), content: None };
        client.message(ServerMessage::File(answer.clone()), 2);
        assert_eq!(client.take_effects(), [Effect::FileRead(answer)]);
        client.closed();
        assert!(!client.read_file("a.txt"), "there is no socket");
    }

    #[test]
    fn a_run_that_is_over_is_taken_up_again_for_what_it_wrote() {
        let mut client = with_files();
        let kept = client.keep().unwrap();
        let mut next_page = Client::restored(kept, 2);
        assert_eq!(next_page.snapshot().written, None);
        for client in [&mut client, &mut next_page] {
            assert_eq!(resume(client), Some(FIRST));
            client.message(resumed(0, 0), 3);
            client.message(files(FIRST), 3);
            assert_eq!(client.snapshot().written.map(|written| written.files.len()), Some(1));
            assert!(client.read_file("a.txt"));
        }
    }

    #[test]
    fn one_that_is_not_the_servers_or_another_pages_now_stays_as_it_ended() {
        for message in [unknown(), ServerMessage::Notice(Notice { kind: NoticeKind::TakenOver })] {
            let mut client = with_files();
            assert_eq!(resume(&mut client), Some(FIRST));
            client.message(message, 3);
            let snapshot = client.snapshot();
            assert!(snapshot.run.has_ended() && snapshot.refusal.is_none());
            assert_eq!(snapshot.written, None, "they cannot be read any more");
            assert_eq!(resume(&mut client), None, "and it is not asked for again");
        }
    }

    #[test]
    fn the_next_run_does_not_pay_for_one_that_the_server_has_forgotten() {
        let mut client = with_files();
        client.closed();
        client.run(request("2"), 2);
        client.opened();
        client.message(welcome(), 2);
        client.message(unknown(), 2);
        assert_eq!(client.snapshot().run, RunView::Asked);
        assert_eq!(client.snapshot().refusal, None);
    }
}
