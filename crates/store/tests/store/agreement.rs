//! Agreement is of pairs that were blind to each other; nobody who does not lead sees another's figures.

use crate::audit::called;
use crate::house::{House, always, project};
use vitrine_domain::api::{AgreementQuery, AgreementReport, PolicyRequest};
use vitrine_domain::{AgreementBy, ProjectSettings, Role};
use vitrine_store::{Member, StoreError};

async fn report(house: &House, who: &Member, query: AgreementQuery) -> AgreementReport {
    house.store().agreement_report(who, &query).await.unwrap()
}

async fn pair(house: &House, by: [(&Member, &str); 2]) {
    let item = house.queued().await;
    for (who, answer) in by {
        house.decide(who, item.id, answer).await;
    }
}

#[tokio::test]
async fn leads_see_all_and_reviewers_their_own() {
    let house = House::with(always()).await;
    let store = house.store();
    let tim = house.reviewer("tim").await;
    let (puma, none) = ("Violations: Puma.", "No violations.");
    for i in 0..20 {
        let second = if i < 15 { puma } else { none };
        pair(&house, [(&house.rob, puma), (&house.sue, second)]).await;
    }
    pair(&house, [(&tim, none), (&house.sue, none)]).await;
    // Under another policy it is another question; taken back, it was not said.
    let item = house.queued().await;
    house.decide(&house.rob, item.id, puma).await;
    let policy = PolicyRequest {
        text: "No Puma.".into(),
    };
    store.policy_set(&house.ada, &policy).await.unwrap();
    house.decide(&house.sue, item.id, puma).await;
    let item = house.queued().await;
    house.decide(&house.rob, item.id, puma).await;
    let second = house.decide(&house.sue, item.id, puma).await;
    house.undo(&house.sue, &second.review).await;
    // Nor is it two looks once it is said again: the first could be read meanwhile.
    house.decide(&house.sue, item.id, puma).await;

    let pairs = AgreementQuery {
        by: AgreementBy::Pair,
        ..AgreementQuery::default()
    };
    let all = report(&house, &house.ada, pairs.clone()).await;
    assert_eq!((all.all.n, all.enough), (21, 20));
    let rows: Vec<_> = all
        .rows
        .iter()
        .map(|r| (r.key.as_str(), r.figures.n))
        .collect();
    assert_eq!(rows, [("rob and sue", 20), ("sue and tim", 1)]);
    let both = &all.rows[0].figures;
    assert_eq!(both.agreed, Some(0.75));
    // Of two words each; five times one of them is the other's too.
    assert!((both.token_f1.unwrap() - (15.0 + 5.0 * 0.5) / 20.0).abs() < 1e-9);
    assert_eq!(
        both.alpha, None,
        "all corrected: chance would agree as well"
    );
    assert_eq!(all.rows[1].figures.agreed, None, "one is too few");
    // Tim gets his own, whoever he asks for.
    for query in [
        pairs.clone(),
        AgreementQuery {
            reviewer: Some("rob".into()),
            ..pairs.clone()
        },
    ] {
        let tims = report(&house, &tim, query).await;
        let rows: Vec<_> = tims
            .rows
            .iter()
            .map(|r| (r.key.as_str(), r.figures.n))
            .collect();
        assert_eq!(rows, [("tim and the others", 1)]);
        assert_eq!((tims.all.n, tims.draw_seed), (1, None));
        assert!(!serde_json::to_string(&tims).unwrap().contains("rob"));
    }
    let of = |q: AgreementQuery| report(&house, &house.ada, q);
    let robs = of(AgreementQuery {
        reviewer: Some("rob".into()),
        ..AgreementQuery::default()
    })
    .await;
    assert_eq!(robs.all.n, 20);
    let labels = of(AgreementQuery {
        by: AgreementBy::Label,
        ..AgreementQuery::default()
    })
    .await;
    assert_eq!(labels.rows.len(), 1);
    assert_eq!(labels.rows[0].key, "Puma");
    let pumas = &labels.rows[0].figures;
    assert!(pumas.alpha.is_some());
    // Tim and sue named nothing.
    assert_eq!((pumas.n, pumas.alpha_items, pumas.answers), (20, 21, 20));
    assert_eq!(pumas.agreed, Some(0.75));
    let named = of(AgreementQuery {
        label: Some("Puma".into()),
        ..AgreementQuery::default()
    })
    .await;
    assert_eq!(named.all.n, 20);
    let tomorrow = of(AgreementQuery {
        from: Some("2099-01-01".parse().unwrap()),
        ..AgreementQuery::default()
    })
    .await;
    assert_eq!(tomorrow.all.n, 0);
    let them = project(store, "other", ProjectSettings::default()).await;
    assert_eq!(report(&house, &them, pairs.clone()).await.all.n, 0);
    let eve = crate::house::member(store, &house.ada, "eve", Role::Engineer).await;
    assert!(store.agreement_report(&eve, &pairs).await.is_err());
}

