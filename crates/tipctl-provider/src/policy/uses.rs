//! What each use of a role needs, and nothing beyond: whom it trusts, and what it permits.
//!
//! Not here: which buckets, keys and workgroups these are (`kinds::role`).

use std::collections::BTreeSet;

use tipctl_model::{Place, Value};

use super::{Statement, document};
use crate::s3::Path;

/// The trust and the permissions of one role.
pub struct Documents {
    /// Who may be the role.
    pub trust: Value,
    /// What the role may do.
    pub permissions: Value,
}

/// A folder that S3 Access Grants hands out.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Lent {
    /// The folder.
    pub path: Path,
    /// Whether each user has a folder of their own in it and sees no other.
    pub per_user: bool,
}

/// The role that an EMR Studio itself runs as, with its folders in `storage` and the `keys` that these are encrypted
/// with.
#[must_use]
pub fn studio_service(place: &Place, storage: &BTreeSet<Path>, keys: &BTreeSet<String>) -> Documents {
    // AWS: facts/tip-chain.md L3. Without clusters a studio needs its storage and nothing in EC2.
    let partition = &place.partition;
    let trust = Statement::allow("Studio", &["sts:AssumeRole"])
        .to_service("elasticmapreduce.amazonaws.com")
        .when("StringEquals", "aws:SourceAccount", [place.account.clone()])
        .when(
            "ArnLike",
            "aws:SourceArn",
            [format!("arn:{partition}:elasticmapreduce:*:{}:*", place.account)],
        );
    let files = Statement::allow("Files", &["s3:DeleteObject", "s3:GetObject", "s3:PutObject"])
        .on(storage.iter().map(|path| path.objects_arn(partition, "*")));
    let buckets = Statement::allow("Buckets", &["s3:GetEncryptionConfiguration", "s3:ListBucket"])
        .on(storage.iter().map(|path| path.bucket_arn(partition)));
    let actions =
        ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"];
    Documents {
        trust: document([trust]),
        permissions: document(
            [ours(files, place), ours(buckets, place)].into_iter().chain(with_keys(&actions, keys)),
        ),
    }
}

/// The role that a user of an EMR Studio works as, in studios that run as `service_roles`.
#[must_use]
pub fn studio_user(place: &Place, service_roles: &BTreeSet<String>) -> Documents {
    // AWS: `sts:SetContext` is what makes the user known to Athena; roles from before identity propagation lack it
    // (facts/tip-chain.md L4, TIP202).
    let trust = Statement::allow("Studio", &["sts:AssumeRole", "sts:SetContext"])
        .to_service("elasticmapreduce.amazonaws.com");
    Documents { trust: document([trust]), permissions: editor(place, service_roles) }
}

/// What the Athena editor of an EMR Studio asks for on a user's behalf: the permissions of the user role, and of a
/// session policy, which can only narrow them.
///
/// It has no access to data: tables are for Lake Formation to open, results for S3 Access Grants.
#[must_use]
pub fn editor(place: &Place, service_roles: &BTreeSet<String>) -> Value {
    // AWS: facts/tip-chain.md L4. Resources cannot tell workgroups with Identity Center apart (L8), hence `*`; the
    // actions are those that a session with a user's identity is not denied (TIP204).
    let lake = Statement::allow("Lake", &["lakeformation:GetDataAccess"]);
    let buckets =
        Statement::allow("Buckets", &["s3:GetBucketLocation", "s3:ListAllMyBuckets", "s3:ListBucket"])
            .on([format!("arn:{}:s3:::*", place.partition)]);
    let pass = Statement::allow("Workspaces", &["iam:PassRole"]).on(service_roles.iter().cloned());
    let everywhere = [queries(), catalog(), lake].map(|statement| statement.on(["*".to_owned()]));
    let pass = (!service_roles.is_empty()).then_some(pass);
    document(everywhere.into_iter().chain([buckets]).chain(pass))
}

/// Queries and what an editor shows of them, as far as a session with a user's identity is not denied them (TIP204).
pub(super) fn queries() -> Statement {
    Statement::allow(
        "Queries",
        &[
            "athena:BatchGetNamedQuery",
            "athena:BatchGetPreparedStatement",
            "athena:BatchGetQueryExecution",
            "athena:CreateNamedQuery",
            "athena:CreatePreparedStatement",
            "athena:DeleteNamedQuery",
            "athena:DeletePreparedStatement",
            "athena:GetDataCatalog",
            "athena:GetDatabase",
            "athena:GetNamedQuery",
            "athena:GetPreparedStatement",
            "athena:GetQueryExecution",
            "athena:GetQueryResults",
            "athena:GetQueryResultsStream",
            "athena:GetQueryRuntimeStatistics",
            "athena:GetTableMetadata",
            "athena:GetWorkGroup",
            "athena:ListDataCatalogs",
            "athena:ListDatabases",
            "athena:ListEngineVersions",
            "athena:ListNamedQueries",
            "athena:ListPreparedStatements",
            "athena:ListQueryExecutions",
            "athena:ListTableMetadata",
            "athena:ListWorkGroups",
            "athena:StartQueryExecution",
            "athena:StopQueryExecution",
            "athena:UpdatePreparedStatement",
        ],
    )
}

