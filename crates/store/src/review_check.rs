//! What a review must be before it is written. Pure: no database.

use std::collections::HashSet;
use vitrine_domain::api::ReviewRequest;
use vitrine_domain::limits::ANSWER_BYTES;
use vitrine_domain::region::check_all;
use vitrine_domain::rules::correction::is_correction;
use vitrine_domain::rules::steps;
use vitrine_domain::turn::{check_room, check_whole};
use vitrine_domain::{Invalid, Proposal, Region, Turn, Verdict};

/// What goes into the row.
#[derive(Debug, PartialEq)]
pub(crate) struct Checked {
    pub(crate) answer: String,
    pub(crate) regions: Vec<Region>,
    pub(crate) turns: Vec<Turn>,
    pub(crate) correction: bool,
}

/// `proposal`: what the reviewer was shown; none when blind, or when there was none. `tied`: the steps of what is to be
/// curated, now or by a lead, must each name a region.
pub(crate) fn check(
    request: &ReviewRequest,
    blind: bool,
    proposal: Option<&Proposal>,
    labels: &[String],
    tied: bool,
) -> Result<Checked, Invalid> {
    let verdict = request.verdict;
    if !verdict.allowed(blind) {
        return Err(Invalid::new(match blind {
            true => "this item is answered blind: label, reject or escalate it",
            false => "this item shows a proposal: accept, correct, reject or escalate it",
        }));
    }
    if request.answer.len() > ANSWER_BYTES || request.note.len() > ANSWER_BYTES {
        return Err(Invalid::new(format!(
            "an answer or note has at most {ANSWER_BYTES} bytes"
        )));
    }
    check_all(&request.regions)?;
    match verdict.makes_triplet() {
        true => check_whole(&request.turns)?,
        // As it stood when the reviewer gave it up.
        false => check_room(&request.turns)?,
    }
    let known: HashSet<&str> = labels
        .iter()
        .map(String::as_str)
        .chain(
            proposal
                .iter()
                .flat_map(|p| &p.regions)
                .map(|r| r.label.as_str()),
        )
        .collect();
    for region in &request.regions {
        if !known.contains(region.label.as_str()) {
            return Err(Invalid::new(format!(
                "“{}” is no label of this project",
                region.label
            )));
        }
    }
    if verdict.makes_triplet() && request.answer.trim().is_empty() {
        return Err(Invalid::new("the answer is empty"));
    }
    let differs = proposal.is_some_and(|p| {
        is_correction(
            (&p.answer, &p.regions),
            (&request.answer, &request.regions),
            labels,
        )
    });
    let checked = match (verdict, proposal) {
        (Verdict::Accept | Verdict::Correct, None) => {
            return Err(Invalid::new(
                "there is no proposal to accept or correct; reject or escalate the item",
            ));
        }
        (Verdict::Accept, Some(_)) if differs => {
            return Err(Invalid::new(
                "answer or regions differ from the proposal: submit this as correct",
            ));
        }
        // Accepted is the proposal itself, to the letter; further turns come after it.
        (Verdict::Accept, Some(p)) => Checked {
            answer: p.answer.clone(),
            regions: p.regions.clone(),
            turns: request.turns.clone(),
            correction: false,
        },
        _ => Checked {
            answer: request.answer.clone(),
            regions: request.regions.clone(),
            turns: request.turns.clone(),
            correction: differs && verdict == Verdict::Correct,
        },
    };
    if tied && verdict.makes_triplet() {
        steps::check(&checked.answer, &checked.turns, labels, &checked.regions)?;
    }
    Ok(checked)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use vitrine_domain::limits::REGIONS;
    use vitrine_domain::{ItemId, ModelVersionId, ProposalId, RegionSource, Shape};

    pub(crate) fn labels() -> Vec<String> {
        vec!["Nike".into(), "Puma".into()]
    }

    pub(crate) fn region(label: &str) -> Region {
        Region {
            label: label.into(),
            shape: Shape::Box {
                xyxy: [0.1, 0.1, 0.5, 0.5],
            },
            source: RegionSource::Person,
            score: None,
        }
    }

    pub(crate) fn proposal() -> Proposal {
        Proposal {
            id: ProposalId::fresh(),
            item_id: ItemId::fresh(),
            model_version_id: Some(ModelVersionId::fresh()),
            model_version: Some("base".into()),
            taught: None,
            flags: vec![],
            answer: "Violations: Nike.".into(),
            regions: vec![region("Nike")],
            malformed_regions: 0,
            well_formed: true,
            confidence: Some(0.5),
            unsure_spans: None,
            prompt_tokens: 1,
            answer_tokens: 1,
            seconds: 0.1,
            created_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    pub(crate) fn request(verdict: Verdict, answer: &str, regions: Vec<Region>) -> ReviewRequest {
        ReviewRequest {
            fence: 1,
            verdict,
            answer: answer.into(),
            regions,
            turns: vec![],
            note: String::new(),
        }
    }

    #[test]
    fn a_changed_answer_is_no_acceptance() {
        let p = proposal();
        let changed = request(Verdict::Accept, "No violations.", vec![]);
        assert!(check(&changed, false, Some(&p), &labels(), false).is_err());
        let same = request(Verdict::Accept, "Violations: nike.", vec![region("Nike")]);
        let checked = check(&same, false, Some(&p), &labels(), false).unwrap();
        assert_eq!(checked.answer, "Violations: Nike.");
        assert!(!checked.correction);
    }

    #[test]
    fn a_correction_is_what_differs() {
        let p = proposal();
        for (answer, regions, correction) in [
            ("Violations: Nike.", vec![region("Nike")], false),
            ("Violations: Puma.", vec![region("Nike")], true),
            ("Violations: Nike.", vec![], true),
        ] {
            let request = request(Verdict::Correct, answer, regions);
            let checked = check(&request, false, Some(&p), &labels(), false).unwrap();
            assert_eq!(checked.correction, correction, "{request:?}");
        }
    }

    #[test]
    fn what_teaches_is_tied_step_by_step() {
        let p = proposal();
        let loose = "1. The Nike mark.\n2. Look closer.";
        let to = |tied, verdict, answer: &str| {
            let request = request(verdict, answer, vec![region("Nike")]);
            let blind = verdict == Verdict::Label;
            check(&request, blind, Some(&p), &labels(), tied)
        };
        for verdict in [Verdict::Correct, Verdict::Label] {
            let Invalid(why) = to(true, verdict, loose).unwrap_err();
            assert!(why.contains("step 2 names no marked"), "{why}");
            assert!(to(true, verdict, "1. The Nike mark.").is_ok());
            assert!(to(true, verdict, "Look closer.").is_ok());
            assert!(to(false, verdict, loose).is_ok());
        }
        for verdict in [Verdict::Reject, Verdict::Escalate] {
            assert!(to(true, verdict, loose).is_ok());
        }
    }

    #[test]
    fn further_turns_correct_nothing() {
        let p = proposal();
        let with = |verdict, response: &str| ReviewRequest {
            turns: vec![Turn {
                instruction: "Where?".into(),
                response: response.into(),
            }],
            ..request(verdict, "Violations: Nike.", vec![region("Nike")])
        };
        let check = |request: &ReviewRequest| check(request, false, Some(&p), &labels(), false);
        for verdict in [Verdict::Accept, Verdict::Correct] {
            let whole = with(verdict, "Left.");
            let checked = check(&whole).unwrap();
            assert_eq!((checked.turns, checked.correction), (whole.turns, false));
        }
        // Half a turn is kept with what is given up, and curated with nothing.
        assert!(check(&with(Verdict::Accept, " ")).is_err());
        assert!(check(&with(Verdict::Correct, " ")).is_err());
        for verdict in [Verdict::Reject, Verdict::Escalate] {
            assert_eq!(check(&with(verdict, " ")).unwrap().turns.len(), 1);
            assert!(check(&with(verdict, &"x".repeat(ANSWER_BYTES))).is_err());
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let p = proposal();
        let long = "x".repeat(ANSWER_BYTES + 1);
        for (blind, bad) in [
            (true, request(Verdict::Accept, "No violations.", vec![])),
            (false, request(Verdict::Label, "No violations.", vec![])),
            (false, request(Verdict::Correct, " ", vec![])),
            (false, request(Verdict::Correct, &long, vec![])),
            (
                false,
                request(Verdict::Correct, "No violations.", vec![region("Adidas")]),
            ),
            (
                false,
                request(
                    Verdict::Correct,
                    "No violations.",
                    vec![region("Nike"); REGIONS + 1],
                ),
            ),
        ] {
            assert!(
                check(&bad, blind, Some(&p), &labels(), false).is_err(),
                "{bad:?}"
            );
        }
        let bare = request(Verdict::Correct, "No violations.", vec![]);
        assert!(check(&bare, false, None, &labels(), false).is_err());
    }
}
