//! The three kinds of question.

use anyhow::{Context, Result};
use serde::Serialize;
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    Conv,
    Detail,
    Complex,
}

impl Category {
    pub const ALL: [Self; 3] = [Self::Conv, Self::Detail, Self::Complex];

    /// By the name in a published file, with the prefix `llava_bench_` of in-the-wild files or without.
    pub fn named(name: &str) -> Option<Self> {
        let short = name.strip_prefix("llava_bench_").unwrap_or(name);
        Self::ALL.into_iter().find(|c| c.name() == short)
    }

    /// As [`Category::named`]; what is not known is refused with its place.
    pub(super) fn of(file: &str, line: usize, name: &str) -> Result<Self> {
        Self::named(name).with_context(|| {
            format!(
                "{file}, line {line}: the category {name:?} is none of conv, detail and complex"
            )
        })
    }

    /// As it stands in published files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Conv => "conv",
            Self::Detail => "detail",
            Self::Complex => "complex",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
