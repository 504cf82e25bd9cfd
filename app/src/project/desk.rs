//! Which of the kept projects a page shows, and how what is edited in it is kept.
//!
//! Several tabs share what a browser keeps. None overwrites silently what another has written: a tab with nothing of
//! its own takes up what the other wrote, and one that has keeps its version as a project of its own.

use protocol::json::{FromJson, ToJson};
use protocol::json_struct;

use super::Project;

/// What every key of a project begins with. `restore.js` reads these keys, too.
pub const PROJECT: &str = "madang.project.";

/// What the key begins with that names a language's latest project.
pub const CURRENT: &str = "madang.current.";

/// Where projects are kept: texts by key.
pub trait Storage {
    /// The text under a key.
    fn get(&self, key: &str) -> Option<String>;
    /// Puts a text under a key; `false` where there is no room for it.
    fn set(&self, key: &str, text: &str) -> bool;
    /// Removes what is under a key.
    fn remove(&self, key: &str);
    /// All keys.
    fn keys(&self) -> Vec<String>;
}

/// A project as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptProject {
    /// The project.
    pub project: Project,
    /// The path of the file that is shown.
    pub open: String,
    /// When it was last edited, in milliseconds since 1970.
    pub edited: u64,
}

json_struct!(KeptProject { project, open, edited });

/// What became of an attempt to keep a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// There was nothing to keep.
    Unchanged,
    /// It is kept.
    Kept,
    /// Another tab had written in the meantime: this version is kept as a project of its own.
    Forked,
    /// The browser has no room for it or keeps nothing at all.
    Refused,
}

/// The project that a page shows, by the key under which it is kept.
#[derive(Debug, Default)]
pub struct Desk {
    /// None until something is kept: an untouched example is not.
    id: Option<String>,
    /// What is kept as far as this page knows.
    known: Option<KeptProject>,
    /// The same as it was read or written.
    text: Option<String>,
}

impl Desk {
    /// The project with this id, if it is kept and can be read.
    pub fn open(storage: &impl Storage, id: &str) -> Option<(Self, KeptProject)> {
        let text = storage.get(&key(id))?;
        let known = KeptProject::parse(&text)?;
        Some((Self { id: Some(id.to_owned()), known: Some(known.clone()), text: Some(text) }, known))
    }

    /// Its id.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Keeps the project as it is now.
    pub fn keep(
        &mut self,
        storage: &impl Storage,
        now: KeptProject,
        untouched: &Project,
        new_id: impl Fn() -> String,
    ) -> Keeping {
        let is_known =
            self.known.as_ref().is_some_and(|known| known.project == now.project && known.open == now.open);
        if is_known || self.id.is_none() && now.project == *untouched {
            return Keeping::Unchanged;
        }
        let text = now.text();
        let was_mine = self.id.as_deref().is_none_or(|id| {
            let present = storage.get(&key(id));
            // What was deleted in another tab is still wanted in this one.
            present.is_none() || present == self.text
        });
        let id = match &self.id {
            Some(id) if was_mine => id.clone(),
            _ => new_id(),
        };
        if !storage.set(&key(&id), &text) {
            return Keeping::Refused;
        }
        storage.set(&format!("{CURRENT}{}", now.project.language), &id);
        *self = Self { id: Some(id), known: Some(now), text: Some(text) };
        if was_mine { Keeping::Kept } else { Keeping::Forked }
    }

    /// Another tab has written: what this page is to show now, unless it has changes of its own.
    pub fn heard(&mut self, changed: &str, text: Option<&str>, shown: &Project) -> Option<KeptProject> {
        let id = self.id.as_deref()?;
        if changed != key(id) {
            return None;
        }
        let is_untouched = self.known.as_ref().is_some_and(|known| known.project == *shown);
        let written = KeptProject::parse(text?)?;
        if !is_untouched {
            return None;
        }
        self.text = text.map(str::to_owned);
        let is_new = written.project != *shown;
        self.known = Some(written.clone());
        is_new.then_some(written)
    }
}

/// The id of the project that was last worked on in a language.
pub fn latest(storage: &impl Storage, language: &str) -> Option<String> {
    storage.get(&format!("{CURRENT}{language}"))
}

/// All kept projects with their ids, the latest first.
pub fn all(storage: &impl Storage) -> Vec<(String, KeptProject)> {
    let ids = storage.keys().into_iter().filter_map(|key| key.strip_prefix(PROJECT).map(str::to_owned));
    let mut found: Vec<_> = ids.filter_map(|id| Some((id.clone(), Desk::open(storage, &id)?.1))).collect();
    found.sort_by_key(|(_, kept)| std::cmp::Reverse(kept.edited));
    found
}

/// Forgets a project, and returns what it was.
pub fn forget(storage: &impl Storage, id: &str) -> Option<KeptProject> {
    let (_, kept) = Desk::open(storage, id)?;
    storage.remove(&key(id));
    Some(kept)
}

/// Keeps a project that was forgotten again.
pub fn remember(storage: &impl Storage, id: &str, kept: &KeptProject) -> bool {
    storage.set(&key(id), &kept.text())
}

