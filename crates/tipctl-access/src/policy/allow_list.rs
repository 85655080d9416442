//! What AWS leaves to a session with a user's identity.

use std::collections::BTreeSet;

use tipctl_model::inventory::Inventory;

use super::pattern::matches_action;

/// The actions that a session with a user's identity is not denied, whatever its role allows.
///
/// AWS: STS attaches the managed policy `AWSIAMIdentityCenterAllowListForIdentityContext` to every such session: one
/// denial of everything but a list (facts/tip-chain.md L4).
#[derive(Clone, Copy, Debug)]
pub enum AllowList<'a> {
    /// The list as it was in version 12.
    BuiltIn,
    /// The list as the account was seen to have it.
    Seen(&'a BTreeSet<String>),
}

impl<'a> AllowList<'a> {
    /// The list that counts in `inventory`.
    pub fn of(inventory: &'a Inventory) -> Self {
        inventory.context_allow_list.as_ref().map_or(Self::BuiltIn, Self::Seen)
    }

    /// Whether `action` is on it.
    pub fn exempts(self, action: &str) -> bool {
        match self {
            Self::BuiltIn => ALLOW_LIST.iter().any(|pattern| matches_action(pattern, action)),
            Self::Seen(list) => list.iter().any(|pattern| matches_action(pattern, action)),
        }
    }

    /// The policy that it is in.
    pub fn name(self) -> &'static str {
        "AWSIAMIdentityCenterAllowListForIdentityContext"
    }
}

/// The `NotAction` of the policy's default version, in alphabetical order.
///
/// AWS: version 12 of 1 October 2024, from the AWS managed policy reference,
/// `aws-managed-policy/latest/reference/AWSIAMIdentityCenterAllowListForIdentityContext`.
pub const ALLOW_LIST: &[&str] = &[
    "aoss:APIAccessAll",
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
    "athena:ListNamedQueries",
    "athena:ListPreparedStatements",
    "athena:ListQueryExecutions",
    "athena:ListTableMetadata",
    "athena:ListWorkGroups",
    "athena:StartQueryExecution",
    "athena:StopQueryExecution",
    "athena:UpdateNamedQuery",
    "athena:UpdatePreparedStatement",
    "elasticmapreduce:AddJobFlowSteps",
    "elasticmapreduce:CancelSteps",
    "elasticmapreduce:DescribeCluster",
    "elasticmapreduce:DescribeStep",
    "elasticmapreduce:GetClusterSessionCredentials",
    "elasticmapreduce:ListSteps",
    "es:ESHttpDelete",
    "es:ESHttpGet",
    "es:ESHttpHead",
    "es:ESHttpPatch",
    "es:ESHttpPost",
    "es:ESHttpPut",
    "glue:BatchCreatePartition",
    "glue:BatchDeletePartition",
    "glue:BatchDeleteTable",
    "glue:BatchGetPartition",
    "glue:BatchUpdatePartition",
    "glue:CreateDatabase",
    "glue:CreatePartition",
    "glue:CreateTable",
    "glue:DeleteColumnStatisticsForPartition",
    "glue:DeleteColumnStatisticsForTable",
    "glue:DeleteDatabase",
    "glue:DeletePartition",
    "glue:DeleteTable",
    "glue:GetColumnStatisticsForPartition",
    "glue:GetColumnStatisticsForTable",
    "glue:GetDatabase",
    "glue:GetDatabases",
    "glue:GetPartition",
    "glue:GetPartitions",
    "glue:GetTable",
    "glue:GetTableVersions",
    "glue:GetTables",
    "glue:SearchTables",
    "glue:UpdateColumnStatisticsForPartition",
    "glue:UpdateColumnStatisticsForTable",
    "glue:UpdateDatabase",
    "glue:UpdatePartition",
    "glue:UpdateTable",
    "lakeformation:GetDataAccess",
    "q:GetConversation",
    "q:GetTroubleshootingResults",
    "q:ListConversations",
    "q:SendMessage",
    "q:StartConversation",
    "q:StartTroubleshootingAnalysis",
    "q:StartTroubleshootingResolutionExplanation",
    "q:UpdateTroubleshootingCommandResult",
    "qapps:AssociateLibraryItemReview",
    "qapps:AssociateQAppWithUser",
    "qapps:CopyQApp",
    "qapps:CreateLibraryItem",
    "qapps:CreateLibraryItemReview",
    "qapps:CreateQApp",
    "qapps:CreateSubscriptionToken",
    "qapps:DeleteQApp",
    "qapps:DisassociateLibraryItemReview",
    "qapps:DisassociateQAppFromUser",
    "qapps:ExportQAppSessionData",
    "qapps:GetLibraryItem",
    "qapps:GetQApp",
    "qapps:GetQAppSession",
    "qapps:GetQAppSessionMetadata",
    "qapps:ImportDocument",
    "qapps:ImportDocumentToQApp",
    "qapps:ImportDocumentToQAppSession",
    "qapps:ListLibraryItems",
    "qapps:ListQAppSessionData",
    "qapps:ListQApps",
    "qapps:PredictProblemStatementFromConversation",
    "qapps:PredictQApp",
    "qapps:PredictQAppFromProblemStatement",
    "qapps:StartQAppSession",
    "qapps:StopQAppSession",
    "qapps:TagResource",
    "qapps:UpdateLibraryItem",
    "qapps:UpdateQApp",
    "qapps:UpdateQAppSession",
    "qapps:UpdateQAppSessionMetadata",
    "qbusiness:Chat",
    "qbusiness:ChatSync",
    "qbusiness:DeleteConversation",
    "qbusiness:ListConversations",
    "qbusiness:ListMessages",
    "qbusiness:PutFeedback",
    "s3:GetAccessGrantsInstanceForPrefix",
    "s3:GetDataAccess",
    "s3:ListCallerAccessGrants",
    "sts:SetContext",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_role_may_be_allowed_in_vain() {
        let exempt = |action| AllowList::BuiltIn.exempts(action);
        assert!(exempt("athena:StartQueryExecution") && exempt("ATHENA:startqueryexecution"));
        assert!(
            exempt("lakeformation:GetDataAccess") && exempt("s3:GetDataAccess") && exempt("sts:SetContext")
        );
        for action in [
            "s3:GetObject",
            "kms:Decrypt",
            "sts:AssumeRole",
            "lambda:InvokeFunction",
            "athena:ListTagsForResource",
        ] {
            assert!(!exempt(action), "{action}");
        }
        let seen = BTreeSet::from(["kms:*".to_owned()]);
        assert!(AllowList::Seen(&seen).exempts("kms:Decrypt"));
        assert!(!AllowList::Seen(&seen).exempts("athena:StartQueryExecution"));
    }
}
