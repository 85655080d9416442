//! What AWS checks of the directory's members before it looks at the directory: ids, names, texts.

use super::fault::DirectoryError;
use crate::constraint::{Violation, length, pattern};

const TEXT: &str = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r  　]+";
const RESERVED: [&str; 2] = ["Administrator", "AWSAdministrators"];

/// The id of a user, group or membership: a UUID, perhaps behind the ten digits of the store's id.
pub(crate) fn resource_id(member: &str, value: &str) -> Result<(), Violation> {
    let uuid = match value.split_once('-') {
        Some((store, uuid)) if store.len() == 10 && is_hex(store) => uuid,
        _ => value,
    };
    let groups: Vec<&str> = uuid.split('-').collect();
    let fits =
        groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && groups.iter().copied().all(is_hex);
    pattern(
        member,
        value,
        "([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}",
        fits,
    )
}

/// The id of a store: `d-` and ten digits, or a UUID.
// AWS: an instance's ARN in its place gives a ValidationException (facts/aws-identity.md §2).
pub(super) fn store_id(value: &str) -> Result<(), Violation> {
    let fits = value.strip_prefix("d-").is_some_and(|digits| digits.len() == 10 && is_hex(digits))
        || value.len() == 36 && resource_id("", value).is_ok();
    pattern("identityStoreId", value, "d-[0-9a-f]{10}$|^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", fits)
}

/// The name of a user: up to 128 visible characters, none of the reserved names.
pub(super) fn user_name(value: &str) -> Result<(), DirectoryError> {
    length("userName", value, 1..=128)?;
    pattern("userName", value, r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", value.chars().all(is_visible))?;
    not_reserved(value)
}

/// The name of a group: a text without ideographic spaces, none of the reserved names.
pub(super) fn group_name(value: &str) -> Result<(), DirectoryError> {
    text("displayName", value)?;
    pattern("displayName", value, r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r  ]+", !value.contains('\u{3000}'))?;
    not_reserved(value)
}

/// Any other text: up to 1024 characters, visible or one of the common spaces.
pub(super) fn text(member: &str, value: &str) -> Result<(), Violation> {
    length(member, value, 1..=1024)?;
    let allowed = |character| is_visible(character) || "\t\n\r \u{a0}\u{3000}".contains(character);
    pattern(member, value, TEXT, value.chars().all(allowed))
}

// AWS: names that users and groups may not bear (facts/aws-identity.md §2, §3).
fn not_reserved(name: &str) -> Result<(), DirectoryError> {
    if RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name)) {
        return Err(DirectoryError::Reserved(name.to_owned()));
    }
    Ok(())
}

/// A letter, mark, symbol, number or punctuation: no control, separator, format or private-use character.
fn is_visible(character: char) -> bool {
    let formats = matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{e0001}'..='\u{e007f}'
            | '\u{f0000}'..
    );
    !character.is_control() && !character.is_whitespace() && !formats
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|digit| digit.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids_with_or_without_the_digits_of_the_store() {
        let uuid = "5f8a1c2e-0b1d-4c3e-9f00-1a2b3c4d5e01";
        assert_eq!(resource_id("userId", uuid), Ok(()));
        assert_eq!(resource_id("userId", &format!("9567a1b2c3-{uuid}")), Ok(()));
        for wrong in [
            "",
            "alice",
            "5f8a1c2e0b1d4c3e9f001a2b3c4d5e01",
            "d-9567a1b2c3/5f8a1c2e-0b1d-4c3e-9f00-1a2b3c4d5e01",
        ] {
            assert!(resource_id("userId", wrong).is_err(), "{wrong}");
        }
        assert_eq!(store_id("d-9567a1b2c3"), Ok(()));
        assert!(store_id("arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6").is_err());
    }

    #[test]
    fn names_keep_to_their_alphabets() {
        assert!(user_name("carol@example.com").is_ok());
        assert!(user_name("carol smith").is_err());
        assert_eq!(user_name("administrator"), Err(DirectoryError::Reserved("administrator".to_owned())));
        assert!(group_name("data analysts").is_ok());
        assert!(group_name("data\u{3000}analysts").is_err());
        assert!(text("title", "a\u{3000}b").is_ok());
        assert!(text("title", "a\u{200b}b").is_err());
        assert!(text("title", "").is_err());
        assert!(text("title", &"x".repeat(1025)).is_err());
    }
}
