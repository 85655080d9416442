//! What has to be allowed for assignments.

use tipctl_model::{Attrs, Need, Place, Work};

use crate::kinds::application;

pub(super) fn needs(work: Work, assignments: &[&Attrs], place: &Place) -> Vec<Need> {
    let applications = application::applications(assignments, place);
    match work {
        Work::Sweep => vec![Need::on(&["sso:ListApplicationAssignments"], applications)],
        Work::Create => vec![Need::on(&["sso:CreateApplicationAssignment"], applications)],
        Work::Update => Vec::new(),
        Work::Delete => vec![Need::on(&["sso:DeleteApplicationAssignment"], applications)],
    }
}
