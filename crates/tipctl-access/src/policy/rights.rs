//! What a session of a role may do, and who may be the role.

use std::borrow::Cow;

use tipctl_model::inventory::{Inventory, Role, Sight};

use super::{AllowList, Caller, Decision, Denial, Document, Request, document::Statement, named};
use crate::Truth;

/// Everything that decides what a session of a role may do.
#[derive(Clone, Debug)]
pub struct Rights<'a> {
    permissions: Vec<Document<'a>>,
    boundary: Option<Document<'a>>,
    session: Option<Vec<Document<'a>>>,
    allow_list: Option<AllowList<'a>>,
    /// Why there may be permissions besides, as a lowercase fragment.
    doubt: Option<&'static str>,
}

impl<'a> Rights<'a> {
    /// The rights of `role` itself. Managed policies that it does not carry the documents of are looked up.
    pub fn of(role: &'a Role, inventory: &'a Inventory) -> Self {
        let permissions = role.permissions.iter().map(|(name, document)| {
            let known = || inventory.policies.see(name).map(|policy| &policy.document);
            let document = if *document == Sight::Unseen { known() } else { document.as_ref() };
            Document::see(name, document)
        });
        Self {
            permissions: permissions.collect(),
            boundary: role.boundary.as_ref().map(|boundary| Document::see("its boundary", boundary.as_ref())),
            session: None,
            allow_list: None,
            doubt: (!role.permissions_are_whole).then_some("not all of the role's policies are known"),
        }
    }

    /// The same within session policies, which together can only narrow them.
    #[must_use]
    pub fn within(mut self, session: Vec<Document<'a>>) -> Self {
        self.session = Some(session);
        self
    }

    /// The same in a session with a user's identity, which AWS leaves `allow_list` alone.
    #[must_use]
    pub fn with_identity(mut self, allow_list: AllowList<'a>) -> Self {
        self.allow_list = Some(allow_list);
        self
    }

    /// What all of them together say to `request`.
    pub fn decide(&self, request: &Request<'_>) -> Decision {
        let permissions = || {
            let covers = |statement: &Statement<'_>| statement.covers(request);
            match judge(&self.permissions, request, covers, "the role's permissions") {
                // What is not written may allow more; that it denies what is written is not presumed.
                denied @ Decision::Denied(Denial::Implicit(_)) => match self.doubt {
                    Some(doubt) => Decision::Unknown(doubt.to_owned()),
                    None => denied,
                },
                decision => decision,
            }
        };
        self.bounded(request, permissions)
    }

    /// The same where the policy of the resource allows it to the role by name.
    ///
    /// AWS: within an account that counts as much as a permission of the role's own, and is bounded alike (IAM user guide,
    /// policy evaluation logic).
    pub fn decide_named(&self, request: &Request<'_>) -> Decision {
        self.bounded(request, || denied(&self.permissions, request, |statement| statement.covers(request)))
    }

    /// What the permissions decide, within everything that bounds them.
    fn bounded(&self, request: &Request<'_>, permissions: impl FnOnce() -> Decision) -> Decision {
        if let Some(list) = self.allow_list.filter(|list| !list.exempts(request.action)) {
            return Decision::Denied(Denial::Explicit(format!("`{}`", list.name())));
        }
        let covers = |statement: &Statement<'_>| statement.covers(request);
        let mut decision = permissions();
        if let Some(boundary) = &self.boundary {
            let bounds = judge(std::slice::from_ref(boundary), request, covers, "the role's boundary");
            decision = decision.and(bounds);
        }
        if let Some(session) = &self.session {
            decision = decision.and(judge(session, request, covers, "the session policies"));
        }
        decision
    }
}

/// Whether the trust of `role` lets the role `caller`, with its `own` permissions, take `action`.
pub fn trusts_role(role: &Role, (caller, own): (&str, Decision), request: &Request<'_>) -> Decision {
    lets_role(&Document::see("its trust", role.trust.as_ref()), (caller, own), request, "the role's trust")
}

/// Whether the trust of `role` lets `caller` take `action`: `sts:AssumeRole`, `sts:SetContext`.
pub fn trust(role: &Role, caller: Caller<'_>, request: &Request<'_>) -> Decision {
    let document = Document::see("its trust", role.trust.as_ref());
    lets(&document, caller, request, "the role's trust")
}

/// Whether `document`, the policy of a resource, lets `caller` make `request`; `whose` it is, as a lowercase fragment.
pub fn lets(
    document: &Document<'_>,
    caller: Caller<'_>,
    request: &Request<'_>,
    whose: &'static str,
) -> Decision {
    judge(std::slice::from_ref(document), request, |statement| statement.concerns(caller, request), whose)
}

/// Whether `document`, the policy of a resource, denies `request` to the sessions of the role with this ARN; what it does
/// not deny is allowed here.
pub fn forbids(document: &Document<'_>, role: &str, request: &Request<'_>) -> Decision {
    denied(std::slice::from_ref(document), request, |statement| {
        statement.concerns(Caller::Role(role), request)
    })
}

