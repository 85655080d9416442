//! What has to be allowed for assignments.

use std::collections::BTreeSet;

use tipctl_model::{Attrs, Need, Place, Work};

use crate::{attrs::Read, kinds::identity_center::needs as identity_center};

pub(super) fn needs(work: Work, assignments: &[&Attrs], place: &Place) -> Vec<Need> {
    let any = || {
        let instances = identity_center::instances(assignments.first().copied(), "instance", place);
        identity_center::applications(&instances, place)
    };
    let named = assignments.iter().map(|one| one.text("application").map(str::to_owned));
    let applications: BTreeSet<String> = match named.collect() {
        Some(named) => named,
        None => any(),
    };
    match work {
        Work::Sweep => vec![Need::on(&["sso:ListApplicationAssignments"], applications)],
        Work::Create => vec![Need::on(&["sso:CreateApplicationAssignment"], applications)],
        Work::Update => Vec::new(),
        Work::Delete => vec![Need::on(&["sso:DeleteApplicationAssignment"], applications)],
    }
}
