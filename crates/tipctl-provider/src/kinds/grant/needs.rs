//! What has to be allowed for Lake Formation grants, and what no policy can allow.

use std::collections::BTreeSet;

use tipctl_model::{Attrs, Need, Place, Value, Work};

use super::catalog;
use crate::{
    attrs::Read,
    kinds::identity_center::{
        needs::instances,
        store::{object, stores},
    },
};

const SEES: &str = "Lake Formation shows every grant to its administrators alone, read-only ones included, whatever IAM \
                    allows: name who plans in `read_only_admins` of `[lake]`.";

const GRANTS: &str = "Lake Formation lets its administrators alone grant on everything, whatever IAM allows: name who \
                      applies in `admins` of `[lake]`.";

pub(super) fn needs(work: Work, grants: &[&Attrs], place: &Place) -> Vec<Need> {
    let lake = |actions: &[&'static str]| Need::anywhere(actions).when("aws:RequestedRegion", &place.region);
    let (grant, revoke) = ("lakeformation:BatchGrantPermissions", "lakeformation:BatchRevokePermissions");
    let written = |actions: &[&'static str]| {
        let mut needs = names(grants, place);
        needs.extend([lake(actions), Need::Beyond(GRANTS)]);
        needs
    };
    match work {
        Work::Sweep => {
            let mut needs = looks(grants, place);
            let reads = ["lakeformation:GetDataLakeSettings", "lakeformation:ListPermissions"];
            needs.extend([lake(&reads), Need::Beyond(SEES)]);
            needs
        }
        Work::Create => written(&[grant]),
        Work::Update => written(&[grant, revoke]),
        Work::Delete => written(&[revoke]),
    }
}

/// For seeing whether the catalog has what grants name: all databases, and the tables of those that are named.
fn looks(grants: &[&Attrs], place: &Place) -> Vec<Need> {
    let databases = catalog::databases(grants.iter().copied());
    if databases.is_empty() {
        return Vec::new();
    }
    let glue = |resource: String| place.regional_arn("glue", &resource);
    let tables = databases.iter().flat_map(|name| [format!("database/{name}"), format!("table/{name}/*")]);
    vec![
        Need::on(&["glue:GetDatabases"], ["catalog", "database/*"].map(|resource| glue(resource.to_owned()))),
        Need::on(&["glue:GetTables"], tables.chain(["catalog".to_owned()]).map(glue)),
    ]
}

/// For what Lake Formation looks up in its caller's name: what a grant or an opt-in is on, and whom it is to.
///
/// AWS: facts/tip-chain.md §6b.
pub(in crate::kinds) fn names(grants: &[&Attrs], place: &Place) -> Vec<Need> {
    let glue = |resource: String| place.regional_arn("glue", &resource);
    let (mut databases, mut tables) = (BTreeSet::new(), BTreeSet::new());
    for on in grants.iter().filter_map(|grant| grant.get("on")) {
        let part = |name| on.entry(name).and_then(Value::as_text);
        let Some(database) = part("database") else { continue };
        databases.extend(["catalog".to_owned(), format!("database/{database}")].map(glue));
        if let Some(table) = part("table") {
            let resources =
                ["catalog".to_owned(), format!("database/{database}"), format!("table/{database}/{table}")];
            tables.extend(resources.map(glue));
        }
    }
    let mut needs = vec![Need::on(&["glue:GetDatabase"], databases), Need::on(&["glue:GetTable"], tables)];
    for (word, action) in [("group", "identitystore:DescribeGroup"), ("user", "identitystore:DescribeUser")] {
        let to: Vec<&Attrs> = grants.iter().copied().filter(|grant| is_to(grant, word)).collect();
        let arns = to.iter().map(|grant| match grant.text("principal") {
            Some(arn) => arn.to_owned(),
            None => object(word, "*", place),
        });
        let arns: BTreeSet<String> = arns.chain(stores(&to, place)).collect();
        needs.push(Need::on(&[action], arns));
        needs.push(Need::on(&["sso:DescribeInstance"], instances(to.first().copied(), "instance", place)));
    }
    needs
}

/// Whether a grant is to a `word` of the workforce: `group` or `user`.
fn is_to(grant: &Attrs, word: &str) -> bool {
    match grant.get("principal") {
        Some(Value::Pending(reference)) => reference.address.kind.0 == word,
        Some(Value::Text(arn)) => arn.contains(&format!(":identitystore:::{word}/")),
        _ => false,
    }
}
