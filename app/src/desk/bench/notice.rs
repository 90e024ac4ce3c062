//! What the reviewer is told that asks for an answer, and what its button does.

use super::Bench;
use super::moves::Again;
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
    /// The same, where nothing went wrong: it was given back over a break.
    ClaimBack,
    /// The same, once one of the items that are held is given back: there are as many as may be.
    GiveBack,
    /// It is not to be had any more.
    Gone,
    /// What one would have begun with, instead of the draft.
    Afresh,
    /// The same decision once more.
    Retry(Verdict),
    /// The same move once more.
    Again(Box<Again>),
    SignIn,
    /// Of two drafts, this one or the one that lies here.
    Choose(Box<vitrine_domain::Draft>),
    /// The draft that lay here before.
    PutBack(Box<DraftBody>),
    /// The draft that was begun from another proposal.
    TakeOver(Box<DraftBody>),
}

impl Offer {
    /// Its item is given back over a break …
    pub(super) fn let_go(&self) -> Self {
        match self {
            Offer::Nothing | Offer::ClaimBack => Offer::ClaimBack,
            _ => Offer::ClaimAgain,
        }
    }

    /// … and claimed again after it.
    pub(super) fn had_again(&self) -> Self {
        match self {
            Offer::Nothing | Offer::ClaimBack => Offer::Nothing,
            _ => Offer::Amend,
        }
    }
}

impl Bench {
    pub(super) fn warn(self, text: String, offer: Offer) {
        self.notice.set(Some(Notice { text, offer }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_back_looks_like_no_refusal_after_a_break_and_what_was_refused_does() {
        let let_go = Offer::Nothing.let_go();
        assert_eq!(let_go, Offer::ClaimBack);
        // Over a second one.
        assert_eq!(let_go.let_go(), let_go);
        assert_eq!(let_go.had_again(), Offer::Nothing);
        for refused in [Offer::Amend, Offer::Retry(Verdict::Accept)] {
            assert_eq!(refused.let_go(), Offer::ClaimAgain);
            assert_eq!(refused.let_go().had_again(), Offer::Amend);
        }
    }
}