fn key(id: &str) -> String {
    format!("{PROJECT}{id}")
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::collections::BTreeMap;

    use protocol::SourceFile;

    use super::*;

    #[derive(Default)]
    struct Memory {
        texts: RefCell<BTreeMap<String, String>>,
        full: Cell<bool>,
    }

    impl Storage for Memory {
        fn get(&self, key: &str) -> Option<String> {
            self.texts.borrow().get(key).cloned()
        }
        fn set(&self, key: &str, text: &str) -> bool {
            if !self.full.get() {
                self.texts.borrow_mut().insert(key.into(), text.into());
            }
            !self.full.get()
        }
        fn remove(&self, key: &str) {
            self.texts.borrow_mut().remove(key);
        }
        fn keys(&self) -> Vec<String> {
            self.texts.borrow().keys().cloned().collect()
        }
    }

    fn project(code: &str) -> Project {
        Project {
            name: String::new(),
            language: "python".into(),
            entry: "main.py".into(),
            files: vec![SourceFile::text("main.py", code)],
        }
    }

    fn now(code: &str, edited: u64) -> KeptProject {
        KeptProject { project: project(code), open: "main.py".into(), edited }
    }

    fn keep(desk: &mut Desk, shelf: &Memory, code: &str, id: &str) -> Keeping {
        desk.keep(shelf, now(code, 1), &project("example"), || id.into())
    }

    #[test]
    fn an_untouched_example_is_not_kept_and_an_edited_one_is() {
        let (shelf, mut desk) = (Memory::default(), Desk::default());
        assert_eq!(keep(&mut desk, &shelf, "example", "a"), Keeping::Unchanged);
        assert_eq!(shelf.keys(), Vec::<String>::new());
        assert_eq!(keep(&mut desk, &shelf, "mine", "a"), Keeping::Kept);
        assert_eq!(latest(&shelf, "python").as_deref(), Some("a"));
        let (_, kept) = Desk::open(&shelf, "a").expect("it is kept");
        assert_eq!(kept, now("mine", 1));
        assert_eq!(keep(&mut desk, &shelf, "mine", "b"), Keeping::Unchanged);
        assert_eq!(
            keep(&mut desk, &shelf, "example", "b"),
            Keeping::Kept,
            "also where it is the example again"
        );
    }

    #[test]
    fn a_tab_without_changes_follows_the_other() {
        let (shelf, mut one) = (Memory::default(), Desk::default());
        keep(&mut one, &shelf, "first", "a");
        let (mut other, _) = Desk::open(&shelf, "a").expect("it is kept");
        keep(&mut one, &shelf, "second", "a");
        let text = shelf.get("madang.project.a");
        let heard = other.heard("madang.project.a", text.as_deref(), &project("first"));
        assert_eq!(heard, Some(now("second", 1)));
        assert_eq!(keep(&mut other, &shelf, "third", "b"), Keeping::Kept, "on top of what it took up");
        assert_eq!(other.id(), Some("a"));
    }

    #[test]
    fn a_tab_with_changes_of_its_own_overwrites_nothing() {
        let (shelf, mut one) = (Memory::default(), Desk::default());
        keep(&mut one, &shelf, "first", "a");
        let (mut other, _) = Desk::open(&shelf, "a").expect("it is kept");
        keep(&mut one, &shelf, "of one", "a");
        let text = shelf.get("madang.project.a");
        assert_eq!(other.heard("madang.project.a", text.as_deref(), &project("of the other")), None);
        assert_eq!(keep(&mut other, &shelf, "of the other", "b"), Keeping::Forked);
        let codes: Vec<_> = all(&shelf).into_iter().map(|(_, kept)| kept.project).collect();
        assert_eq!(codes, [project("of one"), project("of the other")]);
        assert_eq!(keep(&mut other, &shelf, "later", "c"), Keeping::Kept);
        assert_eq!(other.id(), Some("b"));
    }

    #[test]
    fn what_another_tab_deleted_is_kept_by_the_one_that_goes_on_with_it() {
        let (shelf, mut desk) = (Memory::default(), Desk::default());
        keep(&mut desk, &shelf, "first", "a");
        let forgotten = forget(&shelf, "a").expect("it is kept");
        assert_eq!(desk.heard("madang.project.a", None, &project("first")), None);
        assert_eq!(keep(&mut desk, &shelf, "second", "b"), Keeping::Kept);
        assert_eq!(desk.id(), Some("a"));
        forget(&shelf, "a");
        assert!(remember(&shelf, "a", &forgotten));
        assert_eq!(Desk::open(&shelf, "a").expect("it is back").1, forgotten);
    }

    #[test]
    fn a_full_storage_is_told_and_the_latest_project_comes_first() {
        let (shelf, mut desk) = (Memory::default(), Desk::default());
        remember(&shelf, "old", &now("old", 1));
        remember(&shelf, "new", &now("new", 2));
        shelf.set("madang.project.broken", "{");
        let ids: Vec<_> = all(&shelf).into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, ["new", "old"]);
        shelf.full.set(true);
        assert_eq!(keep(&mut desk, &shelf, "mine", "a"), Keeping::Refused);
        shelf.full.set(false);
        assert_eq!(keep(&mut desk, &shelf, "mine", "a"), Keeping::Kept, "once there is room");
    }
}
