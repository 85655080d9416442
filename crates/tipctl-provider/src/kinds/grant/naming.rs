//! What labels and messages call principals and resources.

use tipctl_model::Value;

/// A principal in a word: `analysts`, `user.alice`, an ARN.
pub(in crate::kinds) fn who(principal: &Value) -> String {
    match principal.as_ref_to() {
        Some(reference) if reference.address.kind.0 == "group" => reference.address.label.clone(),
        _ => written(principal),
    }
}

/// The resource that `on` names, in a word: `sales.orders`.
pub(in crate::kinds) fn what(on: &Value) -> String {
    let member = |name| on.entry(name).map(written);
    let name = match (member("location"), member("database"), member("table"), member("catalog")) {
        (Some(location), _, _, _) => location,
        (_, Some(database), Some(table), None) => format!("{database}.{table}"),
        (_, Some(database), Some(table), Some(catalog)) => format!("{catalog}:{database}.{table}"),
        (_, Some(database), None, None) => database,
        (_, Some(database), None, Some(catalog)) => format!("{catalog}:{database}"),
        (_, None, _, catalog) => format!("catalog {}", catalog.unwrap_or_default()),
    };
    match member("condition") {
        Some(condition) => format!("{name} when {condition}"),
        None => name,
    }
}

/// A value as the spec writes it.
pub(super) fn written(value: &Value) -> String {
    match (value.as_ref_to(), value.as_text()) {
        (Some(reference), _) => reference.address.to_string(),
        (None, Some(text)) => text.to_owned(),
        (None, None) => value.to_string(),
    }
}
