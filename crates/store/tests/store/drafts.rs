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
        unheard: None,
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

/// The page's last words go while the save before them has no answer yet.
#[tokio::test]
async fn the_last_words_go_on_from_what_went_before_them_whichever_comes_first() {
    let house = House::new().await;
    let (store, rob) = (house.store(), &house.rob);
    let last = |version, answer: &str, before: &str| DraftRequest {
        unheard: Some(request(0, before).body),
        ..request(version, answer)
    };
    let newest = async |item| {
        let draft = store.draft_get(rob, item).await.unwrap().unwrap();
        (draft.version, draft.body.answer)
    };
    let whole = last(0, "first, and more", "first");

    let in_order = house.queued().await.id;
    let first = request(0, "first");
    store.draft_save(rob, in_order, &first).await.unwrap();
    store.draft_save(rob, in_order, &whole).await.unwrap();
    assert_eq!(newest(in_order).await, (2, "first, and more".into()));

    let overtaken = house.queued().await.id;
    store.draft_save(rob, overtaken, &whole).await.unwrap();
    let late = store.draft_save(rob, overtaken, &first).await;
    assert!(matches!(late, Err(StoreError::SavedElsewhere)), "{late:?}");
    assert_eq!(newest(overtaken).await, (1, "first, and more".into()));

    // What another place has saved meanwhile is not overwritten, nor what it has saved since.
    let theirs = request(1, "theirs");
    store.draft_save(rob, overtaken, &theirs).await.unwrap();
    for (version, answer) in [(1, "mine"), (0, "theirs")] {
        let refused = last(version, "mine, and more", answer);
        let refused = store.draft_save(rob, overtaken, &refused).await;
        assert!(
            matches!(refused, Err(StoreError::SavedElsewhere)),
            "{refused:?}"
        );
    }
    assert_eq!(newest(overtaken).await, (2, "theirs".into()));
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
