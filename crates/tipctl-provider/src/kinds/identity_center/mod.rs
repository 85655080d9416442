//! The IAM Identity Center instance.

#[cfg(feature = "aws")]
mod calls;
pub(crate) mod needs;
mod schema;
pub(super) mod store;
mod tell;

use tipctl_model::{
    AttrRef, Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Scope, Told, Value, Work,
};

#[cfg(feature = "aws")]
pub(super) use calls::{instance_of, store_of};

use crate::attrs::Read;

/// The kind `identity_center`.
pub(super) struct IdentityCenter;

impl Kind for IdentityCenter {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, _: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let mut resource = Resource::written(block).found();
        resource.attrs.remove("source");
        Ok(vec![resource])
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        match want.text("arn") {
            Some(arn) if !arn.contains(":sso:::instance/") => vec![
                Flaw::new(
                    "identity_center::arn",
                    "arn",
                    format!("`{arn}` is not the ARN of an Identity Center instance"),
                )
                .help("arn = \"arn:aws:sso:::instance/ssoins-0123456789abcdef\""),
            ],
            _ => Vec::new(),
        }
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn tell_whole(&self, around: Option<&str>, inventory: &mut Inventory) {
        tell::tell_whole(around, inventory);
    }

    fn needs(&self, work: Work, _: &[&Attrs], _: &Place) -> Vec<Need> {
        needs::needs(work)
    }
}

/// A reference to `attr` of the instance, for kinds that live in it; a flaw where the spec has no such section.
pub(super) fn reference(scope: &Scope<'_>, attr: &'static str) -> Result<Value, Flaw> {
    match scope.of_kind(schema::NAME).next() {
        Some(block) => Ok(Value::Pending(AttrRef::new(block.address.clone(), attr))),
        None => Err(Flaw::new(
            "identity_center::missing",
            "",
            "the spec does not say where the workforce comes from",
        )
        .help("[identity_center]\nsource = \"external\"   # or \"directory\"")),
    }
}
