//! What a principal may do: the union of its own policies, within its boundary, within the policies of its session.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::statement::{Verdict, judge};
use super::{Question, Context};
use crate::services::iam::role::Role;
use crate::services::iam::state::State;

/// A document that is read and ready to be asked.
#[derive(Debug, Clone)]
pub(crate) struct Policy(Arc<Value>);

/// The documents that decide what a principal may do.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rights {
    identity: Vec<Policy>,
    boundary: Option<Policy>,
    session: Option<Vec<Policy>>,
    /// What AWS itself holds against the session. It only denies.
    ceiling: Option<Policy>,
}

/// One of the layers that must all allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    Identity,
    Boundary,
    Session,
    /// The policy that AWS attaches to every session with an identity context.
    ContextAllowList,
}

/// Why something may not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A layer denies it.
    Denied(Layer),
    /// A layer does not allow it.
    NotAllowed(Layer),
}

impl Policy {
    /// Reads a document. What is no JSON allows nothing.
    pub(crate) fn read(text: &str) -> Self {
        Self(Arc::new(serde_json::from_str(text).unwrap_or_default()))
    }

    fn judge(&self, question: Question<'_>) -> Verdict {
        judge(&self.0, question, None)
    }
}

impl Rights {
    /// The rights of a role: inline and attached policies, within its boundary.
    pub(crate) fn of_role(iam: &State, role: &Role) -> Self {
        let inline = role.inline.values().map(|text| Policy::read(text));
        let attached = role.attached.iter().filter_map(|arn| iam.document_of(arn)).map(Policy::read);
        // A boundary that is gone bounds everything.
        let boundary = role.boundary.as_ref().map(|arn| Policy::read(iam.document_of(arn).unwrap_or_default()));
        Self { identity: inline.chain(attached).collect(), boundary, session: None, ceiling: None }
    }

    /// The rights of an identity that has these policies and nothing else.
    pub(crate) fn of_policies(policies: impl IntoIterator<Item = Policy>) -> Self {
        Self { identity: policies.into_iter().collect(), ..Self::default() }
    }

    /// The same within the union of a session's policies. None leaves the session as wide as the role.
    #[must_use]
    pub(crate) fn within_session(mut self, policies: Option<Vec<Policy>>) -> Self {
        self.session = policies;
        self
    }

    /// The same under the policy that AWS attaches to a session with an identity context.
    #[must_use]
    pub(crate) fn under_allow_list(mut self, iam: &State) -> Self {
        self.ceiling = Some(Policy::read(iam.document_of(super::super::CONTEXT_ALLOW_LIST).unwrap_or_default()));
        self
    }

    /// Whether something may be done.
    ///
    /// # Errors
    /// The first layer that denies it, or else the first that does not allow it.
    pub(crate) fn decide(&self, question: Question<'_>) -> Result<(), Refusal> {
        self.decide_named(question, false)
    }

    /// As [`Self::decide`]; `is_named` where the policy of the resource allows it to the principal by name.
    // AWS: within an account that counts as much as a policy of the principal's own, and boundary and session policies bound
    // it alike (IAM user guide, policy evaluation logic).
    fn decide_named(&self, question: Question<'_>, is_named: bool) -> Result<(), Refusal> {
        let most = |policies: &[Policy]| {
            policies.iter().map(|policy| policy.judge(question)).max().unwrap_or(Verdict::Silent)
        };
        let named = if is_named { Verdict::Allowed } else { Verdict::Silent };
        let layers = [
            (Layer::Identity, Some(most(&self.identity).max(named))),
            (Layer::Boundary, self.boundary.as_ref().map(|policy| policy.judge(question))),
            (Layer::Session, self.session.as_deref().map(most)),
        ];
        let ceiling = self.ceiling.as_ref().map(|policy| policy.judge(question));
        if ceiling == Some(Verdict::Denied) {
            return Err(Refusal::Denied(Layer::ContextAllowList));
        }
        let first = |verdict| layers.iter().find(|(_, said)| *said == Some(verdict)).map(|(layer, _)| *layer);
        if let Some(layer) = first(Verdict::Denied) {
            return Err(Refusal::Denied(layer));
        }
        first(Verdict::Silent).map_or(Ok(()), |layer| Err(Refusal::NotAllowed(layer)))
    }

