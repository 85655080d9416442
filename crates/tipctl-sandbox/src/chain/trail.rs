//! What CloudTrail is told of a journey. An event names the role that acted and, where its session carries a context, the user
//! behind it.

use serde_json::{Value, json};

use super::journey::Journey;
use super::role::Assumed;
use crate::services::cloudtrail::event::{Class, NewEvent};

const ATHENA: &str = "athena.amazonaws.com";

/// The events of a journey, in the order in which they happened.
#[derive(Debug, Default)]
pub(crate) struct Trail(pub(crate) Vec<NewEvent>);

/// The element `userIdentity` of a role's session, with the user behind it.
// AWS: facts/tip-chain.md §5.
pub(crate) fn role_identity(
    arn: &str,
    (account_id, identity_store_id): (&str, &str),
    user_id: Option<&str>,
    invoked_by: Option<&str>,
) -> Value {
    let mut identity = json!({ "type": "AssumedRole", "arn": arn, "accountId": account_id });
    if let Some(members) = identity.as_object_mut() {
        if let Some(service) = invoked_by {
            members.insert("invokedBy".to_owned(), json!(service));
        }
        if let Some(user_id) = user_id {
            let store = format!("arn:aws:identitystore::{account_id}:identitystore/{identity_store_id}");
            members.insert("onBehalfOf".to_owned(), json!({ "userId": user_id, "identityStoreArn": store }));
        }
    }
    identity
}

impl Trail {
    /// Lake Formation hands out credentials for a table.
    // AWS: facts/tip-chain.md §5; requesterService, the session's prefix and the
    // audit context are unverified.
    pub(super) fn lake_access(&mut self, journey: &Journey<'_>, at_ms: u64, (table, session): (&str, &str)) {
        let user_identity =
            json!({ "type": "AWSAccount", "accountId": journey.account.id, "invokedBy": ATHENA });
        self.0.push(NewEvent {
            source: "lakeformation.amazonaws.com",
            name: "GetDataAccess",
            class: Class::Management,
            read_only: true,
            at_ms,
            user_identity,
            request_parameters: json!({
                "tableArn": journey.arn("glue", &format!("table/{table}")),
                "durationSeconds": 3600,
                "auditContext": { "additionalAuditContext": format!("{{queryId: {}}}", journey.query_id) },
            }),
            additional_event_data: json!({
                "requesterService": "ATHENA",
                "lakeFormationPrincipal": format!("arn:aws:identitystore:::user/{}", journey.user.id),
                "lakeFormationRoleSessionName": session,
            }),
            resources: Value::Null,
            refusal: None,
        });
    }

    /// S3 Access Grants hands out credentials for a prefix, or does not.
    pub(super) fn grants_access(
        &mut self,
        journey: &Journey<'_>,
        at_ms: u64,
        (execution, target): (&Assumed, &str),
        refusal: Option<&str>,
    ) {
        self.0.push(NewEvent {
            source: "s3.amazonaws.com",
            name: "GetDataAccess",
            class: Class::Management,
            read_only: true,
            at_ms,
            user_identity: journey.identity_of(&execution.arn),
            request_parameters: json!({ "target": target, "permission": "READWRITE", "durationSeconds": 3600 }),
            additional_event_data: Value::Null,
            resources: json!([{
                "type": "AWS:S3::AccessGrantsInstance",
                "ARN": journey.arn("s3", "access-grants/default"),
                "accountId": journey.account.id,
            }]),
            refusal: refusal.map(|text| ("AccessDenied".to_owned(), text.to_owned())),
        });
    }

    /// An object is read or written.
    pub(crate) fn object(
        &mut self,
        journey: &Journey<'_>,
        at_ms: u64,
        (role, passes_context): (&str, bool),
        (name, bucket, key): (&'static str, &str, &str),
    ) {
        let identity = journey.identity_of(role);
        let user_identity = if passes_context {
            identity
        } else {
            role_identity(role, (&journey.account.id, ""), None, Some(ATHENA))
        };
        self.0.push(NewEvent {
            source: "s3.amazonaws.com",
            name,
            class: Class::Data,
            read_only: name == "GetObject",
            at_ms,
            user_identity,
            request_parameters: json!({ "bucketName": bucket, "key": key }),
            additional_event_data: Value::Null,
            resources: json!([
                { "type": "AWS::S3::Object", "ARN": format!("arn:aws:s3:::{bucket}/{key}") },
                { "type": "AWS::S3::Bucket", "ARN": format!("arn:aws:s3:::{bucket}"), "accountId": journey.account.id },
            ]),
            refusal: None,
        });
    }
}

impl Journey<'_> {
    /// The element `userIdentity` of a role that acts for the user.
    pub(crate) fn identity_of(&self, role_arn: &str) -> Value {
        let store = self.services().identitystore.store_id();
        role_identity(role_arn, (&self.account.id, store), Some(&self.user.id), Some(ATHENA))
    }
}
