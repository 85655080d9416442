//! Single values, by the types that schemas give them.

use std::collections::BTreeMap;

use tipctl_model::{Address, AttrRef, AttrType, Origin, Presence, Value};

use crate::{
    arn,
    lower::{Lowering, Members},
    node::{DEEPEST, Data, Entry, Node},
    problem::Problem,
    refs::Lookalike,
    sample::Sample,
    suggest,
};

impl Lowering<'_, '_> {
    /// The value of `node` as `ty` takes it, as far as it is right; what is not, a problem names. Notes the place of it
    /// and of everything inside under `path`.
    pub(crate) fn value(
        &mut self,
        ty: &AttrType,
        node: &Node,
        path: &str,
        origins: &mut BTreeMap<String, Origin>,
    ) -> Option<Value> {
        origins.insert(path.to_owned(), node.origin);
        match (ty, &node.data) {
            (AttrType::Bool, Data::Bool(truth)) => Some(Value::Bool(*truth)),
            (AttrType::Int(least, most), Data::Int(number)) => {
                if (least..=most).contains(&number) {
                    return Some(Value::Int(*number));
                }
                self.problems.push(
                    Problem::new("spec::out_of_bounds", format!("`{}` is out of bounds", last(path)))
                        .at(node.origin, "out of bounds")
                        .help(format!("it goes from {least} to {most}")),
                );
                None
            }
            (AttrType::Text, Data::Text(text)) => self.text(text, node.origin),
            (AttrType::Choice(words), Data::Text(text)) => self.choice(words, text, node.origin, path),
            (AttrType::Ref { kinds, attr }, Data::Text(text)) => {
                self.reference(kinds, attr, text, node.origin)
            }
            (AttrType::List(inner), Data::List(elements)) => {
                Some(Value::List(self.list(inner, elements, path, origins)))
            }
            (AttrType::Set(inner), Data::List(elements)) => {
                let values = self.list(inner, elements, path, origins);
                self.distinct(&values, path, origins);
                Some(Value::List(values))
            }
            (AttrType::Map(inner), Data::Table(entries)) => Some(self.map(inner, entries, path, origins)),
            (AttrType::Object(attrs), Data::Table(entries)) => {
                let members = Members { subject: last(path), path, header: node.origin, attrs };
                Some(Value::map(self.members(&members, entries, origins)))
            }
            (AttrType::Policy, _) => self.policy(node, path),
            _ => self.mismatch(ty, node, path),
        }
    }

    /// The elements that are right. Beside a wrong one they count for their references alone, since the block is not
    /// expanded.
    fn list(
        &mut self,
        inner: &AttrType,
        elements: &[Node],
        path: &str,
        origins: &mut BTreeMap<String, Origin>,
    ) -> Vec<Value> {
        let mut values = Vec::new();
        for element in elements {
            let path = format!("{path}.{}", values.len());
            values.extend(self.value(inner, element, &path, origins));
        }
        values
    }

    fn map(
        &mut self,
        inner: &AttrType,
        entries: &[Entry],
        path: &str,
        origins: &mut BTreeMap<String, Origin>,
    ) -> Value {
        let mut values = BTreeMap::new();
        for Entry { key, value, .. } in entries {
            if let Some(value) = self.value(inner, value, &format!("{path}.{key}"), origins) {
                values.insert(key.clone(), value);
            }
        }
        Value::Map(values)
    }

    fn distinct(&mut self, values: &[Value], path: &str, origins: &BTreeMap<String, Origin>) {
        let mut seen: BTreeMap<&Value, Origin> = BTreeMap::new();
        for (at, value) in values.iter().enumerate() {
            let Some(origin) = origins.get(&format!("{path}.{at}")).copied() else { continue };
            if let Some(first) = seen.get(value) {
                self.problems.push(
                    Problem::new("spec::repeated", format!("`{}` names one thing twice", last(path)))
                        .at(origin, "here again")
                        .at(*first, "here first")
                        .help("remove one of the two"),
                );
            } else {
                seen.insert(value, origin);
            }
        }
    }

    fn text(&mut self, text: &str, origin: Origin) -> Option<Value> {
        let place = self.place;
        match place.and_then(|place| arn::foreign(text, place)) {
            None => Some(Value::text(text)),
            Some(foreign) => {
                let problem = foreign.problem().at(origin, foreign.label());
                let is_warning = problem.is_warning;
                self.problems.push(problem);
                is_warning.then(|| Value::text(text))
            }
        }
    }

