//! What can be otherwise in the lake: who holds what on databases, tables and columns, who opted in, and where data is.

use serde_json::{Value, json};

use super::breakage::{Breakage, GRANTS, LAKE, LOCATIONS, breaks, in_one, leaves, opens, set};

const EVERYONE: &str = "IAM_ALLOWED_PRINCIPALS";
const NOBODY: &str = "arn:aws:identitystore:::group/00000000-0000-4000-8000-000000000000";

/// Everything that is tried.
pub(super) static IN_THE_LAKE: &[Breakage] = &[
    breaks("table that is everyone's", |all, _| everyone(all, &table("sales", "customers"), "ALL")),
    breaks("tables of a database that are everyone's", |all, _| everyone(all, &tables("sales"), "ALL")),
    leaves("database and table in a hybrid location that are everyone's", |all, _| {
        everyone(all, &database("marketing"), "ALL")?;
        everyone(all, &table("marketing", "campaigns"), "ALL")
    }),
    leaves("database that is everyone's", |all, _| everyone(all, &database("marketing"), "ALL")),
    opens("table that everyone may select from", |all, _| {
        everyone(all, &table("sales", "customers"), "SELECT")
    }),
    opens("database that everyone may describe", |all, _| {
        let grants = all.pointer_mut(GRANTS)?.as_object_mut()?.values_mut();
        let mut on = grants.filter_map(|grant| grant.pointer_mut("/subject/resource/database/database"));
        *on.find(|on| **on == "marketing")? = json!("other");
        everyone(all, &database("marketing"), "DESCRIBE")
    }),
    opens("database that is seen by a grant on its tables", |all, _| {
        let grants = all.pointer_mut(GRANTS)?.as_object_mut()?;
        grants
            .retain(|_, grant| grant.pointer("/subject/resource/database/database") != Some(&json!("sales")));
        Some(())
    }),
    breaks("database that they may alter and drop", |all, _| {
        in_grants_on(all, "database", &mut |grant| {
            let is_meant = grant["subject"]["resource"]["database"]["database"] == "marketing";
            if is_meant { set(grant, "permissions", json!(["ALTER", "DROP"])) } else { Some(()) }
        })
    }),
    leaves("database that they may do everything with", |all, _| {
        in_grants_on(all, "database", &mut |grant| set(grant, "permissions", json!(["ALL"])))
    }),
    leaves("table that they may do everything with", |all, _| {
        in_grants_on(all, "table", &mut |grant| set(grant, "permissions", json!(["ALL"])))
    }),
    leaves("table that they may do each thing with", |all, _| {
        let each = json!(["ALTER", "DELETE", "DESCRIBE", "DROP", "INSERT", "SELECT"]);
        in_grants_on(all, "table", &mut |grant| set(grant, "permissions", each.clone()))
    }),
    breaks("table that they may describe", |all, _| {
        in_grants_on(all, "table", &mut |grant| set(grant, "permissions", json!(["DESCRIBE"])))
    }),
    breaks("columns that are others", |all, _| recolumn(all, &json!({ "listed": ["country"] }))),
    breaks("columns that are all but others", |all, _| {
        recolumn(all, &json!({ "all_but": ["name", "country"] }))
    }),
    breaks("columns that there are not", |all, _| recolumn(all, &json!({ "listed": ["there_is_none"] }))),
    opens("grant under a condition", |all, draw| {
        let subject = "subject/condition";
        in_one(all, GRANTS, draw, |grant, _| set(grant, subject, json!("context.time > 2030")))
    }),
    breaks("grant to another group", |all, draw| {
        in_one(all, GRANTS, draw, |grant, _| set(grant, "subject/principal", json!(NOBODY)))
    }),
    breaks("grant on another database", |all, draw| {
        in_one(all, GRANTS, draw, |grant, _| set(grant, "subject/resource/database/database", json!("other")))
    }),
    leaves("opt-in to all tables", |all, _| {
        reopt(all, &mut |opt_in| set(opt_in, "subject/resource", tables("marketing")))
    }),
    opens("opt-in to the database alone", |all, _| {
        reopt(all, &mut |opt_in| set(opt_in, "subject/resource", database("marketing")))
    }),
    breaks("opt-in to another table", |all, _| {
        reopt(all, &mut |opt_in| set(opt_in, "subject/resource", table("marketing", "other")))
    }),
    breaks("opt-in of the group", |all, _| {
        let grants = all.pointer(GRANTS)?.as_object()?.values();
        let mut principals = grants.filter(|grant| grant["permissions"] == json!(["SELECT"]));
        let group = principals.find_map(|grant| {
            let principal = grant["subject"]["principal"].as_str()?;
            principal.contains(":group/").then(|| principal.to_owned())
        })?;
        reopt(all, &mut |opt_in| set(opt_in, "subject/principal", json!(group)))
    }),
    breaks("location that a closer one is in, with another role", |all, _| {
        closer(all, &mut |one| set(one, "role_arn", json!("arn:aws:iam::111122223333:role/results")))
    }),
    breaks("location that a closer one is in, in hybrid access mode", |all, _| {
        closer(all, &mut |one| set(one, "hybrid_access_enabled", json!(true)))
    }),
    leaves("location that another begins like", |all, _| {
        register(all, "arn:aws:s3:::acme-lake/sal", &mut |one| {
            set(one, "role_arn", json!("arn:aws:iam::1:role/x"))
        })
    }),
];

