//! The way from what a principal holds to what it should hold.
//!
//! Nothing is taken before what replaces it is there, but for the one case in which AWS knows no other way.

use std::collections::BTreeSet;

use super::{
    algebra::{ALL, Held, Level},
    privilege::Privilege,
};

/// The way from one holding to another, in three parts that are sent in this order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Turn {
    /// What is missing.
    pub(super) grant: Held,
    /// What is too much.
    pub(super) revoke: Held,
    /// What is granted again because a revocation may have taken it along.
    ///
    /// AWS: taking back a grant option alone would be a revocation without permissions, which is unverified, so the
    /// privilege is revoked with it and granted again without (facts/aws-data.md §4.1). Whether revoking `ALL` takes
    /// along what was granted beside it is unverified too.
    pub(super) restore: Held,
}

impl Turn {
    /// From what AWS lists to what is wanted.
    pub(super) fn new(listed: &Held, want: &Held, level: Level) -> Self {
        let live = listed.canonical(level);
        let stays = unfolded(&want.permissions, level);
        // AWS: the list sometimes leaves out `ALL` although it is held, sometimes has nothing but it, and sometimes some
        // of what it covers (facts/aws-data.md §4.3), so its whole set is named; except where it stands alone and goes
        // as a whole, which is all that IAM_ALLOWED_PRINCIPALS knows.
        let held = |listed: &BTreeSet<Privilege>, live: &BTreeSet<Privilege>| -> BTreeSet<Privilege> {
            let wholes = listed.iter().filter(|privilege| matches!(privilege, Privilege::Whole(_)));
            let held: BTreeSet<Privilege> = wholes.chain(live).cloned().collect();
            if stays.is_empty() && listed == live { held } else { unfolded(&held, level) }
        };
        let options = held(&listed.grantable, &live.grantable);
        let extra = &held(&listed.permissions, &live.permissions) - &stays;
        let bare = &(&options - &unfolded(&want.grantable, level)) - &extra;
        let revoked = &extra | &bare;

        let newly_grantable = &want.grantable - &live.grantable;
        let missing = &want.permissions - &live.permissions;
        let apart = &(&torn(listed, &revoked) & &want.permissions) - &revoked;
        let grant = Held {
            grantable: &newly_grantable | &(&apart & &want.grantable),
            permissions: &(&missing | &newly_grantable) | &apart,
        };

        let takes_all = revoked.contains(&Privilege::whole(ALL));
        let may_be_taken = |privilege: &&Privilege| {
            let meaning = unfolded(&BTreeSet::from([(*privilege).clone()]), level);
            (takes_all && matches!(privilege, Privilege::Whole(_))) || !meaning.is_disjoint(&bare)
        };
        let wanted = &want.permissions | &want.grantable;
        let restored: BTreeSet<Privilege> = wanted.iter().filter(may_be_taken).cloned().collect();
        let restore = Held { grantable: &restored & &want.grantable, permissions: restored };
        Self { grant, revoke: Held { grantable: &options & &revoked, permissions: revoked }, restore }
    }
}

/// The columns that are listed together with some of `revoked`.
///
/// AWS: whether a column can be revoked out of a list that was granted as one is unverified. Where it cannot, the whole
/// list is revoked, and what stays of it must have been granted by itself before.
fn torn(listed: &Held, revoked: &BTreeSet<Privilege>) -> BTreeSet<Privilege> {
    let singles = |names: &BTreeSet<String>| -> BTreeSet<Privilege> {
        names.iter().map(|name| Privilege::column(name)).collect()
    };
    let lists = listed.permissions.iter().filter_map(|privilege| match privilege {
        Privilege::Columns(names) => Some(singles(names)),
        Privilege::Whole(_) | Privilege::AllBut(_) => None,
    });
    lists.filter(|columns| !columns.is_disjoint(revoked)).flatten().collect()
}

/// The same privileges, with everything that `all` covers named.
fn unfolded(privileges: &BTreeSet<Privilege>, level: Level) -> BTreeSet<Privilege> {
    let mut privileges = privileges.clone();
    if privileges.contains(&Privilege::whole(ALL)) {
        privileges.extend(level.covered().iter().map(|word| Privilege::whole(word)));
    }
    privileges
}