/// Whether `document`, the policy of a resource in the account of `role`, lets the role make `request`, given what its
/// `own` permissions say; `whose` it is, as a lowercase fragment.
///
/// AWS: who is named needs no permission of their own; who is trusted through their account does. A denial counts wherever
/// it stands, one of the account included.
pub fn lets_role(
    document: &Document<'_>,
    (role, own): (&str, Decision),
    request: &Request<'_>,
    whose: &'static str,
) -> Decision {
    let is_denial = |decision: &Decision| matches!(decision, Decision::Denied(Denial::Explicit(_)));
    let account = role.split(':').nth(4).unwrap_or_default();
    let by_name = lets(document, Caller::Role(role), request, whose);
    if let Some(denial) = [&own, &by_name].into_iter().find(|decision| is_denial(decision)) {
        return denial.clone();
    }
    let through_account = lets(document, Caller::Account(account), request, whose).and(own);
    match (&by_name, &through_account) {
        (Decision::Allowed, _) | (Decision::Unknown(_), Decision::Denied(_)) => by_name,
        _ => through_account,
    }
}

impl Decision {
    /// The decision of two that both must allow.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (explicit @ Self::Denied(Denial::Explicit(_)), _)
            | (_, explicit @ Self::Denied(Denial::Explicit(_))) => explicit,
            (denied @ Self::Denied(_), _) | (_, denied @ Self::Denied(_)) => denied,
            (unknown @ Self::Unknown(_), _) | (_, unknown @ Self::Unknown(_)) => unknown,
            (Self::Allowed, Self::Allowed) => Self::Allowed,
        }
    }
}

/// What `documents` say to `request` together: a denial wins, then any allowance counts.
fn judge<'a>(
    documents: &[Document<'a>],
    request: &Request<'_>,
    covers: impl Fn(&Statement<'a>) -> Truth,
    whose: &'static str,
) -> Decision {
    let mut allows = Truth::No;
    let (mut perhaps_allowed, mut perhaps_denied) = (None, None);
    for document in documents {
        for statement in &document.statements {
            let truth = covers(statement);
            match (statement.allows, truth) {
                (_, Truth::No) => {}
                (true, _) => {
                    allows = allows.or(truth);
                    perhaps_allowed.get_or_insert((document, statement));
                }
                (false, Truth::Yes) => {
                    return Decision::Denied(Denial::Explicit(name(document, statement)));
                }
                (false, Truth::Unsure) => {
                    perhaps_denied.get_or_insert((document, statement));
                }
            }
        }
    }
    let open = |(document, statement): (&Document<'_>, &Statement<'_>)| open(document, statement, request);
    let unread = documents.iter().find_map(|document| document.doubt.clone());
    match (allows, perhaps_denied.map(open), unread) {
        (Truth::Yes, None, None) => Decision::Allowed,
        (Truth::No, _, None) => Decision::Denied(Denial::Implicit(whose)),
        (_, Some(why), _) | (_, None, Some(why)) => Decision::Unknown(why),
        (Truth::Unsure, None, None) => {
            Decision::Unknown(perhaps_allowed.map(open).unwrap_or_else(|| whose.to_owned()))
        }
    }
}

/// Whether `documents` deny it, together; what none of them denies is allowed.
fn denied<'a>(
    documents: &[Document<'a>],
    request: &Request<'_>,
    covers: impl Fn(&Statement<'a>) -> Truth,
) -> Decision {
    let mut perhaps = documents.iter().find_map(|document| document.doubt.clone());
    for document in documents {
        for statement in document.statements.iter().filter(|statement| !statement.allows) {
            match covers(statement) {
                Truth::Yes => return Decision::Denied(Denial::Explicit(name(document, statement))),
                Truth::Unsure => perhaps = perhaps.or_else(|| Some(open(document, statement, request))),
                Truth::No => {}
            }
        }
    }
    perhaps.map_or(Decision::Allowed, Decision::Unknown)
}

fn open(document: &Document<'_>, statement: &Statement<'_>, request: &Request<'_>) -> String {
    let name = name(document, statement);
    match partly(statement, request) {
        Some(whole) => format!("{name} is about only some of `{whole}`"),
        None => format!("whether {name} applies cannot be told"),
    }
}

/// What `request` is about, where `statement` is about a part of it.
fn partly<'a>(statement: &Statement<'_>, request: &Request<'a>) -> Option<Cow<'a, str>> {
    let is_several = request.resource.ends_with("/*") || request.resource.ends_with("/**");
    let is_part = is_several && statement.reaches(request) == Truth::Unsure;
    (is_part && !request.resource.contains('#')).then(|| named(request.resource))
}

fn name(document: &Document<'_>, statement: &Statement<'_>) -> String {
    let name = format!("the statement `{}` of `{}`", statement.name, document.name);
    match statement.keys().as_slice() {
        [] => name,
        keys => format!("{name}, which turns on `{}`,", keys.join("`, `")),
    }
}
