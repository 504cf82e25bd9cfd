//! The sweep: what an earlier server left is removed, what others own is not touched.

use bollard::Docker;
use bollard::models::ContainerCreateBody;
use bollard::query_parameters::{CreateContainerOptions, RemoveContainerOptions};
use protocol::SessionId;
use server::sandbox::Sandbox;
use server::sandbox::docker::{LABEL_INSTANCE, LABEL_SESSION};

use crate::support::World;

/// Makes a container that nobody owns, as a server that was killed leaves it.
async fn leave(docker: &Docker, instance: &str, session: SessionId, image: &str) -> String {
    let labels = [(LABEL_INSTANCE, instance.to_owned()), (LABEL_SESSION, session.to_string())]
        .map(|(k, v)| (k.to_owned(), v));
    let body = ContainerCreateBody {
        image: Some(image.to_owned()),
        labels: Some(labels.into()),
        ..ContainerCreateBody::default()
    };
    docker.create_container(None::<CreateContainerOptions>, body).await.unwrap().id
}

#[tokio::test]
async fn row_35_own_leftovers_go_and_the_rest_stays() {
    let world = World::new().await;
    let runner = world.runner("bash");
    let slot = world.create(&runner).await;
    let (lost, foreign) = (SessionId::new(), SessionId::new());
    let own = leave(&world.docker, world.sandbox.instance(), lost, &runner.image).await;
    let other = leave(&world.docker, "another-server", foreign, &runner.image).await;
    let sessions = world.data.path().join("sessions");
    for name in [lost.to_string(), SessionId::new().to_string(), "no-session".into()] {
        std::fs::create_dir(sessions.join(&name)).unwrap();
        std::fs::write(sessions.join(&name).join("main.py"), "").unwrap();
    }

    assert_eq!(world.sandbox.sweep().await.unwrap(), 4);

    assert!(world.docker.inspect_container(&own, None).await.is_err());
    assert!(world.docker.inspect_container(&other, None).await.is_ok());
    assert_eq!((world.containers().await.len(), world.directories()), (1, 1), "the slot's own are there");
    assert_eq!(world.sandbox.sweep().await.unwrap(), 0);
    slot.remove().await.unwrap();
    world.docker.remove_container(&other, None::<RemoveContainerOptions>).await.unwrap();
}
