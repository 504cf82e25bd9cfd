use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use proptest::prelude::*;
use protocol::server::QueuePosition;

use super::{AddressKey, ClientId, ClientKey, Full, Permit, Queue, QueueLimits, RETRY_AFTER, Ticket};

fn queue(running_max: usize, waiting_max: usize) -> Queue {
    Queue::new(QueueLimits { running_max, waiting_max, per_address_max: None })
}

/// Client `client` at address `address`.
fn client(address: u8, client: u8) -> ClientKey {
    let address = AddressKey::from(IpAddr::from([10, 0, 0, address]));
    ClientKey { address, client: ClientId(u128::from(client)) }
}

fn enter(queue: &Queue, key: ClientKey) -> Ticket {
    queue.enter(key).expect("there is room")
}

/// The permit, if it has been granted.
async fn try_take(ticket: &mut Ticket) -> Option<Permit> {
    tokio::time::timeout(Duration::ZERO, ticket.granted()).await.ok()
}

fn position(ticket: &Ticket) -> Option<u32> {
    ticket.positions().borrow().map(|place| place.position)
}

/// Runs those who wait one after the other and returns the order, as indices.
async fn serving_order(mut held: Vec<Permit>, mut tickets: Vec<Ticket>) -> Vec<usize> {
    let mut order = Vec::new();
    while order.len() < tickets.len() {
        drop(held.pop().expect("a permit each time"));
        for (index, ticket) in tickets.iter_mut().enumerate() {
            if let Some(permit) = try_take(ticket).await {
                held.push(permit);
                order.push(index);
            }
        }
    }
    order
}

