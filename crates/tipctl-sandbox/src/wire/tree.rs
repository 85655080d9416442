//! What the form and XML decoders have in common: named members whose leaves are text, and a serde deserializer over them
//! that is as strict as the one for JSON. A list is a member that occurs more than once.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value;

/// Members by name, each with all of its occurrences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tree(BTreeMap<String, Vec<Node>>);

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Text(String),
    Branch(Tree),
}

impl Tree {
    /// Adds one occurrence of a member.
    pub(crate) fn push(&mut self, name: &str, node: Node) {
        self.0.entry(name.to_owned()).or_default().push(node);
    }

    /// Adds one occurrence of a member that is text.
    pub(crate) fn push_text(&mut self, name: &str, text: &str) {
        self.push(name, Node::Text(text.to_owned()));
    }

    /// Adds all members of `other`.
    pub(crate) fn extend(&mut self, other: Self) {
        for (name, nodes) in other.0 {
            self.0.entry(name).or_default().extend(nodes);
        }
    }

    /// Takes out a member that is text and occurs once.
    pub(crate) fn take_text(&mut self, name: &str) -> Option<String> {
        match self.0.get(name)?.as_slice() {
            [Node::Text(text)] => {
                let text = text.clone();
                self.0.remove(name);
                Some(text)
            }
            _ => None,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The members as JSON, in which all leaves are text.
    pub(crate) fn to_json(&self) -> Value {
        let value = |node: &Node| match node {
            Node::Text(text) => Value::String(text.clone()),
            Node::Branch(tree) => tree.to_json(),
        };
        let members = self.0.iter().map(|(name, nodes)| {
            let json = match nodes.as_slice() {
                [one] => value(one),
                several => Value::Array(several.iter().map(value).collect()),
            };
            (name.clone(), json)
        });
        Value::Object(members.collect())
    }

    /// Reads the typed input, or says which member is wrong.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Misfit> {
        T::deserialize(TreeReader(self))
    }
}

/// Why a tree is not the input that an operation declares.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Misfit(String);

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

struct TreeReader<'a>(&'a Tree);

impl<'a> TreeReader<'a> {
    fn members(&self) -> impl Iterator<Item = (&'a str, MemberReader<'a>)> + use<'a> {
        self.0.0.iter().map(|(name, nodes)| (name.as_str(), MemberReader { name, nodes }))
    }
}

impl<'de> de::Deserializer<'de> for TreeReader<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_map(MapDeserializer::new(self.members()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// All occurrences of one member.
#[derive(Clone, Copy)]
struct MemberReader<'a> {
    name: &'a str,
    nodes: &'a [Node],
}

impl<'a> MemberReader<'a> {
    fn only(&self) -> Result<&'a Node, Misfit> {
        match self.nodes {
            [node] => Ok(node),
            _ => Err(Misfit(format!("member `{}` is given more than once", self.name))),
        }
    }

    fn text(&self) -> Result<&'a str, Misfit> {
        match self.only()? {
            Node::Text(text) => Ok(text),
            Node::Branch(_) => {
                Err(Misfit(format!("member `{}` is a structure where text is expected", self.name)))
            }
        }
    }

    fn parse<T: FromStr>(&self, expected: &str) -> Result<T, Misfit> {
        let text = self.text()?;
        text.parse()
            .map_err(|_| Misfit(format!("member `{}` is `{text}` where {expected} is expected", self.name)))
    }
}

impl<'de> IntoDeserializer<'de, Misfit> for MemberReader<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parse_number {
    ($($method:ident $visit:ident $expected:literal)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            visitor.$visit(self.parse($expected)?)
        })*
    };
}

impl<'de> de::Deserializer<'de> for MemberReader<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.only()? {
            Node::Text(text) => visitor.visit_str(text),
            Node::Branch(tree) => TreeReader(tree).deserialize_any(visitor),
        }
    }

    parse_number! {
        deserialize_bool visit_bool "true or false"
        deserialize_i32 visit_i32 "an integer"
        deserialize_i64 visit_i64 "an integer"
        deserialize_u32 visit_u32 "an integer from 0"
        deserialize_u64 visit_u64 "an integer from 0"
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        // An empty list is one empty member: `Tags=` in a form, `<Tags/>` in XML.
        let nodes = match self.nodes {
            [Node::Text(text)] if text.is_empty() => &[],
            nodes => nodes,
        };
        let name = self.name;
        let items = nodes.iter().map(move |node| MemberReader { name, nodes: std::slice::from_ref(node) });
        visitor.visit_seq(SeqDeserializer::new(items))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_map(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.only()? {
            Node::Branch(tree) => TreeReader(tree).deserialize_any(visitor),
            Node::Text(text) if text.is_empty() => TreeReader(&Tree::default()).deserialize_any(visitor),
            Node::Text(_) => {
                Err(Misfit(format!("member `{}` is text where a structure is expected", self.name)))
            }
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_enum(Variant(self.text()?))
    }

    forward_to_deserialize_any! {
        i8 i16 i128 u8 u16 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

/// The value of an enumeration, which AWS writes as text.
struct Variant<'a>(&'a str);

impl<'de> EnumAccess<'de> for Variant<'_> {
    type Error = Misfit;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Misfit> {
        let value = seed.deserialize(self.0.into_deserializer())?;
        Ok((value, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_> {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Misfit> {
        Err(Misfit(format!("value `{}` has no content", self.0)))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Misfit> {
        Err(Misfit(format!("value `{}` has no content", self.0)))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Misfit> {
        Err(Misfit(format!("value `{}` has no content", self.0)))
    }
}
