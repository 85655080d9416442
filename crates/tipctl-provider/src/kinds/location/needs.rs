//! What has to be allowed for locations.

use tipctl_model::{Attrs, Need, Place, Work};

use crate::{attrs::Read, kinds::role};

pub(super) fn needs(work: Work, locations: &[&Attrs], place: &Place) -> Vec<Need> {
    // AWS: Lake Formation's actions know no resources.
    let lake = |action| Need::anywhere(&[action]).when("aws:RequestedRegion", &place.region);
    let passes = || role::passes(locations, &["role"], "lakeformation.amazonaws.com", place);
    match work {
        Work::Sweep => vec![lake("lakeformation:ListResources")],
        Work::Create => {
            let mut needs = vec![lake("lakeformation:RegisterResource"), passes()];
            if locations.iter().any(|location| location.truth("privileged_access") == Some(true)) {
                needs.push(lake("lakeformation:RegisterResourceWithPrivilegedAccess"));
            }
            needs
        }
        Work::Update => vec![lake("lakeformation:UpdateResource"), passes()],
        Work::Delete => vec![lake("lakeformation:DeregisterResource")],
    }
}
