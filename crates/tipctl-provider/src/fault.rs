//! The single place that reads what AWS refuses, and classes it.
//!
//! AWS's error codes and texts are matched here and nowhere else. Many errors that occur are not declared by the
//! operations that raise them, so codes and texts are read as data, never as the SDK's typed errors
//! (facts/aws-data.md §0.2).

use aws_sdk_sts::{error::SdkError, operation::RequestId};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use tipctl_model::{Fault, FaultClass};

use crate::query::Culprit;

/// A turn of AWS's speech: which class a code, or a text under a code, belongs to. Empty members match anything.
struct Rule {
    service: &'static str,
    code: &'static str,
    text: &'static str,
    class: FaultClass,
}

const fn rule(service: &'static str, code: &'static str, text: &'static str, class: FaultClass) -> Rule {
    Rule { service, code, text, class }
}

/// The rules in order; the first that matches decides. Texts are substrings, never whole messages.
static RULES: &[Rule] = {
    use FaultClass::{Absent, Busy, Denied, Invalid, Lagging, Taken, Throttled, Unauthenticated, Unknown};
    &[
        // The token of a user that is exchanged, not the caller's own: facts/tip-chain.md §4.
        rule("sso-oidc", "ExpiredTokenException", "", Invalid),
        // Credentials, whatever the service.
        rule("", "ExpiredToken", "", Unauthenticated),
        rule("", "ExpiredTokenException", "", Unauthenticated),
        rule("", "InvalidClientTokenId", "", Unauthenticated),
        rule("", "UnrecognizedClientException", "", Unauthenticated),
        rule("", "InvalidSignatureException", "", Unauthenticated),
        rule("", "SignatureDoesNotMatch", "", Unauthenticated),
        rule("", "MissingAuthenticationToken", "", Unauthenticated),
        rule("", "MissingAuthenticationTokenException", "", Unauthenticated),
        rule("", "IncompleteSignature", "", Unauthenticated),
        rule("", "RequestExpired", "", Unauthenticated),
        // IAM: facts/aws-data.md §11.4.
        rule("iam", "NoSuchEntity", "", Absent),
        rule("iam", "EntityAlreadyExists", "", Taken),
        rule("iam", "MalformedPolicyDocument", "Invalid principal in policy", Lagging),
        rule("iam", "ConcurrentModification", "", Busy),
        rule("iam", "EntityTemporarilyUnmodifiable", "", Busy),
        rule("iam", "DeleteConflict", "", Busy),
        // Identity store and Identity Center: facts/aws-identity.md §0.2, §11.
        rule("identitystore", "ResourceNotFoundException", "KMS", Invalid),
        // The store itself is not there: the id or the region is wrong, and nothing is known of what it holds.
        rule("identitystore", "ResourceNotFoundException", "IDENTITY_STORE", Invalid),
        rule("identitystore", "ResourceNotFoundException", "", Absent),
        rule("identitystore", "ConflictException", "CONCURRENT_MODIFICATION", Busy),
        rule("identitystore", "ConflictException", "", Taken),
        rule("sso-admin", "ResourceNotFoundException", "KMS", Invalid),
        rule("sso-admin", "ResourceNotFoundException", "", Absent),
        rule("sso-admin", "ConflictException", "", Busy),
        // A role that an actor policy names and that was made a moment ago; that it is refused, and how, is unverified
        // (facts/aws-identity.md §5.5).
        rule("sso-admin", "ValidationException", "principal", Lagging),
        // EMR Studio: only two error codes exist, so the text decides (facts/aws-identity.md §7, §8).
        rule("emr", "InvalidRequestException", "entity does not have permissions to assume role", Lagging),
        rule("emr", "InvalidRequestException", "Service role does not have permission to access", Lagging),
        rule("emr", "InvalidRequestException", "Studio session mapping does not exist", Absent),
        rule("emr", "InvalidRequestException", "Studio does not exist", Absent),
        rule("emr", "InvalidRequestException", "Studio session mapping already exists", Taken),
        rule("emr", "InternalServerError", "", Busy),
        // Lake Formation: facts/aws-data.md §2, §3, §4.6.
        rule("lakeformation", "EntityNotFoundException", "", Absent),
        rule("lakeformation", "AlreadyExistsException", "", Taken),
        rule("lakeformation", "ConcurrentModificationException", "", Busy),
        rule("lakeformation", "OperationTimeoutException", "", Busy),
        rule("lakeformation", "InvalidInputException", "Rate exceeded", Busy),
        rule("lakeformation", "InvalidInputException", "Invalid principal", Lagging),
        rule("lakeformation", "InvalidInputException", "No permissions revoked", Absent),
        rule("lakeformation", "InvalidInputException", "Grantee has no permissions", Lagging),
        rule("lakeformation", "InvalidInputException", "register the S3 path", Lagging),
        rule("lakeformation", "InvalidInputException", "cannot be assumed", Lagging),
        rule("lakeformation", "InvalidInputException", "non-existent column", Absent),
        rule("lakeformation", "InvalidInputException", "Cell Filter not found", Absent),
        rule(
            "lakeformation",
            "AccessDeniedException",
            "is not authorized to access requested permissions",
            Lagging,
        ),
        // Opting in, by an administrator of a moment ago (facts/aws-data.md §7).
        rule(
            "lakeformation",
            "AccessDeniedException",
            "Insufficient Lake Formation permission(s) on Catalog",
            Lagging,
        ),
        // Athena: almost everything is InvalidRequestException (facts/aws-data.md §8).
        rule("athena", "InvalidRequestException", "has been allowed for sts:AssumeRole", Lagging),
        rule("athena", "InvalidRequestException", "is not found", Absent),
        rule("athena", "InvalidRequestException", "is already created", Taken),
        rule("athena", "ResourceNotFoundException", "", Absent),
        // S3 Access Grants: no error shapes in the model, irregular names (facts/aws-data.md §9).
        rule("s3control", "AccessGrantsInstanceNotExistsError", "", Absent),
        rule("s3control", "NoSuchAccessGrantError", "", Absent),
        rule("s3control", "NoSuchAccessGrantsLocationError", "", Absent),
        rule("s3control", "AccessGrantsInstanceAlreadyExists", "", Taken),
        rule("s3control", "AccessGrantAlreadyExists", "", Taken),
        rule("s3control", "AccessGrantsLocationAlreadyExistsError", "", Taken),
        rule("s3control", "AccessGrantsInstanceNotEmptyError", "", Lagging),
        rule("s3control", "AccessGrantsLocationNotEmptyError", "", Lagging),
        rule("s3control", "InvalidIamRole", "", Lagging),
        rule("s3control", "InvalidRequest", "Invalid Grantee in the request", Lagging),
        // An application is a moment old when its grants are made; how it is refused until then is unverified.
        rule("s3control", "InvalidAccessGrant", "does not exist", Lagging),
        // What only a survey asks.
        rule("glue", "EntityNotFoundException", "", Absent),
        rule("s3", "NoSuchBucket", "", Absent),
        rule("s3", "NoSuchBucketPolicy", "", Absent),
        rule("s3", "NoSuchKey", "", Absent),
        rule("s3", "ServerSideEncryptionConfigurationNotFoundError", "", Absent),
        rule("kms", "NotFoundException", "", Absent),
        rule("cloudtrail", "TrailNotFoundException", "", Absent),
        // Throttling, whatever the service; the SDK has tried again already.
        rule("", "Throttling", "", Throttled),
        rule("", "ThrottlingException", "", Throttled),
        rule("", "ThrottledException", "", Throttled),
        rule("", "RequestThrottledException", "", Throttled),
        rule("", "TooManyRequestsException", "", Throttled),
        rule("", "RequestLimitExceeded", "", Throttled),
        rule("", "RequestThrottled", "", Throttled),
        rule("", "SlowDown", "", Throttled),
        // Denials, whatever the service.
        rule("", "AccessDenied", "", Denied),
        rule("", "AccessDeniedException", "", Denied),
        rule("", "UnauthorizedOperation", "", Denied),
        // A bucket of another account, for who may read its policy otherwise (S3 API reference, GetBucketPolicy).
        rule("s3", "MethodNotAllowed", "", Denied),
        rule("", "InternalServerException", "", Unknown),
        rule("", "InternalServiceException", "", Unknown),
        rule("", "InternalFailure", "", Unknown),
        rule("", "ServiceFailure", "", Unknown),
        rule("", "ServiceUnavailable", "", Unknown),
    ]
};

