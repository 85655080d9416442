//! What has to be allowed for studios.

use std::collections::BTreeSet;

use tipctl_model::{Attrs, Need, Place, Work};

use crate::{
    attrs::Read,
    kinds::{identity_center::needs as identity_center, role},
};

/// How EMR sets up the application of a studio. AWS: facts/tip-chain.md §6b.
const SET_UP: &[&str] = &[
    "sso:PutApplicationAccessScope",
    "sso:PutApplicationAssignmentConfiguration",
    "sso:PutApplicationAuthenticationMethod",
    "sso:PutApplicationGrant",
];

/// How EMR takes it down.
const TAKE_DOWN: &[&str] = &[
    "sso:DeleteApplication",
    "sso:DeleteApplicationAccessScope",
    "sso:DeleteApplicationAuthenticationMethod",
    "sso:DeleteApplicationGrant",
];

pub(super) fn needs(work: Work, studios: &[&Attrs], place: &Place) -> Vec<Need> {
    let studio_arns = arns(studios, "id", place);
    let tagged: Vec<&Attrs> = studios.iter().copied().filter(|studio| studio.contains_key("tags")).collect();
    // What a studio that the spec no longer has was for is not known.
    let known = || studios.iter().copied().filter(|studio| studio.text("auth_mode") != Some("IAM"));
    let instances = identity_center::instances(known(), "identity_center", place);
    match work {
        Work::Sweep => {
            let mut needs = vec![
                Need::anywhere(&["elasticmapreduce:ListStudios"]).when("aws:RequestedRegion", &place.region),
                Need::on(&["elasticmapreduce:DescribeStudio"], studio_arns),
            ];
            let asks = known().next().map(|_| Need::anywhere(&["sso:GetManagedApplicationInstance"]));
            needs.extend(asks);
            needs
        }
        Work::Create => {
            let mut needs = vec![
                Need::anywhere(&["elasticmapreduce:CreateStudio"]).when("aws:RequestedRegion", &place.region),
                Need::on(&["elasticmapreduce:AddTags"], [place.regional_arn("elasticmapreduce", "studio/*")]),
                role::passes(
                    studios,
                    &["service_role", "user_role"],
                    "elasticmapreduce.amazonaws.com",
                    place,
                ),
            ];
            needs.extend(identity_center::makes_application(&instances, SET_UP, place));
            needs
        }
        Work::Update => vec![
            Need::on(&["elasticmapreduce:UpdateStudio"], studio_arns),
            Need::on(
                &["elasticmapreduce:AddTags", "elasticmapreduce:RemoveTags"],
                arns(&tagged, "id", place),
            ),
        ],
        Work::Delete => vec![
            Need::on(&["elasticmapreduce:DeleteStudio"], studio_arns),
            Need::on(TAKE_DOWN, identity_center::applications(&instances, place)),
        ],
    }
}

/// The ARNs of the studios whose ids stand under `attr`; of any where one does not say which: AWS gives out the ids.
pub(in crate::kinds) fn arns(things: &[&Attrs], attr: &str, place: &Place) -> BTreeSet<String> {
    let id = |thing: &&Attrs| thing.text(attr).unwrap_or("*").to_owned();
    things
        .iter()
        .map(|thing| place.regional_arn("elasticmapreduce", &format!("studio/{}", id(thing))))
        .collect()
}
