//! What an operator can set, one struct a concern.
//!
//! A setting comes from a flag, else from its `MADANG_…` variable, else from the file, else from its
//! default. `docs/configuration.md` lists them; a test keeps the list complete.

mod access;
mod engine;
mod http;
mod networks;
mod runs;
mod settings;
mod telemetry;

use std::path::{Path, PathBuf};

pub use access::{AccessConfig, AccessLayer};
pub use engine::{CapsLayer, EngineConfig, EngineLayer, RunnerCaps};
pub use http::{HttpConfig, HttpLayer};
pub use networks::{Networks, NoNetwork};
pub use runs::{PoolConfig, PoolLayer, QueueConfig, QueueLayer, RunConfig, RunLayer};
pub use settings::{Maybe, Secret, Words};
pub use telemetry::{LogFormat, TelemetryConfig, TelemetryLayer};

/// Everything that can be set.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The web side.
    pub http: HttpConfig,
    /// Who may use the server.
    pub access: AccessConfig,
    /// How many runs.
    pub queue: QueueConfig,
    /// What is made ahead.
    pub pool: PoolConfig,
    /// Bounds of one run.
    pub run: RunConfig,
    /// The engine.
    pub engine: EngineConfig,
    /// Bounds of runners.
    pub caps: RunnerCaps,
    /// Logs and metrics.
    pub telemetry: TelemetryConfig,
}

/// What one source says about each concern; the file has a table for each.
#[derive(Clone, Debug, Default, clap::Args, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Layers {
    #[command(flatten)]
    http: HttpLayer,
    #[command(flatten)]
    access: AccessLayer,
    #[command(flatten)]
    queue: QueueLayer,
    #[command(flatten)]
    pool: PoolLayer,
    #[command(flatten)]
    run: RunLayer,
    #[command(flatten)]
    engine: EngineLayer,
    #[command(flatten)]
    caps: CapsLayer,
    #[command(flatten)]
    telemetry: TelemetryLayer,
}

impl Layers {
    /// What the `MADANG_…` variables say, for a start without arguments.
    pub fn from_environment() -> Self {
        #[derive(clap::Parser)]
        struct Environment {
            #[command(flatten)]
            layers: Layers,
        }
        <Environment as clap::Parser>::parse_from(["madang"]).layers
    }
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration file {path} cannot be read")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is not what it should be.
    #[error("the configuration file {path} is wrong")]
    Parse {
        /// Which.
        path: PathBuf,
        /// Where and why.
        #[source]
        source: Box<toml::de::Error>,
    },
}

impl Config {
    /// Puts flags and variables over the file, and that over the defaults.
    ///
    /// # Errors
    /// Where the file cannot be read or has unknown or wrong entries.
    pub fn load(flags: Layers, file: Option<&Path>) -> Result<Self, ConfigError> {
        let below = match file {
            Some(path) => read(path)?,
            None => Layers::default(),
        };
        Ok(Self {
            http: flags.http.over(below.http).resolve(),
            access: flags.access.over(below.access).resolve(),
            queue: flags.queue.over(below.queue).resolve(),
            pool: flags.pool.over(below.pool).resolve(),
            run: flags.run.over(below.run).resolve(),
            engine: flags.engine.over(below.engine).resolve(),
            caps: flags.caps.over(below.caps).resolve(),
            telemetry: flags.telemetry.over(below.telemetry).resolve(),
        })
    }
}

fn read(path: &Path) -> Result<Layers, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
    toml::from_str(&text)
        .map_err(|source| ConfigError::Parse { path: path.to_owned(), source: Box::new(source) })
}

#[cfg(test)]
mod tests {
    use clap::{Args as _, Command, FromArgMatches as _};

    use super::*;

    fn flags(arguments: &[&str]) -> Layers {
        let command = Layers::augment_args(Command::new("madang"));
        let matches = command.get_matches_from(std::iter::once("madang").chain(arguments.iter().copied()));
        Layers::from_arg_matches(&matches).expect("the flags are right")
    }

    #[test]
    fn a_flag_is_stronger_than_the_file_and_the_file_than_the_default() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("madang.toml");
        std::fs::write(
            &path,
            "[run]\ngrace_s = 7\nfiles_max = 8\n[http]\norigins = [\"https://a.example\"]\n",
        )
        .expect("the file is written");
        let config = Config::load(flags(&["--grace-s", "9"]), Some(&path)).expect("the file is right");
        assert_eq!((config.run.grace_s, config.run.files_max, config.queue.queue_max), (9, 8, 256));
        assert_eq!(config.http.origins.0, ["https://a.example"]);
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("madang.toml");
        std::fs::write(&path, "[run]\ngrace = 7\n").expect("the file is written");
        let error = Config::load(Layers::default(), Some(&path)).expect_err("the key is unknown");
        let source = std::error::Error::source(&error).expect("it says why").to_string();
        assert!(source.contains("unknown field `grace`"), "{source}");
    }

    #[test]
    fn lists_come_from_one_flag() {
        let config = Config::load(flags(&["--origins", "https://a.example, https://b.example"]), None);
        let origins = config.expect("there is no file").http.origins.0;
        assert_eq!(origins, ["https://a.example", "https://b.example"]);
    }

    /// Every setting is in the operators' list, with its variable and its flag.
    #[test]
    fn every_setting_is_documented() {
        let document = include_str!("../../../docs/configuration.md");
        for argument in Layers::augment_args(Command::new("madang")).get_arguments() {
            let variable = argument.get_env().expect("every setting has a variable").to_string_lossy();
            let flag = argument.get_long().expect("every setting has a flag");
            assert!(document.contains(&format!("`{variable}`")), "{variable} is not documented");
            assert!(document.contains(&format!("`--{flag}`")), "--{flag} is not documented");
        }
    }
}
