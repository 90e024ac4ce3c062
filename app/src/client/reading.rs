//! Records from JSON, in little code. For each record serde derives a reader of a list and one of an object, and the second
//! is several times as long: it must take fields in any order and count them. Here the text becomes a tree first. Then each
//! field is looked up by its name, and the record is read as the list of what was found.
//!
//! It reads what `serde_json` reads, but for this: what a record names twice counts once, the first time; an optional field
//! that is not there is none, whatever other default its record has; errors tell where, not what. No alias is known.

use super::tree::Tree;
use crate::words::client as say;
use serde::de::value::U64Deserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, IntoDeserializer,
    MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use std::fmt;

/// What cannot be read: where it stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Unread {
    /// No JSON from this line and column on, each from 1.
    Text(usize, usize),
    /// Not there, or something else, at this place: names and numbers with dots between, empty for all of it.
    At(String),
    /// The list, or the record, ends before this one, from 0.
    Short(usize),
}

/// # Errors
/// Where the first thing stands that is not as it must be.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unread> {
    let tree = tree(text)?;
    T::deserialize(Of(Some(&tree)))
}

fn tree(text: &str) -> Result<Tree, Unread> {
    serde_json::from_str(text).map_err(|e| Unread::Text(e.line(), e.column()))
}

impl Unread {
    const HERE: Unread = Unread::At(String::new());

    fn within(self, name: &str) -> Self {
        match self {
            Unread::At(place) if !place.is_empty() => Unread::At(format!("{name}.{place}")),
            _ => Unread::At(name.to_owned()),
        }
    }

    /// In a record of these fields.
    fn among(self, fields: &[&str]) -> Self {
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

/// A part of a tree; none where a record lacks it.
#[derive(Clone, Copy)]
struct Of<'t>(Option<&'t Tree>);

impl<'t> Of<'t> {
    fn text(self) -> Result<&'t str, Unread> {
        match self.0 {
            Some(Tree::Text(text)) => Ok(text),
            _ => Err(Unread::HERE),
        }
    }

    fn object(self) -> Result<&'t [(Tree, Tree)], Unread> {
        match self.0 {
            Some(Tree::Object(fields)) => Ok(fields),
            _ => Err(Unread::HERE),
        }
    }

    fn list(self) -> Result<Each<'t>, Unread> {
        match self.0 {
            Some(of @ Tree::List(_)) => Ok(Each::new(of, &[])),
            _ => Err(Unread::HERE),
        }
    }

    /// A list may stand for a record, too.
    fn record(self, names: &'static [&'static str]) -> Result<Each<'t>, Unread> {
        match self.0 {
            Some(of @ (Tree::List(_) | Tree::Object(_))) => Ok(Each::new(of, names)),
            _ => Err(Unread::HERE),
        }
    }

    /// A bare name, or a name with what belongs to it.
    fn variant(self, names: &[&str]) -> Result<Variant<'t>, Unread> {
        let (name, of) = match self.0 {
            Some(Tree::Object(fields)) => match &fields[..] {
                [(name, of)] => (Of(Some(name)), Of(Some(of))),
                _ => return Err(Unread::HERE),
            },
            _ => (self, Of(None)),
        };
        let name = name.text()?;
        let number = names.iter().position(|n| *n == name);
        let number = number.ok_or(Unread::HERE)? as u64;
        Ok(Variant { number, of })
    }

    fn number<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self.0 {
            Some(Tree::Whole(n)) => visitor.visit_u64(*n),
            Some(Tree::Below(n)) => visitor.visit_i64(*n),
            Some(Tree::Float(n)) => visitor.visit_f64(*n),
            _ => Err(Unread::HERE),
        }
    }
}

macro_rules! as_number {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
            self.number(visitor)
        }
    )*};
}

