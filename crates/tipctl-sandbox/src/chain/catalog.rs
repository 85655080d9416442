//! The Data Catalog: who may ask it, and whether it can be read at all.

use super::journey::Journey;
use super::link::{Broken, Link};
use super::role::{Assumed, Assumption};
use super::store;
use crate::services::glue::encryption::Mode;
use crate::services::kms::key::Manager;
use crate::services::kms::state::Place;
use crate::services::lakeformation::reader::TableName;

const SERVICE: &str = "glue.amazonaws.com";

/// Refuses a catalog that is encrypted in a way that trusted identity propagation cannot read.
// AWS: Glue must decrypt with a role of its own, by a key that AWS does not manage (facts/tip-chain.md L17, TIP219). The text,
// and what is asked of the role beyond being there, are unverified; that KMS is told of Glue is what `kms:ViaService` is for.
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
    let used = store::Use { key, actions: &["kms:Decrypt"], through: Some("glue") };
    match store::check_key(journey, &role, used) {
        Ok(()) => Ok(()),
        Err(text) => refused(&text),
    }
}

/// What of the catalog an action is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'a> {
    Catalog,
    Database(&'a str),
    Table(TableName<'a>),
}

impl Subject<'_> {
    // AWS: Glue judges an action by the ARN of its subject and of all that the subject is in.
    fn resources(self) -> Vec<String> {
        let database = |name: &str| format!("database/{name}");
        let catalog = "catalog".to_owned();
        match self {
            Self::Catalog => vec![catalog],
            Self::Database(name) => vec![catalog, database(name)],
            Self::Table(TableName { database: of, table }) => {
                vec![catalog, database(of), format!("table/{of}/{table}")]
            }
        }
    }
}

/// Refuses an action of Glue that the caller or the execution role may not do.
pub(super) fn check_rights(
    journey: &Journey<'_>,
    execution: &Assumed,
    action: &str,
    subject: Subject<'_>,
) -> Result<(), Broken> {
    for resource in subject.resources() {
        let arn = journey.arn("glue", &resource);
        journey.caller_may(action, &arn)?;
        execution.may(action, &arn).map_err(|text| Broken::new(Link::ExecutionRoleRights, text))?;
    }
    Ok(())
}

/// Refuses to look a table up, and the database that it is in.
pub(super) fn check_table(
    journey: &Journey<'_>,
    execution: &Assumed,
    name: TableName<'_>,
) -> Result<(), Broken> {
    check_rights(journey, execution, "glue:GetDatabase", Subject::Database(name.database))?;
    check_rights(journey, execution, "glue:GetTable", Subject::Table(name))
}
