//! What was written in a dialog and not sent is kept for its item, so that to close the dialog loses nothing. Pure.

use super::bench::Aside;
use vitrine_domain::ItemId;

/// In which dialog, about which item, and under which claim that is: its fence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    pub what: Aside,
    pub item: ItemId,
    pub fence: i64,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Unsent(Vec<Words>);

#[derive(Debug, Clone, PartialEq)]
struct Words {
    about: About,
    text: String,
    /// It was sent: what comes back under the same claim was refused.
    sent: bool,
}

impl Unsent {
    fn find(&self, about: About) -> Option<&Words> {
        let same = |w: &&Words| (w.about.what, w.about.item) == (about.what, about.item);
        self.0.iter().find(same)
    }

    /// What the dialog begins with.
    pub fn of(&self, about: About) -> String {
        let stands = |w: &&Words| !w.sent || w.about.fence == about.fence;
        let words = self.find(about).filter(stands);
        words.map(|w| w.text.clone()).unwrap_or_default()
    }

    /// As it is written by now.
    pub fn keep(&mut self, about: About, text: &str) {
        self.put(about, text, false);
    }

    /// It goes, and the item with it.
    pub fn send(&mut self, about: About, text: &str) {
        self.put(about, text, true);
    }

    /// It is stored; what has been written since is not.
    pub fn stored(&mut self, about: About, text: &str) {
        if self.find(about).is_some_and(|w| w.text == text) {
            self.put(about, "", false);
        }
    }

    fn put(&mut self, about: About, text: &str, sent: bool) {
        self.0
            .retain(|w| (w.about.what, w.about.item) != (about.what, about.item));
        if !text.is_empty() {
            let text = text.to_owned();
            self.0.push(Words { about, text, sent });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(what: Aside) -> About {
        About {
            what,
            item: ItemId::fresh(),
            fence: 3,
        }
    }

    #[test]
    fn words_are_their_items_and_their_dialogs() {
        let mut unsent = Unsent::default();
        let hold = about(Aside::Hold);
        unsent.keep(hold, "legal");
        unsent.keep(hold, "legal answers");
        assert_eq!(unsent.of(hold), "legal answers");
        // Claimed anew it is the same item.
        assert_eq!(unsent.of(About { fence: 4, ..hold }), "legal answers");
        let what = Aside::Send;
        assert_eq!(unsent.of(About { what, ..hold }), "");
        assert_eq!(unsent.of(about(Aside::Hold)), "");
        unsent.keep(hold, "");
        assert_eq!(unsent, Unsent::default());
    }

    #[test]
    fn what_was_sent_is_back_where_it_was_refused_and_nowhere_else() {
        let mut unsent = Unsent::default();
        let hold = about(Aside::Hold);
        unsent.send(hold, "legal answers");
        assert_eq!(unsent.of(hold), "legal answers");
        assert_eq!(unsent.of(About { fence: 4, ..hold }), "");
        // Written on, it is not sent.
        unsent.keep(hold, "legal answers on Monday");
        assert_eq!(
            unsent.of(About { fence: 4, ..hold }),
            "legal answers on Monday"
        );
    }

    #[test]
    fn what_is_stored_goes_and_what_was_written_since_stays() {
        let mut unsent = Unsent::default();
        let said = about(Aside::Discuss);
        unsent.keep(said, "Is it one?");
        unsent.stored(said, "Is it one?");
        assert_eq!(unsent.of(said), "");
        unsent.keep(said, "Is it one? Yes.");
        unsent.stored(said, "Is it one?");
        assert_eq!(unsent.of(said), "Is it one? Yes.");
    }
}
