//! Training runs: what was trained, why it started, what came of it; and the button.

use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::{duration, grouped, run_badge, sentence, trigger_word, when, wide};
use crate::words::pages::runs as say;
use leptos::prelude::*;
use vitrine_domain::{ProjectCounts, TrainingRun};

pub fn runs() -> AnyView {
    in_project(Tab::Runs, |room| async move {
        let list = room.store().run_list(&room.member, None).await?;
        let counts = room.store().project_counts(&room.member).await?;
        Ok(shown(&room, &counts, list))
    })
}

fn shown(room: &Room, c: &ProjectCounts, list: Vec<TrainingRun>) -> AnyView {
    let active = list.iter().any(|r| !r.state.is_over());
    let trainable = c.triplets_train + c.triplets_validation;
    let button = (room.member.role.may_train() && !active && trainable > 0).then(|| {
        view! {
            <ApiForm method="POST".into() action=room.api("/training-runs") then=room.path("/runs/{id}") ask=None class="inline".into()>
                <button class="primary">{say::TRAIN}</button>
            </ApiForm>
        }
    });
    let lead = say::lead(&grouped(c.triplets_new), &grouped(trainable));
    let none = list.is_empty();
    view! {
        {heading(say::TITLE, lead, view! { {button} }.into_any())}
        {none.then(|| empty(say::NO_RUN, say::NO_RUN_HINT, None))}
        {(!none).then(|| view! {
            {wide(say::TITLE, view! { <table class="records">
                <thead><tr>
                    <th scope="col">{say::STARTED}</th><th scope="col">{say::STATE}</th><th scope="col">{say::WHY}</th>
                    <th scope="col" class="num">{say::TRIPLETS}</th><th scope="col" class="num">{say::STEPS}</th>
                    <th scope="col" class="num">{say::TIME}</th><th scope="col">{say::CANDIDATE}</th>
                </tr></thead>
                <tbody>{list.into_iter().map(|r| row(room, r)).collect_view()}</tbody>
            </table> })}
        })}
    }
    .into_any()
}

fn row(room: &Room, r: TrainingRun) -> AnyView {
    view! {
        <tr>
            <td class="cell-main"><a href=room.path(&format!("/runs/{}", r.id))>{when(r.created_at)}</a>
                <span class="quiet">{r.reason.as_deref().map(sentence)}</span></td>
            <td data-label=say::STATE>{run_badge(r.state)}</td>
            <td class="cell-main" data-label=say::WHY>
                <span>{trigger_word(r.trigger)}</span>
                <span class="quiet">{r.requested_by.clone()}</span>
            </td>
            <td class="num" data-label=say::TRIPLETS>{grouped(r.snapshot.train + r.snapshot.validation)}</td>
            <td class="num" data-label=say::STEPS>{format!("{} / {}", r.step, r.steps)}</td>
            <td class="num" data-label=say::TIME>{(r.figures.seconds > 0.0).then(|| duration(r.figures.seconds))}</td>
            <td data-label=say::CANDIDATE>{r.candidate.map(|v| v.name)}</td>
        </tr>
    }
    .into_any()
}
