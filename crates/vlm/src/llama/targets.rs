//! Which of the seven linears of a layer have an adapter.

use super::LINEARS;
use crate::ops::lora_linear::Parts;
use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

/// A choice among [`LINEARS`]; as JSON a list of their names, all by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Targets(u8);

impl Targets {
    /// Every linear: what QLoRA found to be needed to match full tuning
    /// (Dettmers et al. 2023, section 4).
    pub const ALL: Self = Self(0b111_1111);

    /// The linears of these names, such as `q_proj`.
    ///
    /// # Errors
    /// None, or a name that no linear has.
    pub fn named<S: AsRef<str>>(names: &[S]) -> Result<Self> {
        ensure!(
            !names.is_empty(),
            "lora_targets names no linear: leave it out for all"
        );
        let bits = names.iter().map(|name| {
            let at = LINEARS.iter().position(|l| l.1 == name.as_ref());
            let at = at.with_context(|| {
                let known: Vec<&str> = LINEARS.iter().map(|l| l.1).collect();
                format!(
                    "lora_targets: no linear is called {}; there are {}",
                    name.as_ref(),
                    known.join(", ")
                )
            })?;
            Ok(1 << at)
        });
        Ok(Self(
            bits.collect::<Result<Vec<u8>>>()?
                .into_iter()
                .fold(0, |all, bit| all | bit),
        ))
    }

    /// The names, in the order of [`LINEARS`].
    pub fn names(self) -> Vec<&'static str> {
        (0..LINEARS.len())
            .filter(|at| self.0 >> at & 1 == 1)
            .map(|at| LINEARS[at].1)
            .collect()
    }

    /// The chosen parts of one group of linears that share an input.
    pub fn parts(self, group: usize) -> Parts {
        let first = LINEARS.iter().take_while(|l| l.2 < group).count();
        let count = LINEARS.iter().filter(|l| l.2 == group).count();
        Parts(self.0 >> first & ((1 << count) - 1))
    }
}

impl Default for Targets {
    fn default() -> Self {
        Self::ALL
    }
}

impl TryFrom<Vec<String>> for Targets {
    type Error = String;
    fn try_from(names: Vec<String>) -> Result<Self, String> {
        Self::named(&names).map_err(|e| format!("{e:#}"))
    }
}

impl From<Targets> for Vec<String> {
    fn from(t: Targets) -> Self {
        t.names().into_iter().map(Into::into).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_to_the_groups_that_hold_them_and_come_back() {
        let t: Targets = serde_json::from_str(r#"["v_proj","q_proj","up_proj"]"#).unwrap();
        assert_eq!(
            (0..4).map(|g| t.parts(g).0).collect::<Vec<_>>(),
            [0b101, 0, 0b10, 0]
        );
        assert_eq!(t.names(), ["q_proj", "v_proj", "up_proj"]);
        assert_eq!(
            (0..4).map(|g| Targets::ALL.parts(g).0).collect::<Vec<_>>(),
            [0b111, 1, 0b11, 1]
        );
    }

    #[test]
    fn a_name_that_is_none_and_an_empty_list_say_what_to_do() {
        let why = |json| {
            serde_json::from_str::<Targets>(json)
                .unwrap_err()
                .to_string()
        };
        assert!(why(r#"["lm_head"]"#).contains("there are q_proj, k_proj"));
        assert!(why("[]").contains("leave it out for all"));
    }
}
