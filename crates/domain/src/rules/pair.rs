//! Two answers to one held-out item beside what is true: is either wrong, and has the later one become better?
//!
//! Where the truth is a decision, an answer is right or wrong. Prose, a truth that `rules::decision` does not read, is
//! hardly ever met to the letter: there chrF tells, as it does for the gate. `store/evaluation_pairs.rs` says the same in SQL.

use crate::EvaluationItem;

/// Points of chrF (0–100) from which prose is better or worse. One other word in a sentence of twenty moves it by 4 to 9:
/// less than 5 is a small word at most.
pub const CHRF_STEP: f32 = 5.0;

/// Below this chrF (0–100) prose is wrong. Of two truths made up for it, what says the same in quite other words has 42 to
/// 62, and what says something else of the same things 22 at most, which the language alone shares.
pub const CHRF_WRONG: f32 = 40.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Better,
    Worse,
    Same,
}

/// `prose`: the truth is.
pub fn is_wrong(said: &EvaluationItem, prose: bool) -> bool {
    match prose {
        true => said.answer_chrf < CHRF_WRONG,
        false => !said.decision_correct,
    }
}

pub fn change(before: &EvaluationItem, after: &EvaluationItem, prose: bool) -> Change {
    let gain = match prose {
        true => after.answer_chrf - before.answer_chrf,
        false => f32::from(i8::from(after.decision_correct) - i8::from(before.decision_correct)),
    };
    let step = if prose { CHRF_STEP } else { 1.0 };
    match gain {
        g if g >= step => Change::Better,
        g if g <= -step => Change::Worse,
        _ => Change::Same,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::chrf::chrf;
    use crate::{ItemId, TripletId};

    fn said(decision_correct: bool, answer_chrf: f32) -> EvaluationItem {
        EvaluationItem {
            triplet_id: TripletId::fresh(),
            item_id: ItemId::fresh(),
            answer: String::new(),
            regions: vec![],
            decision_correct,
            head_decision_correct: false,
            malformed: false,
            answer_chrf,
            loss_sum: 0.0,
            loss_tokens: 1,
        }
    }

    #[test]
    fn a_decision_is_right_or_wrong_whatever_its_letters() {
        let (right, wrong) = (said(true, 10.0), said(false, 90.0));
        assert!(!is_wrong(&right, false) && is_wrong(&wrong, false));
        assert_eq!(change(&wrong, &right, false), Change::Better);
        assert_eq!(change(&right, &wrong, false), Change::Worse);
        assert_eq!(change(&right, &right, false), Change::Same);
        assert_eq!(change(&wrong, &wrong, false), Change::Same);
    }

    #[test]
    fn prose_goes_by_chrf_from_a_step_on() {
        for (before, after, expected) in [
            (50.0, 55.0, Change::Better),
            (50.0, 54.5, Change::Same),
            (55.0, 50.0, Change::Worse),
            (54.5, 50.0, Change::Same),
            (0.0, 20.0, Change::Better),
        ] {
            // Equal to the letter or not counts for nothing.
            let pair = (said(true, before), said(false, after));
            assert_eq!(change(&pair.0, &pair.1, true), expected, "{pair:?}");
        }
        assert!(is_wrong(&said(true, 39.5), true) && !is_wrong(&said(false, 40.0), true));
    }

    /// What both numbers rest on.
    #[test]
    fn another_word_is_a_step_and_a_paraphrase_is_not_wrong() {
        let truth = "Sorry to hear that your kettle arrived broken. Please send us a photo of the damage and we will \
                     replace it within three days.";
        let of = |answer: &str| said(false, chrf(answer, truth) as f32);
        let same = of(truth);
        let word = of(&truth.replace("photo", "picture"));
        assert_eq!(change(&same, &word, true), Change::Worse);
        let sign = of(&truth.replace("broken. Please", "broken; please"));
        assert_eq!(change(&same, &sign, true), Change::Same);
        for paraphrase in [
            "Sorry to hear that your kettle is broken. Send a photo of it and you will get a new one within three days.",
            "We regret the damage to your kettle. With a photo of it we can send you a replacement within three days.",
        ] {
            assert!(!is_wrong(&of(paraphrase), true), "{paraphrase}");
        }
        for other in [
            "Please clean the filter of the kettle once a week and use fresh water.",
            "Your order is on its way and should arrive on Tuesday. Thank you for your patience.",
            "",
        ] {
            assert!(is_wrong(&of(other), true), "{other}");
        }
    }
}
