//! A refusal by AWS, classed.

use std::fmt;

/// What a caller can do about a fault. Each class is retried at one layer only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FaultClass {
    /// The object is not there.
    Absent,
    /// An object of that name is there already.
    Taken,
    /// AWS has not yet heard of something that was just made. The executor waits and tries again.
    Lagging,
    /// Another write to the same object is under way. The executor waits and tries again.
    Busy,
    /// Too many requests; the SDK has tried again and given up.
    Throttled,
    /// The caller may not do that.
    Denied,
    /// The credentials are missing, wrong or expired.
    Unauthenticated,
    /// The request never got an answer: no network, a wrong endpoint, a timeout. A write may have happened.
    Unreachable,
    /// The request is wrong, whoever sends it and whenever.
    Invalid,
    /// The endpoint does not know the operation.
    Unimplemented,
    /// AWS failed, or answered something that is not understood.
    Unknown,
}

impl FaultClass {
    /// Whether the executor tries again after a while.
    pub fn is_transient(self) -> bool {
        matches!(self, Self::Lagging | Self::Busy)
    }
}

/// A refusal by AWS.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What can be done about it.
    pub class: FaultClass,
    /// Which service, as the AWS CLI names it.
    pub service: &'static str,
    /// Which operation, as AWS names it.
    pub operation: String,
    /// AWS's error code.
    pub code: Option<String>,
    /// AWS's text, or what went wrong on the way.
    pub message: String,
    /// AWS's request id.
    pub request_id: Option<String>,
    /// Which attribute of the resource is at fault, where that can be told.
    pub attr: Option<&'static str>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: ", self.service, self.operation)?;
        if let Some(code) = &self.code {
            write!(f, "{code}: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(id) = &self.request_id {
            write!(f, " (request {id})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}
