//! Whoever may write the second is told nothing of the first, by no road.

use crate::decisions::of;
use crate::house::{House, always, review};
use vitrine_domain::api::{AuditQuery, DecisionQuery, FlagRequest, ItemFilter, QueueQuery};
use vitrine_domain::{Split, Verdict};

/// Everything that sue, or ada who leads, can read, as JSON: none of it tells of rob's review, nor that it was rob.
#[tokio::test]
async fn nothing_tells_the_second_reviewer_of_the_first() {
    let house = House::with(always()).await;
    let store = house.store();
    let item = house.queued().await;
    let before = store.project_counts(&house.sue).await.unwrap();
    // Rob leaves every trace there is.
    let flag = FlagRequest {
        id: None,
        flagged: true,
        text: "ROBSWORD is it a mark?".into(),
    };
    store.item_flag(&house.rob, item.id, &flag).await.unwrap();
    let fence = house.claim(&house.rob, item.id).await.claim.fence;
    store
        .item_hold(&house.rob, item.id, fence, "ROBSWORD lunch")
        .await
        .unwrap();
    let desk = house.claim(&house.rob, item.id).await;
    let mut request = review(desk.claim.fence, Verdict::Correct, "Violations: Puma.");
    request.note = "ROBSWORD hidden behind the bag".into();
    store
        .review_submit(&house.rob, item.id, &request)
        .await
        .unwrap();
    store
        .comment_add(&house.rob, item.id, None, "ROBSWORD surely Puma")
        .await
        .unwrap();
    store
        .comment_add(&house.sue, item.id, None, "What a nice bag")
        .await
        .unwrap();
    for who in [&house.sue, &house.ada] {
        let mut seen = Vec::new();
        let mut put = |value: serde_json::Value| seen.push(value.to_string());
        let json = |v: &dyn erased::Json| v.json();
        put(json(&store.item_get(who, item.id).await.unwrap()));
        put(json(&store.item_history(who, item.id).await.unwrap()));
        put(json(&store.comment_list(who, item.id).await.unwrap()));
        put(json(
            &store.queue_list(who, &QueueQuery::default()).await.unwrap(),
        ));
        put(json(
            &store.triplet_list(who, None, None, None).await.unwrap(),
        ));
        put(json(&store.project_get(who).await.unwrap()));
        for filter in [
            ItemFilter::default(),
            ItemFilter {
                q: Some("Puma".into()),
                ..ItemFilter::default()
            },
            ItemFilter {
                verdict: Some(Verdict::Correct),
                ..ItemFilter::default()
            },
        ] {
            let page = store.item_list(who, &filter).await.unwrap();
            let narrowed = filter != ItemFilter::default();
            assert_eq!(page.rows.is_empty(), narrowed, "{filter:?}");
            put(json(&page));
        }
        let own = store.decision_list(who, &DecisionQuery::default()).await;
        put(json(&own.unwrap()));
        let counts = store.project_counts(who).await.unwrap();
        assert_eq!(counts.corrections, before.corrections);
        let desk = house.claim(who, item.id).await;
        assert!(desk.left_by.is_none() && desk.differing.is_empty() && desk.draft.is_none());
        // Rob's flag, hold and word, and what sue has said since: of all that she reads her own.
        let readable = store.comment_list(who, item.id).await.unwrap().len();
        let sues = usize::from(who.actor == house.sue.actor);
        assert_eq!((desk.comments, readable), (sues as i64, sues));
        assert_eq!((&desk.sent, &desk.held), (&None, &None));
        put(json(&desk));
        store
            .claim_release(who, item.id, desk.claim.fence)
            .await
            .unwrap();
        if who.role.may_lead() {
            let robs = store.decision_list(who, &of("rob")).await.unwrap();
            assert_eq!((robs.rows, robs.next), (vec![], None));
            // Rob has written nothing else, and is no name in it.
            put(json(&store.pace_report(who).await.unwrap()));
            let trail = store.audit_list(who, &AuditQuery::default()).await.unwrap();
            let robs: Vec<_> = trail.rows.iter().filter(|e| e.actor == "rob").collect();
            assert_eq!(robs, Vec::<&vitrine_domain::AuditEvent>::new());
            let by_name = AuditQuery {
                who: Some("rob".into()),
                ..AuditQuery::default()
            };
            let by_name = store.audit_list(who, &by_name).await.unwrap();
            assert_eq!(by_name.rows, [], "a name that is withheld finds nothing");
            let withheld = trail.rows.iter().filter(|e| e.actor == "withheld").count();
            assert_eq!(
                withheld, 5,
                "flag, hold, review, comment, and sue's word since"
            );
            put(json(
                &trail
                    .rows
                    .iter()
                    .filter(|e| e.action != "member.set")
                    .collect::<Vec<_>>(),
            ));
        }
        let rob = house.rob.actor.user_id.unwrap().to_string();
        for text in &seen {
            // The proposal says Nike: Puma is rob's alone, but for the project's labels.
            let told = text.replace("\"labels\":[\"Nike\",\"Puma\"]", "");
            for trace in ["ROBSWORD", "Puma", "\"rob\"", rob.as_str()] {
                assert!(!told.contains(trace), "{trace}: {told}");
            }
        }
    }
    let comments = store.comment_list(&house.rob, item.id).await.unwrap();
    assert_eq!(comments.len(), 4, "rob sees his own");
    let own = store.decision_list(&house.rob, &of("rob")).await.unwrap();
    assert_eq!(own.rows.len(), 1);
    // Once the second is in, all is there.
    house.decide(&house.sue, item.id, "Violations: Puma.").await;
    let history = store.item_history(&house.sue, item.id).await.unwrap();
    assert_eq!((history.reviews.len(), history.comments.len()), (2, 4));
    assert_eq!(house.claim(&house.ada, item.id).await.comments, 4);
    let told = store.decision_list(&house.ada, &of("rob")).await.unwrap();
    let told: Vec<_> = told.rows.iter().map(|d| d.review_id).collect();
    assert_eq!(told, [own.rows[0].review_id]);
    let trail = store
        .audit_list(&house.ada, &AuditQuery::default())
        .await
        .unwrap();
    assert!(trail.rows.iter().all(|e| e.actor != "withheld"));
    let pace = store.pace_report(&house.ada).await.unwrap();
    let counted: Vec<_> = pace.rows.iter().map(|r| r.reviewer.as_str()).collect();
    assert_eq!(counted, ["rob", "sue"]);
}

