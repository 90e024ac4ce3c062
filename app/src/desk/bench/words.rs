//! What the desk says of a verdict. Pure.

use super::Setting;
use crate::desk::later::Check;
use crate::desk::state::Draft;
use crate::desk::turns::unwritten;
use crate::parts::sentence;
use crate::words::desk::bench::said as say;
use vitrine_domain::turn::{check_room, check_whole};
use vitrine_domain::{Invalid, ItemState, Mode, Verdict, limits};

/// Why a draft cannot be sent with this verdict, before the server has to say so. `teaching`: where answers teach, what
/// they are held to, and the project's labels.
pub(super) fn complaint(
    verdict: Verdict,
    draft: &Draft,
    teaching: Option<(Check, &[String])>,
) -> Option<String> {
    if draft.answer.len() > limits::ANSWER_BYTES {
        return Some(say::too_long(limits::ANSWER_BYTES / 1024));
    }
    let Invalid(why) = unfit(verdict, draft, teaching).err()?;
    Some(sentence(&why))
}

/// The field whose want is complained of, by its id, if it is one of a further turn.
pub(super) fn gap(verdict: Verdict, draft: &Draft) -> Option<String> {
    let written = !draft.answer.trim().is_empty() && draft.answer.len() <= limits::ANSWER_BYTES;
    let next = verdict.makes_triplet() && written && check_room(&draft.turns).is_ok();
    next.then(|| unwritten(&draft.turns)).flatten()
}

fn unfit(
    verdict: Verdict,
    draft: &Draft,
    teaching: Option<(Check, &[String])>,
) -> Result<(), Invalid> {
    if !verdict.makes_triplet() {
        return check_room(&draft.turns);
    }
    if draft.answer.trim().is_empty() {
        return Err(Invalid::new(say::WRITE_FIRST));
    }
    check_whole(&draft.turns)?;
    match teaching {
        Some((check, labels)) => check(&draft.answer, &draft.turns, labels, &draft.regions),
        None => Ok(()),
    }
}

/// A decision that was stored. Where answers teach, none counts before a lead has released it: whether two reviewers
/// differ is told to neither.
pub(super) fn done(setting: &Setting, verdict: Verdict, state: Option<ItemState>) -> &'static str {
    let waits = setting.mode == Mode::Instructor && verdict.makes_triplet();
    match state {
        Some(ItemState::SecondReview) if waits => say::TO_A_SECOND,
        _ if waits && !setting.lead => say::TO_A_LEAD,
        _ => say::done(verdict),
    }
}

/// What a draft says, in a line.
pub(super) fn written(draft: &Draft) -> String {
    let mut said = match draft.answer.trim() {
        "" => say::WITHOUT_ANSWER.to_owned(),
        answer => say::answered(answer),
    };
    for turn in &draft.turns {
        let (asked, answer) = (turn.instruction.trim(), turn.response.trim());
        said.push_str(&say::then(asked, answer));
    }
    said
}

/// A whole sentence that ends with what became of the draft.
pub(super) fn kept_words(reason: &str) -> String {
    let reason = reason.trim_end_matches('.');
    if reason.contains("draft is kept") {
        format!("{reason}.")
    } else {
        say::kept(reason)
    }
}

/// For an item that cannot be laid on the desk: what was written about it, to be read and copied.
pub(super) fn not_lost(reason: &str, draft: &Draft) -> String {
    match draft.answer.trim().is_empty() && draft.turns.is_empty() {
        true => kept_words(reason),
        false => say::kept_here(reason.trim_end_matches('.'), &written(draft)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::Turn;
    use vitrine_domain::rules::steps;

    fn draft(answer: &str, turns: &[(&str, &str)]) -> Draft {
        let turn = |(asked, said): &(&str, &str)| Turn {
            instruction: (*asked).into(),
            response: (*said).into(),
        };
        Draft {
            answer: answer.into(),
            turns: turns.iter().map(turn).collect(),
            ..Draft::default()
        }
    }

    #[test]
    fn half_a_turn_is_told_before_it_is_sent_and_given_up_as_it_is() {
        let half = draft("A shoe.", &[("Where?", "Left."), ("Why?", " ")]);
        let said = complaint(Verdict::Correct, &half, None).unwrap();
        assert!(said.starts_with("Turn 3 has no answer"), "{said}");
        let field = gap(Verdict::Correct, &half);
        assert_eq!(field.as_deref(), Some("turn-1-answer"));
        assert_eq!(gap(Verdict::Reject, &half), None);
        assert_eq!(complaint(Verdict::Reject, &half, None), None);
        let whole = draft("A shoe.", &[("Where?", "Left.")]);
        assert_eq!(complaint(Verdict::Correct, &whole, None), None);
        let long = draft("A shoe.", &[("Where?", &"x".repeat(limits::ANSWER_BYTES))]);
        assert!(complaint(Verdict::Escalate, &long, None).is_some());
        let empty = complaint(Verdict::Correct, &draft(" ", &[]), None);
        assert!(empty.unwrap().starts_with("Write the answer first"));
    }

    #[test]
    fn what_teaches_is_told_to_be_tied_in_each_turn() {
        let labels = ["lamp".to_owned()];
        let said = |answer: &str, turn: &str, teaching| {
            complaint(
                Verdict::Correct,
                &draft(answer, &[("Why?", turn)]),
                teaching,
            )
        };
        let learners = Some((steps::check as Check, labels.as_slice()));
        let loose = "1. The lamp.";
        assert_eq!(said(loose, "So.", None), None);
        let first = said(loose, "So.", learners).unwrap();
        assert!(first.starts_with("Step 1 names no marked"), "{first}");
        let second = said("A lamp.", loose, learners).unwrap();
        assert!(second.starts_with("In turn 2, step 1 names"), "{second}");
        assert_eq!(said("A lamp.", "So.", learners), None);
    }

    #[test]
    fn a_decision_is_told_by_where_it_leaves_the_item() {
        let reviewer = Setting {
            mode: Mode::Instructor,
            ..Setting::default()
        };
        let lead = Setting {
            lead: true,
            ..reviewer.clone()
        };
        let saved = say::done(Verdict::Label);
        let told = |setting, state| done(setting, Verdict::Label, state);
        let second = Some(ItemState::SecondReview);
        assert_eq!(told(&reviewer, second), say::TO_A_SECOND);
        assert_eq!(told(&lead, second), say::TO_A_SECOND);
        assert_eq!(told(&reviewer, Some(ItemState::Escalated)), say::TO_A_LEAD);
        // Who disagrees with the first is not told so.
        let differs = Some(ItemState::Adjudication);
        assert_eq!(told(&reviewer, differs), say::TO_A_LEAD);
        assert_eq!(told(&reviewer, None), say::TO_A_LEAD);
        // A lead has released it.
        assert_eq!(told(&lead, Some(ItemState::Decided)), saved);
        assert_eq!(told(&lead, differs), saved);
        assert_eq!(told(&Setting::default(), second), saved);
        let given_up = done(&reviewer, Verdict::Reject, second);
        assert_eq!(given_up, say::done(Verdict::Reject));
    }

    #[test]
    fn what_was_written_is_told_with_its_turns() {
        let whole = draft("A shoe.", &[("Where?", "Left.")]);
        assert_eq!(written(&whole), "“A shoe.”, then “Where?” “Left.”");
        let told = not_lost("It is decided.", &draft("", &[("Where?", "")]));
        assert!(told.ends_with("without an answer, then “Where?” “”"));
        assert!(!not_lost("It is decided.", &draft(" ", &[])).contains("then"));
    }
}
