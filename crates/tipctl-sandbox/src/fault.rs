//! A refusal as it goes over the wire, whatever the protocol. Each service maps its own errors to this in its `fault.rs`;
//! the refusals that are the same everywhere (credentials, malformed input, missing operations) are made here.

use serde_json::{Map, Value};

/// An error answer: AWS's code, the HTTP status, the text, and members beyond the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    pub(crate) code: String,
    pub(crate) status: u16,
    pub(crate) message: String,
    /// Further members of a JSON error body, such as `Reason` or `AthenaErrorCode`.
    pub(crate) members: Map<String, Value>,
}

impl Fault {
    pub(crate) fn new(code: &str, status: u16, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), status, message: message.into(), members: Map::new() }
    }

    /// The same refusal with one more member in its body.
    pub(crate) fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.members.insert(member.to_owned(), value.into());
        self
    }

    /// The sandbox has no such operation. 501 is not retried by SDKs, so the caller learns it at once.
    pub(crate) fn not_implemented(what: &str) -> Self {
        Self::new("NotImplemented", 501, format!("the sandbox does not implement {what}"))
    }

    /// The request names no credentials.
    pub(crate) fn unsigned() -> Self {
        Self::new("MissingAuthenticationToken", 403, "Request is missing Authentication Token")
    }

    /// The Authorization header cannot be read.
    pub(crate) fn malformed_signature(why: &str) -> Self {
        Self::new("IncompleteSignature", 400, why)
    }

    /// The request is signed for another service than the one it asks.
    pub(crate) fn wrong_scope(service: &str) -> Self {
        Self::new(
            "InvalidSignatureException",
            403,
            format!("Credential should be scoped to correct service: '{service}'. "),
        )
    }

    /// The sandbox itself failed.
    pub(crate) fn internal(why: impl Into<String>) -> Self {
        Self::new("InternalFailure", 500, why)
    }
}
