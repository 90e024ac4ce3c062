//! Whether a review asks for what is stored already. Pure: no database.

use vitrine_domain::api::ReviewRequest;
use vitrine_domain::rules::correction::is_correction;
use vitrine_domain::{Review, Verdict};

/// Does this ask for what was stored? An acceptance stores the proposal, in whatever letters it was asked for.
pub(crate) fn repeats(request: &ReviewRequest, stored: &Review, labels: &[String]) -> bool {
    let said = (&request.answer, &request.regions) == (&stored.answer, &stored.regions)
        || stored.verdict == Verdict::Accept
            && !is_correction(
                (&stored.answer, &stored.regions),
                (&request.answer, &request.regions),
                labels,
            );
    said && request.verdict == stored.verdict
        && request.turns == stored.turns
        && request.note == stored.note
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review_check::check;
    use crate::review_check::tests::{labels, proposal, region, request};
    use vitrine_domain::{PolicyId, Proposal, ReviewId, Round, Turn};

    #[test]
    fn what_differs_in_anything_repeats_nothing() {
        let stored = |request: &ReviewRequest, proposal: &Proposal| {
            let checked = check(request, false, Some(proposal), &labels(), false).unwrap();
            Review {
                id: ReviewId::fresh(),
                item_id: proposal.item_id,
                proposal_id: Some(proposal.id),
                reviewer_id: None,
                sampling_rule_id: None,
                reviewer: String::new(),
                scripted: false,
                verdict: request.verdict,
                answer: checked.answer,
                regions: checked.regions,
                turns: checked.turns,
                correction: checked.correction,
                note: request.note.clone(),
                instruction: String::new(),
                policy_id: PolicyId::fresh(),
                supersedes: None,
                round: Round::First,
                beside: None,
                created_at: chrono::DateTime::UNIX_EPOCH,
            }
        };
        let p = proposal();
        let asked = request(Verdict::Correct, "Violations: Puma.", vec![region("Puma")]);
        let review = stored(&asked, &p);
        assert!(repeats(&asked, &review, &labels()));
        let turn = Turn {
            instruction: "Where?".into(),
            response: "Left.".into(),
        };
        for other in [
            ReviewRequest {
                verdict: Verdict::Reject,
                ..asked.clone()
            },
            // The same to a rule, and not what was written.
            ReviewRequest {
                answer: "Violations: puma.".into(),
                ..asked.clone()
            },
            ReviewRequest {
                regions: vec![],
                ..asked.clone()
            },
            ReviewRequest {
                turns: vec![turn],
                ..asked.clone()
            },
            ReviewRequest {
                note: "so it is".into(),
                ..asked.clone()
            },
        ] {
            assert!(!repeats(&other, &review, &labels()), "{other:?}");
        }
        // The proposal is stored, to the letter: what passed for it passes again.
        let accepted = request(Verdict::Accept, "Violations: nike.", vec![region("Nike")]);
        let review = stored(&accepted, &p);
        assert_ne!(review.answer, accepted.answer);
        assert!(repeats(&accepted, &review, &labels()));
        let other = ReviewRequest {
            answer: "Violations: Puma.".into(),
            ..accepted
        };
        assert!(!repeats(&other, &review, &labels()));
    }
}
