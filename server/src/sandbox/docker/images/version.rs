//! What an image says of its interpreter or compiler.

use std::collections::HashMap;
use std::time::Duration;

use bollard::Docker;
use bollard::models::{ContainerCreateBody, HostConfig, HostConfigLogConfig};
use bollard::query_parameters::{AttachContainerOptions, CreateContainerOptions, StartContainerOptions};
use futures_util::StreamExt;

use super::{ImageError, Images};
use crate::runners::Runner;
use crate::sandbox::SandboxError;
use crate::sandbox::docker::connect::{CREATE_DEADLINE, START_DEADLINE, call};
use crate::sandbox::docker::slot::remove_container;
use crate::sandbox::docker::{LABEL_INSTANCE, LABEL_SESSION};

/// How long a version command may run.
const ANSWER_DEADLINE: Duration = Duration::from_secs(30);

/// The most that is read of its output.
const ANSWER_BYTES_MAX: usize = 4096;

/// Nobody's.
const USER: &str = "65533:65533";

impl Images {
    /// Runs the version command in a container of its own.
    pub(super) async fn version(&self, runner: &Runner) -> Result<String, ImageError> {
        let id = protocol::SessionId::new().to_string();
        let name = format!("madang-version-{id}");
        let owner = self.instance.clone().map(|instance| (LABEL_INSTANCE.to_owned(), instance));
        let labels = owner.into_iter().chain([(LABEL_SESSION.to_owned(), id)]).collect();
        let (docker, body) = (self.docker.clone(), container(runner, labels));
        // In a task of its own: a caller that gives up must not leave the container behind.
        let asking = self.asking.spawn(async move {
            let answer = ask(&docker, &name, body).await;
            let removed = remove_container(&docker, &name).await;
            removed.and(answer)
        });
        let joined = asking
            .await
            .map_err(|error| SandboxError::Engine { doing: "tell a version", source: error.into() });
        let answer = joined??;
        number(&answer).ok_or_else(|| ImageError::Version {
            image: runner.image.clone(),
            reason: answer.trim().to_owned(),
        })
    }
}

async fn ask(docker: &Docker, name: &str, body: ContainerCreateBody) -> Result<String, SandboxError> {
    let options = CreateContainerOptions { name: Some(name.to_owned()), ..CreateContainerOptions::default() };
    call("make the container", CREATE_DEADLINE, docker.create_container(Some(options), body)).await?;
    let options = AttachContainerOptions { stdout: true, stderr: true, stream: true, ..Default::default() };
    let attach = docker.attach_container(name, Some(options));
    let mut streams = call("attach to the container", START_DEADLINE, attach).await?;
    let start = docker.start_container(name, None::<StartContainerOptions>);
    call("start the container", START_DEADLINE, start).await?;
    let mut answer = Vec::new();
    let reading = async {
        while answer.len() < ANSWER_BYTES_MAX {
            let Some(part) = streams.output.next().await.transpose()? else { break };
            answer.extend_from_slice(part.as_ref());
        }
        Ok(())
    };
    call("tell a version", ANSWER_DEADLINE, reading).await?;
    answer.truncate(ANSWER_BYTES_MAX);
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn container(runner: &Runner, labels: HashMap<String, String>) -> ContainerCreateBody {
    let memory = i64::try_from(runner.limits.memory_bytes).ok();
    ContainerCreateBody {
        image: Some(runner.image.clone()),
        labels: Some(labels),
        entrypoint: Some(runner.version_command.clone()),
        cmd: Some(Vec::new()),
        user: Some(USER.to_owned()),
        env: Some(runner.env.iter().map(|(name, value)| format!("{name}={value}")).collect()),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        host_config: Some(HostConfig {
            auto_remove: Some(true),
            memory,
            memory_swap: memory,
            pids_limit: Some(runner.limits.pids_max.into()),
            network_mode: Some("none".to_owned()),
            cap_drop: Some(vec!["ALL".to_owned()]),
            security_opt: Some(vec!["no-new-privileges:true".to_owned()]),
            readonly_rootfs: Some(true),
            log_config: Some(HostConfigLogConfig { typ: Some("none".to_owned()), config: None }),
            ..HostConfig::default()
        }),
        ..ContainerCreateBody::default()
    }
}

/// The first word that begins with a digit, such as `3.13.5` in `Python 3.13.5`.
fn number(answer: &str) -> Option<String> {
    let words = answer.split_whitespace().map(|word| word.trim_start_matches('v'));
    let mut numbers = words.filter(|word| word.starts_with(|first: char| first.is_ascii_digit()));
    let end = |char: char| !char.is_ascii_alphanumeric() && !".-+_".contains(char);
    numbers.next().map(|word| word.split(end).next().unwrap_or(word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_found_in_what_programs_say() {
        let found = |answer| number(answer).unwrap();
        assert_eq!(found("Python 3.13.5\n"), "3.13.5");
        assert_eq!(found("v20.19.2\n"), "20.19.2");
        assert_eq!(found("openjdk 25.0.1 2025-10-21\nOpenJDK Runtime"), "25.0.1");
        assert_eq!(found("GNU bash, version 5.2.37(1)-release (x86_64)"), "5.2.37");
        assert_eq!(number("exec: not found"), None);
    }
}
