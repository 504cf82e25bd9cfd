//! The memory that the settings promise, and the memory that there is.

use crate::support::{Installation, PATIENCE, until};

/// The words that the warning begins with.
const WARNING: &str = "programs at once may ask for";

#[tokio::test]
async fn row_42_a_server_says_once_at_its_start_that_programs_may_ask_for_more_than_there_is() {
    let installation =
        Installation::new(&[("MADANG_MAX_RUNNING", "4"), ("MADANG_TOTAL_MEMORY_MIB", "512")]).await;
    let server = installation.serve().await;
    until(PATIENCE, "the warning stands in the log", || async { server.log.count(WARNING) > 0 }).await;
    let log = server.log.text();
    assert!(log.contains("all together get 512 MiB"), "{log}");
    assert_eq!(server.log.count(WARNING), 1, "{log}");
    installation.stop(server).await;
}

#[tokio::test]
async fn row_42_a_server_with_enough_memory_says_nothing_of_it() {
    let installation =
        Installation::new(&[("MADANG_MAX_RUNNING", "1"), ("MADANG_TOTAL_MEMORY_MIB", "4096")]).await;
    let server = installation.serve().await;
    let log = server.log.clone();
    installation.stop(server).await;
    assert_eq!(log.count(WARNING), 0, "{}", log.text());
}
