//! Reference pages in Markdown, made from schemas alone, so that they cannot be wrong about what is accepted.

use tipctl_model::{AttrSchema, AttrType, Kind, KindSchema, Layer, OnChange, Presence, Section, Value};

use crate::{
    kinds,
    sample::Sample,
    sections::{self, LanguageSection},
};

/// The page of one kind. `example` is a spec that uses every attribute, where there is one.
pub fn page(kind: &dyn Kind, example: Option<&str>) -> String {
    let schema = kind.schema();
    let mut page = vec![format!("# {}", schema.name), schema.doc.to_owned(), written_as(schema)];
    let written: Vec<&AttrSchema> = schema.written().collect();
    if !written.is_empty() {
        page.push("## Attributes".to_owned());
        page.push(table(&written));
    }
    let given: Vec<&AttrSchema> = schema
        .attrs
        .iter()
        .filter(|attr| attr.layer == Layer::Compared && attr.presence != Presence::Computed)
        .collect();
    if !given.is_empty() {
        page.push("## Derived attributes".to_owned());
        page.push("They follow from the rest of the spec, which cannot write them.".to_owned());
        let rows = given
            .iter()
            .map(|attr| format!("| `{}` | {} | {} |", attr.name, on_change(attr), cell(attr.doc)));
        page.push(rows_under("| attribute | on change | meaning |\n|---|---|---|", rows));
    }
    let computed: Vec<&AttrSchema> =
        schema.attrs.iter().filter(|attr| attr.presence == Presence::Computed).collect();
    if !computed.is_empty() {
        page.push("## Given by AWS".to_owned());
        let rows = computed.iter().map(|attr| format!("| `{}` | {} |", attr.name, cell(attr.doc)));
        page.push(rows_under("| attribute | meaning |\n|---|---|", rows));
    }
    page.push("## Identity".to_owned());
    page.push(identity(schema));
    if let Some(example) = example {
        page.push("## Example".to_owned());
        page.push(format!("```toml\n{}\n```", example.trim_end()));
    }
    page.join("\n\n") + "\n"
}

/// The page that lists every kind.
pub fn index(kinds: &[&dyn Kind]) -> String {
    let rows = kinds.iter().map(|kind| {
        let schema = kind.schema();
        format!("| [`{0}`]({0}.md) | `{1}` | {2} |", schema.name, header(schema), cell(schema.doc))
    });
    let table = rows_under("| kind | written as | what it is |\n|---|---|---|", rows);
    let rows = sections::SECTIONS
        .iter()
        .map(|section| format!("| [`{0}`]({0}.md) | `[[{0}]]` | {1} |", section.name, cell(section.doc)));
    let others = rows_under("| section | written as | what it is |\n|---|---|---|", rows);
    format!(
        "# Reference\n\nEvery section that a spec can hold. These pages are made from the schemas of the kinds.\n\n{table}\n\n\
         These sections are no kinds; they speak of the spec itself.\n\n{others}\n"
    )
}

/// The pages of the sections that are no kinds, by their names.
pub fn language_pages() -> Vec<(&'static str, String)> {
    sections::SECTIONS.iter().map(|section| (section.name, language_page(section))).collect()
}

fn language_page(section: &LanguageSection) -> String {
    let LanguageSection { name, doc, details, attrs, example, .. } = section;
    let rows = attrs.iter().map(|attr| {
        let (ty, needed, meaning) = (spoken(&attr.ty), needed(attr), cell(attr.doc));
        format!("| `{}` | {ty} | {needed} | {meaning} |", attr.name)
    });
    let table = rows_under("| attribute | type | needed | meaning |\n|---|---|---|---|", rows);
    let details = if details.is_empty() { String::new() } else { format!("{details}\n\n") };
    format!(
        "# {name}\n\n{doc}\n\n{details}Written as `[[{name}]]`, any number of times. It asks AWS for nothing.\n\n\
         ## Attributes\n\n{table}\n\n## Example\n\n```toml\n{example}\n```\n"
    )
}

