//! What has to be allowed for Lake Formation's connection to Identity Center.

use tipctl_model::{Attrs, Need, Place, Work};

use crate::{attrs::Read, kinds::identity_center::needs as identity_center};

/// How Lake Formation sets up its application. AWS: facts/tip-chain.md §6b.
const SET_UP: &[&str] = &[
    "sso:PutApplicationAccessScope",
    "sso:PutApplicationAssignmentConfiguration",
    "sso:PutApplicationAuthenticationMethod",
    "sso:PutApplicationGrant",
];

/// How Lake Formation shares the connection in its caller's name. AWS: it does so through RAM; which of these actions it
/// takes is unverified.
const SHARES: &[&str] = &[
    "ram:AssociateResourceShare",
    "ram:DeleteResourceShare",
    "ram:DisassociateResourceShare",
    "ram:UpdateResourceShare",
];

/// What can be changed of a connection that is there.
const CHANGES: &[&str] =
    &["application_status", "external_filtering", "external_targets", "redshift_connect", "share_recipients"];

pub(super) fn needs(work: Work, connections: &[&Attrs], place: &Place) -> Vec<Need> {
    let lake = |action| Need::anywhere(&[action]).when("aws:RequestedRegion", &place.region);
    let instances = identity_center::instances(connections.iter().copied(), "instance", place);
    let applications = identity_center::applications(&instances, place);
    let shares = connections.iter().any(|one| one.contains_key("share_recipients"));
    let mut needs = match work {
        Work::Sweep => {
            let mut needs = vec![lake("lakeformation:DescribeLakeFormationIdentityCenterConfiguration")];
            // The status is looked at only where the spec has one to compare it with.
            if connections.iter().any(|one| one.contains_key("application_status")) {
                needs.push(Need::on(&["sso:DescribeApplication"], applications).for_identity_center());
            }
            needs
        }
        Work::Create => {
            let mut needs = vec![lake("lakeformation:CreateLakeFormationIdentityCenterConfiguration")];
            needs.extend(identity_center::makes_application(&instances, SET_UP, place));
            if connections.iter().any(|one| one.text("application_status") == Some("disabled")) {
                needs.extend(update(applications, place));
            }
            needs
        }
        Work::Update if connections.iter().any(|one| CHANGES.iter().any(|attr| one.contains_key(attr))) => {
            update(applications, place).to_vec()
        }
        Work::Update => Vec::new(),
        Work::Delete => vec![
            lake("lakeformation:DeleteLakeFormationIdentityCenterConfiguration"),
            Need::on(&["sso:DeleteApplication"], applications),
        ],
    };
    if shares && work != Work::Sweep {
        needs.push(
            Need::anywhere(&["ram:CreateResourceShare", "ram:GetResourceShares"])
                .when("aws:RequestedRegion", &place.region),
        );
        needs.push(Need::on(SHARES, [place.regional_arn("ram", "resource-share/*")]));
    }
    needs
}

fn update(applications: impl IntoIterator<Item = String>, place: &Place) -> [Need; 2] {
    [
        Need::anywhere(&["lakeformation:UpdateLakeFormationIdentityCenterConfiguration"])
            .when("aws:RequestedRegion", &place.region),
        Need::on(&["sso:DescribeApplication", "sso:UpdateApplication"], applications),
    ]
}
