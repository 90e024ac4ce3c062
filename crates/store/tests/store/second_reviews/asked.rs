//! Which decisions are asked for again: by label, severity, verdict and share, however they were made.

use super::from_view;
use crate::house::{House, PROPOSED, always, region, review};
use vitrine_domain::api::BatchItem;
use vitrine_domain::rules::second::{SecondRule, drawn};
use vitrine_domain::{ItemState, ProjectSettings, Split, Verdict};
use vitrine_store::StoreError;

#[tokio::test]
async fn what_is_asked_is_asked_by_label_severity_verdict_and_share_alone() {
    let with = |second: SecondRule| async {
        let mut settings = ProjectSettings {
            second,
            ..ProjectSettings::default()
        };
        settings.queue.severities.insert("Nike".into(), 0.9);
        House::with(settings).await
    };
    // The proposal names Nike: leaving it out of the answer spares nobody the second look.
    for second in [
        SecondRule {
            labels: vec!["Nike".into()],
            ..SecondRule::default()
        },
        SecondRule {
            severity: Some(0.9),
            ..SecondRule::default()
        },
        SecondRule {
            verdicts: vec![Verdict::Correct],
            ..SecondRule::default()
        },
    ] {
        let house = with(second.clone()).await;
        let item = house.queued().await;
        house.decide(&house.rob, item.id, "No violations.").await;
        assert_eq!(
            house.state(item.id).await,
            ItemState::SecondReview,
            "{second:?}"
        );
    }
    // Nor does a slip of the pen, or prose.
    let house = with(SecondRule {
        labels: vec!["Puma".into()],
        ..SecondRule::default()
    })
    .await;
    for (answer, wanted) in [
        ("Violations: Puma", ItemState::SecondReview),
        ("I see a puma.", ItemState::SecondReview),
        ("I see nothing.", ItemState::Decided),
    ] {
        let item = house.queued().await;
        house.decide(&house.rob, item.id, answer).await;
        assert_eq!(house.state(item.id).await, wanted, "{answer}");
    }
    let house = with(SecondRule {
        percent: 50.0,
        ..SecondRule::default()
    })
    .await;
    let ask = Default::default();
    let of = async |who| {
        let report = house.store().agreement_report(who, &ask).await;
        report.unwrap().draw_seed
    };
    assert_eq!(of(&house.rob).await, None);
    let seed = of(&house.ada).await.unwrap();
    for _ in 0..12 {
        let item = house.queued().await;
        house.decide(&house.rob, item.id, "No violations.").await;
        let wanted = match drawn(seed, item.id) < 50.0 {
            true => ItemState::SecondReview,
            false => ItemState::Decided,
        };
        assert_eq!(house.state(item.id).await, wanted, "drawn again");
    }
    // What is escalated goes to a lead, who is the second pair of eyes.
    let house = House::with(always()).await;
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let request = review(desk.claim.fence, Verdict::Escalate, "?");
    house
        .store()
        .review_submit(&house.rob, item.id, &request)
        .await
        .unwrap();
    assert_eq!(house.state(item.id).await, ItemState::Escalated);
    house.decide(&house.ada, item.id, "No violations.").await;
    assert_eq!(house.state(item.id).await, ItemState::Decided);
    // A lead who opens a decided item again decides it.
    house.decide(&house.ada, item.id, "Violations: Puma.").await;
    assert_eq!(house.state(item.id).await, ItemState::Decided);
}

#[tokio::test]
async fn what_is_accepted_in_a_batch_waits_for_a_second_look_too() {
    let house = House::with(always()).await;
    let store = house.store();
    let item = house.queued().await;
    let history = store.item_history(&house.rob, item.id).await.unwrap();
    let batch = BatchItem {
        item_id: item.id,
        proposal_id: history.proposals[0].id,
        seconds: None,
    };
    let review = store.proposal_accept(&house.rob, &batch, 1).await.unwrap();
    assert_eq!(house.state(item.id).await, ItemState::SecondReview);
    let again = store.proposal_accept(&house.rob, &batch, 1).await.unwrap();
    assert_eq!(again.id, review.id, "asked again, the same");
    let untimed = "select count(*) from reviews where seconds is null";
    assert_eq!(house.count(untimed).await, 1);
    // A second look is taken at the desk, one at a time.
    let sues = store.proposal_accept(&house.sue, &batch, 1).await;
    let Err(StoreError::Conflict(sentence)) = sues else {
        panic!("{sues:?}");
    };
    assert!(!sentence.contains("rob"));
    let desk = house.claim(&house.sue, item.id).await;
    let mut request = crate::house::review(desk.claim.fence, Verdict::Accept, PROPOSED);
    request.regions = vec![region("Nike")];
    let receipt = store
        .review_submit(&house.sue, item.id, &request)
        .await
        .unwrap();
    assert!(receipt.triplet_id.is_some());
    let timed = "select count(*) from reviews where seconds >= 0";
    assert_eq!(house.count(timed).await, 1);
}

#[tokio::test]
async fn a_blind_label_gets_its_second_too_and_views_offer_both() {
    let house = House::with(always()).await;
    let store = house.store();
    let item = house.item(Split::HeldOut).await;
    house.decide(&house.rob, item.id, "No violations.").await;
    let from = from_view(&house, &house.sue).await;
    let desk = store.item_claim(&house.sue, &from).await.unwrap().unwrap();
    assert_eq!(desk.item.id, item.id);
    let second = house
        .submit(&house.sue, &desk, "No violations.")
        .await
        .unwrap();
    assert!(second.triplet_id.is_some());
}
