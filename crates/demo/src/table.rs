//! `loop.json` in a few lines for the terminal.

use crate::report::{Also, LoopReport};
use std::collections::BTreeMap;
use vitrine_domain::rules::gate::GateVerdict;
use vitrine_domain::rules::scores::LabelCounts;
use vitrine_scenes::UNALIGNED_BRANDS;

/// What became of the brands that alignment never showed, by what the candidate says.
pub fn from_people_alone(counts: &BTreeMap<String, LabelCounts>) -> String {
    let each = UNALIGNED_BRANDS.map(|b| match counts.get(b.title) {
        Some(c) => format!("{} named in {} of {}", b.title, c.found, c.of),
        None => format!("{} violates in no held-out item", b.title),
    });
    format!("brands that alignment never showed: {}", each.join("; "))
}

impl LoopReport {
    /// A few lines for the terminal.
    pub fn table(&self) -> String {
        let (b, a) = (&self.before, &self.after);
        let percent = |v: f64| format!("{:.1} %", 100.0 * v);
        let mut lines = vec![format!("{:<26}{:>12}{:>12}", "", "before", "after")];
        let mut row = |name: &str, before: String, after: String| {
            lines.push(format!("{name:<26}{before:>12}{after:>12}"));
        };
        row(
            "decision accuracy",
            percent(b.decision_accuracy),
            percent(a.decision_accuracy),
        );
        row(
            "region head's decision",
            percent(b.head_decision_accuracy),
            percent(a.head_decision_accuracy),
        );
        row(
            "region F1 at IoU 0.5",
            format!("{:.3}", b.region_f1_50),
            format!("{:.3}", a.region_f1_50),
        );
        row(
            "answer chrF",
            format!("{:.1}", b.answer_chrf),
            format!("{:.1}", a.answer_chrf),
        );
        row(
            "malformed answers",
            b.malformed.to_string(),
            a.malformed.to_string(),
        );
        row(
            "loss a token",
            format!("{:.3}", b.loss),
            format!("{:.3}", a.loss),
        );
        lines.push(format!(
            "commonest answer right for {}",
            percent(self.commonest_answer_accuracy)
        ));
        lines.push(format!(
            "{} items, {} proposals, {} reviews ({} corrections), {} triplets, {} held-out",
            self.items,
            self.proposals,
            self.reviews,
            self.corrections,
            self.triplets,
            self.held_out_items
        ));
        lines.push(format!(
            "gate: {} ({} {:+.1} points, 95 % {:+.1} to {:+.1}, n {})",
            if self.gate.decision == GateVerdict::Promote {
                "promoted"
            } else {
                "refused"
            },
            self.gate.metric,
            100.0 * self.gate.delta,
            100.0 * self.gate.ci_low,
            100.0 * self.gate.ci_high,
            self.gate.n
        ));
        lines.push(format!(
            "training: {:.0} s, {} steps, {} supervised tokens, {:.0} tokens/s, peak {:.0} MB",
            self.train.seconds,
            self.train.steps,
            self.train.supervised_tokens,
            self.train.tokens_per_second,
            self.train.peak_rss_mb
        ));
        lines.push(format!(
            "export: {} rows, {} bytes, sha256 {}…; {:.0} s in all on {}",
            self.export.rows,
            self.export.bytes,
            &self.export.sha256[..12],
            self.wall_seconds,
            self.machine
        ));
        lines.join("\n")
    }

    /// The further runs, a line each.
    pub fn also_table(&self) -> String {
        let settings = |a: &Also| a.settings.to_string();
        let wide = self.also.iter().map(|a| settings(a).len()).max();
        let wide = wide.unwrap_or(0).max(8);
        let head = format!(
            "{:<wide$}{:>10}{:>8}{:>8}{:>12}{:>8}",
            "settings", "decisions", "head", "F1", "validation", "s"
        );
        let line = |a: &Also| {
            format!(
                "{:<wide$}{:>8.1} %{:>6.1} %{:>8.3}{:>12}{:>8.0}",
                settings(a),
                100.0 * a.after.decision_accuracy,
                100.0 * a.after.head_decision_accuracy,
                a.after.region_f1_50,
                a.train
                    .validation_loss
                    .map_or("–".into(), |l| format!("{l:.4}")),
                a.train.seconds
            )
        };
        let lines: Vec<String> = std::iter::once(head)
            .chain(self.also.iter().map(line))
            .collect();
        lines.join("\n")
    }
}
