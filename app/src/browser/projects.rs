//! The project in the page: its files in the editor, and what is kept of it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::driver::{Driver, now};
use super::editor::Document;
use super::storage::{self, Local};
use crate::ide::{Naming, Pane, PastRun, Recent};
use crate::project::desk::{self, Desk, Keeping, KeptProject};
use crate::project::{Project, Removed};
use protocol::{RunState, SourceFile};

/// The pause in typing after which the project is kept.
const KEEP_AFTER: Duration = Duration::from_millis(300);

/// What can be taken back.
pub(super) enum Undo {
    /// A file that was deleted.
    File(Removed),
    /// A project that was deleted, with its id.
    Forgotten(String, KeptProject),
    /// A project before it was started over.
    Reset(KeptProject),
}

/// What was run last.
#[derive(Default)]
pub(super) struct Ran {
    title: String,
    language: String,
    /// Whether it is the project that is shown.
    pub(super) is_shown: Cell<bool>,
}

impl Driver {
    /// The project that this tab, or else this browser, was left with in the chosen language.
    pub(super) fn restore_project(&self) {
        let language = self.page.language.get_untracked();
        let ids = [storage::tab_project(&language), desk::latest(&Local, &language)];
        let kept = ids.into_iter().flatten().find_map(|id| {
            let (desk, kept) = Desk::open(&Local, &id)?;
            // Another version of the page may have kept what this one takes for broken.
            let project = self.repaired(kept.project).filter(|project| project.language == language)?;
            Some((desk, KeptProject { project, ..kept }))
        });
        let (desk, kept) = kept.unwrap_or_else(|| (Desk::default(), self.untouched(&language)));
        self.desk.replace(desk);
        self.show_project(kept);
    }

    /// Opens an example or what a link held, beside the projects that are kept. One that lies untouched among them is
    /// not kept twice.
    pub(super) fn open_project(&self, project: Project) {
        self.keep_project();
        self.page.pane.set(Pane::Editor);
        let kept = desk::all(&Local).into_iter().find(|(_, kept)| kept.project == project);
        if let Some((id, _)) = kept {
            self.open_kept(&id);
            return;
        }
        let open = project.entry.clone();
        self.desk.replace(Desk::default());
        self.page.language.set(project.language.clone());
        self.replace_project(KeptProject { project, open, edited: now() });
        self.keep_project();
    }

    /// Opens a project that is kept.
    pub(super) fn open_kept(&self, id: &str) {
        self.keep_project();
        let Some((desk, kept)) = Desk::open(&Local, id) else { return };
        let Some(project) = self.repaired(kept.project) else { return };
        self.desk.replace(desk);
        self.page.language.set(project.language.clone());
        storage::keep_tab_project(&project.language, Some(id));
        self.replace_project(KeptProject { project, ..kept });
    }

    /// Starts with the language's example, and leaves what was there among the projects that are kept.
    pub(super) fn new_project(&self) {
        self.keep_project();
        let language = self.page.language.get_untracked();
        self.desk.replace(Desk::default());
        storage::forget_latest(&language);
        self.replace_project(self.untouched(&language));
    }

    /// Puts the example in the project's place.
    pub(super) fn reset_project(&self) {
        self.sync();
        let before = self.kept_project();
        let mut after = self.untouched(&before.project.language);
        after.project.name.clone_from(&before.project.name);
        if before.project == after.project {
            return;
        }
        self.replace_project(after);
        self.keep_project();
        self.page.say(self.page.locale.get_untracked().project_reset(), true);
        self.undo.replace(Some(Undo::Reset(before)));
    }

    pub(super) fn name_project(&self, name: &str) {
        let name: String = name.chars().filter(|char| !char.is_control()).take(80).collect();
        self.page.project.update_untracked(|project| name.trim().clone_into(&mut project.name));
        self.keep_project();
    }

    pub(super) fn delete_project(&self, id: &str) {
        let Some(kept) = desk::forget(&Local, id) else { return };
        let words = self.page.locale.get_untracked();
        let name = if kept.project.name.is_empty() { words.untitled() } else { &kept.project.name };
        self.page.say(words.deleted(name), true);
        self.undo.replace(Some(Undo::Forgotten(id.to_owned(), kept)));
    }

    /// The projects that are kept, the latest first.
    pub(super) fn recents(&self) -> Vec<Recent> {
        self.keep_project();
        let locale = self.page.locale.get_untracked();
        let shown = self.desk.borrow().id().map(str::to_owned);
        let recent = |(id, kept): (String, KeptProject)| Recent {
            shown: shown.as_ref() == Some(&id),
            edited: super::date(kept.edited, locale),
            project: kept.project,
            id,
        };
        desk::all(&Local).into_iter().map(recent).collect()
    }

