//! A project with people in it, on a database of its own, and short ways to what tests need.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use vitrine_domain::api::{
    ClaimRequest, DeskItem, NewProject, NewUser, ReviewReceipt, ReviewRequest, TrainRequest,
};
use vitrine_domain::{
    Item, ItemId, ModelVersion, ProjectSettings, Region, RegionSource, Role, Shape, Split, Trigger,
    Verdict,
};
use vitrine_store::testing::TestDb;
use vitrine_store::{Actor, Member, NewImage, NewProposal, NewVersion, Result, Store};

pub const PASSWORD: &str = "correct horse battery";
pub const PROPOSED: &str = "Violations: Nike.";

pub struct House {
    pub db: TestDb,
    /// Admin of the project; `rob` and `sue` review.
    pub ada: Member,
    pub rob: Member,
    pub sue: Member,
    /// The worker's rule in the project.
    pub rule: Member,
    pub base: ModelVersion,
}

impl House {
    pub async fn new() -> House {
        Self::with(ProjectSettings::default()).await
    }

    pub async fn with(settings: ProjectSettings) -> House {
        let db = TestDb::new().await;
        let ada = project(&db.store, "brands", settings).await;
        let rule = Member::rule("worker", ada.project_id);
        let base = db
            .store
            .version_base_ensure(&rule, "base-hash")
            .await
            .unwrap();
        let rob = member(&db.store, &ada, "rob", Role::Reviewer).await;
        let sue = member(&db.store, &ada, "sue", Role::Reviewer).await;
        House {
            db,
            ada,
            rob,
            sue,
            rule,
            base,
        }
    }

    pub fn store(&self) -> &Store {
        &self.db.store
    }

    pub async fn reviewer(&self, name: &str) -> Member {
        member(self.store(), &self.ada, name, Role::Reviewer).await
    }

    /// A new image's item in this split; not proposed.
    pub async fn item(&self, split: Split) -> Item {
        let added = self
            .store()
            .item_add(&self.ada, &image(), Some(split))
            .await;
        added.unwrap().item
    }

    /// An item of the train split with a proposal, in the queue.
    pub async fn queued(&self) -> Item {
        let item = self.item(Split::Train).await;
        let champion = self.store().champion_get(&self.ada).await.unwrap();
        self.propose(item.id, &champion.unwrap()).await;
        self.store().item_get(&self.ada, item.id).await.unwrap()
    }

    pub async fn propose(&self, item: ItemId, version: &ModelVersion) {
        let new = proposal(item, version);
        let added = self.store().proposal_add(&self.rule, &new).await.unwrap();
        assert!(added.is_some(), "the proposal is wanted");
    }

    pub async fn claim(&self, who: &Member, item: ItemId) -> DeskItem {
        let claimed = self.store().item_claim(who, &this(item)).await.unwrap();
        claimed.unwrap()
    }

    /// Claims and decides: blind items are labelled, others corrected.
    pub async fn decide(&self, who: &Member, item: ItemId, answer: &str) -> ReviewReceipt {
        let desk = self.claim(who, item).await;
        self.submit(who, &desk, answer).await.unwrap()
    }

    pub async fn submit(
        &self,
        who: &Member,
        desk: &DeskItem,
        answer: &str,
    ) -> Result<ReviewReceipt> {
        let verdict = match desk.item.blind {
            true => Verdict::Label,
            false => Verdict::Correct,
        };
        let request = review(desk.claim.fence, verdict, answer);
        self.store()
            .review_submit(who, desk.item.id, &request)
            .await
    }

    /// A decided item in this split.
    pub async fn decided(&self, split: Split) -> ReviewReceipt {
        let item = self.item(split).await;
        if split != Split::HeldOut {
            let champion = self.store().champion_get(&self.rule).await.unwrap();
            self.propose(item.id, &champion.unwrap()).await;
        }
        self.decide(&self.rob, item.id, "No violations.").await
    }

    /// `v1`, made by a training run on the one decided item that it takes, is in use.
    pub async fn promoted(&self) -> ModelVersion {
        let store = self.store();
        self.decided(Split::Train).await;
        let run = store
            .run_request(&self.ada, &TrainRequest::default(), Trigger::Button)
            .await
            .unwrap();
        let new = NewVersion {
            training_run_id: run.id,
            base_hash: "base-hash".into(),
            artefact_hash: "artefact".into(),
        };
        let v1 = store.version_add(&self.rule, &new).await.unwrap();
        store
            .champion_set(&self.ada, v1.id, "better")
            .await
            .unwrap();
        v1
    }