    fn choice(
        &mut self,
        words: &'static [&'static str],
        text: &str,
        origin: Origin,
        path: &str,
    ) -> Option<Value> {
        if words.contains(&text) {
            return Some(Value::text(text));
        }
        self.problems.push(
            Problem::new("spec::unknown_value", format!("`{}` cannot be `{text}`", last(path)))
                .at(origin, "unknown value")
                .maybe_help(suggest::among(text, words.iter().copied(), "it can be")),
        );
        None
    }

    fn reference(
        &mut self,
        kinds: &'static [&'static str],
        attr: &'static str,
        text: &str,
        origin: Origin,
    ) -> Option<Value> {
        let Some((kind, label)) = text.split_once('.').filter(|(_, label)| is_referable(label)) else {
            return self.text(text, origin);
        };
        let Some(schema) = self.kinds.named(kind).map(tipctl_model::Kind::schema) else {
            let text = text.to_owned();
            self.lowered.lookalikes.push(Lookalike { text: text.clone(), kinds: kinds.to_vec(), origin });
            return Some(Value::Text(text));
        };
        if kinds.contains(&kind) {
            return Some(Value::Pending(AttrRef::new(Address::new(schema.name, label), attr)));
        }
        self.problems.push(
            Problem::new("spec::wrong_reference", format!("a `{kind}` cannot stand here"))
                .at(origin, format!("refers to a `{kind}`"))
                .help(format!("refer to a {}", suggest::listed(kinds.iter().copied(), "or a"))),
        );
        None
    }

    /// Reports a value of the wrong type, with the right form ready to paste.
    pub(crate) fn mismatch(&mut self, ty: &AttrType, node: &Node, path: &str) -> Option<Value> {
        self.mention(node);
        let name = last(path);
        let message = if node.noun() == "a value nested too deeply" {
            format!("`{name}` is nested deeper than {DEEPEST} levels")
        } else {
            let element = if is_index(path) { "an element of " } else { "" };
            format!("{element}`{name}` takes {}, found {}", ty.noun(), node.noun())
        };
        let written = self.files.sources.excerpt(node.origin);
        let right = repaired(ty, node, written).unwrap_or_else(|| ty.sample());
        let help =
            if is_index(path) { format!("write `{right}`") } else { format!("write `{name} = {right}`") };
        self.problems.push(Problem::new("spec::wrong_type", message).at(node.origin, node.noun()).help(help));
        None
    }
}

/// What was written, in the form that `ty` takes, where that can be told.
fn repaired(ty: &AttrType, node: &Node, written: &str) -> Option<String> {
    let is_list = matches!(ty, AttrType::List(_) | AttrType::Set(_));
    if let (Data::List(elements), false) = (&node.data, is_list) {
        let [only] = elements.as_slice() else { return None };
        return repaired(ty, only, written.strip_prefix('[')?.strip_suffix(']')?.trim());
    }
    if !node.is_scalar() || written.is_empty() || written.contains('\n') {
        return None;
    }
    match (ty, &node.data) {
        (AttrType::Bool, Data::Bool(_)) | (AttrType::Int(..), Data::Int(_)) => Some(written.to_owned()),
        (AttrType::Text | AttrType::Ref { .. } | AttrType::Choice(_), Data::Text(_)) => {
            Some(written.to_owned())
        }
        (AttrType::Text | AttrType::Ref { .. }, _) => Some(format!("\"{written}\"")),
        (AttrType::Bool, Data::Text(text)) => match text.to_lowercase().as_str() {
            "true" | "yes" | "on" => Some("true".to_owned()),
            "false" | "no" | "off" => Some("false".to_owned()),
            _ => None,
        },
        (AttrType::Int(..), Data::Text(text)) => text.parse::<i64>().ok().map(|number| number.to_string()),
        (AttrType::List(inner) | AttrType::Set(inner), _) => {
            repaired(inner, node, written).map(|element| format!("[{element}]"))
        }
        (AttrType::Object(attrs), _) => {
            let mut required = attrs.iter().filter(|attr| attr.presence == Presence::Required);
            let (only, None) = (required.next()?, required.next()) else { return None };
            let member = repaired(&only.ty, node, written)?;
            Some(format!("{{ {} = {member} }}", only.name))
        }
        _ => None,
    }
}

/// Whether a text after `kind.` is meant as a label. No label has letters beyond ASCII, but no id or ARN has them either.
fn is_referable(label: &str) -> bool {
    !label.is_empty() && label.chars().all(|letter| letter.is_alphanumeric() || "-_/".contains(letter))
}

fn is_index(path: &str) -> bool {
    path.rsplit('.').next().is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The name that a reader knows the value at `path` by: its attribute's, also for an element of a list.
pub(crate) fn last(path: &str) -> &str {
    path.rsplit('.').find(|name| !name.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(path)
}
