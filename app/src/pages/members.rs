//! Who is in the project and in what role; admins change it.

use super::room::{Room, Tab, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::{scripted_badge, when, wide};
use crate::words::pages::members as say;
use leptos::prelude::*;
use vitrine_domain::{Member, Role};

pub fn members() -> AnyView {
    in_project(Tab::Members, |room| async move {
        let list = room.store().member_list(&room.member).await?;
        Ok(shown(&room, list))
    })
}

fn shown(room: &Room, list: Vec<Member>) -> AnyView {
    let admin = room.member.role.may_administer();
    let me = room.visit.actor.user_id;
    view! {
        {heading(say::TITLE, "", ().into_any())}
        {wide(say::TITLE, view! { <table class="records">
            <thead><tr>
                <th scope="col">{say::NAME}</th><th scope="col">{say::ROLE}</th><th scope="col">{say::MAY}</th><th scope="col">{say::SINCE}</th>
                {admin.then(|| view! { <th scope="col"><span class="sr-only">{say::CHANGE}</span></th> })}
            </tr></thead>
            <tbody>{list.into_iter().map(|m| {
                let own = me == Some(m.user.id);
                let name = m.user.name.clone();
                view! {
                    <tr>
                        <td class="cell-main"><span>{m.user.display_name.clone()} " " {scripted_badge(m.user.scripted)}</span>
                            <span class="quiet mono">{m.user.name.clone()}</span></td>
                        <td data-label=say::ROLE>{m.role.as_str()}</td><td class="quiet" data-label=say::MAY>{say::may(m.role)}</td><td class="nowrap" data-label=say::SINCE>{when(m.since)}</td>
                        {admin.then(|| view! { <td>{(!own).then(|| change(room, name, m.role))}</td> })}
                    </tr>
                }
            }).collect_view()}</tbody>
        </table> })}
        {admin.then(|| view! {
            <section class="card">
                <h2>{say::ADD_MEMBER}</h2>
                <ApiForm method="PUT".into() action=room.api("/members/{name}") then="reload".into() ask=None class="form form-row".into()>
                    <label>{say::SIGN_IN_NAME} <input name="name" required autocapitalize="none" /></label>
                    <label>{say::ROLE} {roles(Role::Reviewer)}</label>
                    <button class="primary">{say::ADD}</button>
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
            <summary>{say::CHANGE}</summary>
            <ApiForm method="PUT".into() action=action.clone() then="reload".into() ask=None class="form form-row".into()>
                <label>{say::ROLE} {roles(role)}</label>
                <button>{say::SET}</button>
            </ApiForm>
            <ApiForm method="DELETE".into() action then="reload".into() ask=Some(say::remove_ask(&name)) class="form".into()>
                <button class="danger">{say::REMOVE}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}
