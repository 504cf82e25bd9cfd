//! What holds the page's parts together: events go to the client, what it asks for is done.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use protocol::{Io, OutputFrame, RunRequest};
use web_sys::{HtmlElement, KeyboardEvent};

use super::editor::Editor;
use super::keys::{self, Meaning};
use super::pace::paced;
use super::projects::{Ran, Undo};
use super::screen::Screen;
use super::socket::{Incoming, Socket};
use super::storage::KeptRun;
use super::terminal::{Terminal, on_resize};
use super::tools::{self, Finder};
use super::{commands, debug, document, ending, escapes, life, settings, storage, turn};
use crate::client::{Client, Effect as Task};
use crate::i18n;
use crate::ide::{Key, Page, Pane, Purpose, Step, Tool};
use crate::project::desk::Desk;
use crate::replies::Replies;
use crate::streams::Streams;

/// How often what ticks is looked at.
const TICK: Duration = Duration::from_millis(250);

/// Timers of a page that is shown are late by so much only where the machine slept.
const SLEPT_MS: u64 = 5_000;

/// The page's parts. It lives as long as the page.
pub(super) struct Driver {
    pub(super) page: Page,
    client: RefCell<Client>,
    socket: RefCell<Option<Socket>>,
    terminal: Terminal,
    finder: Finder,
    streams: RefCell<Streams>,
    editor: OnceCell<Editor>,
    /// Which of the kept projects is shown.
    pub(super) desk: RefCell<Desk>,
    pub(super) undo: RefCell<Option<Undo>>,
    /// What was run last.
    pub(super) ran: RefCell<Ran>,
    /// What the file is for that the program wrote and the server was asked for.
    pub(super) reading: Cell<Option<Purpose>>,
    /// Whether the project is about to be kept.
    pub(super) keeping: Cell<bool>,
    /// When [`Self::tick`] was last called.
    ticked_at: Cell<u64>,
    this: Weak<Self>,
}

impl Driver {
    /// Brings editor and terminal to their places and connects to the server, each in a turn of its own: a phone takes
    /// a tenth of a second and more for one.
    pub(super) async fn start(page: Page, editor: &HtmlElement, terminal: &HtmlElement) -> Rc<Self> {
        let xterm = Terminal::new(terminal).await;
        turn::next().await;
        let client = life::restore(&xterm, now());
        let driver = Rc::new_cyclic(|this| Self {
            page,
            client: RefCell::new(client),
            socket: RefCell::new(None),
            finder: Finder::new(page),
            terminal: xterm,
            streams: RefCell::default(),
            editor: OnceCell::new(),
            desk: RefCell::default(),
            undo: RefCell::default(),
            ran: RefCell::default(),
            reading: Cell::default(),
            keeping: Cell::new(false),
            ticked_at: Cell::new(now()),
            this: Weak::clone(this),
        });
        driver.place_editor(editor);
        driver.editor().shown().await;
        turn::next().await;
        driver.connect_terminal(terminal);
        driver.follow_page();
        driver.follow_commands();
        driver.follow_storage();
        driver.follow_drops(editor);
        life::follow(&driver);
        settings::follow(&driver, page);
        driver.fit();
        driver.update(|_, _| ());
        // A run that the page before has left behind was one of what it showed.
        driver.ran.replace(driver.running());
        if driver.page.snapshot.read_untracked().run.has_ended() {
            // It ended on the page before, and is on the screen.
            Self::find_problems(&driver.this);
        }
        debug::expose(&driver);
        driver.follow_links();
        driver
    }

    pub(super) fn editor(&self) -> &Editor {
        self.editor.get().expect("the editor is placed at the start")
    }

    pub(super) fn this(&self) -> Weak<Self> {
        Weak::clone(&self.this)
    }

    pub(super) fn terminal(&self) -> &Terminal {
        &self.terminal
    }

    /// Runs what is in the editor.
    pub(super) fn run(self: &Rc<Self>) {
        self.keep_project();
        self.ran.replace(self.running());
        let request = self.request();
        let driver = Rc::clone(self);
        let hidden = self.page.pane.get_untracked() == Pane::Editor && self.terminal.fit().is_none();
        self.page.pane.set(Pane::Terminal);
        let start = move || {
            driver.fit();
            driver.focus_terminal();
            driver.update(|client, now| client.run(request, now));
        };
        if hidden {
            // A phone shows the terminal first, so that the program starts at its size.
            spawn_local(async move {
                tick().await;
                start();
            });
        } else {
            start();
        }
    }

    pub(super) fn stop(self: &Rc<Self>) {
        self.update(|client, _| client.stop());
    }

    pub(super) fn keep_running(self: &Rc<Self>) {
        self.update(|client, _| client.keep_running());
    }

    /// Keeps the project in one language and opens that in another.
    pub(super) fn choose_language(&self, language: &str) {
        self.keep_project();
        self.page.language.set(language.to_owned());
        self.restore_project();
    }

    /// Uses one of the terminal's tools.
    pub(super) fn tool(&self, tool: Tool) {
        tools::apply(tool, &self.terminal, &self.finder, self.page);
    }

