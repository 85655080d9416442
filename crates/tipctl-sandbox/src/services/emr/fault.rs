//! EMR's errors on the wire. Studios are kept by a service behind EMR, whose refusals come with a tail that names it.

use crate::constraint::Violation;
use crate::fault::Fault;

/// Why EMR refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum EmrError {
    #[error("Studio does not exist.")]
    NoSuchStudio,
    #[error("The studio is gone.")]
    StudioGone,
    #[error("Studio session mapping does not exist.")]
    NoSuchMapping,
    #[error("Studio session mapping already exists.")]
    MappingExists,
    #[error("The service {service} as an entity does not have permissions to assume role {role}.")]
    CannotAssume { service: &'static str, role: String },
    #[error("Service role does not have permission to access {0}.")]
    CannotAccess(String),
    #[error("IAM Identity Center is not enabled in {0}.")]
    NotEnabled(String),
    #[error("{0} is invalid.")]
    InvalidMember(&'static str),
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Violation(#[from] Violation),
}

impl EmrError {
    /// The error as it is sent. `request_id` is that of the call to the service behind EMR.
    // AWS: the code, the tail and the texts that begin `Studio`, `Service role`, `IAM Identity Center` or hold `entity does
    // not have` are those of facts/aws-identity.md §0.2, §7, §8. What else the texts say is unverified.
    pub(super) fn into_fault(self, request_id: &str) -> Fault {
        match self {
            Self::Violation(violation) => violation.into(),
            Self::StudioGone => Fault::new("InternalServerException", 500, self.to_string()),
            _ => Fault::new(
                "InvalidRequestException",
                400,
                format!(
                    "{self} (Service: AWSEditors; Status Code: 400; Error Code: InvalidRequestException; \
                     Request ID: {request_id}; Proxy: null)"
                ),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_name_the_service_behind_emr() {
        let fault = EmrError::NoSuchStudio.into_fault("r-1");
        assert_eq!(
            fault.message,
            "Studio does not exist. (Service: AWSEditors; Status Code: 400; Error Code: InvalidRequestException; \
             Request ID: r-1; Proxy: null)"
        );
        assert_eq!((fault.code.as_str(), fault.status), ("InvalidRequestException", 400));
        let gone = EmrError::StudioGone.into_fault("r-1");
        assert_eq!((gone.code.as_str(), gone.status), ("InternalServerException", 500));
    }
}
