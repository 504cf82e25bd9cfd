//! Building, saving and loading images.

use std::path::Path;
use std::sync::Mutex;

use bollard::query_parameters::TagImageOptions;
use server::runners::{Runners, repository};
use server::sandbox::docker::images::{ImageError, Images};

use crate::support::{World, connection, runners};

/// The one runner of the tests, so that nothing here touches images that others use.
fn only_bash(mut runners: Runners) -> Runners {
    runners.definitions.retain(|it| it.runner.runtime.language == "bash");
    runners
}

async fn images() -> Images {
    Images::new(&connection().await, "host")
}

#[tokio::test]
async fn images_travel_in_a_file() {
    let (runners, images) = (only_bash(runners().await), images().await);
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("images.tar");
    images.save(&runners, &file).await.unwrap();
    assert!(file.metadata().unwrap().len() > 10_000_000);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "no partial file is left");
    assert_eq!(images.load(&runners, &file).await.unwrap(), Vec::<String>::new());
    std::fs::write(&file, "no archive").unwrap();
    assert!(images.load(&runners, &file).await.is_err());
    assert!(matches!(images.load(&runners, Path::new("/nonexistent")).await, Err(ImageError::File { .. })));
}

#[tokio::test]
async fn outdated_tags_go_on_request() {
    let world = World::new().await;
    let current = world.runner("bash").image.clone();
    let tag = TagImageOptions { repo: Some(repository(&current).into()), tag: Some("000000000000".into()) };
    world.docker.tag_image(&current, Some(tag)).await.unwrap();
    let removed = images().await.remove_outdated(std::slice::from_ref(&current)).await.unwrap();
    assert!(removed.contains(&format!("{}:000000000000", repository(&current))), "{removed:?}");
    assert!(world.docker.inspect_image(&current).await.is_ok());
}

#[tokio::test]
async fn a_build_that_fails_shows_its_last_lines() {
    let mut runners = only_bash(runners().await);
    let definition = &mut runners.definitions[0];
    let dockerfile = b"ARG BASE\nFROM ${BASE}\nRUN echo this is why && false\n".to_vec();
    definition.folder.files.insert("Dockerfile".into(), dockerfile);
    let mut runner = (*definition.runner).clone();
    runner.image = "madang/bash-runner:broken".into();
    definition.runner = runner.into();
    let lines = Mutex::new(Vec::new());
    let error =
        images().await.ensure(&mut runners, &|line| lines.lock().unwrap().push(line.to_owned())).await;
    let error = error.unwrap_err().to_string();
    assert!(error.starts_with("madang/bash-runner:broken could not be built: "), "{error}");
    assert!(error.contains("\n  this is why"), "{error}");
    assert!(lines.lock().unwrap().contains(&"building madang/bash-runner:broken".to_owned()));
}

#[tokio::test]
async fn an_image_is_made_of_what_a_program_writes_to_its_end() {
    let (world, images) = (World::new().await, images().await);
    let image = format!("madang-test/{}:made", world.sandbox.instance());
    let archive = format!(
        "tar -c -C {} Dockerfile; echo all went well >&2",
        crate::support::RUNNERS.to_owned() + "/bash"
    );
    let failing = format!("{archive}; exit 3");
    let reason = images.import(&image, &["sh", "-c", &failing]).await.unwrap_err();
    assert!(reason.ends_with("\n  all went well"), "{reason}");
    assert!(world.docker.inspect_image(&image).await.is_err(), "half an archive is no image");
    images.import(&image, &["sh", "-c", &archive]).await.unwrap();
    assert!(world.docker.inspect_image(&image).await.is_ok());
    let reason = images.import(&image, &["no-such-program"]).await.unwrap_err();
    assert!(reason.contains("no-such-program cannot be run"), "{reason}");
    world
        .docker
        .remove_image(&image, None::<bollard::query_parameters::RemoveImageOptions>, None)
        .await
        .unwrap();
}
