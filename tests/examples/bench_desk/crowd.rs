//! Two hundred reviewers at the store's methods, each on a task of its own; the pool is the one that a server has.

use crate::house::House;
use crate::{seed, times::Times};
use std::sync::Arc;
use std::time::Instant;
use tokio::task::JoinSet;
use vitrine_domain::api::{ClaimRequest, DeskItem, ReviewRequest};
use vitrine_domain::{UserId, Verdict};
use vitrine_store::{Actor, ActorKind, Member, Store};

/// The item to look at and two ahead, as the desk has them.
pub const HELD: usize = 3;

/// What claims and decisions took.
#[derive(Default)]
pub struct Round {
    pub claims: Times,
    pub submits: Times,
}

impl Round {
    pub fn add(&mut self, other: Round) {
        self.claims.add(other.claims);
        self.submits.add(other.submits);
    }
}

pub struct Crowd {
    pub store: Store,
    pub people: Vec<Arc<Member>>,
}

impl Crowd {
    pub async fn of(house: &House, admin: &Member, n: usize) -> Self {
        seed::people(house, admin.project_id, n).await;
        let store = Store::connect(&house.db.app_url).await.unwrap();
        let all: Vec<(uuid::Uuid, String)> =
            sqlx::query_as("select id, display_name from users where name like 'reviewer-%'")
                .fetch_all(&house.db.owner().await)
                .await
                .unwrap();
        let mut people = Vec::new();
        for (id, name) in all {
            let actor = Actor {
                user_id: Some(UserId(id)),
                name,
                kind: ActorKind::Person,
                from_address: None,
            };
            people.push(Arc::new(store.member(&actor, &admin.slug).await.unwrap()));
        }
        assert_eq!(people.len(), n);
        Self { store, people }
    }

    /// All claim what they may hold; when all have, all decide what they hold. So claims meet claims alone, as the bare
    /// statement does, and decisions meet decisions.
    pub async fn rounds(&self, rounds: usize) -> Round {
        let mut all = Round::default();
        for _ in 0..rounds {
            let mut hands = Vec::new();
            for (times, member, held) in self.each(claim_all, &self.people).await {
                all.claims.add(times);
                hands.push((member, held));
            }
            let done = self.each(submit_all, &hands).await;
            done.into_iter().for_each(|times| all.submits.add(times));
        }
        all
    }

    /// The same of everybody at once.
    pub async fn each<T, R, F>(&self, what: fn(Store, T) -> F, of: &[T]) -> Vec<R>
    where
        T: Clone + Send + 'static,
        R: Send + 'static,
        F: Future<Output = R> + Send + 'static,
    {
        let mut tasks = JoinSet::new();
        for one in of {
            tasks.spawn(what(self.store.clone(), one.clone()));
        }
        tasks.join_all().await
    }
}

async fn claim_all(store: Store, member: Arc<Member>) -> (Times, Arc<Member>, Vec<DeskItem>) {
    let (mut times, mut held) = (Times::new(), Vec::new());
    for n in 0..HELD {
        let ask = ClaimRequest {
            ahead: n > 0,
            ..Default::default()
        };
        let began = Instant::now();
        let desk = store.item_claim(&member, &ask).await.unwrap();
        times.since(began);
        held.push(desk.expect("the queue is long"));
    }
    (times, member, held)
}

async fn submit_all(store: Store, (member, held): (Arc<Member>, Vec<DeskItem>)) -> Times {
    let mut times = Times::new();
    for desk in held {
        let request = decision(&desk);
        let began = Instant::now();
        store
            .review_submit(&member, desk.item.id, &request)
            .await
            .unwrap();
        times.since(began);
    }
    times
}

/// What is blind is answered, the rest accepted.
pub fn decision(desk: &DeskItem) -> ReviewRequest {
    let (verdict, answer, regions) = match &desk.proposal {
        Some(p) => (Verdict::Accept, p.answer.clone(), p.regions.clone()),
        None => (Verdict::Label, "No violations.".into(), vec![]),
    };
    ReviewRequest {
        fence: desk.claim.fence,
        verdict,
        answer,
        regions,
        turns: vec![],
        note: String::new(),
    }
}