    /// Looks for text in the terminal.
    pub(super) fn find(&self, text: &str, step: Step) {
        self.finder.find(text, step);
    }

    /// Gives the program a line, and says whether it was taken.
    pub(super) fn send_line(&self, line: &str) -> bool {
        let pipes = self.client.borrow().has_pipes();
        // Enter on a keyboard is a carriage return, which a terminal makes a line feed of.
        let end = if pipes { '\n' } else { '\r' };
        self.update(|client, _| client.typed(format!("{line}{end}").as_bytes()));
        let taken = self.page.snapshot.with_untracked(|snapshot| snapshot.input_open && !snapshot.input_full);
        if pipes && taken {
            self.terminal.write(ending::echo(line).as_bytes(), Replies::Suppressed, || ());
        }
        taken
    }

    /// Presses a key of the terminal.
    pub(super) fn press(&self, key: Key) {
        if key == Key::EndInput && self.client.borrow().has_pipes() {
            self.update(|client, _| client.close_input());
            self.terminal.write(ending::END_OF_INPUT.as_bytes(), Replies::Suppressed, || ());
        } else {
            let byte = if key == Key::EndInput { 4 } else { 3 };
            self.update(|client, _| client.typed(&[byte]));
        }
    }

    /// Goes to where input is typed.
    fn focus_terminal(&self) {
        if self.page.input_line() {
            super::focus("stdin");
        } else {
            self.terminal.focus();
        }
    }

    fn is_for_program(&self, event: &KeyboardEvent) -> bool {
        let meaning = keys::meaning(event, &self.terminal, self.page.pipes());
        let pressed = event.type_() == "keydown";
        match meaning {
            Meaning::Program => return true,
            Meaning::Copy if pressed => self.terminal.copy(),
            Meaning::Tool(tool) if pressed => self.tool(tool),
            Meaning::InputLine if pressed => {
                // What is pressed goes to where the focus is by then.
                super::focus("stdin");
                return false;
            }
            Meaning::Browser | Meaning::InputLine | Meaning::Copy | Meaning::Tool(_) => return false,
        }
        event.prevent_default();
        false
    }

    fn request(&self) -> RunRequest {
        let pipes = self.page.settings.get_untracked().pipes;
        let io = if pipes { Io::Pipes } else { Io::Terminal(self.terminal.size()) };
        self.page.project.read_untracked().request(io)
    }

    /// Lets the client act, does what it asks for and shows what it says.
    pub(super) fn update(&self, act: impl FnOnce(&mut Client, u64)) {
        act(&mut self.client.borrow_mut(), now());
        let tasks = self.client.borrow_mut().take_effects();
        for task in tasks {
            self.perform(task);
        }
        let snapshot = self.client.borrow().snapshot();
        let shown = self.page.snapshot.read_untracked();
        let (is_new, run_is_new) = (*shown != snapshot, shown.run != snapshot.run);
        drop(shown);
        if is_new {
            self.page.snapshot.set(snapshot);
            self.show_time();
        }
        if run_is_new {
            self.keep_run(life::is_hidden());
        }
    }

    /// Keeps the run for the page that may be loaded in the place of this one, with the screen or without.
    pub(super) fn keep_run(&self, with_screen: bool) {
        let screen = if with_screen { Screen::of(&self.terminal) } else { None };
        // After the screen, which has to show what the client takes for shown.
        let kept = self.client.borrow().keep();
        storage::keep_run(kept.map(|run| match screen {
            Some(_) => KeptRun { run, screen },
            None => KeptRun { run: run.without_screen(), screen },
        }));
    }

    fn perform(&self, task: Task) {
        match task {
            Task::Connect => {
                let this = Weak::clone(&self.this);
                let socket = Socket::open(move |incoming| {
                    if let Some(driver) = this.upgrade() {
                        driver.hear(incoming);
                    }
                });
                self.socket.replace(Some(socket));
            }
            Task::Disconnect => drop(self.socket.take()),
            Task::RetryAfter(wait) => {
                let this = Weak::clone(&self.this);
                // Spread, so that a server that comes back does not meet all its pages at once.
                let wait = wait as f64 * (0.75 + js_sys::Math::random() / 2.0);
                let retry =
                    move || this.upgrade().map_or((), |driver| driver.update(|client, _| client.retry()));
                set_timeout(retry, Duration::from_secs_f64(wait / 1_000.0));
            }
            Task::Send(message) => self.with_socket(|socket| socket.send(&message)),
            Task::SendInput(frame) => self.with_socket(|socket| socket.send_frame(frame)),
            Task::SizeTerminal(size) => self.terminal.set_size(size),
            Task::FitTerminal => self.fit(),
            Task::ResetTerminal => {
                self.clear_problems();
                self.terminal.set_pipes(self.client.borrow().has_pipes());
                self.streams.take();
                self.terminal.reset();
            }
            Task::Write { stream, bytes, end, replies } => {
                let pipes = self.client.borrow().has_pipes();
                let bytes = if pipes { self.streams.borrow_mut().show(stream, &bytes) } else { bytes };
                let this = Weak::clone(&self.this);
                let session = self.client.borrow().session();
                self.terminal.write(&bytes, replies, move || {
                    if let (Some(driver), Some(session)) = (this.upgrade(), session) {
                        driver.update(|client, _| client.parsed(session, end));
                    }
                });
                if life::is_hidden() {
                    self.terminal.parse_now();
                }
            }
            Task::WriteGap(bytes) => {
                let text = self.page.locale.get_untracked().missing_output(&i18n::bytes(bytes));
                self.terminal.write(ending::gap(&text).as_bytes(), Replies::Suppressed, || ());
            }
            Task::FileRead(answer) => self.file_read(answer),
            Task::WriteEnd(state) => {
                self.remember_run(state.clone());
                self.terminal.write(&self.streams.borrow_mut().rest(), Replies::Suppressed, || ());
                let words = self.page.locale.get_untracked();
                self.terminal.write(ending::line(words, &state).as_bytes(), Replies::Suppressed, || ());
                Self::find_problems(&self.this);
            }
        }
    }

