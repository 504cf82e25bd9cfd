//! The divider between the panes: dragged by pointer, moved by arrow keys.

use leptos::ev;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::storage;

/// The least and the most of the panes that the editor may have, in percent.
const RANGE: (u8, u8) = (15, 85);
/// How far one press of an arrow key goes.
const STEP: u8 = 5;

/// Below this width of the window the panes lie one above the other; as in `style/layout.css`.
const STACKED: &str = "(max-width: 799px)";

/// Makes the divider move, starting from where it was left.
pub(super) fn attach(divider: &HtmlElement, panes: &HtmlElement, split: RwSignal<u8>) {
    if let Some(kept) = storage::split() {
        split.set(kept.clamp(RANGE.0, RANGE.1));
    }
    set_orientation(divider, panes);
    on_pointer(divider, panes, split);
    on_keys(divider, split);
    let (divider, panes) = (divider.clone(), panes.clone());
    // Of what changes with the layout and with the window alike.
    super::terminal::on_resize(&divider.clone(), move || set_orientation(&divider, &panes));
}

fn is_stacked(panes: &HtmlElement) -> bool {
    let chosen = panes.closest("[data-layout=rows]").is_ok_and(|ide| ide.is_some());
    chosen || window().match_media(STACKED).ok().flatten().is_some_and(|query| query.matches())
}

fn set_orientation(divider: &HtmlElement, panes: &HtmlElement) {
    let orientation = if is_stacked(panes) { "horizontal" } else { "vertical" };
    let _ = divider.set_attribute("aria-orientation", orientation);
}

fn on_pointer(divider: &HtmlElement, panes: &HtmlElement, split: RwSignal<u8>) {
    listen(divider, &ev::pointerdown, {
        let divider = divider.clone();
        move |event| {
            // Without the capture a fast pointer would leave the divider behind.
            let _ = divider.set_pointer_capture(event.pointer_id());
            event.prevent_default();
        }
    });
    listen(divider, &ev::pointermove, {
        let (divider, panes) = (divider.clone(), panes.clone());
        move |event| {
            if !divider.has_pointer_capture(event.pointer_id()) {
                return;
            }
            let area = panes.get_bounding_client_rect();
            let share = if is_stacked(&panes) {
                (f64::from(event.client_y()) - area.top()) / area.height()
            } else {
                (f64::from(event.client_x()) - area.left()) / area.width()
            };
            move_to(split, (share * 100.0).round());
        }
    });
    listen(divider, &ev::pointerup, move |_| storage::keep_split(split.get_untracked()));
}

fn on_keys(divider: &HtmlElement, split: RwSignal<u8>) {
    listen(divider, &ev::keydown, move |event| {
        let now = split.get_untracked();
        let target = match event.key().as_str() {
            "ArrowLeft" | "ArrowUp" => now.saturating_sub(STEP),
            "ArrowRight" | "ArrowDown" => now.saturating_add(STEP),
            "Home" => RANGE.0,
            "End" => RANGE.1,
            _ => return,
        };
        event.prevent_default();
        move_to(split, f64::from(target));
        storage::keep_split(split.get_untracked());
    });
}

#[expect(clippy::cast_sign_loss, reason = "the value is clamped to a range of positive numbers")]
fn move_to(split: RwSignal<u8>, share: f64) {
    split.set(share.clamp(f64::from(RANGE.0), f64::from(RANGE.1)) as u8);
}

/// Listens for as long as the page lives.
fn listen<E>(element: &HtmlElement, event: &E, act: impl FnMut(E::EventType) + 'static)
where
    E: ev::EventDescriptor + 'static,
    E::EventType: wasm_bindgen::JsCast,
{
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;

    let closure = Closure::<dyn FnMut(E::EventType)>::new(act).into_js_value();
    let _ = element.add_event_listener_with_callback(&event.name(), closure.unchecked_ref());
}
