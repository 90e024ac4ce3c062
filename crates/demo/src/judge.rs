//! Did a training run come out as it must? Pure.

use anyhow::{Result, bail};
use vitrine_domain::rules::gate::GateVerdict;
use vitrine_domain::{ModelVersionState, TrainingPoint, TrainingRunDetail};

/// A loop must promote; with dealt truths (`shuffled`) it must not, though its loss falls.
pub fn judge(shuffled: bool, detail: &TrainingRunDetail) -> Result<()> {
    let promoted = detail
        .gate
        .as_ref()
        .is_some_and(|g| g.outcome.decision == GateVerdict::Promote);
    let champion = detail
        .run
        .candidate
        .as_ref()
        .is_some_and(|c| c.state == ModelVersionState::Champion);
    if promoted != champion {
        bail!("the gate's decision and the champion disagree");
    }
    if shuffled {
        if promoted {
            bail!("a candidate that learnt shuffled truths was promoted");
        }
        if !loss_fell(&detail.points) {
            bail!("the training loss did not fall");
        }
    } else if !promoted {
        bail!("the candidate was not promoted");
    }
    Ok(())
}

/// The mean loss of the last tenth of the curve against that of the first.
fn loss_fell(points: &[TrainingPoint]) -> bool {
    let part = points.len().div_ceil(10);
    let mean =
        |p: &[TrainingPoint]| p.iter().map(|p| f64::from(p.loss)).sum::<f64>() / p.len() as f64;
    points.len() >= 2 && mean(&points[points.len() - part..]) < mean(&points[..part])
}

/// The decision with its reasons, in a line.
pub fn verdict(detail: &TrainingRunDetail) -> String {
    match &detail.gate {
        Some(gate) => format!(
            "{:?}: {}",
            gate.outcome.decision,
            gate.outcome.reasons.join("; ")
        ),
        None => format!(
            "no decision: {}",
            detail.run.reason.as_deref().unwrap_or("no reason given")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::decided;

    const FALLS: [f32; 4] = [3.0, 2.0, 2.5, 1.0];
    const RISES: [f32; 3] = [1.0, 0.5, 1.5];

    fn why(shuffled: bool, detail: &TrainingRunDetail) -> String {
        judge(shuffled, detail).unwrap_err().to_string()
    }

    #[test]
    fn a_loop_must_promote() {
        judge(false, &decided(GateVerdict::Promote, &FALLS)).unwrap();
        assert_eq!(
            why(false, &decided(GateVerdict::Refuse, &FALLS)),
            "the candidate was not promoted"
        );
    }

    #[test]
    fn the_null_must_learn_and_promote_nothing() {
        judge(true, &decided(GateVerdict::Refuse, &FALLS)).unwrap();
        assert_eq!(
            why(true, &decided(GateVerdict::Promote, &FALLS)),
            "a candidate that learnt shuffled truths was promoted"
        );
        for losses in [&RISES[..], &FALLS[..1], &[]] {
            assert_eq!(
                why(true, &decided(GateVerdict::Refuse, losses)),
                "the training loss did not fall"
            );
        }
    }

    #[test]
    fn a_decision_that_the_champion_does_not_follow_is_a_fault() {
        let disagree = "the gate's decision and the champion disagree";
        let mut detail = decided(GateVerdict::Promote, &FALLS);
        detail.run.candidate.as_mut().unwrap().state = ModelVersionState::Candidate;
        assert_eq!(why(false, &detail), disagree);
        let mut detail = decided(GateVerdict::Refuse, &FALLS);
        detail.run.candidate.as_mut().unwrap().state = ModelVersionState::Champion;
        assert_eq!(why(true, &detail), disagree);
    }

    #[test]
    fn a_run_without_a_gate_was_not_promoted() {
        let mut detail = decided(GateVerdict::Refuse, &FALLS);
        detail.gate = None;
        assert_eq!(why(false, &detail), "the candidate was not promoted");
        // No stage may be missing from a null either.
        detail.points.clear();
        assert_eq!(why(true, &detail), "the training loss did not fall");
        assert_eq!(verdict(&detail), "no decision: no reason given");
    }
}