/// Reading databases and tables; Lake Formation decides which.
pub(super) fn catalog() -> Statement {
    Statement::allow(
        "Catalog",
        &[
            "glue:GetDatabase",
            "glue:GetDatabases",
            "glue:GetPartition",
            "glue:GetPartitions",
            "glue:GetTable",
            "glue:GetTables",
        ],
    )
}

/// The role that Lake Formation reads and writes the folders `paths` with. `source_identity` where the account's
/// settings ask Lake Formation to name the caller to S3.
#[must_use]
pub fn lake_location(
    place: &Place,
    paths: &BTreeSet<Path>,
    keys: &BTreeSet<String>,
    source_identity: bool,
) -> Documents {
    // AWS: facts/tip-chain.md L15; the settings' part is TIP222.
    let partition = &place.partition;
    let mut actions = vec!["sts:AssumeRole", "sts:SetContext"];
    actions.extend(source_identity.then_some("sts:SetSourceIdentity"));
    let trust = Statement::allow("Lake", &actions).to_service("lakeformation.amazonaws.com");
    let files = Statement::allow("Files", &["s3:DeleteObject", "s3:GetObject", "s3:PutObject"])
        .on(paths.iter().map(|path| path.objects_arn(partition, "*")));
    let buckets = Statement::allow("Buckets", &["s3:ListBucket"])
        .on(paths.iter().map(|path| path.bucket_arn(partition)));
    let names =
        Statement::allow("BucketNames", &["s3:ListAllMyBuckets"]).on([format!("arn:{partition}:s3:::*")]);
    Documents {
        trust: document([trust]),
        permissions: document(
            [files, buckets, names]
                .into_iter()
                .chain(with_keys(&["kms:Decrypt", "kms:GenerateDataKey"], keys)),
        ),
    }
}

/// The role that Athena runs the queries of the workgroups `names` as, with their results in the folders `results`.
#[must_use]
pub fn workgroup(
    place: &Place,
    names: &BTreeSet<String>,
    results: &BTreeSet<Path>,
    keys: &BTreeSet<String>,
) -> Documents {
    // AWS: facts/tip-chain.md L7, TIP225.
    let workgroups: Vec<String> =
        names.iter().map(|name| place.regional_arn("athena", &format!("workgroup/{name}"))).collect();
    let trusted = |sid, action| {
        Statement::allow(sid, &[action])
            .to_service("athena.amazonaws.com")
            .when("StringEquals", "aws:SourceAccount", [place.account.clone()])
            .when("ArnLike", "aws:SourceArn", workgroups.clone())
    };
    let prepared = Statement::allow(
        "PreparedStatements",
        &[
            "athena:CreatePreparedStatement",
            "athena:DeletePreparedStatement",
            "athena:GetPreparedStatement",
            "athena:ListPreparedStatements",
            "athena:UpdatePreparedStatement",
        ],
    )
    .on(workgroups.clone());
    let catalogs = Statement::allow("DataCatalogs", &["athena:GetDataCatalog"])
        .on(workgroups.iter().cloned().chain([place.regional_arn("athena", "datacatalog/*")]));
    let tables = Statement::allow("Tables", TABLES).on(["*".to_owned()]);
    let buckets = Statement::allow("ResultBuckets", &["s3:GetBucketLocation"])
        .on(results.iter().map(|path| path.bucket_arn(&place.partition)));
    let grants =
        Statement::allow("ResultGrants", &["s3:GetAccessGrantsInstanceForPrefix", "s3:GetDataAccess"])
            .on([instance(place)]);
    let lake = Statement::allow("Lake", &["lakeformation:GetDataAccess"]).on(["*".to_owned()]);
    let buckets = (!results.is_empty()).then_some(buckets);
    let statements = [prepared, catalogs, tables, grants, lake].into_iter().chain(buckets);
    Documents {
        trust: document([
            trusted("Queries", "sts:AssumeRole"),
            with_context(trusted("Context", "sts:SetContext"), place),
        ]),
        permissions: document(
            statements
                .map(|statement| ours(statement, place))
                .chain(with_keys(&["kms:Decrypt", "kms:GenerateDataKey"], keys)),
        ),
    }
}

