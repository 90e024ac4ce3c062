//! What the reviewer is told that asks for an answer, and what its button does.

use super::Bench;
use leptos::prelude::*;
use vitrine_domain::{DraftBody, Verdict};

/// Something to tell the reviewer that asks for an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    pub text: String,
    pub offer: Offer,
}

/// What a notice's button does.
#[derive(Debug, Clone, PartialEq)]
pub enum Offer {
    /// Only to be read.
    Nothing,
    /// Refused, and to be put right here.
    Amend,
    ClaimAgain,
    /// The same, once one of the items that are held is given back: there are as many as may be.
    GiveBack,
    /// It is not to be had any more.
    Gone,
    /// What one would have begun with, instead of the draft.
    Afresh,
    /// The same decision once more.
    Retry(Verdict),
    SignIn,
    /// Of two drafts, this one or the one that lies here.
    Choose(Box<vitrine_domain::Draft>),
    /// The draft that lay here before.
    PutBack(Box<DraftBody>),
    /// The draft that was begun from another proposal.
    TakeOver(Box<DraftBody>),
}

impl Bench {
    pub(super) fn warn(self, text: String, offer: Offer) {
        self.notice.set(Some(Notice { text, offer }));
    }
}
