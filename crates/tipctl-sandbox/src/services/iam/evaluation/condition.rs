//! The element `Condition` of a statement: operators, and the quantifiers and exceptions that their names carry.

use std::net::IpAddr;

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::pattern::{Pattern, Reading};

/// Whether every operator of a `Condition` holds for each of its keys.
pub(super) fn holds(condition: &Value, reading: Reading<'_>) -> bool {
    let Some(operators) = condition.as_object() else { return false };
    operators.iter().all(|(operator, keys)| {
        let Some(operator) = Operator::read(operator) else { return false };
        let Some(keys) = keys.as_object() else { return false };
        keys.iter().all(|(key, values)| operator.holds(reading.context.get(key), &texts(values), reading))
    })
}

/// Whether IAM has an operator of this name.
pub(in super::super) fn is_operator(name: &str) -> bool {
    Operator::read(name).is_some()
}

/// An operator as its name says: `ForAllValues:ArnEqualsIfExists`.
#[derive(Debug, Clone, Copy)]
struct Operator {
    quantifier: Option<Quantifier>,
    test: Test,
    negated: bool,
    if_exists: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantifier {
    All,
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Test {
    Equals,
    EqualsIgnoreCase,
    Like,
    Arn,
    Bool,
    Null,
    Number(Order),
    Date(Order),
    Address,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Operator {
    /// Reads a name. One that IAM does not have is none.
    fn read(name: &str) -> Option<Self> {
        let (quantifier, name) = match name.split_once(':') {
            None => (None, name),
            Some(("ForAllValues", name)) => (Some(Quantifier::All), name),
            Some(("ForAnyValue", name)) => (Some(Quantifier::Any), name),
            Some(_) => return None,
        };
        let (name, if_exists) = name.strip_suffix("IfExists").map_or((name, false), |name| (name, true));
        let (test, negated) = match name {
            "StringEquals" => (Test::Equals, false),
            "StringNotEquals" => (Test::Equals, true),
            "StringEqualsIgnoreCase" => (Test::EqualsIgnoreCase, false),
            "StringNotEqualsIgnoreCase" => (Test::EqualsIgnoreCase, true),
            "StringLike" => (Test::Like, false),
            "StringNotLike" => (Test::Like, true),
            "ArnEquals" | "ArnLike" => (Test::Arn, false),
            "ArnNotEquals" | "ArnNotLike" => (Test::Arn, true),
            "Bool" => (Test::Bool, false),
            "Null" if !if_exists && quantifier.is_none() => (Test::Null, false),
            "IpAddress" => (Test::Address, false),
            "NotIpAddress" => (Test::Address, true),
            _ => {
                let (order, negated) = Order::read(name)?;
                let test = if name.starts_with("Numeric") { Test::Number(order) } else { Test::Date(order) };
                (test, negated)
            }
        };
        Some(Self { quantifier, test, negated, if_exists })
    }

    /// Whether the operator holds for a key that has these values or is absent.
    // AWS: an absent key fits no operator but the negated ones, those with IfExists, and ForAllValues (IAM user guide,
    // condition operators).
    fn holds(self, found: Option<&[String]>, wanted: &[String], reading: Reading<'_>) -> bool {
        if self.test == Test::Null {
            return wanted.iter().any(|text| text.eq_ignore_ascii_case(if found.is_none() { "true" } else { "false" }));
        }
        let Some(found) = found else {
            let vacuous = self.negated && self.quantifier.is_none();
            return self.if_exists || vacuous || self.quantifier == Some(Quantifier::All);
        };
        let fits_one = |value: &String| wanted.iter().any(|text| self.test.fits(text, value, reading));
        match self.quantifier {
            Some(Quantifier::All) => found.iter().all(|value| fits_one(value) != self.negated),
            Some(Quantifier::Any) => found.iter().any(|value| fits_one(value) != self.negated),
            // A key of several values wants a quantifier; without one, the sandbox takes the values together: unverified.
            None => found.iter().any(fits_one) != self.negated,
        }
    }
}

impl Order {
    fn read(name: &str) -> Option<(Self, bool)> {
        let order = name.strip_prefix("Numeric").or_else(|| name.strip_prefix("Date"))?;
        Some(match order {
            "Equals" => (Self::Equal, false),
            "NotEquals" => (Self::Equal, true),
            "LessThan" => (Self::Less, false),
            "LessThanEquals" => (Self::LessOrEqual, false),
            "GreaterThan" => (Self::Greater, false),
            "GreaterThanEquals" => (Self::GreaterOrEqual, false),
            _ => return None,
        })
    }

    fn holds<T: PartialOrd>(self, found: &T, wanted: &T) -> bool {
        match self {
            Self::Equal => found == wanted,
            Self::Less => found < wanted,
            Self::LessOrEqual => found <= wanted,
            Self::Greater => found > wanted,
            Self::GreaterOrEqual => found >= wanted,
        }
    }
}

impl Test {
    /// Whether one value of the context fits one text of the policy.
    fn fits(self, wanted: &str, found: &str, reading: Reading<'_>) -> bool {
        let wild = || Pattern::wild(wanted, reading);
        let plain = || Pattern::plain(wanted, reading);
        match self {
            Self::Equals => plain().is_some_and(|pattern| pattern.matches(found)),
            Self::EqualsIgnoreCase => plain().is_some_and(|pattern| pattern.matches_any_case(found)),
            Self::Like => wild().is_some_and(|pattern| pattern.matches(found)),
            Self::Arn => wild().is_some_and(|pattern| pattern.matches_arn(found)),
            Self::Bool => found.eq_ignore_ascii_case(wanted),
            Self::Null => false,
            Self::Number(order) => both(number, found, wanted).is_some_and(|(a, b)| order.holds(&a, &b)),
            Self::Date(order) => both(moment, found, wanted).is_some_and(|(a, b)| order.holds(&a, &b)),
            Self::Address => in_network(found, wanted),
        }
    }
}

fn both<T>(read: fn(&str) -> Option<T>, found: &str, wanted: &str) -> Option<(T, T)> {
    Some((read(found)?, read(wanted)?))
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// A moment, as RFC 3339 or as seconds since the epoch.
fn moment(text: &str) -> Option<OffsetDateTime> {
    let seconds = || OffsetDateTime::from_unix_timestamp(text.parse().ok()?).ok();
    OffsetDateTime::parse(text, &Rfc3339).ok().or_else(seconds)
}

/// Whether an address is in a network such as `203.0.113.0/24`.
fn in_network(address: &str, network: &str) -> bool {
    let (base, length) = network.split_once('/').map_or((network, None), |(base, length)| (base, Some(length)));
    let bits = |address: IpAddr| match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()) << 96, 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    };
    let (Ok(address), Ok(base)) = (address.parse::<IpAddr>(), base.parse::<IpAddr>()) else { return false };
    let ((address, width), (base, base_width)) = (bits(address), bits(base));
    let Some(length) = length.map_or(Some(base_width), |length| length.parse::<u32>().ok()) else { return false };
    let shift = 128_u32.saturating_sub(length);
    width == base_width && length <= width && address.checked_shr(shift) == base.checked_shr(shift)
}

/// A scalar or a list of scalars, as texts.
fn texts(values: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match values {
        Value::Array(list) => list.iter().map(text).collect(),
        one => vec![text(one)],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::context::Context;
    use super::*;

    fn check(condition: &Value) -> bool {
        let context = Context::default()
            .with("aws:SourceAccount", "111122223333")
            .with("aws:SourceArn", "arn:aws:s3:ap-northeast-1:111122223333:access-grants/default")
            .with("aws:SecureTransport", "true")
            .with("aws:CurrentTime", "2026-01-01T12:00:00Z")
            .with("aws:SourceIp", "203.0.113.7")
            .with_all("sts:RequestContextProviders", ["arn:aws:iam::aws:contextProvider/IdentityCenter"])
            .with("n", "7");
        holds(condition, Reading { context: &context, variables: true })
    }

    #[test]
    fn operators_compare_as_their_names_say() {
        for (condition, expected) in [
            (json!({"StringEquals": {"aws:SourceAccount": ["x", "111122223333"]}}), true),
            (json!({"StringEquals": {"AWS:sourceaccount": "111122223333"}}), true),
            (json!({"StringEquals": {"aws:SourceAccount": 111_122_223_333_u64}}), true),
            (json!({"StringEquals": {"aws:SourceAccount": "1111*"}}), false),
            (json!({"StringLike": {"aws:SourceAccount": "1111*"}}), true),
            (json!({"StringNotEquals": {"aws:SourceAccount": ["x", "111122223333"]}}), false),
            (json!({"StringNotLike": {"aws:SourceAccount": "9*"}}), true),
            (json!({"ArnEquals": {"aws:SourceArn": "arn:aws:s3:*:111122223333:access-grants/default"}}), true),
            (json!({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::access-grants/default"}}), false),
            (json!({"Bool": {"aws:SecureTransport": true}}), true),
            (json!({"NumericLessThan": {"n": "10"}}), true),
            (json!({"NumericGreaterThanEquals": {"n": 8}}), false),
            (json!({"DateGreaterThan": {"aws:CurrentTime": "2025-12-31T00:00:00Z"}}), true),
            (json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}), true),
            (json!({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}), false),
            (json!({"Null": {"aws:SourceArn": "false", "aws:TokenIssueTime": "true"}}), true),
            (json!({"StringEquals": {"aws:SourceAccount": []}}), false),
        ] {
            assert_eq!(check(&condition), expected, "{condition}");
        }
    }

    #[test]
    fn a_key_that_is_absent_or_misspelt_fits_only_what_says_so() {
        let provider = "arn:aws:iam::aws:contextProvider/IdentityCenter";
        for (operator, key, expected) in [
            ("StringEquals", "aws:RequestContextProvider", false),
            ("ArnEquals", "aws:RequestContextProvider", false),
            ("ForAnyValue:ArnEquals", "aws:RequestContextProvider", false),
            ("ForAllValues:ArnEquals", "aws:RequestContextProvider", true),
            ("ArnEqualsIfExists", "aws:RequestContextProvider", true),
            ("ArnNotEquals", "aws:RequestContextProvider", true),
            ("ForAllValues:ArnEquals", "sts:RequestContextProviders", true),
            ("ForAnyValue:StringEquals", "sts:RequestContextProviders", true),
            ("ForAllValues:ArnNotEquals", "sts:RequestContextProviders", false),
            ("StringMatches", "sts:RequestContextProviders", false),
            ("ForSomeValues:ArnEquals", "sts:RequestContextProviders", false),
        ] {
            let condition = json!({ operator: { key: provider } });
            assert_eq!(check(&condition), expected, "{condition}");
        }
    }

    #[test]
    fn every_operator_and_every_key_must_hold() {
        assert!(check(&json!({})));
        assert!(!check(&json!({"StringEquals": {"aws:SourceAccount": "111122223333", "n": "8"}})));
        assert!(!check(&json!({"StringEquals": {"n": "7"}, "Bool": {"aws:SecureTransport": "false"}})));
    }
}
