//! What is said is said once: sent again because no answer came, it goes under the id that it had. Pure.

use vitrine_domain::CommentId;

/// What was sent last and has not been stored, as far as anybody here knows, and under which id.
#[derive(Debug, Clone, PartialEq)]
pub struct Once<T>(Option<(CommentId, T)>);

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: PartialEq> Once<T> {
    /// Under which id this goes.
    pub fn id_of(&mut self, said: T) -> CommentId {
        match &self.0 {
            Some((id, sent)) if *sent == said => *id,
            _ => {
                let id = CommentId::fresh();
                self.0 = Some((id, said));
                id
            }
        }
    }

    /// It is stored. Says what it was.
    pub fn stored(&mut self) -> Option<T> {
        self.0.take().map(|(_, said)| said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_keep_their_id_until_they_are_stored() {
        let mut once = Once::default();
        let first = once.id_of((None, "It is one"));
        assert_eq!(once.id_of((None, "It is one")), first);
        assert_eq!(once.stored(), Some((None, "It is one")));
        assert_eq!(once.stored(), None);
        // Said again, and meant so.
        let again = once.id_of((None, "It is one"));
        assert_ne!(again, first);
        // A flag with the same words is another thing, and so are other words.
        let flag = once.id_of((Some(true), "It is one"));
        assert_ne!(flag, again);
        assert_ne!(once.id_of((Some(false), "It is one")), flag);
        assert_ne!(
            once.id_of((None, "It is none")),
            once.id_of((None, "It is one"))
        );
    }
}