mod erased {
    /// Whatever becomes JSON.
    pub trait Json {
        fn json(&self) -> serde_json::Value;
    }
    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> serde_json::Value {
            serde_json::to_value(self).unwrap()
        }
    }
}

/// Who sees what others decided is asked for no unbiased answer; who is to be the second, lead or not, is.
#[tokio::test]
async fn a_blind_answer_is_ones_own_until_another_lies_beside() {
    let house = House::with(always()).await;
    let store = house.store();
    let item = house.item(Split::HeldOut).await;
    house.decide(&house.rob, item.id, "Violations: Puma.").await;
    for who in [&house.ada, &house.sue] {
        let desk = house.claim(who, item.id).await;
        assert!(desk.own_answer() && desk.left_by.is_none() && desk.differing.is_empty());
        let fence = desk.claim.fence;
        store.claim_release(who, item.id, fence).await.unwrap();
    }
    house.decide(&house.sue, item.id, "No violations.").await;
    let desk = house.claim(&house.ada, item.id).await;
    assert!(!desk.own_answer() && desk.differing.len() == 2);
    let settled = house.submit(&house.ada, &desk, "No violations.").await;
    let settled = settled.unwrap().review;
    assert_eq!(settled.verdict, Verdict::Label);
    // Opened again: the decision lies there, the proposal never does, and a label is still what is asked for.
    let desk = house.claim(&house.ada, item.id).await;
    assert_eq!(desk.left_by, Some(settled));
    assert!(!desk.own_answer() && desk.item.blind && desk.proposal.is_none());
    let again = house.submit(&house.ada, &desk, "Violations: Puma.").await;
    assert_eq!(again.unwrap().review.verdict, Verdict::Label);
    let shown = house.queued().await;
    assert!(!house.claim(&house.rob, shown.id).await.own_answer());
    // Left to a lead with a word and without an answer, it is the lead's own that is asked for; with one it is not.
    for (answer, own) in [("", true), ("Violations: Puma.", false)] {
        let item = house.item(Split::HeldOut).await;
        let desk = house.claim(&house.rob, item.id).await;
        let request = review(desk.claim.fence, Verdict::Escalate, answer);
        store
            .review_submit(&house.rob, item.id, &request)
            .await
            .unwrap();
        let desk = house.claim(&house.ada, item.id).await;
        assert!(desk.left_by.is_some());
        assert_eq!(desk.own_answer(), own);
    }
}
