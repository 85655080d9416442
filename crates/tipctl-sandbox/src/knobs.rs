//! What can be turned on a sandbox: page size, lag, latency, rate limits, faults, the callers' policies, the
//! read-only switch, the seed of ids.
//! The compact form is a list of `name=value` parted by semicolons:
//!
//! ```text
//! page-size=1;empty-pages;lag=3000;latency=50;rate=lakeformation:5;read-only;seed=7;policy=FILE;fault=iam.CreateRole:ServiceFailure
//! ```
//!
//! A fault is `SERVICE.OPERATION:CODE`, followed by any of `once` (the default), `nth(N)`, `every(N)`, `always`,
//! `once-per-operation`, `after`, `status=N` and, last, `message=TEXT`. `*` stands for any operation, or for any service.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::call::Quirks;
use crate::services;

/// The settings of a sandbox. The default disturbs nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Knobs {
    /// The most items that any list answers at once.
    pub page_size: Option<usize>,
    /// Whether each list begins with a page that has no items, only a token.
    pub empty_pages: bool,
    /// Milliseconds until a write shows in eventually consistent reads and to other services.
    pub lag_ms: u64,
    /// Milliseconds that the TCP door waits before each answer.
    pub latency_ms: u64,
    /// Calls per second for each service; `*` holds for the services not named.
    pub rates: BTreeMap<String, u32>,
    /// Faults, of which the first that fits a call strikes.
    pub faults: Vec<FaultRule>,
    /// Whether every write is refused.
    pub read_only: bool,
    /// The only policy of the user `operator`, a JSON document; without it, the operator may do everything.
    pub policy: Option<String>,
    /// The only policy of the role `tipctl-directory`, a JSON document; without it, the role may do everything in Identity
    /// Center.
    pub directory_policy: Option<String>,
    /// What AWS has been seen to do besides.
    pub quirks: Quirks,
    /// The account and the region that have Identity Center, if not those of the data; a state file keeps what it was made
    /// with.
    pub identity_center: Option<(String, String)>,
    /// The seed of the ids; a state file keeps the seed that it was made with.
    pub seed: u64,
}

/// A fault to be answered instead of, or after, the effect of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultRule {
    /// A service, or `*`.
    pub service: String,
    /// An operation, or `*`.
    pub operation: String,
    /// The error code of the answer.
    pub code: String,
    /// The HTTP status, if not the usual one of the code.
    pub status: Option<u16>,
    /// The text, if not the usual one of the code.
    pub message: Option<String>,
    /// Which of the fitting calls it strikes.
    pub when: When,
    /// Whether the call takes effect all the same.
    pub moment: Moment,
}

/// Which of the calls that fit a rule are struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The first.
    Once,
    /// The n-th, counted from 1.
    Nth(u64),
    /// Each n-th.
    Every(u64),
    /// All.
    Always,
    /// The first of each operation.
    OncePerOperation,
}

/// Whether a fault strikes before or after the effect of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Nothing happens but the error.
    Before,
    /// The effect happens, yet the answer is an error.
    After,
}

/// What is wrong with the compact form of the knobs.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KnobsError {
    /// There is no such knob.
    #[error(
        "unknown knob `{name}`; the knobs are page-size, empty-pages, lag, latency, rate, fault, policy, \
         directory-policy, identity-center, drop-empty-mappings, hide-group-ids, read-only and seed"
    )]
    UnknownKnob {
        /// What was written.
        name: String,
    },
    /// A value is missing or one is written where none belongs.
    #[error("knob `{name}` {problem}")]
    Value {
        /// The knob.
        name: String,
        /// What is wrong, as the end of a sentence.
        problem: &'static str,
    },
    /// A number is not one.
    #[error("knob `{name}` takes {takes}, not `{value}`")]
    Number {
        /// The knob.
        name: String,
        /// What it takes.
        takes: &'static str,
        /// What was written.
        value: String,
    },
    /// A rate limit is not `SERVICE:N`.
    #[error("rate `{value}` is not of the form SERVICE:CALLS_PER_SECOND")]
    Rate {
        /// What was written.
        value: String,
    },
    /// A rate limit is for a service that the sandbox lacks.
    #[error("rate `{value}`: the sandbox has no service `{service}`")]
    RatedService {
        /// What was written.
        value: String,
        /// The service.
        service: String,
    },
    /// The file of a policy cannot be read, or is not a policy.
    #[error("policy `{path}`: {problem}")]
    Policy {
        /// The file.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// A fault rule cannot be read.
    #[error("fault `{value}`: {problem}")]
    Fault {
        /// The rule as it was written.
        value: String,
        /// What is wrong.
        problem: String,
    },
}

impl FromStr for Knobs {
    type Err = KnobsError;