    /// Shows a file of the project.
    pub(super) fn open_file(&self, path: &str) {
        if self.page.open.get_untracked() != path {
            self.sync();
            if self.page.project.with_untracked(|project| project.file(path).is_some()) {
                self.page.open.set(path.to_owned());
                self.show_file();
                self.keep_project_soon();
            }
        }
    }

    /// Opens the field to name a new file, or one that is there.
    pub(super) fn ask_name(&self, from: Option<String>) {
        let suggestion = from.clone().unwrap_or_else(|| {
            let extension =
                self.page.runtime(&self.page.language.get_untracked()).map(|runtime| runtime.extension);
            let name = format!("file.{}", extension.as_deref().unwrap_or("txt"));
            self.page.project.with_untracked(|project| project.free_name(&name))
        });
        self.page.naming.set(Some(Naming { from, suggestion, error: None }));
        super::focus("file-name");
        super::select_stem("file-name");
    }

    /// Gives the name that stands in the field.
    pub(super) fn name_file(&self, from: Option<String>) {
        let Some(name) = super::value("file-name") else { return };
        let name = name.trim().to_owned();
        self.sync();
        let mut project = self.page.project.get_untracked();
        let named = if let Some(from) = &from {
            project.rename(from, &name)
        } else {
            let limits = self.page.limits.get_value();
            project.add(SourceFile::text(&name, ""), &limits)
        };
        if let Err(error) = named {
            self.page.naming.set(Some(Naming { from, suggestion: name, error: Some(error) }));
            super::focus("file-name");
            return;
        }
        self.page.naming.set(None);
        if let Some(from) = from {
            self.editor().rename(&from, &name);
        }
        self.page.open.set(name);
        self.page.project.set(project);
        self.show_file();
        self.editor().focus();
        self.keep_project();
    }

    /// Deletes the file that is shown.
    pub(super) fn delete_file(&self) {
        self.sync();
        let words = self.page.locale.get_untracked();
        let mut project = self.page.project.get_untracked();
        let path = self.page.open.get_untracked();
        let index = project.files.iter().position(|file| file.path == path).unwrap_or_default();
        let Some(removed) = project.remove(&path) else {
            self.page.say(words.last_file(), false);
            return;
        };
        let next = project.files[index.min(project.files.len() - 1)].path.clone();
        self.editor().close(&path);
        self.page.say(words.deleted(&path), true);
        self.undo.replace(Some(Undo::File(removed)));
        self.change(project, next);
    }

    /// Takes back what the last toast told.
    pub(super) fn undo(&self) {
        self.page.toast.set(None);
        match self.undo.take() {
            None => {}
            Some(Undo::File(removed)) => {
                self.sync();
                let path = removed.path().to_owned();
                let mut project = self.page.project.get_untracked();
                match project.restore(removed) {
                    Ok(()) => self.change(project, path),
                    Err(error) => {
                        self.page.say(self.page.locale.get_untracked().name_error(error), false);
                    }
                }
            }
            Some(Undo::Forgotten(id, kept)) => {
                desk::remember(&Local, &id, &kept);
            }
            Some(Undo::Reset(kept)) => {
                self.replace_project(kept);
                self.keep_project();
            }
        }
    }

    /// Makes the shown file the one that is started.
    pub(super) fn start_with_file(&self) {
        let path = self.page.open.get_untracked();
        self.page.project.update(|project| project.entry = path);
        self.keep_project();
    }

    /// What is run now, for the list of the runs that have ended.
    pub(super) fn running(&self) -> Ran {
        self.page.project.with_untracked(|project| {
            let title = if project.name.is_empty() { &project.entry } else { &project.name };
            Ran { title: title.clone(), language: project.language.clone(), is_shown: Cell::new(true) }
        })
    }

    /// Notes that a run has ended. Another project may be shown by then.
    pub(super) fn remember_run(&self, state: RunState) {
        let ran = self.ran.borrow();
        let (title, language) = (ran.title.clone(), ran.language.clone());
        storage::keep_past_run(PastRun { at: now(), title, language, state });
    }

    /// Brings the project up to what stands in the editor.
    pub(super) fn sync(&self) {
        let open = self.page.open.get_untracked();
        let text = self.editor().code();
        self.page.project.update_untracked(|project| project.set_text(&open, &text));
    }

