//! What has to be allowed for OpenID Connect providers.

use std::collections::BTreeSet;

use tipctl_model::{Attrs, Need, Place, Work};

use super::arn;
use crate::attrs::Read;

pub(super) fn needs(work: Work, providers: &[&Attrs], place: &Place) -> Vec<Need> {
    let arns = |which: &dyn Fn(&Attrs) -> bool| -> BTreeSet<String> {
        let named = providers.iter().filter(|provider| which(provider));
        named.map(|provider| arn(place, provider.text("url").unwrap_or("*"))).collect()
    };
    let all = || arns(&|_| true);
    let having = |attr: &'static str| arns(&move |provider| provider.contains_key(attr));
    match work {
        Work::Sweep => vec![
            Need::anywhere(&["iam:ListOpenIDConnectProviders"]),
            Need::on(&["iam:GetOpenIDConnectProvider"], all()),
        ],
        Work::Create => vec![Need::on(
            // One whose making was broken off is looked at before it is gone on with.
            &[
                "iam:CreateOpenIDConnectProvider",
                "iam:GetOpenIDConnectProvider",
                "iam:TagOpenIDConnectProvider",
            ],
            all(),
        )],
        Work::Update => vec![
            Need::on(
                &["iam:AddClientIDToOpenIDConnectProvider", "iam:RemoveClientIDFromOpenIDConnectProvider"],
                having("client_ids"),
            ),
            Need::on(&["iam:UpdateOpenIDConnectProviderThumbprint"], having("thumbprints")),
            Need::on(&["iam:TagOpenIDConnectProvider", "iam:UntagOpenIDConnectProvider"], having("tags")),
        ],
        Work::Delete => vec![Need::on(&["iam:DeleteOpenIDConnectProvider"], all())],
    }
}
