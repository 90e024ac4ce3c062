//! A training run's configuration: as far as the project's settings say in a run that waits, whole in the row of one
//! that was started.

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use vitrine_vlm::TrainConfig;
use vitrine_vlm::region_head::HeadConfig;

/// Members that a region head may have.
const FOLDS: usize = 16;

/// What is left out takes the defaults; both seeds are the run's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunConfig {
    pub train: TrainConfig,
    pub head: HeadConfig,
    /// Rows of replay for each row of the curated set.
    pub replay: f64,
    /// Puts what the region head and the base find before the instruction; needs a head of several folds.
    pub findings: bool,
    /// Learns from the first so many training triplets alone: what fewer reviews would have come to.
    pub first: Option<usize>,
}

impl Default for RunConfig {
    fn default() -> Self {
        Self {
            // A base whose alignment names things needs the policy alone: a gentle projector, small steps (docs/learning.md).
            train: TrainConfig {
                epochs: 2,
                // Fewer do not teach the policy's grammar.
                min_steps: 200,
                batch: 2,
                lr_projector: 3e-4,
                ..TrainConfig::default()
            },
            // Members enough that each learns from most of the reviews.
            head: HeadConfig {
                folds: 4,
                epochs: 30,
                ..HeadConfig::default()
            },
            replay: 0.15,
            findings: true,
            first: None,
        }
    }
}

impl RunConfig {
    /// How many of so many training triplets it learns from.
    pub fn most(&self, triplets: usize) -> usize {
        self.first.map_or(triplets, |n| n.min(triplets))
    }

    /// A run's settings as its row has them from its start: what came into the program later is off, not by default.
    pub fn recorded(settings: &serde_json::Value, seed: i64) -> Result<Self> {
        let mut whole = settings.clone();
        if let Some(all) = whole.as_object_mut() {
            all.entry("findings").or_insert(false.into());
            for (part, name, before) in [("head", "folds", 1), ("train", "min_steps", 0)] {
                let part = all.entry(part).or_insert(serde_json::json!({}));
                if let Some(part) = part.as_object_mut() {
                    part.entry(name).or_insert(before.into());
                }
            }
        }
        Self::read(&whole, seed)
    }

    /// Reads a run's settings; its seed goes everywhere.
    pub fn read(settings: &serde_json::Value, seed: i64) -> Result<Self> {
        let mut defaults = serde_json::to_value(Self::default())?;
        // The run has a seed of its own by now.
        defaults["seed"] = seed.into();
        let mut merged = over(defaults, settings, "")?;
        if let Some(all) = merged.as_object_mut() {
            all.remove("seed");
        }
        let mut config: Self =
            serde_json::from_value(merged).context("the run's training settings cannot be read")?;
        config.train.seed = seed as u64;
        config.head.seed = seed as u64;
        config.replay = config.replay.clamp(0.0, 1.0);
        ensure!(config.first != Some(0), "first must be above 0");
        ensure!(
            (1..=FOLDS).contains(&config.head.folds),
            "head.folds must be 1 to {FOLDS}"
        );
        ensure!(
            !config.findings || config.head.folds > 1,
            "findings come from members that did not learn from an image: set head.folds to 2 or more, or findings to false"
        );
        config.train.check()?;
        Ok(config)
    }
}

