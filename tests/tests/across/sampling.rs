//! A sampling rule across processes: people review the sample, a lead applies the rule, workers write its reviews, and a
//! worker that is killed leaves nothing undone and nothing done twice.

use crate::judge::Does;
use crate::taught::{PAIRS, Taught};
use vitrine_domain::api::{ClaimRequest, ReviewRequest, SamplingRequest};
use vitrine_domain::*;

#[tokio::test(flavor = "multi_thread")]
async fn what_a_rule_accepts_is_accepted_once_whichever_worker_is_killed() {
    const IMAGES: u64 = 130;
    let mut taught = Taught::new(IMAGES, &[]).await;
    taught.judge.always(Does::Scores(PAIRS));
    // The images' own items are not this test's.
    let owner = taught.house.db.owner().await;
    for sql in [
        "delete from apalis.jobs",
        "update items set state = 'set_aside'",
    ] {
        sqlx::query(sql).execute(&owner).await.unwrap();
    }
    let run = taught
        .ask(&taught.request(IMAGES as i64, 10_000_000, 8))
        .await;
    taught.worker("first");
    let run = taught.over(run.id).await;
    assert_eq!(run.state, SynthesisState::Finished, "{:?}", run.reason);
    // Of two pairs a reply, one speaks of the caption: it is flagged, and no rule's.
    let (store, member) = (taught.house.db.store.clone(), taught.member.clone());
    let asked = SamplingRequest {
        review_percent: 1.0,
        bar_percent: 70.0,
        least_reviews: 9,
    };
    let rule = store
        .sampling_rule_state(&member, run.id, &asked)
        .await
        .unwrap();
    assert_eq!((rule.frame, rule.drawn), (IMAGES as i64, 9));
    for _ in 0..rule.drawn {
        let desk = store.item_claim(&member, &ClaimRequest::default()).await;
        let desk = desk.unwrap().unwrap();
        assert_eq!(desk.item.sampling, Some(Sampling::Drawn));
        let request = ReviewRequest {
            fence: desk.claim.fence,
            verdict: Verdict::Accept,
            answer: desk.proposal.unwrap().answer,
            regions: vec![],
            turns: vec![],
            note: String::new(),
        };
        let submitted = store.review_submit(&member, desk.item.id, &request);
        submitted.await.unwrap();
    }
    let applied = store.sampling_rule_apply(&member, run.id).await.unwrap();
    assert_eq!(applied.open, IMAGES as i64 - 9);
    taught
        .house
        .wait("the rule's first reviews", || async {
            let rule = store.sampling_rule_get(&member, run.id).await.unwrap();
            (rule.unwrap().written > 0).then_some(())
        })
        .await;
    taught.house.kill("first");
    taught.worker("second");
    let rule = taught
        .house
        .wait("the rule's end", || async {
            let rule = store.sampling_rule_get(&member, run.id).await.unwrap();
            rule.filter(|r| r.state.is_over())
        })
        .await;
    assert_eq!(rule.state, SamplingState::Applied);
    assert_eq!(rule.written, IMAGES as i64 - 9);
    let counts: (i64, i64, i64) = sqlx::query_as(
        "select count(*), count(distinct item_id), count(*) filter (where sampling_rule_id is not null) from reviews",
    )
    .fetch_one(&owner)
    .await
    .unwrap();
    assert_eq!(counts, (IMAGES as i64, IMAGES as i64, rule.written));
    let flagged: i64 = sqlx::query_scalar(
        "select count(*) from synthesis_pairs p join items i on i.id = p.item_id
         where p.flags <> '{}' and i.state = 'queued' and i.sampling is null",
    )
    .fetch_one(&owner)
    .await
    .unwrap();
    assert_eq!(flagged, IMAGES as i64);
}