    fn from_str(text: &str) -> Result<Self, KnobsError> {
        let mut knobs = Self::default();
        for item in text.split(';').map(str::trim).filter(|item| !item.is_empty()) {
            let (name, value) = match item.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (item, None),
            };
            knobs.turn(name, value)?;
        }
        Ok(knobs)
    }
}

impl Knobs {
    fn turn(&mut self, name: &str, value: Option<&str>) -> Result<(), KnobsError> {
        let problem = |problem| KnobsError::Value { name: name.to_owned(), problem };
        let switch = match name {
            "empty-pages" => Some(&mut self.empty_pages),
            "read-only" => Some(&mut self.read_only),
            "drop-empty-mappings" => Some(&mut self.quirks.drops_empty_mappings),
            "hide-group-ids" => Some(&mut self.quirks.hides_group_ids),
            _ => None,
        };
        if let Some(switch) = switch {
            if value.is_some() {
                return Err(problem("takes no value"));
            }
            *switch = true;
            return Ok(());
        }
        let written = || value.filter(|value| !value.is_empty()).ok_or_else(|| problem("needs a value"));
        match name {
            "page-size" => self.page_size = Some(number(name, "a number from 1", written()?, 1)?),
            "lag" => self.lag_ms = number(name, "milliseconds", written()?, 0)?,
            "latency" => self.latency_ms = number(name, "milliseconds", written()?, 0)?,
            "seed" => self.seed = number(name, "a number", written()?, 0)?,
            "rate" => {
                let value = written()?;
                let bad = || KnobsError::Rate { value: value.to_owned() };
                let (service, rate) = value.split_once(':').ok_or_else(bad)?;
                let rate = rate.parse().ok().filter(|rate| *rate > 0).ok_or_else(bad)?;
                if !services::all().iter().any(|known| matches(service, known.name)) {
                    return Err(KnobsError::RatedService {
                        value: value.to_owned(),
                        service: service.to_owned(),
                    });
                }
                self.rates.insert(service.to_owned(), rate);
            }
            "identity-center" => {
                let place = written()?.split_once(':').filter(|(account, region)| {
                    account.len() == 12
                        && account.bytes().all(|byte| byte.is_ascii_digit())
                        && !region.is_empty()
                });
                let (account, region) = place.ok_or_else(|| problem("takes ACCOUNT:REGION"))?;
                self.identity_center = Some((account.to_owned(), region.to_owned()));
            }
            "policy" => self.policy = Some(policy(written()?)?),
            "directory-policy" => self.directory_policy = Some(policy(written()?)?),
            "fault" => self.faults.push(written()?.parse()?),
            _ => return Err(KnobsError::UnknownKnob { name: name.to_owned() }),
        }
        Ok(())
    }
}

/// The policy document in a file.
fn policy(path: &str) -> Result<String, KnobsError> {
    let bad = |problem: String| KnobsError::Policy { path: path.to_owned(), problem };
    let text = std::fs::read_to_string(path).map_err(|error| bad(error.to_string()))?;
    services::iam::check_permissions(text.trim()).map_err(bad)?;
    Ok(text.trim().to_owned())
}

fn number<T: FromStr + PartialOrd + Copy>(
    name: &str,
    takes: &'static str,
    value: &str,
    least: T,
) -> Result<T, KnobsError> {
    value.parse().ok().filter(|number| *number >= least).ok_or_else(|| KnobsError::Number {
        name: name.to_owned(),
        takes,
        value: value.to_owned(),
    })
}

impl FromStr for FaultRule {
    type Err = KnobsError;

    fn from_str(value: &str) -> Result<Self, KnobsError> {
        let bad = |problem: String| KnobsError::Fault { value: value.to_owned(), problem };
        let (head, message) = match value.split_once(":message=") {
            Some((head, message)) => (head, Some(message.to_owned())),
            None => (value, None),
        };
        let mut parts = head.split(':');
        let (service, operation) = parts
            .next()
            .and_then(|call| call.split_once('.'))
            .filter(|(service, operation)| !service.is_empty() && !operation.is_empty())
            .ok_or_else(|| bad("does not begin with SERVICE.OPERATION".to_owned()))?;
        check_call(service, operation).map_err(bad)?;
        let code = parts.next().filter(|code| !code.is_empty());
        let mut rule = Self {
            service: service.to_owned(),
            operation: operation.to_owned(),
            code: code.ok_or_else(|| bad("names no error code".to_owned()))?.to_owned(),
            status: None,
            message,
            when: When::Once,
            moment: Moment::Before,
        };
        for part in parts {
            if part == "after" {
                rule.moment = Moment::After;
            } else if let Some(status) = part.strip_prefix("status=") {
                let status = status.parse().ok().filter(|status| (400..=599).contains(status));
                rule.status = Some(status.ok_or_else(|| bad(format!("`{part}` is not from 400 to 599")))?);
            } else {
                rule.when = when(part).ok_or_else(|| bad(format!("`{part}` is not understood")))?;
            }
        }
        Ok(rule)
    }
}

