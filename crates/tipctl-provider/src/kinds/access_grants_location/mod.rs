//! Locations of S3 Access Grants.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod schema;
mod tell;

use tipctl_model::{
    Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Scope, Told, Work,
};

pub(super) use schema::NAME;

use super::access_grants_instance;
use crate::{attrs::Read, s3, tags};

/// The kind `access_grants_location`.
pub(super) struct AccessGrantsLocation;

impl Kind for AccessGrantsLocation {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        Ok(vec![access_grants_instance::derived(block, "", scope), Resource::written(block)])
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        let mut flaws = tags::flaws(want, "access_grants_location::tags");
        if let Some(scope) = want.text("scope").filter(|scope| *scope != "s3://") {
            flaws.extend(s3::flaws(scope, "access_grants_location::scope", "scope"));
        }
        if let Some(role) =
            want.text("role").filter(|role| !(role.starts_with("arn:") && role.contains(":role/")))
        {
            let message = format!("`{role}` is neither a role of this spec nor the ARN of one");
            flaws.push(
                Flaw::new("access_grants_location::role", "role", message).help("role = \"role.results\""),
            );
        }
        flaws
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
