//! What is typed for a field that has not come yet. Pure.

/// None: no field is waited for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Early(Option<String>);

impl Early {
    /// A field is waited for.
    pub fn begin(&mut self) {
        self.0 = Some(String::new());
    }

    /// A key, by its name. Escape calls the field off.
    pub fn hear(&mut self, key: &str) {
        let Some(text) = &mut self.0 else {
            return;
        };
        match key {
            "Escape" => self.0 = None,
            "Backspace" => {
                text.pop();
            }
            sign if sign.chars().count() == 1 => text.push_str(sign),
            _ => {}
        }
    }

    pub fn waited_for(&self) -> bool {
        self.0.is_some()
    }

    /// Once.
    pub fn take(&mut self) -> Option<String> {
        self.0.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(keys: &[&str]) -> Option<String> {
        let mut early = Early::default();
        early.begin();
        for key in keys {
            early.hear(key);
        }
        early.take()
    }

    #[test]
    fn letters_wait_for_their_field_and_escape_drops_them() {
        let said = heard(&["h", "ö", "Shift", "x", "Backspace", " ", "Enter", "2"]);
        assert_eq!(said.as_deref(), Some("hö 2"));
        assert_eq!(heard(&["Backspace"]).as_deref(), Some(""));
        assert_eq!(heard(&["h", "Escape", "x"]), None);
        // What is meant for none is kept for none.
        let mut early = Early::default();
        early.hear("h");
        assert!(!early.waited_for());
        early.begin();
        assert!(early.waited_for());
        assert_eq!(early.take().as_deref(), Some(""));
        assert_eq!(early.take(), None);
    }
}
