//! OpenID Connect providers that roles can trust.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod schema;
mod tell;

use tipctl_model::{
    Address, Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Told, Value, Work,
};

pub(super) use schema::NAME;

use super::token_issuer::url_flaw;
use crate::{
    attrs::{Read, Shown},
    tags,
};

/// The kind `oidc_provider`.
pub(super) struct OidcProvider;

impl Kind for OidcProvider {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        // AWS: limits are those of CreateOpenIDConnectProvider.
        let mut flaws = Vec::new();
        if let Some(url) = want.text("url") {
            let is_plain = url.starts_with("https://") && url.len() <= 255;
            let flaw = url_flaw(url, "oidc_provider::url");
            flaws.extend(flaw.or_else(|| (!is_plain).then(|| unsafe_url(url))));
        }
        let ids = want.texts("client_ids");
        let is_odd = |id: &String| id.is_empty() || id.chars().count() > 255;
        if want.contains_key("client_ids") && (ids.is_empty() || ids.len() > 100 || ids.iter().any(is_odd)) {
            let message = "a provider has 1 to 100 client ids, of 1 to 255 characters";
            flaws.push(Flaw::new("oidc_provider::client_ids", "client_ids", message));
        }
        let prints = want.texts("thumbprints");
        for (at, print) in prints.iter().enumerate().filter(|(_, print)| !is_thumbprint(print)) {
            let message = format!("`{print}` is no SHA-1 fingerprint: 40 hexadecimal digits without colons");
            flaws.push(Flaw::new("oidc_provider::thumbprints", format!("thumbprints.{at}"), message));
        }
        if want.contains_key("thumbprints") && !(1..=5).contains(&prints.len()) {
            let message = "a provider has 1 to 5 thumbprints";
            let flaw = Flaw::new("oidc_provider::thumbprints", "thumbprints", message);
            flaws.push(flaw.help("remove `thumbprints`, and IAM finds one out itself"));
        }
        flaws.extend(tags::flaws(want, "oidc_provider::tags"));
        flaws
    }

    fn settle(&self, mut want: Attrs, place: &Place) -> Attrs {
        if let Some(url) = want.text("url") {
            let arn = arn(place, url);
            want.insert("arn", Value::Text(arn));
        }
        if let Some(Value::List(prints)) = want.get_mut("thumbprints") {
            for print in prints {
                if let Value::Text(text) = print {
                    *text = text.to_lowercase();
                }
            }
        }
        want
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn tell_whole(&self, _: Option<&str>, inventory: &mut Inventory) {
        inventory.openid_providers.is_whole = true;
    }

    fn needs(&self, work: Work, things: &[&Attrs], place: &Place) -> Vec<Need> {
        needs::needs(work, things, place)
    }
}

/// The ARN of the provider of the issuer `url`.
pub(super) fn arn(place: &Place, url: &str) -> String {
    place.global_arn("iam", &format!("oidc-provider/{}", name(url)))
}

/// The issuer as IAM names it: without `https://`. A slash at its end stays.
pub(super) fn name(url: &str) -> &str {
    url.trim_start_matches("https://")
}

/// The provider of the issuer `url` for `client_ids`, which follows from the attribute at `path` of `block`.
pub(super) fn derived(block: &Block, path: &str, url: &str, client_ids: Value) -> Resource {
    let attrs = Shown::new().with("url", url).with("client_ids", client_ids).attrs();
    Resource::derived(Address::new(schema::NAME, name(url).trim_end_matches('/')), attrs, block, path)
}

fn unsafe_url(url: &str) -> Flaw {
    let message =
        format!("IAM takes no issuer `{url}`: it begins with `https://` and has at most 255 characters");
    Flaw::new("oidc_provider::url", "url", message)
}

fn is_thumbprint(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place::new("s", "111122223333", "eu-west-1")
    }

    #[test]
    fn the_arn_is_foretold() {
        let want = Shown::new().with("url", "https://acme.okta.com/oauth2/default").attrs();
        let settled = OidcProvider.settle(want, &place());
        let arn = "arn:aws:iam::111122223333:oidc-provider/acme.okta.com/oauth2/default";
        assert_eq!(settled.text("arn"), Some(arn));
    }

    #[test]
    fn what_iam_refuses_is_told() {
        let texts = |count: usize| Value::texts((0..count).map(|at| format!("client-{at}")));
        let print = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280";
        let cases = [
            ("url", Value::text("https://acme.okta.com"), None),
            ("url", Value::text("http://acme.okta.com"), Some("url")),
            ("url", Value::Text(format!("https://{}", "a".repeat(250))), Some("url")),
            ("client_ids", texts(100), None),
            ("client_ids", texts(101), Some("client_ids")),
            ("client_ids", texts(0), Some("client_ids")),
            ("thumbprints", Value::texts([print]), None),
            ("thumbprints", Value::texts(["9e:99"]), Some("thumbprints.0")),
            ("thumbprints", Value::texts([print; 6]), Some("thumbprints")),
            ("thumbprints", Value::List(Vec::new()), Some("thumbprints")),
        ];
        for (attr, value, path) in cases {
            let flaws = OidcProvider.check(&Shown::new().with(attr, value.clone()).attrs(), &place());
            assert_eq!(flaws.first().map(|flaw| flaw.path.as_str()), path, "{value}");
        }
    }
}
