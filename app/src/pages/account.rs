//! One's own account: the password, and whether keys of one letter act; admins add users, deactivate who leaves, and make
//! links for forgotten passwords.

use super::access::signed_in;
use super::projects::TopBar;
use crate::islands::{ApiForm, PasswordLink, Saved};
use crate::parts::{deactivated_badge, scripted_badge, when, wide};
use crate::words::desk::help;
use crate::words::pages::account as say;
use leptos::prelude::*;
use leptos_meta::Title;
use vitrine_domain::{User, UserId, limits};

pub fn account() -> AnyView {
    signed_in(|visit| async move {
        let user = visit.user().await?;
        let users = if user.is_admin {
            visit.store.user_list(&visit.actor).await?
        } else {
            Vec::new()
        };
        let single_keys = (visit.store.preferences_get(&visit.actor).await?).single_keys;
        Ok(shown(&user, single_keys, users))
    })
}

fn shown(user: &User, single_keys: bool, users: Vec<User>) -> AnyView {
    view! {
        <Title text=say::TITLE />
        <TopBar name=user.display_name.clone() />
        <main class="column" id="content">
            <h1>{say::TITLE}</h1>
            <p class="lead">{user.display_name.clone()} {say::SIGNED_IN_AS} <span class="mono">{user.name.clone()}</span></p>
            <section class="card">
                <h2>{say::CHANGE_PASSWORD}</h2>
                <p class="hint">{say::change_password_hint(limits::PASSWORD_MIN_CHARS)}</p>
                <ApiForm method="POST".into() action="/api/v1/session/password".into() then="reload".into() ask=None class="form".into()>
                    <label>{say::PASSWORD_NOW} <input name="current" type="password" autocomplete="current-password" required /></label>
                    <label>{say::PASSWORD_NEW} <input name="new" type="password" autocomplete="new-password" required minlength=limits::PASSWORD_MIN_CHARS.to_string() /></label>
                    <button class="primary">{say::CHANGE_IT}</button>
                </ApiForm>
            </section>
            <section class="card">
                <h2>{help::TITLE}</h2>
                <ApiForm method="PATCH".into() action="/api/v1/preferences".into() then="reload".into() ask=None class="form".into()>
                    <label class="check"><input name="single_keys" type="checkbox" data-json="flag" checked=single_keys
                        aria-describedby="single-keys" /> {help::SINGLE}</label>
                    <p class="hint" id="single-keys">{help::SINGLE_HINT}</p>
                    <button class="primary">{say::SAVE_KEYS}</button>
                </ApiForm>
            </section>
            {user.is_admin.then(|| users_card(user.id, users))}
        </main>
        <Saved />
    }
    .into_any()
}

fn users_card(me: UserId, users: Vec<User>) -> AnyView {
    let may_forget = (users.iter())
        .filter(|u| u.active && u.id != me)
        .map(|u| view! { <option value=u.name.clone()>{u.display_name.clone()}</option> })
        .collect_view();
    view! {
        <section class="card">
            <h2>{say::USERS}</h2>
            {wide(say::USERS, view! { <table class="records">
                <thead><tr>
                    <th scope="col">{say::NAME}</th><th scope="col">{say::SHOWN_AS}</th><th scope="col">{say::ADMIN}</th>
                    <th scope="col">{say::SINCE}</th><th scope="col">{say::STATE}</th>
                    <th scope="col"><span class="sr-only">{say::CHANGE}</span></th>
                </tr></thead>
                <tbody>{users.into_iter().map(|u| row(me, u)).collect_view()}</tbody>
            </table> })}
            <p class="hint">{say::DEACTIVATED_HINT}</p>
            <h3>{say::FORGOTTEN}</h3>
            <p class="hint">{say::forgotten_hint(limits::PASSWORD_LINK_HOURS)}</p>
            <datalist id="may-forget">{may_forget}</datalist>
            <PasswordLink list="may-forget".into() />
            <h3>{say::ADD_A_USER}</h3>
            <ApiForm method="POST".into() action="/api/v1/users".into() then="reload".into() ask=None class="form".into()>
                <label>{say::NAME} " " <span class="quiet">{say::NAME_HINT}</span> <input name="name" required pattern=r"[a-z0-9][a-z0-9._\-]{1,62}" /></label>
                <label>{say::SHOWN_AS} <input name="display_name" required maxlength="100" /></label>
                <label>{say::FIRST_PASSWORD} <input name="password" type="password" autocomplete="new-password" required minlength=limits::PASSWORD_MIN_CHARS.to_string() /></label>
                <label class="check"><input name="is_admin" type="checkbox" data-json="flag" /> {say::SITE_ADMIN}</label>
                <button class="primary">{say::ADD_THE_USER}</button>
            </ApiForm>
        </section>
    }
    .into_any()
}

/// Nobody deactivates themselves.
fn row(me: UserId, u: User) -> AnyView {
    let others = u.id != me;
    view! {
        <tr>
            <td class="mono" data-label=say::NAME>{u.name.clone()}</td>
            <td data-label=say::SHOWN_AS><span>{u.display_name} " " {scripted_badge(u.scripted)}</span></td>
            <td data-label=say::ADMIN>{say::yes_or_no(u.is_admin)}</td>
            <td class="nowrap" data-label=say::SINCE>{when(u.since)}</td>
            <td data-label=say::STATE>{u.active.then_some(say::ACTIVE)} {deactivated_badge(u.active)}</td>
            <td class="cell-do">{others.then(|| access(u.name, u.active))}</td>
        </tr>
    }
    .into_any()
}

fn access(name: String, active: bool) -> AnyView {
    let (words, ask) = match active {
        true => (say::DEACTIVATE, Some(say::deactivate_ask(&name))),
        false => (say::REACTIVATE, None),
    };
    let class = active.then_some("danger");
    let action = format!("/api/v1/users/{name}?sure=false");
    view! {
        <ApiForm method="PATCH".into() action then="reload".into() ask class="inline".into()>
            <input type="hidden" name="active" data-json="json" value=(!active).to_string() />
            <button class=class>{words}<span class="sr-only">" " {name}</span></button>
        </ApiForm>
    }
    .into_any()
}
