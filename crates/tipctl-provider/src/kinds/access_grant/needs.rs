//! What has to be allowed for access grants.

use std::collections::BTreeSet;

use tipctl_model::{Attrs, Need, Place, Work};

use crate::{
    attrs::Read,
    kinds::{
        access_grants_instance::retags,
        identity_center::{
            needs::{applications, instances},
            store::{objects, stores},
        },
    },
    policy::uses::instance,
};

pub(super) fn needs(work: Work, grants: &[&Attrs], place: &Place) -> Vec<Need> {
    // AWS: the id of a grant is known once it is there.
    let any = format!("{}/grant/*", instance(place));
    match work {
        Work::Sweep => vec![
            Need::on(&["s3:ListAccessGrants"], [instance(place)]),
            Need::on(&["s3:ListTagsForResource"], [any]),
        ],
        Work::Create => create(grants, any, place),
        Work::Update => retags(grants, any).into_iter().collect(),
        Work::Delete => vec![Need::on(&["s3:DeleteAccessGrant"], [any])],
    }
}

fn create(grants: &[&Attrs], any: String, place: &Place) -> Vec<Need> {
    let location =
        |grant: &&Attrs| format!("{}/location/{}", instance(place), grant.text("location").unwrap_or("*"));
    let locations: BTreeSet<String> = grants.iter().map(location).collect();
    let to = |word: &str| -> Vec<&Attrs> {
        grants.iter().copied().filter(|grant| grant.text("grantee_type") == Some(word)).collect()
    };
    let (groups, users) = (to("group"), to("user"));
    let workforce = groups.first().or(users.first()).copied();
    // A grant does not say which instance its grantee is of.
    let instances = instances(workforce, "instance", place);
    let looked_up = |noun: &str, grantees: &[&Attrs]| -> BTreeSet<String> {
        stores(grantees, place).into_iter().chain(objects(grantees, noun, "grantee", place)).collect()
    };
    // AWS: S3 looks the grantee up in its caller's name (facts/tip-chain.md §6b).
    vec![
        Need::on(&["s3:CreateAccessGrant"], locations),
        Need::on(&["s3:TagResource"], [any]),
        Need::on(&["sso:DescribeApplication"], applications(&instances, place)),
        Need::on(&["sso:DescribeInstance"], instances),
        Need::on(&["identitystore:DescribeGroup"], looked_up("group", &groups)),
        Need::on(&["identitystore:DescribeUser"], looked_up("user", &users)),
    ]
}