#[tokio::test(start_paused = true)]
async fn a_free_permit_is_granted_at_once() {
    let queue = queue(2, 0);
    let mut first = enter(&queue, client(1, 1));
    let mut second = enter(&queue, client(1, 1));
    assert_eq!((position(&first), position(&second)), (None, None));
    let _permits = (first.granted().await, second.granted().await);
    assert_eq!((queue.running(), queue.waiting()), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn more_permits_serve_those_who_wait_and_fewer_take_none_away() {
    let queue = queue(1, 5);
    let mut tickets: Vec<_> = (0..3).map(|number| enter(&queue, client(1, number))).collect();
    let mut held = vec![tickets[0].granted().await];
    queue.set_running_max(2);
    held.push(tickets[1].granted().await);
    assert!(try_take(&mut tickets[2]).await.is_none());

    queue.set_running_max(1);
    held.pop();
    assert!(try_take(&mut tickets[2]).await.is_none(), "one runs still, and no more may");
    held.pop();
    assert!(try_take(&mut tickets[2]).await.is_some());
}

#[tokio::test(start_paused = true)]
async fn who_comes_when_all_run_waits_for_one_to_end() {
    let queue = queue(1, 5);
    let permit = enter(&queue, client(1, 1)).granted().await;
    let mut waiting = enter(&queue, client(2, 1));
    assert_eq!(*waiting.positions().borrow(), Some(QueuePosition { position: 1, length: 1 }));
    assert!(try_take(&mut waiting).await.is_none());
    drop(permit);
    assert_eq!(position(&waiting), None);
    assert!(try_take(&mut waiting).await.is_some());
}

#[test]
fn a_full_queue_says_when_to_try_again() {
    let queue = queue(1, 2);
    let tickets: Vec<_> = (0..3).map(|number| enter(&queue, client(number, 1))).collect();
    assert_eq!(queue.enter(client(9, 1)).err(), Some(Full { retry_after: RETRY_AFTER }));
    assert_eq!((queue.running(), queue.waiting()), (1, 2));
    drop(tickets);
    assert_eq!((queue.running(), queue.waiting()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn addresses_take_turns_then_the_clients_of_an_address() {
    let queue = queue(1, 20);
    let held = vec![enter(&queue, client(9, 9)).granted().await];
    // Address 1 comes first, with two clients, of whom the first has three tabs.
    let keys = [(1, 1), (1, 1), (1, 1), (1, 2), (2, 1), (3, 1), (2, 1)];
    let tickets: Vec<_> = keys.iter().map(|(a, c)| enter(&queue, client(*a, *c))).collect();
    let positions: Vec<_> = tickets.iter().map(|ticket| position(ticket).expect("it waits")).collect();

    let order = serving_order(held, tickets).await;
    assert_eq!(order, [0, 4, 5, 3, 6, 1, 2]);
    let promised: Vec<_> = order.iter().map(|index| positions[*index]).collect();
    assert_eq!(promised, [1, 2, 3, 4, 5, 6, 7], "the positions are those of the real order");
}

#[test]
fn only_those_who_move_are_told() {
    let queue = queue(1, 5);
    let running = enter(&queue, client(9, 1));
    let tickets: Vec<_> = (1..=4).map(|address| enter(&queue, client(address, 1))).collect();
    let mut watching: Vec<_> = tickets.iter().map(Ticket::positions).collect();
    for position in &mut watching {
        position.mark_unchanged();
    }
    let mut tickets = tickets.into_iter();
    let (_first, second) = (tickets.next(), tickets.next());
    drop(second);
    let _rest: Vec<_> = tickets.collect();
    let moved: Vec<_> =
        watching.iter().map(|position| position.has_changed().is_ok_and(|moved| moved)).collect();
    assert_eq!(moved, [false, false, true, true]);
    assert_eq!(*watching[2].borrow_and_update(), Some(QueuePosition { position: 2, length: 3 }));

    drop(running);
    assert_eq!(*watching[0].borrow(), None);
    assert_eq!(*watching[2].borrow(), Some(QueuePosition { position: 1, length: 2 }));
}

#[tokio::test(start_paused = true)]
async fn leaving_the_queue_frees_the_place() {
    let queue = queue(1, 1);
    let _permit = enter(&queue, client(1, 1)).granted().await;
    let waiting = enter(&queue, client(2, 1));
    assert!(queue.enter(client(3, 1)).is_err());
    drop(waiting);
    assert_eq!(queue.waiting(), 0);
    let _waiting = enter(&queue, client(3, 1));
}

#[tokio::test(start_paused = true)]
async fn row_34_a_permit_that_was_granted_and_not_taken_is_not_lost() {
    let queue = queue(1, 5);
    let granted = enter(&queue, client(1, 1));
    let mut next = enter(&queue, client(2, 1));
    drop(granted);
    assert!(try_take(&mut next).await.is_some());
    assert_eq!(queue.running(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_given_up_goes_on_later() {
    let queue = queue(1, 5);
    let permit = enter(&queue, client(1, 1)).granted().await;
    let mut waiting = enter(&queue, client(2, 1));
    for _ in 0..3 {
        assert!(try_take(&mut waiting).await.is_none());
    }
    assert_eq!(position(&waiting), Some(1));
    drop(permit);
    let _permit = waiting.granted().await;
    assert_eq!(queue.running(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_ticket_has_one_permit() {
    let queue = queue(2, 5);
    let mut ticket = enter(&queue, client(1, 1));
    let permit = ticket.granted().await;
    assert!(try_take(&mut ticket).await.is_none());
    drop(ticket);
    assert_eq!(queue.running(), 1, "the permit outlives its ticket");
    drop(permit);
    assert_eq!(queue.running(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_waiter_is_woken() {
    let queue = queue(1, 5);
    let permit = enter(&queue, client(1, 1)).granted().await;
    let mut waiting = enter(&queue, client(2, 1));
    let task = tokio::spawn(async move { waiting.granted().await });
    tokio::task::yield_now().await;
    drop(permit);
    let permit = tokio::time::timeout(Duration::from_secs(1), task).await;
    assert!(permit.is_ok_and(|joined| joined.is_ok()));
}

#[tokio::test(start_paused = true)]
async fn an_address_past_its_share_steps_back_only_while_another_waits() {
    let limits = QueueLimits { running_max: 3, waiting_max: 10, per_address_max: Some(1) };
    let queue = Queue::new(limits);
    let mut class: Vec<_> = (0..5).map(|number| enter(&queue, client(1, number))).collect();
    assert_eq!((queue.running(), queue.waiting()), (3, 2), "nobody else waits");

    let mut guest = enter(&queue, client(2, 1));
    assert_eq!(position(&guest), Some(1));
    assert_eq!((position(&class[3]), position(&class[4])), (Some(2), Some(3)));
    drop(class[0].granted().await);
    assert!(try_take(&mut guest).await.is_some());

    drop(guest);
    assert!(try_take(&mut class[3]).await.is_some(), "and then the class goes on");
}

#[test]
fn an_ipv6_network_is_one_address() {
    let key = |address: &str| AddressKey::from(address.parse::<IpAddr>().expect("an address"));
    assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
    assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
    assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
}

#[derive(Clone, Debug)]
enum Step {
    Enter {
        address: u8,
        client: u8,
    },
    /// The ticket at this index, modulo how many there are, takes its permit if it has one.
    Take(usize),
    DropTicket(usize),
    DropPermit(usize),
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_u8..4, 0_u8..3).prop_map(|(address, client)| Step::Enter { address, client }),
        3 => any::<usize>().prop_map(Step::Take),
        1 => any::<usize>().prop_map(Step::DropTicket),
        2 => any::<usize>().prop_map(Step::DropPermit),
    ]
}

fn remove_any<T>(from: &mut Vec<T>, index: usize) -> Option<T> {
    if from.is_empty() { None } else { Some(from.swap_remove(index % from.len())) }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(future)
}

proptest! {
    #[test]
    fn no_permit_is_lost_and_none_too_many(
        running_max in 1_usize..4,
        waiting_max in 0_usize..8,
        per_address_max in proptest::option::of(1_usize..3),
        steps in proptest::collection::vec(steps(), 0..80),
    ) {
        let queue = Queue::new(QueueLimits { running_max, waiting_max, per_address_max });
        let mut tickets: Vec<Ticket> = Vec::new();
        let mut permits = Vec::new();
        for step in steps {
            match step {
                Step::Enter { address, client: number } => {
                    let full = queue.running() == running_max && queue.waiting() == waiting_max;
                    let entered = queue.enter(client(address, number));
                    prop_assert_eq!(entered.is_err(), full);
                    tickets.extend(entered);
                }
                Step::Take(index) => {
                    let Some(mut ticket) = remove_any(&mut tickets, index) else { continue };
                    match block_on(try_take(&mut ticket)) {
                        Some(permit) => permits.push(permit),
                        None => tickets.push(ticket),
                    }
                }
                Step::DropTicket(index) => drop(remove_any(&mut tickets, index)),
                Step::DropPermit(index) => drop(remove_any(&mut permits, index)),
            }

            let mut positions: Vec<_> = tickets.iter().filter_map(position).collect();
            positions.sort_unstable();
            let waiting = queue.waiting();
            prop_assert_eq!(positions, (1..=waiting as u32).collect::<Vec<_>>());
            prop_assert_eq!(queue.running(), permits.len() + tickets.len() - waiting);
            prop_assert!(queue.running() <= running_max);
            prop_assert!(waiting == 0 || queue.running() == running_max, "nobody waits beside a free permit");
        }
        drop((tickets, permits));
        prop_assert_eq!((queue.running(), queue.waiting()), (0, 0));
    }

    #[test]
    fn everybody_is_served_in_turn_and_at_the_promised_position(
        keys in proptest::collection::vec((0_u8..5, 0_u8..3), 1..30),
    ) {
        let queue = queue(1, 30);
        let (order, positions) = block_on(async {
            let held = vec![enter(&queue, client(100, 1)).granted().await];
            let tickets: Vec<_> = keys.iter().map(|(a, c)| enter(&queue, client(*a, *c))).collect();
            let positions: Vec<_> = tickets.iter().filter_map(position).collect();
            (serving_order(held, tickets).await, positions)
        });
        let promised: Vec<_> = order.iter().map(|index| positions[*index] as usize).collect();
        prop_assert_eq!(promised, (1..=keys.len()).collect::<Vec<_>>());

        // While an address still waits, no other gets two permits more than it.
        let mut left: HashMap<u8, usize> = HashMap::new();
        for (address, _) in &keys {
            *left.entry(*address).or_default() += 1;
        }
        let mut served: HashMap<u8, usize> = HashMap::new();
        for index in order {
            let (address, _) = keys[index];
            *served.entry(address).or_default() += 1;
            *left.entry(address).or_default() -= 1;
            for (other, _) in left.iter().filter(|(_, left)| **left > 0) {
                let behind = served.get(other).copied().unwrap_or_default();
                prop_assert!(served[&address] <= behind + 1, "{address} is ahead of {other}");
            }
        }
    }
}
