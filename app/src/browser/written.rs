//! The files that a program wrote, as the page asks for them and what it does with them.

use leptos::prelude::*;
use protocol::SourceFile;
use protocol::program::FileContent;
use protocol::server::FileAnswer;
use web_sys::Blob;

use super::driver::Driver;
use super::projects::Undo;
use super::tools::save;
use crate::client::Connection;
use crate::i18n::{Locale, Sentence};
use crate::ide::{Pane, Purpose, Viewed};

impl Driver {
    /// Asks the server for a file.
    pub(super) fn read_written(&self, path: &str, purpose: Purpose) {
        self.reading.set(Some(purpose));
        let mut asked = false;
        self.update(|client, _| asked = client.read_file(path));
        if !asked {
            let is_connected = self.page.snapshot.read_untracked().connection == Connection::Fine;
            self.no_file(if is_connected { Locale::file_gone } else { Locale::file_offline });
        }
    }

    fn no_file(&self, why: Sentence) {
        // What is said stands on the page, over which the dialog lies.
        self.page.dialog.set(None);
        self.page.say(why(self.page.locale.get_untracked()), false);
    }

    /// A file has come.
    pub(super) fn file_read(&self, answer: FileAnswer) {
        let Some(purpose) = self.reading.take() else { return };
        let FileAnswer { path, content: Some(content), .. } = answer else {
            return self.no_file(Locale::file_gone);
        };
        match purpose {
            Purpose::View => {
                let text = match content {
                    FileContent::Text(text) => Some(text),
                    FileContent::Base64(_) => None,
                };
                self.page.viewed.set(Some(Viewed { path, text }));
            }
            Purpose::Download => {
                let name = path.rsplit('/').next().unwrap_or_default();
                if let Some(blob) = blob(&content) {
                    save(name, &blob);
                }
            }
            Purpose::Add => self.add_written(SourceFile { path, content }),
        }
    }

    /// Puts a file into the project, in the place of one of that name.
    fn add_written(&self, file: SourceFile) {
        self.sync();
        let words = self.page.locale.get_untracked();
        let before = self.kept_project();
        let mut project = before.project.clone();
        let (path, is_text) = (file.path.clone(), matches!(file.content, FileContent::Text(_)));
        if let Some(present) = project.files.iter_mut().find(|present| present.path == path) {
            present.content = file.content;
        } else if let Err(error) = self.page.limits.with_value(|limits| project.add(file, limits)) {
            self.page.say(words.name_error(error), false);
            return;
        }
        self.page.dialog.set(None);
        self.page.pane.set(Pane::Editor);
        self.page.say(words.added(&path), true);
        self.undo.replace(Some(Undo::Reset(before.clone())));
        // What is not text cannot be shown in the editor.
        self.change(project, if is_text { path } else { before.open });
    }
}

fn blob(content: &FileContent) -> Option<Blob> {
    let part = match content {
        FileContent::Text(text) => text.as_str().into(),
        FileContent::Base64(text) => {
            // One character a byte.
            let decoded = window().atob(text).ok()?;
            let bytes: Vec<u8> = decoded.chars().map(|char| char as u8).collect();
            js_sys::Uint8Array::from(&bytes[..]).into()
        }
    };
    Blob::new_with_str_sequence(&js_sys::Array::of1(&part)).ok()
}
