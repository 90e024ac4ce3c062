//! Training runs: what was trained, why it started, what came of it; and the button.

use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::{duration, grouped, run_badge, sentence, trigger_word, when, wide};
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
                <button class="primary">"Train now"</button>
            </ApiForm>
        }
    });
    let lead = format!(
        "{} new triplets since the last run, {} to train on in all.",
        grouped(c.triplets_new),
        grouped(trainable)
    );
    let none = list.is_empty();
    view! {
        {heading("Training runs", lead, view! { {button} }.into_any())}
        {none.then(|| empty("Nothing has been trained yet", "A run starts after enough new triplets, by the schedule, or by the button above once triplets stand.", None))}
        {(!none).then(|| view! {
            {wide("Training runs", view! { <table class="records">
                <thead><tr>
                    <th scope="col">"Started"</th><th scope="col">"State"</th><th scope="col">"Why"</th>
                    <th scope="col" class="num">"Triplets"</th><th scope="col" class="num">"Steps"</th>
                    <th scope="col" class="num">"Time"</th><th scope="col">"Candidate"</th>
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
            <td data-label="State">{run_badge(r.state)}</td>
            <td class="cell-main" data-label="Why">
                <span>{trigger_word(r.trigger)}</span>
                <span class="quiet">{r.requested_by.clone()}</span>
            </td>
            <td class="num" data-label="Triplets">{grouped(r.snapshot.train + r.snapshot.validation)}</td>
            <td class="num" data-label="Steps">{format!("{} / {}", r.step, r.steps)}</td>
            <td class="num" data-label="Time">{(r.figures.seconds > 0.0).then(|| duration(r.figures.seconds))}</td>
            <td data-label="Candidate">{r.candidate.map(|v| v.name)}</td>
        </tr>
    }
    .into_any()
}
