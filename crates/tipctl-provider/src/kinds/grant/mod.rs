//! Lake Formation grants: who may do what with which catalog, database, table, column or data location.
//!
//! `expand` makes rows of what a user writes and `naming` says what they are called; `privilege` and `algebra` say when two rows are the same, `entry` how rows
//! and AWS's pieces make up each other, `turn` how to get from one row to another, and `catalog` what rows name and the
//! data catalog lacks.
//!
//! Not here: grants on LF-Tags, tag policies and cells filters, which are left alone.

mod algebra;
#[cfg(feature = "aws")]
mod calls;
mod catalog;
mod check;
#[cfg(any(feature = "aws", test))]
mod entry;
mod expand;
mod naming;
mod needs;
mod privilege;
mod schema;
mod tell;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "aws", test))]
mod turn;

use tipctl_model::{
    Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Scope, Told, Work,
};

pub(super) use algebra::canonical_on;
#[cfg(feature = "aws")]
pub(super) use calls::{beyond_on, named, sdk_resource};
pub(super) use check::{check_names, check_principal};
pub(super) use naming::{what, who};
pub(super) use needs::names;
#[cfg(feature = "aws")]
pub(super) use tell::BEYOND;
pub(super) use tell::resource;

use algebra::{Held, Level};

/// The kind `grant`.
pub(super) struct Grant;

impl Kind for Grant {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        expand::rows(block, scope)
    }

    fn settle(&self, mut want: Attrs, place: &Place) -> Attrs {
        let Some(on) = want.get("on").map(|on| canonical_on(on, place)) else { return want };
        if let Some(level) = Level::of(&on) {
            let (permissions, grantable) = Held::of(&want).canonical(level).values();
            want.insert("permissions", permissions);
            want.insert("grantable", grantable);
        }
        want.insert("on", on);
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