    fn with_socket(&self, act: impl FnOnce(&Socket)) {
        if let Some(socket) = self.socket.borrow().as_ref() {
            act(socket);
        }
    }

    fn hear(&self, incoming: Incoming) {
        self.update(|client, now| match incoming {
            Incoming::Opened => client.opened(),
            Incoming::Message(message) => client.message(message, now),
            Incoming::Frame(frame) => {
                if let Some(frame) = OutputFrame::decode(&frame) {
                    client.output(&frame, now);
                }
            }
            Incoming::Closed => client.closed(),
        });
    }

    fn tick(&self) {
        let now = now();
        // A machine that slept finds out here, where no event tells it.
        let slept = now.saturating_sub(self.ticked_at.replace(now)) > SLEPT_MS;
        self.update(|client, now| if slept { client.check(now) } else { client.tick(now) });
        self.show_time();
    }

    /// Shows what ticks, where it differs.
    fn show_time(&self) {
        let now = now();
        let timing = self.client.borrow().timing(now);
        if self.page.timing.get_untracked() != timing {
            self.page.timing.set(timing);
        }
        let ends_at = self.page.snapshot.read_untracked().idle_ends_at;
        let ends_in = ends_at.map(|ends| ends.saturating_sub(now).div_ceil(1_000));
        if self.page.idle_ends_in.get_untracked() != ends_in {
            self.page.idle_ends_in.set(ends_in);
        }
    }

    pub(super) fn fit(&self) {
        if self.client.borrow().is_replaying() {
            return;
        }
        if let Some(size) = self.terminal.fit() {
            self.update(|client, _| client.resized(size));
        }
    }

    fn place_editor(self: &Rc<Self>, place: &HtmlElement) {
        let (changed, run) = (Rc::clone(self), Rc::clone(self));
        let editor = Editor::new(place, move || changed.keep_project_soon(), move || run.run());
        let _ = self.editor.set(editor);
        self.restore_project();
    }

    fn connect_terminal(self: &Rc<Self>, place: &HtmlElement) {
        let driver = Rc::clone(self);
        self.terminal.on_input(move |bytes| driver.update(|client, _| client.typed(bytes)));
        // The page's own keys bubble on to the window; the rest is the program's.
        let driver = Rc::clone(self);
        self.terminal
            .on_key(move |event| commands::of_event(event).is_none() && driver.is_for_program(event));
        let driver = Rc::clone(self);
        on_resize(place, paced(move || driver.fit()));
        escapes::link(&self.terminal, self.page);
        self.link_places();
    }

    fn follow_page(self: &Rc<Self>) {
        let driver = Rc::clone(self);
        set_interval(move || driver.tick(), TICK);
        let driver = Rc::clone(self);
        document::on_change(self.page.locale, move |locale| {
            driver.editor().set_label(locale.editor(), locale);
        });
        let driver = Rc::clone(self);
        document::on_change(self.page.theme, move |_| driver.terminal.adopt_theme());
        let driver = Rc::clone(self);
        document::on_system_theme(move || driver.terminal.adopt_theme());
    }

    pub(super) fn switch_focus(&self) {
        let in_terminal = super::has_focus("terminal");
        self.page.pane.set(if in_terminal { Pane::Editor } else { Pane::Terminal });
        let this = Weak::clone(&self.this);
        spawn_local(async move {
            // What is hidden on a phone cannot take the focus before it is shown.
            tick().await;
            if let Some(driver) = this.upgrade() {
                if in_terminal { driver.editor().focus() } else { driver.focus_terminal() }
            }
        });
    }
}

/// Milliseconds since 1970 on a clock that does not go back while the page lives, and is about the same on the next.
#[expect(clippy::cast_sign_loss, reason = "the present is after 1970")]
pub(super) fn now() -> u64 {
    window().performance().map(|clock| (clock.time_origin() + clock.now()) as u64).unwrap_or_default()
}
