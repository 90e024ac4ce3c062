//! Sampling rules: the sample is fixed before anybody sees an outcome, only people's reviews of it count, and what the
//! rule accepts is what nobody has touched, once, in its own name.

mod applied;
mod drawn;
mod ended;
mod failed;

use crate::house::{House, gone, refused_by, review};
use crate::synthesis::{captioned, next as work_of, pairs, replied, send, settings, start};
use vitrine_domain::api::SamplingRequest;
use vitrine_domain::*;
use vitrine_store::{MaySend, Member, Outcome, Result, StoreError};

/// Six of thirty: flawless, they come to a bound of 60.7 %.
const ASKED: SamplingRequest = SamplingRequest {
    review_percent: 20.0,
    bar_percent: 60.0,
    least_reviews: 3,
};

fn pair(n: usize) -> Outcome {
    pairs(&[(
        &format!("What is number {n}?"),
        &format!("It is the thing with the number {n}."),
    )])
}

/// A run that is over and has made one item of each of so many images.
async fn made(images: usize) -> (House, SynthesisRun) {
    let house = House::with(settings()).await;
    for _ in 0..images {
        captioned(&house, Split::Train).await;
    }
    // The images' own items are not in anybody's way.
    house.sql("update items set state = 'set_aside'").await;
    let run = start(&house, &[("conversation", images as i64)], 1_000_000).await;
    for (n, work) in work_of(&house, &run).await.iter().enumerate() {
        assert_eq!(send(&house, work, 100).await, MaySend::Yes);
        replied(&house, work, &pair(n)).await;
    }
    over(&house, &run).await;
    (house, run)
}

async fn over(house: &House, run: &SynthesisRun) {
    let ended = SynthesisState::Finished;
    let store = house.store();
    store
        .synthesis_end(&house.rule, run.id, ended, None)
        .await
        .unwrap();
}

async fn stated(house: &House, run: &SynthesisRun) -> SamplingRule {
    let store = house.store();
    store
        .sampling_rule_state(&house.ada, run.id, &ASKED)
        .await
        .unwrap()
}

async fn rule(house: &House, run: &SynthesisRun) -> SamplingRule {
    let store = house.store();
    store
        .sampling_rule_get(&house.rob, run.id)
        .await
        .unwrap()
        .unwrap()
}

async fn items(house: &House, part: &str) -> Vec<ItemId> {
    let ids: Vec<uuid::Uuid> =
        sqlx::query_scalar("select id from items where sampling = $1 order by id")
            .bind(part)
            .fetch_all(house.db.app())
            .await
            .unwrap();
    ids.into_iter().map(ItemId).collect()
}

/// As a person at the desk decides it.
async fn decide(house: &House, who: &Member, item: ItemId, verdict: Verdict) -> Review {
    let desk = house.claim(who, item).await;
    let answer = match verdict {
        Verdict::Correct => "Something else.".to_owned(),
        _ => desk.proposal.unwrap().answer,
    };
    let request = review(desk.claim.fence, verdict, &answer);
    let receipt = house.store().review_submit(who, item, &request).await;
    receipt.unwrap().review
}

/// Rob accepts the whole sample.
async fn accepted(house: &House) {
    for item in items(house, "drawn").await {
        decide(house, &house.rob, item, Verdict::Accept).await;
    }
}

/// What the worker does; returns how many pages it took.
async fn carried(house: &House, run: &SynthesisRun) -> usize {
    let (mut after, mut pages) = (None, 0);
    while let Some(last) = house
        .store()
        .sampling_rule_accept(&house.rule, run.id, after)
        .await
        .unwrap()
    {
        (after, pages) = (Some(last), pages + 1);
    }
    pages
}

fn refused<T: std::fmt::Debug>(result: Result<T>, says: &str) {
    match result {
        Err(StoreError::Conflict(why)) => assert!(why.contains(says), "{why}"),
        other => panic!("{says}: {other:?}"),
    }
}

#[tokio::test]
async fn the_database_holds_a_rule_to_its_frame_and_its_bar() {
    let (house, run) = made(30).await;
    stated(&house, &run).await;
    let owner = house.db.owner().await;
    let by_rule = |item: &str, reviewer: &str, verdict: &str| {
        format!(
            "insert into reviews (id, project_id, item_id, proposal_id, reviewer_id, sampling_rule_id, verdict, answer,
                correction, instruction, policy_id, fence)
             select gen_random_uuid(), s.project_id, i.id, (select id from proposals where item_id = i.id), {reviewer},
                s.id, '{verdict}', 'x', false, 'x', s.policy_id, 99
             from sampling_rules s, items i where i.id = ({item})"
        )
    };
    let framed = "select item_id from sampling_items limit 1";
    let outside = "select id from items where state = 'set_aside' limit 1";
    let person = "(select id from users limit 1)";
    for (sql, constraint) in [
        (by_rule(framed, person, "accept"), "reviews_of_one_author"),
        (by_rule(framed, "null", "reject"), "reviews_of_a_rule_accept"),
        (by_rule(outside, "null", "accept").replace("(select id from proposals where item_id = i.id)", "(select id from proposals limit 1)"), "reviews_of_a_rules_item"),
        (
            "update sampling_rules set state = 'applying', reviewed = 6, accepted = 5, bound_percent = 41.8, applied_by = 'x'".into(),
            "sampling_rules_check2",
        ),
    ] {
        refused_by(&owner, sql, constraint).await;
    }
    // Which of them were drawn is settled.
    let redrawn = sqlx::query("update sampling_items set drawn = not drawn")
        .execute(house.db.app())
        .await
        .unwrap_err();
    assert!(redrawn.to_string().contains("permission"), "{redrawn}");
}

#[tokio::test]
async fn a_foreign_projects_rule_is_not_found() {
    let (house, run) = made(30).await;
    let store = house.store();
    let before = stated(&house, &run).await;
    let them = crate::house::project(store, "other", settings()).await;
    let rule_of = Member::rule("accept", them.project_id);
    gone("get", store.sampling_rule_get(&them, run.id).await);
    gone(
        "state",
        store.sampling_rule_state(&them, run.id, &ASKED).await,
    );
    gone("apply", store.sampling_rule_apply(&them, run.id).await);
    gone(
        "accept",
        store.sampling_rule_accept(&rule_of, run.id, None).await,
    );
    gone(
        "withdraw",
        store.sampling_rule_withdraw(&them, run.id).await,
    );
    assert_eq!(store.sampling_rules_settle(&rule_of).await.unwrap(), 0);
    assert_eq!(
        store.sampling_rules_enqueue_lost(&rule_of).await.unwrap(),
        0
    );
    assert_eq!(rule(&house, &run).await, before);
    // A run without a rule has none to apply.
    let (house, run) = made(2).await;
    gone(
        "no rule",
        house.store().sampling_rule_apply(&house.ada, run.id).await,
    );
}
