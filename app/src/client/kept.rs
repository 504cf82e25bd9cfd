//! Taking a session up again: on another socket, or on the page after it was left and loaded anew.

use protocol::client::{Resume, VisibilityState};
use protocol::server::Resumed;
use protocol::{ClientMessage, ResumeToken, RunState, SessionId, TerminalSize, json_struct};

use super::input::Input;
use super::output::Output;
use super::run::{Bound, Live, Run, Stage, Stop};
use super::{Client, Effect};

/// What the page has to know to go on with a run after it was loaded anew. It is the run's secret as well: it is for
/// the tab's own storage and for nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    session: SessionId,
    token: ResumeToken,
    state: RunState,
    /// When it began to run, on the page's clock, which is the same on the next page.
    started_at: Option<u64>,
    /// Where the output goes on after what the terminal has parsed.
    output: u64,
    end_shown: bool,
    pipes: bool,
    /// Where the unacknowledged input begins.
    input_from: u64,
    input: Vec<u8>,
    input_open: bool,
}

json_struct!(Kept {
    session,
    token,
    state,
    started_at,
    output,
    end_shown,
    pipes,
    input_from,
    input,
    input_open,
});

impl Kept {
    /// The same without a screen that shows its output, which then is asked for from its start.
    #[must_use]
    pub fn without_screen(self) -> Self {
        Self { output: 0, end_shown: false, ..self }
    }
}

impl Client {
    /// What to keep of the run, if there is one that can be taken up again.
    pub fn keep(&self) -> Option<Kept> {
        let run = self.run.as_ref()?;
        let Stage::Live(live) = &run.stage else { return None };
        let (input_from, input) = run.input.unacked();
        Some(Kept {
            session: live.session,
            token: live.token.clone(),
            state: live.state.clone(),
            started_at: run.started_at,
            output: run.output.clean(),
            end_shown: live.end_shown,
            pipes: run.pipes,
            input_from,
            input,
            input_open: run.input.is_open(),
        })
    }

    /// The client of a page that was loaded anew, whose terminal shows what was kept with `kept`.
    pub fn restored(kept: Kept, now: u64) -> Self {
        let live = Live {
            session: kept.session,
            token: kept.token,
            state: kept.state,
            bound: Bound::Resuming,
            end_shown: kept.end_shown,
            replay: None,
        };
        let run = Run {
            stage: Stage::Live(live),
            input: Input::restored(kept.input_from, kept.input, kept.input_open),
            output: Output::restored(kept.output),
            pipes: kept.pipes,
            stop: Stop::Unwanted,
            queue: None,
            started_at: kept.started_at,
            last_output_at: now,
            idle_ends_at: None,
            written: None,
        };
        Self { run: Some(run), ..Self::new() }
    }

    pub(super) fn resume_request(&self) -> Option<Resume> {
        let run = self.run.as_ref()?;
        // One that is over as well: the server has what it wrote.
        let Stage::Live(live) = &run.stage else { return None };
        (live.bound != Bound::Never).then_some(())?;
        Some(Resume { session: live.session, token: live.token.clone(), offset: run.output.received() })
    }

    pub(super) fn resumed(&mut self, resumed: &Resumed) {
        let Some(run) = &mut self.run else { return };
        let Some(live) = run.live().filter(|live| live.session == resumed.session) else { return };
        live.bound = Bound::Here;
        let missing = run.output.skip_to(resumed.from);
        run.output.resume(resumed.acked);
        run.input.resume(resumed.stdin_offset, resumed.stdin_received);
        if missing > 0 {
            self.effects.push(Effect::WriteGap(missing));
        }
        self.begin_replay(resumed);
        if self.visibility == VisibilityState::Hidden {
            self.visibility(VisibilityState::Hidden);
        }
        self.flush_ack();
        self.flush_input();
        self.flush_stop();
    }

    /// Whether the terminal has the size that the output was printed for, not that of its place.
    pub fn is_replaying(&self) -> bool {
        matches!(&self.run, Some(Run { stage: Stage::Live(live), .. }) if live.replay.is_some())
    }

