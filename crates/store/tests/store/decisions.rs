//! What a person decided: all of it, each once, newest first, with what became of it; another's for leads alone.

mod further_back;

use crate::house::{House, member, project, review};
use std::collections::HashSet;
use vitrine_domain::api::{DecisionPage, DecisionQuery};
use vitrine_domain::rules::second::SecondRule;
use vitrine_domain::{
    DecisionRow, ItemId, ProjectSettings, ReviewId, Role, Round, Split, Standing, Verdict,
};
use vitrine_store::{Member, StoreError};

fn of(name: &str) -> DecisionQuery {
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

async fn decided(house: &House, who: &Member, item: ItemId, verdict: Verdict) -> ReviewId {
    let desk = house.claim(who, item).await;
    let answer = match verdict {
        Verdict::Correct => "Violations: Puma.",
        _ => "",
    };
    let request = review(desk.claim.fence, verdict, answer);
    let stored = house.store().review_submit(who, item, &request).await;
    stored.unwrap().review.id
}

/// Second reviews of everything.
async fn asking() -> House {
    House::with(ProjectSettings {
        second: SecondRule {
            percent: 100.0,
            ..SecondRule::default()
        },
        ..ProjectSettings::default()
    })
    .await
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
    house
        .sql("alter table reviews disable trigger reviews_append_only")
        .await;
    house
        .sql("update reviews set created_at = created_at - interval '61 seconds'")
        .await;
    let late = own(&house, &house.rob).await;
    assert!(late.iter().all(|d| d.undo_until.is_none()));
    let late = store.review_undo(&house.rob, c.id, stands).await;
    assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
}

#[tokio::test]
async fn anothers_are_for_leads_of_the_project_alone() {
    let house = House::new().await;
    let store = house.store();
    let receipt = house.decided(Split::Train).await;
    let lena = member(store, &house.ada, "lena", Role::Lead).await;
    for lead in [&house.ada, &lena] {
        let robs = page(&house, lead, &of("rob")).await;
        assert_eq!(robs.reviewer, "rob");
        assert_eq!(Some(robs.reviewer_id), house.rob.actor.user_id);
        assert_eq!(robs.rows.len(), 1);
        assert_eq!(robs.rows[0].review_id, receipt.review.id);
        assert_eq!(
            robs.rows[0].undo_until, None,
            "not this person's to take back"
        );
        assert_eq!(own(&house, lead).await, []);
    }
    // By one's own name, or a blank one, they are one's own.
    for name in ["rob", " "] {
        let own = page(&house, &house.rob, &of(name)).await;
        assert_eq!(own.rows[0].review_id, receipt.review.id);
        assert!(own.rows[0].undo_until.is_some());
    }
    for name in ["rob", "lena", "nobody"] {
        let refused = store.decision_list(&house.sue, &of(name)).await;
        let Err(StoreError::Forbidden(why)) = refused else {
            panic!("{name}: {refused:?}");
        };
        assert!(why.contains("admin or lead"), "{why}");
    }
    let eve = member(store, &house.ada, "eve", Role::Engineer).await;
    let refused = store.decision_list(&eve, &DecisionQuery::default()).await;
    assert!(
        matches!(refused, Err(StoreError::Forbidden(_))),
        "{refused:?}"
    );
    // Who is in another project alone is not here, and of who is in both each project tells its own.
    let them = project(store, "other", Default::default()).await;
    for name in ["admin-other", "nobody"] {
        let missing = store.decision_list(&house.ada, &of(name)).await;
        assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
    }
    store
        .member_set(&them, "rob", Role::Reviewer)
        .await
        .unwrap();
    assert_eq!(page(&house, &them, &of("rob")).await.rows, []);
    let rob = store.member(&house.rob.actor, "other").await.unwrap();
    assert_eq!(own(&house, &rob).await, []);
    // Who has left is still told of.
    store.member_remove(&house.ada, "rob").await.unwrap();
    assert_eq!(page(&house, &house.ada, &of("rob")).await.rows.len(), 1);
}

#[tokio::test]
async fn what_waits_for_a_second_look_is_its_writers_alone() {
    let house = asking().await;
    let store = house.store();
    let told = async |who: &Member, name: &str| {
        let page = page(&house, who, &of(name)).await;
        let narrowed = DecisionQuery {
            verdict: Some(Verdict::Correct),
            ..of(name)
        };
        let narrowed = house.store().decision_list(who, &narrowed).await.unwrap();
        assert_eq!(page.rows, narrowed.rows);
        let told = page.rows.iter().map(|d| (d.round, d.standing));
        told.collect::<Vec<_>>()
    };
    let item = house.queued().await;
    let first = decided(&house, &house.rob, item.id, Verdict::Correct).await;
    assert_eq!(told(&house.ada, "rob").await, []);
    assert_eq!(own(&house, &house.sue).await, []);
    // Taken back it may be written again: to its writer alone, too.
    store.review_undo(&house.rob, item.id, first).await.unwrap();
    let back = (Round::First, Standing::TakenBack);
    assert_eq!(told(&house.rob, "rob").await, [back]);
    assert_eq!(told(&house.ada, "rob").await, []);

    let first = (Round::First, Standing::Stands);
    decided(&house, &house.rob, item.id, Verdict::Correct).await;
    assert_eq!(told(&house.rob, "rob").await, [first, back]);
    let second = house.decide(&house.sue, item.id, "No violations.").await;
    // The second is in: the first stands beside it and can no longer be taken back.
    assert!(
        own(&house, &house.rob)
            .await
            .iter()
            .all(|d| d.undo_until.is_none())
    );
    assert_eq!(told(&house.ada, "rob").await, [first, back]);
    let stands = (Round::Second, Standing::Stands);
    assert_eq!(told(&house.ada, "sue").await, [stands]);
    // Taken back, it and the first are nobody else's again.
    let seconds = second.review.id;
    store
        .review_undo(&house.sue, item.id, seconds)
        .await
        .unwrap();
    for name in ["rob", "sue"] {
        assert_eq!(told(&house.ada, name).await, [], "{name}");
    }
    let back = (Round::Second, Standing::TakenBack);
    assert_eq!(told(&house.sue, "sue").await, [back]);

    // Settled by a lead, neither of the two holds any more.
    let tim = house.reviewer("tim").await;
    house.decide(&tim, item.id, "No violations.").await;
    decided(&house, &house.ada, item.id, Verdict::Correct).await;
    let over = (Round::Second, Standing::Superseded);
    assert_eq!(told(&house.ada, "tim").await, [over]);
    assert_eq!(own(&house, &house.rob).await[0].standing, over.1);
    let settled = own(&house, &house.ada).await;
    assert_eq!(settled[0].round, Round::Adjudication);
}
