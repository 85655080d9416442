//! One action as rows: its attributes in the order of the schema, each drawn after its type.

use std::collections::BTreeSet;

use tipctl_model::{
    Action, AttrChange, AttrSchema, AttrType, Attrs, Delta, Key, KindSchema, Layer, NonEmpty, OnChange,
    Presence, Value,
};

use crate::{
    Row, Shape, Sigil,
    document::{self, Part},
    names::Names,
    quote::{LATER, inline, name},
    reason::{FORCES, counted},
};

/// What is known while the rows of one resource are made.
pub(crate) struct Rows<'a> {
    schema: Option<&'static KindSchema>,
    names: &'a Names<'a>,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(schema: Option<&'static KindSchema>, names: &'a Names<'a>) -> Self {
        Self { schema, names }
    }

    /// The rows of `action`: all that is wanted, all that differs, or what identifies the object.
    pub(crate) fn of(&self, action: &Action) -> Vec<Row> {
        match action {
            Action::Keep { live: _ } => Vec::new(),
            Action::Adopt { live } => self.identity(&live.attrs, Sigil::Same),
            Action::Delete { live } => self.identity(&live.attrs, Sigil::Delete),
            Action::Create { want } => self.wanted(want),
            Action::Update { live, want, diff } => self.differing(&live.attrs, want, diff, false),
            Action::Replace { live, want, diff } => self.differing(&live.attrs, want, diff, true),
        }
    }

    /// The attributes of this kind in order: the schema's, then those that `others` has beyond it.
    fn order<'o>(
        &self,
        others: impl Iterator<Item = &'o &'static str>,
    ) -> Vec<(&'static str, Option<&'static AttrSchema>)> {
        let known = self.schema.map(|schema| schema.attrs).unwrap_or_default();
        let mut order: Vec<_> = known
            .iter()
            // What is only written has become other attributes or resources.
            .filter(|attr| attr.layer != Layer::Written)
            .map(|attr| (attr.name, Some(attr)))
            .collect();
        let beyond = others.filter(|other| known.iter().all(|attr| attr.name != **other));
        order.extend(beyond.map(|other| (*other, None)));
        order
    }

    fn wanted(&self, want: &Attrs) -> Vec<Row> {
        self.order(want.keys())
            .into_iter()
            .filter_map(|(attr, schema)| match want.get(attr) {
                Some(value) => Some(self.whole(attr, value, schema.map(|schema| &schema.ty), Sigil::Create)),
                None if is_computed(schema) => Some(leaf(Sigil::Create, attr, None, LATER)),
                None => None,
            })
            .collect()
    }

    fn identity(&self, attrs: &Attrs, sigil: Sigil) -> Vec<Row> {
        let identity = self.identity_of(attrs);
        self.order(attrs.keys())
            .into_iter()
            .filter(|(attr, _)| identity.contains(attr))
            .filter_map(|(attr, schema)| {
                Some(self.whole(attr, attrs.get(attr)?, schema.map(|schema| &schema.ty), sigil))
            })
            .collect()
    }

    /// The attributes that tell the object apart; all of them where no alternative of the schema is whole.
    fn identity_of(&self, attrs: &Attrs) -> BTreeSet<&'static str> {
        self.schema
            .and_then(|schema| {
                schema.identity.iter().find(|alternative| Key::under(schema, alternative, attrs).is_some())
            })
            .map_or_else(
                || attrs.keys().copied().collect(),
                |alternative| alternative.iter().copied().collect(),
            )
    }

    /// What differs, among it what identifies the object; what stays is counted. An object that is `remade` also gets
    /// what AWS gives.
    fn differing(&self, live: &Attrs, want: &Attrs, diff: &NonEmpty<AttrChange>, remade: bool) -> Vec<Row> {
        let identity = self.identity_of(live);
        let (mut rows, mut hidden) = (Vec::new(), 0);
        for (attr, schema) in self.order(diff.iter().map(|change| &change.attr)) {
            let ty = schema.map(|schema| &schema.ty);
            let there = live.get(attr);
            if let Some(change) = diff.iter().find(|change| change.attr == attr) {
                rows.push(self.changed(change, ty));
            } else if is_computed(schema) && remade && !want.contains_key(attr) {
                rows.push(leaf(Sigil::Update, attr, there.map(inline), LATER));
            } else if let Some(value) = there.filter(|_| identity.contains(attr) && self.schema.is_some()) {
                rows.push(self.whole(attr, value, ty, Sigil::Same));
            } else if want.contains_key(attr) && !is_computed(schema) {
                hidden += 1;
            }
        }
        rows.extend(folded(hidden, "attribute"));
        rows
    }

    fn changed(&self, change: &AttrChange, ty: Option<&AttrType>) -> Row {
        let AttrChange { attr, delta, on_change } = change;
        let mut row = match delta {
            Delta::Value { before, after } => self.sides(attr, before.as_ref(), Some(after), ty),
            Delta::Set { added, removed, kept } => {
                let inner = element_type(ty);
                let mut row = Row::new(Sigil::Update, *attr, Shape::List);
                row.children.extend(removed.iter().map(|value| self.whole("", value, inner, Sigil::Delete)));
                row.children.extend(added.iter().map(|value| self.whole("", value, inner, Sigil::Create)));
                row.children.extend(folded(kept.len(), "element"));
                row
            }
            Delta::Map { entries, kept } => {
                let inner = element_type(ty);
                let mut row = Row::new(Sigil::Update, *attr, Shape::Map);
                row.children.extend(entries.iter().map(|(key, (before, after))| {
                    self.sides(&name(key), before.as_ref(), after.as_ref(), inner)
                }));
                row.children.extend(folded(*kept, "entry"));
                row
            }
        };
        if *on_change == OnChange::Replace {
            row.notes.insert(0, FORCES.to_owned());
        }
        row
    }

    /// A value that comes, goes or becomes another.
    fn sides(
        &self,
        label: &str,
        before: Option<&Value>,
        after: Option<&Value>,
        ty: Option<&AttrType>,
    ) -> Row {
        match (before, after) {
            (None, None) => Row::new(Sigil::Same, label, Shape::Leaf),
            (None, Some(after)) => self.whole(label, after, ty, Sigil::Create),
            (Some(before), None) => self.whole(label, before, ty, Sigil::Delete),
            (Some(before @ Value::Map(_)), Some(after @ Value::Map(_))) => {
                difference(label, Shape::Map, before, after)
            }
            (Some(before @ Value::List(_)), Some(after @ Value::List(_))) => {
                difference(label, Shape::List, before, after)
            }
            (Some(before), Some(after)) => {
                let mut row = leaf(Sigil::Update, label, Some(inline(before)), inline(after));
                row.notes.extend(match (self.names.of(ty, before), self.names.of(ty, after)) {
                    (Some(before), Some(after)) if before != after => Some(format!("{before} -> {after}")),
                    (_, Some(after)) => Some(after.to_string()),
                    (Some(before), None) => Some(format!("was {before}")),
                    (None, None) => None,
                });
                row
            }
        }
    }

    /// A value that comes, stays or goes as a whole.
    fn whole(&self, label: &str, value: &Value, ty: Option<&AttrType>, sigil: Sigil) -> Row {
        let is_policy = matches!(ty, Some(AttrType::Policy));
        let mut row = match value {
            Value::Map(entries) if is_policy && !entries.is_empty() => {
                let mut row = Row::new(sigil, label, Shape::Map);
                row.children = document::texts(value).map(|line| side(sigil, "", line)).collect();
                row
            }
            Value::List(elements) if !elements.is_empty() => {
                let mut row = Row::new(sigil, label, Shape::List);
                row.children =
                    elements.iter().map(|element| self.whole("", element, element_type(ty), sigil)).collect();
                row
            }
            Value::Map(entries) if !entries.is_empty() => {
                let mut row = Row::new(sigil, label, Shape::Map);
                row.children = entries
                    .iter()
                    .map(|(key, entry)| self.whole(&name(key), entry, entry_type(ty, key), sigil))
                    .collect();
                row
            }
            value => {
                let mut row = side(sigil, label, inline(value));
                row.notes.extend(self.names.of(ty, value).map(ToString::to_string));
                row
            }
        };
        let has_one_line = !is_policy && row.children.iter().all(Row::has_one_line);
        if row.shape != Shape::Leaf && has_one_line {
            row.put(inline(value));
        }
        row
    }
}

