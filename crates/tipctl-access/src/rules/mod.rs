//! The rules of the chain: what can be wrong with it, how that shows, and what to do about it.
//!
//! One rule is one file, in the folder of the part of the chain that it is about, and one line in [`RULES`]. TIP1xx are
//! what a first setup by hand ran into, TIP2xx what the documentation and other people's tools add (facts/tip-chain.md §2).

mod account;
mod identity_center;
mod lake;
mod ours;
pub mod page;
mod people;
mod results;
mod roles;
mod rule;
mod studio;
mod workgroup;

pub(crate) use identity_center::tip221::unseen_members;
pub use rule::{Fixable, Rule, SeenIn, Severity};

use crate::RuleId;

/// Every rule, in the order of their numbers.
pub static RULES: &[&Rule] = &[
    &results::tip101::RULE,
    &results::tip102::RULE,
    &results::tip103::RULE,
    &lake::tip104::RULE,
    &lake::tip105::RULE,
    &lake::tip106::RULE,
    &workgroup::tip107::RULE,
    &account::tip108::RULE,
    &lake::tip109::RULE,
    &identity_center::tip110::RULE,
    &studio::tip201::RULE,
    &studio::tip202::RULE,
    &studio::tip203::RULE,
    &studio::tip204::RULE,
    &workgroup::tip205::RULE,
    &workgroup::tip206::RULE,
    &workgroup::tip207::RULE,
    &results::tip208::RULE,
    &results::tip209::RULE,
    &results::tip210::RULE,
    &lake::tip211::RULE,
    &lake::tip212::RULE,
    &lake::tip213::RULE,
    &lake::tip214::RULE,
    &lake::tip215::RULE,
    &lake::tip216::RULE,
    &lake::tip217::RULE,
    &results::tip218::RULE,
    &lake::tip219::RULE,
    &results::tip220::RULE,
    &identity_center::tip221::RULE,
    &lake::tip222::RULE,
    &identity_center::tip223::RULE,
    &identity_center::tip224::RULE,
    &workgroup::tip225::RULE,
    &studio::tip226::RULE,
    &results::tip227::RULE,
    &results::tip228::RULE,
    &account::tip229::RULE,
    &account::tip230::RULE,
    &identity_center::tip231::RULE,
    &account::tip232::RULE,
];

/// The rule with this number.
pub fn rule(id: RuleId) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}
