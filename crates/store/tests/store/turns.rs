//! Further turns: kept with draft and review, part of what is curated, counted by the snapshot.

mod refused;

use crate::house::{House, always, kept, region, review, this};
use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use vitrine_domain::api::{DraftRequest, ReviewRequest};
use vitrine_domain::limits::{ANSWER_BYTES, TURNS};
use vitrine_domain::rules::snapshot_hash::{SnapshotEntry, canonical_bytes};
use vitrine_domain::{DraftBody, ItemState, Split, Triplet, Turn, Verdict};
use vitrine_store::StoreError;

fn turn(instruction: &str, response: &str) -> Turn {
    Turn {
        instruction: instruction.into(),
        response: response.into(),
    }
}

fn two() -> Vec<Turn> {
    vec![
        turn("Where?", "On the left."),
        turn("Why “that”?", "\"So.\"\n"),
    ]
}

fn going_on(fence: i64, verdict: Verdict, turns: Vec<Turn>) -> ReviewRequest {
    ReviewRequest {
        turns,
        ..review(fence, verdict, "No violations.")
    }
}

#[tokio::test]
async fn turns_stand_in_review_triplet_and_snapshot_as_they_were_sent() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let request = going_on(desk.claim.fence, Verdict::Correct, two());
    let receipt = store.review_submit(&house.rob, item.id, &request).await;
    let receipt = receipt.unwrap();
    assert_eq!(receipt.review.turns, two());
    let history = store.item_history(&house.sue, item.id).await.unwrap();
    assert_eq!(history.reviews[0].turns, two());
    assert_eq!(history.triplets[0].turns, two());
    let page = store.triplet_list(&house.sue, None, None, None).await;
    assert_eq!(page.unwrap().rows[0].turns, two());
    let snapshot = store.snapshot_make(&house.ada).await.unwrap();
    let rows: Vec<Triplet> = store
        .snapshot_triplets(&house.ada, snapshot.id)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(rows[0].turns, two());
    // Taken back, what it said is still there to go on from.
    let undone = store
        .review_undo(&house.rob, item.id, receipt.review.id)
        .await
        .unwrap();
    assert_eq!((undone.verdict, undone.turns), (Verdict::Reject, two()));
    // Neither the app nor the owner writes another word into a review; nor the app into a triplet.
    kept(&house.db.owner().await, "update reviews set turns = '[]'").await;
    for change in [
        "update reviews set turns = '[]'",
        "update triplets set turns = '[]'",
    ] {
        let refused = sqlx::query(change).execute(house.db.app()).await;
        let error = refused.expect_err(change);
        let code = error.as_database_error().unwrap().code();
        assert_eq!(code.as_deref(), Some("42501"), "{change}");
    }
}

/// The hash over what the rows say, made apart from the store.
fn hash(rows: &[Triplet]) -> String {
    let mut entries: Vec<SnapshotEntry<'_>> = rows
        .iter()
        .map(|t| SnapshotEntry {
            triplet_id: t.id,
            split: t.split,
            image_sha256: &t.image.sha256,
            instruction: &t.instruction,
            response: &t.response,
            regions: &t.regions,
            further_image_sha256: &[],
            turns: &t.turns,
        })
        .collect();
    hex::encode(Sha256::digest(canonical_bytes(&mut entries)))
}

