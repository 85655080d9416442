//! What has to be allowed for memberships.

use tipctl_model::{Attrs, Need, Place, Work};

use crate::kinds::identity_center::store::{object, objects, stores};

pub(super) fn needs(work: Work, memberships: &[&Attrs], place: &Place) -> Vec<Need> {
    let around = stores(memberships, place).into_iter().chain(objects(memberships, "group", "group", place));
    let users = objects(memberships, "user", "user", place);
    let any = object("membership", "*", place);
    match work {
        Work::Sweep => vec![Need::on(&["identitystore:ListGroupMemberships"], around.chain([any]))],
        Work::Create => vec![Need::on(&["identitystore:CreateGroupMembership"], around.chain(users))],
        Work::Update => Vec::new(),
        Work::Delete => {
            vec![Need::on(&["identitystore:DeleteGroupMembership"], around.chain(users).chain([any]))]
        }
    }
}
