//! The further turns of a conversation, as they are shown.

use super::differences;
use crate::words::parts::turns as say;
use leptos::prelude::*;
use vitrine_domain::Turn;

/// In order; nothing where there is none.
pub fn turns(all: &[Turn]) -> Option<AnyView> {
    (!all.is_empty()).then(|| {
        list(
            "turns-said",
            all.iter().map(|t| {
                let half = |text: &str| text.to_owned().into_any();
                (half(&t.instruction), half(&t.response))
            }),
        )
    })
}

/// The second conversation's as they differ from the first's, place by place.
pub fn turn_differences(before: &[Turn], after: &[Turn]) -> Option<AnyView> {
    let (n, none) = (before.len().max(after.len()), Turn::default());
    (n > 0).then(|| {
        list(
            "turns-said words",
            (0..n).map(|i| {
                let [b, a] = [before, after].map(|all| all.get(i).unwrap_or(&none));
                (
                    differences(&b.instruction, &a.instruction),
                    differences(&b.response, &a.response),
                )
            }),
        )
    })
}

/// Questions and answers; the first is turn 2.
fn list(class: &'static str, all: impl Iterator<Item = (AnyView, AnyView)>) -> AnyView {
    view! {
        <ol class=class start="2" aria-label=say::FURTHER>
            {all.map(|(asked, said)| view! {
                <li>
                    <p class="turn-asked"><span class="sr-only">{say::QUESTION_BEFORE}</span>{asked}</p>
                    <p><span class="sr-only">{say::ANSWER_BEFORE}</span>{said}</p>
                </li>
            }).collect_view()}
        </ol>
    }
    .into_any()
}
