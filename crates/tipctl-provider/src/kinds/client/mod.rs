//! The section `[client.x]`: nothing of its own, everything that a program needs to query Athena as its user.
//!
//! AWS: facts/tip-chain.md §3, §4. The driver is given a workgroup and the application role. From the workgroup's tag it
//! learns the application, and from the application's tag the access role; it exchanges a token of the issuer through
//! the application, and queries as the access role with the user's identity.

mod schema;

use std::collections::BTreeSet;

use tipctl_model::{
    Address, AttrRef, Attrs, Block, Flaw, Kind, KindName, KindSchema, Resource, Scope, Value,
};

pub(super) use schema::NAME;

use super::{
    access_grants_instance, application, application_assignment, application_configuration,
    application_scope, identity_center, lake_identity_center, oidc_provider,
};
use crate::attrs::Shown;

/// The kind `client`.
pub(super) struct Client;

#[cfg(feature = "aws")]
impl crate::calls::Calls for Client {}

/// The tag by which the driver finds the application of a workgroup, and the access role of an application.
pub(super) const TAG: &str = "AthenaDriverOidcAppArn";

impl Kind for Client {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let mut flaws = Vec::new();
        let mut resources = Vec::new();
        let parts = [
            provider(block, scope).map(|provider| provider.into_iter().collect()),
            identity(block, scope),
            scopes(block, scope),
            application_assignment::of_users(block, &application_of(block), "client::users"),
        ];
        for part in parts {
            match part {
                Ok(part) => resources.extend(part),
                Err(part) => flaws.extend(part),
            }
        }
        if flaws.is_empty() { Ok(resources) } else { Err(flaws) }
    }
}

/// The address of the application that `client` has.
fn application_of(client: &Block) -> Address {
    Address::new(application::NAME, client.address.label.as_str())
}

/// The application and its configuration.
fn identity(client: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
    let instance = identity_center::reference(scope, "arn").map_err(|flaw| vec![flaw])?;
    let ids = client.elements("client_ids");
    let is_long = |id: &Value| id.as_text().is_some_and(|id| !(1..=255).contains(&id.chars().count()));
    if !(1..=10).contains(&ids.len()) || ids.iter().any(is_long) {
        let message = "a client has 1 to 10 client ids, of 1 to 255 characters";
        return Err(vec![Flaw::new("client::client_ids", "client_ids", message)]);
    }
    let mut tags = client.value("tags").and_then(Value::as_map).cloned().unwrap_or_default();
    tags.extend(client.value("access_role").map(|role| (TAG.to_owned(), role.clone())));
    let attrs = Shown::new()
        .with("name", client.text("name").unwrap_or(&client.address.label))
        .maybe("description", client.text("description"))
        .with("instance", instance)
        .with("tags", Value::Map(tags));
    let address = application_of(client);
    let application = Resource::derived(address.clone(), attrs.attrs(), client, "");
    let issuer = client
        .value("token_issuer")
        .map(|issuer| Value::map([("issuer", issuer.clone()), ("audiences", Value::List(ids.to_vec()))]));
    let actors: Vec<Value> = client.value("application_role").cloned().into_iter().collect();
    let attrs = Shown::new()
        .with("token_issuers", Value::List(issuer.into_iter().collect()))
        .with("actor_policy", application_configuration::policy(&actors))
        .with("assignment_required", true);
    let configuration = application_configuration::derived(client, &address, attrs.attrs());
    Ok(vec![application, configuration])
}

/// The provider that the roles of the client trust; none where the spec writes one for its issuer.
fn provider(client: &Block, scope: &Scope<'_>) -> Result<Option<Resource>, Vec<Flaw>> {
    let url = issuer_url(client, scope).map_err(|flaw| vec![flaw])?;
    let written = scope.of_kind(oidc_provider::NAME).find(|block| block.text("url") == Some(url));
    let Some(written) = written else {
        let clients = scope.of_kind(NAME).filter(|other| issuer_url(other, scope) == Ok(url));
        let ids: BTreeSet<&Value> = clients.flat_map(|other| other.elements("client_ids")).collect();
        let ids = Value::List(ids.into_iter().cloned().collect());
        return Ok(Some(oidc_provider::derived(client, "token_issuer", url, ids)));
    };
    let known = written.elements("client_ids");
    let unknown = client.elements("client_ids").iter().enumerate().filter(|(_, id)| !known.contains(id));
    let flaws: Vec<Flaw> = unknown
        .map(|(at, id)| {
            let id = id.as_text().unwrap_or_default();
            let message =
                format!("`{}` does not know `{id}`, so no role could trust its tokens", written.address);
            Flaw::new("client::client_ids", format!("client_ids.{at}"), message)
                .help(format!("add \"{id}\" to the `client_ids` of `[{}]`", written.address))
        })
        .collect();
    if flaws.is_empty() { Ok(None) } else { Err(flaws) }
}

