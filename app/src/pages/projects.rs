//! The projects of the person signed in; admins make new ones.

use super::access::{Visit, signed_in};
use super::room::empty;
use crate::islands::ApiForm;
use crate::parts::grouped;
use crate::words::pages::projects as say;
use leptos::prelude::*;
use leptos_meta::Title;
use vitrine_domain::{Mode, ProjectSummary, User};
use vitrine_store::StoreError;

pub fn projects() -> AnyView {
    signed_in(|visit| async move {
        let user = visit.user().await?;
        let list = visit.store.project_list(&visit.actor).await?;
        Ok(shown(&user, list))
    })
}

impl Visit {
    /// The row of the person signed in.
    pub async fn user(&self) -> Result<User, StoreError> {
        let id = self.actor.user_id.ok_or(StoreError::NotFound)?;
        let (user, _) = self.store.user_get(id).await?.ok_or(StoreError::NotFound)?;
        Ok(user)
    }
}

fn shown(user: &User, list: Vec<ProjectSummary>) -> AnyView {
    let none = list.is_empty();
    view! {
        <Title text=say::TITLE />
        <TopBar name=user.display_name.clone() />
        <main class="column" id="content">
            <h1>{say::TITLE}</h1>
            {none.then(|| empty(
                say::NO_PROJECT,
                say::NO_PROJECT_HINT,
                None,
            ))}
            <ul class="project-list">
                {list.into_iter().map(row).collect_view()}
            </ul>
            {user.is_admin.then(new_project)}
        </main>
    }
    .into_any()
}

fn row(p: ProjectSummary) -> AnyView {
    let c = &p.counts;
    let triplets = c.triplets_train + c.triplets_validation + c.triplets_held_out;
    view! {
        <li class="project-row">
            <a class="project-name" href=format!("/p/{}", p.slug)>{p.name.clone()}</a>
            <span class="quiet">{say::you_are(p.role.as_str())}</span>
            <dl class="facts">
                <div><dt>{say::IN_QUEUE}</dt><dd>{grouped(c.queued)}</dd></div>
                <div><dt>{say::ITEMS}</dt><dd>{grouped(c.items)}</dd></div>
                <div><dt>{say::REVIEWS}</dt><dd>{grouped(c.reviews)}</dd></div>
                <div><dt>{say::TRIPLETS}</dt><dd>{grouped(triplets)}</dd></div>
            </dl>
            {p.role.may_review().then(|| view! { <a class="button primary" href=format!("/p/{}/desk", p.slug)>{say::OPEN_DESK}</a> })}
        </li>
    }
    .into_any()
}

/// The bar of pages that belong to no project.
#[component]
pub fn TopBar(name: String) -> impl IntoView {
    view! {
        <header class="top">
            <a class="brand" href="/">{say::BRAND}</a>
            <span class="top-end">
                <a href="/account">{name}</a>
                <form method="post" action="/sign-out"><button class="link">{say::SIGN_OUT}</button></form>
            </span>
        </header>
    }
}

fn new_project() -> AnyView {
    view! {
        <details class="card fold">
            <summary>{say::NEW_PROJECT}</summary>
            <ApiForm method="POST".into() action="/api/v1/projects".into() then="/p/{slug}".into() ask=None class="form".into()>
                <label>{say::NAME} <input name="name" required maxlength="200" /></label>
                <label>{say::SLUG} " " <span class="quiet">{say::SLUG_HINT}</span>
                    <input name="slug" required pattern=r"[a-z0-9][a-z0-9\-]{0,62}" title=say::SLUG_FITS autocapitalize="none" /></label>
                <label>{say::INSTRUCTION} " " <span class="quiet">{say::INSTRUCTION_HINT}</span>
                    <input name="instruction" required maxlength="4000" /></label>
                <label>{say::ANSWERS_ARE}
                    <select name="settings.mode">{Mode::ALL.into_iter().map(|m| view! {
                        <option value=m.as_str() selected=m == Mode::default()>{say::mode(m)}</option>
                    }).collect_view()}</select></label>
                <label>{say::POLICY} <textarea name="policy_text" rows="5" required></textarea></label>
                <label>{say::LABELS} " " <span class="quiet">{say::LABELS_HINT}</span>
                    <textarea name="labels" data-json="lines" rows="5" required></textarea></label>
                <button class="primary">{say::MAKE_PROJECT}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}
