//! The clients of one connection.

use aws_config::SdkConfig;
use tipctl_model::{Attrs, Live, Place};

use crate::loopback::WithoutAccount;

/// A client for each service, all with the same HTTP client, and all but those of Identity Center with the same credentials
/// and region.
pub(crate) struct Aws {
    pub(crate) place: Place,
    /// The ARN that AWS knows the caller by.
    pub(crate) caller: String,
    pub(crate) athena: aws_sdk_athena::Client,
    pub(crate) cloudtrail: aws_sdk_cloudtrail::Client,
    pub(crate) emr: aws_sdk_emr::Client,
    pub(crate) glue: aws_sdk_glue::Client,
    pub(crate) iam: aws_sdk_iam::Client,
    pub(crate) identitystore: aws_sdk_identitystore::Client,
    pub(crate) kms: aws_sdk_kms::Client,
    pub(crate) lakeformation: aws_sdk_lakeformation::Client,
    pub(crate) s3: aws_sdk_s3::Client,
    pub(crate) s3control: aws_sdk_s3control::Client,
    pub(crate) ssoadmin: aws_sdk_ssoadmin::Client,
}

impl Aws {
    /// Clients over `config`, those of Identity Center and its directory over `workforce`.
    pub(crate) fn new(config: &SdkConfig, workforce: &SdkConfig, place: Place, caller: String) -> Self {
        Self {
            place,
            caller,
            athena: aws_sdk_athena::Client::new(config),
            cloudtrail: aws_sdk_cloudtrail::Client::new(config),
            emr: aws_sdk_emr::Client::new(config),
            glue: aws_sdk_glue::Client::new(config),
            iam: aws_sdk_iam::Client::new(config),
            identitystore: aws_sdk_identitystore::Client::new(workforce),
            kms: aws_sdk_kms::Client::new(config),
            lakeformation: aws_sdk_lakeformation::Client::new(config),
            s3: aws_sdk_s3::Client::new(config),
            s3control: aws_sdk_s3control::Client::from_conf(
                aws_sdk_s3control::config::Builder::from(config).interceptor(WithoutAccount).build(),
            ),
            ssoadmin: aws_sdk_ssoadmin::Client::new(workforce),
        }
    }

    /// What was just made, and bears the mark of its stack.
    pub(crate) fn made(&self, attrs: Attrs) -> Live {
        Live { attrs, stack: Some(self.place.stack.clone()) }
    }
}
