//! What has to be allowed for opt-ins, and what no policy can allow.

use tipctl_model::{Attrs, Need, Place, Work};

use crate::kinds::grant;

const OPTS_IN: &str = "Lake Formation lets its administrators alone opt others in, whatever IAM allows: name who applies \
                       in `admins` of `[lake]`.";

pub(super) fn needs(work: Work, opt_ins: &[&Attrs], place: &Place) -> Vec<Need> {
    let lake = |actions: &[&'static str]| Need::anywhere(actions).when("aws:RequestedRegion", &place.region);
    let list = "lakeformation:ListLakeFormationOptIns";
    let written = |actions: &[&'static str]| {
        let mut needs = grant::names(opt_ins, place);
        needs.extend([lake(actions), Need::Beyond(OPTS_IN)]);
        needs
    };
    match work {
        Work::Sweep => vec![lake(&[list])],
        Work::Create => written(&["lakeformation:CreateLakeFormationOptIn", list]),
        Work::Update => Vec::new(),
        Work::Delete => written(&["lakeformation:DeleteLakeFormationOptIn"]),
    }
}
