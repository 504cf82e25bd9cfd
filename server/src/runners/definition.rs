//! What a `runner.toml` may say, and whether it makes sense.

use std::collections::BTreeMap;
use std::time::Duration;

use app::backend::Example;
use protocol::Diagnostics;
use regex::Regex;
use serde::Deserialize;

use super::examples::{self, ExampleToml};
use super::folder::Folder;
use super::{ClockLimits, ContainerLimits, Runner, RunnerError, Warm, command};
use crate::config::RunnerCaps;

const MIB: u64 = 1024 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RunnerToml {
    language: String,
    name: String,
    order: u32,
    image: String,
    version_command: Vec<String>,
    extension: String,
    entry: String,
    compile: Vec<String>,
    run: Vec<String>,
    example: String,
    expected: String,
    #[serde(default)]
    env: BTreeMap<String, String>,
    limits: LimitsToml,
    clocks: ClocksToml,
    warm: Option<WarmToml>,
    diagnostics: Option<Diagnostics>,
    #[serde(default)]
    examples: Vec<ExampleToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WarmToml {
    slots: u32,
    #[serde(default)]
    compile: Vec<String>,
    #[serde(default)]
    run: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsToml {
    memory_mib: u64,
    cpus: f64,
    pids: u32,
    work_mib: u64,
    work_files: u32,
    tmp_mib: u64,
    open_files: u32,
}

#[expect(clippy::struct_field_names, reason = "the keys of the file say their unit")]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClocksToml {
    compile_s: u64,
    cpu_s: u64,
    idle_s: u64,
    wall_s: u64,
}

/// What a folder says about its language.
#[derive(Debug)]
pub(super) struct Parsed {
    /// The runner, whose image has no tag yet.
    pub(super) runner: Runner,
    /// What its hello program prints.
    pub(super) expected: String,
    /// What the gallery shows.
    pub(super) examples: Vec<Example>,
}

/// Reads a folder's `runner.toml` and what it names. `shown` has the files of its examples.
pub(super) fn parse(
    name: &str,
    folder: &Folder,
    shown: &Folder,
    caps: &RunnerCaps,
) -> Result<Parsed, RunnerError> {
    let invalid = |reason: String| RunnerError::Invalid { folder: name.to_owned(), reason };
    folder.require(name, "Dockerfile")?;
    let text = folder.require_text("runner.toml")?;
    let toml: RunnerToml =
        toml::from_str(text).map_err(|error| invalid(error.to_string().trim().to_owned()))?;
    check(&toml).map_err(invalid)?;
    let example = folder.require_text(&toml.example)?.to_owned();
    let expected = folder.require_text(&toml.expected)?.to_owned();
    let runtime = protocol::Runtime {
        language: toml.language,
        name: toml.name,
        version: String::new(),
        entry: toml.entry,
        extension: toml.extension,
        example,
        diagnostics: toml.diagnostics,
    };
    let examples = examples::load(toml.examples, shown, &runtime).map_err(invalid)?;
    let runner = Runner {
        runtime,
        order: toml.order,
        image: toml.image,
        version_command: toml.version_command,
        compile: toml.compile,
        run: toml.run,
        env: toml.env,
        limits: limits(&toml.limits, caps),
        clocks: clocks(&toml.clocks, caps),
        warm: toml.warm.map(|warm| Warm { slots: warm.slots, compile: warm.compile, run: warm.run }),
    };
    Ok(Parsed { runner, expected, examples })
}

fn check(toml: &RunnerToml) -> Result<(), String> {
    let key = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_+#".contains(&b))
    };
    require("language", key(&toml.language), "small letters, digits, -, _, + and #")?;
    require("name", !toml.name.trim().is_empty(), "not empty")?;
    let image = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"/-_.".contains(&byte);
    require("image", !toml.image.is_empty() && toml.image.bytes().all(image), "a repository without a tag")?;
    require("version_command", !toml.version_command.is_empty(), "a program and its arguments")?;
    require("extension", toml.extension.bytes().all(|b| b.is_ascii_alphanumeric()), "letters and digits")?;
    let plain =
        !toml.entry.is_empty() && !toml.entry.starts_with(['.', '-']) && !toml.entry.contains(['/', '\0']);
    require("entry", plain, "the name of a file")?;
    require("run", !toml.run.is_empty(), "a program and its arguments")?;
    for (which, line) in [("compile", &toml.compile), ("run", &toml.run)] {
        command::check(line).map_err(|reason| format!("{which}: {reason}"))?;
    }
    if let Some(warm) = &toml.warm {
        check_warm(warm, &toml.compile)?;
    }
    let variable = |name: &String| !name.is_empty() && !name.contains(['=', '\0']);
    require("env", toml.env.keys().all(variable), "names without =")?;
    if let Some(diagnostics) = &toml.diagnostics {
        check_diagnostics(diagnostics)?;
    }
    let limits = &toml.limits;
    between("limits.memory_mib", limits.memory_mib as f64, 16.0, 65_536.0)?;
    between("limits.cpus", limits.cpus, 0.05, 64.0)?;
    between("limits.pids", limits.pids.into(), 8.0, 16_384.0)?;
    between("limits.work_mib", limits.work_mib as f64, 1.0, 16_384.0)?;
    between("limits.work_files", limits.work_files.into(), 16.0, 1_000_000.0)?;
    between("limits.tmp_mib", limits.tmp_mib as f64, 1.0, 16_384.0)?;
    between("limits.open_files", limits.open_files.into(), 32.0, 65_536.0)?;
    let day = 24.0 * 3600.0;
    between("clocks.compile_s", toml.clocks.compile_s as f64, 1.0, day)?;
    between("clocks.cpu_s", toml.clocks.cpu_s as f64, 1.0, day)?;
    between("clocks.idle_s", toml.clocks.idle_s as f64, 1.0, day)?;
    between("clocks.wall_s", toml.clocks.wall_s as f64, 1.0, day)
}

