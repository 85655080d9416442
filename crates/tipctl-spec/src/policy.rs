//! Policy documents: a table, a text that holds JSON, or the name of a file that does.

use tipctl_model::{AttrType, FileId, Origin, Value};

use crate::{
    arn,
    lower::Lowering,
    node::{Data, Entry, Node},
    problem::Problem,
    typed,
};

impl Lowering<'_, '_> {
    /// The policy document that `node` holds or names.
    pub(crate) fn policy(&mut self, node: &Node, path: &str) -> Option<Value> {
        let value = match &node.data {
            Data::Text(text) => self.json(text, Written::Within(node.origin), path),
            Data::Table(entries) => match entries.as_slice() {
                [Entry { key, value, .. }] if key == "file" => self.policy_file(value, path),
                _ => self.tree(node, path),
            },
            _ => self.mismatch(&AttrType::Policy, node, path),
        }?;
        let place = self.place;
        let mut foreign = None;
        for_each_text(&value, &mut |text| {
            foreign = foreign.take().or_else(|| arn::foreign_partition(text, place?));
        });
        match foreign {
            None => Some(value),
            Some(foreign) => {
                self.problems.push(foreign.problem().at(node.origin, "holds such an ARN"));
                None
            }
        }
    }

    fn policy_file(&mut self, name: &Node, path: &str) -> Option<Value> {
        let Some(file) = name.as_text() else { return self.mismatch(&AttrType::Text, name, "file") };
        let file = self.files.open_beside(file, name.origin, self.problems)?;
        let text = self.files.sources.text(file).to_owned();
        self.json(&text, Written::File(file), path)
    }

    fn json(&mut self, text: &str, written: Written, path: &str) -> Option<Value> {
        let name = typed::last(path);
        match serde_json::from_str(text) {
            Ok(json @ serde_json::Value::Object(_)) => match from_json(json) {
                Ok(value) => return Some(value),
                Err(noun) => self.problems.push(
                    Problem::new("spec::wrong_policy", format!("the policy `{name}` holds {noun}"))
                        .at(written.whole(text), format!("holds {noun}"))
                        .help("a policy has texts, whole numbers, truth values, lists and objects"),
                ),
            },
            Ok(_) => self.problems.push(
                Problem::new("spec::wrong_policy", format!("the policy `{name}` is not a JSON object"))
                    .at(written.whole(text), "not an object")
                    .help("write `{ \"Version\": \"2012-10-17\", \"Statement\": [] }`"),
            ),
            Err(error) => {
                let why = error.to_string();
                let why = why.split(" at line ").next().unwrap_or_default().replace("ident", "value");
                let at = offset(text, error.line(), error.column());
                let origin = match written {
                    Written::File(file) => Origin::new(file, at, 1),
                    Written::Within(origin) => self.within(origin, text, at),
                };
                self.problems.push(
                    Problem::new("spec::wrong_policy", format!("the policy `{name}` is not JSON: {why}"))
                        .at(origin, "not JSON"),
                );
            }
        }
        None
    }

    /// Where the byte `at` of `text` stands, when the text is written at `origin` as it is, without escapes.
    fn within(&self, origin: Origin, text: &str, at: usize) -> Origin {
        match self.files.sources.excerpt(origin).find(text) {
            Some(before) => Origin::new(origin.file, origin.span.start + before + at, 1),
            None => origin,
        }
    }

    fn tree(&mut self, node: &Node, path: &str) -> Option<Value> {
        match &node.data {
            Data::Bool(truth) => Some(Value::Bool(*truth)),
            Data::Int(number) => Some(Value::Int(*number)),
            Data::Text(text) => Some(Value::text(text)),
            Data::List(elements) => {
                let values: Vec<_> = elements.iter().map(|element| self.tree(element, path)).collect();
                values.into_iter().collect::<Option<Vec<_>>>().map(Value::List)
            }
            Data::Table(entries) => {
                let values: Vec<_> = entries
                    .iter()
                    .map(|entry| Some((entry.key.clone(), self.tree(&entry.value, path)?)))
                    .collect();
                values.into_iter().collect::<Option<Vec<_>>>().map(Value::map)
            }
            Data::Alien(noun) => {
                let name = typed::last(path);
                self.problems.push(
                    Problem::new("spec::wrong_policy", format!("the policy `{name}` holds {noun}"))
                        .at(node.origin, *noun)
                        .help("a policy has texts, whole numbers, truth values, lists and tables"),
                );
                None
            }
        }
    }
}

/// Where a JSON text is written.
#[derive(Clone, Copy)]
enum Written {
    /// In a file of its own.
    File(FileId),
    /// In a TOML text.
    Within(Origin),
}

impl Written {
    fn whole(self, text: &str) -> Origin {
        match self {
            Self::File(file) => Origin::new(file, 0, text.trim_end().len()),
            Self::Within(origin) => origin,
        }
    }
}

/// The byte at a line and a column, both counted from one as the JSON parser does.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (before + column.saturating_sub(1)).min(text.len().saturating_sub(1));
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn from_json(json: serde_json::Value) -> Result<Value, &'static str> {
    use serde_json::Value as Json;
    Ok(match json {
        Json::Null => return Err("`null`"),
        Json::Bool(truth) => Value::Bool(truth),
        Json::Number(number) => {
            Value::Int(number.as_i64().ok_or("a number that is not whole or beyond 64 bits")?)
        }
        Json::String(text) => Value::Text(text),
        Json::Array(elements) => Value::List(elements.into_iter().map(from_json).collect::<Result<_, _>>()?),
        Json::Object(entries) => {
            let entry = |(name, value)| from_json(value).map(|value| (name, value));
            Value::Map(entries.into_iter().map(entry).collect::<Result<_, _>>()?)
        }
    })
}

fn for_each_text(value: &Value, visit: &mut dyn FnMut(&str)) {
    match value {
        Value::Text(text) => visit(text),
        Value::List(elements) => elements.iter().for_each(|element| for_each_text(element, visit)),
        Value::Map(entries) => entries.values().for_each(|entry| for_each_text(entry, visit)),
        Value::Bool(_) | Value::Int(_) | Value::Pending(_) => {}
    }
}
