//! Drafts: every save a version; of two saves from one version the second is told.

mod ended;

use crate::house::{House, region};
use futures::future::join_all;
use vitrine_domain::api::DraftRequest;
use vitrine_domain::limits::DRAFT_VERSIONS;
use vitrine_domain::{DraftBody, ProposalId, Split};
use vitrine_store::StoreError;

fn request(version: i32, answer: &str) -> DraftRequest {
    DraftRequest {
        version,
        fence: None,
        body: DraftBody {
            answer: answer.into(),
            regions: vec![region("Nike")],
            note: "half a thought".into(),
            ..DraftBody::default()
        },
    }
}

#[tokio::test]
async fn a_draft_comes_back_on_another_device() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    assert_eq!(desk.draft, None);
    let first = store
        .draft_save(&house.rob, item.id, &request(0, "Viol"))
        .await
        .unwrap();
    let second = store
        .draft_save(
            &house.rob,
            item.id,
            &request(first.version, "Violations: Puma."),
        )
        .await
        .unwrap();
    assert_eq!((first.version, second.version), (1, 2));
    // Another device opens the item: the draft comes with the claim, to the letter.
    let elsewhere = house.db.another().await;
    let again = elsewhere
        .item_claim(&house.rob, &crate::house::this(item.id))
        .await
        .unwrap();
    assert_eq!(again.unwrap().draft, Some(second.clone()));
    // Nobody else's, though the item be theirs to read.
    assert_eq!(store.draft_get(&house.sue, item.id).await.unwrap(), None);
    assert_eq!(store.draft_list(&house.rob).await.unwrap(), [second]);
    assert_eq!(store.draft_list(&house.sue).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_go_on_from_one_version_one_is_told_and_both_are_kept() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    store
        .draft_save(&house.rob, item.id, &request(0, "first"))
        .await
        .unwrap();
    let texts: Vec<String> = (0..6).map(|n| format!("tab {n}")).collect();
    let requests: Vec<_> = texts.iter().map(|t| request(1, t)).collect();
    let saves = requests
        .iter()
        .map(|request| store.draft_save(&house.rob, item.id, request));
    let saves = join_all(saves).await;
    let kept: Vec<_> = saves.iter().flatten().collect();
    assert_eq!(kept.len(), 1, "{saves:?}");
    for save in &saves {
        match save {
            Ok(draft) => assert_eq!(draft.version, 2),
            Err(StoreError::SavedElsewhere) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    // Whoever was told may go on from what stands: the other's words stay, a version behind.
    store
        .draft_save(&house.rob, item.id, &request(2, "mine all the same"))
        .await
        .unwrap();
    assert_eq!(house.count("select count(*) from drafts").await, 3);
}

#[tokio::test]
async fn a_draft_has_limits_and_names_no_foreign_proposal() {
    let house = House::new().await;
    let store = house.store();
    let item = house.item(Split::Train).await;
    let long = request(0, &"x".repeat(16 * 1024 + 1));
    let refused = store.draft_save(&house.rob, item.id, &long).await;
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
    let mut foreign = request(0, "x");
    foreign.body.proposal_id = Some(ProposalId::fresh());
    let refused = store.draft_save(&house.rob, item.id, &foreign).await;
    assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    for version in 0..DRAFT_VERSIONS + 5 {
        store
            .draft_save(&house.rob, item.id, &request(version, "x"))
            .await
            .unwrap();
    }
    let kept = house.count("select count(*) from drafts").await;
    assert_eq!(kept, i64::from(DRAFT_VERSIONS));
    store.draft_remove(&house.rob, item.id).await.unwrap();
    store.draft_remove(&house.rob, item.id).await.unwrap();
    assert_eq!(store.draft_get(&house.rob, item.id).await.unwrap(), None);
}
