//! Lake Formation's connection to Identity Center.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod schema;
mod tell;

use tipctl_model::{
    Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Scope, Told, Work,
};

use super::identity_center;
use crate::attrs::Read;

pub(super) use schema::NAME;

/// The kind `lake_identity_center`.
pub(super) struct LakeIdentityCenter;

impl Kind for LakeIdentityCenter {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let mut resource = Resource::written(block);
        if block.value("instance").is_none() {
            let instance = identity_center::reference(scope, "arn").map_err(|flaw| vec![flaw])?;
            resource.attrs.insert("instance", instance);
        }
        Ok(vec![resource])
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        if want.texts("share_recipients").len() > 30 {
            let text = "more than 30 recipients";
            flaws.push(Flaw::new("lake_identity_center::share_recipients", "share_recipients", text));
        }
        if want.contains_key("external_targets") != want.contains_key("external_filtering") {
            let text = "`external_filtering` and `external_targets` are said together or not at all";
            flaws.push(
                Flaw::new("lake_identity_center::external_filtering", "external_filtering", text).help(
                    "external_filtering = \"enabled\", external_targets = [\"arn:aws:sso::…:application/…\"]",
                ),
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
