//! What comes of a reply: pairs that wait for a review and lead back to it, or the reason why there are none.

use super::{HASH, begun, next, pairs, replied, send};
use crate::house::review;
use vitrine_domain::api::SampleFilter;
use vitrine_domain::*;
use vitrine_store::MaySend;
use vitrine_synthesis::Unparsed;

#[tokio::test]
async fn what_is_read_is_pending_until_somebody_reviews_it_and_then_leads_back() {
    let (house, run) = begun(1, &[("conversation", 1)], 1_000_000).await;
    let store = house.store();
    let work = next(&house, &run).await;
    assert_eq!(send(&house, &work[0], 100).await, MaySend::Yes);
    let outcome = pairs(&[
        ("What is it?", "A white shoe."),
        ("What is it?", "Another answer."),
        ("Where?", "The captions say on grass."),
    ]);
    replied(&house, &work[0], &outcome).await;
    // Told again, it changes nothing.
    replied(&house, &work[0], &outcome).await;
    let run = store.synthesis_get(&house.ada, run.id).await.unwrap();
    let t = &run.totals;
    assert_eq!((t.made, t.pairs, t.items, t.flagged), (1, 3, 2, 2));
    assert_eq!((t.spent_tokens, t.spent_micros), (10, 3));
    let counts = store.project_counts(&house.ada).await.unwrap();
    assert_eq!((counts.proposals, counts.triplets_train), (2, 0));

    // No model answers what a teacher asked.
    let enqueued = store
        .proposals_enqueue_all(&house.rule, "base-hash")
        .await
        .unwrap();
    assert_eq!(enqueued, 0, "the image's first item has its job");
    let items = store
        .item_list(&house.ada, &Default::default())
        .await
        .unwrap()
        .rows;
    let asked = items
        .iter()
        .find(|r| r.item.instruction == "What is it?")
        .unwrap();
    assert_eq!(asked.item.state, ItemState::Queued);
    assert!(!asked.item.blind);
    let wanted = store.proposal_wanted(&house.rule, asked.item.id).await;
    assert_eq!(wanted.unwrap(), None);

    let desk = house.claim(&house.rob, asked.item.id).await;
    let proposal = desk.proposal.clone().unwrap();
    assert_eq!(proposal.answer, "A white shoe.");
    assert_eq!(proposal.author(), "stand-in, teacher");
    assert_eq!(
        (proposal.confidence, proposal.model_version_id),
        (None, None)
    );
    let request = review(desk.claim.fence, Verdict::Accept, "A white shoe.");
    let receipt = store
        .review_submit(&house.rob, asked.item.id, &request)
        .await
        .unwrap();
    assert!(receipt.triplet_id.is_some());
    let history = store.item_history(&house.ada, asked.item.id).await.unwrap();
    let triplet = &history.triplets[0];
    let taught = triplet.taught.as_ref().unwrap();
    assert_eq!(
        (taught.run_id, taught.sample_id, taught.seed),
        (run.id, work[0].id, 7)
    );
    assert_eq!(
        (
            taught.teacher.as_str(),
            taught.kind.as_str(),
            taught.template_version,
            taught.request_hash.as_str()
        ),
        ("stand-in", "conversation", 1, HASH)
    );
    assert_eq!(triplet.model_version_id, None);
    assert_eq!((triplet.blind, triplet.split), (false, Split::Train));
}

#[tokio::test]
async fn flags_follow_the_plans_order_whatever_order_replies_come_in() {
    let mut seen = Vec::new();
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let (house, run) = begun(1, &[("conversation", 3)], 1_000_000).await;
        let work = next(&house, &run).await;
        for w in &work {
            assert_eq!(send(&house, w, 10).await, MaySend::Yes);
        }
        let answers = [
            (
                "What is on the grass?",
                "A white shoe with a black sole lies on the grass there.",
            ),
            (
                "What is on the grass",
                "A white shoe with a black sole lies on the grass.",
            ),
            (
                "Who wears it?",
                "Nobody wears it at the moment, as far as one can see.",
            ),
        ];
        for i in order {
            replied(&house, &work[i], &pairs(&[answers[i]])).await;
        }
        let flags: Vec<(i32, Vec<String>)> = sqlx::query_as(
            "select s.n, p.flags from synthesis_pairs p join synthesis_samples s on s.id = p.sample_id order by s.n",
        )
        .fetch_all(house.db.app())
        .await
        .unwrap();
        seen.push(flags);
    }
    let near = vec!["near_duplicate".to_owned()];
    assert_eq!(seen[0], [(0, vec![]), (1, near), (2, vec![])]);
    assert!(seen.iter().all(|s| *s == seen[0]), "{seen:?}");
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_with_its_reason_and_makes_nothing() {
    let (house, run) = begun(1, &[("detail", 1)], 1_000_000).await;
    let store = house.store();
    let work = next(&house, &run).await;
    send(&house, &work[0], 100).await;
    replied(
        &house,
        &work[0],
        &Err(Unparsed("the reply is empty".into())),
    )
    .await;
    let filter = SampleFilter {
        state: Some(SampleState::Unparsed),
        ..Default::default()
    };
    let samples = store
        .sample_list(&house.ada, run.id, &filter)
        .await
        .unwrap();
    let sample = &samples.rows[0];
    assert_eq!(sample.reason.as_deref(), Some("the reply is empty"));
    assert_eq!(sample.reply.as_deref(), Some("as the teacher wrote it"));
    let run = store.synthesis_get(&house.ada, run.id).await.unwrap();
    assert_eq!((run.totals.unparsed, run.totals.pairs), (1, 0));
    assert_eq!(run.totals.spent_tokens, 10);
}
