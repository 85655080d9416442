//! IAM roles, written out or following from what they are for.

#[cfg(feature = "aws")]
mod calls;
mod check;
mod clients;
mod needs;
#[cfg(feature = "aws")]
mod reading;
mod schema;
mod tell;
mod uses;

use std::collections::BTreeMap;

use tipctl_model::{
    Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Scope, Told, Value, Work,
};

#[cfg(feature = "aws")]
pub(super) use calls::sdk_tags;
pub(super) use check::{name_flaw, path_flaw, size_flaw};
pub(super) use needs::{arns_of, passes};
#[cfg(feature = "aws")]
pub(crate) use reading::roles;
pub(super) use uses::service_roles;

use crate::{attrs::Read, policy};

/// The kind `role`.
pub(super) struct Role;

/// From how many roles on the lists over the whole account cost fewer calls (facts/aws-data.md §11.1).
const MANY: usize = 6;

/// The name of the inline policy that follows from a role's use.
const DERIVED: &str = "tipctl";

impl Kind for Role {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let mut role = Resource::written(block);
        role.attrs.remove("use");
        role.attrs.remove("keys");
        role.attrs.entry("name").or_insert_with(|| Value::text(&block.address.label));
        if let Some(purpose) = block.text("use") {
            let misuses = uses::misuses(purpose, block, scope);
            if !misuses.is_empty() && !role.attrs.contains_key("trust") {
                return Err(misuses);
            }
            let documents = uses::documents(purpose, block, scope)?;
            let origin = block.origin_of("use");
            if !role.attrs.contains_key("trust") {
                role.attrs.insert("trust", documents.trust);
                role.origins.insert("trust".to_owned(), origin);
            }
            let mut inline = BTreeMap::from([(DERIVED.to_owned(), documents.permissions)]);
            inline.extend(block.value("inline").and_then(Value::as_map).cloned().unwrap_or_default());
            role.attrs.insert("inline", Value::Map(inline));
            role.origins.entry("inline".to_owned()).or_insert(origin);
        } else if !role.attrs.contains_key("trust") {
            return Err(vec![
                Flaw::new("role::trust", "", "a role needs `use`, or a `trust` that says who may be it")
                    .help(
                        "use = \"workgroup\"   # or studio-service, studio-user, lake-location, access-grants-location, \
                         client-application, client-access",
                    ),
            ]);
        } else if block.value("keys").is_some() {
            return Err(vec![
                Flaw::new("role::keys", "keys", "only permissions that follow from `use` are given keys")
                    .help("write the keys into `inline`, or the role's `use`"),
            ]);
        }
        Ok(vec![role])
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        check::flaws(want)
    }

    fn settle(&self, mut want: Attrs, place: &Place) -> Attrs {
        if let Some(trust) = want.get_mut("trust") {
            *trust = policy::canonical(trust, &place.partition);
        }
        if let Some(Value::Map(inline)) = want.get_mut("inline") {
            inline
                .values_mut()
                .for_each(|document| *document = policy::canonical(document, &place.partition));
        }
        if let Some(Value::List(attached)) = want.get_mut("attached") {
            attached.sort();
            attached.dedup();
        }
        if let Some(name) = want.text("name") {
            let arn = arn(place, want.text("path"), name);
            want.insert("arn", Value::Text(arn));
        }
        want
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn needs(&self, work: Work, things: &[&Attrs], place: &Place) -> Vec<Need> {
        needs::needs(work, things, place)
    }
}

/// The ARN of a role of this account.
fn arn(place: &Place, path: Option<&str>, name: &str) -> String {
    place.global_arn("iam", &format!("role{}{name}", path.unwrap_or("/")))
}

/// The ARN of the role that `block` writes out.
fn arn_of(block: &Block, place: &Place) -> String {
    arn(place, block.text("path"), block.text("name").unwrap_or(&block.address.label))
}

#[cfg(test)]
mod tests;
