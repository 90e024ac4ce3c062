//! Training runs: what was trained, why it started, what came of it; and the button.

use super::access::only;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::{duration, grouped, run_badge, sentence, when, wide};
use crate::words::pages::runs as say;
use leptos::prelude::*;
use vitrine_domain::limits::GATE_MIN_ITEMS;
use vitrine_domain::{ProjectCounts, RunState, TrainingRun, Trigger};

pub fn runs() -> AnyView {
    in_project(Tab::Runs, |room| async move {
        only(&room.visit.query, &[])?;
        let list = room.store().run_list(&room.member, None).await?;
        let counts = room.store().project_counts(&room.member).await?;
        Ok(shown(&room, &counts, list))
    })
}

fn shown(room: &Room, c: &ProjectCounts, list: Vec<TrainingRun>) -> AnyView {
    let active = list.iter().any(|r| !r.state.is_over());
    let few = c.triplets_held_out < GATE_MIN_ITEMS as i64;
    let ask = few.then(|| say::train_ask(&grouped(c.triplets_held_out), GATE_MIN_ITEMS));
    let button = (room.member.role.may_train() && !active && c.triplets_train > 0).then(|| {
        view! {
            <ApiForm method="POST".into() action=room.api("/training-runs") then=room.path("/runs/{id}") ask=ask class="inline".into()>
                <button class="primary">{say::TRAIN}</button>
            </ApiForm>
        }
    });
    let lead = say::lead(
        &grouped(c.triplets_new),
        &grouped(c.triplets_train),
        &grouped(c.triplets_validation),
    );
    let none = list.is_empty();
    view! {
        {heading(say::TITLE, lead, view! { {button} }.into_any())}
        {none.then(|| empty(say::NO_RUN, say::NO_RUN_HINT, None))}
        {(!none).then(|| view! {
            {wide(say::TITLE, view! { <table class="records broad">
                <thead><tr>
                    <th scope="col">{say::STARTED}</th><th scope="col">{say::STATE}</th><th scope="col">{say::WHY}</th>
                    <th scope="col">{say::TRIPLETS}</th><th scope="col" class="num">{say::STEPS}</th>
                    <th scope="col" class="num">{say::TIME}</th><th scope="col">{say::CANDIDATE}</th>
                </tr></thead>
                <tbody>{list.into_iter().map(|r| row(room, r)).collect_view()}</tbody>
            </table> })}
        })}
    }
    .into_any()
}

fn row(room: &Room, r: TrainingRun) -> AnyView {
    let new = r.triplets_new.map(|n| grouped(n.into()));
    let steps = match r.steps {
        0 => "–".to_owned(),
        all => format!("{} / {all}", r.step),
    };
    let ended = match (r.state, r.steps) {
        (RunState::Cancelled, 0) => Some(say::BEFORE_IT_BEGAN.to_owned()),
        // Its state says it.
        (RunState::Cancelled, _) => None,
        _ => r.reason.as_deref().map(sentence),
    };
    view! {
        <tr>
            <td class="cell-main"><a href=room.path(&format!("/runs/{}", r.id))>{when(r.created_at)}</a>
                <span class="quiet">{ended}</span></td>
            <td data-label=say::STATE>{run_badge(r.state, r.decision)}</td>
            <td class="cell-main" data-label=say::WHY>
                <span>{say::why(r.trigger, new.as_deref())}</span>
                {(r.trigger == Trigger::Button).then(|| view! { <span class="quiet">{r.requested_by.clone()}</span> })}
            </td>
            <td data-label=say::TRIPLETS>{say::to_learn(&grouped(r.snapshot.train), &grouped(r.snapshot.validation))}</td>
            <td class="num" data-label=say::STEPS>{steps}</td>
            <td class="num" data-label=say::TIME>{(r.figures.seconds > 0.0).then(|| duration(r.figures.seconds))}</td>
            <td data-label=say::CANDIDATE>{r.candidate.map(|v| v.name)}</td>
        </tr>
    }
    .into_any()
}
