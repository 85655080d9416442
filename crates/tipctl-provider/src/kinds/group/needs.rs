//! What has to be allowed for groups.

use tipctl_model::{Attrs, Need, Place, Work};

use crate::kinds::identity_center::store::{object, objects, stores};

pub(super) fn needs(work: Work, groups: &[&Attrs], place: &Place) -> Vec<Need> {
    let stores = stores(groups, place);
    let ids = objects(groups, "group", "id", place);
    vec![match work {
        // AWS: the list is of all groups, whichever are asked for.
        Work::Sweep => {
            Need::on(&["identitystore:ListGroups"], stores.into_iter().chain([object("group", "*", place)]))
        }
        Work::Create => Need::on(&["identitystore:CreateGroup"], stores),
        Work::Update => Need::on(&["identitystore:UpdateGroup"], stores.into_iter().chain(ids)),
        Work::Delete => Need::on(&["identitystore:DeleteGroup"], stores.into_iter().chain(ids)),
    }]
}
