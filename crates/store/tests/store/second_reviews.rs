//! A second review is blind to the first, is never by its writer, and nothing is curated before both say the same.

mod taken_back;

use crate::house::{House, PROPOSED, next, project, region, review, this};
use futures::future::join_all;
use vitrine_domain::api::{
    AuditQuery, BatchItem, DecisionQuery, FlagRequest, ItemFilter, PolicyRequest, QueueQuery,
    ReviewReceipt, SendRequest,
};
use vitrine_domain::rules::second::{SecondRule, drawn};
use vitrine_domain::{
    Item, ItemId, ItemState, Mode, ProjectSettings, QueueFilter, Role, Round, Split, Verdict,
};
use vitrine_store::{Member, StoreError};

/// Second reviews of everything.
fn always() -> ProjectSettings {
    ProjectSettings {
        second: SecondRule {
            percent: 100.0,
            ..SecondRule::default()
        },
        ..ProjectSettings::default()
    }
}

async fn state(house: &House, item: ItemId) -> ItemState {
    house
        .store()
        .item_get(&house.ada, item)
        .await
        .unwrap()
        .state
}

/// Reviewed once, by rob.
async fn once(house: &House) -> (Item, ReviewReceipt) {
    let item = house.queued().await;
    let receipt = house.decide(&house.rob, item.id, "Violations: Puma.").await;
    (item, receipt)
}

#[tokio::test]
async fn two_who_say_the_same_curate_it_and_not_before() {
    let house = House::with(ProjectSettings {
        retrain_after: Some(1),
        ..always()
    })
    .await;
    let store = house.store();
    let (item, first) = once(&house).await;
    assert_eq!((first.triplet_id, first.training_queued), (None, false));
    assert_eq!(first.state, Some(ItemState::SecondReview));
    assert_eq!(state(&house, item.id).await, ItemState::SecondReview);
    assert_eq!(house.count("select count(*) from triplets").await, 0);
    let desk = store
        .item_claim(&house.sue, &next())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(desk.item.id, item.id);
    // In other letters, and by another road.
    let second = house
        .submit(&house.sue, &desk, "Violations: puma.")
        .await
        .unwrap();
    assert_eq!(state(&house, item.id).await, ItemState::Decided);
    assert!(second.triplet_id.is_some() && second.training_queued);
    assert_eq!(second.state, Some(ItemState::Decided));
    assert_eq!(second.review.round, Round::Second);
    assert_eq!(second.review.beside, Some(first.review.id));
    assert_eq!(
        second.review.supersedes, None,
        "they stand beside each other"
    );
    // A repeated submit says the same again.
    let again = house
        .submit(&house.sue, &desk, "Violations: puma.")
        .await
        .unwrap();
    assert_eq!(again, second);
    let history = store.item_history(&house.rob, item.id).await.unwrap();
    assert_eq!((history.reviews.len(), history.triplets.len()), (2, 1));
    assert_eq!(history.triplets[0].review_id, second.review.id);
}

#[tokio::test]
async fn two_who_differ_are_settled_by_a_lead_who_is_neither() {
    let house = House::with(always()).await;
    let store = house.store();
    let lena = crate::house::member(store, &house.ada, "lena", Role::Lead).await;
    let (item, first) = once(&house).await;
    let second = house.decide(&lena, item.id, "No violations.").await;
    assert_eq!(second.triplet_id, None);
    assert_eq!(state(&house, item.id).await, ItemState::Adjudication);
    for who in [&house.rob, &house.sue] {
        assert!(store.item_claim(who, &next()).await.unwrap().is_none());
        let asked = store.item_claim(who, &this(item.id)).await;
        assert!(matches!(asked, Err(StoreError::Conflict(_))), "{asked:?}");
        let listed = store.differing_list(who).await;
        assert!(
            matches!(listed, Err(StoreError::Forbidden(_))),
            "{listed:?}"
        );
    }
    // One of the two leads wrote the second; the other settles it.
    let own = store.item_claim(&lena, &this(item.id)).await;
    assert!(matches!(own, Err(StoreError::Conflict(_))), "{own:?}");
    let listed = store.differing_list(&house.ada).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].first.id, first.review.id);
    assert_eq!(listed[0].second.id, second.review.id);
    assert!(!listed[0].policies_differ);
    let desk = house.claim(&house.ada, item.id).await;
    let both: Vec<_> = desk.differing.iter().map(|r| r.id).collect();
    assert_eq!(both, [first.review.id, second.review.id]);
    let settled = house
        .submit(&house.ada, &desk, "Violations: Nike, Puma.")
        .await
        .unwrap();
    assert!(settled.triplet_id.is_some());
    assert_eq!(settled.review.round, Round::Adjudication);
    assert_eq!(settled.review.supersedes, Some(second.review.id));
    assert_eq!(state(&house, item.id).await, ItemState::Decided);
    assert!(store.differing_list(&house.ada).await.unwrap().is_empty());
    // Taken back, both lie before a lead again.
    store
        .review_undo(&house.ada, item.id, settled.review.id)
        .await
        .unwrap();
    assert_eq!(state(&house, item.id).await, ItemState::Adjudication);
    let again = house.claim(&house.ada, item.id).await;
    assert_eq!(again.differing.len(), 2);
    let page = store.triplet_list(&house.ada, None, None, None).await;
    assert_eq!(page.unwrap().rows, []);
}

