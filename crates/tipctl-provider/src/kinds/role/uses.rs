//! What a role's use asks for, from the sections that name the role.

use std::collections::BTreeSet;

use tipctl_model::{Block, Flaw, KindName, Scope, Value};

use super::{arn_of, clients};
use crate::{
    kinds::client,
    policy::{
        self,
        uses::{self, Documents, Lent},
    },
    s3::Path,
};

const ROLE: KindName = KindName("role");
const STUDIO: KindName = KindName("studio");
const LOCATION: KindName = KindName("location");
const WORKGROUP: KindName = KindName("workgroup");
const ACCESS_GRANTS_LOCATION: KindName = KindName("access_grants_location");

/// Where a role of each use is named: the kind of the section and its attribute.
const NAMED: &[(&str, KindName, &str)] = &[
    ("studio-service", STUDIO, "service_role"),
    ("studio-user", STUDIO, "user_role"),
    ("lake-location", LOCATION, "role"),
    ("workgroup", WORKGROUP, "role"),
    ("client-application", client::NAME, "application_role"),
    ("client-access", client::NAME, "access_role"),
    ("access-grants-location", WORKGROUP, "results_role"),
    ("access-grants-location", ACCESS_GRANTS_LOCATION, "role"),
];

/// The sections that name the role where one of another use belongs.
pub(super) fn misuses(purpose: &str, role: &Block, scope: &Scope<'_>) -> Vec<Flaw> {
    let others = NAMED.iter().filter(|(wanted, ..)| *wanted != purpose);
    let misuse = |&(wanted, kind, attr): &(&str, KindName, &'static str)| {
        let right = scope.of_kind(ROLE).find(|block| block.text("use") == Some(wanted));
        let help = match right {
            Some(right) => format!("{attr} = \"{}\"", right.address),
            None => format!("[role.my-role]\nuse = \"{wanted}\""),
        };
        let message =
            format!("the use of `{}` is `{purpose}`, and `{attr}` takes a role for `{wanted}`", role.address);
        let flaw = Flaw::new("role::wrong_use", "", message).help(help);
        let named = scope.referring(kind, attr, &role.address);
        named.into_iter().map(move |block| flaw.clone().at(block.origin_of(attr)))
    };
    others.flat_map(misuse).collect()
}

/// The trust and the permissions of the role `role` for its use `purpose`.
///
/// # Errors
/// A use that no section of the spec makes of the role, and keys that a policy cannot name.
pub(super) fn documents(purpose: &str, role: &Block, scope: &Scope<'_>) -> Result<Documents, Vec<Flaw>> {
    let place = scope.place;
    let named = |kind: KindName, attr: &'static str| scope.referring(kind, attr, &role.address);
    match purpose {
        "studio-service" => {
            let studios = used(named(STUDIO, "service_role"), role, "service_role", "studio")?;
            let keys = keys(role, scope, studios.iter().filter_map(|studio| studio.text("encryption_key")))?;
            Ok(uses::studio_service(place, &paths(&studios, "storage"), &keys))
        }
        "studio-user" => {
            let studios = used(named(STUDIO, "user_role"), role, "user_role", "studio")?;
            Ok(uses::studio_user(place, &service_roles(&studios, scope)))
        }
        "lake-location" => {
            let locations = used(named(LOCATION, "role"), role, "role", "location")?;
            let keys = keys(role, scope, [])?;
            Ok(uses::lake_location(place, &paths(&locations, "path"), &keys, source_identity(scope)))
        }
        "workgroup" => {
            let workgroups = used(named(WORKGROUP, "role"), role, "role", "workgroup")?;
            let names = workgroups.iter().map(|block| block.text("name").unwrap_or(&block.address.label));
            let keys = keys(role, scope, workgroups.iter().filter_map(|block| result_key(block)))?;
            let names = names.map(str::to_owned).collect();
            Ok(uses::workgroup(place, &names, &paths(&workgroups, "results"), &keys))
        }
        "client-application" => {
            let clients = used(named(client::NAME, "application_role"), role, "application_role", "client")?;
            let (tokens, reach) = (clients::tokens(&clients, scope)?, clients::reach(&clients, scope));
            let access_roles = clients::access_roles(&clients, scope);
            Ok(policy::clients::client_application(&tokens, &reach.workgroups, &access_roles))
        }
        "client-access" => {
            let users = used(named(client::NAME, "access_role"), role, "access_role", "client")?;
            let (trusted, reach) = (clients::trusted(&users, scope)?, clients::reach(&users, scope));
            let workgroups = clients::workgroups(&users, scope);
            let keys = keys(role, scope, workgroups.iter().filter_map(|block| result_key(block)))?;
            Ok(policy::clients::client_access(place, &trusted, &reach, &keys))
        }
        _ => {
            let workgroups = named(WORKGROUP, "results_role");
            let locations = named(ACCESS_GRANTS_LOCATION, "role");
            let users =
                used([workgroups.clone(), locations.clone()].concat(), role, "results_role", "workgroup")?;
            let keys = keys(role, scope, users.iter().filter_map(|block| result_key(block)))?;
            let results = workgroups.iter().filter_map(|block| lent(block, "results"));
            let lent = results.chain(locations.iter().filter_map(|block| lent(block, "scope"))).collect();
            Ok(uses::access_grants_location(place, &lent, &keys))
        }
    }
}