/// The issuer that signs the users of `client` in.
///
/// # Errors
/// One that the spec does not write out, so that nobody knows its address.
pub(super) fn issuer_url<'a>(client: &Block, scope: &Scope<'a>) -> Result<&'a str, Flaw> {
    let reference = client.value("token_issuer").and_then(Value::as_ref_to);
    let issuer = reference.and_then(|reference| scope.blocks.get(&reference.address));
    issuer.and_then(|issuer| issuer.text("url")).ok_or_else(|| {
        let message = "roles trust an issuer by its address, which only a section of the spec says";
        Flaw::new("client::token_issuer", "token_issuer", message).help(
            "[token_issuer.okta]\nurl = \"https://acme.okta.com\"\nclaim = \"email\"\nattribute = \"emails.value\"",
        )
    })
}

/// The scopes of the application: reading through Lake Formation, and what a workgroup with Identity Center needs
/// besides.
fn scopes(client: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
    let workgroups = workgroups(client, scope)?;
    let lake = lake(scope).ok_or_else(|| {
        let message = "Lake Formation would not know who the user is: it is not connected to Identity Center";
        vec![Flaw::new("client::lake", "", message).help("[lake]\nidentity_center = true")]
    })?;
    let address = application_of(client);
    let derived = |name: &str, targets: Vec<Address>| {
        let targets = targets.iter().map(application::reference).collect();
        application_scope::derived(client, &address, name, Value::List(targets), "workgroups")
    };
    let mut all = vec![derived("lakeformation:query", vec![lake])];
    let knowing: Vec<&Block> =
        workgroups.into_iter().filter(|block| block.truth("identity_center") != Some(false)).collect();
    if knowing.is_empty() {
        return Ok(all);
    }
    if knowing.iter().any(|block| block.truth("access_grants") != Some(false)) {
        let instance = access_grants_instance::derived(client, "workgroups", scope);
        all.push(derived("s3:access_grants:read_write", vec![instance.address.clone()]));
        all.push(instance);
    }
    let addresses = knowing.iter().map(|block| block.address.clone()).collect();
    all.push(derived("athena:workgroup:read_write", addresses));
    Ok(all)
}

/// Lake Formation's connection to Identity Center, where the spec has one.
fn lake(scope: &Scope<'_>) -> Option<Address> {
    let is_asked_for =
        scope.of_kind(KindName("lake")).any(|block| block.truth("identity_center") == Some(true))
            || scope.of_kind(lake_identity_center::NAME).next().is_some();
    is_asked_for.then(|| Address::new(lake_identity_center::NAME, "main"))
}

/// The workgroups of `client`.
///
/// # Errors
/// Those that are not the spec's, or are another client's too.
fn workgroups<'a>(client: &Block, scope: &Scope<'a>) -> Result<Vec<&'a Block>, Vec<Flaw>> {
    let (mut found, mut flaws) = (Vec::new(), Vec::new());
    for (at, workgroup) in client.elements("workgroups").iter().enumerate() {
        let path = format!("workgroups.{at}");
        let block = workgroup.as_ref_to().and_then(|reference| scope.blocks.get(&reference.address));
        let Some(block) = block else {
            let message =
                "the driver finds its application by a tag of the workgroup, which must be of this spec";
            flaws.push(
                Flaw::new("client::workgroups", path, message)
                    .help("workgroups = [\"workgroup.my-workgroup\"]"),
            );
            continue;
        };
        let other = scope.referring(NAME, "workgroups", &block.address);
        if let Some(other) = other.into_iter().find(|other| other.address != client.address) {
            let message = format!("`{}` has one tag, and `{}` needs it too", block.address, other.address);
            flaws.push(
                Flaw::new("client::workgroups", path, message)
                    .help("a workgroup for each, or one client with all `client_ids`"),
            );
        }
        found.push(block);
    }
    if found.is_empty() && flaws.is_empty() {
        let flaw =
            Flaw::new("client::workgroups", "workgroups", "a client queries through at least one workgroup");
        flaws.push(flaw.help("workgroups = [\"workgroup.my-workgroup\"]"));
    }
    if flaws.is_empty() { Ok(found) } else { Err(flaws) }
}

/// Gives the workgroup `attrs` the tag of the client that queries through it, unless the spec writes that out. What a
/// workgroup is tagged with is the workgroup's to say, so it looks who names it, as a role does.
pub(super) fn tag(workgroup: &Block, scope: &Scope<'_>, attrs: &mut Attrs) {
    let clients = scope.referring(NAME, "workgroups", &workgroup.address);
    let Some(client) = clients.first() else { return };
    let tags = attrs.entry("tags").or_insert_with(|| Value::Map(Default::default()));
    if let Value::Map(tags) = tags {
        let application = AttrRef::new(application_of(client), "application_arn");
        tags.entry(TAG.to_owned()).or_insert(Value::Pending(application));
    }
}
