//! Programs that go on from a booted interpreter, against the same programs started plainly in the
//! same image: nothing that they print differs, but they begin much sooner.
//!
//! Each file `differential/<language>/<case>.<extension>` is a program; `<case>.input` is typed to it,
//! a line whenever it has printed the next prompt, with `^C` and `^D` for the keys; what lies in the
//! folder `<case>/` is beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use launcher::messages::{Exit, FromLauncher, Io, Phase, Size, Status, ToLauncher};
use protocol::SessionId;
use server::runners::Runner;
use server::runners::command::{self, CommandLines, Fit, command_lines};
use server::sandbox::{Boot, PlainFile, Sandbox as _, Slot, SlotEvent};

use crate::support::{self, World};

const TERMINAL: Io = Io::Terminal(Size { cols: 100, rows: 30 });

const CREDIT: u64 = 64 << 20;

/// What a program prints before it reads a line that is typed to it.
const PROMPT: &str = "?> ";

/// How many runs of one language at once: the tests of other languages run beside them.
const PARALLEL: usize = 2;

/// A program and what is typed to it.
struct Case {
    name: String,
    files: BTreeMap<String, Vec<u8>>,
    input: Vec<String>,
}

/// All that a run shows.
#[derive(Debug, PartialEq)]
struct Shown {
    text: String,
    phase: Phase,
    status: Status,
}