#[tokio::test]
async fn only_whose_shown_name_is_shared_is_named_with_the_one_to_sign_in_with() {
    let house = House::with(always()).await;
    let said = "No violations.";
    pair(&house, [(&house.rob, said), (&house.sue, said)]).await;
    // Another rob, who has no pair yet, is one to be told apart from all the same.
    let second = called(&house, "rob2", "rob").await;
    let of = async || {
        let query = AgreementQuery {
            by: AgreementBy::Pair,
            ..AgreementQuery::default()
        };
        let rows = report(&house, &house.ada, query).await.rows;
        rows.into_iter().map(|r| r.key).collect::<Vec<_>>()
    };
    assert_eq!(of().await, ["rob (rob) and sue"]);
    pair(&house, [(&second, said), (&house.rob, said)]).await;
    let both = ["rob (rob) and rob (rob2)", "rob (rob) and sue"];
    assert_eq!(of().await, both);
}

#[tokio::test]
async fn a_label_or_a_person_that_the_project_has_not_is_refused() {
    let house = House::with(always()).await;
    let store = house.store();
    let said = "Violations: Puma.";
    pair(&house, [(&house.rob, said), (&house.sue, said)]).await;
    project(store, "other", ProjectSettings::default()).await;
    let label = |name: &str| AgreementQuery {
        label: Some(name.into()),
        ..AgreementQuery::default()
    };
    let reviewer = |name: &str| AgreementQuery {
        reviewer: Some(name.into()),
        ..AgreementQuery::default()
    };
    for (query, named) in [
        (label("Pmua"), "label names “Pmua”"),
        (reviewer("bor"), "reviewer names “bor”"),
        (reviewer("admin-other"), "reviewer names “admin-other”"),
    ] {
        let refused = store.agreement_report(&house.ada, &query).await;
        let Err(StoreError::Invalid(why)) = refused else {
            panic!("{named}: {refused:?}");
        };
        assert!(why.0.starts_with(named), "{}", why.0);
    }
    // Whoever does not lead gets their own, whomever they name; not of a label that is none.
    assert_eq!(report(&house, &house.rob, reviewer("bor")).await.all.n, 1);
    let refused = store.agreement_report(&house.rob, &label("Pmua")).await;
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
    // What somebody reviewed stays to be looked at once they have left.
    store.member_remove(&house.ada, "rob").await.unwrap();
    assert_eq!(report(&house, &house.ada, reviewer("rob")).await.all.n, 1);
    assert_eq!(
        report(&house, &house.ada, reviewer("admin-brands"))
            .await
            .all
            .n,
        0
    );
}

#[tokio::test]
async fn whoever_has_left_is_told_apart_from_members_and_from_others_who_have() {
    let house = House::with(always()).await;
    let store = house.store();
    let said = "No violations.";
    let second = called(&house, "rob2", "rob").await;
    called(&house, "rob3", "rob").await;
    pair(&house, [(&house.rob, said), (&second, said)]).await;
    pair(&house, [(&house.sue, said), (&second, said)]).await;
    let of = async || {
        let query = AgreementQuery {
            by: AgreementBy::Pair,
            ..AgreementQuery::default()
        };
        let rows = report(&house, &house.ada, query).await.rows;
        let mut keys: Vec<_> = rows.into_iter().map(|r| r.key).collect();
        keys.sort_unstable();
        keys
    };
    let both = ["rob (rob) and rob (rob2)", "rob (rob2) and sue"];
    assert_eq!(of().await, both);
    // A member keeps theirs beside one who has left; two who have left keep them too.
    for gone in ["rob3", "rob2", "rob"] {
        store.member_remove(&house.ada, gone).await.unwrap();
        assert_eq!(of().await, both, "{gone}");
    }
    // Who has left without a review is nobody to be taken for another.
    called(&house, "tim", "sue").await;
    assert_eq!(of().await[1], "rob (rob2) and sue (sue)");
    store.member_remove(&house.ada, "tim").await.unwrap();
    assert_eq!(of().await, both);
}

/// By what is told of each, and by nothing that the figures make of it themselves.
#[tokio::test]
async fn who_shows_a_name_as_another_is_told_apart_by_is_a_third() {
    let house = House::with(always()).await;
    let said = "No violations.";
    let second = called(&house, "rob2", "rob").await;
    let third = called(&house, "rob3", "rob (rob)").await;
    pair(&house, [(&house.rob, said), (&second, said)]).await;
    pair(&house, [(&third, said), (&second, said)]).await;
    let query = AgreementQuery {
        by: AgreementBy::Reviewer,
        ..AgreementQuery::default()
    };
    let rows = report(&house, &house.ada, query).await.rows;
    let mut keys: Vec<_> = rows.into_iter().map(|r| r.key).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["rob (rob)", "rob (rob) (rob3)", "rob (rob2)"]);
}
