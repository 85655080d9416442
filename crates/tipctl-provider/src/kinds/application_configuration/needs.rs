//! What has to be allowed for configurations of applications.

use tipctl_model::{Attrs, Need, Place, Work};

use crate::kinds::application;

const WRITES: &[&str] = &[
    "sso:DeleteApplicationAuthenticationMethod",
    "sso:DeleteApplicationGrant",
    "sso:PutApplicationAssignmentConfiguration",
    "sso:PutApplicationAuthenticationMethod",
    "sso:PutApplicationGrant",
];

pub(super) fn needs(work: Work, configurations: &[&Attrs], place: &Place) -> Vec<Need> {
    let applications = application::applications(configurations, place);
    match work {
        Work::Sweep => vec![Need::on(
            &[
                "sso:GetApplicationAssignmentConfiguration",
                "sso:ListApplicationAuthenticationMethods",
                "sso:ListApplicationGrants",
            ],
            applications,
        )],
        Work::Create | Work::Update => vec![Need::on(WRITES, applications)],
        // What a new application has is put back.
        Work::Delete => vec![Need::on(
            &[
                "sso:DeleteApplicationAuthenticationMethod",
                "sso:DeleteApplicationGrant",
                "sso:PutApplicationAssignmentConfiguration",
            ],
            applications,
        )],
    }
}
