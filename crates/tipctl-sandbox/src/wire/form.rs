//! Form-encoded requests (the query protocol) and the query strings of the REST protocols.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::tree::{Node, Tree};

/// Reads a form body into members. `Tags.member.2.Key=k` is the member `Key` of the second occurrence of `Tags`.
pub(crate) fn decode_form(body: &str) -> Result<Tree, String> {
    let mut root = Branch::default();
    for (name, value) in pairs(body)? {
        let path: Vec<&str> = name.split('.').collect();
        root.insert(&path, value).map_err(|()| format!("member `{name}` is given twice or in two shapes"))?;
    }
    root.settle()
}

/// Reads a query string into members without splitting names at dots.
pub(crate) fn decode_query(query: &str) -> Result<Tree, String> {
    let mut tree = Tree::default();
    for (name, value) in pairs(query)? {
        tree.push_text(&name, &value);
    }
    Ok(tree)
}

fn pairs(text: &str) -> Result<Vec<(String, String)>, String> {
    let decode = |part: &str| {
        let spaced = part.replace('+', " ");
        percent_decode_str(&spaced)
            .decode_utf8()
            .map(std::borrow::Cow::into_owned)
            .map_err(|_| format!("`{part}` is not UTF-8"))
    };
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

/// A member while the form is read: list positions are still names.
#[derive(Default)]
struct Branch(BTreeMap<String, Raw>);

enum Raw {
    Text(String),
    Branch(Branch),
}

impl Branch {
    fn insert(&mut self, path: &[&str], value: String) -> Result<(), ()> {
        match path {
            [] => Err(()),
            [name] if self.0.contains_key(*name) => Err(()),
            [name] => {
                self.0.insert((*name).to_owned(), Raw::Text(value));
                Ok(())
            }
            [name, rest @ ..] => {
                let next = self.0.entry((*name).to_owned()).or_insert_with(|| Raw::Branch(Self::default()));
                match next {
                    Raw::Branch(branch) => branch.insert(rest, value),
                    Raw::Text(_) => Err(()),
                }
            }
        }
    }

    fn settle(self) -> Result<Tree, String> {
        let mut tree = Tree::default();
        for (name, raw) in self.0 {
            match raw {
                Raw::Text(text) => tree.push(&name, Node::Text(text)),
                Raw::Branch(mut branch) => match branch.0.remove("member") {
                    Some(Raw::Branch(positions)) if branch.0.is_empty() => {
                        for node in positions.in_order(&name)? {
                            tree.push(&name, node);
                        }
                    }
                    Some(_) => return Err(format!("member `{name}` is not a list")),
                    None => tree.push(&name, Node::Branch(branch.settle()?)),
                },
            }
        }
        Ok(tree)
    }

    /// The entries of a list, whose names must be 1, 2, 3 ….
    fn in_order(mut self, list: &str) -> Result<Vec<Node>, String> {
        (1..=self.0.len())
            .map(|position| match self.0.remove(&position.to_string()) {
                Some(Raw::Text(text)) => Ok(Node::Text(text)),
                Some(Raw::Branch(branch)) => Ok(Node::Branch(branch.settle()?)),
                None => Err(format!("list `{list}` has no entry {position}")),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "PascalCase", deny_unknown_fields)]
    struct Input {
        name: String,
        duration: Option<u32>,
        #[serde(default)]
        tags: Vec<Tag>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "PascalCase", deny_unknown_fields)]
    struct Tag {
        key: String,
        value: String,
    }

    fn read(body: &str) -> Result<Input, String> {
        decode_form(body)?.read().map_err(|misfit| misfit.to_string())
    }

    #[test]
    fn lists_and_numbers_are_typed() {
        let input = read(
            "Tags.member.2.Key=b&Tags.member.2.Value=&Tags.member.1.Key=a+b&Tags.member.1.Value=%25&Name=n&Duration=3600",
        );
        let tags =
            vec![Tag { key: "a b".into(), value: "%".into() }, Tag { key: "b".into(), value: String::new() }];
        assert_eq!(input, Ok(Input { name: "n".into(), duration: Some(3600), tags }));
        assert_eq!(read("Name=n&Tags="), Ok(Input { name: "n".into(), duration: None, tags: vec![] }));
    }

    #[test]
    fn what_the_input_does_not_declare_is_refused() {
        let refused = |body| read(body).unwrap_err();
        assert_eq!(
            refused("Name=n&Nmae=x"),
            "unknown field `Nmae`, expected one of `Name`, `Duration`, `Tags`"
        );
        assert_eq!(
            refused("Name=n&Duration=soon"),
            "member `Duration` is `soon` where an integer from 0 is expected"
        );
        assert_eq!(refused("Name=n&Name=m"), "member `Name` is given twice or in two shapes");
        assert_eq!(refused("Name=n&Tags.member.2.Key=b"), "list `Tags` has no entry 1");
        assert_eq!(refused("Name=n&Tags.member.1=b"), "member `Tags` is text where a structure is expected");
        assert_eq!(refused("Duration=1"), "missing field `Name`");
    }
}
