//! What may not be read is not known, and never broken.

use std::collections::BTreeSet;

use libtest_mimic::Failed;

use super::company::{Company, drawn};

/// Reads that the answer does not depend on here: the chain needs nothing of what they tell, or takes it as AWS has it where
/// nobody has changed it.
const BESIDE_THE_POINT: &[&str] = &[
    "cloudtrail.DescribeTrails",
    "iam.ListOpenIDConnectProviders",
    "iam.ListPolicies",
    "identitystore.GetGroupId",
    "lakeformation.GetDataLakeSettings",
    "s3.ListBuckets",
    "ssoadmin.DescribeInstance",
    "ssoadmin.GetApplicationAssignmentConfiguration",
    "ssoadmin.ListTrustedTokenIssuers",
];

/// What a client needs, and a studio does not.
const OF_CLIENTS: &[&str] = &[
    "iam.GetOpenIDConnectProvider",
    "ssoadmin.DescribeTrustedTokenIssuer",
    "ssoadmin.ListApplicationAccessScopes",
    "ssoadmin.ListApplicationAuthenticationMethods",
    "ssoadmin.ListApplicationGrants",
];

/// Refuses one read after the other.
pub(super) fn unread(company: &Company, _: usize) -> Result<(), Failed> {
    let mut wrong = Vec::new();
    let mut certain = BTreeSet::new();
    for read in company.reads() {
        let chains = company.unread(&read);
        if let Some(chain) = chains.iter().find(|chain| chain.first_broken().is_some()) {
            wrong.push(format!("without {read}:\n{}", drawn(chain)));
        }
        if chains.iter().all(|chain| chain.verdict().holds()) {
            certain.insert(read);
        }
    }
    let expected = BESIDE_THE_POINT.iter().chain(OF_CLIENTS).map(|read| (*read).to_owned()).collect();
    if certain != expected {
        wrong.push(format!("these make no difference: {certain:#?}"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}
