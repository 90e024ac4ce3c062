//! make bench-desk: what the desk asks of the store and of the server, at 200 reviewers and up to a million items, beside
//! the bare statement of a queue and beside Label Studio on the same Postgres. Writes .vitrine/bench/desk.json.
//!
//! Needs a Postgres (`VITRINE_TEST_DATABASE_URL`) that lets 300 in, and the workspace's programs beside it. `VITRINE_PGBENCH`
//! and `VITRINE_LABEL_STUDIO` are programs; without the second its rows are SKIPPED, and `VITRINE_SKIPPED` says why.

#![expect(
    dead_code,
    reason = "parts of the tests across processes, of which this needs a few"
)]

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
mod times;

use bare::Bare;
use crowd::Crowd;
use house::House;
use rows::{Row, report, row};
use seed::Seed;
use times::{Times, machine};
use vitrine_domain::ProjectSettings;

/// Reviewers at once.
pub const PEOPLE: usize = 200;
/// Over HTTP.
pub const CLIENTS: usize = 16;
/// Of each reviewer, of three claims each.
const ROUNDS: usize = 3;
/// Ours and the bare one take turns, so that what else the machine does meets both.
const TURNS: usize = 2;
/// Claims of each reviewer in a turn; as many are made bare.
pub const HELD_EACH: usize = ROUNDS * crowd::HELD;
/// Items over HTTP and tasks in Label Studio.
const OVER_HTTP: usize = 100_000;

#[tokio::main]
async fn main() {
    let items = number("VITRINE_BENCH_ITEMS", 1_000_000).max(10_000);
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
    let mut sizes: Vec<usize> = vec![10_000, 100_000, 1_000_000];
    sizes.retain(|s| *s < items);
    sizes.push(items);

    let mut rows = Vec::new();
    let mut least: Option<(Times, Times)> = None;
    for size in sizes {
        seeded.up_to(size).await;
        // The first to come find connections cold and statements unplanned.
        crowd.rounds(1).await;
        let [mut claims, mut submits, mut bares] = [const { Times::new() }; 3];
        for _ in 0..TURNS {
            bare.fill().await;
            bares.add(bare.run().await);
            let (c, s) = crowd.rounds(ROUNDS).await;
            claims.add(c);
            submits.add(s);
        }
        println!(
            "claim {}; bare {}; submit {}",
            claims.told(),
            bares.told(),
            submits.told()
        );
        rows.extend(of_size(
            size,
            &claims,
            &submits,
            &bares,
            &bare,
            least.as_ref(),
        ));
        if size == over_http {
            rows.extend(front_door::rows(&mut house, size).await);
        }
        least.get_or_insert((claims, submits));
    }
    rows.extend(lists::rows(&house, &crowd).await);
    println!();
    report("desk", &rows);
}

fn of_size(
    size: usize,
    claims: &Times,
    submits: &Times,
    bares: &Times,
    bare: &Bare,
    least: Option<&(Times, Times)>,
) -> Vec<Row> {
    let at = |what: &str, q: u32| format!("{what}, {size} items, {PEOPLE} at once, p{q}");
    let mut rows = Vec::new();
    for q in [50, 95, 99] {
        let beside = row(
            at("claim", q),
            (claims.p(q), bares.p(q)),
            bare.name(),
            "ms",
            claims.len(),
        );
        rows.push(if q == 95 { beside.held_to(2.0) } else { beside });
    }
    if let Some((first, _)) = least {
        let flat = (claims.p(95), first.p(95));
        rows.push(
            row(
                at("claim", 95),
                flat,
                "the same of 10000 items",
                "ms",
                claims.len(),
            )
            .held_to(1.3),
        );
    }
    let submitted = least.map_or(submits, |(_, s)| s);
    for q in [50, 95, 99] {
        let both = (submits.p(q), submitted.p(q));
        rows.push(row(
            at("submit", q),
            both,
            "the same of 10000 items",
            "ms",
            submits.len(),
        ));
    }
    rows
}

fn number(name: &str, or: usize) -> usize {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name} must be a number, not {text:?}")),
        Err(_) => or,
    }
}
