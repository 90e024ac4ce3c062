//! The parts that come later, by name, and the way to fetch them.

use super::actions::AsideDialog;
use super::answer::LeftBy;
use super::bench::{Bench, Phase};
use super::breaks::Breaks;
use super::commands::{chosen, rare};
use super::differing::Differing;
use super::fields;
use super::footing::Footing;
use super::held::Held;
use super::help::Help;
use super::later::{Fetched, InSteps, Later};
use super::listed::listed;
use super::numbering;
use super::palette::Palette;
use super::steps::Steps;
use super::strip::Strip;
use super::trust::Trust;
use super::turns::{Turns, add_turn};
use leptos::prelude::*;
#[cfg(feature = "browser-desk")]
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use vitrine_domain::rules::steps;

static LATER: Later = Later {
    act: rare::act,
    add_turn,
    aside: |over| view! { <AsideDialog over /> <Footing bench=over.bench /> }.into_any(),
    breaks: |bench, user, minutes| {
        let working = Signal::derive(move || bench.phase.get() == Phase::Working);
        let rest = Callback::new(move |()| bench.rest());
        view! { <Breaks user minutes working back="stage" rest /> }.into_any()
    },
    differing: |bench| view! { <Differing bench /> }.into_any(),
    held: |bench| view! { <Held bench /> }.into_any(),
    help: |bench, dialog| view! { <Help bench dialog /> }.into_any(),
    in_field: fields::pressed,
    in_steps: InSteps {
        read: steps::read,
        check: steps::check,
        named_at: steps::named_at,
        changed: numbering::changed,
    },
    left_by: |bench| view! { <LeftBy bench /> }.into_any(),
    palette: |canvas, over, slug, role| {
        let commands = listed(canvas.bench);
        let run = move |command| chosen(canvas, over, command);
        view! { <Palette slug role dialog=over.palette commands early=over.later.typed run /> }
            .into_any()
    },
    steps: |canvas| view! { <Steps canvas /> }.into_any(),
    strip: |canvas| view! { <Strip canvas /> }.into_any(),
    trust: |bench, version, confidence| view! { <Trust bench version confidence /> }.into_any(),
    turns: |bench| view! { <Turns bench /> }.into_any(),
    uncover: Bench::uncover,
};

/// On the server all is here.
#[cfg(not(feature = "browser-desk"))]
pub fn here() -> Option<&'static Later> {
    Some(&LATER)
}

#[cfg(not(feature = "browser-desk"))]
pub fn fetch() -> Fetched {
    Box::pin(async { here() })
}

#[cfg(feature = "browser-desk")]
pub fn here() -> Option<&'static Later> {
    None
}

#[cfg(feature = "browser-desk")]
pub fn fetch() -> Fetched {
    Box::pin(async { table().await.ok() })
}

/// The one thing that a module of its own gives: all that only this names comes with it.
#[cfg(feature = "browser-desk")]
#[wasm_split(later, wasm_split_path = ::leptos::wasm_split, fallible)]
fn table() -> Result<&'static Later, SplitLoaderError> {
    Ok(&LATER)
}
