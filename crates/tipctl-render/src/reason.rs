//! Reasons and verbs in words.

use tipctl_model::{Reason, Verb};

/// The remark on an attribute whose difference costs the object.
pub(crate) const FORCES: &str = "forces replacement";

/// `reason` as a lowercase fragment.
pub(crate) fn words(reason: &Reason) -> String {
    match reason {
        Reason::Immutable(attrs) => {
            let attrs: Vec<_> = attrs.iter().map(|attr| format!("`{attr}`")).collect();
            format!("{} cannot be changed after creation", attrs.join(", "))
        }
        Reason::NotInSpec => "the spec no longer asks for it".to_owned(),
        Reason::Destroy => "the stack is being destroyed".to_owned(),
        Reason::Adopted => "exists already; becomes the stack's own".to_owned(),
        Reason::MarkedBy(stack) => format!("its mark says that stack `{stack}` owns it"),
        Reason::Follows(address) => format!("`{address}`, which it refers to, is replaced"),
    }
}

/// What a step is to do.
pub(crate) fn infinitive(verb: Verb) -> &'static str {
    match verb {
        Verb::Create => "create",
        Verb::Update => "update",
        Verb::Delete => "delete",
    }
}

/// What a step is doing.
pub(crate) fn participle(verb: Verb) -> &'static str {
    match verb {
        Verb::Create => "creating",
        Verb::Update => "updating",
        Verb::Delete => "deleting",
    }
}

/// What a step did.
pub(crate) fn past(verb: Verb) -> &'static str {
    match verb {
        Verb::Create => "created",
        Verb::Update => "updated",
        Verb::Delete => "deleted",
    }
}

/// `count` things, in the singular or the plural.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
