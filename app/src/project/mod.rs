//! A program as its author sees it: files with names, one of which is started.
//!
//! Nothing here touches the browser: what is kept and shown is `browser`'s business.

pub mod desk;
pub mod link;

use protocol::path::{self, PathError};
use protocol::program::FileContent;
use protocol::{Io, Limits, RunRequest, Runtime, SourceFile, json_struct};

/// A project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// What its author calls it; empty where it has no name yet.
    pub name: String,
    /// The runtime's key.
    pub language: String,
    /// The path of the file that is started.
    pub entry: String,
    /// Its files, in the order of their tabs. There is always one.
    pub files: Vec<SourceFile>,
}

json_struct!(Project { name, language, entry, files });

/// Why a file cannot be in a project under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// No program can have a file of that name.
    Path(PathError),
    /// There is one of that name, or one would lie in the other.
    Taken,
    /// There are as many as a program may have.
    TooMany,
}

/// A file that was removed, for bringing it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    file: SourceFile,
    index: usize,
    was_entry: bool,
}

impl Removed {
    /// The file's path.
    pub fn path(&self) -> &str {
        &self.file.path
    }
}

impl Project {
    /// The project that a visitor starts with: the runtime's example.
    pub fn example(runtime: &Runtime) -> Self {
        Self {
            name: String::new(),
            language: runtime.language.clone(),
            entry: runtime.entry.clone(),
            files: vec![SourceFile::text(&runtime.entry, &runtime.example)],
        }
    }

    /// The file with this path.
    pub fn file(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// A file's text; `None` where there is no such file or it is not text.
    pub fn text(&self, path: &str) -> Option<&str> {
        match &self.file(path)?.content {
            FileContent::Text(text) => Some(text),
            FileContent::Base64(_) => None,
        }
    }

    /// Replaces the text of a file that is text. Says whether that changed anything.
    pub fn set_text(&mut self, path: &str, text: &str) -> bool {
        let Some(file) = self.files.iter_mut().find(|file| file.path == path) else { return false };
        match &mut file.content {
            FileContent::Text(present) if present != text => {
                text.clone_into(present);
                true
            }
            // What is not text is not what stands in the editor.
            FileContent::Text(_) | FileContent::Base64(_) => false,
        }
    }

    /// Adds a file at the end.
    pub fn add(&mut self, file: SourceFile, limits: &Limits) -> Result<(), NameError> {
        if self.files.len() >= limits.files_max as usize {
            return Err(NameError::TooMany);
        }
        self.check_name(&file.path, None)?;
        self.files.push(file);
        Ok(())
    }

    /// Gives a file another name; the entry stays the entry.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), NameError> {
        self.check_name(to, Some(from))?;
        if let Some(file) = self.files.iter_mut().find(|file| file.path == from) {
            to.clone_into(&mut file.path);
            if self.entry == from {
                to.clone_into(&mut self.entry);
            }
        }
        Ok(())
    }

    /// Takes a file out, unless it is the last. Where it was the entry, the first of the others is.
    pub fn remove(&mut self, path: &str) -> Option<Removed> {
        let index = self.files.iter().position(|file| file.path == path)?;
        if self.files.len() == 1 {
            return None;
        }
        let file = self.files.remove(index);
        let was_entry = self.entry == file.path;
        if was_entry {
            self.files[0].path.clone_into(&mut self.entry);
        }
        Some(Removed { file, index, was_entry })
    }

    /// Puts a file back where it was, if its name is still free.
    pub fn restore(&mut self, removed: Removed) -> Result<(), NameError> {
        self.check_name(&removed.file.path, None)?;
        if removed.was_entry {
            removed.file.path.clone_into(&mut self.entry);
        }
        self.files.insert(removed.index.min(self.files.len()), removed.file);
        Ok(())
    }

    /// A name that is free, made of this one: `data.txt`, `data-2.txt`, and so on.
    pub fn free_name(&self, wanted: &str) -> String {
        let (stem, ending) = match wanted.rfind('.') {
            Some(dot) if dot > 0 && !wanted[dot..].contains('/') => wanted.split_at(dot),
            _ => (wanted, ""),
        };
        let numbered = (2..).map(|number| format!("{stem}-{number}{ending}"));
        std::iter::once(wanted.to_owned())
            .chain(numbered)
            .find(|name| !self.files.iter().any(|file| path::clash(name, &file.path)))
            .unwrap_or_default()
    }

    /// What to send to run it.
    pub fn request(&self, io: Io) -> RunRequest {
        RunRequest {
            language: self.language.clone(),
            files: self.files.clone(),
            entry: Some(self.entry.clone()),
            args: Vec::new(),
            io,
        }
    }

