//! What the page says of where the desk stands, and the addresses that come of it.

use super::Bench;
use crate::desk::draft;
use leptos::prelude::*;
use vitrine_domain::api::ClaimRequest;
use vitrine_domain::{ForLeads, ItemId, Mode, UserId, ViewId};

/// What the page knows of the project and of who sits here.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Setting {
    pub slug: String,
    /// Who sits here.
    pub who: Option<UserId>,
    /// Items come from this view of the queue.
    pub view: Option<ViewId>,
    /// They wait for leads: the address asks for them instead of the queue, or the view has it so.
    pub for_leads: Option<ForLeads>,
    pub mode: Mode,
    /// May release what others have answered.
    pub lead: bool,
    pub phrases: Vec<String>,
    /// Answers are text, not decisions: they are measured so, or they teach.
    pub free_text: bool,
}

impl Setting {
    /// Do others wait outside what this desk is given from?
    pub fn narrow(&self) -> bool {
        self.view.is_some() || self.for_leads.is_some()
    }

    /// What is asked for as it is narrowed here. An item by its id is that item wherever one is; what a view is of, the view
    /// itself says.
    pub(super) fn narrowed(&self, request: ClaimRequest) -> ClaimRequest {
        if request.item_id.is_some() {
            return request;
        }
        let instead = self.for_leads.filter(|_| self.view.is_none());
        ClaimRequest {
            view_id: self.view,
            escalated: instead == Some(ForLeads::Escalated),
            adjudication: instead == Some(ForLeads::Adjudication),
            ..request
        }
    }
}

impl Bench {
    pub fn slug(&self) -> String {
        self.setting.with_value(|s| s.slug.clone())
    }

    /// Where the drafts of whoever sits here lie in the browser.
    pub(super) fn shelf(&self) -> String {
        self.setting.with_value(|s| draft::shelf(s.who, &s.slug))
    }

    pub fn api(&self, rest: &str) -> String {
        format!("/api/v1/projects/{}{rest}", self.slug())
    }

    /// How many wait here.
    pub fn count_url(&self) -> String {
        let query = self.setting.with_value(|s| match (s.view, s.for_leads) {
            (Some(id), _) => format!("?view={id}"),
            (None, Some(what)) => format!("?{}=true", what.as_str()),
            (None, None) => String::new(),
        });
        self.api(&format!("/queue/count{query}"))
    }

    pub(super) fn item_url(&self, item: ItemId, what: &str) -> String {
        self.api(&format!("/items/{item}/{what}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_names_a_view_or_what_waits_for_leads_and_never_both() {
        let id = ViewId::fresh();
        let next = ClaimRequest::default();
        let escalated = Some(ForLeads::Escalated);
        for (view, for_leads, expected) in [
            (None, None, next.clone()),
            (
                None,
                escalated,
                ClaimRequest {
                    escalated: true,
                    ..next.clone()
                },
            ),
            (
                None,
                Some(ForLeads::Adjudication),
                ClaimRequest {
                    adjudication: true,
                    ..next.clone()
                },
            ),
            (
                Some(id),
                escalated,
                ClaimRequest {
                    view_id: Some(id),
                    ..next.clone()
                },
            ),
        ] {
            let setting = Setting {
                view,
                for_leads,
                ..Setting::default()
            };
            assert_eq!(setting.narrowed(next.clone()), expected);
            let named = ClaimRequest {
                item_id: Some(ItemId::fresh()),
                ..next.clone()
            };
            assert_eq!(setting.narrowed(named.clone()), named);
        }
    }
}
