//! A run stopped on its way: by a kill, by its budget, by a lead.

use super::{different, most};
use crate::judge::Does;
use crate::taught::{PAIRS, REPLY_TOKENS, Taught};
use vitrine_domain::api::SynthesisResume;
use vitrine_domain::{SynthesisBudget, SynthesisState};

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_no_image_is_paid_for_twice() {
    let plan = [
        Does::Scores(PAIRS),
        Does::Scores(PAIRS),
        Does::Hangs,
        Does::Hangs,
    ];
    let mut taught = Taught::new(6, &plan).await;
    taught.judge.always(Does::Scores(PAIRS));
    let request = taught.request(6, 1_000_000, 2);
    let run = taught.ask(&request).await;
    taught.worker("first");
    taught.heard(4).await;
    taught
        .house
        .wait("two replies", || async {
            (taught.run(run.id).await.totals.made == 2).then_some(())
        })
        .await;
    taught.house.kill("first");
    taught.worker("second");
    let run = taught.over(run.id).await;
    assert_eq!(run.state, SynthesisState::Finished, "{:?}", run.reason);
    // What was in flight may have been paid for: it is not asked for again by itself, and counts.
    let t = &run.totals;
    assert_eq!((t.made, t.lost, t.planned), (4, 2, 0));
    assert_eq!(taught.judge.heard().len(), 6);
    assert_eq!(different(&taught.judge.named()), 6);
    assert_eq!(t.spent_tokens, 4 * REPLY_TOKENS + 2 * most(&request).tokens);

    // A lead may have it asked for, under the same names.
    let lost = SynthesisResume {
        lost: true,
        ..Default::default()
    };
    let store = taught.house.db.store.clone();
    store
        .synthesis_resume(&taught.member, run.id, &lost)
        .await
        .unwrap();
    let run = taught.over(run.id).await;
    assert_eq!((run.totals.made, run.totals.lost), (6, 0));
    assert_eq!(taught.judge.heard().len(), 8);
    assert_eq!(different(&taught.judge.named()), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_stops_to_the_request_with_many_in_flight() {
    const CHARGED: i64 = 4_000;
    let mut taught = Taught::new(12, &[]).await;
    taught
        .judge
        .always(Does::Charges(PAIRS, 30, CHARGED as u64));
    let mut request = taught.request(12, 1, 4);
    let most = most(&request).tokens;
    // Room for all four at once in the beginning, for one at a time in the end, and for nine in all.
    request.budget.tokens = 8 * CHARGED + most + 17;
    assert!(CHARGED < most && 4 * most < request.budget.tokens, "{most}");
    let fit = 9;
    let run = taught.ask(&request).await;
    taught.worker("worker");
    let run = taught.over(run.id).await;
    assert_eq!(run.state, SynthesisState::OutOfBudget);
    let t = &run.totals;
    assert_eq!((t.made, t.planned), (fit, 12 - fit));
    assert_eq!(taught.judge.heard().len() as i64, fit);
    assert_eq!(t.spent_tokens, fit * CHARGED);
    assert!(t.spent_tokens <= request.budget.tokens && t.reserved_tokens == 0);
    let why = run.reason.unwrap();
    assert!(why.contains(&request.budget.tokens.to_string()), "{why}");

    let more = SynthesisResume {
        budget: Some(SynthesisBudget {
            tokens: 1_000_000,
            dollars: Some(100.0),
        }),
        ..Default::default()
    };
    let store = taught.house.db.store.clone();
    store
        .synthesis_resume(&taught.member, run.id, &more)
        .await
        .unwrap();
    let run = taught.over(run.id).await;
    assert_eq!((run.state, run.totals.made), (SynthesisState::Finished, 12));
    assert_eq!(taught.judge.heard().len(), 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_sends_nothing_more_and_takes_in_what_is_paid_for() {
    let mut taught = Taught::new(20, &[]).await;
    taught.judge.always(Does::SaysLate(PAIRS, 400));
    let run = taught.ask(&taught.request(20, 1_000_000, 2)).await;
    taught.worker("worker");
    taught.heard(3).await;
    let store = taught.house.db.store.clone();
    store
        .synthesis_cancel(&taught.member, run.id)
        .await
        .unwrap();
    let run = taught.over(run.id).await;
    assert_eq!(run.state, SynthesisState::Cancelled);
    let heard = taught.judge.heard().len() as i64;
    assert!(heard < 20, "{heard}");
    assert_eq!((run.totals.made, run.totals.sent), (heard, 0));
    assert_eq!(run.totals.spent_tokens, heard * REPLY_TOKENS);
}