/// What Athena does with tables as a workgroup's role; Lake Formation decides which.
const TABLES: &[&str] = &[
    "glue:BatchCreatePartition",
    "glue:BatchDeletePartition",
    "glue:BatchDeleteTable",
    "glue:BatchGetPartition",
    "glue:CreateDatabase",
    "glue:CreatePartition",
    "glue:CreateTable",
    "glue:DeleteDatabase",
    "glue:DeletePartition",
    "glue:DeleteTable",
    "glue:GetDatabase",
    "glue:GetDatabases",
    "glue:GetPartition",
    "glue:GetPartitions",
    "glue:GetTable",
    "glue:GetTables",
    "glue:UpdateDatabase",
    "glue:UpdatePartition",
    "glue:UpdateTable",
];

/// The role that S3 Access Grants lends to the grantees of `lent`.
#[must_use]
pub fn access_grants_location(place: &Place, lent: &BTreeSet<Lent>, keys: &BTreeSet<String>) -> Documents {
    // AWS: facts/tip-chain.md L11, TIP102, TIP209, TIP210. The condition's ARN carries region and account; without
    // them it never matches.
    let partition = &place.partition;
    let trusted = |sid, actions: &[&str]| {
        Statement::allow(sid, actions)
            .to_service("access-grants.s3.amazonaws.com")
            .when("StringEquals", "aws:SourceAccount", [place.account.clone()])
            .when("StringEquals", "aws:SourceArn", [instance(place)])
    };
    let objects = || {
        lent.iter().map(|lent| {
            lent.path.objects_arn(partition, if lent.per_user { "${identitystore:UserId}/*" } else { "*" })
        })
    };
    let granted = |statement: Statement| {
        ours(statement, place).when("ArnEquals", "s3:AccessGrantsInstanceArn", [instance(place)])
    };
    let read = Statement::allow(
        "Read",
        &[
            "s3:GetObject",
            "s3:GetObjectAcl",
            "s3:GetObjectVersion",
            "s3:GetObjectVersionAcl",
            "s3:ListMultipartUploadParts",
        ],
    );
    let write = Statement::allow(
        "Write",
        &[
            "s3:AbortMultipartUpload",
            "s3:DeleteObject",
            "s3:DeleteObjectVersion",
            "s3:PutObject",
            "s3:PutObjectAcl",
            "s3:PutObjectVersionAcl",
        ],
    );
    let lists = lent.iter().enumerate().map(|(at, lent)| granted(list(lent, at + 1, partition)));
    Documents {
        trust: document([
            trusted("AssumeAndSourceIdentity", &["sts:AssumeRole", "sts:SetSourceIdentity"]),
            with_context(trusted("Context", &["sts:SetContext"]), place),
        ]),
        permissions: document(
            [granted(read.on(objects())), granted(write.on(objects()))]
                .into_iter()
                .chain(lists)
                .chain(with_keys(&["kms:Decrypt", "kms:GenerateDataKey"], keys)),
        ),
    }
}

/// Listing the keys of the `at`-th folder, or of the one that a user has in it.
fn list(lent: &Lent, at: usize, partition: &str) -> Statement {
    let prefix = &lent.path.prefix;
    let list =
        Statement::allow(&format!("List{at}"), &["s3:ListBucket"]).on([lent.path.bucket_arn(partition)]);
    let prefixes = match (lent.per_user, prefix.is_empty()) {
        (true, _) => {
            let own = format!("{prefix}${{identitystore:UserId}}");
            vec![format!("{own}/*"), own]
        }
        (false, true) => return list,
        (false, false) => vec![format!("{prefix}*")],
    };
    list.when("StringLike", "s3:prefix", prefixes)
}

/// The ARN of the account's S3 Access Grants instance, of which there is one a region.
#[must_use]
pub fn instance(place: &Place) -> String {
    place.regional_arn("s3", "access-grants/default")
}

/// Only with the identity of a user of Identity Center.
pub(super) fn with_context(statement: Statement, place: &Place) -> Statement {
    let provider = format!("arn:{}:iam::aws:contextProvider/IdentityCenter", place.partition);
    statement.when("ForAllValues:ArnEquals", "sts:RequestContextProviders", [provider])
}

/// Only on what belongs to this account.
pub(super) fn ours(statement: Statement, place: &Place) -> Statement {
    statement.when("StringEquals", "aws:ResourceAccount", [place.account.clone()])
}

/// The use of encryption keys, where there are any.
pub(super) fn with_keys(actions: &[&str], keys: &BTreeSet<String>) -> Option<Statement> {
    (!keys.is_empty()).then(|| Statement::allow("Keys", actions).on(keys.iter().cloned()))
}
