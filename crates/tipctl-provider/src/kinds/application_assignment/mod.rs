//! Assignments of the workforce to applications of Identity Center.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod principal;
mod schema;
mod tell;

use tipctl_model::{
    Address, Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Told, Value, Work,
};

#[cfg(feature = "aws")]
pub(super) use calls::applications;
#[cfg(feature = "aws")]
pub(crate) use calls::within;
pub(super) use principal::{Principal, is_id};

use super::application;
use crate::attrs::{Read, Shown};

/// How many groups can be assigned to an application (facts/aws-identity.md §0.3); the quota cannot be raised.
const GROUPS: usize = 100;

/// The kind `application_assignment`.
pub(super) struct ApplicationAssignment;

impl Kind for ApplicationAssignment {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        if !want.contains_key("principal_type") {
            flaws.push(
                Flaw::new(
                    "application_assignment::principal_type",
                    "principal",
                    "an id does not say whose it is",
                )
                .help("principal_type = \"group\"   # or \"user\""),
            );
        }
        if let Some(id) = want.text("principal").filter(|id| !is_id(id)) {
            let message = format!("`{id}` is neither a group nor a user");
            flaws.push(Flaw::new("application_assignment::principal", "principal", message));
        }
        flaws.extend(application::arn_flaw(want, "application_assignment::application"));
        flaws
    }

    fn settle(&self, mut want: Attrs, _: &Place) -> Attrs {
        if let Some(principal) = want.get("principal").and_then(Principal::of) {
            want.insert("principal", principal.id);
            want.insert("principal_type", Value::text(principal.word));
        }
        want
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn tell_whole(&self, around: Option<&str>, inventory: &mut Inventory) {
        tell::tell_whole(around, inventory);
    }

    fn around(&self) -> Option<&'static str> {
        Some("application")
    }

    fn needs(&self, work: Work, things: &[&Attrs], place: &Place) -> Vec<Need> {
        needs::needs(work, things, place).into_iter().map(Need::for_identity_center).collect()
    }
}

/// The assignments to the application at `address`, or of the workgroup there, that follow from the `users` of `block`.
///
/// # Errors
/// As of [`principals`].
pub(super) fn of_users(
    block: &Block,
    address: &Address,
    code: &'static str,
) -> Result<Vec<Resource>, Vec<Flaw>> {
    let principals = principals(block, code)?;
    Ok(principals.iter().map(|(path, principal)| derived(block, address, path, principal)).collect())
}

/// Each of the `users` of `block`, with the path that they are written at.
///
/// # Errors
/// Users whose kind cannot be told, and too many groups, as flaws with `code`.
pub(super) fn principals(block: &Block, code: &'static str) -> Result<Vec<(String, Principal)>, Vec<Flaw>> {
    let mut principals = Vec::new();
    let mut flaws = Vec::new();
    for (at, user) in block.elements("users").iter().enumerate() {
        let path = format!("users.{at}");
        match Principal::of(user) {
            Some(principal) => principals.push((path, principal)),
            None => flaws.push(
                Flaw::new(code, path, format!("`{}` is neither a group nor a user", user.as_text().unwrap_or_default()))
                    .help("\"group.my-group\", or \"arn:aws:identitystore:::group/…\" for one that is not in the spec"),
            ),
        }
    }
    let groups = principals.iter().filter(|(_, principal)| principal.word == "group").count();
    if groups > GROUPS {
        let message = format!("{groups} groups; an application of Identity Center takes {GROUPS}");
        flaws.push(Flaw::new(code, "users", message));
    }
    if flaws.is_empty() { Ok(principals) } else { Err(flaws) }
}

/// The assignment of `principal` to the application at `address`, which follows from what `block` says at `path`.
pub(super) fn derived(block: &Block, address: &Address, path: &str, principal: &Principal) -> Resource {
    let attrs = Shown::new()
        .with("application", application::reference(address))
        .with("principal", principal.id.clone())
        .with("principal_type", principal.word)
        .attrs();
    let label = format!("{}/{}", address.label, principal.name);
    Resource::derived(Address::new(schema::NAME, label), attrs, block, path)
}