    /// Keeps the project, and says so where that went otherwise than usual.
    pub(super) fn keep_project(&self) {
        self.keeping.set(false);
        self.sync();
        let now = self.kept_project();
        let language = now.project.language.clone();
        let untouched = self.untouched(&language).project;
        let keeping = self.desk.borrow_mut().keep(&Local, now, &untouched, storage::new_id);
        let words = self.page.locale.get_untracked();
        match keeping {
            Keeping::Unchanged => return,
            Keeping::Kept => {}
            Keeping::Forked => self.page.say(words.forked(), false),
            Keeping::Refused => self.page.say(words.not_kept(), false),
        }
        storage::keep_tab_project(&language, self.desk.borrow().id());
    }

    pub(super) fn keep_project_soon(&self) {
        if !self.keeping.replace(true) {
            let driver = self.this();
            let keep = move || {
                // Kept in the meantime, by a run or by leaving the page.
                if let Some(driver) = driver.upgrade().filter(|driver| driver.keeping.get()) {
                    driver.keep_project();
                }
            };
            set_timeout(keep, KEEP_AFTER);
        }
    }

    /// Follows what other tabs write.
    pub(super) fn follow_storage(self: &Rc<Self>) {
        let driver = Rc::clone(self);
        window_event_listener(ev::Custom::<web_sys::StorageEvent>::new("storage"), move |event| {
            let Some(key) = event.key() else { return };
            driver.sync();
            let shown = driver.page.project.get_untracked();
            let heard = driver.desk.borrow_mut().heard(&key, event.new_value().as_deref(), &shown);
            if let Some(kept) = heard {
                // The file that is shown here stays, if there is one of that name.
                let open = driver.page.open.get_untracked();
                let open = if kept.project.file(&open).is_some() { open } else { kept.open };
                driver.replace_project(KeptProject { open, ..kept });
            }
        });
    }

    /// Shows the open file in the editor.
    pub(super) fn show_file(&self) {
        let locale = self.page.locale.get_untracked();
        let open = self.page.open.get_untracked();
        let text = self.page.project.with_untracked(|project| project.text(&open).map(str::to_owned));
        let grammar = self.grammar(&open);
        let label = locale.editor();
        let code = text.as_deref().unwrap_or_default();
        self.editor().open(&Document { path: &open, language: &grammar, code }, label, locale);
    }

    /// The project as it would be kept now.
    pub(super) fn kept_project(&self) -> KeptProject {
        let project = self.page.project.get_untracked();
        KeptProject { project, open: self.page.open.get_untracked(), edited: now() }
    }

    /// Shows another project in the same language: what was undone in the one before is not its history.
    fn replace_project(&self, kept: KeptProject) {
        self.editor().close_all();
        self.show_project(kept);
    }

    fn show_project(&self, kept: KeptProject) {
        let KeptProject { project, open, .. } = kept;
        let open = if project.file(&open).is_some() { open } else { project.entry.clone() };
        self.page.naming.set(None);
        // What was done to another project can be taken back only there.
        if matches!(*self.undo.borrow(), Some(Undo::File(_) | Undo::Reset(_))) {
            self.page.toast.set(None);
        }
        self.page.open.set(open);
        self.page.project.set(project);
        self.ran.borrow().is_shown.set(false);
        self.clear_problems();
        self.show_file();
    }

    /// Takes the project with other files, and shows one of them.
    pub(super) fn change(&self, project: Project, open: String) {
        self.page.open.set(open);
        self.page.project.set(project);
        self.show_file();
        self.keep_project();
    }

    fn repaired(&self, project: Project) -> Option<Project> {
        self.page.limits.with_value(|limits| project.repaired(limits))
    }

    /// A language's example.
    fn untouched(&self, language: &str) -> KeptProject {
        let project =
            self.page.runtime(language).map(|runtime| Project::example(&runtime)).unwrap_or_default();
        KeptProject { open: project.entry.clone(), project, edited: now() }
    }

    /// The key of the language that a file is written in, by the end of its name.
    fn grammar(&self, path: &str) -> String {
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        self.page
            .runtimes
            .with_value(|runtimes| {
                let found = runtimes.iter().find(|runtime| runtime.extension == extension);
                found.map(|runtime| runtime.language.clone())
            })
            .unwrap_or_default()
    }
}

/// Gives the focus to the tab of a file.
pub(super) fn focus_tab(path: &str) {
    let tabs = document().query_selector_all("[role=tab][data-path]");
    let Ok(tabs) = tabs else { return };
    for index in 0..tabs.length() {
        let Some(tab) = tabs.get(index) else { continue };
        let tab: web_sys::HtmlElement = tab.unchecked_into();
        if tab.get_attribute("data-path").as_deref() == Some(path) {
            let _ = tab.focus();
        }
    }
}
