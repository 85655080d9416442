//! Conditions.

use tipctl_model::Value;

use super::{
    document::each,
    pattern::{Syntax, matches, matches_arn},
    request::{Context, Presence},
};
use crate::Truth;

/// One key of one operator of a statement's `Condition`.
#[derive(Clone, Debug)]
pub(super) struct Condition<'a> {
    /// None for an operator that the policy language does not have.
    operator: Option<Operator>,
    key: &'a str,
    values: &'a [Value],
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Operator {
    compare: Compare,
    is_negated: bool,
    quantifier: Quantifier,
    if_exists: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Quantifier {
    None,
    ForAll,
    ForAny,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Compare {
    Equals,
    EqualsIgnoreCase,
    Like,
    Arn,
    Bool,
    Number(Order),
    /// Dates and addresses: of no key that a context holds.
    Beyond,
    Null,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl<'a> Condition<'a> {
    /// Every condition in the `Condition` of a statement, all of which must hold; none where it is not made as one.
    pub(super) fn read(conditions: &'a Value) -> Option<Vec<Self>> {
        let mut all = Vec::new();
        for (operator, keys) in conditions.as_map()? {
            let operator = Operator::read(operator);
            for (key, values) in keys.as_map()? {
                all.push(Self { operator, key, values: each(values) });
            }
        }
        Some(all)
    }

    /// The key that it is about.
    pub(super) fn key(&self) -> &'a str {
        self.key
    }

    /// Whether it holds in `context`. An operator that is not known never does.
    pub(super) fn holds(&self, syntax: Syntax<'_>, context: &Context) -> Truth {
        let Some(operator) = self.operator else { return Truth::No };
        let presence = context.see(self.key);
        if operator.compare == Compare::Null {
            let is_absent = match presence {
                Presence::There(_) | Presence::OtherThan(_) => Truth::No,
                Presence::Absent => Truth::Yes,
                Presence::Unsure => Truth::Unsure,
            };
            return Truth::any(self.values.iter().map(|value| match text(value) {
                Some(text) if text.eq_ignore_ascii_case("true") => is_absent,
                Some(text) if text.eq_ignore_ascii_case("false") => !is_absent,
                Some(_) => Truth::No,
                None => Truth::Unsure,
            }));
        }
        let holds_of = |value: &String| {
            let equal =
                Truth::any(self.values.iter().map(|wanted| operator.compare.says(wanted, value, syntax)));
            if operator.is_negated { !equal } else { equal }
        };
        match presence {
            Presence::Unsure => Truth::Unsure,
            Presence::OtherThan(value) => {
                let is_value = |wanted: &Value| text(wanted).is_some_and(|wanted| wanted == value);
                let equal = if self.values.iter().all(is_value) { Truth::No } else { Truth::Unsure };
                if operator.is_negated { !equal } else { equal }
            }
            Presence::Absent => match operator.quantifier {
                _ if operator.if_exists => Truth::Yes,
                Quantifier::ForAll => Truth::Yes,
                Quantifier::ForAny => Truth::No,
                Quantifier::None => operator.is_negated.into(),
            },
            Presence::There(values) => match operator.quantifier {
                Quantifier::ForAll => Truth::all(values.iter().map(holds_of)),
                Quantifier::None if operator.is_negated => Truth::all(values.iter().map(holds_of)),
                Quantifier::ForAny | Quantifier::None => Truth::any(values.iter().map(holds_of)),
            },
        }
    }
}

impl Operator {
    fn read(text: &str) -> Option<Self> {
        let (quantifier, rest) = match text.split_once(':') {
            Some(("ForAllValues", rest)) => (Quantifier::ForAll, rest),
            Some(("ForAnyValue", rest)) => (Quantifier::ForAny, rest),
            Some(_) => return None,
            None => (Quantifier::None, text),
        };
        let (name, if_exists) = rest.strip_suffix("IfExists").map_or((rest, false), |name| (name, true));
        let (compare, is_negated) = match name {
            "StringEquals" | "BinaryEquals" => (Compare::Equals, false),
            "StringNotEquals" => (Compare::Equals, true),
            "StringEqualsIgnoreCase" => (Compare::EqualsIgnoreCase, false),
            "StringNotEqualsIgnoreCase" => (Compare::EqualsIgnoreCase, true),
            "StringLike" => (Compare::Like, false),
            "StringNotLike" => (Compare::Like, true),
            // AWS: both compare with wildcards.
            "ArnEquals" | "ArnLike" => (Compare::Arn, false),
            "ArnNotEquals" | "ArnNotLike" => (Compare::Arn, true),
            "Bool" => (Compare::Bool, false),
            "NumericEquals" => (Compare::Number(Order::Equal), false),
            "NumericNotEquals" => (Compare::Number(Order::Equal), true),
            "NumericLessThan" => (Compare::Number(Order::Less), false),
            "NumericLessThanEquals" => (Compare::Number(Order::LessOrEqual), false),
            "NumericGreaterThan" => (Compare::Number(Order::Greater), false),
            "NumericGreaterThanEquals" => (Compare::Number(Order::GreaterOrEqual), false),
            "DateEquals"
            | "DateNotEquals"
            | "DateLessThan"
            | "DateLessThanEquals"
            | "DateGreaterThan"
            | "DateGreaterThanEquals"
            | "IpAddress"
            | "NotIpAddress" => (Compare::Beyond, false),
            "Null" if !if_exists => (Compare::Null, false),
            _ => return None,
        };
        Some(Self { compare, is_negated, quantifier, if_exists })
    }
}

impl Compare {
    /// Whether `value` is what `wanted` says.
    fn says(self, wanted: &Value, value: &str, syntax: Syntax<'_>) -> Truth {
        let Some(wanted) = text(wanted) else { return Truth::Unsure };
        match self {
            Self::Equals => matches(&wanted, value, Syntax { wildcards: false, ..syntax }),
            Self::EqualsIgnoreCase => {
                let syntax = Syntax { wildcards: false, ..syntax };
                matches(&wanted.to_lowercase(), &value.to_lowercase(), syntax)
            }
            Self::Like => matches(&wanted, value, syntax),
            Self::Arn => matches_arn(&wanted, value, syntax),
            Self::Bool => wanted.eq_ignore_ascii_case(value).into(),
            Self::Number(order) => match (value.parse::<f64>(), wanted.parse::<f64>()) {
                (Ok(value), Ok(wanted)) => order.holds(value, wanted).into(),
                _ => Truth::No,
            },
            Self::Beyond => Truth::Unsure,
            Self::Null => Truth::No,
        }
    }
}

impl Order {
    fn holds(self, value: f64, wanted: f64) -> bool {
        match self {
            Self::Equal => (value - wanted).abs() < f64::EPSILON,
            Self::Less => value < wanted,
            Self::LessOrEqual => value <= wanted,
            Self::Greater => value > wanted,
            Self::GreaterOrEqual => value >= wanted,
        }
    }
}

/// A condition's value as text; none for what waits for another resource.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Pending(_) | Value::List(_) | Value::Map(_) => None,
    }
}
