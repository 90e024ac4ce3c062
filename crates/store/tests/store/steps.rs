//! Where answers teach, no step goes to learners, or to the lead who releases it to them, that is tied to nothing.

use crate::house::{House, proposal, region};
use vitrine_domain::api::{BatchItem, DeskItem, ReviewReceipt, ReviewRequest};
use vitrine_domain::{ItemState, Mode, ProjectSettings, Split, Verdict};
use vitrine_store::{Member, NewProposal, Result, StoreError};

const LOOSE: &str = "1. Find the Nike mark.\n2. Look at the sole.\n3. The Puma mark is not there.";

async fn teaching() -> House {
    House::with(ProjectSettings {
        mode: Mode::Instructor,
        ..ProjectSettings::default()
    })
    .await
}

/// With regions 1 Nike and 2 Puma, or with these.
async fn submit(
    house: &House,
    who: &Member,
    desk: &DeskItem,
    (verdict, answer, labels): (Verdict, &str, &[&str]),
) -> Result<ReviewReceipt> {
    let request = ReviewRequest {
        fence: desk.claim.fence,
        verdict,
        answer: answer.into(),
        regions: labels.iter().map(|l| region(l)).collect(),
        turns: vec![],
        note: String::new(),
    };
    house
        .store()
        .review_submit(who, desk.item.id, &request)
        .await
}

fn refused(result: Result<ReviewReceipt>, sentence: &str) {
    match result {
        Err(StoreError::Invalid(why)) => {
            assert!(why.to_string().contains(sentence), "{why}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_step_tied_to_nothing_is_released_by_nobody() {
    let house = teaching().await;
    let item = house.queued().await;
    // Neither sent to a lead …
    let desk = house.claim(&house.rob, item.id).await;
    let both: &[&str] = &["Nike", "Puma"];
    let loose = (Verdict::Correct, LOOSE, both);
    refused(
        submit(&house, &house.rob, &desk, loose).await,
        "step 2 names no marked component",
    );
    let one = (Verdict::Correct, LOOSE, &["Nike"][..]);
    refused(
        submit(&house, &house.rob, &desk, one).await,
        "steps 2 and 3 name no marked component",
    );
    assert_eq!(house.count("select count(*) from reviews").await, 0);
    // (refused, the claim stands; escalating says that one could not)
    let escalate = (Verdict::Escalate, LOOSE, both);
    submit(&house, &house.rob, &desk, escalate).await.unwrap();
    // … nor released by one.
    let desk = house.claim(&house.ada, item.id).await;
    refused(
        submit(&house, &house.ada, &desk, loose).await,
        "step 2 names no marked component",
    );
    let wrong = "1. Find the Nike mark.\n2. The sole, Nike #2.";
    refused(
        submit(&house, &house.ada, &desk, (Verdict::Correct, wrong, both)).await,
        "step 2 names no marked component",
    );
    assert_eq!(house.count("select count(*) from triplets").await, 0);
    let tied =
        "Both marks are small.\n1. Find the nike mark.\n2. The sole, below #2.\n3. Done, Puma #2.";
    let done = submit(&house, &house.ada, &desk, (Verdict::Correct, tied, both)).await;
    assert!(done.unwrap().triplet_id.is_some());
    let response = "select count(*) from triplets where response like '%The sole, below #2.%'";
    assert_eq!(house.count(response).await, 1);
}

#[tokio::test]
async fn a_short_answer_has_nothing_to_tie_and_other_projects_are_not_held_to_it() {
    let house = teaching().await;
    let item = house.queued().await;
    let desk = house.claim(&house.ada, item.id).await;
    let none: &[&str] = &[];
    let short = (Verdict::Correct, "A divider, 1.5 V at its middle.", none);
    let done = submit(&house, &house.ada, &desk, short).await.unwrap();
    assert!(done.triplet_id.is_some());
    let blind = house.item(Split::HeldOut).await;
    let desk = house.claim(&house.ada, blind.id).await;
    let loose = (Verdict::Label, LOOSE, &["Nike"][..]);
    refused(
        submit(&house, &house.ada, &desk, loose).await,
        "steps 2 and 3",
    );
    let findings = House::new().await;
    let item = findings.queued().await;
    let desk = findings.claim(&findings.rob, item.id).await;
    let loose = (Verdict::Correct, LOOSE, none);
    assert!(submit(&findings, &findings.rob, &desk, loose).await.is_ok());
}

#[tokio::test]
async fn in_a_batch_it_is_refused_and_stops_no_other() {
    let house = teaching().await;
    let store = house.store();
    let mut wanted = Vec::new();
    for answer in [LOOSE, "1. Find the Nike mark.", "1. There is a Nike mark."] {
        let item = house.item(Split::Train).await.id;
        let new = NewProposal {
            answer: answer.into(),
            ..proposal(item, &house.base)
        };
        let added = store.proposal_add(&house.rule, &new).await.unwrap();
        wanted.push(BatchItem {
            item_id: item,
            proposal_id: added.unwrap().id,
            seconds: None,
        });
    }
    for who in [&house.rob, &house.ada] {
        let why = store.proposal_accept(who, &wanted[0], 1).await.unwrap_err();
        assert!(why.to_string().contains("steps 2 and 3"), "{why}");
    }
    let state = async |i: usize| {
        let item = store.item_get(&house.ada, wanted[i].item_id).await;
        item.unwrap().state
    };
    assert_eq!(state(0).await, ItemState::Queued);
    store
        .proposal_accept(&house.rob, &wanted[1], 1)
        .await
        .unwrap();
    assert_eq!(state(1).await, ItemState::Escalated);
    store
        .proposal_accept(&house.ada, &wanted[2], 1)
        .await
        .unwrap();
    assert_eq!(state(2).await, ItemState::Decided);
    assert_eq!(house.count("select count(*) from claims").await, 0);
}