/// The class of a refusal. `text` is the message, with a `Reason` that the error carries beside it appended.
pub(crate) fn class_of(service: &str, status: u16, code: &str, text: &str) -> FaultClass {
    let matches = |rule: &&Rule| {
        (rule.service.is_empty() || rule.service == service)
            && (rule.code.is_empty() || rule.code == code)
            && (rule.text.is_empty() || text.contains(rule.text))
    };
    match (RULES.iter().find(matches), status) {
        (Some(rule), _) => rule.class,
        (None, 501) => FaultClass::Unimplemented,
        (None, 429) => FaultClass::Throttled,
        (None, 400..=499) => FaultClass::Invalid,
        (None, _) => FaultClass::Unknown,
    }
}

/// How Athena begins to say, after the place in the statement, what is wrong with it.
///
/// AWS: the engine is Trino, and these are its codes; a statement that is no SQL is refused without one.
static STATEMENT: &[&str] = &[
    "SYNTAX_ERROR",
    "MISSING_SCHEMA_NAME",
    "MISSING_CATALOG_NAME",
    "FUNCTION_NOT_FOUND",
    "TYPE_MISMATCH",
    "TYPE_NOT_FOUND",
    "INVALID_FUNCTION_ARGUMENT",
    "EXPRESSION_NOT_AGGREGATE",
    "NOT_SUPPORTED",
    "DIVISION_BY_ZERO",
    "mismatched input",
    "Only one sql statement is allowed",
];

