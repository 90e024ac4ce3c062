//! A project with people in it, on a database of its own, and short ways to what tests need.

mod records;
mod refused;

pub use records::{
    PASSWORD, PROPOSED, always, image, image_like, next, proposal, region, review, send, this,
    threshold, user,
};
pub use refused::{gone, kept, refused_by};

use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use vitrine_domain::api::{DeskItem, NewProject, ReviewReceipt, TrainRequest};
use vitrine_domain::{
    Item, ItemId, ItemState, ModelVersion, ProjectSettings, Review, Role, Split, Trigger, Verdict,
};
use vitrine_store::testing::TestDb;
use vitrine_store::{Actor, Member, NewVersion, Result, Store};

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

    pub async fn lead(&self, name: &str) -> Member {
        member(self.store(), &self.ada, name, Role::Lead).await
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

    /// What the queue gives this person now, who holds it then.
    pub async fn offered(&self, who: &Member) -> Option<DeskItem> {
        self.store().item_claim(who, &next()).await.unwrap()
    }

    pub async fn state(&self, item: ItemId) -> ItemState {
        let item = self.store().item_get(&self.ada, item).await.unwrap();
        item.state
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

    /// Takes back what this person has just decided.
    pub async fn undo(&self, who: &Member, review: &Review) {
        let undone = self.store().review_undo(who, review.item_id, review.id);
        undone.await.unwrap();
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

    /// Past the time in which a decision may be taken back. Reviews cannot be changed: the owner lifts the trigger.
    pub async fn reviews_age(&self) {
        for sql in [
            "alter table reviews disable trigger reviews_append_only",
            "update reviews set created_at = created_at - interval '61 seconds'",
            "alter table reviews enable trigger reviews_append_only",
        ] {
            self.sql(sql).await;
        }
    }

    pub async fn expire_claims(&self) {
        self.sql("update claims set expires_at = now() - interval '1 second'")
            .await;
    }
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