fn check_warm(warm: &WarmToml, compile: &[String]) -> Result<(), String> {
    between("warm.slots", warm.slots.into(), 0.0, 64.0)?;
    for (which, line) in [("warm.compile", &warm.compile), ("warm.run", &warm.run)] {
        command::check(line).map_err(|reason| format!("{which}: {reason}"))?;
    }
    require("warm.compile", warm.compile.is_empty() || !compile.is_empty(), "absent without a compiler")
}

/// A pattern that a browser could not read would only be found out when a program fails.
fn check_diagnostics(diagnostics: &Diagnostics) -> Result<(), String> {
    for (key, patterns, groups) in [
        ("diagnostics.location", &diagnostics.location, &["file", "line"][..]),
        ("diagnostics.message", &diagnostics.message, &["message"][..]),
    ] {
        for pattern in patterns {
            let regex = Regex::new(pattern).map_err(|error| format!("{key}: {error}"))?;
            for group in groups {
                let has = regex.capture_names().flatten().any(|name| name == *group);
                require(key, has, &format!("patterns with a group {group}"))?;
            }
        }
    }
    Ok(())
}

fn require(key: &str, holds: bool, what: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("{key} must be {what}")) }
}

fn between(key: &str, value: f64, min: f64, max: f64) -> Result<(), String> {
    if (min..=max).contains(&value) {
        return Ok(());
    }
    Err(format!("{key} is {value} and must be between {min} and {max}"))
}

fn limits(toml: &LimitsToml, caps: &RunnerCaps) -> ContainerLimits {
    #[expect(clippy::cast_sign_loss, reason = "checked to be between 0.05 and 64")]
    let cpu_milli = (toml.cpus * 1000.0).round() as u32;
    ContainerLimits {
        memory_bytes: toml.memory_mib.min(caps.memory_mib) * MIB,
        cpu_milli: cpu_milli.min(caps.cpu_milli),
        pids_max: toml.pids.min(caps.pids),
        work_bytes: toml.work_mib.min(caps.work_mib) * MIB,
        work_files_max: toml.work_files.min(caps.work_files),
        tmp_bytes: toml.tmp_mib.min(caps.tmp_mib) * MIB,
        open_files_max: toml.open_files.min(caps.open_files),
    }
}