#[tokio::test]
async fn where_there_is_no_other_lead_one_of_the_two_settles_it() {
    let house = House::with(always()).await;
    let (item, _) = once(&house).await;
    house.decide(&house.ada, item.id, "No violations.").await;
    assert_eq!(state(&house, item.id).await, ItemState::Adjudication);
    let settled = house.decide(&house.ada, item.id, "No violations.").await;
    assert_eq!(settled.review.round, Round::Adjudication);
}

async fn counted(house: &House, who: &Member) -> i64 {
    let all = QueueFilter::default();
    let counted = house.store().queue_count(who, &all, 9);
    counted.await.unwrap().waiting
}

/// Leads alone settle: sent to one who is none any more, it is every lead's again.
#[tokio::test]
async fn what_was_sent_to_a_lead_to_settle_is_freed_when_the_lead_is_one_no_longer() {
    let house = House::with(always()).await;
    let store = house.store();
    let item = house.queued().await;
    house.decide(&house.rob, item.id, "Violations: Puma.").await;
    house.decide(&house.sue, item.id, "No violations.").await;
    assert_eq!(state(&house, item.id).await, ItemState::Adjudication);
    crate::house::member(store, &house.ada, "tom", Role::Lead).await;
    let send = SendRequest {
        to: "tom".into(),
        reason: String::new(),
        fence: None,
    };
    store.item_send(&house.ada, item.id, &send).await.unwrap();
    for (role, freed) in [(Role::Admin, false), (Role::Reviewer, true)] {
        store.member_set(&house.ada, "tom", role).await.unwrap();
        let item = store.item_get(&house.ada, item.id).await.unwrap();
        assert_eq!(item.assignee_id.is_none(), freed, "{role:?}");
    }
}

#[tokio::test]
async fn the_first_reviewer_is_never_the_second() {
    let house = House::with(always()).await;
    let store = house.store();
    let (item, first) = once(&house).await;
    assert!(
        store
            .item_claim(&house.rob, &next())
            .await
            .unwrap()
            .is_none()
    );
    let asked = store.item_claim(&house.rob, &this(item.id)).await;
    assert!(matches!(asked, Err(StoreError::Conflict(_))), "{asked:?}");
    let queue = store.queue_list(&house.rob, &QueueQuery::default()).await;
    assert_eq!(queue.unwrap().rows, []);
    assert_eq!(counted(&house, &house.rob).await, 0);
    assert_eq!(counted(&house, &house.sue).await, 1);
    // The database refuses it, whoever asks.
    let forged = sqlx::query(
        "insert into reviews (id, project_id, item_id, reviewer_id, verdict, answer, correction, instruction,
            policy_id, fence, round, beside)
         select gen_random_uuid(), project_id, item_id, reviewer_id, 'reject', '', false, instruction, policy_id,
            99, 'second', id from reviews where id = $1",
    )
    .bind(first.review.id.0)
    .execute(&house.db.owner().await)
    .await;
    assert!(forged.is_err());
}

