//! What a growing queue is set beside: one of the least size, in a database of its own, on the same Postgres.
//! It is made anew for each size, and takes turns with it: minutes later the machine may be another.

use crate::crowd::Crowd;
use crate::house::House;
use crate::{PEOPLE, seed::Seed};
use vitrine_domain::ProjectSettings;

/// Items of the small queue, and of the first size.
pub const LEAST: usize = 10_000;

pub struct Small {
    pub crowd: Crowd,
    _house: House,
}

impl Small {
    pub async fn new(seed: i64) -> Self {
        let house = House::new().await;
        let (_, admin) = house.project(ProjectSettings::default()).await;
        let crowd = Crowd::of(&house, &admin, PEOPLE).await;
        Seed::new(&house, &admin, seed).await.up_to(LEAST).await;
        crowd.rounds(1).await;
        Self {
            crowd,
            _house: house,
        }
    }
}

pub fn name() -> String {
    format!("{LEAST} items, in the same turns")
}
