//! The patterns of Identity Center's ids and ARNs.

use super::application::{Origin, SignIn};
use crate::constraint::{Violation, length, pattern};

/// `arn:aws:sso:::instance/ssoins-` and 16 characters.
pub(super) fn instance_arn(value: &str) -> Result<(), Violation> {
    let fits = sso_resource(value).is_some_and(|(account, resource)| {
        account.is_empty() && resource.strip_prefix("instance/").is_some_and(is_instance_id)
    });
    pattern(
        "instanceArn",
        value,
        "arn:aws(-[a-z]{1,5}){0,3}:sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}",
        fits,
    )
}

/// `arn:aws:sso::ACCOUNT:application/INSTANCE/apl-` and 16 characters.
pub(super) fn application_arn(value: &str) -> Result<(), Violation> {
    let fits = sso_resource(value).is_some_and(|(account, resource)| {
        let path: Vec<&str> = resource.split('/').collect();
        is_account(account)
            && matches!(path.as_slice(), ["application", instance, application]
                if is_instance_id(instance) && is_id(application, "apl-", ""))
    });
    pattern(
        "applicationArn",
        value,
        r"arn:aws(-[a-z]{1,5}){0,3}:sso::\d{12}:application/(sso)?ins-[a-zA-Z0-9-.]{16}/apl-[a-zA-Z0-9]{16}",
        fits,
    )
}

/// `arn:aws:sso::ACCOUNT:trustedTokenIssuer/INSTANCE/tti-` and a GUID.
pub(super) fn issuer_arn(value: &str) -> Result<(), Violation> {
    let fits = sso_resource(value).is_some_and(|(account, resource)| {
        let path: Vec<&str> = resource.split('/').collect();
        is_account(account)
            && matches!(path.as_slice(), ["trustedTokenIssuer", instance, issuer]
                if is_instance_id(instance) && issuer.strip_prefix("tti-").is_some_and(is_guid))
    });
    pattern(
        "trustedTokenIssuerArn",
        value,
        r"arn:aws(-[a-z]{1,5}){0,3}:sso::\d{12}:trustedTokenIssuer/(sso)?ins-[a-zA-Z0-9-.]{16}/tti-[0-9a-f]{8}-\b[0-9a-f]{4}-\b[0-9a-f]{4}-\b[0-9a-f]{4}-\b[0-9a-f]{12}",
        fits,
    )
}

/// Where a user goes from the portal: an application that begins the sign-in itself has a URL.
// AWS: facts/aws-identity.md §5.1.
pub(super) fn sign_in(options: &SignIn) -> Result<(), Violation> {
    let url = options.application_url.as_deref();
    if options.origin == Origin::Application && url.is_none() {
        return Err(Violation::new("applicationUrl", "", "be set with the origin APPLICATION"));
    }
    let Some(url) = url else { return Ok(()) };
    length("applicationUrl", url, 1..=512)?;
    let scheme = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let fits = scheme.is_some_and(|host| !host.is_empty()) && !url.ends_with(['.', ',', ';', ':', '!']);
    pattern("applicationUrl", url, r"http(s)?:\/\/[-a-zA-Z0-9+&@#\/%?=~_|!:,.;]*[-a-zA-Z0-9+&bb@#\/%?=~_|]", fits)
}

/// The account that a list of applications is narrowed to: twelve digits.
pub(super) fn account_id(value: &str) -> Result<(), Violation> {
    pattern("filter.applicationAccount", value, r"\d{12}", is_account(value))
}

/// Account and resource of an ARN of Identity Center.
fn sso_resource(arn: &str) -> Option<(&str, &str)> {
    match arn.splitn(6, ':').collect::<Vec<_>>().as_slice() {
        ["arn", partition, "sso", "", account, resource] if partition.starts_with("aws") => {
            Some((account, resource))
        }
        _ => None,
    }
}

fn is_instance_id(id: &str) -> bool {
    is_id(id.strip_prefix("sso").unwrap_or(id), "ins-", "-.")
}

/// A prefix and 16 letters, digits or characters of `more`.
fn is_id(id: &str, prefix: &str, more: &str) -> bool {
    let allowed = |character: char| character.is_ascii_alphanumeric() || more.contains(character);
    id.strip_prefix(prefix).is_some_and(|tail| tail.len() == 16 && tail.chars().all(allowed))
}

fn is_guid(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_are_of_their_patterns_only() {
        assert_eq!(instance_arn("arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6"), Ok(()));
        assert_eq!(instance_arn("arn:aws-cn:sso:::instance/ins-7223a1b2c3d4e5f6"), Ok(()));
        for wrong in [
            "ssoins-7223a1b2c3d4e5f6",
            "arn:aws:sso:::instance/ssoins-7",
            "arn:aws:sso::111122223333:instance/x",
        ] {
            assert!(instance_arn(wrong).is_err(), "{wrong}");
        }
        let application =
            "arn:aws:sso::111122223333:application/ssoins-7223a1b2c3d4e5f6/apl-0123456789abcdef";
        assert_eq!(application_arn(application), Ok(()));
        for wrong in
            ["apl-0123456789abcdef", "arn:aws:sso:::application/ssoins-7223a1b2c3d4e5f6/apl-0123456789abcdef"]
        {
            assert!(application_arn(wrong).is_err(), "{wrong}");
        }
        assert!(account_id("12345").is_err());
    }
}
