//! What applications of Identity Center may do for their users, and where.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod schema;
mod tell;

use tipctl_model::{
    Address, Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Told, Value, Work,
};

pub(super) use schema::TARGETS;

use super::application;
use crate::attrs::{Read, Shown};

/// The kind `application_scope`.
pub(super) struct ApplicationScope;

impl Kind for ApplicationScope {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        // AWS: facts/aws-identity.md §5.6.
        let mut flaws = Vec::new();
        if let Some(scope) = want.text("scope").filter(|scope| !is_scope(scope)) {
            let message = format!(
                "`{scope}` is no scope: up to three words of letters, digits and `_`, with `:` between them"
            );
            let flaw = Flaw::new("application_scope::scope", "scope", message);
            flaws.push(flaw.help("scope = \"lakeformation:query\""));
        }
        if want.get("targets").map(Value::elements).unwrap_or_default().len() > 10 {
            let message = "a scope has at most 10 targets";
            flaws.push(Flaw::new("application_scope::targets", "targets", message));
        }
        flaws.extend(application::arn_flaw(want, "application_scope::application"));
        flaws
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

/// The scope `name` of the application at `address` in `targets`, which follows from the attribute at `path` of `block`.
pub(super) fn derived(block: &Block, address: &Address, name: &str, targets: Value, path: &str) -> Resource {
    let attrs = Shown::new()
        .with("application", application::reference(address))
        .with("scope", name)
        .with("targets", targets)
        .attrs();
    Resource::derived(Address::new(schema::NAME, format!("{}/{name}", address.label)), attrs, block, path)
}

fn is_scope(text: &str) -> bool {
    let is_word = |word: &str| {
        (1..=50).contains(&word.len())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let words: Vec<&str> = text.split(':').collect();
    words.len() <= 3 && words.into_iter().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_scope() {
        for (text, fits) in [
            ("lakeformation:query", true),
            ("athena:workgroup:read_write", true),
            ("openid", true),
            ("a:b:c:d", false),
            ("s3:access-grants:read_write", false),
            ("s3:", false),
            ("", false),
        ] {
            assert_eq!(is_scope(text), fits, "{text}");
        }
    }
}
