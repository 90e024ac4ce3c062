//! Further turns are held to their limits by the store and by the database.

use super::{going_on, turn, two};
use crate::house::{House, PROPOSED, refused_by, region, review};
use vitrine_domain::api::ReviewRequest;
use vitrine_domain::limits::{ANSWER_BYTES, TURNS};
use vitrine_domain::{ProjectSettings, Split, Turn, Verdict};
use vitrine_store::StoreError;

#[tokio::test]
async fn what_turns_cannot_be_is_refused_in_words() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let fence = house.claim(&house.rob, item.id).await.claim.fence;
    let correct = |turns| going_on(fence, Verdict::Correct, turns);
    for (request, says) in [
        (correct(vec![turn("Where?", " ")]), "turn 2 has no answer"),
        (correct(vec![turn("", "Left.")]), "turn 2 has no question"),
        (
            correct(vec![turn("Where?", "Left."); TURNS + 1]),
            "at most 8 further turns",
        ),
        (
            correct(vec![turn("Where?", &"x".repeat(ANSWER_BYTES))]),
            "16384 bytes",
        ),
        (
            going_on(fence, Verdict::Reject, vec![Turn::default(); TURNS + 1]),
            "at most 8 further turns",
        ),
    ] {
        let refused = store.review_submit(&house.rob, item.id, &request).await;
        assert!(
            matches!(&refused, Err(StoreError::Invalid(why)) if why.0.contains(says)),
            "{says}: {refused:?}"
        );
    }
    assert_eq!(house.count("select count(*) from reviews").await, 0);
    // Of another project the item is not there.
    let other = crate::house::project(store, "other", ProjectSettings::default()).await;
    let foreign = store.review_submit(&other, item.id, &correct(two())).await;
    assert!(matches!(foreign, Err(StoreError::NotFound)), "{foreign:?}");
    // The proposal as it stood and turns besides: it is accepted, and the conversation goes on.
    let added = ReviewRequest {
        regions: vec![region("Nike")],
        turns: two(),
        ..review(fence, Verdict::Accept, PROPOSED)
    };
    let receipt = store.review_submit(&house.rob, item.id, &added).await;
    let review = receipt.unwrap().review;
    assert_eq!(
        (review.verdict, review.correction, &review.turns),
        (Verdict::Accept, false, &two())
    );
    let history = store.item_history(&house.rob, item.id).await.unwrap();
    assert_eq!(history.triplets[0].turns, two());
}

#[tokio::test]
async fn the_database_holds_the_same_limits() {
    let house = House::new().await;
    house.decided(Split::Train).await;
    let owner = house.db.owner().await;
    let review = |verdict: &str, turns: &str| {
        format!(
            "insert into reviews (id, project_id, item_id, proposal_id, reviewer_id, verdict, answer, correction, instruction,
                policy_id, fence, turns)
             select gen_random_uuid(), project_id, item_id, proposal_id, reviewer_id, '{verdict}', 'x', false, 'x', policy_id,
                fence + 1, {turns} from reviews limit 1"
        )
    };
    let half = r#"'[{"instruction": "Where?", "response": ""}]'"#;
    let many = "(select jsonb_agg(jsonb_build_object('instruction', 'a', 'response', 'b')) from generate_series(1, 9))";
    for (sql, constraint) in [
        (review("correct", many), "reviews_turns"),
        (review("reject", many), "reviews_turns"),
        (review("correct", half), "reviews_turns_whole"),
        (review("correct", "'[{}]'"), "reviews_turns_whole"),
        (review("correct", r#"'["x"]'"#), "reviews_turns_whole"),
    ] {
        refused_by(&owner, sql, constraint).await;
    }
    sqlx::query(sqlx::AssertSqlSafe(review("reject", half)))
        .execute(&owner)
        .await
        .unwrap();
    sqlx::query("alter table triplets disable trigger all")
        .execute(&owner)
        .await
        .unwrap();
    for (turns, constraint) in [(many, "triplets_turns"), (half, "triplets_turns_whole")] {
        let sql = format!("update triplets set turns = {turns}");
        refused_by(&owner, sql, constraint).await;
    }
}
