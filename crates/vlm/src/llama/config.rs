//! The sizes of the language model, as `text_config` of `config.json` has them.

use serde::{Deserialize, Serialize};

/// Hugging Face's names. Only what the computation needs; the rest is ignored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextConfig {
    /// Width of the residual stream.
    pub hidden_size: usize,
    /// Width of the feed-forward's middle.
    pub intermediate_size: usize,
    /// Layers.
    pub num_hidden_layers: usize,
    /// Query heads.
    pub num_attention_heads: usize,
    /// Key and value heads.
    pub num_key_value_heads: usize,
    /// Numbers a head; hidden_size / heads when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_dim: Option<usize>,
    /// Entries of the token table.
    pub vocab_size: usize,
    /// Epsilon of the norms.
    #[serde(default = "eps")]
    pub rms_norm_eps: f64,
    /// Base of the rotary angles.
    #[serde(default = "theta")]
    pub rope_theta: f64,
    /// Longest context.
    #[serde(default = "context")]
    pub max_position_embeddings: usize,
    /// Which linears add a bias; what the family decides, not this field's name.
    #[serde(skip)]
    pub biases: Biases,
    /// Whether the head is a matrix of its own instead of the token table.
    #[serde(skip)]
    pub untied_head: bool,
}

/// Which linears of a layer add a bias. Biases stay frozen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Biases {
    /// q, k and v: Qwen2, and Llama with `attention_bias`.
    pub qkv: bool,
    /// o: Llama with `attention_bias`.
    pub o: bool,
    /// gate, up and down: Llama with `mlp_bias`.
    pub mlp: bool,
}

impl Biases {
    /// Whether the linear of this name adds one.
    pub fn of(&self, linear: &str) -> bool {
        match linear {
            "q_proj" | "k_proj" | "v_proj" => self.qkv,
            "o_proj" => self.o,
            _ => self.mlp,
        }
    }
}

fn eps() -> f64 {
    1e-5
}

fn theta() -> f64 {
    1e4
}

fn context() -> usize {
    2048
}

impl TextConfig {
    /// SmolLM2-135M.
    pub fn smollm2_135m() -> Self {
        Self {
            hidden_size: 576,
            intermediate_size: 1536,
            num_hidden_layers: 30,
            num_attention_heads: 9,
            num_key_value_heads: 3,
            head_dim: None,
            vocab_size: 49_152,
            rms_norm_eps: 1e-5,
            rope_theta: 1e5,
            max_position_embeddings: 8192,
            biases: Biases::default(),
            untied_head: false,
        }
    }

    /// Numbers a head.
    pub fn head_dim(&self) -> usize {
        self.head_dim
            .unwrap_or(self.hidden_size / self.num_attention_heads)
    }

    /// Width of all query heads together.
    pub fn query_width(&self) -> usize {
        self.head_dim() * self.num_attention_heads
    }

    /// Width of all key heads together.
    pub fn key_width(&self) -> usize {
        self.head_dim() * self.num_key_value_heads
    }

    /// Positions a single forward may use. Rotary tables are made up to here;
    /// prompts of a moderation desk stay far below.
    pub fn positions(&self) -> usize {
        self.max_position_embeddings.min(4096)
    }

    /// Refuses sizes that cannot be a model.
    ///
    /// # Errors
    /// Names the field that is wrong.
    pub fn check(&self) -> anyhow::Result<()> {
        use anyhow::ensure;
        ensure!(
            self.num_key_value_heads > 0,
            "num_key_value_heads must be above 0"
        );
        ensure!(
            self.num_attention_heads > 0
                && self
                    .num_attention_heads
                    .is_multiple_of(self.num_key_value_heads),
            "num_attention_heads must be a multiple of num_key_value_heads"
        );
        ensure!(
            self.head_dim() > 0 && self.head_dim().is_multiple_of(2),
            "head_dim must be even"
        );
        ensure!(
            self.hidden_size > 0 && self.intermediate_size > 0,
            "hidden_size and intermediate_size must be above 0"
        );
        ensure!(
            self.num_hidden_layers > 0 && self.vocab_size > 0,
            "num_hidden_layers and vocab_size must be above 0"
        );
        Ok(())
    }
}
