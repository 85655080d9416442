//! The services, one folder each. A line in the list below is all that the rest of the sandbox learns of a service.

#![expect(
    clippy::needless_pass_by_value,
    reason = "an operation owns its input, whether it keeps any of it or not"
)]

use serde::{Deserialize, Serialize};

use crate::service::Service;

/// Declares the services: their modules, their states in the account, their operations.
macro_rules! services {
    ($($name:ident)*) => {
        $(pub(crate) mod $name;)*

        /// What the account holds, service by service.
        #[derive(Debug, Clone, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct States {
            $(pub(crate) $name: $name::state::State,)*
        }

        impl States {
            /// What a fresh account holds.
            pub(crate) fn fresh() -> Self {
                Self { $($name: $name::state::State::fresh(),)* }
            }
        }

        /// Where the behaviours of each service were learnt.
        pub(crate) const COVERAGE: &[(&str, &str)] =
            &[$((stringify!($name), include_str!(concat!(stringify!($name), "/coverage.json")))),*];

        /// What the operations of each service need to be allowed.
        pub(crate) const AUTHORIZATION: &[(&str, &str)] =
            &[$((stringify!($name), include_str!(concat!(stringify!($name), "/authorization.json")))),*];

        /// Every service with its operations.
        pub(crate) fn all() -> Vec<Service> {
            vec![$($name::service()),*]
        }
    };
}

services! {
    athena
    cloudtrail
    emr
    glue
    iam
    identitystore
    kms
    lakeformation
    s3
    s3control
    ssoadmin
    ssooidc
    sts
}
