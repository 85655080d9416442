//! XML in both directions: request bodies into members, outputs and faults into documents.

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

use super::tree::{Node, Tree};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Reads a document into the name of its root element and the members below it. Attributes but for namespaces are refused,
/// and so is text beside elements.
pub(crate) fn decode_xml(body: &str) -> Result<(String, Tree), String> {
    let mut reader = Reader::from_str(body);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) if root.is_none() => open.push(Element::new(&start)?),
            Event::Empty(start) if root.is_none() => close(&mut open, Element::new(&start)?, &mut root)?,
            Event::End(_) => {
                let element = open.pop().ok_or("an element ends that did not begin")?;
                close(&mut open, element, &mut root)?;
            }
            Event::Text(text) => add_text(&mut open, &text)?,
            Event::CData(text) => add_text(&mut open, &text)?,
            Event::GeneralRef(reference) => {
                let resolved = match reference.resolve_char_ref().map_err(|error| error.to_string())? {
                    Some(character) => character.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(&reference)
                        .ok_or_else(|| format!("entity `{}` is unknown", &*reference))?
                        .to_owned(),
                };
                add_text(&mut open, &resolved)?;
            }
            Event::Decl(_) | Event::Comment(_) => {}
            Event::Eof if open.is_empty() => return root.ok_or_else(|| "the document is empty".to_owned()),
            _ => return Err("the document is not well-formed".to_owned()),
        }
    }
}

/// An element whose end has not been read.
struct Element {
    name: String,
    text: String,
    members: Tree,
}

impl Element {
    fn new(start: &BytesStart<'_>) -> Result<Self, String> {
        let name = start.name().as_ref().to_owned();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            if !attribute.key.as_ref().starts_with("xmlns") {
                return Err(format!("element `{name}` has attributes"));
            }
        }
        Ok(Self { name, text: String::new(), members: Tree::default() })
    }
}

fn add_text(open: &mut [Element], text: &str) -> Result<(), String> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err("text stands outside of the root element".to_owned()),
    }
    Ok(())
}

fn close(open: &mut [Element], element: Element, root: &mut Option<(String, Tree)>) -> Result<(), String> {
    let Element { name, text, members } = element;
    if !members.is_empty() && !text.trim().is_empty() {
        return Err(format!("element `{name}` has text beside elements"));
    }
    match open.last_mut() {
        Some(parent) if members.is_empty() => parent.members.push(&name, Node::Text(text)),
        Some(parent) => parent.members.push(&name, Node::Branch(members)),
        None => *root = Some((name, members)),
    }
    Ok(())
}

/// Writes a document: objects become elements by name, a list becomes an element repeated under its own name. The namespace
/// may be empty.
pub(super) fn encode_xml(root: &str, namespace: &str, value: &Value) -> String {
    let mut content = String::new();
    write_content(&mut content, value);
    let namespace = if namespace.is_empty() { String::new() } else { format!(" xmlns=\"{namespace}\"") };
    format!("{DECLARATION}<{root}{namespace}>{content}</{root}>")
}

fn write_content(out: &mut String, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => out.push_str(&escape(text.as_str())),
        Value::Array(items) => items.iter().for_each(|item| write_content(out, item)),
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::Array(items) => items.iter().for_each(|item| write_element(out, name, item)),
                    one => write_element(out, name, one),
                }
            }
        }
    }
}

fn write_element(out: &mut String, name: &str, value: &Value) {
    out.extend(["<", name, ">"]);
    write_content(out, value);
    out.extend(["</", name, ">"]);
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "PascalCase", deny_unknown_fields)]
    struct Body {
        permission: String,
        tags: Option<Tags>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "PascalCase", deny_unknown_fields)]
    struct Tags {
        #[serde(default)]
        tag: Vec<String>,
    }

    fn read(body: &str) -> Result<Body, String> {
        decode_xml(body)?.1.read().map_err(|misfit| misfit.to_string())
    }

    #[test]
    fn lists_entities_and_namespaces_are_read() {
        let body = "<?xml version='1.0'?>\n<R xmlns=\"urn:x\">\n <Permission>a&amp;b&#33;</Permission>\
                    <Tags><Tag>x</Tag><Tag/></Tags></R>";
        let tags = Some(Tags { tag: vec!["x".into(), String::new()] });
        assert_eq!(read(body), Ok(Body { permission: "a&b!".into(), tags }));
        let empty = read("<R><Permission>p</Permission><Tags/></R>").unwrap();
        assert_eq!(empty.tags, Some(Tags { tag: vec![] }));
    }

    #[test]
    fn what_does_not_belong_is_refused() {
        for (body, problem) in [
            (
                "<R><Permission>p</Permission><Extra/></R>",
                "unknown field `Extra`, expected `Permission` or `Tags`",
            ),
            ("<R><Permission a='b'>p</Permission></R>", "element `Permission` has attributes"),
            ("<R>text<Permission>p</Permission></R>", "element `R` has text beside elements"),
            (
                "<R><Permission>p</Permission><Permission>q</Permission></R>",
                "member `Permission` is given more than once",
            ),
            ("<R/><R/>", "the document is not well-formed"),
            ("", "the document is empty"),
        ] {
            assert_eq!(read(body).unwrap_err(), problem, "{body}");
        }
        assert!(read("<R><Permission></R>").is_err());
    }
}