    /// As [`Self::decide`], with the sentence in which AWS refuses.
    ///
    /// # Errors
    /// Who may not do what on what, and which kind of policy is the reason.
    pub(crate) fn allow(
        &self,
        who: &str,
        (action, resource): (&str, &str),
        context: &Context,
    ) -> Result<(), (Refusal, String)> {
        self.allow_named(who, Question::new(action, resource, context), false)
    }

    /// As [`Self::allow`]; `is_named` where the policy of the resource allows it to the principal by name.
    ///
    /// # Errors
    /// As those of [`Self::allow`].
    pub(crate) fn allow_named(
        &self,
        who: &str,
        question: Question<'_>,
        is_named: bool,
    ) -> Result<(), (Refusal, String)> {
        let Question { action, resource, .. } = question;
        self.decide_named(question, is_named).map_err(|refusal| {
            let on = if resource == "*" { String::new() } else { format!(" on resource: {resource}") };
            let text = format!("User: {who} is not authorized to perform: {action}{on} {}", refusal.reason(action));
            (refusal, text)
        })
    }
}

impl Refusal {
    /// The end of AWS's sentence.
    // AWS: facts/tip-chain.md, reverse index; the allow-list is told as a session policy: unverified.
    pub(crate) fn reason(self, action: &str) -> String {
        match self {
            Self::Denied(layer) => format!("with an explicit deny in {layer}"),
            Self::NotAllowed(layer) => {
                let layer = layer.to_string();
                let bare = layer.split_once(' ').map_or(layer.as_str(), |(_, bare)| bare);
                format!("because no {bare} allows the {action} action")
            }
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Identity => "an identity-based policy",
            Self::Boundary => "a permissions boundary",
            Self::Session | Self::ContextAllowList => "a session policy",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(effect: &str, action: &str) -> Policy {
        Policy::read(&format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"{effect}","Action":"{action}","Resource":"*"}}]}}"#
        ))
    }

    fn refused(rights: &Rights, action: &str) -> Option<String> {
        let context = Context::default();
        let refused = rights.allow("arn:aws:iam::111122223333:role/r", (action, "*"), &context);
        refused.err().map(|(_, text)| text)
    }

    #[test]
    fn every_layer_must_allow() {
        let start = "athena:StartQueryExecution";
        let mut rights = Rights::of_policies([policy("Allow", "glue:*"), policy("Allow", "athena:*")]);
        assert_eq!(refused(&rights, start), None);
        assert_eq!(
            refused(&rights, "s3:GetObject").unwrap(),
            "User: arn:aws:iam::111122223333:role/r is not authorized to perform: s3:GetObject \
             because no identity-based policy allows the s3:GetObject action"
        );
        rights = rights.within_session(Some(vec![policy("Allow", "glue:*"), policy("Allow", "athena:Get*")]));
        assert!(refused(&rights, start).unwrap().ends_with("because no session policy allows the athena:StartQueryExecution action"));
        assert_eq!(refused(&rights, "athena:GetQueryResults"), None);
        rights.boundary = Some(policy("Allow", "glue:*"));
        assert!(refused(&rights, "athena:GetQueryResults").unwrap().contains("no permissions boundary allows"));
        rights.identity.push(policy("Deny", "glue:*"));
        assert!(refused(&rights, "glue:GetTable").unwrap().ends_with("with an explicit deny in an identity-based policy"));
    }

    #[test]
    fn a_session_with_an_identity_context_cannot_leave_the_allow_list() {
        let rights = Rights::of_policies([policy("Allow", "*")]).under_allow_list(&State::fresh());
        for (action, allowed) in [
            ("athena:StartQueryExecution", true),
            ("glue:GetTable", true),
            ("lakeformation:GetDataAccess", true),
            ("s3:GetDataAccess", true),
            ("sts:SetContext", true),
            ("s3:GetObject", false),
            ("kms:Decrypt", false),
            ("sts:AssumeRole", false),
            ("athena:ListTagsForResource", false),
        ] {
            assert_eq!(refused(&rights, action).is_none(), allowed, "{action}");
        }
    }
}
