//! The words of a fixture: who, on what, which role, which value.

use tipctl_model::{
    Address, KindName, Value,
    inventory::{Known, Principal, Resource, Sight, Workforce},
};

use super::{facts::ById, place};

pub(super) fn known<F, T>(facts: ById<F>, is_whole: bool, told: impl Fn(F) -> T) -> Known<T> {
    let mut known = if is_whole { Known::whole() } else { Known::partial() };
    facts.into_iter().for_each(|(id, facts)| known.insert(id, told(facts)));
    known
}

pub(super) fn sight<T>(thing: Option<T>) -> Sight<T> {
    thing.map_or(Sight::Absent, Sight::There)
}

pub(super) fn role_arn(name: &str) -> String {
    if name.starts_with("arn:") {
        name.to_owned()
    } else {
        place().global_arn("iam", &format!("role/{name}"))
    }
}

pub(super) fn address(text: Option<String>) -> Option<Address> {
    let text = text?;
    let (kind, label) = text.split_once('.').unwrap();
    Some(Address::new(KindName(kind.to_owned().leak()), label))
}

pub(super) fn workforce(text: &str) -> Workforce {
    match text.split_once('/') {
        Some(("user", id)) => Workforce::User(id.to_owned()),
        Some(("group", id)) => Workforce::Group(id.to_owned()),
        _ => panic!("`{text}` is neither `user/…` nor `group/…`"),
    }
}

pub(super) fn principal(text: &str) -> Principal {
    if text.starts_with("user/") || text.starts_with("group/") {
        Principal::Workforce(workforce(text))
    } else {
        Principal::of(text)
    }
}

pub(super) fn resource(text: &str) -> Resource {
    if let Some((catalog, rest)) = text.split_once(':') {
        let (database, table) = rest.split_once('.').map_or((rest, None), |(of, table)| (of, Some(table)));
        return Resource::Beyond {
            what: format!("the catalog {catalog}"),
            database: Some(format!("{catalog}:{database}")),
            table: table.map(str::to_owned),
        };
    }
    match text.split_once('.') {
        None => Resource::Database { database: text.to_owned() },
        Some((database, "*")) => Resource::Tables { database: database.to_owned() },
        Some((database, table)) => Resource::Table { database: database.to_owned(), table: table.to_owned() },
    }
}

pub(super) fn value(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::Text(text),
        toml::Value::Boolean(truth) => Value::Bool(truth),
        toml::Value::Integer(number) => Value::Int(number),
        toml::Value::Array(elements) => Value::List(elements.into_iter().map(self::value).collect()),
        toml::Value::Table(entries) => {
            Value::Map(entries.into_iter().map(|(name, entry)| (name, self::value(entry))).collect())
        }
        other => panic!("`{other}` is no value of a policy"),
    }
}
