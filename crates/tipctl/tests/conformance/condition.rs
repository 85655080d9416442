//! How the sandbox misbehaves while a kind is walked.

use tipctl_model::FaultClass;
use tipctl_sandbox::{FaultRule, Knobs, Moment, When, coverage};

/// One way for AWS to be, and what of it an apply may fail with before it is begun again.
pub(crate) struct Condition {
    pub(crate) name: &'static str,
    pub(crate) knobs: fn() -> Knobs,
    /// Faults that may end a reading or an apply; the next one goes on from there. Without any, the first must succeed.
    pub(crate) forgiven: &'static [FaultClass],
}

/// Page size 2, so that every list has pages.
pub(crate) const PLAIN: Condition = Condition { name: "plain", knobs: plain, forgiven: &[] };

/// Every condition that a kind is walked under. With page size 1 the first page is an empty one, so that even a list of
/// one element has its end further on.
pub(crate) const CONDITIONS: &[Condition] = &[
    PLAIN,
    Condition {
        name: "page-size-1",
        knobs: || Knobs { page_size: Some(1), empty_pages: true, ..Knobs::default() },
        forgiven: &[],
    },
    Condition { name: "lag", knobs: || Knobs { lag_ms: 3_000, ..plain() }, forgiven: &[] },
    Condition {
        name: "throttled-once",
        knobs: || once_per_operation(|service| (service.throttled, None), Moment::Before),
        forgiven: &[],
    },
    Condition {
        name: "failing-once",
        knobs: || once_per_operation(|service| (service.failing, Some(500)), Moment::Before),
        forgiven: &[],
    },
    Condition { name: "busy-once", knobs: busy, forgiven: &[] },
    Condition {
        name: "denied-once",
        knobs: || once_per_operation(|service| (service.denied, Some(403)), Moment::Before),
        forgiven: &[FaultClass::Denied],
    },
    // The SDK sends a write again that was carried out although it failed; what was made is there already then.
    Condition {
        name: "failing-after-the-effect",
        knobs: || once_per_operation(|service| (service.failing, Some(500)), Moment::After),
        forgiven: &[FaultClass::Taken],
    },
];

/// The codes of one service, as the sandbox names it.
struct Codes {
    service: &'static str,
    throttled: &'static str,
    failing: &'static str,
    denied: &'static str,
    /// What it answers while another write is under way: code, status, text, and the operations that do, by a part of
    /// their names.
    busy: Option<(&'static str, u16, &'static str, &'static str)>,
}

// AWS: facts/aws-data.md §0.2, §4.6, §9, §11.4; facts/aws-identity.md §0.2, §7, §8, §11. The others
// have no such error.
const CODES: &[Codes] = &[
    Codes {
        service: "athena",
        throttled: "TooManyRequestsException",
        failing: "InternalServerException",
        denied: "AccessDeniedException",
        busy: None,
    },
    Codes {
        service: "cloudtrail",
        throttled: "ThrottlingException",
        failing: "InternalServerException",
        denied: "AccessDeniedException",
        busy: None,
    },
    Codes {
        service: "emr",
        throttled: "ThrottlingException",
        failing: "InternalServerException",
        denied: "AccessDeniedException",
        busy: Some(("InternalServerError", 400, "Internal error, try again", "SessionMapping")),
    },
    Codes {
        service: "glue",
        throttled: "ThrottlingException",
        failing: "InternalServiceException",
        denied: "AccessDeniedException",
        busy: None,
    },
    Codes {
        service: "iam",
        throttled: "Throttling",
        failing: "ServiceFailure",
        denied: "AccessDenied",
        busy: Some(("ConcurrentModification", 409, "Another request is changing it", "")),
    },
    Codes {
        service: "identitystore",
        throttled: "ThrottlingException",
        failing: "InternalServerException",
        denied: "AccessDeniedException",
        busy: Some(("ConflictException", 400, "CONCURRENT_MODIFICATION", "")),
    },
    Codes {
        service: "kms",
        throttled: "ThrottlingException",
        failing: "KMSInternalException",
        denied: "AccessDeniedException",
        busy: None,
    },
    Codes {
        service: "lakeformation",
        throttled: "ThrottledException",
        failing: "InternalServiceException",
        denied: "AccessDeniedException",
        busy: Some((
            "ConcurrentModificationException",
            400,
            "Permission update/Delete failed for Resource",
            "",
        )),
    },
    Codes {
        service: "s3",
        throttled: "SlowDown",
        failing: "InternalError",
        denied: "AccessDenied",
        busy: None,
    },
    Codes {
        service: "s3control",
        throttled: "SlowDown",
        failing: "InternalError",
        denied: "AccessDenied",
        busy: None,
    },
    Codes {
        service: "ssoadmin",
        throttled: "ThrottlingException",
        failing: "InternalServerException",
        denied: "AccessDeniedException",
        busy: Some(("ConflictException", 400, "A previous write has not got around yet", "")),
    },
    Codes {
        service: "ssooidc",
        throttled: "SlowDownException",
        failing: "InternalServerException",
        denied: "AccessDeniedException",
        busy: None,
    },
    Codes {
        service: "sts",
        throttled: "Throttling",
        failing: "InternalFailure",
        denied: "AccessDenied",
        busy: None,
    },
];

fn plain() -> Knobs {
    Knobs { page_size: Some(2), ..Knobs::default() }
}

/// Each operation of each service fails once, with the code and the status that `pick` takes from the service.
fn once_per_operation(pick: fn(&Codes) -> (&'static str, Option<u16>), moment: Moment) -> Knobs {
    let rule = |codes: &Codes| {
        let (code, status) = pick(codes);
        FaultRule {
            service: codes.service.to_owned(),
            operation: "*".to_owned(),
            code: code.to_owned(),
            status,
            message: None,
            when: When::OncePerOperation,
            moment,
        }
    };
    Knobs { faults: CODES.iter().map(rule).collect(), ..plain() }
}

/// Each write that can be in another's way is, once.
fn busy() -> Knobs {
    let covered = coverage().expect("the sandbox's own tests read it too");
    let mut faults = Vec::new();
    for (service, operations) in &covered {
        let codes = CODES.iter().find(|codes| codes.service == *service);
        let codes = codes.unwrap_or_else(|| panic!("nobody says how `{service}` refuses"));
        let Some((code, status, text, part)) = codes.busy else { continue };
        for operation in operations.keys().filter(|name| name.contains(part) && !is_read(name)) {
            faults.push(FaultRule {
                service: (*service).to_owned(),
                operation: operation.clone(),
                code: code.to_owned(),
                status: Some(status),
                message: Some(text.to_owned()),
                when: When::Once,
                moment: Moment::Before,
            });
        }
    }
    Knobs { faults, ..plain() }
}

fn is_read(operation: &str) -> bool {
    ["Describe", "Get", "Is", "List"].iter().any(|verb| operation.starts_with(verb))
}
