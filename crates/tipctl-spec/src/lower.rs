//! Sections of TOML into blocks, by the schemas of their kinds.
//!
//! Not here: single values (`typed.rs`), and whether references lead anywhere (`refs.rs`), which is known only when every
//! section was read.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Address, Assertion, AttrSchema, Attrs, Block, Blocks, KindSchema, Origin, Place, Presence, Section,
    Waiver,
};

use crate::{
    files::{Document, Files},
    kinds::{self, Kinds},
    node::{Data, Entry, Node},
    problem::{Problem, Problems},
    refs::{Lookalike, Mention},
    sample::Sample,
    sections, suggest,
};

/// The label of a section that a spec holds at most once.
const SINGLE: &str = "main";

/// Keys of a spec that are no kinds.
const OTHERS: [&str; 3] = ["version", "include", "stack"];

/// What lowering needs and what it leaves.
pub(crate) struct Lowering<'a, 'r> {
    pub(crate) kinds: &'a Kinds<'a>,
    pub(crate) place: Option<&'a Place>,
    pub(crate) files: &'a mut Files<'r>,
    pub(crate) problems: &'a mut Problems,
    pub(crate) lowered: Lowered,
}

/// Every section of a spec as a block.
#[derive(Default)]
pub(crate) struct Lowered {
    pub(crate) blocks: Blocks,
    /// Blocks with a mistake: known to exist, so that references to them hold, but not to be expanded.
    pub(crate) unsound: BTreeSet<Address>,
    /// Findings that the spec accepts for a while.
    pub(crate) waivers: Vec<Waiver>,
    /// What the spec claims about itself.
    pub(crate) assertions: Vec<Assertion>,
    /// Addresses that those two speak of.
    pub(crate) mentions: Vec<Mention>,
    /// Texts that were perhaps meant to be references.
    pub(crate) lookalikes: Vec<Lookalike>,
    /// What is spoken of where it was not understood: whatever is wrong with these may follow from that.
    pub(crate) mentioned: BTreeSet<Address>,
    /// How many sections there are of each kind that has no labels.
    counts: BTreeMap<&'static str, usize>,
}

impl Lowering<'_, '_> {
    /// Lowers every section of every document.
    pub(crate) fn documents(mut self, documents: &[Document]) -> Lowered {
        for document in documents {
            for section in &document.entries {
                if !OTHERS.contains(&section.key.as_str()) {
                    self.section(section);
                }
            }
        }
        self.lowered
    }

    fn section(&mut self, section: &Entry) {
        if let Some(known) = sections::named(&section.key) {
            sections::lower(self, known, &section.value);
            return;
        }
        let Some(kind) = self.kinds.named(&section.key) else {
            let of_language = sections::SECTIONS.iter().map(|section| section.name);
            let known = self.kinds.names().chain(of_language).chain(OTHERS);
            self.mention(&section.value);
            self.problems.push(
                Problem::new("spec::unknown_section", format!("there is no section `{}`", section.key))
                    .at(section.key_origin, "unknown section")
                    .maybe_help(suggest::among(&section.key, known, "the sections are")),
            );
            return;
        };
        let schema = kind.schema();
        match (schema.section, &section.value.data) {
            (Section::Labelled, Data::Table(labelled)) => {
                self.unlabelled(schema, labelled);
                labelled.iter().for_each(|entry| self.labelled(schema, entry));
            }
            (Section::Single, Data::Table(entries)) => {
                let address = Address::new(schema.name, SINGLE);
                self.block(schema, address, entries, self.header(section));
            }
            (Section::List, Data::List(elements)) => {
                elements.iter().for_each(|element| self.element(schema, element));
            }
            _ => self.misplaced(schema, &section.value),
        }
    }

    fn header(&self, section: &Entry) -> Origin {
        section.header(self.files.sources.text(section.key_origin.file))
    }

    /// Reports attributes where labels belong, once for the section.
    fn unlabelled(&mut self, schema: &'static KindSchema, entries: &[Entry]) {
        let mut attributes = entries.iter().filter(|entry| !matches!(entry.value.data, Data::Table(_)));
        if let Some(first) = attributes.next() {
            let kind = schema.name;
            self.problems.push(
                Problem::new("spec::missing_label", format!("a `{kind}` has a label, and this has none"))
                    .at(first.key_origin, format!("read as the label of a `{kind}`"))
                    .help(format!("write `[{kind}.LABEL]` above it, with a label of your own")),
            );
        }
    }

    fn labelled(&mut self, schema: &'static KindSchema, entry: &Entry) {
        let Data::Table(entries) = &entry.value.data else { return };
        if !is_label(&entry.key) {
            self.mention(&entry.value);
            self.problems.push(
                Problem::new("spec::wrong_label", format!("`{}` cannot be a label", entry.key))
                    .at(entry.key_origin, "wrong label")
                    .help("a label has letters, digits, `-` and `_`, and begins with a letter or a digit"),
            );
            return;
        }
        let header = self.header(entry);
        self.block(schema, Address::new(schema.name, entry.key.as_str()), entries, header);
    }

    fn element(&mut self, schema: &'static KindSchema, element: &Node) {
        let Data::Table(entries) = &element.data else {
            self.misplaced(schema, element);
            return;
        };
        let count = self.lowered.counts.entry(schema.name.0).or_default();
        *count += 1;
        let address = Address::new(schema.name, count.to_string());
        self.block(schema, address, entries, element.origin);
    }

