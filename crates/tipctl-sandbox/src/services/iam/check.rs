//! What AWS checks of a member before it looks at the account: lengths, alphabets, ranges.

use super::fault::IamError;
use super::role::DEFAULT_SESSION;
use crate::page::PageAsk;

/// The name of a role: at most 64 characters of `[\w+=,.@-]`.
pub(super) fn role_name(value: &str) -> Result<(), IamError> {
    name("roleName", value, 64)
}

/// The name of a policy: at most 128 characters of `[\w+=,.@-]`.
pub(super) fn policy_name(value: &str) -> Result<(), IamError> {
    name("policyName", value, 128)
}

fn name(member: &'static str, value: &str, most: usize) -> Result<(), IamError> {
    length(member, value, 1, most)?;
    let allowed = |character: char| character.is_ascii_alphanumeric() || "_+=,.@-".contains(character);
    if value.chars().all(allowed) {
        return Ok(());
    }
    Err(invalid(member, value, r"Member must satisfy regular expression pattern: [\w+=,.@-]+".to_owned()))
}

/// A path: `/`, or something printable between slashes. The default is `/`.
pub(super) fn path(value: Option<String>) -> Result<String, IamError> {
    let path = value.unwrap_or_else(|| "/".to_owned());
    length("path", &path, 1, 512)?;
    let printable = path.bytes().all(|byte| (0x21..=0x7e).contains(&byte));
    if printable && path.starts_with('/') && path.ends_with('/') {
        return Ok(path);
    }
    Err(invalid(
        "path",
        &path,
        r"Member must satisfy regular expression pattern: (\u002F)|(\u002F[\u0021-\u007E]+\u002F)".to_owned(),
    ))
}

/// A description of at most 1000 characters.
pub(super) fn description(value: Option<&str>) -> Result<(), IamError> {
    length("description", value.unwrap_or_default(), 0, 1000)
}

/// A session length of one to twelve hours, in seconds. The default is one hour.
pub(super) fn session(value: Option<u32>) -> Result<u32, IamError> {
    let session = value.unwrap_or(DEFAULT_SESSION);
    let bound = match session {
        ..3600 => "greater than or equal to 3600",
        3600..=43200 => return Ok(session),
        _ => "less than or equal to 43200",
    };
    let constraint = format!("Member must have value {bound}");
    Err(invalid("maxSessionDuration", &session.to_string(), constraint))
}

/// An ARN of 20 to 2048 characters.
pub(super) fn arn(member: &'static str, value: &str) -> Result<(), IamError> {
    length(member, value, 20, 2048)?;
    if value.starts_with("arn:") {
        return Ok(());
    }
    Err(IamError::InvalidInput(format!("ARN {value} is not valid.")))
}

/// A page of 1 to 1000 items, 100 unless asked for otherwise.
pub(super) fn page(marker: Option<&str>, max_items: Option<u32>) -> Result<PageAsk<'_>, IamError> {
    let items = max_items.unwrap_or(100);
    let limit = usize::try_from(items).ok().filter(|limit| (1..=1000).contains(limit));
    let limit = limit.ok_or_else(|| {
        invalid("maxItems", &items.to_string(), "Member must have value between 1 and 1000".to_owned())
    })?;
    Ok(PageAsk { token: marker, limit })
}

/// A text of so many characters.
pub(super) fn length(member: &'static str, value: &str, least: usize, most: usize) -> Result<(), IamError> {
    let bound = match value.chars().count() {
        count if count < least => format!("greater than or equal to {least}"),
        count if count > most => format!("less than or equal to {most}"),
        _ => return Ok(()),
    };
    Err(invalid(member, value, format!("Member must have length {bound}")))
}

fn invalid(member: &'static str, value: &str, constraint: String) -> IamError {
    IamError::Validation { member, value: value.to_owned(), constraint }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_outside_of_their_bounds_are_named() {
        assert_eq!(
            role_name("a b").unwrap_err().to_string(),
            "1 validation error detected: Value 'a b' at 'roleName' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [\\w+=,.@-]+"
        );
        assert!(role_name(&"r".repeat(65)).is_err());
        assert_eq!(path(None).as_deref(), Ok("/"));
        assert!(path(Some("team/".to_owned())).is_err());
        assert_eq!(session(Some(7200)), Ok(7200));
        assert!(session(Some(60)).unwrap_err().to_string().contains("greater than or equal to 3600"));
        assert!(page(None, Some(1001)).is_err());
    }
}