fn database(name: &str) -> Value {
    json!({ "database": { "database": name } })
}

fn table(database: &str, name: &str) -> Value {
    json!({ "table": { "database": database, "tables": { "named": name } } })
}

fn tables(database: &str) -> Value {
    json!({ "table": { "database": database, "tables": "all" } })
}

/// Grants something to everyone whom IAM allows it.
fn everyone(all: &mut Value, resource: &Value, permission: &str) -> Option<()> {
    let subject = json!({ "condition": null, "principal": EVERYONE, "resource": resource });
    let grant = json!({ "grantable": [], "permissions": [permission], "subject": subject,
        "updated_at_ms": 0, "updated_by": "" });
    all.pointer_mut(GRANTS)?.as_object_mut()?.insert(key(resource)?, grant);
    Some(())
}

/// What the sandbox keeps a grant for everyone under.
fn key(resource: &Value) -> Option<String> {
    let on = match (resource.get("database"), resource.get("table")) {
        (Some(database), _) => format!("database/{}", database["database"].as_str()?),
        (_, Some(table)) => {
            let tables = match table.pointer("/tables/named").and_then(Value::as_str) {
                Some(name) => format!("Named({name:?})"),
                None => "All".to_owned(),
            };
            format!("table/{}/{tables}", table["database"].as_str()?)
        }
        _ => return None,
    };
    Some(format!("{on} {EVERYONE} "))
}

/// Changes every grant on resources of a sort.
fn in_grants_on(all: &mut Value, sort: &str, change: &mut dyn FnMut(&mut Value) -> Option<()>) -> Option<()> {
    let grants = all.pointer_mut(GRANTS)?.as_object_mut()?.values_mut();
    let mut found = grants.filter(|grant| grant["subject"]["resource"].get(sort).is_some());
    found.try_for_each(change)
}

/// Grants other columns of the customers.
fn recolumn(all: &mut Value, columns: &Value) -> Option<()> {
    let grants = all.pointer_mut(GRANTS)?.as_object_mut()?.values_mut();
    let mut on_columns = grants.filter_map(|grant| grant.pointer_mut("/subject/resource/columns"));
    set(on_columns.find(|on| on["table"] == "customers")?, "columns", columns.clone())
}

fn reopt(all: &mut Value, change: &mut dyn FnMut(&mut Value) -> Option<()>) -> Option<()> {
    all.pointer_mut(LAKE)?.get_mut("opt_ins")?.as_object_mut()?.values_mut().try_for_each(change)
}

/// Registers a location within that of the sales.
fn closer(all: &mut Value, change: &mut dyn FnMut(&mut Value) -> Option<()>) -> Option<()> {
    register(all, "arn:aws:s3:::acme-lake/sales/orders", change)
}

/// Registers a location like that of the sales.
fn register(all: &mut Value, arn: &str, change: &mut dyn FnMut(&mut Value) -> Option<()>) -> Option<()> {
    let locations = all.pointer_mut(LOCATIONS)?.as_object_mut()?;
    let mut location = locations.get("arn:aws:s3:::acme-lake/sales")?.clone();
    set(&mut location, "arn", json!(arn))?;
    change(&mut location)?;
    locations.insert(arn.to_owned(), location);
    Some(())
}
