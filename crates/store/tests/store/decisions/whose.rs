//! Another's decisions are for leads, and what waits for a second look is nobody's but its writer's.

use super::{decided, of, own, page};
use crate::house::{House, always, member, project};
use vitrine_domain::api::DecisionQuery;
use vitrine_domain::{Role, Round, Split, Standing, Verdict};
use vitrine_store::{Member, StoreError};

#[tokio::test]
async fn anothers_are_for_leads_of_the_project_alone() {
    let house = House::new().await;
    let store = house.store();
    let receipt = house.decided(Split::Train).await;
    let lena = house.lead("lena").await;
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
    let house = House::with(always()).await;
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
