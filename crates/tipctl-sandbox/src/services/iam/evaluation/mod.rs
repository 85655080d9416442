//! What IAM's policies decide. A question is put to documents; a deny anywhere wins, and without an allow the answer is no.
//! Other services ask through [`Rights`], what a principal may do, and [`super::trust::Trust`], who may become a role.

mod condition;
mod context;
mod pattern;
mod rights;
mod statement;

pub(crate) use context::Context;
pub(crate) use rights::{Layer, Policy, Refusal, Rights};
pub(crate) use statement::{Asker, Verdict};
pub(super) use condition::is_operator;
pub(super) use statement::judge;

/// What is asked: may this be done to that, while these keys hold?
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'a> {
    /// `service:Operation`.
    pub(crate) action: &'a str,
    /// An ARN, or `*` where an action knows no resource.
    pub(crate) resource: &'a str,
    pub(crate) context: &'a Context,
}

impl<'a> Question<'a> {
    pub(crate) fn new(action: &'a str, resource: &'a str, context: &'a Context) -> Self {
        Self { action, resource, context }
    }
}
