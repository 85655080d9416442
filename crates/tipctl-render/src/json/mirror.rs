//! The members of the JSON form, in the order in which they are written. Members without a value are `null`; none is
//! ever left out.

use std::collections::BTreeMap;

use serde::Serialize;

/// The whole document.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    /// The version of this form.
    pub(super) format: u32,
    /// The version of the tool that made the plan.
    pub(super) tool: &'a str,
    /// The stack that the plan is for.
    pub(super) stack: &'a str,
    /// Its account, twelve digits.
    pub(super) account: &'a str,
    /// Its region.
    pub(super) region: &'a str,
    /// The partition of the region: `aws`, `aws-cn` or `aws-us-gov`.
    pub(super) partition: &'a str,
    /// SHA-256 of the spec's files, in hexadecimal.
    pub(super) spec_digest: &'a str,
    /// Whether everything that the stack owns is deleted.
    pub(super) destroy: bool,
    /// How many resources meet which action.
    pub(super) summary: Counts,
    /// Who gains and who loses access, as far as the plan alone can tell.
    pub(super) access: Vec<AccessChange<'a>>,
    /// Every resource, those that stay as they are included, in the order of addresses.
    pub(super) changes: Vec<Change<'a>>,
    /// The calls, each after those that it waits for.
    pub(super) steps: Vec<Step>,
    /// What a reader must know.
    pub(super) notes: Vec<Note<'a>>,
    /// By kind, how many objects concern neither the spec nor the stack.
    pub(super) foreign: BTreeMap<&'a str, usize>,
    /// Addresses of what the stack made and AWS no longer has.
    pub(super) vanished: Vec<String>,
}

/// One principal's access to one thing that changes.
#[derive(Serialize)]
pub(super) struct AccessChange<'a> {
    /// What they are called: an address where the spec has one.
    pub(super) who: &'a str,
    /// The principal, as AWS knows it.
    pub(super) principal: String,
    /// `gains` or `loses`.
    pub(super) direction: &'static str,
    pub(super) privilege: &'a str,
    /// `sales.orders`, `s3://bucket/prefix/`.
    pub(super) on: String,
    /// Which columns, of a table: `which` is `all`, `only` or `except`, `names` the columns that it speaks of.
    pub(super) columns: serde_json::Value,
    /// The hybrid location that the data has to be in for it, where nobody knows whether it is.
    pub(super) only_in: Option<&'a str>,
}

/// How many resources meet which action.
#[derive(Serialize)]
pub(super) struct Counts {
    pub(super) create: usize,
    pub(super) update: usize,
    pub(super) replace: usize,
    pub(super) delete: usize,
    pub(super) adopt: usize,
    /// The stack's own resources that stay as they are.
    pub(super) keep: usize,
    /// Resources that are looked up only.
    pub(super) found: usize,
}

/// One resource.
#[derive(Serialize)]
pub(super) struct Change<'a> {
    /// `kind.label`.
    pub(super) address: String,
    /// The kind alone.
    pub(super) kind: &'a str,
    /// The label alone.
    pub(super) label: &'a str,
    /// `managed`, or `found` when it is looked up only.
    pub(super) mode: &'static str,
    /// `keep`, `adopt`, `create`, `update`, `replace` or `delete`.
    pub(super) action: &'static str,
    /// Why.
    pub(super) because: Vec<Reason<'a>>,
    /// What it is derived from, in the spec's words.
    pub(super) derived_from: Option<&'a str>,
    /// The stack that the object's tag names.
    pub(super) mark: Option<&'a str>,
    /// What is there.
    pub(super) before: Option<Attrs<'a>>,
    /// What is asked for, where something is sent.
    pub(super) after: Option<Attrs<'a>>,
    /// The differences between the two; empty unless the action is `update` or `replace`.
    pub(super) diff: Vec<AttrChange<'a>>,
}

/// Attributes by name.
pub(super) type Attrs<'a> = BTreeMap<&'a str, Value<'a>>;

/// A value: JSON's own, or `{"known_after_apply": {"address": …, "attr": …}}`.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Value<'a> {
    Bool(bool),
    Int(i64),
    Text(&'a str),
    List(Vec<Self>),
    Map(BTreeMap<&'a str, Self>),
    Pending { known_after_apply: Reference<'a> },
}

/// The attribute of another resource.
#[derive(Serialize)]
pub(super) struct Reference<'a> {
    pub(super) address: String,
    pub(super) attr: &'a str,
}

/// One attribute that differs.
#[derive(Serialize)]
pub(super) struct AttrChange<'a> {
    /// Its name.
    pub(super) attr: &'a str,
    /// Whether it cannot be changed after creation.
    pub(super) forces_replacement: bool,
    /// How it differs.
    pub(super) delta: Delta<'a>,
}

/// How an attribute differs; `form` tells which members there are.
#[derive(Serialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub(super) enum Delta<'a> {
    /// Another value. `before` is `null` where AWS shows none.
    Value { before: Option<Value<'a>>, after: Value<'a> },
    /// Elements come and go; the order has no meaning.
    Set { added: Vec<Value<'a>>, removed: Vec<Value<'a>>, kept: Vec<Value<'a>> },
    /// The entries that differ, and how many stay.
    Map { entries: BTreeMap<&'a str, Entry<'a>>, kept: usize },
}

/// One entry: `before` is `null` when it comes, `after` when it goes.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    pub(super) before: Option<Value<'a>>,
    pub(super) after: Option<Value<'a>>,
}

/// Why something happens; `reason` tells which members there are.
#[derive(Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub(super) enum Reason<'a> {
    /// These attributes cannot be changed after creation.
    Immutable { attrs: &'a [&'static str] },
    /// The spec no longer asks for it.
    NotInSpec,
    /// The stack is being destroyed.
    Destroy,
    /// It existed before the stack knew it.
    Adopted,
    /// Its tag names another stack.
    MarkedBy { stack: &'a str },
    /// A resource that it refers to is replaced.
    Follows { address: String },
}

/// One call.
#[derive(Serialize)]
pub(super) struct Step {
    /// Its number.
    pub(super) id: u32,
    /// The resource whose change it carries out.
    pub(super) address: String,
    /// `create`, `update` or `delete`.
    pub(super) verb: &'static str,
    /// The numbers of the steps that must have succeeded before.
    pub(super) after: Vec<u32>,
}

/// Something that a reader must know.
#[derive(Serialize)]
pub(super) struct Note<'a> {
    /// A stable code.
    pub(super) code: &'a str,
    /// The text.
    pub(super) message: &'a str,
    /// What to do about it.
    pub(super) help: Option<&'a str>,
}