macro_rules! as_text {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
            visitor.visit_str(self.text()?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Of<'de> {
    type Error = Unread;

    as_number!(deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_i8 deserialize_i16);
    as_number!(deserialize_i32 deserialize_i64 deserialize_f32 deserialize_f64);
    as_text!(deserialize_char deserialize_str deserialize_string deserialize_identifier);

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self.0.ok_or(Unread::HERE)? {
            Tree::Null => visitor.visit_unit(),
            Tree::Bool(is) => visitor.visit_bool(*is),
            Tree::Text(text) => visitor.visit_str(text),
            Tree::List(_) => self.deserialize_seq(visitor),
            Tree::Object(_) => self.deserialize_map(visitor),
            _ => self.number(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self.0 {
            Some(Tree::Bool(is)) => visitor.visit_bool(*is),
            _ => Err(Unread::HERE),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self.0 {
            None | Some(Tree::Null) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self.0 {
            Some(Tree::Null) => visitor.visit_unit(),
            _ => Err(Unread::HERE),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        let mut each = self.list()?;
        let value = visitor.visit_seq(&mut each)?;
        each.end()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_map(Entries(self.object()?, 0))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        let mut each = self.record(fields)?;
        match visitor.visit_seq(&mut each) {
            Ok(value) => each.end().map(|()| value),
            Err(e) => Err(e.among(fields)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        visitor.visit_enum(self.variant(variants)?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { i128 u128 bytes byte_buf }
}

/// A list's items, or an object's fields of these names, one after the other.
struct Each<'t> {
    of: &'t Tree,
    names: &'static [&'static str],
    next: usize,
}

impl<'t> Each<'t> {
    fn new(of: &'t Tree, names: &'static [&'static str]) -> Self {
        Self { of, names, next: 0 }
    }

    fn step(&mut self) -> Option<Of<'t>> {
        let found = match self.of {
            Tree::List(items) => Of(Some(items.get(self.next)?)),
            Tree::Object(fields) => Of(field(fields, self.names.get(self.next)?)),
            _ => return None,
        };
        self.next += 1;
        Some(found)
    }

    /// In the one that was stepped to last.
    fn within(&self, e: Unread) -> Unread {
        let n = self.next - 1;
        match self.names.get(n) {
            Some(name) => e.within(name),
            None => e.within(&n.to_string()),
        }
    }

    /// A list must have been read whole.
    fn end(&self) -> Result<(), Unread> {
        match self.of {
            Tree::List(items) if self.next < items.len() => Err(Unread::HERE),
            _ => Ok(()),
        }
    }
}

fn field<'t>(fields: &'t [(Tree, Tree)], name: &str) -> Option<&'t Tree> {
    let named = |n: &Tree| matches!(n, Tree::Text(n) if n == name);
    fields.iter().find(|(n, _)| named(n)).map(|(_, of)| of)
}

impl<'de> SeqAccess<'de> for Each<'de> {
    type Error = Unread;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unread> {
        let Some(of) = self.step() else {
            return Ok(None);
        };
        match seed.deserialize(of) {
            Ok(value) => Ok(Some(value)),
            // An option has taken it for none. Of anything else the record knows a default, or says that it is missing.
            Err(_) if of.0.is_none() => Ok(None),
            Err(e) => Err(self.within(e)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        match self.of {
            Tree::List(items) => Some(items.len() - self.next),
            _ => None,
        }
    }
}

/// An object's entries, and how many were given out.
struct Entries<'t>(&'t [(Tree, Tree)], usize);

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Unread;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unread> {
        let Some((name, _)) = self.0.get(self.1) else {
            return Ok(None);
        };
        self.1 += 1;
        seed.deserialize(Of(Some(name))).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Unread> {
        let Some((name, of)) = self.1.checked_sub(1).and_then(|n| self.0.get(n)) else {
            return Err(Unread::HERE);
        };
        let inside = |e: Unread| e.within(Of(Some(name)).text().unwrap_or_default());
        seed.deserialize(Of(Some(of))).map_err(inside)
    }
}

/// Which variant of an enum, from 0, and what belongs to it, if anything stands there.
struct Variant<'t> {
    number: u64,
    of: Of<'t>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Unread;
    type Variant = Of<'de>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Of<'de>), Unread> {
        let number: U64Deserializer<Unread> = self.number.into_deserializer();
        Ok((seed.deserialize(number)?, self.of))
    }
}

impl<'de> VariantAccess<'de> for Of<'de> {
    type Error = Unread;

    fn unit_variant(self) -> Result<(), Unread> {
        match self.0 {
            None | Some(Tree::Null) => Ok(()),
            _ => Err(Unread::HERE),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Unread> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_struct("", fields, visitor)
    }
}

#[cfg(test)]
mod grown_tests;
#[cfg(test)]
mod tests;