fn read_tree(files: &mut BTreeMap<String, Vec<u8>>, directory: &Path, prefix: &str) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            read_tree(files, &path, &format!("{name}/"));
        } else {
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

fn cases(runner: &Runner) -> Vec<Case> {
    let directory = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/docker/differential"))
        .join(&runner.runtime.language);
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(&directory).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != runner.runtime.extension.as_str()) {
            continue;
        }
        let mut files = BTreeMap::from([(runner.runtime.entry.clone(), std::fs::read(&path).unwrap())]);
        let beside = path.with_extension("");
        if beside.is_dir() {
            read_tree(&mut files, &beside, "");
        }
        let input = std::fs::read_to_string(path.with_extension("input")).unwrap_or_default();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        cases.push(Case { name, files, input: input.lines().map(str::to_owned).collect() });
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

/// What a user would type in a terminal of the image.
fn by_hand(runner: &Runner, case: &Case) -> CommandLines {
    let mut lines = command_lines(runner, case.files.keys().map(String::as_str), &runner.runtime.entry, &[]);
    if runner.runtime.language == "java" {
        let java = |path: &&String| Path::new(path).extension().is_some_and(|extension| extension == "java");
        let sources = case.files.keys().filter(java).cloned();
        lines.compile =
            ["javac", "-encoding", "UTF-8", "-d", "."].map(String::from).into_iter().chain(sources).collect();
    }
    lines
}

/// A container in which everything that can waits at its gate.
async fn prepared_slot(world: &World, runner: &Arc<Runner>) -> Slot {
    world.sandbox.create(SessionId::new(), runner, Boot::Prepared).await.unwrap()
}

async fn begin(slot: &mut Slot, case: &Case, lines: CommandLines, fit: Fit) {
    let file =
        |(path, content): (&String, &Vec<u8>)| PlainFile { path: path.clone(), content: content.clone() };
    slot.install(SessionId::new(), case.files.iter().map(file).collect()).await.unwrap();
    slot.commands.send(ToLauncher::Start(command::start(lines, TERMINAL, CREDIT, fit))).await.unwrap();
}

/// Types the input as it is asked for, and reads to the end.
async fn watch(slot: &mut Slot, case: &Case) -> Shown {
    let end = tokio::time::timeout(support::PATIENCE, until_end(slot, case)).await;
    end.unwrap_or_else(|_| panic!("{} does not end", case.name))
}

async fn until_end(slot: &mut Slot, case: &Case) -> Shown {
    let mut output = Vec::new();
    let mut typed = 0;
    loop {
        match support::next(slot).await {
            SlotEvent::Message(FromLauncher::Output { bytes, .. }) => output.extend(bytes),
            SlotEvent::Message(FromLauncher::Exited(Exit { phase, status, .. })) => {
                return Shown { text: String::from_utf8_lossy(&output).into_owned(), phase, status };
            }
            SlotEvent::Message(FromLauncher::Failed(reason)) => panic!("{}: {reason}", case.name),
            SlotEvent::Message(_) => {}
            SlotEvent::Closed(closed) => panic!("{}: {closed:?}", case.name),
        }
        let asked = String::from_utf8_lossy(&output).matches(PROMPT).count();
        while typed < asked && typed < case.input.len() {
            let message = match case.input[typed].as_str() {
                "^C" => ToLauncher::Stdin(vec![3]),
                "^D" => ToLauncher::StdinClose,
                line => ToLauncher::Stdin(format!("{line}\n").into_bytes()),
            };
            slot.commands.send(message).await.unwrap();
            typed += 1;
        }
    }
}

async fn compare(world: &World, runner: &Arc<Runner>, case: &Case) -> Option<String> {
    let lines = by_hand(runner, case);
    let mut slot = world.create(runner).await;
    begin(&mut slot, case, lines, Fit::default()).await;
    let plain = watch(&mut slot, case).await;
    slot.remove().await.unwrap();
    let mut slot = prepared_slot(world, runner).await;
    let lines = command_lines(runner, case.files.keys().map(String::as_str), &runner.runtime.entry, &[]);
    let fit = command::fits(runner, &lines, TERMINAL);
    assert!(fit.run, "{}", case.name);
    begin(&mut slot, case, lines, fit).await;
    let gated = watch(&mut slot, case).await;
    slot.remove().await.unwrap();
    (plain != gated).then(|| difference(&case.name, &plain, &gated))
}

/// The ends of both, and the lines from the first that differs.
fn difference(name: &str, plain: &Shown, gated: &Shown) -> String {
    let same = plain.text.lines().zip(gated.text.lines()).take_while(|(a, b)| a == b).count();
    let tell = |shown: &Shown| {
        let rest: Vec<_> = shown.text.lines().skip(same).collect();
        format!("{:?} {:?} {rest:#?}", shown.phase, shown.status)
    };
    format!("{name} from line {}\nplain {}\ngated {}", same + 1, tell(plain), tell(gated))
}

async fn nothing_differs(language: &str) {
    let world = World::new().await;
    let runner = world.runner(language);
    let cases = cases(&runner);
    assert!(cases.len() >= 25, "{}", cases.len());
    let comparisons = futures_util::stream::iter(&cases).map(|case| compare(&world, &runner, case));
    let differences: Vec<_> = comparisons.buffer_unordered(PARALLEL).collect().await;
    let differences: Vec<_> = differences.into_iter().flatten().collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
    world.until_nothing_is_left().await;
}

#[tokio::test]
async fn a_python_program_cannot_tell_that_it_was_booted_ahead() {
    nothing_differs("python").await;
}

#[tokio::test]
async fn a_javascript_program_cannot_tell_that_it_was_booted_ahead() {
    nothing_differs("javascript").await;
}

#[tokio::test]
async fn a_java_program_cannot_tell_that_it_was_booted_ahead() {
    nothing_differs("java").await;
}

/// Runs a program of one file both ways, prepared and from nothing.
async fn both_ways(language: &str, source: &str) -> [Shown; 2] {
    let world = World::new().await;
    let runner = world.runner(language);
    let entry = runner.runtime.entry.clone();
    let files = BTreeMap::from([(entry.clone(), source.as_bytes().to_vec())]);
    let case = Case { name: entry.clone(), files, input: Vec::new() };
    let lines = || command_lines(&runner, [entry.as_str()], &entry, &[]);
    let mut slot = prepared_slot(&world, &runner).await;
    let fit = command::fits(&runner, &lines(), TERMINAL);
    begin(&mut slot, &case, lines(), fit).await;
    let prepared = watch(&mut slot, &case).await;
    slot.remove().await.unwrap();
    let mut slot = world.create(&runner).await;
    begin(&mut slot, &case, lines(), Fit::default()).await;
    let plain = watch(&mut slot, &case).await;
    slot.remove().await.unwrap();
    [prepared, plain]
}

#[tokio::test]
async fn a_java_class_in_a_package_or_with_another_name_is_found() {
    let trace = "Exception in thread \"main\" java.lang.IllegalStateException\r\n\tat ";
    let sources = [
        ("package demo.app;\npublic class Main {", "demo.app.Main.main(Main.java:3)\r\n"),
        ("class Helper {}\nclass Hello {", "Hello.main(Main.java:3)\r\n"),
    ];
    for (head, frame) in sources {
        let source = format!(
            "{head}\n  public static void main(String[] a) {{ throw new IllegalStateException(); }}\n}}\n"
        );
        for shown in both_ways("java", &source).await {
            assert_eq!((shown.text, shown.status), (format!("{trace}{frame}"), Status::Code(1)));
        }
    }
}

/// They take longer to load than all else that a short program with a terminal needs.
#[tokio::test]
async fn the_parts_of_node_that_programs_begin_with_are_loaded_ahead() {
    let parts = "['tty', 'readline', 'readline/promises', 'timers/promises', 'fs/promises']";
    let source = format!(
        "console.log(String({parts}.filter((part) => !process.moduleLoadList.includes(`NativeModule ${{part}}`))));"
    );
    let [prepared, plain] = both_ways("javascript", &source).await;
    assert_eq!(prepared.text, "\r\n");
    assert!(plain.text.contains("readline"), "{}", plain.text);
}

/// The time from `Start` to the first byte of the runner's example, the median of five.
async fn first_byte(language: &str) -> Duration {
    let world = World::new().await;
    let runner = world.runner(language);
    let files = BTreeMap::from([(runner.runtime.entry.clone(), runner.runtime.example.clone().into_bytes())]);
    let case = Case { name: language.to_owned(), files, input: Vec::new() };
    let mut times = Vec::new();
    for _ in 0..5 {
        let mut slot = prepared_slot(&world, &runner).await;
        let lines = by_hand(&runner, &case);
        let fit = Fit { compile: !lines.compile.is_empty(), run: true };
        let start = Instant::now();
        begin(&mut slot, &case, lines, fit).await;
        while !matches!(support::next(&mut slot).await, SlotEvent::Message(FromLauncher::Output { .. })) {}
        times.push(start.elapsed());
        slot.remove().await.unwrap();
    }
    times.sort_unstable();
    eprintln!("{language}: {times:?}");
    times[2]
}

/// Ten times what a quiet machine takes.
#[tokio::test]
async fn the_first_byte_of_a_prepared_run_comes_soon() {
    for (language, bound_ms) in [("python", 50), ("javascript", 200), ("java", 800)] {
        let time = first_byte(language).await;
        assert!(time < Duration::from_millis(bound_ms), "{language}: {time:?}");
    }
}
