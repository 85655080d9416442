//! The members of Identity Center's operations, as AWS names them.

use serde::{Deserialize, Serialize};

use super::application::{Application, Assignee, PrincipalType, SignIn, Status};
use super::region::RegionMembers;
use super::state::Instance;
use crate::wire::Epoch;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListInstances {
    pub(super) max_results: Option<i64>,
    pub(super) next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct DescribeInstance {
    pub(super) instance_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListApplications {
    pub(super) instance_arn: String,
    pub(super) max_results: Option<i64>,
    pub(super) next_token: Option<String>,
    pub(super) filter: Option<ApplicationFilter>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ApplicationFilter {
    pub(super) application_account: Option<String>,
    pub(super) application_provider: Option<String>,
}

/// An application and nothing else: `DescribeApplication`, `GetApplicationAssignmentConfiguration`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct OneApplication {
    pub(super) application_arn: String,
}

/// An application and a principal: `CreateApplicationAssignment`, `DescribeApplicationAssignment`,
/// `DeleteApplicationAssignment`. Also what the last two of its kin answer.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Assignment {
    pub(super) application_arn: String,
    pub(super) principal_id: String,
    pub(super) principal_type: PrincipalType,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListAssignments {
    pub(super) application_arn: String,
    pub(super) max_results: Option<i64>,
    pub(super) next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListAssignmentsForPrincipal {
    pub(super) instance_arn: String,
    pub(super) principal_id: String,
    pub(super) principal_type: PrincipalType,
    pub(super) filter: Option<AssignmentFilter>,
    pub(super) max_results: Option<i64>,
    pub(super) next_token: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct AssignmentFilter {
    pub(super) application_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct PutAssignmentConfiguration {
    pub(super) application_arn: String,
    pub(super) assignment_required: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListInstancesResult {
    pub(super) instances: Vec<InstanceMembers>,
    pub(super) next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct InstanceMembers {
    instance_arn: String,
    identity_store_id: String,
    owner_account_id: String,
    identity_store_arn: String,
    created_date: Epoch,
    status: &'static str,
    primary_region: String,
    regions: Vec<RegionMembers>,
    permission_sets_enabled: Option<bool>,
    encryption_configuration_details: Option<EncryptionMembers>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct EncryptionMembers {
    key_type: &'static str,
    encryption_status: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListApplicationsResult {
    pub(super) applications: Vec<ApplicationMembers>,
    pub(super) next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ApplicationMembers {
    application_arn: String,
    application_provider_arn: String,
    name: String,
    application_account: String,
    instance_arn: String,
    status: Status,
    description: Option<String>,
    portal_options: PortalOptions,
    created_date: Epoch,
    created_from: String,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct PortalOptions {
    pub(super) visibility: Option<Status>,
    pub(super) sign_in_options: Option<SignIn>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListAssignmentsResult {
    pub(super) application_assignments: Vec<Assignment>,
    pub(super) next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AssignmentConfiguration {
    pub(super) assignment_required: bool,
}

impl InstanceMembers {
    /// What a list shows of an instance.
    pub(super) fn listed(instance: &Instance) -> Self {
        Self {
            instance_arn: instance.arn.clone(),
            identity_store_id: instance.identity_store_id.clone(),
            owner_account_id: instance.owner_account_id.clone(),
            identity_store_arn: format!(
                "arn:aws:identitystore::{}:identitystore/{}",
                instance.owner_account_id, instance.identity_store_id
            ),
            created_date: Epoch(instance.made_at_ms),
            status: "ACTIVE",
            primary_region: instance.region.clone(),
            regions: RegionMembers::of(instance),
            permission_sets_enabled: None,
            encryption_configuration_details: None,
        }
    }

    /// All of an instance.
    // AWS: only DescribeInstance tells of the encryption (facts/aws-identity.md §0.4), by default with a key of AWS's (§1).
    pub(super) fn whole(instance: &Instance) -> Self {
        let encryption = EncryptionMembers { key_type: "AWS_OWNED_KMS_KEY", encryption_status: "ENABLED" };
        Self {
            // An organization instance has permission sets; that the member says so of it is unverified.
            permission_sets_enabled: Some(true),
            encryption_configuration_details: Some(encryption),
            ..Self::listed(instance)
        }
    }
}

impl ApplicationMembers {
    pub(super) fn new(instance: &Instance, arn: &str, application: &Application) -> Self {
        Self {
            application_arn: arn.to_owned(),
            application_provider_arn: application.provider_arn.clone(),
            name: application.name.clone(),
            application_account: application.account_id.clone(),
            instance_arn: instance.arn.clone(),
            status: application.status,
            description: application.description.clone(),
            // AWS: without sign-in options only the visibility comes back (facts/aws-identity.md §5.1).
            portal_options: PortalOptions {
                visibility: Some(application.portal.visibility),
                sign_in_options: application.portal.sign_in.clone(),
            },
            created_date: Epoch(application.made_at_ms),
            created_from: application.made_in.clone(),
        }
    }
}

impl Assignment {
    pub(super) fn new(application_arn: &str, assignee: &Assignee) -> Self {
        Self {
            application_arn: application_arn.to_owned(),
            principal_id: assignee.principal_id.clone(),
            principal_type: assignee.principal_type,
        }
    }

    pub(super) fn assignee(&self) -> Assignee {
        Assignee { principal_type: self.principal_type, principal_id: self.principal_id.clone() }
    }
}