/// Whether a pattern of a rule stands for a name.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    pattern == "*" || pattern == name
}

/// A rule that fits no operation of the sandbox would never strike, which is never meant.
fn check_call(service: &str, operation: &str) -> Result<(), String> {
    let all = services::all();
    let mut named = all.iter().filter(|known| matches(service, known.name)).peekable();
    if named.peek().is_none() {
        return Err(format!("the sandbox has no service `{service}`"));
    }
    if named.any(|known| known.operations.keys().any(|name| matches(operation, name))) {
        return Ok(());
    }
    Err(format!("service `{service}` has no operation `{operation}`"))
}

fn when(text: &str) -> Option<When> {
    let count = |name: &str| {
        let digits = text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')')?;
        digits.parse::<u64>().ok().filter(|count| *count > 0)
    };
    match text {
        "once" => Some(When::Once),
        "always" => Some(When::Always),
        "once-per-operation" => Some(When::OncePerOperation),
        _ => count("nth").map(When::Nth).or_else(|| count("every").map(When::Every)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_knob_can_be_written() {
        let knobs: Knobs =
            "page-size=1; empty-pages;lag=3000;latency=50;rate=iam:5;rate=*:20;read-only;seed=7;\
             identity-center=999988887777:us-east-1;drop-empty-mappings;hide-group-ids"
                .parse()
                .unwrap();
        let rates = [("*".to_owned(), 20), ("iam".to_owned(), 5)].into();
        let expected = Knobs {
            page_size: Some(1),
            empty_pages: true,
            lag_ms: 3000,
            latency_ms: 50,
            rates,
            faults: Vec::new(),
            policy: None,
            directory_policy: None,
            quirks: Quirks { drops_empty_mappings: true, hides_group_ids: true },
            identity_center: Some(("999988887777".to_owned(), "us-east-1".to_owned())),
            read_only: true,
            seed: 7,
        };
        assert_eq!(knobs, expected);
        assert_eq!("".parse(), Ok(Knobs::default()));
    }

    #[test]
    fn a_fault_says_what_when_and_how() {
        let rule: FaultRule =
            "iam.*:Throttling:every(3):after:status=429:message=Rate: exceeded".parse().unwrap();
        let expected = FaultRule {
            service: "iam".into(),
            operation: "*".into(),
            code: "Throttling".into(),
            status: Some(429),
            message: Some("Rate: exceeded".into()),
            when: When::Every(3),
            moment: Moment::After,
        };
        assert_eq!(rule, expected);
    }

    #[test]
    fn a_policy_is_read_from_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.json");
        let knob = format!("policy={}", path.display());
        assert!(matches!(knob.parse::<Knobs>(), Err(KnobsError::Policy { .. })));
        std::fs::write(&path, "{}").unwrap();
        assert!(matches!(knob.parse::<Knobs>(), Err(KnobsError::Policy { .. })));
        let policy =
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*"}}"#;
        std::fs::write(&path, format!("{policy}\n")).unwrap();
        assert_eq!(knob.parse::<Knobs>().unwrap().policy.as_deref(), Some(policy));
    }

    #[test]
    fn a_bad_string_is_named() {
        let text = |knobs: &str| knobs.parse::<Knobs>().unwrap_err().to_string();
        assert_eq!(text("page-size=0"), "knob `page-size` takes a number from 1, not `0`");
        assert_eq!(text("lag"), "knob `lag` needs a value");
        assert_eq!(text("read-only=yes"), "knob `read-only` takes no value");
        assert_eq!(text("identity-center=1:x"), "knob `identity-center` takes ACCOUNT:REGION");
        assert_eq!(text("rate=iam"), "rate `iam` is not of the form SERVICE:CALLS_PER_SECOND");
        assert_eq!(text("rate=aim:1"), "rate `aim:1`: the sandbox has no service `aim`");
        assert_eq!(text("fault=aim.GetRole:X"), "fault `aim.GetRole:X`: the sandbox has no service `aim`");
        assert_eq!(
            text("fault=iam.GetRoll:X"),
            "fault `iam.GetRoll:X`: service `iam` has no operation `GetRoll`"
        );
        assert_eq!(text("fault=iam:X"), "fault `iam:X`: does not begin with SERVICE.OPERATION");
        assert_eq!(text("fault=iam.GetRole"), "fault `iam.GetRole`: names no error code");
        assert_eq!(
            text("fault=iam.GetRole:X:nth(0)"),
            "fault `iam.GetRole:X:nth(0)`: `nth(0)` is not understood"
        );
        assert!(text("lags=1").starts_with("unknown knob `lags`; the knobs are page-size"));
    }
}
