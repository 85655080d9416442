//! What has to be allowed in Identity Center: for the instance itself, and for what services do there in the name of
//! their caller.

use std::collections::BTreeSet;

use tipctl_model::{Attrs, Need, Place, Work};

use crate::attrs::Read;

/// For finding the instance, and for being the role that looks for it.
pub(super) fn needs(work: Work, instances: &[&Attrs]) -> Vec<Need> {
    match work {
        Work::Sweep => {
            // With a profile, it is the profile's to assume the role.
            let own = instances.iter().filter(|instance| !instance.contains_key("profile"));
            let roles = own.filter_map(|instance| instance.text("role_arn").map(str::to_owned));
            vec![
                Need::anywhere(&["sso:ListInstances"]).for_identity_center(),
                Need::on(&["sts:AssumeRole"], roles),
            ]
        }
        Work::Create | Work::Update | Work::Delete => Vec::new(),
    }
}

/// The ARNs of the instances that `things` name under `attr`; of any instance where one does not say which.
pub(crate) fn instances<'a>(
    things: impl IntoIterator<Item = &'a Attrs>,
    attr: &str,
    place: &Place,
) -> BTreeSet<String> {
    let any = || format!("arn:{}:sso:::instance/*", place.partition);
    things.into_iter().map(|thing| thing.text(attr).map_or_else(any, str::to_owned)).collect()
}

/// The ARNs of every application of `instances`. The account in them is the one that Identity Center belongs to, which
/// may be another than the spec's.
pub(crate) fn applications(instances: &BTreeSet<String>, place: &Place) -> BTreeSet<String> {
    let of = |instance: &String| {
        let id = instance.rsplit('/').next().unwrap_or("*");
        format!("arn:{}:sso::*:application/{id}/*", place.partition)
    };
    instances.iter().map(of).collect()
}

/// The ARNs of every trusted token issuer of `instances`.
pub(in crate::kinds) fn token_issuers(instances: &BTreeSet<String>, place: &Place) -> BTreeSet<String> {
    let of = |instance: &String| {
        let id = instance.rsplit('/').next().unwrap_or("*");
        format!("arn:{}:sso::*:trustedTokenIssuer/{id}/*", place.partition)
    };
    instances.iter().map(of).collect()
}

/// For a service that makes its application in `instances`, and sets it up by `writes`.
///
/// AWS: the application is made in the caller's name, so the caller must be allowed to (facts/tip-chain.md §6b). Which
/// provider of applications a service uses is not documented.
pub(in crate::kinds) fn makes_application(
    instances: &BTreeSet<String>,
    writes: &[&'static str],
    place: &Place,
) -> [Need; 2] {
    let applications = applications(instances, place);
    let provider = format!("arn:{}:sso::aws:applicationProvider/*", place.partition);
    let made = instances.iter().chain(&applications).cloned().chain(instances.first().map(|_| provider));
    [Need::on(&["sso:CreateApplication"], made), Need::on(writes, applications.iter().cloned())]
}
