//! Editor and terminal, side by side or one above the other, with a divider between them.

use leptos::html::{Div, Main};
use leptos::prelude::*;

#[cfg(not(feature = "browser"))]
use super::browserless::Places;
use super::files::Files;
use super::input_line::InputLine;
use super::problems::Problems;
use super::tools::{FindBar, Tools};
use super::{Dialog, Handle, Page};
#[cfg(feature = "browser")]
use crate::browser::Places;
use crate::client::RunView;
use crate::command::MOD;
use crate::i18n::Locale;
use crate::icons;

/// The two halves.
#[component]
pub(super) fn Panes(page: Page, handle: Handle) -> impl IntoView {
    let places = Places {
        panes: NodeRef::<Main>::new(),
        editor: NodeRef::<Div>::new(),
        divider: NodeRef::<Div>::new(),
        terminal: NodeRef::<Div>::new(),
    };
    handle.mount(places);
    let example = page
        .project
        .with_untracked(|project| project.text(&project.entry).map(str::to_owned))
        .unwrap_or_default();
    let not_text = move || page.project.read().text(&page.open.read()).is_none();
    let nothing_ran = move || page.snapshot.read().run == RunView::None;
    view! {
        <main class="panes" node_ref=places.panes style=("--split", move || page.split.get().to_string())>
            <div class="half">
                <section class="pane" id="editor" aria-label=page.text(Locale::editor)>
                    {view! { <Files page handle /> }.into_any()}
                    <div class="editor-host" id="code" role="tabpanel" aria-label=move || page.open.get() node_ref=places.editor inner_html=static_editor(&example)></div>
                    <p class="not-text" hidden=move || !not_text()>{page.text(Locale::file_not_text)}</p>
                </section>
                {view! { <Problems page handle /> }.into_any()}
            </div>
            // Operated by `browser::divider`.
            <div class="divider" node_ref=places.divider role="separator" tabindex="0"
                aria-label=page.text(Locale::divider)
                aria-controls="editor" aria-valuemin="15" aria-valuemax="85"
                aria-valuenow=move || page.split.get().to_string()
            ></div>
            <section class="pane" id="terminal" aria-label=page.text(Locale::terminal)>
                <div class="pane-head terminal-head">
                    <h2>{page.text(Locale::terminal)}</h2>
                    <span class="legend" hidden=move || !page.pipes()>
                        "stdout " <span class="stderr">"stderr"</span>
                    </span>
                    <WrittenButton page />
                    {view! { <Tools page handle /> }.into_any()}
                </div>
                <div class="terminal-host" node_ref=places.terminal></div>
                {view! { <InputLine page handle /> }.into_any()}
                {view! { <FindBar page handle /> }.into_any()}
                <div class="link-address" aria-hidden="true" hidden=move || page.link.read().is_empty()>
                    {move || page.link.get()}
                </div>
                <div class="empty" hidden=move || !nothing_ran()>
                    {icons::prompt()}
                    <p class="empty-title">
                        {page.text(Locale::hint_start)}<kbd>{page.key(MOD)}</kbd><kbd>"Enter"</kbd>
                    </p>
                    <p>{page.text(Locale::hint_interact)}</p>
                    <p class="empty-focus">
                        {page.text(Locale::hint_focus)}<kbd>"Ctrl"</kbd><kbd>"`"</kbd>
                    </p>
                </div>
            </section>
        </main>
    }
}

/// Leads to the files that the program wrote, where it wrote any.
#[component]
fn WrittenButton(page: Page) -> impl IntoView {
    let count = move || page.snapshot.read().written.as_ref().map_or(0, |written| written.files.len());
    view! {
        <button type="button" class="written-button" id="written" hidden=move || count() == 0
            on:click=move |_| page.dialog.set(Some(Dialog::Written))
        >
            {icons::icon(icons::FILE)}
            <span>{move || page.words().written(count())}</span>
        </button>
    }
}

/// The example as the editor will show it, for the time until the editor is there. It has the
/// editor's metrics, so that nothing moves when the one takes the other's place.
fn static_editor(code: &str) -> String {
    let numbers: Vec<String> = (1..=code.split('\n').count()).map(|number| number.to_string()).collect();
    format!(
        r#"<div class="static-editor"><pre class="static-gutter" aria-hidden="true">{}</pre><pre class="static-code">{}</pre></div>"#,
        numbers.join("\n"),
        escape(code)
    )
}

fn escape(text: &str) -> String {
    // A line break right after `<pre>` would be swallowed by the parser, so that one is written twice.
    let first_break = if text.starts_with('\n') { "\n" } else { "" };
    format!("{first_break}{}", text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_cannot_break_out_of_its_place() {
        let html = static_editor("if a < b && c > d:\n    '</pre><script>'");
        assert!(html.contains("if a &lt; b &amp;&amp; c &gt; d:\n    '&lt;/pre&gt;&lt;script&gt;'"));
        assert!(html.contains(">1\n2</pre>"));
    }
}
