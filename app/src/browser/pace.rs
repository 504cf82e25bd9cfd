//! Calls that come in bursts, at a pace that others can keep up with.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{request_animation_frame, set_timeout};

/// The least time between two calls.
const PAUSE: Duration = Duration::from_millis(100);

/// What a burst has come to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing is under way.
    Idle,
    /// A call is, or was a moment ago.
    Busy,
    /// And another was asked for since.
    Again,
}

/// A function that calls `act` in the next frame, however often it is called, and at most once in a pause.
/// The last call of a burst is never lost.
pub(super) fn paced(act: impl Fn() + 'static) -> impl Fn() + 'static {
    let pace = Rc::new(Pace { act: Box::new(act), stage: Cell::new(Stage::Idle) });
    move || pace.ask()
}

struct Pace {
    act: Box<dyn Fn()>,
    stage: Cell<Stage>,
}

impl Pace {
    fn ask(self: &Rc<Self>) {
        if self.stage.get() != Stage::Idle {
            self.stage.set(Stage::Again);
            return;
        }
        self.stage.set(Stage::Busy);
        let pace = Rc::clone(self);
        request_animation_frame(move || {
            // What was asked for until now is done with this.
            pace.stage.set(Stage::Busy);
            (pace.act)();
            set_timeout(move || pace.rest(), PAUSE);
        });
    }

    fn rest(self: &Rc<Self>) {
        if self.stage.replace(Stage::Idle) == Stage::Again {
            self.ask();
        }
    }
}
