//! The way from what a principal holds to what it should hold.
//!
//! Nothing is taken before what replaces it is there, but for the one case in which AWS knows no other way.

use std::collections::BTreeSet;

use super::{
    algebra::{ALL, Held, Level},
    privilege::Privilege,
};

/// The way from one holding to another, in three parts that are sent in this order: nothing is taken before what
/// replaces it is there.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Turn {
    /// What is missing.
    pub(super) grant: Held,
    /// What is too much.
    pub(super) revoke: Held,
    /// What is granted again because it lost the right to pass it on.
    ///
    /// AWS: taking back that right alone would be a revocation without permissions, which is unverified; the privilege
    /// is revoked with it and granted again without (facts/aws-data.md §4.1).
    pub(super) restore: Held,
}

impl Turn {
    /// From what AWS lists to what is wanted.
    pub(super) fn new(listed: &Held, want: &Held, level: Level) -> Self {
        let live = listed.canonical(level);
        let newly_grantable: BTreeSet<Privilege> = &want.grantable - &live.grantable;
        let missing = &want.permissions - &live.permissions;
        let grant = Held { permissions: &missing | &newly_grantable, grantable: newly_grantable };

        // AWS: the list sometimes leaves out `ALL` although it is held (facts/aws-data.md §4.3), so it is revoked
        // wherever the rest of its set is there.
        let extra = &(&listed.permissions | &live.permissions) - &unfolded(&want.permissions, level);
        let options = &listed.grantable | &live.grantable;
        let bare = &(&options - &unfolded(&want.grantable, level)) - &extra;
        let revoked = &extra | &bare;
        let revoke = Held { grantable: &options & &revoked, permissions: revoked };

        let is_hit = |privilege: &&Privilege| {
            !unfolded(&BTreeSet::from([(*privilege).clone()]), level).is_disjoint(&bare)
        };
        let restored: BTreeSet<Privilege> = want.permissions.iter().filter(is_hit).cloned().collect();
        let restore = Held { grantable: &restored & &want.grantable, permissions: restored };
        Self { grant, revoke, restore }
    }
}

/// The same privileges, with everything that `all` covers named.
fn unfolded(privileges: &BTreeSet<Privilege>, level: Level) -> BTreeSet<Privilege> {
    let mut privileges = privileges.clone();
    if privileges.contains(&Privilege::whole(ALL)) {
        privileges.extend(level.covered().iter().map(|word| Privilege::whole(word)));
    }
    privileges
}
