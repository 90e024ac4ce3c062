//! Who is in the project and in what role; admins change it.

use super::access::only;
use super::room::{Room, Tab, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::{deactivated_badge, scripted_badge, when, wide};
use crate::words::pages::members as say;
use leptos::prelude::*;
use vitrine_domain::{Member, Role, User};

pub fn members() -> AnyView {
    in_project(Tab::Members, |room| async move {
        only(&room.visit.query, &[])?;
        let list = room.store().member_list(&room.member).await?;
        // Whom a site's admin may see, an admin of the project alone may not.
        let others = match room.member.role.may_administer() && room.visit.user().await?.is_admin {
            true => Some(not_in(
                room.store().user_list(&room.visit.actor).await?,
                &list,
            )),
            false => None,
        };
        Ok(shown(&room, list, others))
    })
}

fn not_in(users: Vec<User>, list: &[Member]) -> Vec<User> {
    let out = |u: &User| u.active && !list.iter().any(|m| m.user.id == u.id);
    users.into_iter().filter(out).collect()
}

/// `others`: who may be added, for who may know.
fn shown(room: &Room, list: Vec<Member>, others: Option<Vec<User>>) -> AnyView {
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
                        <td class="cell-main"><span>{m.user.display_name.clone()} " " {scripted_badge(m.user.scripted)} {deactivated_badge(m.user.active)}</span>
                            <span class="quiet mono">{m.user.name.clone()}</span></td>
                        <td data-label=say::ROLE>{m.role.as_str()}</td><td class="quiet" data-label=say::MAY>{say::may(m.role)}</td><td class="nowrap" data-label=say::SINCE>{when(m.since)}</td>
                        {admin.then(|| view! { <td>{(!own).then(|| change(room, name, m.role, m.user.active))}</td> })}
                    </tr>
                }
            }).collect_view()}</tbody>
        </table> })}
        {admin.then(|| view! {
            <section class="card">
                <h2>{say::ADD_MEMBER}</h2>
                <ApiForm method="PUT".into() action=room.api("/members/{name}") then="reload".into() ask=None class="form form-row".into()>
                    <input type="hidden" name="new" data-json="json" value="true" />
                    <label>{say::SIGN_IN_NAME} " " <span class="quiet">{others.is_none().then_some(say::SIGN_IN_NAME_HINT)}</span>
                        <input name="name" required autocapitalize="none" autocomplete="off" list="others" /></label>
                    <datalist id="others">{others.into_iter().flatten().map(|u| view! {
                        <option value=u.name>{u.display_name}</option>
                    }).collect_view()}</datalist>
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

/// The role of a member who is deactivated waits for them as it is.
fn change(room: &Room, name: String, role: Role, active: bool) -> AnyView {
    let action = room.api(&format!("/members/{name}"));
    let set = action.clone();
    view! {
        <details class="fold">
            <summary>{say::CHANGE}</summary>
            <div class="stack">
                {active.then(|| view! {
                    <ApiForm method="PUT".into() action=set then="reload".into() ask=None class="form form-row".into()>
                        <label>{say::ROLE} {roles(role)}</label>
                        <button>{say::SET}</button>
                    </ApiForm>
                })}
                <ApiForm method="DELETE".into() action then="reload".into() ask=Some(say::remove_ask(&name)) class="form".into()>
                    <button class="danger">{say::REMOVE}</button>
                </ApiForm>
            </div>
        </details>
    }
    .into_any()
}
