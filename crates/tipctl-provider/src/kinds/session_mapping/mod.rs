//! Session mappings of EMR Studios.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod schema;
mod tell;

use tipctl_model::{
    Attrs, Block, Flaw, Inventory, Kind, KindName, KindSchema, Need, Place, Resource, Scope, Told, Value,
    Work,
};

use crate::attrs::Read;

/// The kind `session_mapping`.
pub(super) struct SessionMapping;

impl Kind for SessionMapping {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, _: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let mut mapping = Resource::written(block);
        let is_user = block
            .value("identity")
            .and_then(Value::as_ref_to)
            .is_some_and(|reference| reference.address.kind == KindName("user"));
        let implied = if is_user { "user" } else { "group" };
        mapping.attrs.entry("identity_type").or_insert(Value::text(implied));
        Ok(vec![mapping])
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        // AWS: the session policy is a policy; naming the user role here is a common slip (facts/aws-identity.md §8).
        match want.text("policy") {
            Some(arn) if !arn.contains(":policy/") || arn.len() > 256 => vec![
                Flaw::new(
                    "session_mapping::policy",
                    "policy",
                    format!("`{arn}` is not the ARN of a managed policy"),
                )
                .help("policy = \"policy.studio-basic\""),
            ],
            _ => Vec::new(),
        }
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn tell_whole(&self, around: Option<&str>, inventory: &mut Inventory) {
        tell::tell_whole(around, inventory);
    }

    fn around(&self) -> Option<&'static str> {
        Some("studio")
    }

    fn needs(&self, work: Work, things: &[&Attrs], place: &Place) -> Vec<Need> {
        needs::needs(work, things, place)
    }
}
