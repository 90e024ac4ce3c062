//! What a person decided: all of it, each once, newest first, with what became of it; another's for leads alone.

mod further_back;
mod whose;

use crate::house::{House, review};
use std::collections::HashSet;
use vitrine_domain::api::{DecisionPage, DecisionQuery, ReviewRequest};
use vitrine_domain::{DecisionRow, ItemId, ReviewId, Round, Split, Standing, Verdict};
use vitrine_store::{Member, StoreError};

/// What this person decided, as one asks for it by name.
pub fn of(name: &str) -> DecisionQuery {
    DecisionQuery {
        of: Some(name.into()),
        ..DecisionQuery::default()
    }
}

async fn page(house: &House, who: &Member, query: &DecisionQuery) -> DecisionPage {
    house.store().decision_list(who, query).await.unwrap()
}

/// One's own, all on one page.
async fn own(house: &House, who: &Member) -> Vec<DecisionRow> {
    let page = page(house, who, &DecisionQuery::default()).await;
    assert_eq!(Some(page.reviewer_id), who.actor.user_id);
    assert_eq!(page.next, None);
    page.rows
}

/// What goes with each.
const NOTE: &str = "half hidden";

async fn decided(house: &House, who: &Member, item: ItemId, verdict: Verdict) -> ReviewId {
    let desk = house.claim(who, item).await;
    let answer = match verdict {
        Verdict::Correct => "Violations: Puma.",
        _ => "",
    };
    let request = ReviewRequest {
        note: NOTE.into(),
        ..review(desk.claim.fence, verdict, answer)
    };
    let stored = house.store().review_submit(who, item, &request).await;
    stored.unwrap().review.id
}

#[tokio::test]
async fn pages_cover_all_that_one_decided_once_and_nothing_of_others() {
    let house = House::new().await;
    let mut all = HashSet::new();
    for _ in 0..7 {
        all.insert(house.decided(Split::Train).await.review.id);
        let sues = house.queued().await;
        house.decide(&house.sue, sues.id, "No violations.").await;
    }
    let mut query = DecisionQuery {
        limit: Some(3),
        ..DecisionQuery::default()
    };
    let (mut seen, mut pages) = (Vec::new(), 0);
    loop {
        let page = page(&house, &house.rob, &query).await;
        assert_eq!(page.reviewer, "rob");
        seen.extend(page.rows.iter().map(|d| d.review_id));
        pages += 1;
        // A newcomer stands before the first page and moves nothing.
        house.decided(Split::Train).await;
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => break,
        }
    }
    assert_eq!(pages, 3);
    assert!(seen.windows(2).all(|w| w[0] > w[1]));
    assert_eq!(seen.len(), 7);
    assert_eq!(seen.into_iter().collect::<HashSet<_>>(), all);
    query.cursor = Some("nonsense".into());
    let refused = house.store().decision_list(&house.rob, &query).await;
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn each_is_told_as_it_was_decided_with_what_became_of_it() {
    let house = House::new().await;
    let store = house.store();
    let (a, b, c) = (
        house.queued().await,
        house.queued().await,
        house.queued().await,
    );
    let over = decided(&house, &house.rob, a.id, Verdict::Correct).await;
    let back = decided(&house, &house.rob, b.id, Verdict::Reject).await;
    let stands = decided(&house, &house.rob, c.id, Verdict::Correct).await;
    // What a lead says over it and takes back leaves it as it was.
    let robs = own(&house, &house.rob).await;
    assert!(robs.iter().all(|d| d.standing == Standing::Stands));
    assert!(robs.iter().all(|d| d.undo_until.is_some()));
    for kept in [false, true] {
        let by_ada = decided(&house, &house.ada, a.id, Verdict::Reject).await;
        let now = own(&house, &house.rob).await;
        assert_eq!(now[2].standing, Standing::Superseded);
        assert_eq!(now[2].undo_until, None, "another has followed");
        if !kept {
            store.review_undo(&house.ada, a.id, by_ada).await.unwrap();
            assert_eq!(own(&house, &house.rob).await[2].standing, Standing::Stands);
        }
    }
    store.review_undo(&house.rob, b.id, back).await.unwrap();

    let robs = own(&house, &house.rob).await;
    let told: Vec<_> = robs.iter().map(|d| (d.review_id, d.standing)).collect();
    assert_eq!(
        told,
        [
            (stands, Standing::Stands),
            (back, Standing::TakenBack),
            (over, Standing::Superseded)
        ]
    );
    let first = &robs[0];
    assert_eq!(first.item_id, c.id);
    assert_eq!(first.image, c.image);
    assert_eq!((first.images, first.round), (1, Round::First));
    assert_eq!(first.instruction, c.instruction);
    assert_eq!((first.verdict, first.correction), (Verdict::Correct, true));
    assert_eq!(first.answer, "Violations: Puma.");
    assert_eq!(first.note, NOTE);
    assert_eq!(
        first.undo_until,
        Some(first.created_at + chrono::TimeDelta::seconds(60))
    );
    assert_eq!((robs[1].undo_until, robs[2].undo_until), (None, None));

    let found = async |query: DecisionQuery| -> Vec<ReviewId> {
        let page = page(&house, &house.rob, &query).await;
        assert_eq!(page.next, None);
        page.rows.iter().map(|d| d.review_id).collect()
    };
    let any = DecisionQuery::default;
    for (standing, expected) in [
        (Standing::Stands, stands),
        (Standing::Superseded, over),
        (Standing::TakenBack, back),
    ] {
        let query = DecisionQuery {
            standing: Some(standing),
            ..any()
        };
        assert_eq!(found(query).await, [expected], "{standing:?}");
    }
    let corrections = DecisionQuery {
        corrections: true,
        ..any()
    };
    assert_eq!(found(corrections).await, [stands, over]);
    let rejections = DecisionQuery {
        verdict: Some(Verdict::Reject),
        ..any()
    };
    assert_eq!(found(rejections.clone()).await, [back]);
    let both = DecisionQuery {
        standing: Some(Standing::Stands),
        ..rejections
    };
    assert_eq!(found(both).await, []);

    // Past the grace period there is nothing to take back, and the store says the same.
    house.reviews_age().await;
    let late = own(&house, &house.rob).await;
    assert!(late.iter().all(|d| d.undo_until.is_none()));
    let late = store.review_undo(&house.rob, c.id, stands).await;
    assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
}
