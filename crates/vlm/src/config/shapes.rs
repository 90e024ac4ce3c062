//! Every tensor that a configuration asks for, by name and shape: what the
//! loader refuses a folder by before it reads one number.

use super::{LlavaConfig, ProjectorConfig, Tower, VitConfig, VitKind};
use crate::llama::{LINEARS, TextConfig};

/// A tensor that a checkpoint of this configuration holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Its name in the older generation, `language_model.model.norm.weight`.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Whether it is read: what lies behind the hidden states that are used
    /// need not be there.
    pub used: bool,
}

#[derive(Default)]
struct List(Vec<Expected>);

impl List {
    fn put(&mut self, name: String, shape: &[usize], used: bool) {
        let shape = shape.to_vec();
        self.0.push(Expected { name, shape, used });
    }

    /// A weight and, with `bias`, its bias.
    fn linear(&mut self, name: &str, [o, i]: [usize; 2], bias: bool, used: bool) {
        self.put(format!("{name}.weight"), &[o, i], used);
        if bias {
            self.put(format!("{name}.bias"), &[o], used);
        }
    }

    fn norm(&mut self, name: &str, width: usize, used: bool) {
        self.put(format!("{name}.weight"), &[width], used);
        self.put(format!("{name}.bias"), &[width], used);
    }
}

/// All of them, parts in order. Of our own vision tower, which checks itself,
/// nothing.
pub fn tensors(config: &LlavaConfig) -> Vec<Expected> {
    let mut list = List::default();
    text(&mut list, &config.text);
    let at = "multi_modal_projector";
    match &config.projector {
        ProjectorConfig::Mlp {
            inputs,
            outputs,
            bias,
            single,
            ..
        } => {
            list.linear(&format!("{at}.linear_1"), [*outputs, *inputs], *bias, true);
            if !single {
                list.linear(&format!("{at}.linear_2"), [*outputs, *outputs], *bias, true);
            }
        }
        ProjectorConfig::Vitrine { .. } => {
            let Tower::Dinov2(vision) = &config.vision else {
                return list.0;
            };
            let (from, to) = (vision.hidden_size, config.text.hidden_size);
            list.norm(&format!("{at}.norm"), from, true);
            list.linear(&format!("{at}.linear_1"), [to, from], true, true);
            list.linear(&format!("{at}.linear_2"), [to, to], true, true);
        }
    }
    if let Tower::Vit(vit) = &config.vision {
        tower(&mut list, vit);
    }
    list.0
}

fn text(list: &mut List, c: &TextConfig) {
    let (h, q, kv, f) = (
        c.hidden_size,
        c.query_width(),
        c.key_width(),
        c.intermediate_size,
    );
    let at = "language_model.model";
    list.put(
        format!("{at}.embed_tokens.weight"),
        &[c.vocab_size, h],
        true,
    );
    let sizes = [[q, h], [kv, h], [kv, h], [h, q], [f, h], [f, h], [h, f]];
    for i in 0..c.num_hidden_layers {
        let at = format!("{at}.layers.{i}");
        for ((block, name, _), size) in LINEARS.into_iter().zip(sizes) {
            list.linear(
                &format!("{at}.{block}.{name}"),
                size,
                c.biases.of(name),
                true,
            );
        }
        for norm in ["input_layernorm", "post_attention_layernorm"] {
            list.put(format!("{at}.{norm}.weight"), &[h], true);
        }
    }
    list.put(format!("{at}.norm.weight"), &[h], true);
    if c.untied_head {
        list.put(
            "language_model.lm_head.weight".into(),
            &[c.vocab_size, h],
            true,
        );
    }
}

fn tower(list: &mut List, c: &VitConfig) {
    let (d, f, p, clip) = (
        c.hidden_size,
        c.intermediate_size,
        c.patch_size,
        c.kind == VitKind::Clip,
    );
    let root = "vision_tower.vision_model";
    let at = format!("{root}.embeddings");
    if clip {
        list.put(format!("{at}.class_embedding"), &[d], true);
    }
    list.put(format!("{at}.patch_embedding.weight"), &[d, 3, p, p], true);
    if !clip {
        list.put(format!("{at}.patch_embedding.bias"), &[d], true);
    }
    list.put(
        format!("{at}.position_embedding.weight"),
        &[c.positions(), d],
        true,
    );
    if clip {
        list.norm(&format!("{root}.pre_layrnorm"), d, true);
    }
    for i in 0..c.num_hidden_layers {
        let (at, used) = (format!("{root}.encoder.layers.{i}"), i < c.depth());
        for name in ["k_proj", "v_proj", "q_proj", "out_proj"] {
            list.linear(&format!("{at}.self_attn.{name}"), [d, d], true, used);
        }
        list.norm(&format!("{at}.layer_norm1"), d, used);
        list.linear(&format!("{at}.mlp.fc1"), [f, d], true, used);
        list.linear(&format!("{at}.mlp.fc2"), [d, f], true, used);
        list.norm(&format!("{at}.layer_norm2"), d, used);
    }
    list.norm(&format!("{root}.post_layernorm"), d, false);
    if c.pooling_head {
        let at = format!("{root}.head");
        list.put(format!("{at}.probe"), &[1, 1, d], false);
        list.put(format!("{at}.attention.in_proj_weight"), &[3 * d, d], false);
        list.put(format!("{at}.attention.in_proj_bias"), &[3 * d], false);
        list.linear(&format!("{at}.attention.out_proj"), [d, d], true, false);
        list.norm(&format!("{at}.layernorm"), d, false);
        list.linear(&format!("{at}.mlp.fc1"), [f, d], true, false);
        list.linear(&format!("{at}.mlp.fc2"), [d, f], true, false);
    }
}
