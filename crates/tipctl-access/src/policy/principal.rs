//! Whom a trust policy names.

use tipctl_model::Value;

use super::document::{Set, texts};
use crate::Truth;

/// Who asks to be a role.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Caller<'a> {
    /// A service of AWS, `athena.amazonaws.com`.
    Service(&'a str),
    /// Whoever has a token of a provider of OpenID Connect, by the provider's ARN.
    Federated(&'a str),
    /// An IAM role, by ARN, named itself.
    Role(&'a str),
    /// An account, by number: whoever in it has the permission besides. AWS: an account is trusted through its
    /// administrators, so a role of that account needs the permission of its own as well.
    Account(&'a str),
}

/// The principals of a statement.
#[derive(Clone, Debug)]
pub(super) struct Principals<'a> {
    is_all_but: bool,
    everyone: bool,
    services: Set<'a>,
    federated: Set<'a>,
    accounts: Set<'a>,
}

impl<'a> Principals<'a> {
    pub(super) fn read(member: &'a Value, is_all_but: bool) -> Self {
        let of = |kind| member.entry(kind).map(texts).unwrap_or_default();
        let accounts = of("AWS");
        let everyone =
            member.as_text() == Some("*") || accounts.iter().any(|value| value.as_text() == Some("*"));
        Self { is_all_but, everyone, services: of("Service"), federated: of("Federated"), accounts }
    }

    pub(super) fn include(&self, caller: Caller<'_>) -> Truth {
        let named = match caller {
            _ if self.everyone => Truth::Yes,
            Caller::Service(name) => {
                Truth::any(self.services.iter().map(|value| is(value, |text| text == name)))
            }
            Caller::Federated(arn) => {
                Truth::any(self.federated.iter().map(|value| is(value, |text| text == arn)))
            }
            Caller::Role(arn) => Truth::any(self.accounts.iter().map(|value| is(value, |text| text == arn))),
            Caller::Account(number) => {
                Truth::any(self.accounts.iter().map(|value| is(value, |text| is_account(text, number))))
            }
        };
        if self.is_all_but { !named } else { named }
    }

    /// Whether a denial hits the sessions of the role `arn`.
    ///
    /// AWS: a denial of an account hits everyone in it. One of everyone but some hits each session that is not among them
    /// itself, and what a service calls its sessions is not known before (IAM user guide, NotPrincipal).
    pub(super) fn hit(&self, arn: &str) -> Truth {
        let account = arn.split(':').nth(4).unwrap_or_default();
        if !self.is_all_but {
            return self.include(Caller::Role(arn)).or(self.include(Caller::Account(account)));
        }
        let name = arn.rsplit('/').next().unwrap_or_default();
        let head = format!(":{account}:assumed-role/{name}/");
        let is_spared = |value: &Value| value.as_text().is_some_and(|text| text.contains(&head));
        match (self.everyone, self.accounts.iter().any(is_spared)) {
            (true, _) => Truth::No,
            (false, true) => Truth::Unsure,
            (false, false) => Truth::Yes,
        }
    }
}

fn is(value: &Value, matches: impl Fn(&str) -> bool) -> Truth {
    match value {
        Value::Text(text) => matches(text).into(),
        Value::Pending(_) => Truth::Unsure,
        _ => Truth::No,
    }
}

/// Whether `text` means the account: `111122223333`, or its `arn:aws:iam::111122223333:root`.
fn is_account(text: &str, number: &str) -> bool {
    let root = text.strip_suffix(":root").map(|root| root.rsplit(':').next() == Some(number));
    text == number || root == Some(true)
}