/// What Athena's reason for a failure is about.
pub(crate) fn culprit_of(reason: &str) -> Culprit {
    if reason.contains("COLUMN_NOT_FOUND") {
        let column = reason.split('\'').nth(1).unwrap_or_default();
        return Culprit::Column(column.rsplit('.').next().unwrap_or(column).to_owned());
    }
    if ["TABLE_NOT_FOUND", "SCHEMA_NOT_FOUND"].iter().any(|code| reason.contains(code)) {
        return Culprit::Table;
    }
    let is_of_statement = STATEMENT.iter().any(|code| reason.contains(code));
    if is_of_statement { Culprit::Statement } else { Culprit::Other }
}

/// What went wrong, from the SDK's error.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it is the whole of every `map_err`, which hands the error over"
)]
pub(crate) fn fault<E>(service: &'static str, operation: &str, error: SdkError<E>) -> Fault
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    SdkError<E>: RequestId,
{
    let request_id = error.request_id().map(str::to_owned);
    let bare = |class, message: String| Fault {
        class,
        service,
        operation: operation.to_owned(),
        code: None,
        message,
        request_id: request_id.clone(),
        attr: None,
    };
    match &error {
        SdkError::ServiceError(refusal) => {
            let code = refusal.err().code().unwrap_or_default();
            let message = refusal.err().message().unwrap_or_default();
            // The code alone does not tell a taken name from a write under way; the `Reason` beside it does, and
            // only the raw body has it for every service.
            let body = refusal.raw().body().bytes().map(String::from_utf8_lossy).unwrap_or_default();
            let status = refusal.raw().status().as_u16();
            let text = if message.is_empty() { "AWS gives no reason" } else { message };
            let class = class_of(service, status, code, &format!("{message} {body}"));
            Fault {
                code: Some(code.to_owned()).filter(|code| !code.is_empty()),
                ..bare(class, text.to_owned())
            }
        }
        SdkError::DispatchFailure(failure) => match failure.as_connector_error() {
            Some(connector) => bare(class_of_connector(connector), causes(connector)),
            None => bare(FaultClass::Unreachable, "the request could not be sent".to_owned()),
        },
        SdkError::TimeoutError(_) => bare(FaultClass::Unreachable, "no answer in time".to_owned()),
        SdkError::ResponseError(response) => {
            let status = response.raw().status();
            bare(FaultClass::Unknown, format!("the answer (status {status}) is not understood"))
        }
        _ => {
            let text = causes(&error);
            let class = if text.contains("credentials") || text.contains("identity") {
                FaultClass::Unauthenticated
            } else {
                FaultClass::Invalid
            };
            bare(class, text)
        }
    }
}

/// A call that the kind's schema rules out: a plan that asks for it is unsound.
pub(crate) fn impossible(service: &'static str, message: &str) -> Fault {
    Fault {
        class: FaultClass::Invalid,
        service,
        operation: "none".to_owned(),
        code: None,
        message: message.to_owned(),
        request_id: None,
        attr: None,
    }
}

/// A creation that was refused because something it names is not there. What it names was made or seen before, so AWS
/// has only not heard of it everywhere.
pub(crate) fn unheard(fault: Fault) -> Fault {
    if fault.class == FaultClass::Absent { Fault { class: FaultClass::Lagging, ..fault } } else { fault }
}

/// How a deletion went, where what is gone already is as good as deleted.
pub(crate) fn deleted<T>(sent: Result<T, Fault>) -> Result<(), Fault> {
    match sent {
        Err(fault) if fault.class != FaultClass::Absent => Err(fault),
        _ => Ok(()),
    }
}

/// A request that was never answered: credentials are fetched on the way, so their absence arrives here too.
fn class_of_connector(error: &ConnectorError) -> FaultClass {
    if causes(error).contains("credential") { FaultClass::Unauthenticated } else { FaultClass::Unreachable }
}

/// An error and what caused it, in one line.
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    without_request(text.replace('\n', " "))
}

