//! The attributes of a user that are one text each, and what the Identity Store calls them.

use aws_sdk_identitystore::types::User;

/// One attribute: ours, the path that an update names, and how it is read.
pub(super) struct Scalar {
    pub(super) attr: &'static str,
    pub(super) path: &'static str,
    pub(super) read: fn(&User) -> Option<&str>,
}

const fn scalar(attr: &'static str, path: &'static str, read: fn(&User) -> Option<&str>) -> Scalar {
    Scalar { attr, path, read }
}

/// Every attribute that is one text. Paths: facts/aws-identity.md §2.
pub(super) static SCALARS: &[Scalar] = &[
    scalar("given_name", "name.givenName", |user| user.name()?.given_name()),
    scalar("family_name", "name.familyName", |user| user.name()?.family_name()),
    scalar("middle_name", "name.middleName", |user| user.name()?.middle_name()),
    scalar("formatted_name", "name.formatted", |user| user.name()?.formatted()),
    scalar("honorific_prefix", "name.honorificPrefix", |user| user.name()?.honorific_prefix()),
    scalar("honorific_suffix", "name.honorificSuffix", |user| user.name()?.honorific_suffix()),
    scalar("display_name", "displayName", User::display_name),
    scalar("nick_name", "nickName", User::nick_name),
    scalar("title", "title", User::title),
    scalar("user_type", "userType", User::user_type),
    scalar("preferred_language", "preferredLanguage", User::preferred_language),
    scalar("locale", "locale", User::locale),
    scalar("timezone", "timezone", User::timezone),
    scalar("profile_url", "profileUrl", User::profile_url),
    // AWS: that these two can be updated is unverified (facts/aws-identity.md §2 lists the paths that were seen).
    scalar("website", "website", User::website),
    scalar("birthdate", "birthdate", User::birthdate),
];