/// `settings` laid over `defaults`, field by field. `at` is where both stand.
fn over(
    defaults: serde_json::Value,
    settings: &serde_json::Value,
    at: &str,
) -> Result<serde_json::Value> {
    use serde_json::Value::Object;
    let (Object(mut known), Object(given)) = (defaults, settings) else {
        return Ok(settings.clone());
    };
    for (name, value) in given {
        let old = known
            .get_mut(name)
            .with_context(|| format!("there is no training setting {at}{name}"))?;
        *old = over(old.take(), value, &format!("{at}{name}."))?;
    }
    Ok(Object(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_go_over_the_defaults_field_by_field() {
        let config = RunConfig::read(
            &json!({"train": {"epochs": 2}, "seed": 5, "replay": 0.5}),
            9,
        )
        .unwrap();
        assert_eq!(
            (config.train.epochs, config.train.seed, config.head.seed),
            (2, 9, 9)
        );
        assert_eq!(
            config.train.lr_projector,
            RunConfig::default().train.lr_projector
        );
        assert_eq!(config.replay, 0.5);
        assert_eq!(
            RunConfig::read(&json!({}), 0).unwrap().head,
            RunConfig::default().head
        );
    }

    /// As a run that is taken up again has it: nothing comes from defaults any more.
    #[test]
    fn what_was_recorded_is_whole_and_reads_as_itself() {
        let config = RunConfig::read(&json!({}), 9).unwrap();
        let recorded = serde_json::to_value(&config).unwrap();
        for known in ["/train/epochs", "/train/lr_adapter", "/train/lr_projector"] {
            assert!(
                recorded.pointer(known).is_some_and(|v| v.is_number()),
                "{known}"
            );
        }
        for (name, whole) in [
            (
                "train",
                serde_json::to_value(TrainConfig::default()).unwrap(),
            ),
            ("head", serde_json::to_value(HeadConfig::default()).unwrap()),
        ] {
            let names =
                |v: &serde_json::Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&recorded[name]), names(&whole));
        }
        assert_eq!(RunConfig::read(&recorded, 9).unwrap(), config);
        let mut before = recorded;
        before["train"]["epochs"] = json!(5);
        before["head"]["lr"] = json!(0.5);
        let read = RunConfig::read(&before, 9).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), before);
    }

    #[test]
    fn a_run_begun_before_findings_goes_on_as_it_was() {
        let mut before = serde_json::to_value(RunConfig::read(&json!({}), 9).unwrap()).unwrap();
        before.as_object_mut().unwrap().remove("findings");
        before["head"].as_object_mut().unwrap().remove("folds");
        before["train"].as_object_mut().unwrap().remove("min_steps");
        let config = RunConfig::recorded(&before, 9).unwrap();
        assert_eq!((config.findings, config.head.folds), (false, 1));
        assert_eq!(config.train.steps(10), 2 * 5);
        let whole = serde_json::to_value(RunConfig::read(&json!({}), 9).unwrap()).unwrap();
        let again = RunConfig::recorded(&whole, 9).unwrap();
        assert_eq!((again.findings, again.head.folds), (true, 4));
        assert_eq!(again.train.steps(10), 200);
    }

    /// What is checked where a person sets it is what the engine reads.
    #[test]
    fn every_setting_is_known_where_it_is_set() {
        let mut whole = serde_json::to_value(RunConfig::default()).unwrap();
        vitrine_domain::rules::training_settings::check(&whole).unwrap();
        whole["train"]["preference"] = json!({"beta": 0.1, "weight": 1.0});
        vitrine_domain::rules::training_settings::check(&whole).unwrap();
        RunConfig::read(&whole, 1).unwrap();
    }

    #[test]
    fn what_cannot_be_run_is_refused() {
        for head in [json!({"folds": 1}), json!({"folds": 17})] {
            assert!(RunConfig::read(&json!({ "head": head }), 1).is_err());
        }
        RunConfig::read(&json!({"findings": false, "head": {"folds": 1}}), 1).unwrap();
        assert!(RunConfig::read(&json!({"train": {"batch": 0}}), 1).is_err());
        assert!(RunConfig::read(&json!({"train": {"epochs": "many"}}), 1).is_err());
        for (settings, name) in [
            (json!({"epochs": 2}), "setting epochs"),
            (json!({"train": {"frist": 2}}), "setting train.frist"),
        ] {
            let why = RunConfig::read(&settings, 1).unwrap_err().to_string();
            assert!(why.contains(name), "{why}");
        }
    }
}
