//! One's own account: the password; admins add users.

use super::access::signed_in;
use super::projects::TopBar;
use crate::islands::ApiForm;
use crate::parts::{scripted_badge, wide};
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
        <Title text="Account" />
        <TopBar name=user.display_name.clone() />
        <main class="column" id="content">
            <h1>"Account"</h1>
            <p class="lead">{user.display_name.clone()} ", signed in as " <span class="mono">{user.name.clone()}</span></p>
            <section class="card">
                <h2>"Change the password"</h2>
                <p class="hint">{format!("At least {} characters. Every other session of yours ends.", limits::PASSWORD_MIN_CHARS)}</p>
                <ApiForm method="POST".into() action="/api/v1/session/password".into() then="reload".into() ask=None class="form".into()>
                    <label>"The password now" <input name="current" type="password" autocomplete="current-password" required /></label>
                    <label>"The new one" <input name="new" type="password" autocomplete="new-password" required minlength=limits::PASSWORD_MIN_CHARS.to_string() /></label>
                    <button class="primary">"Change it"</button>
                </ApiForm>
            </section>
            {user.is_admin.then(|| users_card(users))}
        </main>
    }
    .into_any()
}

fn users_card(users: Vec<User>) -> AnyView {
    view! {
        <section class="card">
            <h2>"Users"</h2>
            {wide("Users", view! { <table class="records">
                <thead><tr><th scope="col">"Name"</th><th scope="col">"Shown as"</th><th scope="col">""<span class="sr-only">"Marks"</span></th></tr></thead>
                <tbody>
                    {users.into_iter().map(|u| view! {
                        <tr>
                            <td class="mono" data-label="Name">{u.name}</td><td data-label="Shown as">{u.display_name}</td>
                            <td>{u.is_admin.then(|| view! { <span class="badge badge-accent">"admin"</span> })} {scripted_badge(u.scripted)}</td>
                        </tr>
                    }).collect_view()}
                </tbody>
            </table> })}
            <h3>"Add a user"</h3>
            <ApiForm method="POST".into() action="/api/v1/users".into() then="reload".into() ask=None class="form".into()>
                <label>"Name " <span class="quiet">"to sign in with"</span> <input name="name" required pattern=r"[a-z0-9][a-z0-9._\-]{1,62}" /></label>
                <label>"Shown as" <input name="display_name" required maxlength="100" /></label>
                <label>"First password" <input name="password" type="password" autocomplete="new-password" required minlength=limits::PASSWORD_MIN_CHARS.to_string() /></label>
                <label class="check"><input name="is_admin" type="checkbox" data-json="flag" /> "Site admin: may make projects and users"</label>
                <button class="primary">"Add the user"</button>
            </ApiForm>
        </section>
    }
    .into_any()
}
