//! What follows from a workgroup's users: an assignment each, and a grant on the results each.

use tipctl_model::{Address, Block, Flaw, Resource, Scope};

use crate::{
    attrs::Shown,
    kinds::{access_grant, access_grants_instance, access_grants_location, application_assignment},
};

/// The resources that the users of `workgroup` imply.
///
/// # Errors
/// Users whose kind cannot be told, too many groups, and results that nobody is lent.
pub(super) fn resources(
    workgroup: &Block,
    scope: &Scope<'_>,
    grants_access: bool,
) -> Result<Vec<Resource>, Vec<Flaw>> {
    let principals = application_assignment::principals(workgroup, "workgroup::users")?;
    if principals.is_empty() {
        return Ok(Vec::new());
    }
    let assignments = principals.iter().map(|(path, principal)| {
        application_assignment::derived(workgroup, &workgroup.address, path, principal)
    });
    let mut all: Vec<Resource> = assignments.collect();
    let Some(results) = workgroup.text("results").filter(|text| grants_access && !text.is_empty()) else {
        return Ok(all);
    };
    all.push(access_grants_instance::derived(workgroup, "users", scope));
    let (location, sub_prefix) = match covering(scope, results) {
        Some((location, rest)) => (location.address.clone(), format!("{rest}*")),
        None => {
            let location = location(workgroup, results)?;
            let address = location.address.clone();
            all.push(location);
            (address, "*".to_owned())
        }
    };
    all.extend(principals.iter().map(|(path, principal)| {
        let attrs = access_grant::on(&location, &sub_prefix, principal);
        let address = Address::new(access_grant::NAME, format!("{}/{}", location.label, principal.name));
        Resource::derived(address, attrs, workgroup, path)
    }));
    Ok(all)
}

/// The location that the spec writes out and that covers `results`, the narrowest of several, with what of `results` is
/// below it.
fn covering<'a, 'r>(scope: &Scope<'a>, results: &'r str) -> Option<(&'a Block, &'r str)> {
    let locations = scope.of_kind(access_grants_location::NAME);
    let covering = locations.filter_map(|block| Some((block, results.strip_prefix(block.text("scope")?)?)));
    covering.min_by_key(|(_, rest)| rest.len())
}

/// The location that is made for the results of `workgroup`. Its label is the place itself, so that two workgroups with
/// the same results share it.
fn location(workgroup: &Block, results: &str) -> Result<Resource, Vec<Flaw>> {
    let Some(role) = workgroup.value("results_role") else {
        let message = "nobody is lent a role for the results, so that queries could not write them";
        return Err(vec![Flaw::new("workgroup::results_role", "results", message).help(
            "results_role = \"role.results\"   # with [role.results] use = \"access-grants-location\"",
        )]);
    };
    let label = results.trim_start_matches("s3://").trim_end_matches('/');
    let attrs = Shown::new().with("scope", results).with("role", role.clone()).attrs();
    let address = Address::new(access_grants_location::NAME, label);
    Ok(Resource::derived(address, attrs, workgroup, "results"))
}