#[tokio::test]
async fn a_snapshot_counts_turns_and_one_without_them_is_as_before() {
    let house = House::new().await;
    let store = house.store();
    house.decided(Split::Train).await;
    let before = store.snapshot_make(&house.ada).await.unwrap();
    let rows: Vec<Triplet> = store
        .snapshot_triplets(&house.ada, before.id)
        .try_collect()
        .await
        .unwrap();
    // The bytes as a program from before wrote them.
    let t = &rows[0];
    let line = format!(
        r#"{{"triplet_id":"{}","split":"train","image_sha256":"{}","instruction":"{}","response":"{}","regions":[]}}"#,
        t.id, t.image.sha256, t.instruction, t.response
    ) + "\n";
    assert_eq!(before.hash, hex::encode(Sha256::digest(line)));
    assert_eq!(before.hash, hash(&rows));
    // The same rows with a turn, which nothing but the owner could put there.
    let owner = house.db.owner().await;
    for sql in [
        "alter table triplets disable trigger all",
        r#"update triplets set turns = '[{"instruction": "Where?", "response": "Left."}]'"#,
        "alter table triplets enable trigger all",
    ] {
        sqlx::query(sql).execute(&owner).await.expect(sql);
    }
    let after = store.snapshot_make(&house.ada).await.unwrap();
    assert_ne!(after.hash, before.hash);
    let mut with = rows;
    with[0].turns = vec![turn("Where?", "Left.")];
    assert_eq!(after.hash, hash(&with));
}

#[tokio::test]
async fn a_draft_keeps_half_a_turn_and_one_from_before_is_read() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    house.claim(&house.rob, item.id).await;
    let request = |version, turns| DraftRequest {
        version,
        fence: None,
        unheard: None,
        body: DraftBody {
            answer: "No violations.".into(),
            regions: vec![region("Nike")],
            turns,
            ..DraftBody::default()
        },
    };
    let half = vec![turn("Where?", "Left."), turn("", "")];
    let saved = store
        .draft_save(&house.rob, item.id, &request(0, half.clone()))
        .await
        .unwrap();
    assert_eq!(saved.body.turns, half);
    let elsewhere = house.db.another().await;
    let again = elsewhere.item_claim(&house.rob, &this(item.id)).await;
    assert_eq!(again.unwrap().unwrap().draft.unwrap().body.turns, half);
    for (turns, says) in [
        (vec![Turn::default(); TURNS + 1], "at most 8 further turns"),
        (vec![turn(&"x".repeat(ANSWER_BYTES), "y")], "16384 bytes"),
    ] {
        let refused = store
            .draft_save(&house.rob, item.id, &request(1, turns))
            .await;
        assert!(
            matches!(&refused, Err(StoreError::Invalid(why)) if why.0.contains(says)),
            "{refused:?}"
        );
    }
    // As a server from before wrote it.
    house.sql("update drafts set body = body - 'turns'").await;
    let old = store.draft_get(&house.rob, item.id).await.unwrap().unwrap();
    assert_eq!(old.body.turns, []);
}

#[tokio::test]
async fn half_a_turn_goes_along_with_what_is_given_up() {
    let house = House::new().await;
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let half = vec![turn("Where?", "")];
    let request = going_on(desk.claim.fence, Verdict::Escalate, half.clone());
    let store = house.store();
    store
        .review_submit(&house.rob, item.id, &request)
        .await
        .unwrap();
    // The lead goes on from what was left.
    let desk = house.claim(&house.ada, item.id).await;
    assert_eq!(desk.left_by.unwrap().turns, half);
}

#[tokio::test]
async fn two_reviews_with_other_turns_differ_and_a_lead_sees_both() {
    let house = House::with(always()).await;
    let store = house.store();
    for (second, state) in [
        (two(), ItemState::Decided),
        (vec![], ItemState::Adjudication),
        (
            vec![turn("Where?", "On the left.")],
            ItemState::Adjudication,
        ),
    ] {
        let item = house.queued().await;
        for (who, turns) in [(&house.rob, two()), (&house.sue, second.clone())] {
            let desk = house.claim(who, item.id).await;
            assert_eq!(desk.left_by, None, "blind to the first");
            let request = going_on(desk.claim.fence, Verdict::Correct, turns);
            store.review_submit(who, item.id, &request).await.unwrap();
        }
        let now = store.item_get(&house.ada, item.id).await.unwrap();
        assert_eq!(now.state, state, "{second:?}");
    }
    let differing = store.differing_list(&house.ada).await.unwrap();
    assert_eq!(differing.len(), 2);
    assert!(differing.iter().all(|d| d.first.turns == two()));
    let desk = house.claim(&house.ada, differing[0].item.id).await;
    assert_eq!(desk.differing[0].turns, two());
}
