//! The page's head: what to run with, and Run and Stop.

use leptos::prelude::*;

use super::menu::menu;
use super::settings::SettingsMenu;
use super::{Handle, Page, Pane};
use crate::command::{Command, MOD};
use crate::i18n::Locale;
use crate::icons;
use crate::preferences::Theme;

/// The header.
#[component]
pub(super) fn Header(page: Page, handle: Handle) -> impl IntoView {
    view! {
        <header class="header">
            {view! { <ProjectMenu page handle /> }.into_any()}
            <h1 class="brand">
                {icons::mark()}
                <span class="brand-name">"Madang"</span>
                <span class="brand-native" lang="ko">"마당"</span>
            </h1>
            <LanguagePicker page handle />
            <div class="actions">
                <button type="button" class="button" id="stop"
                    disabled=move || !page.snapshot.read().can_stop
                    on:click=move |_| handle.stop()
                >
                    {icons::square()}
                    <span>{page.text(Locale::stop)}</span>
                </button>
                <button type="button" class="button primary" id="run" title=format!("{}+Enter", page.key(MOD))
                    aria-keyshortcuts="Control+Enter Meta+Enter"
                    disabled=move || !page.live.get()
                    on:click=move |_| handle.run()
                >
                    {icons::play()}
                    <span>{page.text(Locale::run)}</span>
                </button>
            </div>
            <PaneSwitch page />
            <div class="preferences">
                <LocaleSwitch page />
                <ThemeSwitch page />
                {view! { <SettingsMenu page /> }.into_any()}
            </div>
        </header>
    }
}

#[component]
fn ProjectMenu(page: Page, handle: Handle) -> impl IntoView {
    let name = page.text(Locale::project_menu);
    view! {
        <div class="project-menu">
            <button type="button" class="quiet-button" id="project-menu-button" popovertarget="project-menu" title=name aria-label=name>
                {icons::icon(icons::MENU)}
            </button>
            {menu(page, handle, "project-menu", &Command::MENU)}
        </div>
    }
}

#[component]
fn LanguagePicker(page: Page, handle: Handle) -> impl IntoView {
    let chosen = page.language.get_untracked();
    let name = page.text(Locale::examples);
    let options = page.runtimes.with_value(|runtimes| {
        runtimes
            .iter()
            .map(|runtime| {
                let selected = runtime.language == chosen;
                let name = format!("{} {}", runtime.name, runtime.version);
                view! { <option value=runtime.language.clone() selected=selected>{name}</option> }.into_any()
            })
            .collect_view()
    });
    view! {
        <div class="picker">
            <label class="visually-hidden" for="language">{page.text(Locale::language)}</label>
            <select id="language" autocomplete="off"
                prop:value=move || page.language.get()
                on:change:target=move |event| handle.choose_language(&event.target().value())
            >
                {options}
            </select>
            <button type="button" class="button" id="examples" title=name
                on:click=move |_| handle.command(Command::Examples)
            >
                {icons::icon(icons::SHELF)}
                <span class="wide-only">{name}</span>
            </button>
        </div>
    }
}

/// On phones, where editor and terminal have no room side by side.
#[component]
fn PaneSwitch(page: Page) -> impl IntoView {
    let tab = move |pane: Pane| {
        view! {
            <button type="button" class="tab"
                aria-pressed=move || (page.pane.get() == pane).to_string()
                on:click=move |_| page.pane.set(pane)
            >
                {page.text(match pane {
                    Pane::Editor => Locale::editor,
                    Pane::Terminal => Locale::terminal,
                })}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="pane-switch" role="group" aria-label=page.text(Locale::panes)>
            {tab(Pane::Editor)} {tab(Pane::Terminal)}
        </div>
    }
}

#[component]
fn LocaleSwitch(page: Page) -> impl IntoView {
    let other = move || page.locale.get().other();
    view! {
        <button type="button" class="quiet-button" id="locale" lang=move || other().tag()
            on:click=move |_| page.locale.update(|locale| *locale = locale.other())
        >
            {move || other().own_name()}
        </button>
    }
}

#[component]
fn ThemeSwitch(page: Page) -> impl IntoView {
    let options = Theme::ALL.map(|theme| {
        let name = page.text(match theme {
            Theme::Light => Locale::theme_light,
            Theme::Dark => Locale::theme_dark,
            Theme::System => Locale::theme_system,
        });
        let icon = match theme {
            Theme::Light => icons::sun().into_any(),
            Theme::Dark => icons::moon().into_any(),
            Theme::System => icons::screen().into_any(),
        };
        view! {
            <label class="segment" title=name>
                <input type="radio" name="theme" class="visually-hidden" value=theme.name()
                    checked=page.theme.get_untracked() == theme
                    prop:checked=move || page.theme.get() == theme
                    on:change=move |_| page.theme.set(theme)
                />
                {icon}
                <span class="visually-hidden">{name}</span>
            </label>
        }
        .into_any()
    });
    view! {
        <fieldset class="segments">
            <legend class="visually-hidden">{page.text(Locale::theme)}</legend>
            {options.into_iter().collect_view()}
        </fieldset>
    }
}
