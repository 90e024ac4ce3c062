//! What looking at images may come to.

use super::as_shown;
use crate::islands::ApiForm;
use crate::pages::room::Room;
use crate::words::pages::rules::care as say;
use leptos::prelude::*;

/// Settings that the form shows.
pub(super) const SHOWN: [&str; 1] = ["care"];

/// Veil, time, weight and limit.
pub fn care(room: &Room) -> AnyView {
    let s = room.project.settings.clone();
    let c = s.care.clone();
    view! {
        <details class="fold"><summary>{say::CHANGE_CARE}</summary>
            <ApiForm method="PATCH".into() action=room.api("/settings") then="reload".into() ask=None class="form form-wide".into()>
                <label class="check"><input name="care.veil" type="checkbox" data-json="flag" checked=c.veil />
                    {say::VEIL}</label>
                <div class="fields">
                    <label>{say::REVEAL_MINUTES}
                        <input name="care.reveal_minutes" type="number" min="1" max="240" required data-json="number" value=c.reveal_minutes.to_string() /></label>
                    <label>{say::SEVERITY_WEIGHT}
                        <input name="care.severity_weight" type="number" min="0" max="100" step="any" required data-json="decimal" value=c.severity_weight.to_string() /></label>
                    <label>{say::DAILY_LIMIT} " " <span class="quiet">{say::DAILY_LIMIT_HINT}</span>
                        <input name="care.daily_limit" type="number" min="1" step="any" data-json="empty-null" value=c.daily_limit.map(|l| l.to_string()) /></label>
                    <label>{say::DAY_BEGINS}
                        <input name="care.day_begins" type="number" min="0" max="23" required data-json="number" value=c.day_begins.to_string() /></label>
                </div>
                <p class="hint">{say::CARE_HINT}</p>
                {as_shown(&s, &SHOWN)}
                <button class="primary">{say::SAVE_CARE}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}
