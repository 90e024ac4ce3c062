//! The two generations of tensor names. Ours is the older,
//! `language_model.model.norm.weight`; transformers 4.52 and later save
//! `model.language_model.norm.weight`, and from 5 on leave `vision_model` out.

/// Every name under which a tensor may stand in a file, the likeliest first.
pub(super) fn candidates(name: &str) -> Vec<String> {
    let mut all = vec![name.to_owned()];
    if let Some(rest) = name.strip_prefix("language_model.model.") {
        all.push(format!("model.language_model.{rest}"));
    } else if let Some(rest) = name.strip_prefix("language_model.lm_head.") {
        all.push(format!("lm_head.{rest}"));
    } else if let Some(rest) = name.strip_prefix("vision_tower.vision_model.") {
        for root in [
            "model.vision_tower.vision_model",
            "model.vision_tower",
            "vision_tower",
        ] {
            all.push(format!("{root}.{rest}"));
        }
    } else if name.starts_with("multi_modal_projector.") {
        all.push(format!("model.{name}"));
    }
    all
}