fn difference(label: &str, shape: Shape, before: &Value, after: &Value) -> Row {
    let mut row = Row::new(Sigil::Update, label, shape);
    for part in document::difference(before, after) {
        match part {
            Part::Line(sigil, line) => row.children.push(side(sigil, "", line)),
            Part::Hidden(lines) => row.children.extend(folded(lines.len(), "line")),
        }
    }
    row
}

fn leaf(sigil: Sigil, label: &str, before: Option<String>, after: impl Into<String>) -> Row {
    let mut row = Row::new(sigil, label, Shape::Leaf);
    row.before = before;
    row.after = Some(after.into());
    row
}

/// A text of one side alone.
fn side(sigil: Sigil, label: &str, text: String) -> Row {
    let mut row = Row::new(sigil, label, Shape::Leaf);
    row.put(text);
    row
}

fn folded(count: usize, what: &str) -> Option<Row> {
    let many = what.strip_suffix('y').map_or_else(|| format!("{what}s"), |stem| format!("{stem}ies"));
    (count > 0).then(|| {
        let mut row = Row::new(Sigil::Same, "", Shape::Hidden(count));
        row.notes.push(format!(
            "({} hidden)",
            counted(count, &format!("unchanged {what}"), &format!("unchanged {many}"))
        ));
        row
    })
}

fn is_computed(schema: Option<&AttrSchema>) -> bool {
    schema.is_some_and(|schema| schema.presence == Presence::Computed)
}

/// The type of the elements or entries of `ty`.
fn element_type(ty: Option<&AttrType>) -> Option<&'static AttrType> {
    match ty? {
        AttrType::List(inner) | AttrType::Set(inner) | AttrType::Map(inner) => Some(inner),
        _ => None,
    }
}

/// The type of the entry `name` of `ty`.
fn entry_type(ty: Option<&AttrType>, name: &str) -> Option<&'static AttrType> {
    match ty? {
        AttrType::Object(attrs) => attrs.iter().find(|attr| attr.name == name).map(|attr| &attr.ty),
        ty => element_type(Some(ty)),
    }
}
