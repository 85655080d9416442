//! Athena workgroups, and what their users need besides: assignments, and grants on the results.

#[cfg(feature = "aws")]
mod calls;
mod check;
#[cfg(feature = "aws")]
mod configuration;
#[cfg(feature = "aws")]
mod engine;
mod needs;
mod schema;
mod tell;
mod users;

use tipctl_model::{
    Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Scope, Told, Value, Work,
};

use super::{client, identity_center};
use crate::attrs::Read;

/// The kind `workgroup`.
pub(super) struct Workgroup;

impl Kind for Workgroup {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let mut workgroup = Resource::written(block);
        workgroup.attrs.remove("users");
        workgroup.attrs.remove("results_role");
        workgroup.attrs.entry("name").or_insert_with(|| Value::text(&block.address.label));
        client::tag(block, scope, &mut workgroup.attrs);
        if block.truth("identity_center") == Some(false) {
            if block.value("users").is_some() {
                let message = "only a workgroup with `identity_center` knows users";
                return Err(vec![
                    Flaw::new("workgroup::users", "users", message)
                        .help("remove `users`, or set `identity_center = true`"),
                ]);
            }
            return Ok(vec![workgroup]);
        }
        let instance = identity_center::reference(scope, "arn").map_err(|flaw| vec![flaw])?;
        workgroup.attrs.insert("instance", instance);
        workgroup.attrs.entry("access_grants").or_insert(Value::Bool(true));
        let grants_access = workgroup.attrs.truth("access_grants") == Some(true);
        let mut all = vec![workgroup];
        all.extend(users::resources(block, scope, grants_access)?);
        Ok(all)
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        check::flaws(want)
    }

    fn settle(&self, mut want: Attrs, place: &Place) -> Attrs {
        if let Some(name) = want.text("name") {
            let arn = arn(place, name);
            want.insert("arn", Value::Text(arn));
        }
        if want.truth("identity_center") == Some(false) {
            want.remove("instance");
        }
        if want.text("engine_version").is_some_and(|version| version.eq_ignore_ascii_case("auto")) {
            want.insert("engine_version", Value::text("AUTO"));
        }
        for attr in ["encryption", "managed_results"] {
            if let Some(Value::Map(members)) = want.get_mut(attr) {
                members.retain(|_, member| member.as_text() != Some(""));
            }
        }
        // AWS: results that Athena keeps itself exclude every setting of results in a bucket (facts/aws-data.md §8).
        if is_managed(&want) {
            for (attr, none) in [
                ("results", Value::text("")),
                ("encryption", Value::Map(Default::default())),
                ("expected_bucket_owner", Value::text("")),
                ("acl", Value::text("none")),
            ] {
                want.entry(attr).or_insert(none);
            }
        }
        want
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn tell_whole(&self, around: Option<&str>, inventory: &mut Inventory) {
        tell::tell_whole(around, inventory);
    }

    fn needs(&self, work: Work, things: &[&Attrs], place: &Place) -> Vec<Need> {
        needs::needs(work, things, place)
    }
}

/// The ARN of a workgroup of this account and region.
fn arn(place: &Place, name: &str) -> String {
    place.regional_arn("athena", &format!("workgroup/{name}"))
}

/// Whether the workgroup is for Spark.
fn is_spark(want: &Attrs) -> bool {
    want.text("engine_version").is_some_and(|version| version.contains("Spark"))
}

/// Whether Athena is to keep results itself.
fn is_managed(want: &Attrs) -> bool {
    want.get("managed_results").and_then(|managed| managed.entry("enabled")).and_then(Value::as_bool)
        == Some(true)
}

#[cfg(test)]
mod tests;
