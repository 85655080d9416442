//! The role that Lake Formation reads a registered location with (facts/tip-chain.md L14, L15).

use tipctl_model::inventory::{Inventory, Location, Sight};

use super::{
    bucket::{Access, lets_in},
    key::{Through, Use, of_bucket, usable},
    path::Path,
    role::{Acting, Played, taking},
};
use crate::{Verdict, policy::Caller};

const LAKE: &str = "lakeformation.amazonaws.com";

/// Whether Lake Formation can take the role with the user's identity: TIP104, TIP105, TIP222.
pub fn trust(inventory: &Inventory, path: &str, location: &Location) -> Verdict {
    if location.is_service_linked {
        return service_linked(inventory, path);
    }
    let played = match played(inventory, path, location) {
        Ok(played) => played,
        Err(verdict) => return verdict,
    };
    let context = taking(&inventory.place, None);
    let trusts = |action, rule| {
        let verdict = played.trusts(Caller::Service(LAKE), &[action], &context, Some(rule));
        match (verdict, played.near_miss(&inventory.place)) {
            (Verdict::Broken(breach), Some(miss)) => {
                Verdict::broken(rule, format!("{}; {miss}", breach.cause))
            }
            (verdict, _) => verdict,
        }
    };
    let passes_context = passes_context(inventory);
    trusts("sts:AssumeRole", 105)
        .and(|| if passes_context { trusts("sts:SetContext", 105) } else { Verdict::Holds })
        .and(|| if names_source(inventory) { trusts("sts:SetSourceIdentity", 222) } else { Verdict::Holds })
}

/// AWS: the service-linked role cannot be told to pass on the context (facts/tip-chain.md L15).
fn service_linked(inventory: &Inventory, path: &str) -> Verdict {
    if passes_context(inventory) {
        let cause = format!(
            "`{path}` is registered with Lake Formation's service-linked role, which cannot pass on who the user is"
        );
        return Verdict::broken(104, cause);
    }
    Verdict::unknown("whether the service-linked role works where `SET_CONTEXT` is `false` is not documented")
}

/// Whether the role may read what is in `data`, below the location's `path`: TIP106. For the user with this id, where the
/// context is passed on.
pub fn permissions(
    inventory: &Inventory,
    (path, location): (&str, &Location),
    data: &str,
    user: Option<&str>,
) -> Verdict {
    if location.is_service_linked {
        return Verdict::Holds;
    }
    let played = match played(inventory, path, location) {
        Ok(played) => played,
        Err(verdict) => return verdict,
    };
    let Some(data) = Path::of(data) else {
        return Verdict::unknown(format!("`{data}` is no place in S3"));
    };
    let user = user.filter(|_| passes_context(inventory));
    let acting = Acting { rule: Some(106), ..Acting::new(inventory, played, user) };
    let read = Access::new(&acting, "s3:GetObject", data);
    let list = Access::new(&acting, "s3:ListBucket", data);
    let list = Access { context: list.context.with("s3:prefix", data.prefix), ..list };
    lets_in(inventory, &acting, read)
        .and(|| lets_in(inventory, &acting, list))
        .and(|| decrypts(inventory, data.bucket, &played))
}

/// Whether the role can decrypt what the bucket encrypts with a key of its own.
fn decrypts(inventory: &Inventory, bucket: &str, played: &Played<'_>) -> Verdict {
    match of_bucket(inventory, bucket) {
        Ok(Some(key)) => {
            let used = Use { key, actions: &["kms:Decrypt"], through: Through::S3, rule: 106 };
            usable(inventory, played, used)
        }
        Ok(None) => Verdict::Holds,
        Err(verdict) => verdict,
    }
}

/// The role itself.
///
/// # Errors
/// The verdict on a link that needs it and does not find it.
pub fn played<'a>(
    inventory: &'a Inventory,
    path: &str,
    location: &'a Location,
) -> Result<Played<'a>, Verdict> {
    Played::see(inventory, location.role.as_deref(), &format!("the role of the location `{path}`"))
}

/// AWS: `SET_CONTEXT` is true where nobody says otherwise (facts/tip-chain.md L14).
pub fn passes_context(inventory: &Inventory) -> bool {
    !parameter(inventory, "SET_CONTEXT").is_some_and(|value| value.eq_ignore_ascii_case("false"))
}

/// Whether Lake Formation names the caller to S3.
pub fn names_source(inventory: &Inventory) -> bool {
    parameter(inventory, "SET_SOURCE_IDENTITY").is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

fn parameter<'a>(inventory: &'a Inventory, name: &str) -> Option<&'a str> {
    match inventory.lake.settings.as_ref() {
        Sight::There(settings) => settings.parameters.get(name).map(String::as_str),
        Sight::Absent | Sight::Unseen => None,
    }
}
