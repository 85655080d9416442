//! Managed policies, written out or following from what they are for.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod schema;
mod tell;

use tipctl_model::{
    Attrs, Block, Flaw, Inventory, Kind, KindName, KindSchema, Need, Place, Resource, Scope, Told, Value,
    Work,
};

#[cfg(feature = "aws")]
pub(crate) use calls::read;

use super::role;
use crate::{
    attrs::Read,
    policy::{self, Purpose},
    tags,
};

/// The kind `policy`.
pub(super) struct Policy;

impl Kind for Policy {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let mut policy = Resource::written(block);
        policy.attrs.remove("use");
        policy.attrs.entry("name").or_insert_with(|| Value::text(&block.address.label));
        if policy.attrs.contains_key("document") {
            return Ok(vec![policy]);
        }
        if block.value("use").is_none() {
            return Err(vec![
                Flaw::new("policy::document", "", "a policy needs `use`, or a `document`")
                    .help("use = \"studio-session\""),
            ]);
        }
        let studios = KindName("studio");
        let mut named = scope.referring(studios, "users", &block.address);
        named.extend(scope.referring(studios, "session_policy", &block.address));
        if named.is_empty() {
            let message = format!(
                "what `{}` allows follows from the studio that names it, and none does",
                block.address
            );
            return Err(vec![
                Flaw::new("policy::unused", "use", message)
                    .help(format!("[studio.my-studio]\nsession_policy = \"{}\"", block.address))
                    .may_follow(),
            ]);
        }
        let document = policy::uses::editor(scope.place, &role::service_roles(&named, scope));
        policy.attrs.insert("document", document);
        policy.origins.insert("document".to_owned(), block.origin_of("use"));
        Ok(vec![policy])
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        // AWS: limits are those of facts/aws-data.md §11.2.
        let mut flaws = Vec::new();
        flaws.extend(want.text("name").and_then(|name| role::name_flaw(name, 128, "policy::name")));
        flaws.extend(want.text("path").and_then(|path| role::path_flaw(path, "policy::path")));
        if want.text("description").is_some_and(|text| text.chars().count() > 1000) {
            flaws.push(Flaw::new(
                "policy::description",
                "description",
                "a description has at most 1,000 characters",
            ));
        }
        if let Some(document) = want.get("document") {
            flaws.extend(policy::flaws(document, Purpose::Permissions, "policy::document", "document"));
            flaws.extend(role::size_flaw(&[document], 6144, "policy::document", "document"));
        }
        flaws.extend(tags::flaws(want, "policy::tags"));
        flaws
    }

    fn settle(&self, mut want: Attrs, place: &Place) -> Attrs {
        if let Some(document) = want.get_mut("document") {
            *document = policy::canonical(document, &place.partition);
        }
        if let Some(name) = want.text("name") {
            let path = want.text("path").unwrap_or("/");
            let arn = place.global_arn("iam", &format!("policy{path}{name}"));
            want.insert("arn", Value::Text(arn));
        }
        want
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn needs(&self, work: Work, things: &[&Attrs], place: &Place) -> Vec<Need> {
        needs::needs(work, things, place)
    }
}
