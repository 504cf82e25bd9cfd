//! The command lines of a program: lists of arguments, never a shell's text.

use super::Runner;

/// The placeholders of `compile` and `run` in a `runner.toml`. They stand for whole arguments.
const ENTRY: &str = "{entry}";
const ENTRY_STEM: &str = "{entry_stem}";
const SOURCES: &str = "{sources}";
const ARGS: &str = "{args}";

/// What `Start` tells the launcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLines {
    /// The compiler and its arguments; empty where there is no compiler.
    pub compile: Vec<String>,
    /// The program and its arguments.
    pub run: Vec<String>,
}

/// The command lines that run `entry`, one of `files`, with these arguments.
///
/// `{entry}` is the path of the started file, `{entry_stem}` the same without its directory and its
/// ending (a Java class), `{sources}` every file with the runner's ending, `{args}` the arguments.
pub fn command_lines<'a>(
    runner: &Runner,
    files: impl IntoIterator<Item = &'a str>,
    entry: &str,
    args: &[String],
) -> CommandLines {
    let extension = format!(".{}", runner.runtime.extension);
    let sources: Vec<String> =
        files.into_iter().filter(|path| path.ends_with(&extension)).map(as_path).collect();
    let fill = |line: &[String]| {
        let mut filled = Vec::with_capacity(line.len());
        for argument in line {
            match argument.as_str() {
                ENTRY => filled.push(as_path(entry)),
                ENTRY_STEM => filled.push(stem(entry).to_owned()),
                SOURCES => filled.extend_from_slice(&sources),
                ARGS => filled.extend_from_slice(args),
                _ => filled.push(argument.clone()),
            }
        }
        filled
    };
    CommandLines { compile: fill(&runner.compile), run: fill(&runner.run) }
}

/// Whether a command line's placeholders are known, as whole arguments after the program.
pub(super) fn check(line: &[String]) -> Result<(), String> {
    for (index, argument) in line.iter().enumerate() {
        let placeholder = [ENTRY, ENTRY_STEM, SOURCES, ARGS].contains(&argument.as_str());
        if argument.starts_with('{') && argument.ends_with('}') && !placeholder {
            return Err(format!("{argument} is no placeholder"));
        }
        if index == 0 && (placeholder || argument.is_empty()) {
            return Err("the first argument is the program".to_owned());
        }
        if argument.contains('\0') {
            return Err("an argument holds a NUL".to_owned());
        }
    }
    Ok(())
}

/// A path that no program takes for an option or, as `javac` does with `@`, for a list of arguments.
/// Others stay as they are, because programs show the path that they were given.
fn as_path(path: &str) -> String {
    if path.starts_with(['-', '@', '+']) { format!("./{path}") } else { path.to_owned() }
}

fn stem(path: &str) -> &str {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    // A class name is no path: one that begins like an option is taken for what it is, and refused.
    let name = name.trim_start_matches(['-', '@']);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn java() -> Runner {
        let mut runner = (*crate::sandbox::fake::runner("java")).clone();
        runner.runtime.extension = "java".into();
        runner.compile = ["javac", "-d", ".", "{sources}"].map(String::from).to_vec();
        runner.run = ["java", "-cp", ".", "{entry_stem}", "{args}"].map(String::from).to_vec();
        runner
    }

    fn python() -> Runner {
        let mut runner = (*crate::sandbox::fake::runner("python")).clone();
        runner.run = ["python3", "-u", "{entry}", "{args}"].map(String::from).to_vec();
        runner
    }

    #[test]
    fn a_compiled_language_gets_all_its_sources_and_the_class() {
        let files = ["Main.java", "lib/Shape.java", "data.txt"];
        let lines = command_lines(&java(), files, "Main.java", &["a b".into(), "$(x)".into()]);
        assert_eq!(lines.compile, ["javac", "-d", ".", "Main.java", "lib/Shape.java"]);
        assert_eq!(lines.run, ["java", "-cp", ".", "Main", "a b", "$(x)"]);
    }

    #[test]
    fn a_file_name_is_never_an_option_and_never_split() {
        let entry = |path: &str| command_lines(&python(), [path], path, &[]).run[2].clone();
        assert_eq!(entry("main.py"), "main.py");
        assert_eq!(entry("-rf.py"), "./-rf.py");
        assert_eq!(entry("$(x) y.py"), "$(x) y.py");
        assert_eq!(entry("한글/마당.py"), "한글/마당.py");
        let lines = command_lines(&java(), ["@list.java", "-J.java"], "-J.java", &[]);
        assert_eq!(lines.compile[3..], ["./@list.java", "./-J.java"]);
        assert_eq!(lines.run[3], "J");
    }

    #[test]
    fn arguments_are_passed_as_they_are() {
        let args = ["-x".to_owned(), String::new(), "{entry}".to_owned()];
        let lines = command_lines(&python(), ["main.py"], "main.py", &args);
        assert_eq!(lines.run, ["python3", "-u", "main.py", "-x", "", "{entry}"]);
        assert!(lines.compile.is_empty());
    }

    #[test]
    fn placeholders_are_checked() {
        let line = |parts: &[&str]| parts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(check(&line(&["a", "{entry}", "{args}", "{}x"])).is_ok());
        assert_eq!(check(&line(&["a", "{nothing}"])).unwrap_err(), "{nothing} is no placeholder");
        assert!(check(&line(&["{entry}"])).is_err());
    }
}
