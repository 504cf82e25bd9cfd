//! Every language from nothing to its hello program's output.

use launcher::messages::{Phase, Status};

use crate::support::World;

async fn says_hello(language: &str) {
    let world = World::new().await;
    let definition =
        world.runners.definitions.iter().find(|it| it.runner.runtime.language == language).unwrap();
    let ended = world.run(&definition.runner, &definition.runner.runtime.example).await;
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), (definition.expected.as_str(), ""));
    assert_eq!(ended.exit.status, Status::Code(0));
    assert!(ended.exit.usage.cpu_us.is_some_and(|us| us > 0));
    world.until_nothing_is_left().await;
}

#[tokio::test]
async fn python_says_hello() {
    says_hello("python").await;
}

#[tokio::test]
async fn javascript_says_hello() {
    says_hello("javascript").await;
}

#[tokio::test]
async fn java_says_hello() {
    says_hello("java").await;
}

/// The folder is all there is of this language.
#[tokio::test]
async fn a_language_added_as_a_folder_says_hello() {
    says_hello("bash").await;
}

#[tokio::test]
async fn a_java_program_that_does_not_compile_says_why() {
    let ended = World::new().await.run_language("java", "class Main { int x = ; }").await;
    assert_eq!(ended.exit.phase, Phase::Compiling);
    assert_eq!(ended.exit.status, Status::Code(1));
    assert!((ended.stdout + &ended.stderr).contains("Main.java:1: error: illegal start of expression"));
}

#[tokio::test]
async fn versions_are_those_of_the_images() {
    let world = World::new().await;
    let version = |language: &str| world.runner(language).runtime.version.clone();
    assert!(version("python").starts_with("3."), "{}", version("python"));
    assert!(version("java").starts_with("25."), "{}", version("java"));
    let told = world.run_language("javascript", "console.log(process.version)").await.stdout;
    assert_eq!(told.trim(), format!("v{}", version("javascript")));
}
