//! Customer-managed applications of Identity Center, and what belongs to them: how tokens are exchanged, scopes and
//! assignments.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod schema;
#[cfg(feature = "aws")]
mod tagging;
mod tell;

use tipctl_model::{
    Address, AttrRef, Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Scope, Told,
    Value, Work,
};

pub(super) use needs::applications;
pub(super) use schema::NAME;
#[cfg(feature = "aws")]
pub(super) use tagging::{retag, sdk_tags, tags_of};
pub(super) use tell::{client_of, workgroup_of};

use super::{application_assignment, application_configuration, application_scope, identity_center};
use crate::{attrs::Read, tags};

/// The kind `application`.
pub(super) struct Application;

/// What of a section is for other kinds.
const OTHERS: [&str; 9] = [
    "actor_policy",
    "actors",
    "assignment_required",
    "redirect_uris",
    "refresh_tokens",
    "scopes",
    "token_exchange",
    "token_issuers",
    "users",
];

impl Kind for Application {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let instance = identity_center::reference(scope, "arn").map_err(|flaw| vec![flaw])?;
        let mut application = Resource::written(block);
        application.attrs.retain(|attr, _| !OTHERS.contains(attr));
        application.attrs.entry("name").or_insert_with(|| Value::text(&block.address.label));
        application.attrs.insert("instance", instance);
        let (mut all, mut flaws) = (vec![application], Vec::new());
        match application_configuration::of(block) {
            Ok(configuration) => all.extend(configuration),
            Err(flaw) => flaws.push(flaw),
        }
        match application_assignment::of_users(block, &block.address, "application::users") {
            Ok(assignments) => all.extend(assignments),
            Err(more) => flaws.extend(more),
        }
        let scopes = block.value("scopes").and_then(Value::as_map).into_iter().flatten();
        all.extend(scopes.map(|(name, targets)| {
            let path = format!("scopes.{name}");
            application_scope::derived(block, &block.address, name, targets.clone(), &path)
        }));
        if flaws.is_empty() { Ok(all) } else { Err(flaws) }
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        // AWS: limits are those of facts/aws-identity.md §5.1.
        let mut flaws = tags::flaws(want, "application::tags");
        let mut flaw = |path: &str, message: &str| {
            flaws.push(Flaw::new("application::attribute", path, message));
        };
        let is_long =
            |attr, most| want.text(attr).is_some_and(|text| !(1..=most).contains(&text.chars().count()));
        if is_long("name", 100) {
            flaw("name", "a name has 1 to 100 characters");
        }
        if is_long("description", 128) {
            flaw("description", "a description has 1 to 128 characters; AWS keeps none that is empty");
        }
        if want.contains_key("visibility") && !want.contains_key("sign_in") {
            flaw("visibility", "`visibility` is about a portal that `sign_in` does not lead from");
        }
        let member =
            |name| want.get("sign_in").and_then(|sign_in| sign_in.entry(name)).and_then(Value::as_text);
        match (member("origin"), member("url")) {
            (Some("application"), None) => {
                flaw("sign_in", "a sign-in that begins at the application needs its `url`")
            }
            (_, Some(url))
                if !(url.starts_with("https://") || url.starts_with("http://")) || url.len() > 512 =>
            {
                flaw("sign_in.url", "an address begins with `https://` and has at most 512 characters");
            }
            _ => {}
        }
        flaws
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn needs(&self, work: Work, things: &[&Attrs], place: &Place) -> Vec<Need> {
        needs::needs(work, things, place).into_iter().map(Need::for_identity_center).collect()
    }
}

/// A reference to the application at `address`, which may be a workgroup's too.
pub(super) fn reference(address: &Address) -> Value {
    Value::Pending(AttrRef::new(address.clone(), "application_arn"))
}

/// The flaw of the attribute `application` of `want`, where that is a text and names no application.
pub(super) fn arn_flaw(want: &Attrs, code: &'static str) -> Option<Flaw> {
    let is_arn = |arn: &&str| arn.contains(":sso::") && arn.contains(":application/");
    let arn = want.text("application").filter(|arn| !is_arn(arn))?;
    let message = format!("`{arn}` is neither an application of this spec nor the ARN of one");
    Some(Flaw::new(code, "application", message).help("application = \"application.my-application\""))
}
