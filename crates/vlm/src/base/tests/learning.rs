//! Training, saving and answering on checkpoints of transformers.

use super::{MODELS, open, rows};
use crate::conversation::Conversation;
use crate::tuned::Tuned;
use candle_core::Tensor;

#[test]
fn a_checkpoint_trains_answers_and_is_saved_as_our_own_is() {
    for name in MODELS {
        let (base, cases, numbers) = open(name);
        let rows = rows(&base, &cases, &numbers);
        let dir = tempfile::tempdir().unwrap();
        let config = crate::TrainConfig {
            batch: 4,
            epochs: 12,
            lr_adapter: 1e-2,
            lr_projector: 1e-2,
            ..Default::default()
        };
        let run = dir.path().join("run");
        let out = crate::train(&base, &config, &rows, &[], &run, &mut |_| {
            crate::Control::Continue
        })
        .unwrap();
        let (first, last) = (out.losses[0], out.losses[out.losses.len() - 1]);
        assert!(last < first - 0.3, "{name}: {first} to {last}");
        for ((name_of, new), (_, old)) in out.tuned.projector().vars().zip(base.projector().vars())
        {
            let flat = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
            assert_ne!(flat(new), flat(old), "{name}: {name_of} did not train");
        }
        let saved = dir.path().join("tuned");
        let hash = out.tuned.save(&saved, &serde_json::json!({})).unwrap();
        let back = Tuned::load(&base, &saved, &hash).unwrap();
        let loss = |t: &Tuned| crate::loss(&base, t, &rows).unwrap();
        assert_eq!(loss(&out.tuned), loss(&back));
        // One question after another, with an image and without.
        let mut asked: Vec<Conversation> = rows.iter().map(|r| r.talk.clone()).collect();
        for talk in &mut asked {
            talk.exchanges.last_mut().unwrap().response = None;
        }
        let together = crate::generate::generate_talks(&base, &back, &asked, 6).unwrap();
        for (talk, answer) in asked.iter().zip(&together) {
            let alone = [talk.clone()];
            let alone = crate::generate::generate_talks(&base, &back, &alone, 6).unwrap();
            assert_eq!(alone[0].text, answer.text, "{name}");
        }
    }
}
