//! The IAM Identity Center instance.

#[cfg(feature = "aws")]
mod calls;
pub(crate) mod needs;
mod route;
mod schema;
pub(crate) mod store;
mod tell;

use tipctl_model::{
    AttrRef, Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Scope, Told, Value, Work,
};

#[cfg(feature = "aws")]
pub(crate) use calls::chosen;
#[cfg(feature = "aws")]
pub(super) use calls::{instance_of, store_of};
pub(crate) use route::Route;

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
        let mut flaws = Vec::new();
        if let Some(arn) = want.text("arn").filter(|arn| !arn.contains(":sso:::instance/")) {
            let message = format!("`{arn}` is not the ARN of an Identity Center instance");
            flaws.push(
                Flaw::new("identity_center::arn", "arn", message)
                    .help("arn = \"arn:aws:sso:::instance/ssoins-0123456789abcdef\""),
            );
        }
        let is_role =
            |arn: &&str| arn.starts_with("arn:") && arn.contains(":iam::") && arn.contains(":role/");
        if let Some(arn) = want.text("role_arn").filter(|arn| !is_role(arn)) {
            let message = format!("`{arn}` is not the ARN of a role");
            flaws.push(
                Flaw::new("identity_center::role_arn", "role_arn", message)
                    .help("role_arn = \"arn:aws:iam::111122223333:role/identity-center\""),
            );
        }
        if want.text("region").is_some_and(|region| region.is_empty() || region.contains(char::is_whitespace))
        {
            let flaw = Flaw::new("identity_center::region", "region", "a region is one word");
            flaws.push(flaw.help("region = \"us-east-1\""));
        }
        if want.text("profile").is_some_and(str::is_empty) {
            let flaw = Flaw::new("identity_center::profile", "profile", "a profile has a name");
            flaws.push(flaw.help("remove `profile`"));
        }
        flaws
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn tell_whole(&self, around: Option<&str>, inventory: &mut Inventory) {
        tell::tell_whole(around, inventory);
    }

    fn needs(&self, work: Work, things: &[&Attrs], _: &Place) -> Vec<Need> {
        needs::needs(work, things)
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
