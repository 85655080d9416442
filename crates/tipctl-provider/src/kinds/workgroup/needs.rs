//! What has to be allowed for workgroups.

use tipctl_model::{Attrs, Need, Place, Work};

use super::arn;
use crate::{
    attrs::Read,
    kinds::{identity_center::needs as identity_center, role},
};

/// How Athena sets up the application of a workgroup. AWS: facts/tip-chain.md §6b, without what its page asks for the
/// console.
const SET_UP: &[&str] = &[
    "sso:PutApplicationAccessScope",
    "sso:PutApplicationAssignmentConfiguration",
    "sso:PutApplicationAuthenticationMethod",
    "sso:PutApplicationGrant",
];

pub(super) fn needs(work: Work, workgroups: &[&Attrs], place: &Place) -> Vec<Need> {
    let arns = |which: &dyn Fn(&Attrs) -> bool| -> Vec<String> {
        let named = workgroups.iter().filter(|workgroup| which(workgroup));
        named.map(|workgroup| arn(place, workgroup.text("name").unwrap_or("*"))).collect()
    };
    let passes = || role::passes(workgroups, &["role"], "athena.amazonaws.com", place);
    // Whether a workgroup that the spec no longer has knows Identity Center is not known.
    let known = workgroups.iter().copied().filter(|one| one.truth("identity_center") != Some(false));
    let instances = identity_center::instances(known, "instance", place);
    match work {
        Work::Sweep => vec![
            Need::anywhere(&["athena:ListWorkGroups"]).when("aws:RequestedRegion", &place.region),
            Need::on(&["athena:GetWorkGroup", "athena:ListTagsForResource"], arns(&|_| true)),
        ],
        Work::Create => {
            let disabled = |workgroup: &Attrs| workgroup.text("state") == Some("disabled");
            let mut needs = vec![
                Need::on(
                    &["athena:CreateWorkGroup", "athena:GetWorkGroup", "athena:TagResource"],
                    arns(&|_| true),
                ),
                Need::on(&["athena:UpdateWorkGroup"], arns(&disabled)),
                passes(),
            ];
            needs.extend(identity_center::makes_application(&instances, SET_UP, place));
            needs
        }
        Work::Update => vec![
            Need::on(&["athena:UpdateWorkGroup"], arns(&|_| true)),
            Need::on(
                &["athena:TagResource", "athena:UntagResource"],
                arns(&|workgroup| workgroup.contains_key("tags")),
            ),
            passes(),
        ],
        Work::Delete => vec![
            Need::on(&["athena:DeleteWorkGroup"], arns(&|_| true)),
            Need::on(&["sso:DeleteApplication"], identity_center::applications(&instances, place)),
        ],
    }
}
