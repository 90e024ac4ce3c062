//! The benchmarks by name.

use clap::ValueEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Benchmark {
    /// 90 questions about COCO's images, or 60 in the wild; a judge compares with a reference.
    LlavaBench,
    /// Multiple choice, with and without images.
    #[value(name = "scienceqa")]
    ScienceQa,
}

impl Benchmark {
    pub fn name(self) -> &'static str {
        match self {
            Self::LlavaBench => "llava-bench",
            Self::ScienceQa => "scienceqa",
        }
    }
}
