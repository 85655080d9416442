//! What the two roles of a client need, and nothing beyond: whom they trust, and what they permit.
//!
//! Not here: which issuers, workgroups and roles these are (`kinds::role`).

use std::collections::BTreeSet;

use tipctl_model::{Place, Value};

use super::{
    Statement, document,
    uses::{Documents, catalog, instance, ours, queries, with_context, with_keys},
};
use crate::s3::Path;

/// Tokens of one issuer for one client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tokens {
    /// The ARN of the provider.
    pub provider: String,
    /// The issuer as IAM names it: without `https://`.
    pub issuer: String,
    /// What the claim `aud` may be.
    pub client_ids: BTreeSet<String>,
}

/// A client, as its access role sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Client {
    /// Who signs its users in.
    pub tokens: Tokens,
    /// The role that exchanges their tokens: its ARN, or a reference to it.
    pub application_role: Value,
}

/// What clients query through.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reach {
    /// The ARNs of the workgroups.
    pub workgroups: BTreeSet<String>,
    /// Folders of results that S3 Access Grants does not hand out.
    pub results: BTreeSet<Path>,
    /// Whether S3 Access Grants hands out others.
    pub uses_access_grants: bool,
}

/// The role that a driver has while it exchanges the `tokens` of its users, for workgroups `workgroups`, to become one of
/// `access_roles`.
#[must_use]
pub fn client_application(
    tokens: &[Tokens],
    workgroups: &BTreeSet<String>,
    access_roles: &BTreeSet<String>,
) -> Documents {
    // AWS: facts/tip-chain.md §3, §4. From tags the driver learns which application and which access role are meant; who
    // has an application is not known before it is made. Exchanging tokens is for the application's own policy to allow;
    // where Identity Center is another account's, this one must allow it too.
    let trust = tokens.iter().enumerate().map(|(at, tokens)| signed_in(&format!("SignIn{}", at + 1), tokens));
    let workgroup_tags =
        Statement::allow("WorkgroupTags", &["athena:ListTagsForResource"]).on(workgroups.iter().cloned());
    let application_tags =
        Statement::allow("ApplicationTags", &["sso:ListTagsForResource"]).on(["*".to_owned()]);
    let exchange = Statement::allow("Exchange", &["sso-oauth:CreateTokenWithIAM"]).on(["*".to_owned()]);
    let access =
        Statement::allow("Access", &["sts:AssumeRole", "sts:SetContext"]).on(access_roles.iter().cloned());
    let access = (!access_roles.is_empty()).then_some(access);
    Documents {
        trust: document(trust),
        permissions: document([workgroup_tags, application_tags, exchange].into_iter().chain(access)),
    }
}

/// The role that the users of `clients` query with, within `reach`.
#[must_use]
pub fn client_access(place: &Place, clients: &[Client], reach: &Reach, keys: &BTreeSet<String>) -> Documents {
    // AWS: facts/tip-chain.md, trust matrix. A statement for each role, so that none depends on ARNs that are not known.
    let trust = clients.iter().enumerate().flat_map(|(at, client)| {
        let trusted = |sid: &str, action| {
            Statement::allow(&format!("{sid}{}", at + 1), &[action]).to_role(&client.application_role)
        };
        [
            signed_in(&format!("SignIn{}", at + 1), &client.tokens),
            trusted("Access", "sts:AssumeRole"),
            with_context(trusted("Context", "sts:SetContext"), place),
        ]
    });
    let lake = Statement::allow("Lake", &["lakeformation:GetDataAccess"]);
    let everywhere = [queries(), catalog(), lake].map(|statement| statement.on(["*".to_owned()]));
    Documents {
        trust: document(trust),
        permissions: document(
            everywhere
                .into_iter()
                .chain(results(place, reach))
                .chain(with_keys(&["kms:Decrypt", "kms:GenerateDataKey"], keys)),
        ),
    }
}

/// Reading and writing results: through S3 Access Grants, or in the buckets themselves.
fn results(place: &Place, reach: &Reach) -> Vec<Statement> {
    let partition = &place.partition;
    let grants =
        Statement::allow("ResultGrants", &["s3:GetAccessGrantsInstanceForPrefix", "s3:GetDataAccess"])
            .on([instance(place)]);
    let files = Statement::allow(
        "Results",
        &["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
    )
    .on(reach.results.iter().map(|path| path.objects_arn(partition, "*")));
    let buckets = Statement::allow("ResultBuckets", &["s3:GetBucketLocation", "s3:ListBucket"])
        .on(reach.results.iter().map(|path| path.bucket_arn(partition)));
    let mut all = Vec::new();
    all.extend(reach.uses_access_grants.then(|| ours(grants, place)));
    if !reach.results.is_empty() {
        all.extend([ours(files, place), ours(buckets, place)]);
    }
    all
}

/// Whoever has one of `tokens`.
fn signed_in(sid: &str, tokens: &Tokens) -> Statement {
    Statement::allow(sid, &["sts:AssumeRoleWithWebIdentity"]).to_federated(&tokens.provider).when(
        "StringEquals",
        &format!("{}:aud", tokens.issuer),
        tokens.client_ids.iter().cloned(),
    )
}
