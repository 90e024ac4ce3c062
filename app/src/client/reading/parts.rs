//! What a part of a tree holds, one after the other: a list's items, a record's fields, an object's entries, a variant.

use super::{Of, Unread};
use crate::client::tree::Tree;
use serde::de::value::U64Deserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

/// A list's items, or an object's fields of these names, one after the other.
pub(super) struct Each<'t> {
    of: &'t Tree,
    names: &'static [&'static str],
    next: usize,
}

impl<'t> Each<'t> {
    pub(super) fn new(of: &'t Tree, names: &'static [&'static str]) -> Self {
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
    pub(super) fn end(&self) -> Result<(), Unread> {
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
pub(super) struct Entries<'t>(&'t [(Tree, Tree)], usize);

impl<'t> Entries<'t> {
    pub(super) fn new(of: &'t [(Tree, Tree)]) -> Self {
        Self(of, 0)
    }
}

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
pub(super) struct Variant<'t> {
    pub(super) number: u64,
    pub(super) of: Of<'t>,
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
