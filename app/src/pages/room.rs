//! The frame around every page of a project: who is here, in what role, and the way to the other pages.

use super::access::{Visit, signed_in};
use crate::islands::{Finder, Saved};
use crate::words::pages::room as say;
use http::StatusCode;
use leptos::prelude::*;
use leptos_meta::Title;
use std::future::Future;
use vitrine_domain::{Project, Role};
use vitrine_store::{Member, Store, StoreError};

/// A visit inside a project one is a member of.
#[derive(Clone)]
pub struct Room {
    pub visit: Visit,
    pub member: Member,
    pub project: Project,
}

impl Room {
    pub fn store(&self) -> &Store {
        &self.visit.store
    }

    pub fn slug(&self) -> &str {
        &self.project.slug
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/p/{}{rest}", self.project.slug)
    }

    pub fn api(&self, rest: &str) -> String {
        format!("/api/v1/projects/{}{rest}", self.project.slug)
    }

    /// In place of a page that this role does not open, with the way to one that it does; the reply says so too.
    pub fn refused(
        &self,
        title: &'static str,
        words: &'static str,
        (href, label): (String, &'static str),
    ) -> AnyView {
        if let Some(answer) = &self.visit.answer {
            answer.set_status(StatusCode::FORBIDDEN);
        }
        let onward = view! { <a class="button" href=href>{label}</a> };
        heading(title, words, onward.into_any())
    }

    /// An id in the address; one that cannot be read is not found.
    pub fn id<T: std::str::FromStr>(&self, name: &str) -> Result<T, StoreError> {
        self.visit
            .params
            .get(name)
            .and_then(|v| v.parse().ok())
            .ok_or(StoreError::NotFound)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Overview,
    Desk,
    Queues,
    Care,
    Items,
    Agreement,
    Curated,
    Synthesis,
    Export,
    Runs,
    Models,
    Benchmarks,
    Figures,
    Members,
    Audit,
}

type Link = (Tab, &'static str, &'static str);

/// The overview stands alone before them; a group's first page stands for it where there is no room for all.
const GROUPS: [(&str, &[Link]); 5] = [
    (say::OVERVIEW, &[(Tab::Overview, say::OVERVIEW, "")]),
    (
        say::REVIEW,
        &[
            (Tab::Desk, say::DESK, "/desk"),
            (Tab::Queues, say::QUEUES, "/queues"),
            (Tab::Agreement, say::AGREEMENT, "/agreement"),
            (Tab::Care, say::CARE, "/care"),
        ],
    ),
    (
        say::DATA,
        &[
            (Tab::Items, say::ITEMS, "/items"),
            (Tab::Curated, say::CURATED, "/curated"),
            (Tab::Synthesis, say::SYNTHESIS, "/synthesis"),
            (Tab::Export, say::EXPORT, "/export"),
        ],
    ),
    (
        say::MODEL,
        &[
            (Tab::Runs, say::RUNS, "/runs"),
            (Tab::Models, say::MODELS, "/models"),
            (Tab::Benchmarks, say::BENCHMARKS, "/benchmarks"),
        ],
    ),
    (
        say::PROJECT,
        &[
            (Tab::Figures, say::FIGURES, "/figures"),
            (Tab::Members, say::MEMBERS, "/members"),
            (Tab::Audit, say::AUDIT, "/audit"),
        ],
    ),
];

/// Pages that would only refuse are not offered.
fn opens(tab: Tab, role: Role) -> bool {
    tab != Tab::Audit || role.may_lead()
}

fn title(tab: Tab) -> &'static str {
    (GROUPS.iter().flat_map(|(_, links)| links.iter()))
        .find(|l| l.0 == tab)
        .map_or("", |l| l.1)
}

/// Groups of links. On a wide page all of them stand under their group's name; on a narrow one the groups stand in one
/// line and the pages of the group that one is in below, so that every page is two links away.
fn navigation(tab: Tab, path: &str, role: Role) -> AnyView {
    let links = |links: &[Link]| {
        (links.iter())
            .filter(|(t, ..)| opens(*t, role))
            .map(|(t, words, rest)| {
                view! {
                    <a href=format!("{path}{rest}") aria-current=(*t == tab).then_some("page")>{*words}</a>
                }
            })
            .collect_view()
    };
    view! {
        <nav class="side-nav" aria-label=say::NAVIGATION>
            {GROUPS.iter().map(|(name, pages)| {
                let here = pages.iter().any(|l| l.0 == tab);
                let class = format!("nav-group{}{}", if here { " is-here" } else { "" }, if pages.len() == 1 { " is-alone" } else { "" });
                let first = format!("{path}{}", pages[0].2);
                view! {
                    <div class=class>
                        <span class="nav-name" aria-hidden="true">{*name}</span>
                        <a class="nav-door" href=first aria-current=here.then_some("true")>{*name}</a>
                        <div class="nav-pages" role="group" aria-label=*name>{links(pages)}</div>
                    </div>
                }
            }).collect_view()}
        </nav>
    }
    .into_any()
}

/// A page of a project, in its frame; a project one is not in is not found.
pub fn in_project<F, Fut>(tab: Tab, page: F) -> AnyView
where
    F: FnOnce(Room) -> Fut + Send + 'static,
    Fut: Future<Output = Result<AnyView, StoreError>> + Send + 'static,
{
    signed_in(move |visit| async move {
        let slug = visit.params.get("slug").unwrap_or_default();
        let member = visit.store.member(&visit.actor, &slug).await?;
        let project = visit.store.project_get(&member).await?;
        let room = Room {
            visit,
            member,
            project,
        };
        let (name, who, role) = (
            room.project.name.clone(),
            room.visit.actor.name.clone(),
            room.member.role,
        );
        let slug = room.project.slug.clone();
        // Before the page, whose own title then stands in its place.
        let title = window_title(tab, name.clone());
        let content = page(room).await?;
        let frame = frame(tab, name, slug, who, role, content);
        Ok(view! { {title} {frame} }.into_any())
    })
}

/// What the browser's tab says: the page's own title, as [`heading`] gives it, or its tab's; then the project.
fn window_title(tab: Tab, project: String) -> AnyView {
    // Leptos writes it into the document as it stands.
    let formatter = move |page: String| escaped(&say::titled(&page, &project));
    view! { <Title formatter text=title(tab) /> }.into_any()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn frame(
    tab: Tab,
    name: String,
    slug: String,
    who: String,
    role: Role,
    content: AnyView,
) -> AnyView {
    let path = format!("/p/{slug}");
    view! {
        <a class="skip" href="#content">{say::SKIP}</a>
        <div class=if tab == Tab::Desk { "room room-desk" } else { "room" }>
            <header class="side">
                <a class="brand" href="/">{say::BRAND}</a>
                <p class="side-project" title=name.clone()>{name.clone()}</p>
                {(tab != Tab::Desk).then(|| view! { <Finder slug role /> })}
                {navigation(tab, &path, role)}
                <div class="side-foot">
                    <a href="/account" class="who"><span>{who}</span><span class="quiet">{role.as_str()}</span></a>
                    <form method="post" action="/sign-out"><button class="link">{say::SIGN_OUT}</button></form>
                </div>
            </header>
            <main id="content" class="content" tabindex="-1">{content}</main>
            {(tab != Tab::Desk).then(|| view! { <Saved /> })}
        </div>
    }
    .into_any()
}

/// A page's heading with what can be done beside it; its title is the window's too.
pub fn heading(title: impl Into<String>, lead: impl Into<String>, aside: AnyView) -> AnyView {
    let title = title.into();
    view! {
        <Title text=title.clone() />
        {untitled(title, lead, aside)}
    }
    .into_any()
}

/// The same, where the window has its tab's title.
pub fn untitled(title: impl Into<String>, lead: impl Into<String>, aside: AnyView) -> AnyView {
    let (title, lead) = (title.into(), lead.into());
    view! {
        <div class="page-head">
            <div>
                <h1>{title}</h1>
                {(!lead.is_empty()).then(|| view! { <p class="lead">{lead}</p> })}
            </div>
            <div class="page-do">{aside}</div>
        </div>
    }
    .into_any()
}

/// What to do where nothing is yet.
pub fn empty(
    title: &'static str,
    words: &'static str,
    todo: Option<(String, &'static str)>,
) -> AnyView {
    view! {
        <div class="empty">
            <h2>{title}</h2>
            <p>{words}</p>
            {todo.map(|(href, label)| view! { <p><a class="button" href=href>{label}</a></p> })}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{Tab, escaped, opens};
    use vitrine_domain::Role;

    #[test]
    fn the_audit_trail_is_offered_to_those_who_may_read_it() {
        let who = Role::ALL.into_iter().filter(|r| opens(Tab::Audit, *r));
        assert_eq!(Vec::from_iter(who), [Role::Admin, Role::Lead]);
        assert!(opens(Tab::Members, Role::Reviewer));
    }

    #[test]
    fn a_name_cannot_end_the_title() {
        assert_eq!(escaped("A & B</title><b>"), "A &amp; B&lt;/title>&lt;b>");
    }
}
