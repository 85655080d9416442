//! Lake Formation: its connection, its grants, and the role that reads the data.

use super::journey::Journey;
use super::link::{Broken, Link};
use super::role::{Assumed, Assumption, Untrusted};
use super::store::Access;
use super::workgroup::lets_in;
use super::{scope, store};
use crate::services::glue::state::Table;
use crate::services::lakeformation::location::Location;
use crate::services::lakeformation::reader::{Reader, TableName};

const SERVICE: &str = "lakeformation.amazonaws.com";

/// Refuses a user whom the lake does not know.
// AWS: facts/tip-chain.md L13, TIP211, TIP212; the texts are unverified.
pub(super) fn check_connection(journey: &Journey<'_>, reader: &Reader<'_>) -> Result<(), Broken> {
    let Some(connection) = reader.connection() else {
        let text = "Lake Formation is not integrated with IAM Identity Center.";
        return Err(Broken::new(Link::LakeConnection, text));
    };
    if connection.instance_arn != journey.user.instance_arn {
        let text = "Lake Formation is integrated with another IAM Identity Center instance.";
        return Err(Broken::new(Link::LakeInstance, text));
    }
    let application = journey.services().ssoadmin.application(connection.application_arn);
    match application {
        Ok(application) if lets_in(application, journey) => {
            scope::check(journey, "lakeformation:query", Some(connection.application_arn))
        }
        Ok(application) if application.assignment_required && application.is_enabled() => {
            let text = "User is not assigned to the Lake Formation application.";
            Err(Broken::new(Link::LakeAssignment, text))
        }
        _ => Err(Broken::new(Link::LakeConnection, "The Lake Formation application is not enabled.")),
    }
}

/// What the lake lets a user read of a table.
pub(super) struct Readable<'t> {
    /// The columns that the user may select.
    pub(super) columns: Vec<&'t str>,
    /// The session of the registration role that reads the data, by ARN and by name.
    pub(super) role_arn: String,
    pub(super) session: String,
}

/// The columns of a table that the user may select, once every link of its data holds.
pub(super) fn columns<'t>(
    journey: &Journey<'_>,
    reader: &Reader<'_>,
    name: TableName<'_>,
    table: &'t Table,
) -> Result<Readable<'t>, Broken> {
    let all: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let columns = reader.selectable(name, &all);
    if columns.is_empty() {
        return Err(insufficient(Link::TableGrant, "Select", name.table));
    }
    let role = check_data_access(journey, reader, name, table)?;
    let session = role.arn.rsplit('/').next().unwrap_or_default().to_owned();
    Ok(Readable { columns, role_arn: role.arn, session })
}

// AWS: the wording is that of Lake Formation's troubleshooting; unverified for Athena (facts/tip-chain.md L16).
pub(super) fn insufficient(link: Link, permission: &str, on: &str) -> Broken {
    Broken::new(link, format!("Insufficient Lake Formation permission(s): Required {permission} on {on}"))
}

/// The role that reads the data of a table, if it may.
fn check_data_access(
    journey: &Journey<'_>,
    reader: &Reader<'_>,
    name: TableName<'_>,
    table: &Table,
) -> Result<Assumed, Broken> {
    let partition = &journey.account.partition;
    let path = table.location.strip_prefix("s3://").unwrap_or(&table.location);
    let location = reader.location(&format!("arn:{partition}:s3:::{path}"));
    // AWS: the user has no other way to the data: inferred (facts/tip-chain.md L16, TIP215); the text is unverified.
    let location = location.ok_or_else(|| {
        let text = format!(
            "Access denied to {}: the location is not registered with Lake Formation.",
            table.location
        );
        Broken::new(Link::Location, text)
    })?;
    // AWS: in hybrid access mode only those who opted in are under Lake Formation; that the others are denied is inferred
    // (facts/tip-chain.md L16, facts/aws-data.md §7).
    if location.hybrid_access_enabled && !reader.has_opted_in(name) {
        return Err(insufficient(Link::OptIn, "Select", name.table));
    }
    let query = journey.query_id.split('-').next().unwrap_or_default();
    let session: String =
        format!("AWSLF-00-AT-{query}-{}-{}", name.database, name.table).chars().take(64).collect();
    let role = registration_role(journey, reader, location, &session)?;
    check_objects(journey, &role, path)?;
    Ok(role)
}

// AWS: the seed's two errors (facts/tip-chain.md L15).
fn registration_role(
    journey: &Journey<'_>,
    reader: &Reader<'_>,
    location: &Location,
    session: &str,
) -> Result<Assumed, Broken> {
    let role_arn = location.role_arn.as_str();
    if location.has_linked_role() && reader.passes_context() {
        let text = "Service-linked role does not support SetContext auditing.";
        return Err(Broken::new(Link::LinkedRole, text));
    }
    let assumption = Assumption {
        service: SERVICE,
        source_arn: None,
        passes_context: reader.passes_context(),
        passes_source_identity: reader.passes_source_identity(),
    };
    Assumed::new(journey, role_arn, session, assumption).map_err(|untrusted| {
        let (link, text) = match untrusted {
            Untrusted::AssumeRole => (
                Link::RegistrationRoleTrust,
                format!(
                    "Lake Formation is not authorized to perform: sts:AssumeRole on resource: {role_arn}"
                ),
            ),
            Untrusted::SetContext => (
                Link::RegistrationRoleContext,
                format!("Please allow sts:SetContext in the trust policy of {role_arn} for {SERVICE}."),
            ),
            Untrusted::SetSourceIdentity => (
                Link::RegistrationRoleSourceIdentity,
                format!(
                    "Please allow sts:SetSourceIdentity in the trust policy of {role_arn} for {SERVICE}."
                ),
            ),
        };
        Broken::new(link, text)
    })
}

/// Refuses a role that may not list and read the objects of a table.
// AWS: facts/tip-chain.md L15, TIP106.
fn check_objects(journey: &Journey<'_>, role: &Assumed, path: &str) -> Result<(), Broken> {
    let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
    let prefix = prefix.trim_end_matches('/');
    let below = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
    let key = format!("{below}data.csv");
    let list = Access { action: "s3:ListBucket", bucket, key: None, conditions: &[("s3:prefix", &below)] };
    let read = Access { action: "s3:GetObject", bucket, key: Some(&key), conditions: &[] };
    let checked = [list, read].iter().try_for_each(|access| store::check_access(journey, role, access));
    checked.map_err(|text| {
        Broken::new(
            Link::RegistrationRoleRights,
            format!("PERMISSION_DENIED: Access denied to s3://{path}: {text}"),
        )
    })?;
    // AWS: facts/tip-chain.md L18.
    let key = store::bucket_key(journey, bucket);
    let used = |key| store::Use { key, actions: &["kms:Decrypt"], through: Some("s3") };
    key.map_or(Ok(()), |key| store::check_key(journey, role, used(key))).map_err(|text| {
        Broken::new(Link::DataKey, format!("PERMISSION_DENIED: Access denied to s3://{path}: {text}"))
    })
}
