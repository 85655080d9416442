//! CloudTrail's errors on the wire: codes and texts.

use crate::fault::Fault;

/// Why CloudTrail refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum TrailError {
    #[error("{0}")]
    InvalidTrailName(String),
    #[error("Unknown trail: {name} for the user: {account_id}")]
    TrailNotFound { name: String, account_id: String },
    #[error("Trail {name} already exists for customer: {account_id}")]
    TrailAlreadyExists { name: String, account_id: String },
    #[error("User: {account_id} already has {most} trails in {region}.")]
    TooManyTrails { account_id: String, most: usize, region: String },
    #[error("S3 bucket {0} does not exist!")]
    NoSuchBucket(String),
    #[error("Incorrect S3 bucket policy is detected for bucket: {0}")]
    BucketPolicy(String),
    #[error("The trail {name} has its home in {home}.")]
    NotAtHome { name: String, home: String },
    #[error("Invalid event selectors: {0}.")]
    Selectors(String),
    #[error("{0}")]
    LookupAttributes(&'static str),
    #[error("Start time must not be after end time.")]
    TimeRange,
    #[error("MaxResults must be from 1 to {0}.")]
    MaxResults(usize),
    #[error("Invalid token.")]
    BadToken,
}

impl TrailError {
    pub(super) fn selectors(problem: impl Into<String>) -> Self {
        Self::Selectors(problem.into())
    }
}

// AWS: the codes are those that the operations declare. The texts of a trail that is missing or exists, of a bucket that is
// missing and of its policy have been seen in issues about other tools; the others are unverified.
impl From<TrailError> for Fault {
    fn from(error: TrailError) -> Self {
        let code = match error {
            TrailError::InvalidTrailName(_) => "InvalidTrailNameException",
            TrailError::TrailNotFound { .. } => "TrailNotFoundException",
            TrailError::TrailAlreadyExists { .. } => "TrailAlreadyExistsException",
            TrailError::TooManyTrails { .. } => "MaximumNumberOfTrailsExceededException",
            TrailError::NoSuchBucket(_) => "S3BucketDoesNotExistException",
            TrailError::BucketPolicy(_) => "InsufficientS3BucketPolicyException",
            TrailError::NotAtHome { .. } => "InvalidHomeRegionException",
            TrailError::Selectors(_) => "InvalidEventSelectorsException",
            TrailError::LookupAttributes(_) => "InvalidLookupAttributesException",
            TrailError::TimeRange => "InvalidTimeRangeException",
            TrailError::MaxResults(_) => "InvalidMaxResultsException",
            TrailError::BadToken => "InvalidNextTokenException",
        };
        Self::new(code, 400, error.to_string())
    }
}
