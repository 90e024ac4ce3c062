//! Which run a checkpoint belongs to.

use super::config::TrainConfig;
use crate::base::Base;
use crate::batch::Row;
use crate::tuned::Tuned;
use anyhow::Result;
use sha2::{Digest as _, Sha256};

/// What makes two runs the same run.
pub(super) fn identity(
    base: &Base,
    start: Option<&Tuned>,
    config: &TrainConfig,
    rows: &[Row],
    validation: &[Row],
) -> Result<String> {
    let mut sha = Sha256::new();
    let mut feed = |part: &str| {
        sha.update((part.len() as u64).to_le_bytes());
        sha.update(part);
    };
    feed(base.hash());
    // How often checkpoints are written changes no number.
    feed(&said(&TrainConfig {
        checkpoint_every: 1,
        ..config.clone()
    })?);
    if let Some(start) = start {
        feed(&start.values_hash()?);
    }
    for rows in [rows, validation] {
        feed(&rows.len().to_string());
        for r in rows {
            feed(&r.id);
            match &r.talk.exchanges[..] {
                // One question about one image, as most rows are.
                [e] if r.talk.system.is_none() && e.images.len() == 1 => {
                    feed(&e.instruction);
                    feed(e.response.as_deref().unwrap_or_default());
                }
                exchanges => {
                    feed(&serde_json::to_string(&r.talk.system)?);
                    for e in exchanges {
                        feed(&e.images.len().to_string());
                        feed(&e.instruction);
                        feed(e.response.as_deref().unwrap_or_default());
                    }
                }
            }
            if let Some(refused) = r.refused.as_ref().filter(|_| config.preference.is_some()) {
                feed(refused);
            }
        }
    }
    Ok(hex::encode(sha.finalize()))
}

/// Fields that runs begun by an older version do not name: as long as they say
/// nothing else than it did, such a run goes on.
const YOUNGER: [&str; 6] = [
    "stage",
    "lora_targets",
    "lora_dropout",
    "micro_batch",
    "preference",
    "lr_language",
];

fn said(config: &TrainConfig) -> Result<String> {
    let quiet = serde_json::to_value(TrainConfig::default())?;
    let text = serde_json::to_string(config)?;
    Ok(YOUNGER.iter().fold(text, |text, name| {
        text.replace(&format!("\"{name}\":{},", quiet[name]), "")
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Preference;

    #[test]
    fn a_run_begun_before_the_younger_fields_is_the_same_run() {
        let quiet = said(&TrainConfig::default()).unwrap();
        assert!(YOUNGER.iter().all(|name| !quiet.contains(name)), "{quiet}");
        assert!(quiet.starts_with(r#"{"seed":0,"lora_r":8,"lora_alpha":16.0,"lr_adapter":"#));
        assert!(quiet.ends_with(r#""max_skipped":10,"recompute":false}"#));
        let other = TrainConfig {
            preference: Some(Preference::default()),
            ..TrainConfig::default()
        };
        assert!(said(&other).unwrap().contains("beta"));
    }
}
