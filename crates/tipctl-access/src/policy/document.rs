//! Policy documents, read once.

use std::borrow::Cow;

use tipctl_model::{Value, inventory::Sight};

use super::{
    Caller, Request,
    condition::Condition,
    pattern::{Syntax, matches_action, matches_resource},
    principal::Principals,
};
use crate::Truth;

/// The values of a member that may be one or several.
pub(super) type Set<'a> = Cow<'a, [Value]>;

/// A policy document.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// What it is called: a policy's name or ARN, or `its trust`.
    pub name: &'a str,
    pub(super) statements: Vec<Statement<'a>>,
    /// Why it may say more than can be read, as a lowercase fragment.
    pub(super) doubt: Option<String>,
}

/// A statement of a document.
#[derive(Clone, Debug)]
pub(super) struct Statement<'a> {
    /// Its `Sid`, or its number among the statements.
    pub(super) name: Cow<'a, str>,
    pub(super) allows: bool,
    actions: Target<'a>,
    resources: Target<'a>,
    principals: Option<Principals<'a>>,
    /// None where they cannot be read.
    conditions: Option<Vec<Condition<'a>>>,
    has_variables: bool,
}

/// `Action`, or `NotAction`; neither matches nothing.
#[derive(Clone, Debug)]
enum Target<'a> {
    Of(Set<'a>),
    AllBut(Set<'a>),
    Nothing,
}

impl<'a> Document<'a> {
    /// Reads `document`, as AWS or a person wrote it: a string or a list, `Effect` in any case.
    pub fn read(name: &'a str, document: &'a Value) -> Self {
        let Value::Map(members) = document else {
            let doubt = match document {
                Value::Pending(reference) => format!("`{name}` waits for `{reference:?}`"),
                _ => format!("`{name}` is no policy document"),
            };
            return Self { name, statements: Vec::new(), doubt: Some(doubt) };
        };
        // AWS: only the current version of the policy language has variables.
        let has_variables = members.get("Version").and_then(Value::as_text) == Some("2012-10-17");
        let statements = members.get("Statement").map(each).unwrap_or_default();
        let statements = statements.iter().enumerate();
        let statements = statements.filter_map(|(at, one)| Statement::read(one, at + 1, has_variables));
        Self { name, statements: statements.collect(), doubt: None }
    }

    /// Reads what was seen of a document. One that is not there says nothing.
    pub fn see(name: &'a str, document: Sight<&'a Value>) -> Self {
        match document {
            Sight::There(document) => Self::read(name, document),
            Sight::Absent => Self { name, statements: Vec::new(), doubt: None },
            Sight::Unseen => {
                Self { name, statements: Vec::new(), doubt: Some(format!("`{name}` could not be read")) }
            }
        }
    }
}

impl<'a> Statement<'a> {
    fn read(statement: &'a Value, number: usize, has_variables: bool) -> Option<Self> {
        let effect = statement.entry("Effect")?.as_text()?;
        let target = |of: &str, all_but: &str| match (statement.entry(of), statement.entry(all_but)) {
            (Some(member), None) => Target::Of(texts(member)),
            (None, Some(member)) => Target::AllBut(texts(member)),
            _ => Target::Nothing,
        };
        let principals = match (statement.entry("Principal"), statement.entry("NotPrincipal")) {
            (Some(member), None) => Some(Principals::read(member, false)),
            (None, Some(member)) => Some(Principals::read(member, true)),
            _ => None,
        };
        let sid = statement.entry("Sid").and_then(Value::as_text).filter(|sid| !sid.is_empty());
        Some(Self {
            name: sid.map_or_else(|| Cow::Owned(number.to_string()), Cow::Borrowed),
            allows: match effect.to_ascii_lowercase().as_str() {
                "allow" => true,
                "deny" => false,
                _ => return None,
            },
            actions: target("Action", "NotAction"),
            resources: target("Resource", "NotResource"),
            principals,
            conditions: statement.entry("Condition").map_or_else(|| Some(Vec::new()), Condition::read),
            has_variables,
        })
    }

    /// Whether it is about `request` of a role's session.
    pub(super) fn covers(&self, request: &Request<'_>) -> Truth {
        let actions = self.actions.includes(|pattern| matches_action(pattern, request.action).into());
        if actions == Truth::No {
            return Truth::No;
        }
        let resources = self.reaches(request);
        if resources == Truth::No {
            return Truth::No;
        }
        actions.and(resources).and(self.conditions_hold(self.syntax(request), request))
    }

    /// Whether it is about the resource of `request`; unsure where it is about a part of it.
    pub(super) fn reaches(&self, request: &Request<'_>) -> Truth {
        let syntax = self.syntax(request);
        self.resources.includes(|pattern| matches_resource(pattern, request.resource, syntax))
    }

    /// Whether it is about `request` of `caller`, in the policy of a resource or the trust of a role. A trust names no
    /// resource.
    pub(super) fn concerns(&self, caller: Caller<'_>, request: &Request<'_>) -> Truth {
        let actions = self.actions.includes(|pattern| matches_action(pattern, request.action).into());
        let principals = match (&self.principals, caller) {
            (None, _) => Truth::No,
            (Some(all), Caller::Role(arn)) if !self.allows => all.hit(arn),
            (Some(all), _) => all.include(caller),
        };
        let resources = match &self.resources {
            Target::Nothing => Truth::Yes,
            Target::Of(_) | Target::AllBut(_) => self.reaches(request),
        };
        match actions.and(principals).and(resources) {
            Truth::No => Truth::No,
            truth => truth.and(self.conditions_hold(self.syntax(request), request)),
        }
    }

    /// The keys that its conditions are about, each once.
    pub(super) fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.conditions.iter().flatten().map(Condition::key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn syntax<'c>(&self, request: &Request<'c>) -> Syntax<'c> {
        Syntax { variables: self.has_variables.then_some(request.context), wildcards: true }
    }

    fn conditions_hold(&self, syntax: Syntax<'_>, request: &Request<'_>) -> Truth {
        let holds = |condition: &Condition<'_>| condition.holds(syntax, request.context);
        self.conditions.as_ref().map_or(Truth::Unsure, |all| Truth::all(all.iter().map(holds)))
    }
}

impl Target<'_> {
    fn includes(&self, matches: impl Fn(&str) -> Truth) -> Truth {
        let any = |values: &[Value]| {
            Truth::any(values.iter().map(|value| match value {
                Value::Text(pattern) => matches(pattern),
                Value::Pending(_) => Truth::Unsure,
                _ => Truth::No,
            }))
        };
        match self {
            Self::Of(values) => any(values),
            Self::AllBut(values) => !any(values),
            Self::Nothing => Truth::No,
        }
    }
}

/// The elements of a list, or the one value that stands without brackets.
pub(crate) fn each(value: &Value) -> &[Value] {
    match value {
        Value::List(elements) => elements,
        one => std::slice::from_ref(one),
    }
}

/// The same, as the values of a member.
pub(super) fn texts(value: &Value) -> Set<'_> {
    Cow::Borrowed(each(value))
}