/// The ARNs of the service roles of `studios`.
pub(in crate::kinds) fn service_roles(studios: &[&Block], scope: &Scope<'_>) -> BTreeSet<String> {
    let roles = studios.iter().filter_map(|studio| match studio.value("service_role")? {
        Value::Pending(reference) => {
            scope.blocks.get(&reference.address).map(|block| arn_of(block, scope.place))
        }
        Value::Text(text) if text.starts_with("arn:") => Some(text.clone()),
        Value::Text(name) => Some(super::arn(scope.place, None, name)),
        _ => None,
    });
    roles.collect()
}

/// The sections that use the role, of which there must be one.
fn used<'a>(
    blocks: Vec<&'a Block>,
    role: &Block,
    attr: &str,
    kind: &str,
) -> Result<Vec<&'a Block>, Vec<Flaw>> {
    if blocks.is_empty() {
        let message =
            format!("what `{}` may do follows from the {kind} that names it, and none does", role.address);
        return Err(vec![
            Flaw::new("role::unused", "use", message)
                .help(format!("[{kind}.my-{kind}]\n{attr} = \"{}\"", role.address))
                .may_follow(),
        ]);
    }
    Ok(blocks)
}

fn paths(blocks: &[&Block], attr: &str) -> BTreeSet<Path> {
    blocks.iter().filter_map(|block| block.text(attr).and_then(Path::folder)).collect()
}

fn lent(block: &Block, attr: &str) -> Option<Lent> {
    let path = block.text(attr).and_then(Path::folder)?;
    Some(Lent { path, per_user: block.truth("private_results") == Some(true) })
}

/// The key that a workgroup's results are encrypted with.
fn result_key(workgroup: &Block) -> Option<&str> {
    workgroup.value("encryption").and_then(|encryption| encryption.entry("kms_key")).and_then(Value::as_text)
}

/// The ARNs of the role's own keys and of those that its sections name.
fn keys<'a>(
    role: &'a Block,
    scope: &Scope<'_>,
    named: impl IntoIterator<Item = &'a str>,
) -> Result<BTreeSet<String>, Vec<Flaw>> {
    let own = role.elements("keys").iter().filter_map(Value::as_text);
    let mut arns = BTreeSet::new();
    let mut flaws = Vec::new();
    for key in own.chain(named).filter(|key| !key.is_empty()) {
        if key.starts_with("arn:") && key.contains(":key/") {
            arns.insert(key.to_owned());
        } else if key.contains("alias/") {
            // AWS: a policy about an alias is not one about its key.
            flaws.push(
                Flaw::new(
                    "role::keys",
                    "use",
                    format!("permissions name a key by its ARN, and `{key}` is an alias"),
                )
                .help(format!(
                    "arn:{}:kms:{}:{}:key/…",
                    scope.place.partition, scope.place.region, scope.place.account
                )),
            );
        } else {
            arns.insert(scope.place.regional_arn("kms", &format!("key/{key}")));
        }
    }
    if flaws.is_empty() { Ok(arns) } else { Err(flaws) }
}

/// Whether the account's Lake Formation settings ask for the source identity (facts/tip-chain.md L14, TIP222).
fn source_identity(scope: &Scope<'_>) -> bool {
    let asks = |lake: &Block| {
        let asked = lake.value("parameters").and_then(|all| all.entry("SET_SOURCE_IDENTITY"));
        asked.and_then(Value::as_text).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    };
    scope.of_kind(KindName("lake")).any(asks)
}