/// The SDK prints the whole request into what it says of an endpoint that cannot be used; nobody can read that.
fn without_request(text: String) -> String {
    let parts = text
        .split_once(" to request `Request {")
        .and_then(|(before, rest)| Some((before, rest.rsplit_once("}`")?.1)));
    parts.map(|(before, after)| format!("{before}{after}")).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_not_printed() {
        let text = "other: failed to apply endpoint `x` to request `Request { body: \"{}`\" }`: endpoint must contain scheme";
        assert_eq!(
            without_request(text.to_owned()),
            "other: failed to apply endpoint `x`: endpoint must contain scheme"
        );
        assert_eq!(without_request("io error".to_owned()), "io error");
    }

    #[test]
    fn a_failed_query_says_what_it_hung_on() {
        let column = |name: &str| Culprit::Column(name.to_owned());
        for (reason, culprit) in [
            (
                "COLUMN_NOT_FOUND: line 1:8: Column 'email' cannot be resolved or requester is",
                column("email"),
            ),
            ("COLUMN_NOT_FOUND: line 1:8: Column 'o.email' cannot be resolved", column("email")),
            ("COLUMN_NOT_FOUND: Relation contains no accessible columns", column("")),
            ("TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.a.b' does not exist", Culprit::Table),
            ("line 1:1: mismatched input 'selct'. Expecting: 'ALTER'", Culprit::Statement),
            ("SYNTAX_ERROR: line 1:8: Expression not in GROUP BY", Culprit::Statement),
            ("Insufficient permissions to execute the query.", Culprit::Other),
            ("User is not authorized to access WorkGroup a.", Culprit::Other),
        ] {
            assert_eq!(culprit_of(reason), culprit, "{reason}");
        }
    }

    #[test]
    fn the_text_decides_where_the_code_does_not() {
        let cases = [
            (
                "emr",
                400,
                "InvalidRequestException",
                "Studio does not exist. (Service: AWSEditors)",
                FaultClass::Absent,
            ),
            (
                "emr",
                400,
                "InvalidRequestException",
                "IAM Identity Center is not enabled",
                FaultClass::Invalid,
            ),
            ("athena", 400, "InvalidRequestException", "WorkGroup x is not found.", FaultClass::Absent),
            (
                "lakeformation",
                400,
                "InvalidInputException",
                "No permissions revoked. Grantee has no permissions and no grantable permissions on resource.",
                FaultClass::Absent,
            ),
            (
                "lakeformation",
                400,
                "InvalidInputException",
                "Rate exceeded (Service: Amazon…)",
                FaultClass::Busy,
            ),
            (
                "lakeformation",
                403,
                "AccessDeniedException",
                "Insufficient Lake Formation permission(s)",
                FaultClass::Denied,
            ),
            ("sso-admin", 400, "ConflictException", "", FaultClass::Busy),
            ("iam", 404, "NoSuchEntity", "", FaultClass::Absent),
            ("s3control", 400, "Throttling", "Rate exceeded", FaultClass::Throttled),
            ("glue", 501, "", "", FaultClass::Unimplemented),
            ("glue", 503, "", "", FaultClass::Unknown),
        ];
        for (service, status, code, text, class) in cases {
            assert_eq!(class_of(service, status, code, text), class, "{service} {code} {text}");
        }
    }
    #[test]
    fn the_identity_store_says_why_beside_the_message() {
        let cases = [
            ("ConflictException", "Reason", "CONCURRENT_MODIFICATION", FaultClass::Busy),
            ("ConflictException", "Reason", "UNIQUENESS_CONSTRAINT_VIOLATION", FaultClass::Taken),
            ("ResourceNotFoundException", "ResourceType", "GROUP", FaultClass::Absent),
            ("ResourceNotFoundException", "ResourceType", "IDENTITY_STORE", FaultClass::Invalid),
        ];
        for (code, member, value, class) in cases {
            let text = format!(r#"{{"{member}":"{value}"}}"#);
            assert_eq!(class_of("identitystore", 400, code, &text), class, "{code} {text}");
        }
    }
}
