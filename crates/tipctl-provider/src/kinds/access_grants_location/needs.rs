//! What has to be allowed for access grants locations.

use tipctl_model::{Attrs, Need, Place, Work};

use crate::{
    kinds::{access_grants_instance::retags, role},
    policy::uses::instance,
};

pub(super) fn needs(work: Work, locations: &[&Attrs], place: &Place) -> Vec<Need> {
    // AWS: the id of a location is known once it is there.
    let any = format!("{}/location/*", instance(place));
    let passes = || role::passes(locations, &["role"], "access-grants.s3.amazonaws.com", place);
    match work {
        Work::Sweep => vec![
            Need::on(&["s3:ListAccessGrantsLocations"], [instance(place)]),
            Need::on(&["s3:ListTagsForResource"], [any]),
        ],
        Work::Create => vec![
            Need::on(&["s3:CreateAccessGrantsLocation"], [instance(place)]),
            Need::on(&["s3:TagResource"], [any]),
            passes(),
        ],
        Work::Update => {
            let mut needs = vec![Need::on(&["s3:UpdateAccessGrantsLocation"], [any.clone()]), passes()];
            needs.extend(retags(locations, any));
            needs
        }
        Work::Delete => vec![Need::on(&["s3:DeleteAccessGrantsLocation"], [any])],
    }
}
