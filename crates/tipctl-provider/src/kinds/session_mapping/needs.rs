//! What has to be allowed for session mappings.

use tipctl_model::{Attrs, Need, Place, Work};

use crate::kinds::{
    identity_center::needs::{applications, instances},
    studio,
};

/// What EMR asks of Identity Center in its caller's name, so that it knows whom a mapping is for. AWS: facts/tip-chain.md
/// §6b, from EMR's page; which of them a call without the console needs is unverified. None of them knows resources.
const LOOKS_UP: &[&str] = &[
    "organizations:DescribeOrganization",
    "organizations:ListDelegatedAdministrators",
    "sso-directory:DescribeGroup",
    "sso-directory:DescribeUser",
    "sso:DescribeRegisteredRegions",
    "sso:GetProfile",
    "sso:GetSharedSsoConfiguration",
    "sso:ListDirectoryAssociations",
    "sso:ListInstances",
    "sso:ListProfiles",
];

pub(super) fn needs(work: Work, mappings: &[&Attrs], place: &Place) -> Vec<Need> {
    let studios = studio::arns(mappings, "studio", place);
    // A mapping does not say which instance its studio is of.
    let instances = instances(mappings.first().copied(), "instance", place);
    let applications = applications(&instances, place);
    match work {
        Work::Sweep => vec![
            Need::anywhere(&["elasticmapreduce:ListStudioSessionMappings"])
                .when("aws:RequestedRegion", &place.region),
        ],
        Work::Create => vec![
            Need::on(&["elasticmapreduce:CreateStudioSessionMapping"], studios),
            Need::on(&["sso:CreateApplicationAssignment"], applications),
            Need::on(&["sso:DescribeInstance"], instances),
            Need::anywhere(LOOKS_UP),
            Need::anywhere(&["sso:AssociateProfile"]),
        ],
        Work::Update => vec![Need::on(&["elasticmapreduce:UpdateStudioSessionMapping"], studios)],
        Work::Delete => vec![
            Need::on(&["elasticmapreduce:DeleteStudioSessionMapping"], studios),
            Need::on(&["sso:DeleteApplicationAssignment", "sso:ListApplicationAssignments"], applications),
            Need::anywhere(&["sso:DisassociateProfile"]),
        ],
    }
}
