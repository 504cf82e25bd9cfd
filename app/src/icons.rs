//! Icons, drawn on a 16 by 16 grid in the colour of the text around them. They say nothing that the
//! text does not, so screen readers pass them over.

use leptos::prelude::*;

/// A magnifying glass.
pub(crate) const FIND: &str = r#"<path d="M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.4 10.4l3.1 3.1" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>"#;
/// Two sheets.
pub(crate) const COPY: &str = r#"<path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/>"#;
/// An arrow onto a tray.
pub(crate) const DOWNLOAD: &str = r#"<path d="M8 2.5v7.5M4.8 7L8 10.2 11.2 7M2.5 13.5h11" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>"#;
/// A screen struck out.
pub(crate) const CLEAR: &str = r#"<path d="M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM4.2 4.2l7.6 7.6" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>"#;
/// To add something.
pub(crate) const PLUS: &str = r#"<path d="M8 3v10M3 8h10" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>"#;
/// There is more.
pub(crate) const MORE: &str = r#"<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"/>"#;
/// Three lines: a menu.
pub(crate) const MENU: &str = r#"<path d="M2.5 4h11M2.5 8h11M2.5 12h11" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>"#;
/// A bin.
pub(crate) const BIN: &str = r#"<path d="M3 4.5h10M6.2 4.5v-2h3.6v2M4.2 4.5l.6 9h6.4l.6-9" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>"#;
/// Upwards.
pub(crate) const UP: &str = r#"<path d="M3.5 10L8 5.5l4.5 4.5" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>"#;
/// Downwards.
pub(crate) const DOWN: &str = r#"<path d="M3.5 6L8 10.5 12.5 6" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>"#;
/// A cross.
pub(crate) const CROSS: &str = r#"<path d="M4 4l8 8M12 4l-8 8" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>"#;
/// A triangle with an exclamation mark.
pub(crate) const WARNING: &str = r#"<path d="M8 2.2L14.2 13H1.8zM8 6.3v3.2M8 11.4v.01" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>"#;
/// A plug that is out.
pub(crate) const PLUG: &str = r#"<path d="M2.5 13.5l2.2-2.2M4 8l4 4 1.6-1.6-4-4zM8.2 5.8L9.6 4.4l2 2-1.4 1.4M13.5 2.5l-2.4 2.4" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>"#;
/// A clock.
pub(crate) const CLOCK: &str = r#"<path d="M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 4.8V8l2.2 1.5" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>"#;
/// Books on a shelf.
pub(crate) const SHELF: &str = r#"<path d="M3 3v10M6 3v10M8.9 3.6l3.4 9.2M1.5 13.5h13" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>"#;
/// A sheet with a folded corner.
pub(crate) const FILE: &str = r#"<path d="M4 2.5h5l3 3v8H4zM8.8 2.7v3h3" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/>"#;
/// Two sliders.
pub(crate) const GEAR: &str = r#"<path d="M2 5h5M11 5h3M2 11h3M9 11h5M9 3.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM7 9.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>"#;

/// An icon of these shapes.
pub(crate) fn icon(shapes: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" inner_html=shapes></svg>
    }
}

pub(crate) fn play() -> impl IntoView {
    icon(r#"<path d="M4.5 2.8v10.4L13 8z" fill="currentColor"/>"#)
}

pub(crate) fn square() -> impl IntoView {
    icon(r#"<rect x="3.5" y="3.5" width="9" height="9" rx="1.5" fill="currentColor"/>"#)
}

pub(crate) fn sun() -> impl IntoView {
    icon(concat!(
        r#"<g fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"><circle cx="8" cy="8" r="2.8"/>"#,
        r#"<path d="M8 1.2v1.3M8 13.5v1.3M1.2 8h1.3M13.5 8h1.3M3.2 3.2l.9.9M11.9 11.9l.9.9M3.2 12.8l.9-.9M11.9 4.1l.9-.9"/></g>"#
    ))
}

pub(crate) fn moon() -> impl IntoView {
    icon(
        r#"<path d="M13.2 9.8A5.8 5.8 0 0 1 6.2 2.8a5.8 5.8 0 1 0 7 7z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/>"#,
    )
}

pub(crate) fn screen() -> impl IntoView {
    icon(
        r#"<path d="M2 3.5h12v7.5H2zM5.5 13.5h5" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>"#,
    )
}

pub(crate) fn prompt() -> impl IntoView {
    icon(
        r#"<path d="M2.5 4l4 4-4 4M8.5 12.5h5" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>"#,
    )
}

/// The yard: four sides of a court, open to the south.
pub(crate) fn mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"
            inner_html=r#"<path d="M8.5 20.5H5a1.5 1.5 0 0 1-1.5-1.5V5A1.5 1.5 0 0 1 5 3.5h14A1.5 1.5 0 0 1 20.5 5v14a1.5 1.5 0 0 1-1.5 1.5h-3.5" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round"/><path d="M9.6 8.2v6.6l5.6-3.3z" fill="currentColor"/>"#
        ></svg>
    }
}
