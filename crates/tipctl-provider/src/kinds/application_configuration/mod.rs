//! How applications of Identity Center exchange tokens: whose, by whom, and for which users.

mod actors;
#[cfg(feature = "aws")]
mod calls;
#[cfg(feature = "aws")]
mod document;
#[cfg(feature = "aws")]
mod grants;
mod needs;
mod schema;
mod tell;

use tipctl_model::{
    Address, Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Scope, Told, Value, Work,
};

pub(super) use schema::TOKEN_ISSUERS;

use super::application;
use crate::{
    attrs::Read,
    policy::{self, Purpose},
};

/// The kind `application_configuration`.
pub(super) struct ApplicationConfiguration;

/// What a section says that is compared as it is written.
const PLAIN: [&str; 5] =
    ["assignment_required", "redirect_uris", "refresh_tokens", "token_exchange", "token_issuers"];

impl Kind for ApplicationConfiguration {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, _: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let mut configuration = Resource::written(block);
        configuration.attrs.remove("actors");
        let policy =
            actors::policy_of(block, "application_configuration::actors").map_err(|flaw| vec![flaw])?;
        configuration.attrs.extend(policy.map(|policy| ("actor_policy", policy)));
        Ok(vec![configuration])
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        // AWS: limits are those of facts/aws-identity.md §5.4.
        let mut flaws = Vec::new();
        let mut flaw = |path: String, message: String| {
            flaws.push(Flaw::new("application_configuration::attribute", path, message));
        };
        let issuers = want.get("token_issuers").map(Value::elements).unwrap_or_default();
        if issuers.len() > 10 {
            flaw("token_issuers".to_owned(), "an application has at most 10 token issuers".to_owned());
        }
        for (at, issuer) in issuers.iter().enumerate() {
            let audiences = issuer.entry("audiences").map(Value::elements).unwrap_or_default();
            let is_long = |audience: &Value| {
                audience.as_text().is_some_and(|text| !(1..=512).contains(&text.chars().count()))
            };
            if !(1..=10).contains(&audiences.len()) || audiences.iter().any(is_long) {
                let message = "an issuer has 1 to 10 audiences, of 1 to 512 characters".to_owned();
                flaw(format!("token_issuers.{at}.audiences"), message);
            }
        }
        if want.texts("redirect_uris").len() > 10 {
            flaw("redirect_uris".to_owned(), "an application has at most 10 redirect URIs".to_owned());
        }
        flaws.extend(application::arn_flaw(want, "application_configuration::application"));
        let policy =
            want.get("actor_policy").filter(|policy| policy.as_map().is_none_or(|all| !all.is_empty()));
        flaws.extend(policy.into_iter().flat_map(|policy| {
            policy::flaws(
                policy,
                Purpose::Resource,
                "application_configuration::actor_policy",
                "actor_policy",
            )
        }));
        flaws
    }

    fn settle(&self, mut want: Attrs, place: &Place) -> Attrs {
        if let Some(policy) = want.get_mut("actor_policy") {
            *policy = policy::canonical(policy, &place.partition);
        }
        want
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn tell_whole(&self, _: Option<&str>, inventory: &mut Inventory) {
        tell::tell_whole(inventory);
    }

    fn needs(&self, work: Work, things: &[&Attrs], place: &Place) -> Vec<Need> {
        needs::needs(work, things, place).into_iter().map(Need::for_identity_center).collect()
    }
}

/// The configuration that the application `block` says, where it says something of it.
///
/// # Errors
/// Actors that are said twice.
pub(super) fn of(block: &Block) -> Result<Option<Resource>, Flaw> {
    let plain = PLAIN.into_iter().filter_map(|attr| Some((attr, block.value(attr)?.clone())));
    let mut attrs: Attrs = plain.collect();
    let policy = actors::policy_of(block, "application::actors")?;
    attrs.extend(policy.map(|policy| ("actor_policy", policy)));
    if attrs.is_empty() {
        return Ok(None);
    }
    let mut configuration = derived(block, &block.address, attrs);
    let said = ["actor_policy", "actors"].into_iter().chain(PLAIN);
    for attr in said {
        let compared = if attr == "actors" { "actor_policy" } else { attr };
        if let Some(origin) = block.origins.get(attr) {
            configuration.origins.insert(compared.to_owned(), *origin);
        }
    }
    Ok(Some(configuration))
}

/// The configuration `attrs` of the application at `address`, which follows from `block`.
pub(super) fn derived(block: &Block, address: &Address, mut attrs: Attrs) -> Resource {
    attrs.insert("application", application::reference(address));
    Resource::derived(Address::new(schema::NAME, address.label.as_str()), attrs, block, "")
}

pub(super) use actors::policy;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        attrs::Shown,
        kinds::writing::{block, refers},
    };

    #[test]
    fn actors_become_statements() {
        let roles = Value::List(vec![refers("role", "b", "arn"), refers("role", "a", "arn")]);
        let section = block("application", "bi", &[("actors", roles)]);
        let policy = of(&section).unwrap().unwrap().attrs["actor_policy"].clone();
        let statements = policy.entry("Statement").unwrap().elements();
        let principals: Vec<&Value> =
            statements.iter().map(|one| one.entry("Principal").unwrap().entry("AWS").unwrap()).collect();
        assert_eq!(principals, [&refers("role", "a", "arn"), &refers("role", "b", "arn")]);
        assert_eq!(policy::flaws(&policy, Purpose::Resource, "x", "x"), []);
    }

    #[test]
    fn actors_are_said_once() {
        let written = [("actors", Value::List(Vec::new())), ("actor_policy", Value::text("{}"))];
        assert_eq!(of(&block("application", "bi", &written)).unwrap_err().code, "application::actors");
    }

    #[test]
    fn limits_are_told() {
        let place = Place::new("s", "111122223333", "eu-west-1");
        let issuer = |audiences: usize| {
            let audiences = Value::texts((0..audiences).map(|at| format!("audience-{at}")));
            Value::map([
                ("issuer", Value::text("arn:aws:sso::1:trustedTokenIssuer/x")),
                ("audiences", audiences),
            ])
        };
        let uris = |count: usize| Value::texts((0..count).map(|at| format!("https://acme.com/{at}")));
        let cases = [
            ("token_issuers", Value::List(vec![issuer(1), issuer(10)]), None),
            ("token_issuers", Value::List(vec![issuer(1), issuer(11)]), Some("token_issuers.1.audiences")),
            ("token_issuers", Value::List(vec![issuer(0)]), Some("token_issuers.0.audiences")),
            ("redirect_uris", uris(10), None),
            ("redirect_uris", uris(11), Some("redirect_uris")),
            ("application", Value::text("bi"), Some("application")),
            ("actor_policy", Value::Map(Default::default()), None),
            ("actor_policy", Value::map([("Version", Value::text("2012-10-17"))]), Some("actor_policy")),
        ];
        for (attr, value, path) in cases {
            let flaws =
                ApplicationConfiguration.check(&Shown::new().with(attr, value.clone()).attrs(), &place);
            assert_eq!(flaws.first().map(|flaw| flaw.path.as_str()), path, "{value}");
        }
    }
}
