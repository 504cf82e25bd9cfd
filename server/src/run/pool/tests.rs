//! What the pool promises, on the fake sandbox and paused time.

use std::sync::Arc;
use std::time::Duration;

use protocol::SessionId;
use tokio::sync::watch;
use tokio::time::sleep;

use super::{Pool, REFILL_DELAY};
use crate::config::RunnerCaps;
use crate::runners::{Runner, Runners};
use crate::sandbox::fake::{FakeContainer, FakeSandbox};
use crate::sandbox::{Boot, Closed, SandboxError};

/// Longer than anything in the pool takes, but for its retries.
const SOON: Duration = Duration::from_secs(3);

struct World {
    sandbox: FakeSandbox,
    pool: Arc<Pool>,
    runners: watch::Sender<Arc<Runners>>,
    up: watch::Sender<bool>,
}

fn world(slots_max: usize) -> World {
    let sandbox = FakeSandbox::new();
    let pool = Pool::new(Arc::new(sandbox.clone()), slots_max);
    let loaded = Runners::load(None, &RunnerCaps::default()).unwrap();
    let (runners, known) = watch::channel(Arc::new(loaded));
    let (up, engine_up) = watch::channel(true);
    tokio::spawn(Arc::clone(&pool).keep_filled(known, engine_up));
    World { sandbox, pool, runners, up }
}

impl World {
    fn runner(&self, language: &str) -> Arc<Runner> {
        Arc::clone(self.runners.borrow().get(language).unwrap())
    }

    fn wanted(&self) -> usize {
        let runners = self.runners.borrow();
        let warm = runners.definitions.iter().filter_map(|it| it.runner.warm.as_ref());
        warm.map(|warm| warm.slots as usize).sum()
    }

    /// How many languages keep containers waiting.
    fn languages(&self) -> usize {
        self.runners.borrow().definitions.iter().filter(|definition| definition.runner.warm.is_some()).count()
    }

    async fn next_container(&self) -> FakeContainer {
        self.sandbox.next_container().await
    }
}

#[tokio::test(start_paused = true)]
async fn every_language_gets_as_many_as_it_asks_for() {
    let world = world(64);
    sleep(SOON).await;
    assert_eq!(world.pool.waiting(), world.wanted());
    for _ in 0..world.wanted() {
        assert_eq!(world.next_container().await.boot, Boot::Prepared);
    }
    assert_eq!(world.sandbox.created(), world.wanted());
}

