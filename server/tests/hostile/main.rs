//! What hostile input does: programs, clients and hosts that do their worst, one test or more for each row
//! of `rows.txt`. Rows that other tests prove have their number in those tests' names. Needs Docker.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod clients;
mod disk;
mod engines;
mod hosts;
mod intruders;
mod programs;
mod raw;
mod support;
