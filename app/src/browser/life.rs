//! The page's own life: it is hidden and shown, left and loaded anew, and its network comes and goes.

use std::cell::Cell;
use std::rc::Rc;

use leptos::ev;
use leptos::prelude::{document, window_event_listener};
use protocol::client::VisibilityState;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::driver::Driver;
use super::storage::{self, KeptRun};
use super::terminal::Terminal;
use crate::client::Client;

/// Whether another tab or app is shown, or the screen is off.
pub(super) fn is_hidden() -> bool {
    document().hidden()
}

/// The client for a new page: where this tab was left with a run, one that goes on with it on the screen as it was.
pub(super) fn restore(terminal: &Terminal, now: u64) -> Client {
    let Some(KeptRun { run, screen }) = storage::run() else { return Client::new() };
    if let Some(screen) = screen {
        screen.show(terminal);
    }
    let client = Client::restored(run, now);
    terminal.set_pipes(client.has_pipes());
    client
}

/// Follows it for as long as there is a page.
pub(super) fn follow(driver: &Rc<Driver>) {
    // A page that is left is hidden, too; but its user will not come back to it.
    let left = Rc::new(Cell::new(false));
    on_visibility({
        let (driver, left) = (Rc::clone(driver), Rc::clone(&left));
        move || match (is_hidden(), left.get()) {
            // A phone may end the page without a further word.
            (true, false) => {
                driver.keep_project();
                driver.keep_run(true);
                driver.update(|client, _| client.visibility(VisibilityState::Hidden));
            }
            (true, true) => {}
            (false, _) => {
                driver.update(|client, now| {
                    client.visibility(VisibilityState::Visible);
                    client.check(now);
                });
            }
        }
    });
    window_event_listener(ev::pagehide, {
        let (driver, left) = (Rc::clone(driver), Rc::clone(&left));
        move |_| {
            left.set(true);
            driver.keep_project();
            driver.keep_run(true);
            driver.update(|client, _| client.visibility(VisibilityState::Visible));
        }
    });
    // Back from the browser's cache of pages that were left.
    window_event_listener(ev::pageshow, move |_| left.set(false));
    if is_hidden() {
        // It was opened behind another.
        driver.update(|client, _| client.visibility(VisibilityState::Hidden));
    }
    let driver = Rc::clone(driver);
    window_event_listener(ev::online, move |_| driver.update(Client::check));
}

fn on_visibility(act: impl Fn() + 'static) {
    let act = Closure::<dyn FnMut()>::new(act).into_js_value();
    let _ = document().add_event_listener_with_callback("visibilitychange", act.unchecked_ref());
}