    /// What was printed for a terminal of another size is shown at that size first: a program that draws
    /// redraws when it hears of the new one.
    fn begin_replay(&mut self, resumed: &Resumed) {
        let recorded = TerminalSize { cols: resumed.cols, rows: resumed.rows };
        let Some(size) = self.size.filter(|size| *size != recorded && recorded.cols > 0) else { return };
        let Some(run) = &mut self.run else { return };
        if run.output.received() < resumed.output_end {
            if let Some(live) = run.live() {
                live.replay = Some(resumed.output_end);
                self.effects.push(Effect::SizeTerminal(recorded));
            }
        } else {
            self.send(ClientMessage::Resize(size));
        }
    }

    pub(super) fn end_replay(&mut self) {
        let Some(run) = &mut self.run else { return };
        let Stage::Live(Live { replay, .. }) = &mut run.stage else { return };
        if replay.take_if(|end| run.output.is_parsed_up_to(*end)).is_some() {
            if let Some(size) = self.size {
                self.send(ClientMessage::Resize(size));
            }
            self.effects.push(Effect::FitTerminal);
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::client::{Ack, Hello};
    use protocol::json::{FromJson, ToJson};
    use protocol::{InputFrame, PROTOCOL_VERSION, ServerMessage, Stream};

    use super::super::tests::{FIRST, SIZE, finished, frame, resumed, running, state, welcome, with_run};
    use super::*;
    use crate::client::{Fate, RunView};
    use crate::replies::Replies;

    /// What was kept goes the way of the storage.
    fn reload(client: &Client) -> Client {
        let text = client.keep().expect("a run to keep").text();
        let mut client = Client::restored(Kept::parse(&text).expect("it is read again"), 5_000);
        client.resized(SIZE);
        client.opened();
        client
    }

    fn hello_offset(client: &mut Client) -> Option<u64> {
        let effects = client.take_effects();
        let Some(Effect::Send(ClientMessage::Hello(Hello { resume, protocol_version }))) = effects.last()
        else {
            panic!("no hello: {effects:?}");
        };
        assert_eq!(*protocol_version, PROTOCOL_VERSION);
        resume.as_ref().map(|resume| {
            assert_eq!((resume.session, &resume.token), (FIRST, &ResumeToken::new("secret")));
            resume.offset
        })
    }

    fn resumed_at(from: u64, acked: u64, output_end: u64, stdin: (u64, u64)) -> ServerMessage {
        let ServerMessage::Resumed(resumed) = resumed(acked, 0) else { unreachable!() };
        let (stdin_offset, stdin_received) = stdin;
        ServerMessage::Resumed(Resumed { from, output_end, stdin_offset, stdin_received, ..resumed })
    }

    #[test]
    fn a_reloaded_page_asks_for_what_its_screen_lacks() {
        let mut client = with_run();
        client.output(&frame(0, b"abc\x1b["), 1_001);
        client.parsed(FIRST, 5);
        let mut client = reload(&client);
        assert_eq!(hello_offset(&mut client), Some(3), "the unfinished sequence comes again");
        client.message(welcome(), 5_010);
        client.message(resumed_at(3, 5, 8, (0, 0)), 5_010);
        client.take_effects();
        client.output(&frame(3, b"\x1b[31m"), 5_011);
        assert_eq!(
            client.take_effects(),
            [
                Effect::Write {
                    stream: Stream::Stdout,
                    bytes: b"\x1b[".to_vec(),
                    end: 5,
                    replies: Replies::Suppressed
                },
                Effect::Write {
                    stream: Stream::Stdout,
                    bytes: b"31m".to_vec(),
                    end: 8,
                    replies: Replies::Allowed
                },
            ]
        );
        assert_eq!(client.timing(6_000).elapsed, Some(5_000), "its clock goes on");
    }

    #[test]
    fn a_reloaded_page_without_a_screen_asks_for_all_and_names_what_is_gone() {
        let mut client = with_run();
        client.output(&frame(0, b"abcdef"), 1_001);
        client.parsed(FIRST, 6);
        let kept = client.keep().expect("a run").without_screen();
        let mut client = Client::restored(kept, 0);
        client.opened();
        assert_eq!(hello_offset(&mut client), Some(0));
        client.message(welcome(), 0);
        client.message(resumed_at(4, 6, 6, (0, 0)), 0);
        let effects = client.take_effects();
        assert!(effects.contains(&Effect::WriteGap(4)), "{effects:?}");
        client.output(&frame(4, b"ef"), 0);
        let told = Effect::Write {
            stream: Stream::Stdout,
            bytes: b"ef".to_vec(),
            end: 6,
            replies: Replies::Suppressed,
        };
        assert_eq!(client.take_effects(), [told]);
        client.parsed(FIRST, 6);
        client.output(&frame(6, b"g"), 1);
        client.parsed(FIRST, 7);
        assert!(client.take_effects().contains(&Effect::Send(ClientMessage::Ack(Ack { offset: 7 }))));
    }

    #[test]
    fn what_was_typed_before_and_after_a_reload_is_sent_once_and_in_order() {
        let mut client = with_run();
        client.typed(b"abc");
        let mut client = reload(&client);
        client.typed(b"d");
        client.message(welcome(), 0);
        client.take_effects();
        client.message(resumed_at(0, 0, 0, (1, 2)), 0);
        let sent: Vec<_> = client
            .take_effects()
            .into_iter()
            .filter(|effect| matches!(effect, Effect::SendInput(_)))
            .collect();
        assert_eq!(sent, [Effect::SendInput(InputFrame { offset: 1, bytes: b"bcd" }.encode())]);
    }

    #[test]
    fn a_run_whose_end_is_on_the_kept_screen_is_not_shown_twice() {
        let mut client = with_run();
        client.output(&frame(0, b"abc"), 1_001);
        client.message(state(FIRST, finished(3)), 1_002);
        client.parsed(FIRST, 3);
        let mut client = reload(&client);
        assert_eq!(hello_offset(&mut client), Some(3), "what it wrote is with the server");
        client.message(welcome(), 0);
        client.message(resumed_at(3, 3, 3, (0, 0)), 0);
        client.message(state(FIRST, finished(3)), 0);
        assert!(client.take_effects().is_empty(), "the end is not written twice");
        assert!(matches!(client.snapshot().run, RunView::Known { state: RunState::Finished { .. }, .. }));
        assert!(!client.snapshot().can_stop);
    }

    #[test]
    fn a_run_that_another_page_has_is_not_kept() {
        let mut client = with_run();
        assert!(client.keep().is_some());
        client.message(
            ServerMessage::Notice(protocol::server::Notice { kind: protocol::server::NoticeKind::TakenOver }),
            0,
        );
        assert!(matches!(client.snapshot().run, RunView::Gone(_, Fate::TakenOver)));
        assert_eq!(client.keep(), None);
        assert_eq!(Client::new().keep(), None);
    }

    #[test]
    fn output_for_another_size_is_shown_at_that_size_and_fitted_then() {
        let mut client = with_run();
        client.closed();
        let wide = TerminalSize { cols: 120, rows: 40 };
        client.resized(wide);
        client.retry();
        client.opened();
        client.message(welcome(), 0);
        client.take_effects();
        client.message(resumed_at(0, 0, 4, (0, 0)), 0);
        assert_eq!(client.take_effects(), [Effect::SizeTerminal(SIZE)]);
        assert!(client.is_replaying());
        client.output(&frame(0, b"wxyz"), 1);
        client.take_effects();
        client.parsed(FIRST, 4);
        let effects = client.take_effects();
        assert_eq!(effects[1..], [Effect::Send(ClientMessage::Resize(wide)), Effect::FitTerminal]);
        assert!(!client.is_replaying());
    }

    #[test]
    fn a_hidden_page_says_so_again_on_a_new_socket() {
        let hidden = || {
            Effect::Send(ClientMessage::Visibility(protocol::client::Visibility {
                state: VisibilityState::Hidden,
            }))
        };
        let mut client = with_run();
        client.visibility(VisibilityState::Hidden);
        assert_eq!(client.take_effects(), [hidden()]);
        client.closed();
        client.retry();
        client.opened();
        client.message(welcome(), 0);
        client.take_effects();
        client.message(resumed(0, 0), 0);
        assert_eq!(client.take_effects(), [hidden()]);
        client.message(state(FIRST, running()), 0);
    }
}
