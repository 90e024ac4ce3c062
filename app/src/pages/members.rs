//! Who is in the project and in what role; admins change it.

use super::room::{Room, Tab, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::{scripted_badge, when, wide};
use leptos::prelude::*;
use vitrine_domain::{Member, Role};

pub fn members() -> AnyView {
    in_project(Tab::Members, |room| async move {
        let list = room.store().member_list(&room.member).await?;
        Ok(shown(&room, list))
    })
}

fn may(role: Role) -> &'static str {
    match role {
        Role::Admin => "everything, members included",
        Role::Lead => "policy, images, training, promotion, review",
        Role::Reviewer => "review at the desk",
        Role::Engineer => "training, promotion, export",
    }
}

fn shown(room: &Room, list: Vec<Member>) -> AnyView {
    let admin = room.member.role.may_administer();
    let me = room.visit.actor.user_id;
    view! {
        {heading("Members", "", ().into_any())}
        {wide("Members", view! { <table class="records">
            <thead><tr>
                <th scope="col">"Name"</th><th scope="col">"Role"</th><th scope="col">"May"</th><th scope="col">"Since"</th>
                {admin.then(|| view! { <th scope="col"><span class="sr-only">"Change"</span></th> })}
            </tr></thead>
            <tbody>{list.into_iter().map(|m| {
                let own = me == Some(m.user.id);
                let name = m.user.name.clone();
                view! {
                    <tr>
                        <td class="cell-main"><span>{m.user.display_name.clone()} " " {scripted_badge(m.user.scripted)}</span>
                            <span class="quiet mono">{m.user.name.clone()}</span></td>
                        <td data-label="Role">{m.role.as_str()}</td><td class="quiet" data-label="May">{may(m.role)}</td><td class="nowrap" data-label="Since">{when(m.since)}</td>
                        {admin.then(|| view! { <td>{(!own).then(|| change(room, name, m.role))}</td> })}
                    </tr>
                }
            }).collect_view()}</tbody>
        </table> })}
        {admin.then(|| view! {
            <section class="card">
                <h2>"Add a member"</h2>
                <ApiForm method="PUT".into() action=room.api("/members/{name}") then="reload".into() ask=None class="form form-row".into()>
                    <label>"Name they sign in with" <input name="name" required autocapitalize="none" /></label>
                    <label>"Role" {roles(Role::Reviewer)}</label>
                    <button class="primary">"Add"</button>
                </ApiForm>
            </section>
        })}
    }
    .into_any()
}

fn roles(chosen: Role) -> AnyView {
    view! {
        <select name="role">
            {Role::ALL.into_iter().map(|r| view! { <option value=r.as_str() selected=r == chosen>{r.as_str()}</option> }).collect_view()}
        </select>
    }
    .into_any()
}

fn change(room: &Room, name: String, role: Role) -> AnyView {
    let action = room.api(&format!("/members/{name}"));
    view! {
        <details class="fold">
            <summary>"Change"</summary>
            <ApiForm method="PUT".into() action=action.clone() then="reload".into() ask=None class="form form-row".into()>
                <label>"Role" {roles(role)}</label>
                <button>"Set"</button>
            </ApiForm>
            <ApiForm method="DELETE".into() action then="reload".into() ask=Some(format!("Remove {name} from the project? Their access ends at once.")) class="form".into()>
                <button class="danger">"Remove"</button>
            </ApiForm>
        </details>
    }
    .into_any()
}
