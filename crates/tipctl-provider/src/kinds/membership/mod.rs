//! Memberships of users in groups.

#[cfg(feature = "aws")]
mod calls;
mod schema;

use tipctl_model::{Block, Flaw, Kind, KindSchema, Resource, Scope};

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
}
