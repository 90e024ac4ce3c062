//! The steps of an explanation, in projects that teach: each lights the components that it names, and the other way round.

use super::canvas::{Canvas, Light};
use super::lit::same;
use super::parts::key;
use super::stage::focus;
use super::state::{Event, State};
use crate::parts::sentence;
use crate::words::desk::steps as say;
use leptos::prelude::*;
use vitrine_domain::Region;
use vitrine_domain::keymap::Action;
use vitrine_domain::rules::steps::{Step, unnamed, untied};

/// Steps shown, and components shown of one: more would cost more than anybody reads.
const STEPS: usize = 50;
const CHIPS: usize = 12;

#[component]
pub fn Steps(canvas: Canvas) -> impl IntoView {
    canvas.bench.teaches().then(|| view! { <List canvas /> })
}

#[component]
fn List(canvas: Canvas) -> impl IntoView {
    let (bench, steps) = (canvas.bench, canvas.steps);
    let count = Memo::new(move |_| steps.with(Vec::len));
    let any = Memo::new(move |_| count.get() > 0);
    let marked = Memo::new(move |_| bench.at_rest(|s| s.draft.regions.len()));
    let left = Memo::new(move |_| steps.with(|all| unnamed(all, marked.get())));
    let loose = Memo::new(move |_| {
        bench
            .ties()
            .then(|| steps.with(|all| untied(all)))
            .flatten()
    });
    let shown = move || 0..count.get().min(STEPS);
    let chosen = Memo::new(move |_| bench.at_rest(State::selected));
    view! {
        <section class="panel-part" aria-labelledby="steps-title">
            <div class="panel-head">
                <h2 id="steps-title">{say::TITLE}" "<span class="quiet count">{move || Some(count.get()).filter(|n| *n > 0)}</span></h2>
                {move || (count.get() > 0).then(|| view! {
                    <span class="tools">
                        <button type="button" class="small" on:click=move |_| go(canvas, 1)>{say::NEXT_STEP} {key(bench, Action::NextStep)}</button>
                    </span>
                })}
            </div>
            {move || (count.get() == 0).then(|| view! {
                <p class="hint">{say::NO_STEPS_HINT}</p>
            })}
            {move || any.get().then(|| view! {
                <ol class="steps" role="list">
                    <For each=shown key=|i| *i let:i>
                        <Row canvas i />
                    </For>
                </ol>
            })}
            {move || count.get().checked_sub(STEPS + 1).map(|n| view! { <p class="hint">{say::further(n + 1)}</p> })}
            {move || (count.get() > 0 && !left.with(Vec::is_empty)).then(|| view! {
                <div class="step-left">
                    <span>{say::UNNAMED}</span>
                    <Chips canvas regions=left />
                </div>
            })}
            {move || loose.get().map(|why| view! { <p class="step-loose">{sentence(&why)}</p> })}
            {move || (count.get() > 0).then(|| view! {
                <p class="hint">{say::NAMING_HINT}</p>
            })}
            <p class="sr-only" aria-live="polite">{move || told(canvas, chosen.get())}</p>
        </section>
    }
}

#[component]
fn Row(canvas: Canvas, i: usize) -> impl IntoView {
    let bench = canvas.bench;
    let step = Memo::new(move |_| {
        canvas
            .steps
            .with(|all| all.get(i).cloned())
            .unwrap_or_default()
    });
    let regions = Memo::new(move |_| step.with(|s| s.regions.clone()));
    let lit = Memo::new(move |_| match canvas.light.get() {
        Some(Light::Step(s)) => s == i,
        Some(Light::Region(r)) => regions.with(|all| all.contains(&r)),
        Some(Light::Label(label)) => bench.state.with_untracked(|s| {
            let list = &s.draft.regions;
            regions.with(|all| all.iter().any(|r| same(&named(list, *r), &label)))
        }),
        None => false,
    });
    let here = move || {
        canvas.step.set(Some(i));
        if let Some(first) = regions.with_untracked(|r| r.first().copied()) {
            canvas.show(first);
        }
    };
    view! {
        <li class="step" class:lit=move || lit.get() data-step=i.to_string()>
            <button type="button" class="step-button" id=format!("step-{i}")
                on:focus=move |_| here()
                on:click=move |_| { here(); canvas.shine(Some(Light::Step(i))); }>
                <span class="number">{move || step.with(|s| s.number)} "."</span>
                <span class="step-text">{move || step.with(|s| s.text.clone())}</span>
            </button>
            <Chips canvas regions />
            {move || step.with(|s| missing(s, bench.ties())).map(|words| view! { <p class="step-loose">{words}</p> })}
        </li>
    }
}

/// What a step names and nobody has marked; nothing at all, where that is so and must not be.
fn missing(step: &Step, ties: bool) -> Option<String> {
    match (step.unmarked.is_empty(), step.regions.is_empty()) {
        (true, false) => None,
        (true, true) => ties.then(|| say::NAMES_NOTHING.into()),
        (false, _) => Some(say::not_marked(&step.unmarked)),
    }
}