fn header(schema: &KindSchema) -> String {
    let kind = schema.name;
    match schema.section {
        Section::Labelled => format!("[{kind}.LABEL]"),
        Section::Single => format!("[{kind}]"),
        Section::List => format!("[[{kind}]]"),
    }
}

fn written_as(schema: &KindSchema) -> String {
    let often = match schema.section {
        Section::Single => "at most once",
        Section::Labelled | Section::List => "any number of times",
    };
    let object = if schema.composite {
        "It has no object of its own in AWS; other resources follow from it."
    } else {
        ""
    };
    format!("Written as `{}`, {often}. {object}", header(schema)).trim_end().to_owned()
}

fn identity(schema: &KindSchema) -> String {
    let alternative = |names: &&[&str]| match *names {
        [] => "as the only one there is".to_owned(),
        names => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("by {}", names.join(" and "))
        }
    };
    let alternatives: Vec<String> = schema.identity.iter().map(alternative).collect();
    if alternatives.is_empty() {
        return "There is nothing to find in AWS.".to_owned();
    }
    format!("Found in AWS {}. The label of the section is never looked at.", alternatives.join(", or else "))
}

/// The rows of attributes; members of an object follow it under its name, and change as it does.
fn table(attrs: &[&AttrSchema]) -> String {
    let head = "| attribute | type | needed | on change | meaning |\n|---|---|---|---|---|";
    let mut lines = Vec::new();
    for attr in attrs {
        lines.push(row(attr.name, attr, on_change(attr)));
        rows_within(attr.name, &attr.ty, &mut lines);
    }
    rows_under(head, lines.into_iter())
}

fn rows_within(name: &str, ty: &AttrType, lines: &mut Vec<String>) {
    match ty {
        AttrType::Object(members) => {
            for member in kinds::written(members) {
                let name = format!("{name}.{}", member.name);
                lines.push(row(&name, member, ""));
                rows_within(&name, &member.ty, lines);
            }
        }
        AttrType::List(inner) | AttrType::Set(inner) => rows_within(&format!("{name}[]"), inner, lines),
        AttrType::Map(inner) => rows_within(&format!("{name}.NAME"), inner, lines),
        _ => {}
    }
}

fn row(name: &str, attr: &AttrSchema, on_change: &str) -> String {
    let (ty, needed, meaning) = (spoken(&attr.ty), needed(attr), cell(attr.doc));
    format!("| `{name}` | {ty} | {needed} | {on_change} | {meaning} |")
}

fn on_change(attr: &AttrSchema) -> &'static str {
    match (attr.layer, attr.on_change) {
        (Layer::Written, _) => "what follows from it changes",
        (_, OnChange::Update) => "in place",
        (_, OnChange::Grow) => "added to in place, removing replaces",
        (_, OnChange::Replace) => "replaces",
    }
}

fn spoken(ty: &AttrType) -> String {
    match ty {
        AttrType::List(inner) => format!("list: {}", spoken(inner)),
        AttrType::Set(inner) => format!("set: {}", spoken(inner)),
        AttrType::Map(inner) => format!("table by names of your own: {}", spoken(inner)),
        AttrType::Ref { .. } => format!("{}, or the value itself", ty.noun()),
        AttrType::Policy => "policy document: a table, JSON text, or `{ file = \"...\" }`".to_owned(),
        _ => ty.noun(),
    }
}

fn needed(attr: &AttrSchema) -> String {
    match (attr.default.map(tipctl_model::Default::value), attr.presence) {
        (Some(Value::Text(text)), _) => format!("default `\"{text}\"`"),
        (Some(default), _) => format!("default `{default}`"),
        (None, Presence::Required) => "required".to_owned(),
        (None, Presence::Optional | Presence::Computed) => "optional".to_owned(),
    }
}

fn rows_under(head: &str, rows: impl Iterator<Item = String>) -> String {
    std::iter::once(head.to_owned()).chain(rows).collect::<Vec<_>>().join("\n")
}

/// Markdown that fits into one cell of a table.
fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}