fn clocks(toml: &ClocksToml, caps: &RunnerCaps) -> ClockLimits {
    ClockLimits {
        compile: Duration::from_secs(toml.compile_s.min(caps.compile_s)),
        cpu: Duration::from_secs(toml.cpu_s.min(caps.cpu_s)),
        idle: Duration::from_secs(toml.idle_s.min(caps.idle_s)),
        wall: Duration::from_secs(toml.wall_s.min(caps.wall_s)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TOML: &str = include_str!("../../tests/docker/runners/bash/runner.toml");

    fn parse_changed(from: &str, to: &str, caps: &RunnerCaps) -> Result<Parsed, RunnerError> {
        assert!(TOML.contains(from), "the test changes something");
        parse_text(&TOML.replace(from, to), caps)
    }

    fn parse_text(text: &str, caps: &RunnerCaps) -> Result<Parsed, RunnerError> {
        let mut folder = Folder { name: "bash".into(), ..Folder::default() };
        for (path, content) in [
            ("Dockerfile", "FROM a"),
            ("runner.toml", text),
            ("hello.sh", "echo hello"),
            ("hello.expected", "hello\n"),
        ] {
            folder.files.insert(path.into(), content.as_bytes().to_vec());
        }
        parse("bash", &folder, &Folder::default(), caps)
    }

    #[test]
    fn a_good_one_is_taken_as_it_stands() {
        let Parsed { runner, expected, .. } = parse_changed("bash", "bash", &RunnerCaps::default()).unwrap();
        assert_eq!(runner.runtime.example, "echo hello");
        assert_eq!(expected, "hello\n");
        assert_eq!(runner.limits.memory_bytes, 64 * MIB);
        assert_eq!(runner.limits.cpu_milli, 500);
        assert_eq!(runner.clocks.idle, Duration::from_mins(15));
    }

    #[test]
    fn what_is_kept_warm_is_optional() {
        let caps = RunnerCaps::default();
        assert_eq!(parse_changed("bash", "bash", &caps).unwrap().runner.warm, None);
        let with = |table: &str| parse_changed("[limits]", &format!("{table}\n[limits]"), &caps);
        let warm = with("[warm]\nslots = 2\nrun = [\"gate\", \"{entry}\"]").unwrap().runner.warm.unwrap();
        assert_eq!(warm, Warm { slots: 2, compile: vec![], run: vec!["gate".into(), "{entry}".into()] });
        let reason = |table: &str| with(table).unwrap_err().to_string();
        assert!(reason("[warm]\nrun = []").contains("slots"));
        assert!(reason("[warm]\nslots = 65").contains("warm.slots is 65"));
        assert!(reason("[warm]\nslots = 1\nrun = [\"a\", \"{b}\"]").contains("warm.run: {b} is no"));
        assert!(reason("[warm]\nslots = 1\ncompile = [\"a\"]").contains("absent without a compiler"));
        assert!(reason("[warm]\nslots = 1\nspeed = 1").contains("speed"));
    }

    #[test]
    fn caps_cut_limits_and_clocks() {
        let caps = RunnerCaps { memory_mib: 32, cpu_milli: 250, idle_s: 5, ..RunnerCaps::default() };
        let runner = parse_changed("bash", "bash", &caps).unwrap().runner;
        assert_eq!(runner.limits.memory_bytes, 32 * MIB);
        assert_eq!(runner.limits.cpu_milli, 250);
        assert_eq!(runner.clocks.idle, Duration::from_secs(5));
        assert_eq!(runner.limits.pids_max, 64);
    }

    #[test]
    fn patterns_of_diagnostics_have_the_groups_that_are_read() {
        let caps = RunnerCaps::default();
        let with = |location: &str, message: &str| {
            let table = format!(
                "[diagnostics]\nlocation = ['{location}']\nmessage = ['{message}']\ninnermost = 'first'\n[limits]"
            );
            parse_changed("[limits]", &table, &caps).map(|it| it.runner.runtime.diagnostics.is_some())
        };
        let (location, message) = ("(?<file>a):(?<line>1)", "(?<message>b)");
        assert!(with(location, message).unwrap());
        let reason = |location, message| with(location, message).unwrap_err().to_string();
        assert!(
            reason("(?<file>a)", message).contains("diagnostics.location must be patterns with a group line")
        );
        assert!(reason(location, "b").contains("diagnostics.message must be patterns with a group message"));
        assert!(reason("(", message).contains("diagnostics.location: regex parse error"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let caps = RunnerCaps::default();
        let reason = |from, to| parse_changed(from, to, &caps).unwrap_err().to_string();
        let text = reason("memory_mib = 64", "memory_mib = 1");
        assert_eq!(text, "runners/bash/runner.toml: limits.memory_mib is 1 and must be between 16 and 65536");
        assert!(reason("memory_mib", "memory_mb").contains("memory_mb"));
        assert!(reason("cpus = 0.5", "cpus = nan").contains("limits.cpus"));
        assert!(reason("\"{entry}\"", "\"{file}\"").contains("run: {file} is no placeholder"));
        assert!(reason("entry = \"main.sh\"", "entry = \"../main.sh\"").contains("entry must be"));
        assert!(reason("entry = \"main.sh\"", "entry = 3").contains("entry"));
        assert!(reason("hello.expected", "none.expected").contains("has no none.expected"));
    }

    /// What a value could be, of any kind.
    fn values() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<i64>().prop_map(|number| number.to_string()),
            any::<f64>().prop_map(|number| number.to_string()),
            any::<String>().prop_map(|text| toml::Value::String(text).to_string()),
            proptest::collection::vec("[{}a-z_]{0,12}", 0..4).prop_map(|list| format!("{list:?}")),
            "[-+{}\\[\\]\"'a-z0-9=., ]{0,30}",
        ]
    }

    proptest! {
        #[test]
        fn any_text_is_a_runner_or_an_error(text in any::<String>()) {
            let _ = parse_text(&text, &RunnerCaps::default());
        }

        #[test]
        fn any_value_in_the_place_of_another_is_within_the_bounds_or_an_error(
            line in 0..TOML.lines().count(),
            value in values(),
        ) {
            let replaced = |(index, old): (usize, &str)| match old.split_once('=') {
                Some((key, _)) if index == line => format!("{key}= {value}"),
                _ => old.to_owned(),
            };
            let text = TOML.lines().enumerate().map(replaced).collect::<Vec<_>>().join("\n");
            let caps = RunnerCaps::default();
            if let Ok(Parsed { runner, .. }) = parse_text(&text, &caps) {
                prop_assert!((1..=caps.memory_mib * MIB).contains(&runner.limits.memory_bytes));
                prop_assert!((1..=caps.cpu_milli).contains(&runner.limits.cpu_milli));
                prop_assert!((1..=caps.pids).contains(&runner.limits.pids_max));
                prop_assert!(runner.clocks.wall <= Duration::from_secs(caps.wall_s));
                prop_assert!(protocol::path::check(&runner.runtime.entry).is_ok());
                prop_assert!(runner.run.first().is_some_and(|program| !program.is_empty()));
            }
        }
    }
}
