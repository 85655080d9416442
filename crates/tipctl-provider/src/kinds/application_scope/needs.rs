//! What has to be allowed for access scopes.

use tipctl_model::{Attrs, Need, Place, Work};

use crate::kinds::application;

pub(super) fn needs(work: Work, scopes: &[&Attrs], place: &Place) -> Vec<Need> {
    let applications = application::applications(scopes, place);
    let action = match work {
        Work::Sweep => "sso:ListApplicationAccessScopes",
        Work::Create | Work::Update => "sso:PutApplicationAccessScope",
        Work::Delete => "sso:DeleteApplicationAccessScope",
    };
    vec![Need::on(&[action], applications)]
}
