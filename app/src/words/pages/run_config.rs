//! What `pages/run_config.rs` says.

pub const DATA: &str = "Data";
pub const TEXT_PATH: &str = "Text path";
pub const HEAD: &str = "Region head";

pub const WHOLE: &str = "All that the run goes by, stored when it started.";
pub const ASKED_FOR: &str = "What the project asks for. The rest is stored when the run starts.";

/// What the field is called under the heading `title`; one that is not known stays as it is.
pub fn field<'a>(title: &str, field: &'a str) -> &'a str {
    match field {
        "batch" if title == HEAD => "Images a step",
        "batch" => "Rows a step",
        "checkpoint_every" => "Steps between checkpoints",
        "clip" => "Bound of the gradient’s norm",
        "dropout" => "Dropout",
        "early_stop" => "Stops after epochs without gain",
        "epochs" => "Epochs",
        "findings" => "Findings before the instruction",
        "first" => "Triplets learnt from, the first",
        "folds" => "Members, each of which leaves a fold out",
        "lora_alpha" => "Adapters’ alpha",
        "lora_dropout" => "Adapters’ dropout",
        "lora_r" => "Adapters’ rank",
        "lora_targets" => "Linears with an adapter",
        "lr" => "Learning rate",
        "lr_adapter" => "Learning rate, adapters",
        "lr_language" => "Learning rate, whole language model",
        "lr_projector" => "Learning rate, projector",
        "max_skipped" => "Steps skipped at most",
        "max_steps" => "Steps, whatever the epochs",
        "micro_batch" => "Rows computed together",
        "min_steps" => "Steps at least",
        "negatives" => "Cells outside boxes, an image",
        "positives" => "Cells inside boxes, an image",
        "preference" => "Preference pairs",
        "recompute" => "Layers computed twice, for memory",
        "replay" => "Replay, rows for each triplet",
        "seed" => "Seed",
        "stage" => "What is trained",
        "warmup_ratio" => "Warm-up, share of steps",
        "weight_decay" => "Weight decay",
        other => other,
    }
}

pub const YES: &str = "yes";
pub const NO: &str = "no";

/// What is trained, in words; any other value stays as it is.
pub fn value(text: &str) -> &str {
    match text {
        "align" => "projector alone",
        "instruct" => "projector and adapters",
        "full" => "projector and the whole language model",
        other => other,
    }
}
