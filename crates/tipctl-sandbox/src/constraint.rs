//! The constraints that AWS's models put on members: lengths, counts, ranges, patterns. What breaks one is refused before
//! the service looks at the account, by the services of the JSON protocol as `ValidationException`.

use std::ops::RangeInclusive;

use crate::fault::Fault;

/// A member that breaks a constraint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must {constraint}"
)]
pub(crate) struct Violation {
    member: String,
    value: String,
    constraint: String,
}

impl From<Violation> for Fault {
    fn from(violation: Violation) -> Self {
        Self::new("ValidationException", 400, violation.to_string())
    }
}

impl Violation {
    /// A member whose value has to be as `constraint` says, which follows `Member must`.
    pub(crate) fn new(member: &str, value: &str, constraint: impl Into<String>) -> Self {
        Self { member: member.to_owned(), value: value.to_owned(), constraint: constraint.into() }
    }
}

/// A text of as many characters as `bounds` allow.
pub(crate) fn length(member: &str, value: &str, bounds: RangeInclusive<usize>) -> Result<(), Violation> {
    within(value.chars().count(), &bounds)
        .map_err(|bound| Violation::new(member, value, format!("have length {bound}")))
}

/// A list of as many items as `bounds` allow.
pub(crate) fn count<T>(member: &str, list: &[T], bounds: RangeInclusive<usize>) -> Result<(), Violation> {
    within(list.len(), &bounds).map_err(|bound| {
        Violation::new(member, &format!("{} items", list.len()), format!("have length {bound}"))
    })
}

/// A text that `fits` its pattern.
pub(crate) fn pattern(member: &str, value: &str, pattern: &str, fits: bool) -> Result<(), Violation> {
    if fits {
        return Ok(());
    }
    Err(Violation::new(member, value, format!("satisfy regular expression pattern: {pattern}")))
}

/// How many items a page holds at most: what is asked for, or `most`.
pub(crate) fn page_limit(member: &str, asked: Option<i64>, most: usize) -> Result<usize, Violation> {
    let Some(asked) = asked else { return Ok(most) };
    let limit = usize::try_from(asked).unwrap_or_default();
    within(limit, &(1..=most))
        .map_err(|bound| Violation::new(member, &asked.to_string(), format!("have value {bound}")))?;
    Ok(limit)
}

fn within(size: usize, bounds: &RangeInclusive<usize>) -> Result<(), String> {
    if size < *bounds.start() {
        Err(format!("greater than or equal to {}", bounds.start()))
    } else if size > *bounds.end() {
        Err(format!("less than or equal to {}", bounds.end()))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_member_its_value_and_the_bound_are_named() {
        assert_eq!(
            length("name", "abc", 1..=2).unwrap_err().to_string(),
            "1 validation error detected: Value 'abc' at 'name' failed to satisfy constraint: \
             Member must have length less than or equal to 2"
        );
        assert!(
            count::<u8>("list", &[], 1..=2).unwrap_err().to_string().contains("greater than or equal to 1")
        );
        assert!(pattern("id", "x", "[0-9]+", false).unwrap_err().to_string().ends_with("pattern: [0-9]+"));
    }

    #[test]
    fn a_page_is_as_large_as_asked_within_bounds() {
        assert_eq!(page_limit("maxResults", None, 100), Ok(100));
        assert_eq!(page_limit("maxResults", Some(7), 100), Ok(7));
        for asked in [-1, 0, 101] {
            assert!(page_limit("maxResults", Some(asked), 100).is_err());
        }
    }
}
