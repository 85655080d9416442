//! The connection of a region's lake to Identity Center: one per account and region, with an application of its own.

use serde::{Deserialize, Serialize};

use super::fault::LakeError;
use super::principal::{Principal as Identity, is_account};
use super::resource::own_catalog;
use super::wire::Principal;
use crate::call::Call;
use crate::fault::Fault;
use crate::services::ssoadmin::application;
use crate::services::ssoadmin::state::ManagedApplication;

const PROVIDER: &str = "lakeformation";
const MOST_RECIPIENTS: usize = 30;

/// What is kept of the connection.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IdentityCenterConfiguration {
    pub(super) instance_arn: String,
    pub(super) application_arn: String,
    external_filtering: Option<ExternalFiltering>,
    share_recipients: Vec<Principal>,
    service_integrations: Option<Vec<ServiceIntegration>>,
    resource_share: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ExternalFiltering {
    status: Status,
    authorized_targets: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Status {
    Enabled,
    Disabled,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ServiceIntegration {
    redshift: Vec<RedshiftScope>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct RedshiftScope {
    redshift_connect: RedshiftConnect,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct RedshiftConnect {
    authorization: Status,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Create {
    catalog_id: Option<String>,
    instance_arn: Option<String>,
    external_filtering: Option<ExternalFiltering>,
    share_recipients: Option<Vec<Principal>>,
    service_integrations: Option<Vec<ServiceIntegration>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateResult {
    application_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Update {
    catalog_id: Option<String>,
    share_recipients: Option<Vec<Principal>>,
    service_integrations: Option<Vec<ServiceIntegration>>,
    application_status: Option<Status>,
    external_filtering: Option<ExternalFiltering>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct NameCatalog {
    catalog_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DescribeResult {
    catalog_id: String,
    instance_arn: String,
    application_arn: String,
    external_filtering: Option<ExternalFiltering>,
    share_recipients: Option<Vec<Principal>>,
    service_integrations: Option<Vec<ServiceIntegration>>,
    resource_share: Option<String>,
}

pub(super) fn create(call: &mut Call<'_>, input: Create) -> Result<CreateResult, Fault> {
    own_catalog(call, input.catalog_id.as_deref())?;
    let region = call.region;
    if call.state().lakeformation.lake(region).identity_center.is_some() {
        let text = "The Lake Formation Identity Center configuration already exists.";
        return Err(LakeError::AlreadyExists(text.to_owned()).into());
    }
    // That an instance must be named is unverified; the model does not require it.
    let instance_arn = input.instance_arn.ok_or_else(|| LakeError::invalid("InstanceArn must be set."))?;
    let recipients = input.share_recipients.unwrap_or_default();
    check_recipients(call, &recipients)?;
    if !call.state().ssoadmin.has_instance(region, &instance_arn) {
        let text = format!("Identity Center instance {instance_arn} does not exist.");
        return Err(LakeError::invalid(text).into());
    }
    let application_arn = make_application(call);
    let resource_share = (!recipients.is_empty()).then(|| resource_share(call));
    let configuration = IdentityCenterConfiguration {
        instance_arn,
        application_arn: application_arn.clone(),
        external_filtering: input.external_filtering,
        share_recipients: recipients,
        service_integrations: input.service_integrations,
        resource_share,
    };
    call.state_mut().lakeformation.lake_mut(region).identity_center = Some(configuration);
    Ok(CreateResult { application_arn })
}

// AWS: the application's status is not among what is read (facts/aws-data.md §1).
pub(super) fn describe(call: &mut Call<'_>, input: NameCatalog) -> Result<DescribeResult, Fault> {
    own_catalog(call, input.catalog_id.as_deref())?;
    let lake = call.state().lakeformation.lake(call.region);
    let configuration = lake.identity_center.clone().ok_or_else(missing)?;
    Ok(DescribeResult {
        catalog_id: call.account.id.clone(),
        instance_arn: configuration.instance_arn,
        application_arn: configuration.application_arn,
        external_filtering: configuration.external_filtering,
        share_recipients: Some(configuration.share_recipients).filter(|recipients| !recipients.is_empty()),
        service_integrations: configuration.service_integrations,
        resource_share: configuration.resource_share,
    })
}

pub(super) fn update(call: &mut Call<'_>, input: Update) -> Result<(), Fault> {
    own_catalog(call, input.catalog_id.as_deref())?;
    let region = call.region;
    let mut configuration =
        call.state().lakeformation.lake(region).identity_center.clone().ok_or_else(missing)?;
    // AWS: no list leaves the recipients as they are, an empty one ends the share (facts/aws-data.md §1).
    if let Some(recipients) = input.share_recipients {
        check_recipients(call, &recipients)?;
        configuration.resource_share = match configuration.resource_share {
            _ if recipients.is_empty() => None,
            Some(share) => Some(share),
            None => Some(resource_share(call)),
        };
        configuration.share_recipients = recipients;
    }
    if input.service_integrations.is_some() {
        configuration.service_integrations = input.service_integrations;
    }
    if input.external_filtering.is_some() {
        configuration.external_filtering = input.external_filtering;
    }
    if let Some(status) = input.application_status {
        let application = call.state_mut().ssoadmin.application_mut(&configuration.application_arn)?;
        application.status = match status {
            Status::Enabled => application::Status::Enabled,
            Status::Disabled => application::Status::Disabled,
        };
    }
    call.state_mut().lakeformation.lake_mut(region).identity_center = Some(configuration);
    Ok(())
}

// AWS: the application goes too; what was granted to users and groups stays: unverified (facts/aws-data.md §1).
pub(super) fn delete(call: &mut Call<'_>, input: NameCatalog) -> Result<(), Fault> {
    own_catalog(call, input.catalog_id.as_deref())?;
    let region = call.region;
    let removed = call.state_mut().lakeformation.lake_mut(region).identity_center.take();
    let configuration = removed.ok_or_else(missing)?;
    call.state_mut().ssoadmin.delete_application(&configuration.application_arn);
    Ok(())
}

/// Makes the application through which Lake Formation knows users and groups.
// AWS: its name, and that nobody has to be assigned to it (facts/tip-chain.md L13).
fn make_application(call: &mut Call<'_>) -> String {
    let application = ManagedApplication {
        id: call.ids().hex("apl-", 16),
        provider: PROVIDER,
        name: format!("AWS-Lake-Formation-AWS-Glue-Data-Catalog-{}", call.account.id),
        account_id: call.account.id.clone(),
        region: call.region.to_owned(),
        now_ms: call.now_ms,
        assignment_required: false,
    };
    call.state_mut().ssoadmin.create_managed_application(application)
}

fn missing() -> LakeError {
    LakeError::EntityNotFound("The Lake Formation Identity Center configuration does not exist.".to_owned())
}

fn resource_share(call: &mut Call<'_>) -> String {
    let id = call.ids().guid();
    call.regional_arn("ram", &format!("resource-share/{id}"))
}

/// Refuses what is neither an account nor an organization.
fn check_recipients(call: &Call<'_>, recipients: &[Principal]) -> Result<(), LakeError> {
    if recipients.len() > MOST_RECIPIENTS {
        return Err(LakeError::invalid(format!("ShareRecipients has at most {MOST_RECIPIENTS} entries.")));
    }
    let fits = |identifier: &str| {
        is_account(identifier)
            || (identifier.contains(":organizations:")
                && Identity::read(identifier, call) == Ok(Identity::Foreign))
    };
    let bad = recipients
        .iter()
        .map(|recipient| recipient.data_lake_principal_identifier.as_str())
        .find(|identifier| !fits(identifier));
    bad.map_or(Ok(()), |identifier| Err(LakeError::invalid_principals([identifier])))
}