/// Of two people one takes a first review back, and the other's comes first then: nothing of that has been seen.
#[tokio::test]
async fn whoever_took_a_first_review_back_may_write_the_second() {
    let house = House::with(always()).await;
    let store = house.store();
    let view = store
        .view_add(
            &house.rob,
            &serde_json::from_value(serde_json::json!({"name": "all"})).unwrap(),
        )
        .await
        .unwrap();
    let from_view = vitrine_domain::api::ClaimRequest {
        view_id: Some(view.id),
        ..next()
    };
    // By each of the three ways to a claim, and after one thought or two.
    for (thoughts, way) in [(1, 0), (2, 1), (1, 2)] {
        let item = house.queued().await;
        for _ in 0..thoughts {
            let robs = house.decide(&house.rob, item.id, "Violations: Puma.").await;
            store
                .review_undo(&house.rob, item.id, robs.review.id)
                .await
                .unwrap();
        }
        let sues = house.decide(&house.sue, item.id, "Violations: Puma.").await;
        assert_eq!(state(&house, item.id).await, ItemState::SecondReview);
        let seen = store.item_history(&house.rob, item.id).await.unwrap();
        assert_eq!(seen.reviews, []);
        let queue = store.queue_list(&house.rob, &QueueQuery::default()).await;
        assert_eq!(queue.unwrap().rows[0].item.id, item.id);
        assert_eq!(counted(&house, &house.rob).await, 1);
        assert_eq!(counted(&house, &house.sue).await, 0);
        let asks = [this(item.id), next(), from_view.clone()];
        let desk = store.item_claim(&house.rob, &asks[way]).await;
        let desk = desk.unwrap().unwrap();
        assert_eq!(desk.item.id, item.id);
        let second = house.submit(&house.rob, &desk, "Violations: Puma.").await;
        let second = second.unwrap();
        assert_eq!(second.review.round, Round::Second);
        assert_eq!(second.review.beside, Some(sues.review.id));
        assert!(second.triplet_id.is_some());
        assert_eq!(state(&house, item.id).await, ItemState::Decided);
    }
}