fn named(regions: &[Region], i: usize) -> String {
    regions.get(i).map(|r| r.label.clone()).unwrap_or_default()
}

/// Regions by number and label; a press leads to the region itself.
#[component]
fn Chips(canvas: Canvas, regions: Memo<Vec<usize>>) -> impl IntoView {
    let bench = canvas.bench;
    let shown = move || regions.with(|all| all.iter().copied().take(CHIPS).collect::<Vec<_>>());
    let more = move || {
        regions
            .with(|all| all.len().checked_sub(CHIPS + 1))
            .map(|n| n + 1)
    };
    let any = Memo::new(move |_| regions.with(|all| !all.is_empty()));
    move || {
        any.get().then(|| view! {
            <span class="chips">
                <For each=shown key=|r| *r let:r>
                    {
                        let label = Memo::new(move |_| bench.at_rest(|s| named(&s.draft.regions, r)));
                        let lit = move || canvas.light.with(|l| *l == Some(Light::Region(r)));
                        view! {
                            <button type="button" class="chip" class:lit=lit data-region=r.to_string()
                                on:click=move |_| {
                                    bench.apply(Event::Select(Some(r)));
                                    canvas.show(r);
                                    focus(format!("region-{r}"));
                                }>
                                <span class="sr-only">{say::REGION}</span> {r + 1} " " {move || label.get()}
                            </button>
                        }
                    }
                </For>
                {move || more().map(|n| view! { <span class="quiet">{say::more(n)}</span> })}
            </span>
        })
    }
}

/// To the next step or the one before, round and round; the first press goes to the first.
pub fn go(canvas: Canvas, by: isize) {
    let count = canvas.steps.with_untracked(Vec::len).min(STEPS) as isize;
    if count == 0 {
        return canvas.bench.say(match canvas.bench.teaches() {
            true => say::NO_NUMBERED_STEPS,
            false => say::NO_STEPS_HERE,
        });
    }
    let next = match canvas.step.get_untracked() {
        Some(at) => at as isize + by,
        None if by > 0 => 0,
        None => count - 1,
    };
    if next == count {
        canvas.bench.say(say::FIRST_AGAIN);
    } else if next == -1 {
        canvas.bench.say(say::LAST_AGAIN);
    }
    focus(format!("step-{}", next.rem_euclid(count)));
}

/// What is lit, for a live region: of the step that has the focus and the region that is selected, not of what a pointer
/// passes over.
fn told(canvas: Canvas, chosen: Option<usize>) -> String {
    let (state, step) = (canvas.bench.state, canvas.step.get());
    canvas.steps.with(|all| match canvas.light.get() {
        Some(Light::Step(i)) if step == Some(i) => all.get(i).map_or(String::new(), |step| {
            state.with_untracked(|s| lights(step, &s.draft.regions))
        }),
        Some(Light::Region(r)) if chosen == Some(r) => named_in(all, r),
        _ => String::new(),
    })
}

fn lights(step: &Step, list: &[Region]) -> String {
    let names: Vec<_> = (step.regions.iter().take(CHIPS))
        .map(|r| format!("{} {}", r + 1, named(list, *r)))
        .collect();
    match names.is_empty() {
        true => say::highlights_nothing(step.number),
        false => say::highlights(step.number, step.regions.len(), list.len(), &names),
    }
}

fn named_in(steps: &[Step], region: usize) -> String {
    let all: Vec<_> = (steps.iter())
        .filter(|s| s.regions.contains(&region))
        .map(|s| s.number.to_string())
        .collect();
    match steps.is_empty() {
        true => String::new(),
        false => say::naming(&all, region + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::rules::steps::read;
    use vitrine_domain::{RegionSource, Shape};

    #[test]
    fn what_is_lit_and_what_is_missing_is_said_in_words() {
        let lamp = Region {
            label: "lamp".into(),
            shape: Shape::Point { xy: [0.5, 0.5] },
            source: RegionSource::Person,
            score: None,
        };
        let list = [lamp.clone(), lamp];
        let labels = ["fuse".to_owned()];
        let steps = read(
            "1. Lamp #2.\n2. The fuse and #9.\n3. Go. Lamps.\n4. Go.",
            &labels,
            &list,
        );
        assert_eq!(
            lights(&steps[0], &list),
            "Step 1 highlights 1 of 2 regions: 2 lamp"
        );
        assert_eq!(lights(&steps[1], &list), "Step 2 highlights nothing");
        assert_eq!(missing(&steps[0], true), None);
        assert_eq!(
            missing(&steps[1], true).as_deref(),
            Some("Not marked: “fuse”, “#9”.")
        );
        assert_eq!(
            missing(&steps[3], true).as_deref(),
            Some("Names no marked component.")
        );
        assert_eq!(named_in(&steps, 1), "Steps 1, 3 name region 2");
        assert_eq!(named_in(&steps, 0), "Step 3 names region 1");
        assert_eq!(named_in(&steps, 5), "No step names region 6");
        assert_eq!(named_in(&[], 5), "");
    }
}
