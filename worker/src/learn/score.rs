//! What a model's words and regions are worth on held-out items. Pure.

use std::collections::{BTreeMap, BTreeSet};
use vitrine_domain::region::iou;
use vitrine_domain::rules::matching::{self, MatchCounts};
use vitrine_domain::rules::scores::{LabelCounts, Scores};
use vitrine_domain::rules::{chrf::chrf, decision};
use vitrine_domain::{EvaluationItem, Region, RegionSource, Triplet};

/// The overlap from which a region counts as found.
const FOUND: f32 = 0.5;

/// What the model said of one held-out item.
pub struct Said<'a> {
    pub answer: &'a str,
    pub regions: &'a [Region],
    /// Summed over the response's tokens, nats; and their number.
    pub loss: (f64, usize),
}

/// Does an answer decide as the response does? Equal sets where the response follows the grammar, equal text where
/// it does not.
pub fn decides(answer: &str, response: &str, labels: &[String]) -> bool {
    match (
        decision::parse(answer, labels),
        decision::parse(response, labels),
    ) {
        (Some(said), Some(truth)) => said == truth,
        (None, Some(_)) => false,
        (_, None) => answer.trim() == response.trim(),
    }
}

/// One item's line. The decision is read from the text alone; the head's own stands apart.
pub fn item(triplet: &Triplet, said: &Said<'_>, labels: &[String]) -> EvaluationItem {
    let truth = decision::parse(&triplet.response, labels);
    let head: BTreeSet<String> = of(said.regions, RegionSource::Head)
        .map(|r| r.label.clone())
        .collect();
    EvaluationItem {
        triplet_id: triplet.id,
        item_id: triplet.item_id,
        answer: said.answer.to_owned(),
        regions: said.regions.to_vec(),
        decision_correct: decides(said.answer, &triplet.response, labels),
        head_decision_correct: truth.as_ref() == Some(&head),
        malformed: truth.is_some() && decision::parse(said.answer, labels).is_none(),
        answer_chrf: chrf(said.answer, &triplet.response) as f32,
        loss_sum: said.loss.0 as f32,
        loss_tokens: said.loss.1 as i32,
    }
}

/// All items' scores; `items` and `triplets` in the same order. `answer_tokens`: those an answer could have.
pub fn scores(
    items: &[EvaluationItem],
    triplets: &[Triplet],
    commonest: &str,
    labels: &[String],
    answer_tokens: usize,
) -> Scores {
    let n = items.len();
    let share =
        |f: &dyn Fn(usize) -> bool| (0..n).filter(|i| f(*i)).count() as f64 / n.max(1) as f64;
    let (mut head, mut text) = (MatchCounts::default(), MatchCounts::default());
    let (mut overlap, mut overlaps) = (0.0, 0u32);
    for (item, triplet) in items.iter().zip(triplets) {
        let found: Vec<Region> = of(&item.regions, RegionSource::Head).cloned().collect();
        let written: Vec<Region> = of(&item.regions, RegionSource::Text).cloned().collect();
        head.add(matching::count(&found, &triplet.regions, FOUND));
        text.add(matching::count(&written, &triplet.regions, FOUND));
        for best in best_overlaps(&found, &triplet.regions) {
            (overlap, overlaps) = (overlap + f64::from(best), overlaps + 1);
        }
    }
    let tokens: i64 = items.iter().map(|i| i64::from(i.loss_tokens)).sum();
    Scores {
        n,
        answer_tokens,
        decision_accuracy: share(&|i| items[i].decision_correct),
        head_decision_accuracy: share(&|i| items[i].head_decision_correct),
        region_f1_50: head.f1(),
        text_region_f1_50: text.f1(),
        region_mean_iou: if overlaps > 0 {
            overlap / f64::from(overlaps)
        } else {
            0.0
        },
        answer_chrf: items.iter().map(|i| f64::from(i.answer_chrf)).sum::<f64>() / n.max(1) as f64,
        malformed: items.iter().filter(|i| i.malformed).count(),
        loss: items.iter().map(|i| f64::from(i.loss_sum)).sum::<f64>() / tokens.max(1) as f64,
        commonest_answer_accuracy: share(&|i| decides(commonest, &triplets[i].response, labels)),
        label_counts: label_counts(items, triplets, labels),
    }
}

/// By the text, as the decision is; labels that no truth has are left out.
fn label_counts(
    items: &[EvaluationItem],
    triplets: &[Triplet],
    labels: &[String],
) -> BTreeMap<String, LabelCounts> {
    let mut all = BTreeMap::<String, LabelCounts>::new();
    for (item, triplet) in items.iter().zip(triplets) {
        let said = decision::parse(&item.answer, labels).unwrap_or_default();
        for label in decision::parse(&triplet.response, labels).unwrap_or_default() {
            let found = usize::from(said.contains(&label));
            let counts = all.entry(label).or_default();
            counts.found += found;
            counts.of += 1;
        }
    }
    all
}