/// What rob decided, as one asks for it by his name.
fn robs() -> DecisionQuery {
    DecisionQuery {
        of: Some("rob".into()),
        ..DecisionQuery::default()
    }
}

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
        put(json(&desk));
        store
            .claim_release(who, item.id, desk.claim.fence)
            .await
            .unwrap();
        if who.role.may_lead() {
            let robs = store.decision_list(who, &robs()).await.unwrap();
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
    let own = store.decision_list(&house.rob, &robs()).await.unwrap();
    assert_eq!(own.rows.len(), 1);
    // Once the second is in, all is there.
    house.decide(&house.sue, item.id, "Violations: Puma.").await;
    let history = store.item_history(&house.sue, item.id).await.unwrap();
    assert_eq!((history.reviews.len(), history.comments.len()), (2, 4));
    let told = store.decision_list(&house.ada, &robs()).await.unwrap();
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

#[tokio::test]
async fn it_is_sent_to_nobody_since_a_refusal_would_say_whose_the_first_is() {
    let house = House::with(always()).await;
    let store = house.store();
    house.reviewer("tim").await;
    let (item, _) = once(&house).await;
    let fence = house.claim(&house.sue, item.id).await.claim.fence;
    let mut told = Vec::new();
    for to in ["rob", "tim", "sue"] {
        let send = SendRequest {
            to: to.into(),
            reason: String::new(),
            fence: Some(fence),
        };
        let sent = store.item_send(&house.sue, item.id, &send).await;
        told.push(sent.unwrap_err().to_string());
    }
    assert!(told.iter().all(|t| *t == told[0]), "{told:?}");
    // Skipped and held like any other.
    store
        .item_skip(&house.sue, item.id, fence, "unsure")
        .await
        .unwrap();
    assert!(
        store
            .item_claim(&house.sue, &next())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn the_first_taken_back_while_the_second_is_open_ends_the_second() {
    let house = House::with(always()).await;
    let store = house.store();
    let (item, first) = once(&house).await;
    let desk = house.claim(&house.sue, item.id).await;
    store
        .review_undo(&house.rob, item.id, first.review.id)
        .await
        .unwrap();
    assert_eq!(state(&house, item.id).await, ItemState::Queued);
    // Rob may write it again: what he took back is his alone to see.
    let seen = store.item_history(&house.sue, item.id).await.unwrap();
    assert_eq!((seen.reviews.len(), seen.triplets.len()), (0, 0));
    let own = store.item_history(&house.rob, item.id).await.unwrap();
    assert_eq!(own.reviews.len(), 2);
    let late = house.submit(&house.sue, &desk, "Violations: Puma.").await;
    let Err(StoreError::ClaimLost(sentence)) = late else {
        panic!("{late:?}");
    };
    assert!(!sentence.contains("rob"), "{sentence}");
    // From the queue again, it is a first review.
    let sues = house.decide(&house.sue, item.id, "Violations: Puma.").await;
    assert_eq!(sues.review.round, Round::First);
    assert_eq!(state(&house, item.id).await, ItemState::SecondReview);
}

#[tokio::test]
async fn six_who_claim_the_second_at_once_are_one_and_it_is_stored_once() {
    let house = House::with(always()).await;
    let store = house.store();
    let (item, _) = once(&house).await;
    let mut people = Vec::new();
    for n in 0..6 {
        people.push(house.reviewer(&format!("p{n}")).await);
    }
    let one = next();
    let claims = join_all(people.iter().map(|p| store.item_claim(p, &one))).await;
    let got: Vec<_> = claims
        .into_iter()
        .zip(&people)
        .filter_map(|(c, p)| c.unwrap().map(|desk| (desk, p)))
        .collect();
    assert_eq!(got.len(), 1, "{got:?}");
    let (desk, who) = &got[0];
    let all = join_all((0..4).map(|_| house.submit(who, desk, "Violations: Puma."))).await;
    assert!(all.iter().all(Result::is_ok));
    let seconds = "select count(*) from reviews where round = 'second'";
    assert_eq!(house.count(seconds).await, 1);
    assert_eq!(state(&house, item.id).await, ItemState::Decided);
}

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
            state(&house, item.id).await,
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
        assert_eq!(state(&house, item.id).await, wanted, "{answer}");
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
        assert_eq!(state(&house, item.id).await, wanted, "drawn again");
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
    assert_eq!(state(&house, item.id).await, ItemState::Escalated);
    house.decide(&house.ada, item.id, "No violations.").await;
    assert_eq!(state(&house, item.id).await, ItemState::Decided);
    // A lead who opens a decided item again decides it.
    house.decide(&house.ada, item.id, "Violations: Puma.").await;
    assert_eq!(state(&house, item.id).await, ItemState::Decided);
}

#[tokio::test]
async fn a_second_under_another_policy_settles_it_and_says_so_where_they_differ() {
    let house = House::with(always()).await;
    let store = house.store();
    let (item, _) = once(&house).await;
    let open = house.claim(&house.sue, item.id).await;
    let policy = PolicyRequest {
        text: "No Puma.".into(),
    };
    store.policy_set(&house.ada, &policy).await.unwrap();
    let late = house.submit(&house.sue, &open, "No violations.").await;
    assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
    house.decide(&house.sue, item.id, "No violations.").await;
    let listed = store.differing_list(&house.ada).await.unwrap();
    assert!(listed[0].policies_differ);
}

#[tokio::test]
async fn a_purged_image_leaves_no_second_review_open() {
    let house = House::with(always()).await;
    let store = house.store();
    let (item, _) = once(&house).await;
    let desk = house.claim(&house.sue, item.id).await;
    store
        .item_purge(&house.ada, item.id, "asked to")
        .await
        .unwrap();
    assert_eq!(state(&house, item.id).await, ItemState::Purged);
    let late = house.submit(&house.sue, &desk, "Violations: Puma.").await;
    assert!(matches!(late, Err(StoreError::ClaimLost(_))), "{late:?}");
    assert!(
        store
            .item_claim(&house.sue, &next())
            .await
            .unwrap()
            .is_none()
    );
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
    assert_eq!(state(&house, item.id).await, ItemState::SecondReview);
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
    let view = store
        .view_add(
            &house.sue,
            &serde_json::from_value(serde_json::json!({"name": "all"})).unwrap(),
        )
        .await
        .unwrap();
    let from = vitrine_domain::api::ClaimRequest {
        view_id: Some(view.id),
        ..next()
    };
    let desk = store.item_claim(&house.sue, &from).await.unwrap().unwrap();
    assert_eq!(desk.item.id, item.id);
    let second = house
        .submit(&house.sue, &desk, "No violations.")
        .await
        .unwrap();
    assert!(second.triplet_id.is_some());
}

#[tokio::test]
async fn where_answers_teach_two_reviewers_do_not_release() {
    let house = House::with(ProjectSettings {
        mode: Mode::Instructor,
        ..always()
    })
    .await;
    let (item, _) = once(&house).await;
    let second = house.decide(&house.sue, item.id, "Violations: Puma.").await;
    assert_eq!(second.triplet_id, None);
    assert_eq!(state(&house, item.id).await, ItemState::Escalated);
    let released = house.decide(&house.ada, item.id, "Violations: Puma.").await;
    assert!(released.triplet_id.is_some());
}

#[tokio::test]
async fn a_lead_goes_over_an_own_first_review_and_turning_the_rule_off_frees_it() {
    let house = House::with(always()).await;
    let store = house.store();
    let item = house.queued().await;
    house.decide(&house.ada, item.id, "No violations.").await;
    house.decide(&house.ada, item.id, "Violations: Puma.").await;
    assert_eq!(state(&house, item.id).await, ItemState::SecondReview);
    store
        .settings_set(&house.ada, &ProjectSettings::default())
        .await
        .unwrap();
    let last = house.decide(&house.ada, item.id, "Violations: Puma.").await;
    assert!(last.triplet_id.is_some());
    assert_eq!(state(&house, item.id).await, ItemState::Decided);
}

#[tokio::test]
async fn what_is_written_over_and_taken_back_is_as_before() {
    let house = House::with(always()).await;
    let store = house.store();
    let undo = async |over: ReviewReceipt| {
        let (item, review) = (over.review.item_id, over.review.id);
        store.review_undo(&house.ada, item, review).await.unwrap();
    };
    // A lead's second thought on an own first review: that one still waits for its second.
    let item = house.queued().await;
    let first = house.decide(&house.ada, item.id, "Violations: Puma.").await;
    let over = house.decide(&house.ada, item.id, "No violations.").await;
    undo(over).await;
    assert_eq!(state(&house, item.id).await, ItemState::SecondReview);
    let second = house.decide(&house.sue, item.id, "Violations: Puma.").await;
    assert_eq!(second.review.beside, Some(first.review.id));
    assert_eq!(state(&house, item.id).await, ItemState::Decided);
    // A lead's word on what two have agreed on: what they said holds again.
    let over = house.decide(&house.ada, item.id, "No violations.").await;
    undo(over).await;
    assert_eq!(state(&house, item.id).await, ItemState::Decided);
    let page = store.triplet_list(&house.ada, None, None, None).await;
    let current: Vec<_> = page.unwrap().rows.iter().map(|t| t.id).collect();
    assert_eq!(current, Vec::from_iter(second.triplet_id));
}

/// A first review waits for its second again, whatever its writer said over it.
#[tokio::test]
async fn an_own_first_review_waits_again_whatever_was_said_over_it() {
    let rejections = SecondRule {
        verdicts: vec![Verdict::Reject],
        ..SecondRule::default()
    };
    for (rule, first, over, then) in [
        (
            rejections,
            Verdict::Reject,
            Verdict::Correct,
            ItemState::Decided,
        ),
        (
            always().second,
            Verdict::Correct,
            Verdict::Escalate,
            ItemState::Escalated,
        ),
    ] {
        let house = House::with(ProjectSettings {
            second: rule,
            ..ProjectSettings::default()
        })
        .await;
        let store = house.store();
        let item = house.queued().await;
        let says = async |verdict| {
            let desk = house.claim(&house.ada, item.id).await;
            let request = review(desk.claim.fence, verdict, "Violations: Puma.");
            store
                .review_submit(&house.ada, item.id, &request)
                .await
                .unwrap()
                .review
        };
        let first = says(first).await;
        assert_eq!(state(&house, item.id).await, ItemState::SecondReview);
        let over = says(over).await;
        assert_eq!(state(&house, item.id).await, then);
        store
            .review_undo(&house.ada, item.id, over.id)
            .await
            .unwrap();
        assert_eq!(state(&house, item.id).await, ItemState::SecondReview);
        let second = house.decide(&house.sue, item.id, "Violations: Puma.").await;
        assert_eq!(second.review.beside, Some(first.id));
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

#[tokio::test]
async fn another_project_sees_none_of_it() {
    let house = House::with(always()).await;
    let store = house.store();
    let them: Member = project(store, "other", always()).await;
    let (item, _) = once(&house).await;
    let asked = store.item_claim(&them, &this(item.id)).await;
    assert!(matches!(asked, Err(StoreError::NotFound)), "{asked:?}");
    assert!(store.item_claim(&them, &next()).await.unwrap().is_none());
    house.decide(&house.sue, item.id, "No violations.").await;
    assert!(store.differing_list(&them).await.unwrap().is_empty());
}
