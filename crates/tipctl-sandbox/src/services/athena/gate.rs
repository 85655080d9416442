//! A workgroup as a query meets it.

use super::configuration::{Configuration, ResultConfiguration};
use super::state::{State, WorkGroup};

/// A workgroup with its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gate<'a> {
    pub(crate) name: &'a str,
    workgroup: &'a WorkGroup,
}

impl State {
    /// The workgroup of a region with this name.
    pub(crate) fn gate<'a>(&'a self, region: &str, name: &'a str) -> Option<Gate<'a>> {
        self.region(region).get(name).ok().map(|workgroup| Gate { name, workgroup })
    }
}

impl<'a> Gate<'a> {
    pub(crate) fn is_enabled(self) -> bool {
        self.workgroup.enabled
    }

    /// The instance of Identity Center whose users query here; none if the workgroup is one for IAM.
    pub(crate) fn instance_arn(self) -> Option<&'a str> {
        let block = self.configuration().identity_center_configuration.as_ref()?;
        block.identity_center_instance_arn.as_deref().filter(|_| block.enable_identity_center == Some(true))
    }

    /// The application that users are assigned to.
    pub(crate) fn application_arn(self) -> Option<&'a str> {
        self.workgroup.application_arn.as_deref()
    }

    pub(crate) fn execution_role(self) -> Option<&'a str> {
        self.configuration().execution_role.as_deref()
    }

    /// Whether results are written through S3 Access Grants.
    pub(crate) fn uses_access_grants(self) -> bool {
        self.configuration().access_grants.as_ref().is_some_and(|grants| grants.enable)
    }

    /// Whether the results of each user are below the user's id.
    pub(crate) fn has_user_prefix(self) -> bool {
        let grants = self.configuration().access_grants.as_ref();
        grants.and_then(|grants| grants.create_user_level_prefix).unwrap_or(false)
    }

    /// Whether a client cannot say where results go.
    pub(crate) fn is_enforced(self) -> bool {
        self.configuration().enforce_work_group_configuration != Some(false)
    }

    /// Where results go, if the workgroup says.
    pub(crate) fn output_location(self) -> Option<&'a str> {
        self.configuration().result_configuration.as_ref()?.output_location.as_deref()
    }

    /// The account that is to own the bucket of the results, if the workgroup says.
    pub(crate) fn expected_owner(self) -> Option<&'a str> {
        self.configuration().result_configuration.as_ref()?.expected_bucket_owner.as_deref()
    }

    /// The key of KMS that results are encrypted with, if they are, and whether Athena does it before S3 has them.
    pub(crate) fn result_key(self) -> Option<(&'a str, bool)> {
        self.configuration().result_configuration.as_ref()?.key()
    }

    /// What results are put with: the headers of S3 that say how they are encrypted, as the condition keys that they make.
    pub(crate) fn result_headers(self) -> Vec<(&'static str, &'a str)> {
        let configuration = self.configuration().result_configuration.as_ref();
        configuration.map(ResultConfiguration::headers).unwrap_or_default()
    }

    fn configuration(self) -> &'a Configuration {
        &self.workgroup.configuration
    }
}
