//! The conditions by which registered paths are listed. All of a request's conditions must hold.

use serde::Deserialize;

use super::fault::LakeError;
use super::location::ResourceInfo;

/// A comparison of one field with given values.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct FilterCondition {
    field: Field,
    comparison_operator: Comparison,
    string_value_list: Vec<String>,
}

/// The fields that can be compared. How a moment is written in a condition is not known, so `LAST_MODIFIED` is not taken.
#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Field {
    ResourceArn,
    RoleArn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Comparison {
    Eq,
    Ne,
    Le,
    Lt,
    Ge,
    Gt,
    Contains,
    NotContains,
    BeginsWith,
    In,
    Between,
}

impl FilterCondition {
    /// Refuses a comparison with too few or too many values.
    pub(super) fn check(&self) -> Result<(), LakeError> {
        let fits = match (self.comparison_operator, self.string_value_list.len()) {
            (Comparison::In, given) => given > 0,
            (Comparison::Between, given) => given == 2,
            (_, given) => given == 1,
        };
        if fits { Ok(()) } else { Err(LakeError::invalid("FilterCondition has the wrong number of values.")) }
    }

    /// Whether the condition holds of a path.
    pub(super) fn matches(&self, info: &ResourceInfo) -> bool {
        let field = match self.field {
            Field::ResourceArn => info.resource_arn.as_str(),
            Field::RoleArn => info.role_arn.as_str(),
        };
        let mut values = self.string_value_list.iter().map(String::as_str);
        let (first, second) = (values.next().unwrap_or_default(), values.next().unwrap_or_default());
        match self.comparison_operator {
            Comparison::Eq => field == first,
            Comparison::Ne => field != first,
            Comparison::Le => field <= first,
            Comparison::Lt => field < first,
            Comparison::Ge => field >= first,
            Comparison::Gt => field > first,
            Comparison::Contains => field.contains(first),
            Comparison::NotContains => !field.contains(first),
            Comparison::BeginsWith => field.starts_with(first),
            Comparison::In => self.string_value_list.iter().any(|value| value == field),
            Comparison::Between => (first..=second).contains(&field),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(comparison: &str, values: &[&str]) -> FilterCondition {
        let condition = serde_json::json!({
            "Field": "RESOURCE_ARN", "ComparisonOperator": comparison, "StringValueList": values,
        });
        serde_json::from_value(condition).unwrap()
    }

    #[test]
    fn every_comparison_does_what_it_says() {
        let info = ResourceInfo::named("m");
        for (comparison, values, holds) in [
            ("EQ", &["m"][..], true),
            ("NE", &["m"], false),
            ("LE", &["m"], true),
            ("LT", &["m"], false),
            ("GE", &["m"], true),
            ("GT", &["l"], true),
            ("CONTAINS", &["m"], true),
            ("NOT_CONTAINS", &["m"], false),
            ("BEGINS_WITH", &["n"], false),
            ("IN", &["l", "m"], true),
            ("IN", &["l", "n"], false),
            ("BETWEEN", &["a", "m"], true),
            ("BETWEEN", &["n", "z"], false),
        ] {
            let condition = condition(comparison, values);
            assert_eq!(condition.check(), Ok(()));
            assert_eq!(condition.matches(&info), holds, "{comparison} {values:?}");
        }
    }

    #[test]
    fn a_comparison_has_as_many_values_as_it_needs() {
        for (comparison, values) in [("EQ", &["a", "b"][..]), ("IN", &[]), ("BETWEEN", &["a"])] {
            assert!(condition(comparison, values).check().is_err(), "{comparison} {values:?}");
        }
    }
}
