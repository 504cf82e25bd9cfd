//! Icons, drawn on a 16 by 16 grid in the colour of the text around them. They say nothing that the
//! text does not, so screen readers pass them over.

use leptos::prelude::*;

fn icon(shapes: &'static str) -> impl IntoView {
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
