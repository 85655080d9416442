//! Who may exchange tokens as an application, as the policy that Identity Center keeps.

use tipctl_model::{Block, Flaw, Value};

use crate::policy::{Statement, document};

/// The policy that `block` writes out or that follows from its `actors`; none where it says neither.
///
/// # Errors
/// Both at once, as a flaw with `code`.
pub(super) fn policy_of(block: &Block, code: &'static str) -> Result<Option<Value>, Flaw> {
    match (block.value("actors"), block.value("actor_policy")) {
        (Some(_), Some(_)) => {
            let message = "`actors` and `actor_policy` say the same thing; AWS keeps one policy";
            Err(Flaw::new(code, "actors", message).help("remove `actors`, or `actor_policy`"))
        }
        (Some(actors), None) => Ok(Some(policy(actors.elements()))),
        (None, policy) => Ok(policy.cloned()),
    }
}

/// The policy that lets each of the roles `actors` exchange tokens; an empty table where there are none.
///
/// A statement for each, so that the order of the roles makes no difference even before their ARNs are known.
pub(in crate::kinds) fn policy(actors: &[Value]) -> Value {
    if actors.is_empty() {
        return Value::Map(Default::default());
    }
    let mut actors: Vec<&Value> = actors.iter().collect();
    actors.sort();
    // AWS: facts/aws-identity.md §5.5.
    document(actors.into_iter().enumerate().map(|(at, role)| {
        Statement::allow(&format!("Actor{}", at + 1), &["sso-oauth:CreateTokenWithIAM"])
            .to_role(role)
            .on(["*".to_owned()])
    }))
}