fn of(regions: &[Region], source: RegionSource) -> impl Iterator<Item = &Region> {
    regions.iter().filter(move |r| r.source == source)
}

/// For each true region that is found, how well its best match lies on it.
fn best_overlaps<'a>(found: &'a [Region], truth: &'a [Region]) -> impl Iterator<Item = f32> + 'a {
    truth.iter().filter_map(move |t| {
        let same = found.iter().filter(|f| f.label == t.label);
        same.map(|f| iou(f.bbox(), t.bbox()))
            .filter(|o| *o >= FOUND)
            .max_by(f32::total_cmp)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Utc;
    use vitrine_domain::*;

    fn labels() -> Vec<String> {
        ["Nike", "Puma"].map(str::to_owned).to_vec()
    }

    fn region(label: &str, xyxy: BBox, source: RegionSource) -> Region {
        Region {
            label: label.into(),
            shape: Shape::Box { xyxy },
            source,
            score: None,
        }
    }

    fn triplet(response: &str, regions: Vec<Region>) -> Triplet {
        let id = uuid::Uuid::now_v7();
        Triplet {
            id: TripletId(id),
            item_id: ItemId(id),
            image: Image {
                id: ImageId(id),
                sha256: "0".repeat(64),
                width: 1,
                height: 1,
                bytes: 1,
                cluster_id: None,
                purged: false,
            },
            further_images: vec![],
            review_id: ReviewId(id),
            reviewer_id: Some(UserId(id)),
            sampling_rule_id: None,
            scripted: false,
            proposal_id: None,
            model_version_id: None,
            taught: None,
            blind: true,
            instruction: "i".into(),
            policy_id: PolicyId(id),
            response: response.into(),
            refused: None,
            regions,
            turns: vec![],
            split: Split::HeldOut,
            superseded_at: None,
            superseded_by: None,
            created_at: Utc::now(),
        }
    }

    fn said<'a>(answer: &'a str, regions: &'a [Region]) -> Said<'a> {
        Said {
            answer,
            regions,
            loss: (2.0, 4),
        }
    }

    #[test]
    fn the_decision_is_the_text_s_alone() {
        let here = [0.1, 0.1, 0.5, 0.5];
        let t = triplet(
            "Violations: Nike.",
            vec![region("Nike", here, RegionSource::Person)],
        );
        let head = [region("Nike", here, RegionSource::Head)];
        let wrong = item(&t, &said("Violations: Puma.", &head), &labels());
        assert!(!wrong.decision_correct && wrong.head_decision_correct && !wrong.malformed);
        let right = item(&t, &said("Violations: Nike.", &[]), &labels());
        assert!(right.decision_correct && !right.head_decision_correct);
        let unreadable = item(&t, &said("Nike, I think", &head), &labels());
        assert!(!unreadable.decision_correct && unreadable.malformed);
    }

    #[test]
    fn sources_are_counted_apart_and_means_are_over_items_and_tokens() {
        let here = [0.1, 0.1, 0.5, 0.5];
        let ts = [
            triplet(
                "Violations: Nike.",
                vec![region("Nike", here, RegionSource::Person)],
            ),
            triplet("No violations.", vec![]),
        ];
        let regions = [
            region("Nike", here, RegionSource::Head),
            region("Puma", here, RegionSource::Text),
        ];
        let items = [
            item(&ts[0], &said("Violations: Nike.", &regions), &labels()),
            item(&ts[1], &said("Violations: Nike.", &[]), &labels()),
        ];
        let s = scores(&items, &ts, "No violations.", &labels(), 48);
        assert_eq!(
            (s.n, s.decision_accuracy, s.head_decision_accuracy),
            (2, 0.5, 1.0)
        );
        assert_eq!(
            (s.region_f1_50, s.text_region_f1_50, s.region_mean_iou),
            (1.0, 0.0, 1.0)
        );
        assert_eq!((s.loss, s.commonest_answer_accuracy), (0.5, 0.5));
    }

    #[test]
    fn a_label_is_counted_where_it_is_true_alone() {
        let ts = [
            "Violations: Nike, Puma.",
            "Violations: Nike.",
            "No violations.",
        ]
        .map(|truth| triplet(truth, vec![]));
        let answers = [
            "Violations: Puma.",
            "Violations: Nike.",
            "Violations: Puma.",
        ];
        let items: Vec<_> = ts
            .iter()
            .zip(answers)
            .map(|(t, a)| item(t, &said(a, &[]), &labels()))
            .collect();
        let counts = scores(&items, &ts, "", &labels(), 48).label_counts;
        assert_eq!(counts["Nike"], LabelCounts { found: 1, of: 2 });
        assert_eq!(counts["Puma"], LabelCounts { found: 1, of: 1 });
    }

    #[test]
    fn a_project_without_the_grammar_compares_text() {
        assert!(decides(" A red car. ", "A red car.", &labels()));
        assert!(!decides("Violations: Nike.", "A red car.", &labels()));
    }
}
