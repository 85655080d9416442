//! Grants of S3 Access Grants.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod schema;
mod tell;

use tipctl_model::{
    Address, AttrRef, Attrs, Flaw, Inventory, Kind, KindSchema, Need, Place, Told, Value, Work,
};

pub(super) use schema::NAME;

use super::application_assignment::{Principal, is_id};
use crate::{
    attrs::{Read, Shown},
    tags,
};

/// The kind `access_grant`.
pub(super) struct AccessGrant;

impl Kind for AccessGrant {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        let mut flaws = tags::flaws(want, "access_grant::tags");
        flaws.extend(scope_flaw(want));
        if !want.contains_key("grantee_type") {
            flaws.push(
                Flaw::new("access_grant::grantee_type", "grantee", "an id does not say whose it is")
                    .help("grantee_type = \"group\"   # or \"user\""),
            );
        }
        let is_iam = want.text("grantee_type") == Some("iam");
        let fits = |grantee: &&str| if is_iam { !is_iam_arn(grantee) } else { !is_id(grantee) };
        if let Some(grantee) = want.text("grantee").filter(fits) {
            let message =
                format!("`{grantee}` is neither a group or user nor the ARN of an IAM user or role");
            flaws.push(
                Flaw::new("access_grant::grantee", "grantee", message)
                    .help("grantee = \"group.my-group\"   # or \"arn:aws:identitystore:::group/…\""),
            );
        }
        flaws
    }

    fn settle(&self, mut want: Attrs, _: &Place) -> Attrs {
        if let Some(principal) = want.get("grantee").and_then(Principal::of) {
            want.insert("grantee", principal.id);
            want.insert("grantee_type", Value::text(principal.word));
        } else if want.text("grantee").is_some_and(is_iam_arn) {
            want.insert("grantee_type", Value::text("iam"));
        }
        for attr in ["application", "sub_prefix"] {
            want.entry(attr).or_insert_with(|| Value::text(""));
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

/// What a grant on `sub_prefix` of `location` to a group or user says.
pub(super) fn on(location: &Address, sub_prefix: &str, principal: &Principal) -> Attrs {
    Shown::new()
        .with("location", Value::Pending(AttrRef::new(location.clone(), "id")))
        .with("sub_prefix", sub_prefix)
        .with("grantee", principal.id.clone())
        .with("grantee_type", principal.word)
        .with("permission", "readwrite")
        .with("object", false)
        .attrs()
}

/// AWS: a scope of a folder without the `*` grants nothing in it, and the flag for an object makes a folder unreadable
/// (facts/tip-chain.md TIP103).
fn scope_flaw(want: &Attrs) -> Option<Flaw> {
    let sub_prefix = want.text("sub_prefix")?;
    let flaw = |message: String, help: String| {
        Some(Flaw::new("access_grant::scope", "sub_prefix", message).help(help))
    };
    if sub_prefix.chars().count() > 2000 {
        return flaw("a sub prefix has at most 2,000 characters".to_owned(), "sub_prefix = \"*\"".to_owned());
    }
    let is_object = !(sub_prefix.is_empty() || sub_prefix.ends_with('*') || sub_prefix.ends_with('/'));
    match want.truth("object") {
        Some(true) if !is_object => {
            flaw(format!("`{sub_prefix}` is not one object"), "object = false".to_owned())
        }
        Some(false) if !sub_prefix.ends_with('*') => flaw(
            format!("`{sub_prefix}` grants nothing of what is below it"),
            format!("sub_prefix = \"{sub_prefix}*\"   # or object = true, for one object"),
        ),
        _ => None,
    }
}

fn is_iam_arn(text: &str) -> bool {
    text.starts_with("arn:")
        && (text.contains(":role/") || text.contains(":user/"))
        && text.contains(":iam::")
}
