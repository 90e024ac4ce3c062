//! What is lit: the regions that a light means.

use super::canvas::{Canvas, Light};
use super::state::State;
use leptos::prelude::*;
use vitrine_domain::case::lower;
use vitrine_domain::rules::steps::Step;

impl Canvas {
    /// The step that is lit, if it names anything: then all else is dimmed.
    pub fn lit_step(self) -> Option<usize> {
        let step = self.light.with(|light| match light {
            Some(Light::Step(i)) => Some(*i),
            _ => None,
        })?;
        let names = |all: &Vec<Step>| all.get(step).is_some_and(|s| !s.regions.is_empty());
        self.steps.with(names).then_some(step)
    }

    /// The regions that are lit.
    pub fn lit(self, state: &State) -> Vec<usize> {
        let is = |i: usize| i < state.draft.regions.len();
        self.light.with(|light| match light {
            None => Vec::new(),
            Some(Light::Region(i)) => Some(*i).filter(|i| is(*i)).into_iter().collect(),
            Some(Light::Label(label)) => {
                let all = state.draft.regions.iter().enumerate();
                all.filter(|(_, r)| same(&r.label, label))
                    .map(|(i, _)| i)
                    .collect()
            }
            Some(Light::Step(i)) => (self.steps)
                .with(|all| all.get(*i).map(|s| s.regions.clone()))
                .unwrap_or_default()
                .into_iter()
                .filter(|i| is(*i))
                .collect(),
        })
    }
}

/// One label, as mentions read them: without regard to case.
pub fn same(a: &str, b: &str) -> bool {
    lower(a) == lower(b)
}
