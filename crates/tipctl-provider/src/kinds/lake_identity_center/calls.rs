//! The connection through Lake Formation.

use aws_sdk_lakeformation::types::{
    ApplicationStatus, DataLakePrincipal, EnableStatus, ExternalFilteringConfiguration, RedshiftConnect,
    RedshiftScopeUnion, ServiceAuthorization, ServiceIntegrationUnion,
};
use tipctl_model::{
    Asked, AttrChange, Attrs, BoxFuture, Fault, FaultClass, Live, NonEmpty, Observation, Value,
};

use super::{LakeIdentityCenter, NAME};
use crate::{
    attrs::{Read, Shown},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault},
};

const UPDATE: &str = "UpdateLakeFormationIdentityCenterConfiguration";

impl Calls for LakeIdentityCenter {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        _: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let operation = "DescribeLakeFormationIdentityCenterConfiguration";
            let sent = aws.lakeformation.describe_lake_formation_identity_center_configuration().send().await;
            let found = match sent.map_err(|error| fault("lakeformation", operation, error)) {
                // AWS: without a connection the description is not found (facts/aws-data.md §1).
                Err(fault) if fault.class == FaultClass::Absent => return Ok(Swept::default()),
                found => found?,
            };
            let filtering = found.external_filtering();
            let recipients =
                found.share_recipients().iter().filter_map(DataLakePrincipal::data_lake_principal_identifier);
            // AWS: the description lacks the application's status (facts/aws-data.md §1).
            let is_compared = asked.wanted(NAME).any(|want| want.contains_key("application_status"));
            let status = match found.application_arn().filter(|_| is_compared) {
                Some(application) => status_of(aws, application).await?,
                None => None,
            };
            let live = Shown::new()
                .maybe("instance", found.instance_arn())
                .maybe("application_status", status)
                .with("share_recipients", Value::texts(recipients))
                .maybe(
                    "external_filtering",
                    filtering.map(|filtering| filtering.status().as_str().to_lowercase()),
                )
                .maybe(
                    "external_targets",
                    filtering.map(|filtering| Value::texts(filtering.authorized_targets())),
                )
                .maybe("redshift_connect", redshift_connect(found.service_integrations()))
                .maybe("application_arn", found.application_arn())
                .maybe("resource_share", found.resource_share());
            Ok(vec![Live::new(live.attrs())].into())
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let call = aws.lakeformation.create_lake_formation_identity_center_configuration();
            let call = call.set_instance_arn(want.text("instance").map(str::to_owned));
            let call = call.set_share_recipients(recipients(want));
            let call = call.set_external_filtering(filtering(want));
            let call = call.set_service_integrations(integrations(want));
            let operation = "CreateLakeFormationIdentityCenterConfiguration";
            let made = call.send().await.map_err(|error| fault("lakeformation", operation, error))?;
            // AWS: the application is made enabled, whatever is asked for (facts/aws-data.md §1).
            if want.text("application_status") == Some("disabled") {
                let call = aws.lakeformation.update_lake_formation_identity_center_configuration();
                let sent = call.application_status(ApplicationStatus::Disabled).send().await;
                sent.map_err(|error| fault("lakeformation", UPDATE, error))?;
            }
            let mut attrs = want.clone();
            attrs.extend(made.application_arn().map(|arn| ("application_arn", Value::text(arn))));
            Ok(Live::new(attrs))
        })
    }

    fn update<'a>(
        &'a self,
        aws: &'a Aws,
        live: &'a Live,
        want: &'a Attrs,
        diff: &'a NonEmpty<AttrChange>,
    ) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let differs = |attr: &str| diff.iter().any(|change| change.attr == attr);
            let mut attrs = live.attrs.clone();
            attrs.extend(want.iter().map(|(name, value)| (*name, value.clone())));
            let mut call = aws.lakeformation.update_lake_formation_identity_center_configuration();
            // AWS: what is not sent stays as it is; an empty list clears (facts/aws-data.md §1).
            if differs("share_recipients") {
                call = call.set_share_recipients(recipients(&attrs));
            }
            if differs("external_filtering") || differs("external_targets") {
                call = call.set_external_filtering(filtering(&attrs));
            }
            if differs("redshift_connect") {
                call = call.set_service_integrations(integrations(&attrs));
            }
            if differs("application_status") {
                let status = attrs.text("application_status").map(str::to_uppercase);
                call = call.set_application_status(status.as_deref().map(ApplicationStatus::from));
            }
            call.send().await.map_err(|error| fault("lakeformation", UPDATE, error))?;
            Ok(Live::new(attrs))
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, _: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let operation = "DeleteLakeFormationIdentityCenterConfiguration";
            let sent = aws.lakeformation.delete_lake_formation_identity_center_configuration().send().await;
            deleted(sent.map_err(|error| fault("lakeformation", operation, error)))
        })
    }
}

/// The status of an application of Identity Center, where it shows one.
async fn status_of(aws: &Aws, application: &str) -> Result<Option<String>, Fault> {
    let sent = aws.ssoadmin.describe_application().application_arn(application).send().await;
    let found = sent.map_err(|error| fault("sso-admin", "DescribeApplication", error))?;
    Ok(found.status().map(|status| status.as_str().to_lowercase()))
}

fn recipients(attrs: &Attrs) -> Option<Vec<DataLakePrincipal>> {
    let principal = |id| DataLakePrincipal::builder().data_lake_principal_identifier(id).build();
    attrs
        .contains_key("share_recipients")
        .then(|| attrs.texts("share_recipients").into_iter().map(principal).collect())
}

fn filtering(attrs: &Attrs) -> Option<ExternalFilteringConfiguration> {
    let status = attrs.text("external_filtering")?.to_uppercase();
    let filtering = ExternalFilteringConfiguration::builder().status(EnableStatus::from(status.as_str()));
    filtering.set_authorized_targets(Some(attrs.texts("external_targets"))).build().ok()
}

fn integrations(attrs: &Attrs) -> Option<Vec<ServiceIntegrationUnion>> {
    let word = attrs.text("redshift_connect")?.to_uppercase();
    let connect = RedshiftConnect::builder().authorization(ServiceAuthorization::from(word.as_str()));
    let connect = RedshiftScopeUnion::RedshiftConnect(connect.build().ok()?);
    Some(vec![ServiceIntegrationUnion::Redshift(vec![connect])])
}

fn redshift_connect(integrations: &[ServiceIntegrationUnion]) -> Option<String> {
    let scopes = integrations.iter().filter_map(|integration| integration.as_redshift().ok()).flatten();
    let connect = scopes.filter_map(|scope| scope.as_redshift_connect().ok()).next()?;
    Some(connect.authorization().as_str().to_lowercase())
}