    /// As the owner, past the store.
    pub async fn sql(&self, sql: &'static str) {
        sqlx::query(sql)
            .execute(&self.db.owner().await)
            .await
            .unwrap();
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&self.db.owner().await)
            .await
            .unwrap()
    }

    /// Until so many wait for a lock; the task is one of them.
    pub async fn waits<T>(&self, so_many: i64, task: &JoinHandle<T>) {
        let waiting = "select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'";
        let come = async {
            while self.count(waiting).await < so_many {
                assert!(!task.is_finished(), "it waits for the lock");
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(Duration::from_secs(20), come)
            .await
            .expect("so many wait for a lock");
    }

    pub async fn expire_claims(&self) {
        self.sql("update claims set expires_at = now() - interval '1 second'")
            .await;
    }
}

/// A constraint of this name refuses the statement.
pub async fn refused_by(owner: &sqlx::PgPool, sql: String, constraint: &str) {
    let error = sqlx::query(sqlx::AssertSqlSafe(sql.clone()))
        .execute(owner)
        .await
        .expect_err(&sql);
    let error = error.as_database_error().unwrap();
    assert_eq!(error.constraint(), Some(constraint), "{sql}: {error}");
}

/// The statement would change what stays, and is refused as that.
pub async fn kept(owner: &sqlx::PgPool, sql: &'static str) {
    let error = sqlx::query(sql).execute(owner).await.expect_err(sql);
    let code = error.as_database_error().unwrap().code();
    assert_eq!(code.as_deref(), Some("23001"), "{sql}: {error}");
}

/// A project whose admin is a new user named after it.
pub async fn project(store: &Store, slug: &str, settings: ProjectSettings) -> Member {
    let user = store
        .user_add(&Actor::rule("test"), &user(&format!("admin-{slug}"), true))
        .await
        .unwrap();
    let actor = Actor::person(&user, Some("127.0.0.1".into()));
    let new = NewProject {
        slug: slug.into(),
        name: slug.into(),
        instruction: "Flag logos. Say which, and where.".into(),
        policy_text: "No Nike.".into(),
        labels: vec!["Nike".into(), "Puma".into()],
        settings,
    };
    store.project_create(&actor, &new).await.unwrap();
    store.member(&actor, slug).await.unwrap()
}

pub async fn member(store: &Store, admin: &Member, name: &str, role: Role) -> Member {
    let user = store
        .user_add(&Actor::rule("test"), &user(name, false))
        .await
        .unwrap();
    store.member_set(admin, name, role).await.unwrap();
    store
        .member(&Actor::person(&user, None), &admin.slug)
        .await
        .unwrap()
}

pub fn user(name: &str, is_admin: bool) -> NewUser {
    NewUser {
        name: name.into(),
        display_name: name.into(),
        password: PASSWORD.into(),
        is_admin,
        scripted: false,
    }
}

/// Unlike every image before: perceptual hashes some thirty bits apart.
pub fn image() -> NewImage {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut z = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    // Far from the numbers that tests name themselves: a number is an image's content here.
    image_like(n + 1_000_000, z ^ (z >> 31))
}

pub fn image_like(n: u64, phash: u64) -> NewImage {
    NewImage {
        sha256: format!("{n:064x}"),
        width: 640,
        height: 480,
        bytes: 1000,
        phash,
    }
}

pub fn proposal(item: ItemId, version: &ModelVersion) -> NewProposal {
    NewProposal {
        item_id: item,
        model_version_id: version.id,
        answer: PROPOSED.into(),
        regions: vec![region("Nike")],
        malformed_regions: 0,
        well_formed: true,
        confidence: 0.7,
        unsure_spans: None,
        prompt_tokens: 80,
        answer_tokens: 5,
        seconds: 0.5,
    }
}

pub fn region(label: &str) -> Region {
    Region {
        label: label.into(),
        shape: Shape::Box {
            xyxy: [0.1, 0.2, 0.3, 0.4],
        },
        source: RegionSource::Head,
        score: Some(0.9),
    }
}

/// The queue's next.
pub fn next() -> ClaimRequest {
    ClaimRequest::default()
}

/// This item and no other.
pub fn this(item: ItemId) -> ClaimRequest {
    ClaimRequest {
        item_id: Some(item),
        ..ClaimRequest::default()
    }
}

pub fn review(fence: i64, verdict: Verdict, answer: &str) -> ReviewRequest {
    ReviewRequest {
        fence,
        verdict,
        answer: answer.into(),
        regions: vec![],
        turns: vec![],
        note: String::new(),
    }
}
