//! What a confidence has come to, counted against a count by hand.

use crate::house::{House, PROPOSED, proposal, region, review};
use vitrine_domain::{Split, Verdict};
use vitrine_store::NewProposal;

#[tokio::test]
async fn bins_count_what_people_made_of_proposals_and_nothing_else() {
    let house = House::new().await;
    let store = house.store();
    // Confidence, verdict: accepted twice and corrected once at 0.96, rejected and undone there too, accepted at 0.2.
    for (confidence, verdict) in [
        (0.96, Verdict::Accept),
        (0.96, Verdict::Accept),
        (0.96, Verdict::Correct),
        (0.96, Verdict::Reject),
        (0.2, Verdict::Accept),
    ] {
        let item = house.item(Split::Train).await;
        let new = NewProposal {
            confidence,
            ..proposal(item.id, &house.base)
        };
        store.proposal_add(&house.rule, &new).await.unwrap();
        let desk = house.claim(&house.rob, item.id).await;
        let answer = match verdict {
            Verdict::Correct => "No violations.",
            _ => PROPOSED,
        };
        let mut request = review(desk.claim.fence, verdict, answer);
        request.regions = vec![region("Nike")];
        store
            .review_submit(&house.rob, item.id, &request)
            .await
            .unwrap();
    }
    let undone = house.queued().await;
    let receipt = house.decide(&house.rob, undone.id, "No violations.").await;
    house.undo(&house.rob, &receipt.review).await;
    house.decided(Split::HeldOut).await;
    let found = store
        .calibration_get(&house.rob, house.base.id)
        .await
        .unwrap();
    let counts: Vec<_> = found
        .bins
        .iter()
        .map(|b| (b.low, b.reviewed, b.accepted))
        .filter(|b| b.1 > 0)
        .collect();
    assert_eq!(counts, [(0.0, 1, 1), (0.95, 3, 2)]);
    // Three are too few to say anything.
    assert_eq!(found.bin(0.96), None);
}
