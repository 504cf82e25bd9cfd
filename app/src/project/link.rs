//! Projects that come by link. The link's text is hostile until it is a project that a person could have made here.

use protocol::json::FromJson;
use protocol::{Limits, Runtime};

use super::Project;

/// What the fragment of a link begins with; the number is the format's version.
pub const PREFIX: &str = "#project=1.";

/// What a link's text may be at most, in bytes: the files', and what JSON needs around and in them.
pub const fn text_bytes_max(limits: &Limits) -> u64 {
    limits.source_bytes_max.saturating_mul(2).saturating_add(65_536)
}

/// A longer link is cut by some programs.
pub const LONG_CHARS: usize = 8_000;

/// A longer link is not made: browsers and servers of chats refuse it.
pub const CHARS_MAX: usize = 64_000;

/// Why a link cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It is no project of ours, or not a whole one.
    Broken,
    /// It is for a language that this server does not run.
    Language(String),
}

/// Reads a project from the text of a link.
pub fn read(text: &str, runtimes: &[Runtime], limits: &Limits) -> Result<Project, LinkError> {
    let project = Project::parse(text).ok_or(LinkError::Broken)?;
    if !runtimes.iter().any(|runtime| runtime.language == project.language) {
        let language = project.language.chars().filter(|char| !char.is_control()).take(40).collect();
        return Err(LinkError::Language(language));
    }
    if project.name.chars().count() > 80 || project.name.chars().any(char::is_control) {
        return Err(LinkError::Broken);
    }
    // What would have to be repaired was never made here.
    match project.clone().repaired(limits) {
        Some(repaired) if repaired == project => Ok(project),
        _ => Err(LinkError::Broken),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use protocol::SourceFile;
    use protocol::json::ToJson;

    use super::*;

    const LIMITS: Limits = Limits {
        files_max: 2,
        source_bytes_max: 100,
        output_bytes_max: 1,
        output_window_bytes: 1,
        input_window_bytes: 1,
    };

    fn runtimes() -> Vec<Runtime> {
        vec![Runtime {
            language: "python".into(),
            name: "Python".into(),
            version: "3".into(),
            entry: "main.py".into(),
            extension: "py".into(),
            example: String::new(),
            diagnostics: None,
        }]
    }

    fn read(text: &str) -> Result<Project, LinkError> {
        super::read(text, &runtimes(), &LIMITS)
    }

    #[test]
    fn a_project_comes_as_it_was_sent() {
        let project = Project {
            name: "한글 <b>".into(),
            language: "python".into(),
            entry: "b.py".into(),
            files: vec![SourceFile::text("a.py", "</script>\0"), SourceFile::text("b.py", "")],
        };
        let text = ToJson::text(&project);
        assert_eq!(read(&text), Ok(project));
    }

    #[test]
    fn what_nobody_could_have_made_here_is_refused() {
        let with = |name: &str, entry: &str, files: &str| {
            format!(r#"{{"name":"{name}","language":"python","entry":"{entry}","files":[{files}]}}"#)
        };
        let file = |path: &str| format!(r#"{{"path":"{path}","content":""}}"#);
        for text in [
            String::new(),
            "null".into(),
            "[]".into(),
            with("", "a", ""),
            with("", "gone", &file("a")),
            with("", "../a", &file("../a")),
            with("", "a", &format!("{},{}", file("a"), file("a"))),
            with("", "a", &format!("{},{},{}", file("a"), file("b"), file("c"))),
            with(r"\u0007", "a", &file("a")),
            with(&"x".repeat(81), "a", &file("a")),
            with("", "a", r#"{"path":"a"}"#),
            with("", r"a\n", &file(r"a\n")),
        ] {
            assert_eq!(read(&text), Err(LinkError::Broken), "{text}");
        }
    }

    #[test]
    fn a_language_that_is_not_offered_is_named() {
        let text = r#"{"name":"","language":"cobol\u0000","entry":"a","files":[{"path":"a","content":""}]}"#;
        assert_eq!(read(text), Err(LinkError::Language("cobol".into())));
    }

    /// Something like a project, so that reading gets further than the first brace.
    fn almost_projects() -> impl Strategy<Value = String> {
        let path = || prop_oneof!["(main|lib/a|\\.\\./x|a//b|/etc/x|\\PC{0,20})", any::<String>()];
        let file = (path(), prop_oneof![Just("content"), Just("base64"), Just("later")], any::<String>());
        let file =
            file.prop_map(|(path, key, content)| format!(r#"{{"path":{path:?},"{key}":{content:?}}}"#));
        let files = proptest::collection::vec(file, 0..4).prop_map(|files| files.join(","));
        (any::<String>(), prop_oneof![Just("python"), Just("cobol")], path(), files).prop_map(
            |(name, language, entry, files)| {
                format!(r#"{{"name":{name:?},"language":"{language}","entry":{entry:?},"files":[{files}]}}"#)
            },
        )
    }

    proptest! {
        #[test]
        fn whatever_text_is_taken_is_a_project_that_could_have_been_made_here(
            text in prop_oneof![any::<String>(), almost_projects()],
        ) {
            if let Ok(project) = read(&text) {
                prop_assert!(project.files.len() <= LIMITS.files_max as usize);
                prop_assert!(project.files.iter().all(|file| protocol::path::check(&file.path).is_ok()));
                prop_assert!(project.files.iter().any(|file| file.path == project.entry));
                prop_assert_eq!(read(&ToJson::text(&project)), Ok(project));
            }
        }
    }
}
