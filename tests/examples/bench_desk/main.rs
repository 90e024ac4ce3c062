//! make bench-desk: what the desk asks of the store and of the server, at 200 reviewers and up to a million items, beside
//! the bare statement of a queue and beside Label Studio on the same Postgres. Writes .vitrine/bench/desk.json.
//!
//! Needs a Postgres (`VITRINE_TEST_DATABASE_URL`) that lets 300 in, and the workspace's programs beside it. `VITRINE_PGBENCH`
//! and `VITRINE_LABEL_STUDIO` are programs; without the second its rows are SKIPPED, and `VITRINE_SKIPPED` says why.

#![expect(
    dead_code,
    reason = "parts of the tests across processes, of which this needs a few"
)]
#![expect(clippy::disallowed_methods, reason = "it is not given up half-way")]

mod bare;
mod crowd;
mod front_door;
#[path = "../../tests/across/house.rs"]
mod house;
mod label_studio;
mod lists;
#[path = "../../tests/across/rest.rs"]
mod rest;
#[path = "../rows/mod.rs"]
mod rows;
mod seed;
mod small;
mod times;

use bare::Bare;
use crowd::{Crowd, Round};
use house::House;
use rows::{Row, report, row};
use seed::Seed;
use small::{LEAST, Small};
use times::{Times, machine};
use vitrine_domain::ProjectSettings;

/// Reviewers at once.
pub const PEOPLE: usize = 200;
/// Over HTTP.
pub const CLIENTS: usize = 16;
/// Of each reviewer, of three claims each.
const ROUNDS: usize = 3;
/// Ours, the bare one and the small queue take turns, so that what else the machine does meets all.
const TURNS: usize = 3;
/// Claims of each reviewer in a turn; as many are made bare.
pub const HELD_EACH: usize = ROUNDS * crowd::HELD;
/// Items over HTTP and tasks in Label Studio.
const OVER_HTTP: usize = 100_000;

#[tokio::main]
async fn main() {
    let items = number("VITRINE_BENCH_ITEMS", 1_000_000).max(LEAST);
    let seed = number("SEED", 1);
    let mut house = House::new().await;
    let (_, admin) = house.project(ProjectSettings::default()).await;
    let bare = Bare::new(&house, admin.project_id).await;
    println!(
        "{}; {}; {items} items, seed {seed}",
        machine(),
        seed::server(&house).await
    );
    let crowd = Crowd::of(&house, &admin, PEOPLE).await;
    let mut seeded = Seed::new(&house, &admin, seed as i64).await;
    let over_http = OVER_HTTP.min(items);
    let mut sizes: Vec<usize> = vec![LEAST, 100_000, 1_000_000];
    sizes.retain(|s| *s < items);
    sizes.push(items);

    let mut rows = Vec::new();
    for size in sizes {
        seeded.up_to(size).await;
        // The first to come find connections cold and statements unplanned.
        crowd.rounds(1).await;
        let small = match size {
            LEAST => None,
            _ => Some(Small::new(seed as i64).await),
        };
        let mut turns = Turns::default();
        for _ in 0..TURNS {
            bare.fill().await;
            turns.bares.add(bare.run().await);
            turns.ours.add(crowd.rounds(ROUNDS).await);
            if let Some(small) = &small {
                turns.small.add(small.crowd.rounds(ROUNDS).await);
            }
        }
        println!(
            "claim {}; bare {}; submit {}",
            turns.ours.claims.told(),
            turns.bares.told(),
            turns.ours.submits.told()
        );
        rows.extend(turns.rows(size, &bare));
        if size == over_http {
            rows.extend(front_door::rows(&mut house, size).await);
        }
    }
    rows.extend(lists::rows(&house, &crowd).await);
    println!();
    report("desk", &rows);
}

/// What was measured at one size.
#[derive(Default)]
struct Turns {
    ours: Round,
    /// Empty where the queue is the small one itself.
    small: Round,
    bares: Times,
}

impl Turns {
    fn rows(&self, size: usize, bare: &Bare) -> Vec<Row> {
        let (ours, small) = (&self.ours, &self.small);
        let mut rows = Vec::new();
        for q in [50, 95, 99] {
            let beside = timed("claim", size, q, &ours.claims, &self.bares, bare.name());
            rows.push(if q == 95 { beside.held_to(2.0) } else { beside });
        }
        if size > LEAST {
            let beside = timed(
                "claim",
                size,
                95,
                &ours.claims,
                &small.claims,
                &small::name(),
            );
            rows.push(beside.held_to(1.3));
        }
        for q in [50, 95, 99] {
            let (to, name) = match size {
                LEAST => (&ours.submits, "itself".to_owned()),
                _ => (&small.submits, small::name()),
            };
            rows.push(timed("submit", size, q, &ours.submits, to, &name));
        }
        rows
    }
}

fn timed(what: &str, size: usize, q: u32, ours: &Times, reference: &Times, name: &str) -> Row {
    row(
        format!("{what}, {size} items, {PEOPLE} at once, p{q}"),
        (ours.p(q), reference.p(q)),
        name,
        "ms",
        ours.len(),
    )
}

fn number(name: &str, or: usize) -> usize {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name} must be a number, not {text:?}")),
        Err(_) => or,
    }
}
