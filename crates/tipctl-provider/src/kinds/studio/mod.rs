//! EMR Studios, and the session mappings that they imply.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod schema;
mod tell;

use tipctl_model::{
    Address, AttrRef, Attrs, Block, Flaw, Inventory, Kind, KindName, KindSchema, Need, Place, Resource,
    Scope, Told, Value, Work,
};

pub(super) use needs::arns;

use super::identity_center;
use crate::{
    attrs::{Read, Shown},
    tags,
};

/// The kind `studio`.
pub(super) struct Studio;

impl Kind for Studio {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let mut studio = Resource::written(block);
        studio.attrs.remove("users");
        studio.attrs.remove("session_policy");
        studio.attrs.entry("name").or_insert_with(|| Value::text(&block.address.label));
        if block.text("auth_mode") != Some("SSO") {
            return if block.elements("users").is_empty() {
                Ok(vec![studio])
            } else {
                Err(vec![
                    Flaw::new(
                        "studio::users",
                        "users",
                        "only users of Identity Center can be assigned to a studio",
                    )
                    .help("auth_mode = \"SSO\""),
                ])
            };
        }
        // AWS: the service's own defaults are off and undocumented; all three are always sent. That the other two go
        // with the first is inferred (facts/aws-identity.md §7).
        studio.attrs.entry("trusted_identity_propagation").or_insert(Value::Bool(true));
        if studio.attrs.truth("trusted_identity_propagation") == Some(true) {
            let instance = identity_center::reference(scope, "arn").map_err(|flaw| vec![flaw])?;
            studio.attrs.insert("identity_center", instance);
            studio.attrs.entry("assignment").or_insert(Value::text("required"));
        }

        let mut resources = vec![studio];
        let mut flaws = Vec::new();
        for (at, user) in block.elements("users").iter().enumerate() {
            match mapping(block, at, user) {
                Ok(mapping) => resources.push(mapping),
                Err(flaw) => flaws.push(flaw),
            }
        }
        if flaws.is_empty() { Ok(resources) } else { Err(flaws) }
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        let mut flaws = tags::flaws(want, "studio::tags");
        let mut flaw = |path: &'static str, message: &str, help: &str| {
            flaws.push(Flaw::new("studio::attribute", path, message).help(help));
        };
        // AWS: limits and rules of CreateStudio (facts/aws-identity.md §7).
        for (attr, prefix) in
            [("vpc", "vpc-"), ("workspace_security_group", "sg-"), ("engine_security_group", "sg-")]
        {
            if want.text(attr).is_some_and(|id| !id.starts_with(prefix)) {
                flaw(
                    attr,
                    &format!("`{attr}` begins with `{prefix}`"),
                    &format!("{attr} = \"{prefix}0a1b2c3d4e5f67890\""),
                );
            }
        }
        let subnets = want.texts("subnets");
        if subnets.is_empty()
            || subnets.len() > 5
            || subnets.iter().any(|subnet| !subnet.starts_with("subnet-"))
        {
            flaw(
                "subnets",
                "a studio has one to five subnets, `subnet-…`",
                "subnets = [\"subnet-0a1b2c3d4e5f67890\"]",
            );
        }
        if want.text("storage").is_some_and(|path| !path.starts_with("s3://") || path.len() < 6) {
            flaw("storage", "the storage is an S3 path", "storage = \"s3://bucket/\"");
        }
        let is_name = |name: &str| {
            (1..=256).contains(&name.len())
                && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter))
        };
        if want.text("name").is_some_and(|name| !is_name(name)) {
            flaw("name", "a studio's name has 1 to 256 letters, digits, `_` and `-`", "name = \"analytics\"");
        }
        if want.text("description").is_some_and(|text| text.chars().count() > 256) {
            flaw("description", "a studio's description has at most 256 characters", "make it shorter");
        }
        let is_sso = want.text("auth_mode") == Some("SSO");
        match (is_sso, want.contains_key("user_role")) {
            (true, false) => {
                flaw("", "a studio with `SSO` needs a user role", "user_role = \"role.studio-user\"")
            }
            (false, true) => flaw("user_role", "a studio with `IAM` has no user role", "remove `user_role`"),
            _ => {}
        }
        let propagates = want.truth("trusted_identity_propagation") == Some(true);
        if is_sso && !propagates && want.contains_key("assignment") {
            flaw(
                "assignment",
                "`assignment` is for studios that pass on who the user is",
                "trusted_identity_propagation = true",
            );
        }
        let foreign: &[&'static str] = if is_sso {
            &["idp_auth_url", "idp_relay_state"]
        } else {
            &["trusted_identity_propagation", "assignment"]
        };
        for attr in foreign {
            if want.contains_key(attr) {
                let mode = if is_sso { "IAM" } else { "SSO" };
                flaw(attr, &format!("`{attr}` is for studios with `{mode}`"), &format!("remove `{attr}`"));
            }
        }
        flaws
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

/// The session mapping of the `at`-th user.
fn mapping(block: &Block, at: usize, user: &Value) -> Result<Resource, Flaw> {
    let path = format!("users.{at}");
    let identity = user.entry("to").cloned().unwrap_or_else(|| Value::text(""));
    let (who, is_user) = match identity.as_ref_to() {
        Some(reference) => (reference.address.to_string(), reference.address.kind == KindName("user")),
        None => (identity.as_text().unwrap_or_default().to_owned(), false),
    };
    let Some(policy) = user.entry("session_policy").or_else(|| block.value("session_policy")) else {
        return Err(Flaw::new("studio::session_policy", path, format!("`{who}` has no session policy"))
            .help("session_policy = \"policy.studio-basic\", beside `users` or beside `to`"));
    };
    let address = Address::new(KindName("session_mapping"), format!("{}/{who}", block.address.label));
    let attrs = Shown::new()
        .with("studio", Value::Pending(AttrRef::new(block.address.clone(), "id")))
        .with("identity", identity)
        .with("identity_type", if is_user { "user" } else { "group" })
        .with("policy", policy.clone())
        .attrs();
    Ok(Resource::derived(address, attrs, block, &path))
}
