//! Trusted token issuers of Identity Center.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod schema;
mod tell;

use tipctl_model::{
    Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Scope, Told, Value, Work,
};

use super::identity_center;
use crate::{attrs::Read, tags};

/// The kind `token_issuer`.
pub(super) struct TokenIssuer;

impl Kind for TokenIssuer {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let instance = identity_center::reference(scope, "arn").map_err(|flaw| vec![flaw])?;
        let mut issuer = Resource::written(block);
        issuer.attrs.entry("name").or_insert_with(|| Value::text(&block.address.label));
        issuer.attrs.insert("instance", instance);
        Ok(vec![issuer])
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        // AWS: patterns are those of facts/aws-identity.md §6.
        let mut flaws = Vec::new();
        if let Some(name) = want.text("name").filter(|name| !is_name(name)) {
            let message = format!("`{name}` is no name of an issuer: 1 to 255 letters, digits and `_+=,.@-`");
            flaws.push(Flaw::new("token_issuer::name", "name", message));
        }
        flaws.extend(want.text("url").and_then(|url| url_flaw(url, "token_issuer::url")));
        if let Some(claim) = want.text("claim").filter(|claim| !is_path(claim, &['.', '_'])) {
            let message = format!(
                "Identity Center takes no claim `{claim}`: up to three words of letters alone, with `.` or `_` between them"
            );
            flaws.push(Flaw::new("token_issuer::claim", "claim", message).help("claim = \"email\""));
        }
        if let Some(attribute) = want.text("attribute").filter(|attribute| !is_path(attribute, &['.'])) {
            let message = format!("`{attribute}` is no attribute of a user");
            let flaw = Flaw::new("token_issuer::attribute", "attribute", message);
            flaws.push(flaw.help("attribute = \"emails.value\"   # or \"userName\""));
        }
        flaws.extend(tags::flaws(want, "token_issuer::tags"));
        flaws
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn tell_whole(&self, _: Option<&str>, inventory: &mut Inventory) {
        inventory.token_issuers.is_whole = true;
    }

    fn needs(&self, work: Work, things: &[&Attrs], place: &Place) -> Vec<Need> {
        needs::needs(work, things, place).into_iter().map(Need::for_identity_center).collect()
    }
}

/// The flaw of an issuer's address, at the attribute `url`.
pub(super) fn url_flaw(url: &str, code: &'static str) -> Option<Flaw> {
    const DISCOVERY: &str = "/.well-known/openid-configuration";
    if let Some(issuer) = url.trim_end_matches('/').strip_suffix(DISCOVERY) {
        let message = "the issuer is what its tokens say in `iss`, not the address of its configuration";
        return Some(Flaw::new(code, "url", message).help(format!("url = \"{issuer}\"")));
    }
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let fits = host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
        && url.len() <= 512
        && !url.contains(|one: char| one == '?' || one == '#' || one.is_whitespace())
        && !url.ends_with(['.', ',', ';', ':', '!']);
    (!fits).then(|| {
        Flaw::new(code, "url", format!("`{url}` is no issuer: `https://`, a host and a path, and no more"))
            .help("url = \"https://acme.okta.com/oauth2/default\"")
    })
}

fn is_name(text: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || "_+=,.@-".contains(letter);
    (1..=255).contains(&text.chars().count()) && text.chars().all(is_letter)
}

/// Whether `text` is one to three words of letters with one of `between` between them.
fn is_path(text: &str, between: &[char]) -> bool {
    let words: Vec<&str> = text.split(between).collect();
    words.len() <= 3 && words.iter().all(|word| !word.is_empty() && word.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attrs::Shown;

    #[test]
    fn what_identity_center_takes_as_an_issuer() {
        let cases: &[(&str, &str, bool)] = &[
            ("name", "okta", true),
            ("name", "Acme Okta", false),
            ("url", "https://login.microsoftonline.com/0a1b/v2.0", true),
            ("url", "https://acme.okta.com/", true),
            ("url", "https://acme.okta.com/.well-known/openid-configuration", false),
            ("url", "https://acme.okta.com/?x=y", false),
            ("url", "acme.okta.com", false),
            ("url", "https://", false),
            ("claim", "preferred_username", true),
            ("claim", "cognito:username", false),
            ("claim", "oid2", false),
            ("claim", "a.b.c.d", false),
            ("attribute", "emails.value", true),
            ("attribute", "user_name", false),
        ];
        let place = Place::new("s", "111122223333", "eu-west-1");
        for (attr, text, fits) in cases {
            let flaws = TokenIssuer.check(&Shown::new().with(attr, *text).attrs(), &place);
            let found: Vec<&str> = flaws.iter().map(|flaw| flaw.path.as_str()).collect();
            assert_eq!(found, if *fits { vec![] } else { vec![*attr] }, "{text}");
        }
    }

    #[test]
    fn the_address_of_the_configuration_is_mended() {
        let flaw = url_flaw("https://acme.okta.com/.well-known/openid-configuration", "x").unwrap();
        assert_eq!(flaw.help.as_deref(), Some("url = \"https://acme.okta.com\""));
    }
}
