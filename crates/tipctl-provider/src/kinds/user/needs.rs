//! What has to be allowed for users.

use tipctl_model::{Attrs, Need, Place, Work};

use crate::kinds::identity_center::store::{object, objects, stores};

pub(super) fn needs(work: Work, users: &[&Attrs], place: &Place) -> Vec<Need> {
    let stores = stores(users, place);
    let ids = objects(users, "user", "id", place);
    vec![match work {
        // AWS: the list is of all users, whichever are asked for.
        Work::Sweep => {
            Need::on(&["identitystore:ListUsers"], stores.into_iter().chain([object("user", "*", place)]))
        }
        Work::Create => Need::on(&["identitystore:CreateUser"], stores),
        Work::Update => Need::on(&["identitystore:UpdateUser"], stores.into_iter().chain(ids)),
        Work::Delete => Need::on(&["identitystore:DeleteUser"], stores.into_iter().chain(ids)),
    }]
}
