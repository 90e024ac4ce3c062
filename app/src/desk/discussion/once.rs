//! What is said is said once: sent again because no answer came, it goes under the id that it had. Pure.

use vitrine_domain::CommentId;

#[derive(Debug, Clone, PartialEq)]
struct Sent {
    id: CommentId,
    flagged: Option<bool>,
    text: String,
}

/// What was sent last and has not been stored, as far as anybody here knows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Once(Option<Sent>);

impl Once {
    /// Under which id this goes. `flagged`: what a flag is put to with it; none: it is only said.
    pub fn id_of(&mut self, flagged: Option<bool>, text: &str) -> CommentId {
        let same = |s: &&Sent| s.flagged == flagged && s.text == text;
        if let Some(sent) = self.0.as_ref().filter(same) {
            return sent.id;
        }
        let id = CommentId::fresh();
        self.0 = Some(Sent {
            id,
            flagged,
            text: text.to_owned(),
        });
        id
    }

    /// It is stored. Says what it was.
    pub fn stored(&mut self) -> Option<String> {
        self.0.take().map(|s| s.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_keep_their_id_until_they_are_stored() {
        let mut once = Once::default();
        let first = once.id_of(None, "It is one");
        assert_eq!(once.id_of(None, "It is one"), first);
        assert_eq!(once.stored().as_deref(), Some("It is one"));
        // Said again, and meant so.
        let again = once.id_of(None, "It is one");
        assert_ne!(again, first);
        // A flag with the same words is another thing, and so are other words.
        let flag = once.id_of(Some(true), "It is one");
        assert_ne!(flag, again);
        assert_ne!(once.id_of(Some(false), "It is one"), flag);
        assert_ne!(
            once.id_of(None, "It is none"),
            once.id_of(None, "It is one")
        );
    }
}
