//! What can be judged of a section without asking AWS: which resource it names, what can be allowed on it, and to whom.

use tipctl_model::{Block, Flaw, Place, Value};

use super::{
    algebra::{EVERY_TABLE, Level},
    naming::written,
};

/// The level of the resource that an `on` with these members names.
pub(super) fn check_on<'a>(members: impl Iterator<Item = &'a str>) -> Result<Level, Flaw> {
    let mut members: Vec<&str> = members.filter(|member| *member != "catalog").collect();
    members.sort_unstable();
    match members.as_slice() {
        [] => Ok(Level::Catalog),
        ["location"] => Ok(Level::Location),
        ["database"] => Ok(Level::Database),
        ["database", "table"] | ["columns", "database", "table"] | ["database", "except", "table"] => {
            Ok(Level::Table)
        }
        other => {
            let names: Vec<String> = other.iter().map(|member| format!("`{member}`")).collect();
            let flaw =
                Flaw::new("grant::on", "on", format!("{} together name no resource", names.join(", ")));
            Err(flaw.help(
                "on = { database = \"sales\" }, on = { database = \"sales\", table = \"orders\" } with `columns` or \
                 `except` where wanted, on = { location = \"location.sales\" }, or on = { catalog = \"default\" }",
            ))
        }
    }
}

/// Names in `on` that no database or table has.
///
/// AWS: the Glue catalog keeps the names of databases and tables in lower case (Glue API reference, DatabaseInput and
/// TableInput), so a grant on another spelling is on nothing.
pub(in crate::kinds) fn check_names(on: &Value) -> Vec<Flaw> {
    let names =
        ["database", "table"].into_iter().filter_map(|member| Some((member, on.entry(member)?.as_text()?)));
    let capitals = names.filter(|(_, name)| *name != "ALL_TABLES" && name.to_lowercase() != *name);
    capitals
        .map(|(member, name)| {
            let text = format!("the catalog keeps names in lower case, so `{name}` is no {member}");
            Flaw::new("grant::capitals", format!("on.{member}"), text)
                .help(format!("{member} = \"{}\"", name.to_lowercase()))
        })
        .collect()
}

/// Whether what `block` allows can be allowed on `level`.
pub(super) fn check_permissions(block: &Block, level: Level) -> Vec<Flaw> {
    let on = |member| block.value("on").and_then(|on| on.entry(member));
    let part = ["columns", "except"].into_iter().find(|member| on(member).is_some());
    let mut flaws = Vec::new();
    for attr in ["allow", "allow_with_grant"] {
        for (at, word) in
            block.elements(attr).iter().enumerate().filter_map(|(at, word)| Some((at, word.as_text()?)))
        {
            let word = if word == "super" { "all" } else { word };
            let path = format!("{attr}.{at}");
            if part.is_some() && word != "select" {
                let text = format!("`{word}` cannot be allowed on columns, only on the table");
                let help = format!("[[grant]] of its own: on = {{ database, table }}, allow = [\"{word}\"]");
                flaws.push(Flaw::new("grant::columns", path, text).help(help));
            } else if !level.permissions().contains(&word) {
                let text = format!("`{word}` cannot be allowed on {}", level.noun());
                let help = format!("allowed there: {}", level.permissions().join(", "));
                flaws.push(Flaw::new("grant::permission", path, text).help(help));
            }
        }
    }
    if block.elements("allow").is_empty() && block.elements("allow_with_grant").is_empty() {
        flaws.push(Flaw::new("grant::nothing", "allow", "nothing is allowed").help("allow = [\"describe\"]"));
    }
    if let Some(part) = part {
        let path = format!("on.{part}");
        if on("table").and_then(Value::as_text) == Some(EVERY_TABLE) {
            let text = "columns can be named for one table only, not for every table";
            flaws.push(Flaw::new("grant::columns", path.as_str(), text).help("table = \"orders\""));
        }
        if on(part).is_some_and(|names| names.elements().is_empty()) {
            let text = format!("`{part}` names no column");
            flaws.push(Flaw::new("grant::columns", path.as_str(), text).help(format!("remove `{part}`")));
        }
        // AWS: only listed columns can be passed on (facts/aws-data.md §4.4).
        if part == "except" && !block.elements("allow_with_grant").is_empty() {
            let text = "all columns but some cannot be passed on";
            let help = "allow = [\"select\"], or name the columns with `columns`";
            flaws.push(Flaw::new("grant::except_with_grant", "allow_with_grant", text).help(help));
        }
    }
    // AWS: at most 3,000 characters (facts/aws-data.md §4.1).
    if block.text("condition").is_some_and(|text| text.is_empty() || text.chars().count() > 3000) {
        flaws.push(Flaw::new("grant::condition", "condition", "a condition has 1 to 3,000 characters"));
    }
    flaws
}

/// Whether principals can opt in to Lake Formation on `on`. AWS: facts/aws-data.md §7.
pub(super) fn check_opt_in(on: &Value) -> Option<Flaw> {
    let level = Level::of(on).filter(|level| !matches!(level, Level::Database | Level::Table))?;
    let text = format!("nobody can opt in on {}, only on databases and tables", level.noun());
    Some(Flaw::new("grant::opt_in", "opt_in", text).help("remove `opt_in`"))
}

/// Whether Lake Formation takes `principal`, and on `on`. AWS: facts/aws-data.md §0.4.
pub(in crate::kinds) fn check_principal(
    principal: &Value,
    on: &Value,
    at: usize,
    place: &Place,
) -> Option<Flaw> {
    let path = format!("to.{at}");
    let is_workforce = match (principal.as_ref_to(), principal.as_text()) {
        (Some(reference), _) => ["group", "user"].contains(&reference.address.kind.0),
        (None, text) => text.is_some_and(|text| text.contains(":identitystore:::")),
    };
    let catalog = on.entry("catalog").and_then(Value::as_text).unwrap_or(&place.account);
    if is_workforce && !catalog.starts_with(&place.account) {
        let text = format!(
            "`{}` is of Identity Center and cannot be granted anything in the catalog `{catalog}` of another account",
            written(principal)
        );
        return Some(Flaw::new("grant::cross_account", path, text).help("grant it in that account"));
    }
    let text = principal.as_text()?;
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_iam_principals = text.strip_suffix(":IAMPrincipals").is_some_and(is_account);
    let resources = ["role/", "user/", "federated-user/", "group/", "ou/", "organization/"];
    let is_arn = text.starts_with("arn:") && resources.iter().any(|resource| text.contains(resource));
    if is_arn || is_iam_principals || is_account(text) || text == "IAM_ALLOWED_PRINCIPALS" {
        return None;
    }
    let flaw = Flaw::new("grant::principal", path, format!("`{text}` is no principal of Lake Formation"));
    let is_guid = text.len() >= 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    Some(if is_guid {
        flaw.help(format!("\"arn:{}:identitystore:::group/{text}\", or user/ for a user", place.partition))
    } else {
        flaw.help("\"group.LABEL\", an ARN, a 12-digit account, or \"IAM_ALLOWED_PRINCIPALS\"")
    })
}
