//! The spec language as JSON Schema (draft 2020-12), so that editors complete and validate specs while they are written.
//!
//! It says what a schema can say of one file. References, rules across attributes and natural keys are judged by
//! [`load()`](crate::load()) alone.

use serde_json::{Map, Value as Json, json};

use tipctl_model::{AttrSchema, AttrType, Kind, Presence, Section, Value};

use crate::{kinds, sections};

/// The JSON Schema of a spec file for the given kinds. An included file follows it too, so nothing is required at the
/// top.
pub fn json_schema(kinds: &[&dyn Kind]) -> Json {
    let mut sections = Map::new();
    sections
        .insert("version".to_owned(), json!({ "const": 1, "description": "The version of the language." }));
    sections.insert(
        "include".to_owned(),
        json!({
            "description": "Other files of this spec, relative to this one.",
            "type": "array",
            "items": { "type": "string" },
        }),
    );
    sections.insert("stack".to_owned(), stack());
    for kind in kinds {
        let schema = kind.schema();
        let mut block = object(schema.attrs);
        block.insert("description".to_owned(), schema.doc.into());
        let section = match schema.section {
            Section::Single => Json::Object(block),
            Section::List => json!({ "type": "array", "items": block }),
            Section::Labelled => json!({
                "type": "object",
                "propertyNames": { "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]*$" },
                "additionalProperties": block,
            }),
        };
        sections.insert(schema.name.0.to_owned(), section);
    }
    for section in sections::SECTIONS {
        let mut block = object(section.attrs);
        block.insert("description".to_owned(), section.doc.into());
        sections.insert(section.name.to_owned(), json!({ "type": "array", "items": block }));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tipctl spec",
        "type": "object",
        "properties": sections,
        "additionalProperties": false,
    })
}

fn stack() -> Json {
    json!({
        "description": "What the spec owns, and in which account and region.",
        "type": "object",
        "properties": {
            "name": { "description": "Marks what this spec owns.", "type": "string", "pattern": "^[A-Za-z0-9._-]{1,128}$" },
            "account": { "description": "The account number.", "type": "string", "pattern": "^[0-9]{12}$" },
            "region": { "description": "The AWS region.", "type": "string", "pattern": "^[a-z]+(-[a-z]+)+-[0-9]+$" },
        },
        "required": ["name", "account", "region"],
        "additionalProperties": false,
    })
}

fn object(attrs: &'static [AttrSchema]) -> Map<String, Json> {
    let written: Vec<&AttrSchema> = kinds::written(attrs).collect();
    let properties: Map<String, Json> =
        written.iter().map(|attr| (attr.name.to_owned(), Json::Object(property(attr)))).collect();
    let required: Vec<&str> = written
        .iter()
        .filter(|attr| attr.presence == Presence::Required && attr.default.is_none())
        .map(|attr| attr.name)
        .collect();
    Map::from_iter([
        ("type".to_owned(), "object".into()),
        ("properties".to_owned(), Json::Object(properties)),
        ("required".to_owned(), required.into()),
        ("additionalProperties".to_owned(), false.into()),
    ])
}

fn property(attr: &AttrSchema) -> Map<String, Json> {
    let mut property = of_type(&attr.ty);
    if !attr.doc.is_empty() {
        property.insert("description".to_owned(), attr.doc.into());
    }
    if let Some(default) = attr.default {
        property.insert("default".to_owned(), plain(&default.value()));
    }
    property
}

fn of_type(ty: &AttrType) -> Map<String, Json> {
    let schema = match ty {
        AttrType::Bool => json!({ "type": "boolean" }),
        AttrType::Int(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        AttrType::Text => json!({ "type": "string" }),
        AttrType::Choice(words) => json!({ "enum": words }),
        AttrType::Ref { kinds, .. } => {
            let examples: Vec<String> = kinds.iter().map(|kind| format!("{kind}.LABEL")).collect();
            json!({ "type": "string", "examples": examples })
        }
        AttrType::List(inner) => json!({ "type": "array", "items": of_type(inner) }),
        AttrType::Set(inner) => json!({ "type": "array", "items": of_type(inner), "uniqueItems": true }),
        AttrType::Map(inner) => json!({ "type": "object", "additionalProperties": of_type(inner) }),
        AttrType::Object(attrs) => return object(attrs),
        AttrType::Policy => json!({ "type": ["object", "string"] }),
    };
    if let Json::Object(schema) = schema { schema } else { Map::new() }
}

/// A default as JSON.
fn plain(value: &Value) -> Json {
    match value {
        Value::Bool(truth) => (*truth).into(),
        Value::Int(number) => (*number).into(),
        Value::Text(text) => text.as_str().into(),
        Value::List(elements) => elements.iter().map(plain).collect(),
        Value::Map(entries) => {
            Json::Object(entries.iter().map(|(name, entry)| (name.clone(), plain(entry))).collect())
        }
        Value::Pending(reference) => format!("{reference:?}").into(),
    }
}
