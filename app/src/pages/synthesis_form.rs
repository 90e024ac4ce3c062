//! The form that asks a teacher, and the one for a project's own kinds.

use super::room::Room;
use crate::islands::ApiForm;
use crate::parts::grouped;
use leptos::prelude::*;
use vitrine_domain::InstructionKind;
use vitrine_domain::limits::ITEM_IMAGES;

pub fn shown(room: &Room, kinds: &[InstructionKind], images: i64, open: bool) -> AnyView {
    let hosts = &room.project.settings.teachers.hosts;
    let lead = room.member.role.may_lead();
    if hosts.is_empty() {
        let words = match lead {
            true => {
                "Name its host on the overview, under “Change the rules of learning”; requests go nowhere else."
            }
            false => {
                "A lead or an admin names its host on the overview, among the rules of learning."
            }
        };
        return view! {
            <div class="notice"><p><strong>"No teacher may be asked yet. "</strong>{words}</p></div>
            {lead.then(|| own_kind(room))}
        }
        .into_any();
    }
    let first = hosts.first().map(
        |h| match h.starts_with("127.") || h.starts_with("localhost") {
            true => format!("http://{h}/v1"),
            false => format!("https://{h}/v1"),
        },
    );
    let counts = kinds
        .iter()
        .map(|k| {
            let (name, version) = (k.name.clone(), k.version);
            let several = (k.images > 1).then(|| format!(", {} images each", k.images));
            view! {
                <label>{k.title.clone()} <span class="quiet">{format!("{name} {version}")}{several}</span>
                    <input name=format!("counts.{name}") type="number" min="0" max="2000000" data-json="number" placeholder="0" /></label>
            }
        })
        .collect_view();
    view! {
        {(images == 0).then(|| view! {
            <div class="notice"><p><strong>"No image has a caption yet. "</strong>
                "Write some on the items’ pages, or have an import do it; a teacher that sees the images needs none."</p></div>
        })}
        <details class="fold" open=open><summary>"Ask a teacher"</summary>
            <ApiForm method="POST".into() action=room.api("/synthesis-runs") then=room.path("/synthesis/{id}") ask=None class="form".into()>
                <fieldset class="fields">
                    <legend>"How many of each kind"</legend>
                    {counts}
                </fieldset>
                <div class="fields">
                    <label>"Teacher’s address" <input name="teacher.url" type="url" required value=first /></label>
                    <label>"Its model" <input name="teacher.model" required maxlength="200" /></label>
                    <label>"It is shown" <select name="teacher.sees">
                        <option value="text">"captions and boxes"</option>
                        <option value="image">"the image itself"</option>
                    </select></label>
                </div>
                <p class="hint">"Its key is never written here: the worker reads it from its own environment."</p>
                <fieldset class="fields">
                    <legend>"Budget: it stops before either is passed"</legend>
                    <label>"Tokens" <input name="budget.tokens" type="number" min="1" required data-json="number" value="100000" /></label>
                    <label>"Dollars " <span class="quiet">"empty: not limited"</span>
                        <input name="budget.dollars" type="number" min="0" step="any" data-json="decimal" /></label>
                    <label>"Price of a million tokens of prompt, $" <input name="teacher.prompt_price" type="number" min="0" step="any" data-json="decimal" value="0" /></label>
                    <label>"and of reply, $" <input name="teacher.reply_price" type="number" min="0" step="any" data-json="decimal" value="0" /></label>
                </fieldset>
                <details class="fold"><summary>"How it is asked"</summary>
                    <div class="fields">
                        <label>"Temperature" <input name="teacher.temperature" type="number" min="0" max="2" step="any" data-json="decimal" value="0.7" /></label>
                        <label>"Tokens a reply may have" <input name="teacher.max_tokens" type="number" min="1" max="16384" data-json="number" value="1024" /></label>
                        <label>"Requests at a time" <input name="teacher.concurrency" type="number" min="1" max="64" data-json="number" value="4" /></label>
                        <label>"Seconds a request may take" <input name="teacher.timeout_seconds" type="number" min="1" max="600" data-json="number" value="180" /></label>
                        <label>"Seed " <span class="quiet">"empty: drawn"</span> <input name="seed" type="number" data-json="number" /></label>
                    </div>
                    <label class="check"><input name="teacher.idempotent" type="checkbox" data-json="flag" />
                        "It heeds Idempotency-Key: the same request again costs nothing"</label>
                </details>
                <p class="hint">{format!("The plan is drawn over {} images, and its expected cost shown, before the first request.", grouped(images))}</p>
                <button class="primary">"Start the run"</button>
            </ApiForm>
        </details>
        {lead.then(|| own_kind(room))}
    }
    .into_any()
}

fn own_kind(room: &Room) -> AnyView {
    view! {
        <details class="fold"><summary>"Add a kind of your own"</summary>
            <ApiForm method="POST".into() action=room.api("/instruction-kinds") then="reload".into() ask=None class="form".into()>
                <div class="fields">
                    <label>"Name " <span class="quiet">"lower-case letters, digits, _; one that is there gets a new version"</span>
                        <input name="name" required pattern="[a-z0-9_]{1,40}" placeholder="read_a_chart" /></label>
                    <label>"Title" <input name="title" required maxlength="200" /></label>
                    <label>"Its replies are" <select name="form">
                        <option value="answer">"an answer alone, to one of the instructions below"</option>
                        <option value="pairs">"questions with their answers"</option>
                    </select></label>
                    <label>"The teacher is given" <select name="context">
                        <option value="captions_and_boxes">"captions and boxes"</option>
                        <option value="captions">"captions alone"</option>
                    </select></label>
                    <label>"Images a sample is about " <span class="quiet">"of several the teacher is told as Image 1, Image 2 …: name them so"</span>
                        <input name="images" type="number" min="1" max=ITEM_IMAGES.to_string() required data-json="number" value="1" /></label>
                </div>
                <label>"What the teacher is told" <textarea name="system" rows="5" required></textarea></label>
                <label>"What it is told where it sees the image " <span class="quiet">"empty: it cannot be asked so"</span>
                    <textarea name="system_seeing" data-json="optional" rows="3"></textarea></label>
                <label>"Instructions, one a line " <span class="quiet">"for answers alone"</span>
                    <textarea name="instructions" data-json="lines" rows="3"></textarea></label>
                <label>"Worked examples " <span class="quiet">"JSON: captions, boxes, reply of each; further_images where there are several"</span>
                    <textarea class="mono" name="examples" data-json="json" rows="3">"[]"</textarea></label>
                <button class="primary">"Add the kind"</button>
            </ApiForm>
        </details>
    }
    .into_any()
}
