//! The Data Catalog: who may ask it, and whether it can be read at all.

use super::journey::Journey;
use super::link::{Broken, Link};
use super::role::{Assumed, Assumption};
use super::store;
use crate::services::glue::encryption::Mode;
use crate::services::kms::key::Manager;
use crate::services::kms::state::Place;

const SERVICE: &str = "glue.amazonaws.com";

/// Refuses a catalog that is encrypted in a way that trusted identity propagation cannot read.
// AWS: Glue must decrypt with a role of its own, by a key that AWS does not manage (facts/tip-chain.md L17, TIP219). The text,
// and what is asked of the role beyond being there, are unverified.
pub(super) fn check_encryption(journey: &Journey<'_>) -> Result<(), Broken> {
    let settings = journey.services().glue.encryption(journey.region);
    let at_rest = settings.and_then(|settings| settings.encryption_at_rest.as_ref());
    let Some(at_rest) = at_rest.filter(|at_rest| at_rest.catalog_encryption_mode != Mode::Disabled) else {
        return Ok(());
    };
    let refused = |why: &str| {
        let text =
            format!("The Data Catalog is encrypted with AWS KMS and cannot be read for this user: {why}.");
        Err(Broken::new(Link::CatalogEncryption, text))
    };
    let Some(role_arn) = &at_rest.catalog_encryption_service_role else {
        return refused("no role is set for encryption");
    };
    let place = Place { region: journey.region, account_id: &journey.account.id };
    let key = at_rest.sse_aws_kms_key_id.as_deref().unwrap_or("alias/aws/glue");
    if journey.services().kms.find(place, key).is_none_or(|(_, key)| key.manager == Manager::Aws) {
        return refused("keys that AWS manages are not supported");
    }
    let assumption = Assumption {
        service: SERVICE,
        source_arn: None,
        passes_context: false,
        passes_source_identity: false,
    };
    let Ok(role) = Assumed::new(journey, role_arn, "GlueCatalogEncryption", assumption) else {
        return refused("Glue may not assume the role");
    };
    match store::check_key(journey, &role, key, &["kms:Decrypt"]) {
        Ok(()) => Ok(()),
        Err(text) => refused(&text),
    }
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
