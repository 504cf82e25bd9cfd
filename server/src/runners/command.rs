//! The command lines of a program: lists of arguments, never a shell's text.

use launcher::messages::{Command, Io, Prepare, Start};

use super::Runner;

/// The placeholders of `compile` and `run` in a `runner.toml`. They stand for whole arguments.
const ENTRY: &str = "{entry}";
const ENTRY_STEM: &str = "{entry_stem}";
const SOURCES: &str = "{sources}";
const ARGS: &str = "{args}";

/// What runs a program from nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    let values = Values::new(runner, files, entry, args);
    CommandLines { compile: values.fill(&runner.compile), run: values.fill(&runner.run) }
}

/// What a container boots ahead of a run of the runner's usual entry without arguments: the line of
/// a phase is empty where nothing waits for it.
pub fn prepare(runner: &Runner) -> Prepare {
    let Some(warm) = &runner.warm else { return Prepare::default() };
    let entry = runner.runtime.entry.as_str();
    let values = Values::new(runner, [entry], entry, &[]);
    Prepare { compile: values.fill(&warm.compile), run: values.fill(&warm.run) }
}

/// Which phases of a run can go on from what waits in a prepared container. By default none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fit {
    /// The compiler that waits does what this run's would.
    pub compile: bool,
    /// The interpreter that waits becomes this run's program.
    pub run: bool,
}

/// Decides whether a run can go on from what [`prepare`] made wait: where its own command line for a
/// phase is the one for the usual entry without arguments, and its streams are a terminal.
pub fn fits(runner: &Runner, lines: &CommandLines, io: Io) -> Fit {
    let (Some(warm), Io::Terminal(_)) = (&runner.warm, io) else { return Fit::default() };
    let entry = runner.runtime.entry.as_str();
    let usual = command_lines(runner, [entry], entry, &[]);
    Fit {
        compile: !warm.compile.is_empty() && lines.compile == usual.compile,
        run: !warm.run.is_empty() && lines.run == usual.run,
    }
}

/// The message that starts a run: of what waits what fits, and the rest from nothing.
pub fn start(lines: CommandLines, io: Io, credit: u64, fit: Fit) -> Start {
    let command = |line, fits| if fits { Command::Prepared } else { Command::Plain(line) };
    let compile = Some(lines.compile).filter(|line| !line.is_empty());
    Start {
        io,
        compile: compile.map(|line| command(line, fit.compile)),
        run: command(lines.run, fit.run),
        credit,
    }
}

/// What the placeholders stand for in one run.
struct Values<'a> {
    sources: Vec<String>,
    entry: &'a str,
    args: &'a [String],
}

impl<'a> Values<'a> {
    fn new<'f>(
        runner: &Runner,
        files: impl IntoIterator<Item = &'f str>,
        entry: &'a str,
        args: &'a [String],
    ) -> Self {
        let extension = format!(".{}", runner.runtime.extension);
        let sources = files.into_iter().filter(|path| path.ends_with(&extension)).map(as_path).collect();
        Self { sources, entry, args }
    }

    fn fill(&self, line: &[String]) -> Vec<String> {
        let mut filled = Vec::with_capacity(line.len());
        for argument in line {
            match argument.as_str() {
                ENTRY => filled.push(as_path(self.entry)),
                ENTRY_STEM => filled.push(stem(self.entry).to_owned()),
                SOURCES => filled.extend_from_slice(&self.sources),
                ARGS => filled.extend_from_slice(self.args),
                _ => filled.push(argument.clone()),
            }
        }
        filled
    }
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

    const TERMINAL: Io = Io::Terminal(launcher::messages::Size { cols: 120, rows: 40 });

    fn warm_java() -> Runner {
        let mut runner = java();
        runner.runtime.entry = "Main.java".into();
        runner.warm = Some(super::super::Warm {
            slots: 1,
            compile: ["compiler", "{sources}"].map(String::from).to_vec(),
            run: ["java", "-javaagent:gate.jar", "{entry_stem}", "{args}"].map(String::from).to_vec(),
        });
        runner
    }

    #[test]
    fn what_waits_is_for_the_usual_entry_without_arguments() {
        let Prepare { compile, run } = prepare(&warm_java());
        assert_eq!(compile, ["compiler", "Main.java"]);
        assert_eq!(run, ["java", "-javaagent:gate.jar", "Main"]);
        assert_eq!(prepare(&java()), Prepare::default());
    }

    #[test]
    fn a_run_gets_of_what_waits_what_does_the_same() {
        let runner = warm_java();
        let fit = |files: &[&str], entry: &str, args: &[String], io| {
            let fit = fits(&runner, &command_lines(&runner, files.iter().copied(), entry, args), io);
            (fit.compile, fit.run)
        };
        assert_eq!(fit(&["Main.java"], "Main.java", &[], TERMINAL), (true, true));
        assert_eq!(fit(&["Main.java", "data.txt"], "Main.java", &[], TERMINAL), (true, true));
        assert_eq!(fit(&["Main.java", "Shape.java"], "Main.java", &[], TERMINAL), (false, true));
        assert_eq!(fit(&["Main.java"], "Main.java", &["x".into()], TERMINAL), (true, false));
        assert_eq!(fit(&["Other.java"], "Other.java", &[], TERMINAL), (false, false));
        assert_eq!(fit(&["Main.java"], "Main.java", &[], Io::Pipes), (false, false));
        let lines = command_lines(&java(), ["Main.java"], "Main.java", &[]);
        assert_eq!(fits(&java(), &lines, TERMINAL), Fit::default());
    }

    #[test]
    fn what_does_not_fit_is_started_from_nothing() {
        let lines = || command_lines(&java(), ["Main.java"], "Main.java", &[]);
        let message = start(lines(), TERMINAL, 7, Fit { compile: true, run: false });
        assert_eq!(message.compile, Some(Command::Prepared));
        assert_eq!((message.run, message.credit), (Command::Plain(lines().run), 7));
        let message = start(lines(), TERMINAL, 7, Fit::default());
        assert_eq!(message.compile, Some(Command::Plain(lines().compile)));
        let python = command_lines(&python(), ["main.py"], "main.py", &[]);
        assert_eq!(start(python, TERMINAL, 7, Fit { compile: true, run: true }).compile, None);
    }

    #[test]
    fn placeholders_are_checked() {
        let line = |parts: &[&str]| parts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(check(&line(&["a", "{entry}", "{args}", "{}x"])).is_ok());
        assert_eq!(check(&line(&["a", "{nothing}"])).unwrap_err(), "{nothing} is no placeholder");
        assert!(check(&line(&["{entry}"])).is_err());
    }
}