    fn misplaced(&mut self, schema: &KindSchema, value: &Node) {
        self.mention(value);
        let kind = schema.name;
        let header = match schema.section {
            Section::Labelled => format!("[{kind}.LABEL]"),
            Section::Single => format!("[{kind}]"),
            Section::List => format!("[[{kind}]]"),
        };
        self.problems.push(
            Problem::new("spec::wrong_section", format!("`{kind}` is written in another way"))
                .at(value.origin, value.noun())
                .help(format!("write `{header}`")),
        );
    }

    fn block(&mut self, schema: &'static KindSchema, address: Address, entries: &[Entry], header: Origin) {
        let errors = self.problems.errors();
        let mut origins = BTreeMap::new();
        let subject = match schema.section {
            Section::Labelled => address.to_string(),
            Section::Single | Section::List => schema.name.to_string(),
        };
        let members = Members { subject: &subject, path: "", header, attrs: schema.attrs };
        let attrs: Attrs = self.members(&members, entries, &mut origins).into_iter().collect();
        if let Some(first) = self.lowered.blocks.get(&address) {
            let code = "spec::duplicate_section";
            self.problems.push(
                Problem::new(code, format!("`{subject}` is written twice"))
                    .at(header, "here again")
                    .at(first.origin, "here first")
                    .help("put both together, or give one of them another label"),
            );
            return;
        }
        if self.problems.errors() > errors {
            self.lowered.unsound.insert(address.clone());
        }
        let block = Block { address: address.clone(), attrs, origin: header, origins };
        self.lowered.blocks.insert(address, block);
    }

    /// Notes the references in a value that is not understood.
    pub(crate) fn mention(&mut self, node: &Node) {
        match &node.data {
            Data::Text(text) => {
                let address = text.split_once('.').and_then(|(kind, label)| {
                    Some(Address::new(self.kinds.named(kind)?.schema().name, label))
                });
                self.lowered.mentioned.extend(address);
            }
            Data::List(elements) => elements.iter().for_each(|element| self.mention(element)),
            Data::Table(entries) => entries.iter().for_each(|entry| self.mention(&entry.value)),
            Data::Bool(_) | Data::Int(_) | Data::Alien(_) => {}
        }
    }

    /// The attributes of a section or an object: written ones checked, absent ones with their defaults.
    pub(crate) fn members(
        &mut self,
        members: &Members<'_>,
        entries: &[Entry],
        origins: &mut BTreeMap<String, Origin>,
    ) -> Vec<(&'static str, tipctl_model::Value)> {
        let mut values = Vec::new();
        let mut seen = BTreeSet::new();
        for entry in entries {
            let Some(attr) = members.written().find(|attr| attr.name == entry.key) else {
                seen.extend(self.unknown(members, entry));
                continue;
            };
            seen.insert(attr.name);
            let path = members.path_of(attr.name);
            // What is about another account is not held against this one.
            let place = if attr.is_elsewhere { self.place.take() } else { self.place };
            let value = self.value(&attr.ty, &entry.value, &path, origins);
            self.place = place;
            values.extend(value.map(|value| (attr.name, value)));
        }
        let absent = || members.written().filter(|attr| !seen.contains(attr.name));
        values.extend(absent().filter_map(|attr| Some((attr.name, attr.default?.value()))));
        let needed: Vec<_> =
            absent().filter(|attr| attr.presence == Presence::Required && attr.default.is_none()).collect();
        if !needed.is_empty() {
            let names = suggest::listed(needed.iter().map(|attr| attr.name), "and");
            let lines: Vec<String> =
                needed.iter().map(|attr| format!("{} = {}", attr.name, attr.ty.sample())).collect();
            self.problems.push(
                Problem::new("spec::missing_attribute", format!("`{}` needs {names}", members.subject))
                    .at(members.header, "incomplete")
                    .help(format!("write\n{}", lines.join("\n"))),
            );
        }
        values
    }

    /// Reports a key that is no attribute, and answers which attribute was meant.
    fn unknown(&mut self, members: &Members<'_>, entry: &Entry) -> Option<&'static str> {
        self.mention(&entry.value);
        let (subject, key) = (members.subject, &entry.key);
        if members.attrs.iter().any(|attr| attr.name == key) {
            self.problems.push(
                Problem::new("spec::given_attribute", format!("`{key}` of `{subject}` cannot be written"))
                    .at(entry.key_origin, "not for the spec to say")
                    .help("remove it; AWS or the rest of the spec gives it"),
            );
            return None;
        }
        let names = members.written().map(|attr| attr.name);
        self.problems.push(
            Problem::new("spec::unknown_attribute", format!("`{subject}` has no attribute `{key}`"))
                .at(entry.key_origin, "unknown attribute")
                .maybe_help(suggest::among(key, names.clone(), "its attributes are")),
        );
        suggest::nearest(key, names)
    }
}

/// The attributes that a section or an object can have.
pub(crate) struct Members<'a> {
    /// What messages call it.
    pub(crate) subject: &'a str,
    /// The dotted path within the block; empty for the block itself.
    pub(crate) path: &'a str,
    /// Where it begins.
    pub(crate) header: Origin,
    pub(crate) attrs: &'static [AttrSchema],
}

impl Members<'_> {
    fn written(&self) -> impl Iterator<Item = &'static AttrSchema> + Clone + use<> {
        kinds::written(self.attrs)
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}

fn is_label(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_')
}
