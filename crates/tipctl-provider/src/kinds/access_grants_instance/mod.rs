//! The S3 Access Grants instance of an account and region.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod schema;
#[cfg(feature = "aws")]
mod tagging;
mod tell;

use tipctl_model::{
    Address, Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Scope, Told, Value, Work,
};

#[cfg(feature = "aws")]
pub(super) use tagging::{retag, sdk_tags, tags_of};

pub(super) use needs::retags;

use super::identity_center;
use crate::{attrs::Read, policy::uses, tags};

/// The kind `access_grants_instance`.
pub(super) struct AccessGrantsInstance;

impl Kind for AccessGrantsInstance {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let mut instance = Resource::written(block);
        for (attr, value) in default_attrs(scope) {
            instance.attrs.entry(attr).or_insert(value);
        }
        Ok(vec![instance])
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        let mut flaws = tags::flaws(want, "access_grants_instance::tags");
        let named = want.text("identity_center").filter(|arn| !arn.is_empty());
        if let Some(arn) = named.filter(|arn| !arn.contains(":sso:::instance/")) {
            let message = format!("`{arn}` is not the ARN of an Identity Center instance");
            flaws.push(Flaw::new("access_grants_instance::identity_center", "identity_center", message));
        }
        flaws
    }

    fn settle(&self, mut want: Attrs, place: &Place) -> Attrs {
        want.insert("arn", Value::Text(uses::instance(place)));
        want
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn tell_whole(&self, around: Option<&str>, inventory: &mut Inventory) {
        tell::tell_whole(around, inventory);
    }

    fn needs(&self, work: Work, things: &[&Attrs], place: &Place) -> Vec<Need> {
        needs::needs(work, things, place)
    }
}

/// The instance that the attribute at `path` of `block` needs.
pub(super) fn derived(block: &Block, path: &str, scope: &Scope<'_>) -> Resource {
    Resource::derived(Address::new(schema::NAME, "main"), default_attrs(scope), block, path)
}

/// An instance that knows the workforce, where the spec says who it is.
fn default_attrs(scope: &Scope<'_>) -> Attrs {
    identity_center::reference(scope, "arn")
        .ok()
        .map(|instance| ("identity_center", instance))
        .into_iter()
        .collect()
}