    /// Makes what came from elsewhere, a storage or a link, into a project: files with names that cannot be are left
    /// out. `None` where nothing is left that could be run.
    pub fn repaired(mut self, limits: &Limits) -> Option<Self> {
        let mut kept = Self { files: Vec::new(), ..self.clone() };
        for file in self.files.drain(..) {
            // What does not fit was never in a project of ours.
            let _ = kept.add(file, limits);
        }
        if kept.file(&kept.entry).is_none() {
            kept.entry = kept.files.first()?.path.clone();
        }
        Some(kept)
    }

    fn check_name(&self, name: &str, except: Option<&str>) -> Result<(), NameError> {
        path::check(name).map_err(NameError::Path)?;
        let others = self.files.iter().map(|file| file.path.as_str()).filter(|path| Some(*path) != except);
        if others.into_iter().any(|other| path::clash(name, other)) {
            return Err(NameError::Taken);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        files_max: 3,
        source_bytes_max: 1,
        output_bytes_max: 1,
        output_window_bytes: 1,
        input_window_bytes: 1,
    };

    fn project(paths: &[&str]) -> Project {
        Project {
            name: String::new(),
            language: "python".into(),
            entry: paths[0].into(),
            files: paths.iter().map(|path| SourceFile::text(*path, format!("# {path}"))).collect(),
        }
    }

    fn paths(project: &Project) -> Vec<&str> {
        project.files.iter().map(|file| file.path.as_str()).collect()
    }

    #[test]
    fn files_are_added_under_names_that_can_be() {
        let mut project = project(&["main.py"]);
        assert_eq!(project.add(SourceFile::text("lib/a.py", ""), &LIMITS), Ok(()));
        let refused = |project: &mut Project, path: &str| project.add(SourceFile::text(path, ""), &LIMITS);
        assert_eq!(refused(&mut project, "main.py"), Err(NameError::Taken));
        assert_eq!(refused(&mut project, "lib"), Err(NameError::Taken));
        assert_eq!(refused(&mut project, "../x"), Err(NameError::Path(PathError::Outside)));
        assert_eq!(project.add(SourceFile::text("b.txt", ""), &LIMITS), Ok(()));
        assert_eq!(refused(&mut project, "c.txt"), Err(NameError::TooMany));
    }

    #[test]
    fn the_entry_keeps_its_part_under_another_name() {
        let mut project = project(&["main.py", "a.py"]);
        assert_eq!(project.rename("main.py", "start.py"), Ok(()));
        assert_eq!(project.entry, "start.py");
        assert_eq!(project.rename("a.py", "start.py"), Err(NameError::Taken));
        assert_eq!(project.rename("a.py", "a.py"), Ok(()), "its own name is free");
    }

    #[test]
    fn a_removed_file_comes_back_to_its_place() {
        let mut project = project(&["main.py", "a.py", "b.py"]);
        let before = project.clone();
        let removed = project.remove("main.py").expect("there are others");
        assert_eq!((removed.path(), project.entry.as_str()), ("main.py", "a.py"));
        assert_eq!(project.restore(removed), Ok(()));
        assert_eq!(project, before);
        project.remove("a.py");
        project.remove("b.py");
        assert_eq!(project.remove("main.py"), None, "the last file stays");
    }

    #[test]
    fn a_file_does_not_come_back_where_another_took_its_name() {
        let mut project = project(&["main.py", "a.py"]);
        let removed = project.remove("a.py").expect("there is another");
        project.add(SourceFile::text("a.py", "new"), &LIMITS).expect("the name is free");
        assert_eq!(project.restore(removed), Err(NameError::Taken));
    }

    #[test]
    fn a_free_name_is_made_of_the_wanted_one() {
        let project = project(&["main.py", "data.txt", "data-2.txt", ".env", "a.b/c"]);
        assert_eq!(project.free_name("new.txt"), "new.txt");
        assert_eq!(project.free_name("data.txt"), "data-3.txt");
        assert_eq!(project.free_name(".env"), ".env-2");
        assert_eq!(project.free_name("a.b/c"), "a.b/c-2");
    }

    #[test]
    fn what_comes_from_elsewhere_is_made_whole() {
        let broken = Project { entry: "gone.py".into(), ..project(&["../x", "main.py", "main.py"]) };
        let repaired = broken.repaired(&LIMITS).expect("one file is left");
        assert_eq!((paths(&repaired), repaired.entry.as_str()), (vec!["main.py"], "main.py"));
        assert_eq!(project(&["/etc/passwd"]).repaired(&LIMITS), None);
    }

    #[test]
    fn text_is_replaced_only_where_it_differs() {
        let mut project = project(&["main.py"]);
        assert!(!project.set_text("main.py", "# main.py"));
        assert!(project.set_text("main.py", "new"));
        assert_eq!(project.text("main.py"), Some("new"));
        assert!(!project.set_text("other.py", "new"));
        let bytes = FileContent::Base64("AA==".into());
        project.files[0].content = bytes.clone();
        assert!(!project.set_text("main.py", ""));
        assert_eq!(project.files[0].content, bytes);
    }
}
