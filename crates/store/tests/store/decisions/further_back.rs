//! A list that leaves much out is looked through in parts.

use super::{decided, of, page};
use crate::house::{House, always};
use vitrine_domain::api::DecisionQuery;
use vitrine_domain::limits::DECISIONS_SEARCHED;
use vitrine_domain::{ReviewId, Verdict};
use vitrine_store::Member;

/// As many of rob's as one page looks through, like this one and all newer.
async fn fill(house: &House, like: ReviewId) {
    let fill = format!(
        "insert into reviews (id, project_id, item_id, reviewer_id, verdict, answer, correction, instruction, policy_id, fence)
         select ('ffffffff-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, project_id, item_id, reviewer_id,
            'reject', '', false, instruction, policy_id, fence + n
         from reviews, generate_series(1, {DECISIONS_SEARCHED}) n where id = '{like}'"
    );
    sqlx::query(sqlx::AssertSqlSafe(fill))
        .execute(&house.db.owner().await)
        .await
        .unwrap();
}

/// The first page stops before it finds anything, the second finds this one and comes to the end.
async fn found_further_back(
    house: &House,
    who: &Member,
    mut query: DecisionQuery,
    wanted: ReviewId,
) {
    let looked = page(house, who, &query).await;
    assert_eq!(looked.rows, []);
    assert!(looked.next.is_some(), "there is more");
    query.cursor = looked.next;
    let looked = page(house, who, &query).await;
    let found: Vec<_> = looked.rows.iter().map(|d| d.review_id).collect();
    assert_eq!((found, looked.next), (vec![wanted], None));
}

#[tokio::test]
async fn a_search_says_where_it_stopped_and_goes_on_from_there() {
    let house = House::new().await;
    let item = house.queued().await;
    let corrected = decided(&house, &house.rob, item.id, Verdict::Correct).await;
    fill(&house, corrected).await;
    let query = DecisionQuery {
        verdict: Some(Verdict::Correct),
        ..DecisionQuery::default()
    };
    found_further_back(&house, &house.rob, query, corrected).await;
}

/// All that waits for a second look is left out: however much that is, no page goes through all of it.
#[tokio::test]
async fn another_persons_list_is_looked_through_in_parts() {
    let house = House::with(always()).await;
    let seen = house.queued().await;
    let first = decided(&house, &house.rob, seen.id, Verdict::Correct).await;
    house.decide(&house.sue, seen.id, "Violations: Puma.").await;
    let waits = house.queued().await;
    let waiting = decided(&house, &house.rob, waits.id, Verdict::Reject).await;
    fill(&house, waiting).await;
    found_further_back(&house, &house.ada, of("rob"), first).await;
    // One's own are all there.
    let own = page(&house, &house.rob, &DecisionQuery::default()).await;
    assert!(!own.rows.is_empty());
}
