//! What the knobs do while the sandbox runs: which fault strikes a call, and whether a service's rate is used up.

use std::collections::BTreeMap;

use crate::fault::Fault;
use crate::knobs::{FaultRule, Knobs, Moment, When, matches};
use crate::service::Service;

/// The counters behind the faults and the rate limits.
#[derive(Debug, Default)]
pub(crate) struct Disturbance {
    /// How many calls each rule has fitted, by the rule's place and, where the rule asks for it, by call.
    fitted: BTreeMap<(usize, String), u64>,
    buckets: BTreeMap<&'static str, Bucket>,
}

/// A token bucket that holds one second's worth of calls.
#[derive(Debug)]
struct Bucket {
    millitokens: u64,
    filled_at_ms: u64,
}

impl Disturbance {
    /// The fault that strikes this call, if one does. Every rule that fits counts the call; the first that strikes wins.
    pub(crate) fn strike(
        &mut self,
        knobs: &Knobs,
        service: &Service,
        operation: &str,
    ) -> Option<(Moment, Fault)> {
        let mut struck = None;
        for (at, rule) in knobs.faults.iter().enumerate() {
            if !matches(&rule.service, service.name) || !matches(&rule.operation, operation) {
                continue;
            }
            let per = match rule.when {
                When::OncePerOperation => format!("{}.{operation}", service.name),
                _ => String::new(),
            };
            let count = self.fitted.entry((at, per)).or_default();
            *count += 1;
            let strikes = match rule.when {
                When::Once | When::OncePerOperation => *count == 1,
                When::Nth(n) => *count == n,
                When::Every(n) => count.is_multiple_of(n),
                When::Always => true,
            };
            if strikes && struck.is_none() {
                struck = Some((rule.moment, fault(rule)));
            }
        }
        struck
    }

    /// Takes a token of the service's rate, or answers as the service does when there is none left.
    pub(crate) fn admit(&mut self, knobs: &Knobs, service: &Service, now_ms: u64) -> Result<(), Fault> {
        let Some(rate) = knobs.rates.get(service.name).or_else(|| knobs.rates.get("*")) else {
            return Ok(());
        };
        let capacity = u64::from(*rate) * 1000;
        let bucket = self
            .buckets
            .entry(service.name)
            .or_insert(Bucket { millitokens: capacity, filled_at_ms: now_ms });
        let elapsed = now_ms.saturating_sub(bucket.filled_at_ms);
        bucket.millitokens = capacity.min(bucket.millitokens + elapsed.saturating_mul(u64::from(*rate)));
        bucket.filled_at_ms = now_ms;
        match bucket.millitokens.checked_sub(1000) {
            Some(rest) => {
                bucket.millitokens = rest;
                Ok(())
            }
            None => Err(Fault::new(service.throttling, usual_status(service.throttling), "Rate exceeded")),
        }
    }
}

fn fault(rule: &FaultRule) -> Fault {
    let status = rule.status.unwrap_or_else(|| usual_status(&rule.code));
    let message = rule.message.clone().unwrap_or_else(|| usual_message(&rule.code));
    Fault::new(&rule.code, status, message)
}

/// The status with which AWS usually sends a code.
fn usual_status(code: &str) -> u16 {
    match code {
        "InternalFailure"
        | "InternalServerError"
        | "InternalServerException"
        | "InternalServiceException"
        | "InternalError"
        | "ServiceFailure" => 500,
        "ServiceUnavailable" | "ServiceUnavailableException" | "SlowDown" => 503,
        "AccessDenied"
        | "AccessDeniedException"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "UnrecognizedClientException"
        | "InvalidClientTokenId" => 403,
        "NoSuchEntity" => 404,
        "ConcurrentModification" | "DeleteConflict" | "EntityAlreadyExists" | "LimitExceeded" => 409,
        _ => 400,
    }
}

/// The text with which AWS usually sends a code.
fn usual_message(code: &str) -> String {
    match code {
        "ExpiredToken" | "ExpiredTokenException" => {
            "The security token included in the request is expired".to_owned()
        }
        "UnrecognizedClientException" | "InvalidClientTokenId" => {
            "The security token included in the request is invalid.".to_owned()
        }
        "Throttling" | "ThrottlingException" | "ThrottledException" | "TooManyRequestsException" => {
            "Rate exceeded".to_owned()
        }
        "SlowDown" => "Please reduce your request rate.".to_owned(),
        _ => format!("{code} was asked for by a knob of the sandbox"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services;

    fn strikes(rule: &str, calls: &[&str]) -> Vec<bool> {
        let knobs: Knobs = format!("fault={rule}").parse().unwrap();
        let all = services::all();
        let iam = all.iter().find(|service| service.name == "iam").unwrap();
        let mut disturbance = Disturbance::default();
        calls.iter().map(|operation| disturbance.strike(&knobs, iam, operation).is_some()).collect()
    }

    #[test]
    fn a_rule_strikes_the_calls_it_names() {
        let calls = ["GetRole", "ListRoles", "GetRole", "GetRole", "ListRoles"];
        assert_eq!(strikes("iam.GetRole:X:once", &calls), [true, false, false, false, false]);
        assert_eq!(strikes("iam.GetRole:X:nth(2)", &calls), [false, false, true, false, false]);
        assert_eq!(strikes("*.*:X:every(2)", &calls), [false, true, false, true, false]);
        assert_eq!(strikes("*.*:X:once-per-operation", &calls), [true, true, false, false, false]);
        assert_eq!(strikes("iam.ListRoles:X:always", &calls), [false, true, false, false, true]);
        assert_eq!(strikes("sts.*:X:always", &calls), [false; 5]);
    }

    #[test]
    fn a_rate_refills_with_time() {
        let knobs: Knobs = "rate=sts:2".parse().unwrap();
        let all = services::all();
        let sts = all.iter().find(|service| service.name == "sts").unwrap();
        let mut disturbance = Disturbance::default();
        assert_eq!(disturbance.admit(&knobs, sts, 0), Ok(()));
        assert_eq!(disturbance.admit(&knobs, sts, 0), Ok(()));
        assert_eq!(disturbance.admit(&knobs, sts, 499).unwrap_err().code, "Throttling");
        assert_eq!(disturbance.admit(&knobs, sts, 500), Ok(()));
    }
}
