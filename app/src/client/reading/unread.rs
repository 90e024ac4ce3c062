//! What cannot be read, and where it stands.

use crate::words::client as say;
use serde::de::{Error, Expected, Unexpected};
use std::fmt;

#[derive(Debug, Clone, PartialEq)]
pub enum Unread {
    /// No JSON from this line and column on, each from 1.
    Text(usize, usize),
    /// Not there, or something else, at this place: names and numbers with dots between, empty for all of it.
    At(String),
    /// The list, or the record, ends before this one, from 0.
    Short(usize),
}

impl Unread {
    pub(super) const HERE: Unread = Unread::At(String::new());

    pub(super) fn within(self, name: &str) -> Self {
        match self {
            Unread::At(place) if !place.is_empty() => Unread::At(format!("{name}.{place}")),
            _ => Unread::At(name.to_owned()),
        }
    }

    /// In a record of these fields.
    pub(super) fn among(self, fields: &[&str]) -> Self {
        match self {
            Unread::Short(n) => Unread::At((*fields.get(n).unwrap_or(&"")).to_owned()),
            other => other,
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unread::Text(line, column) => f.write_str(&say::no_json(*line, *column)),
            Unread::At(place) => f.write_str(&say::not_there(place)),
            Unread::Short(n) => f.write_str(&say::not_there(&n.to_string())),
        }
    }
}

impl std::error::Error for Unread {}

// What was found instead would take more code to tell than all the rest.
impl Error for Unread {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Unread::HERE
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Unread::HERE
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Unread::HERE
    }

    fn invalid_length(n: usize, _: &dyn Expected) -> Self {
        Unread::Short(n)
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Unread::HERE
    }

    fn unknown_field(name: &str, _: &'static [&'static str]) -> Self {
        Unread::HERE.within(name)
    }

    fn missing_field(name: &'static str) -> Self {
        Unread::HERE.within(name)
    }

    fn duplicate_field(name: &'static str) -> Self {
        Unread::HERE.within(name)
    }
}