#[tokio::test(start_paused = true)]
async fn all_together_are_bounded() {
    let world = world(2);
    sleep(SOON).await;
    assert_eq!((world.pool.waiting(), world.sandbox.created()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_run_takes_a_container_that_waits_and_another_takes_its_place() {
    let world = world(64);
    sleep(SOON).await;
    let slot = world.pool.slot(SessionId::new(), &world.runner("python")).await.unwrap();
    assert_eq!(slot.boot, Boot::Prepared);
    assert_eq!(world.sandbox.created(), world.wanted(), "the run has the machine to itself");
    sleep(SOON).await;
    assert_eq!(world.pool.waiting(), world.wanted());
    assert_eq!(world.sandbox.created(), world.wanted() + 1);
    slot.remove().await.unwrap();
    assert_eq!(world.sandbox.live(), world.wanted(), "a used container does not come back");
}

#[tokio::test(start_paused = true)]
async fn while_enough_wait_those_who_press_run_go_first() {
    let world = world(64);
    sleep(SOON).await;
    let (runner, before) = (world.runner("python"), world.sandbox.created());
    let _first = world.pool.slot(SessionId::new(), &runner).await.unwrap();
    sleep(REFILL_DELAY * 9 / 10).await;
    let _second = world.pool.slot(SessionId::new(), &runner).await.unwrap();
    sleep(REFILL_DELAY * 9 / 10).await;
    assert_eq!(world.sandbox.created(), before, "the second has as long as the first");
    sleep(REFILL_DELAY / 5).await;
    assert_eq!(world.sandbox.created(), before + 1, "one after the other");
    sleep(REFILL_DELAY).await;
    assert_eq!(world.sandbox.created(), before + 2);
}

#[tokio::test(start_paused = true)]
async fn where_few_wait_the_next_is_made_at_once() {
    let world = world(64);
    sleep(SOON).await;
    let (runner, before) = (world.runner("python"), world.sandbox.created());
    let mut taken = Vec::new();
    // All but two.
    for _ in 2..runner.warm.as_ref().unwrap().slots {
        taken.push(world.pool.slot(SessionId::new(), &runner).await.unwrap());
    }
    sleep(Duration::from_millis(1)).await;
    assert!(world.sandbox.created() > before);
}

#[tokio::test(start_paused = true)]
async fn an_empty_pool_means_a_container_of_ones_own_at_once() {
    let world = world(0);
    sleep(SOON).await;
    let slot = world.pool.slot(SessionId::new(), &world.runner("python")).await.unwrap();
    assert_eq!((slot.boot, world.sandbox.created()), (Boot::Cold, 1));
}

#[tokio::test(start_paused = true)]
async fn runs_that_find_the_pool_empty_do_not_keep_it_empty() {
    let world = world(64);
    sleep(SOON).await;
    let runner = world.runner("python");
    for _ in 0..runner.warm.as_ref().unwrap().slots {
        drop(world.pool.slot(SessionId::new(), &runner).await.unwrap());
    }
    // Somebody makes a container of their own all the time from here on.
    world.sandbox.set_create_delay(Duration::from_secs(1));
    let mut boots = Vec::new();
    for _ in 0..4 {
        boots.push(world.pool.slot(SessionId::new(), &runner).await.unwrap().boot);
    }
    assert_eq!(boots[0], Boot::Cold, "it takes what is there and waits for nothing");
    assert!(boots.contains(&Boot::Prepared), "{boots:?}");
}

#[tokio::test(start_paused = true)]
async fn one_language_that_boots_slowly_holds_up_no_other() {
    let world = world(64);
    world.sandbox.set_create_delay(Duration::from_secs(2));
    sleep(Duration::from_secs(1)).await;
    assert!(world.languages() > 1);
    assert_eq!(world.sandbox.live(), world.languages(), "the first of each is being made");
}

#[tokio::test(start_paused = true)]
async fn a_container_that_died_is_replaced_and_never_given_out() {
    let world = world(64);
    sleep(SOON).await;
    for _ in 0..world.wanted() {
        world.next_container().await.close(Closed::default()).await;
    }
    let slot = world.pool.slot(SessionId::new(), &world.runner("python")).await.unwrap();
    assert_eq!(slot.boot, Boot::Cold);
    sleep(SOON).await;
    assert_eq!(world.pool.waiting(), world.wanted());
    assert_eq!(world.sandbox.live(), world.wanted() + 1);
}

#[tokio::test(start_paused = true)]
async fn containers_of_an_earlier_image_are_dropped() {
    let world = world(64);
    sleep(SOON).await;
    world.runners.send_modify(|runners| {
        for definition in &mut Arc::make_mut(runners).definitions {
            Arc::make_mut(&mut definition.runner).image.push_str("-new");
        }
    });
    let slot = world.pool.slot(SessionId::new(), &world.runner("python")).await.unwrap();
    assert_eq!(slot.boot, Boot::Cold, "what waits is of the earlier image");
    sleep(SOON).await;
    assert_eq!(world.pool.waiting(), world.wanted());
    assert_eq!(world.sandbox.live(), world.wanted() + 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_made_ahead_while_the_engine_is_away() {
    let world = world(64);
    world.up.send_replace(false);
    sleep(SOON).await;
    assert_eq!(world.sandbox.created(), 0);
    world.up.send_replace(true);
    sleep(SOON).await;
    assert_eq!(world.pool.waiting(), world.wanted());
}

#[tokio::test(start_paused = true)]
async fn failures_are_tried_again_with_growing_pauses() {
    let world = world(1);
    for _ in 0..3 * world.languages() {
        world.sandbox.fail_next_create(SandboxError::Deadline { doing: "make the container" });
    }
    sleep(Duration::from_secs(6)).await;
    assert_eq!(world.pool.waiting(), 0);
    sleep(Duration::from_secs(2)).await;
    assert_eq!(world.pool.waiting(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_closed_pool_leaves_nothing_and_makes_nothing() {
    let world = world(64);
    sleep(SOON).await;
    world.pool.close().await;
    assert_eq!(world.sandbox.live(), 0);
    sleep(SOON).await;
    assert_eq!((world.pool.waiting(), world.sandbox.live()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_being_made_when_the_pool_closes_is_gone_when_the_filling_ends() {
    let sandbox = FakeSandbox::new();
    sandbox.set_create_delay(Duration::from_secs(2));
    let pool = Pool::new(Arc::new(sandbox.clone()), 1);
    let loaded = Runners::load(None, &RunnerCaps::default()).unwrap();
    let (_runners, known) = watch::channel(Arc::new(loaded));
    let (_up, engine_up) = watch::channel(true);
    let filling = tokio::spawn(Arc::clone(&pool).keep_filled(known, engine_up));
    sleep(Duration::from_secs(1)).await;
    assert_eq!(sandbox.live(), 1, "one is being made");
    pool.close().await;
    filling.await.unwrap();
    assert_eq!((sandbox.live(), pool.waiting()), (0, 0));
}
