//! Memberships of users in groups.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod schema;
mod tell;

use tipctl_model::{
    Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Scope, Told, Work,
};

#[cfg(feature = "aws")]
pub(crate) use calls::within;

use super::identity_center;

/// The kind `membership`.
pub(super) struct Membership;

impl Kind for Membership {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let store = identity_center::reference(scope, "identity_store_id").map_err(|flaw| vec![flaw])?;
        if scope.is_external() {
            return Err(vec![
                Flaw::new(
                    "membership::external",
                    "",
                    "who is in a group is for the identity provider to say",
                )
                .help("remove the section, or set `source = \"directory\"` in `[identity_center]`"),
            ]);
        }
        let mut membership = Resource::written(block);
        membership.attrs.insert("store", store);
        Ok(vec![membership])
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn tell_whole(&self, around: Option<&str>, inventory: &mut Inventory) {
        tell::tell_whole(around, inventory);
    }

    fn around(&self) -> Option<&'static str> {
        Some("group")
    }

    fn needs(&self, work: Work, things: &[&Attrs], place: &Place) -> Vec<Need> {
        needs::needs(work, things, place).into_iter().map(Need::for_identity_center).collect()
    }
}
