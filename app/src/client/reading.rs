//! Records from JSON, in little code. For each record serde derives a reader of a list and one of an object, and the second
//! is several times as long: it must take fields in any order and count them. Here the text becomes a tree first. Then each
//! field is looked up by its name, and the record is read as the list of what was found.
//!
//! It reads what `serde_json` reads, but for this: what a record names twice counts once, the first time; an optional field
//! that is not there is none, whatever other default its record has; errors tell where, not what. No alias is known.

mod parts;
mod unread;

use super::tree::Tree;
use parts::{Each, Entries, Variant};
use serde::de::{DeserializeOwned, Deserializer, Visitor};
pub use unread::Unread;

/// # Errors
/// Where the first thing stands that is not as it must be.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unread> {
    let tree = tree(text)?;
    T::deserialize(Of(Some(&tree)))
}

fn tree(text: &str) -> Result<Tree, Unread> {
    serde_json::from_str(text).map_err(|e| Unread::Text(e.line(), e.column()))
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
        visitor.visit_map(Entries::new(self.object()?))
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

#[cfg(test)]
mod grown_tests;
#[cfg(test)]
mod tests;
