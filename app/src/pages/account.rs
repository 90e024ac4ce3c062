//! One's own account: the password; admins add users.

use super::access::signed_in;
use super::projects::TopBar;
use crate::islands::{ApiForm, Saved};
use crate::parts::{scripted_badge, wide};
use crate::words::pages::account as say;
use leptos::prelude::*;
use leptos_meta::Title;
use vitrine_domain::{User, limits};

pub fn account() -> AnyView {
    signed_in(|visit| async move {
        let user = visit.user().await?;
        let users = if user.is_admin {
            visit.store.user_list(&visit.actor).await?
        } else {
            Vec::new()
        };
        Ok(shown(&user, users))
    })
}

fn shown(user: &User, users: Vec<User>) -> AnyView {
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
            {user.is_admin.then(|| users_card(users))}
        </main>
        <Saved />
    }
    .into_any()
}

fn users_card(users: Vec<User>) -> AnyView {
    view! {
        <section class="card">
            <h2>{say::USERS}</h2>
            {wide(say::USERS, view! { <table class="records">
                <thead><tr><th scope="col">{say::NAME}</th><th scope="col">{say::SHOWN_AS}</th><th scope="col">""<span class="sr-only">{say::MARKS}</span></th></tr></thead>
                <tbody>
                    {users.into_iter().map(|u| view! {
                        <tr>
                            <td class="mono" data-label=say::NAME>{u.name}</td><td data-label=say::SHOWN_AS>{u.display_name}</td>
                            <td>{u.is_admin.then(|| view! { <span class="badge badge-accent">{say::ADMIN}</span> })} {scripted_badge(u.scripted)}</td>
                        </tr>
                    }).collect_view()}
                </tbody>
            </table> })}
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
