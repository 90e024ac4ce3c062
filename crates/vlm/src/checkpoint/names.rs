//! The two generations of tensor names. Ours is the older,
//! `language_model.model.norm.weight`; transformers 4.52 and later save
//! `model.language_model.norm.weight`, and from 5 on leave `vision_model` out.

/// A name of the language model's own ([`crate::Llama::load`]) in a checkpoint.
pub(crate) fn language_name(name: &str) -> String {
    let part = match name.starts_with("lm_head.") {
        true => "",
        false => "model.",
    };
    format!("language_model.{part}{name}")
}

/// A tensor's name in the older form, by whichever of them a file has it.
pub(crate) fn older(name: &str) -> String {
    if let Some(rest) = name.strip_prefix("model.language_model.") {
        return format!("language_model.model.{rest}");
    }
    if name.starts_with("lm_head.") {
        return format!("language_model.{name}");
    }
    let own = name.strip_prefix("model.");
    own.filter(|n| n.starts_with("multi_modal_projector."))
        .unwrap_or(name)
        .to_owned()
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whichever_name_a_file_has_leads_back_to_the_older_one() {
        for name in [
            "language_model.model.layers.0.mlp.up_proj.weight",
            "language_model.lm_head.weight",
            "multi_modal_projector.linear_1.bias",
        ] {
            let all = candidates(name);
            assert_eq!(all.len(), 2);
            assert!(all.iter().all(|n| older(n) == name), "{all:?}");
        }
    }
}
