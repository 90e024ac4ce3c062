//! What `islands/run_live.rs` says. Figures come with their digits grouped.

pub const LOSS: &str = "Loss in training";
pub const LEGEND_SMOOTH: &str = "training, running mean";
pub const LEGEND_RAW: &str = "each step";
pub const LEGEND_VALIDATION: &str = "validation";

pub const STEP: &str = "Step";

pub fn step_of_unknown(step: &str) -> String {
    format!("{step} of ?")
}

pub fn before_first(steps: &str) -> String {
    format!("0 of {steps}; what comes before the first step")
}

pub fn step_of(step: &str, steps: &str) -> String {
    format!("{step} of {steps}")
}

pub const TIME: &str = "Training time";
/// From the start of the training to the gate's decision.
pub const WHOLE_TIME: &str = "With measuring";
/// Time until it is done.
pub const LEFT: &str = "Left";
pub const TOKENS_PER_SECOND: &str = "Tokens per second";
pub const TOKENS_PER_SECOND_MEAN: &str = "Tokens per second, mean";
pub const TOKENS_PER_SECOND_NOW: &str = "Tokens per second, last step";
pub const SUPERVISED_TOKENS: &str = "Supervised tokens";
pub const PEAK_MEMORY: &str = "Peak memory";

pub fn megabytes(n: &str) -> String {
    format!("{n} MB")
}

pub const PROGRESS: &str = "Progress";
pub const BEING_CANCELLED: &str = "being cancelled";
pub const STEPS_DONE: &str = "Steps done";

pub const LEARNING_RATE: &str = "Learning rate";
pub const GRADIENT_NORM: &str = "Gradient norm";
pub const VISUAL_TOKENS: &str = "Visual tokens";
pub const MEMORY: &str = "Memory";
pub const PREFERENCE_LOSS: &str = "Preference loss";
pub const STEPS: &str = "Steps";
/// Of the numbers beside the lines.
pub const STEPS_HINT: &str = "the numbers are those of the last step";
pub const BEFORE_IT_BEGAN: &str = "Cancelled before it began.";

pub const NO_CURVE: &str = "The curve begins with the first step.";

/// `mean`: of the last `n` steps.
pub fn loss_at(loss: f32, step: i32, mean: f32, n: usize) -> String {
    format!("Loss of step {step}: {loss:.3}; mean of the last {n} steps: {mean:.3}")
}

/// Goes on from [`loss_at`].
pub fn validation(loss: f32) -> String {
    format!("; validation {loss:.3}")
}
