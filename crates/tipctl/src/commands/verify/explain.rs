//! Why a query failed: the doctor's word for the one way that it took, and for nobody else's.

use tipctl_access::{RuleId, Session};
use tipctl_model::{Inventory, Plan, inventory::Workforce};
use tipctl_provider::{
    inventory::{Survey, of_spec},
    query::{Culprit, QueryFailure},
};
use tipctl_spec::Loaded;

use super::door::{Door, Unlet};
use crate::{cli, clock, commands::checkup, run::Run, stack::Unplanned};

/// The rule about changes that AWS may not act on yet.
const RECENT: RuleId = RuleId(230);

/// A query that was tried.
pub(super) struct Tried<'a> {
    pub(super) args: &'a cli::Verify,
    /// The user, as the command line names them, and in the account.
    pub(super) user: (&'a str, &'a Workforce),
    pub(super) workgroup: &'a str,
    pub(super) sql: &'a str,
}

/// Why there was no answer.
pub(super) enum Why {
    Unlet(Unlet),
    Failed(QueryFailure),
}

impl Why {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Unlet(Unlet::Said(text)) => text.clone(),
            Self::Unlet(Unlet::Refused(failure)) | Self::Failed(failure) => failure.to_string(),
        }
    }

    fn culprit(&self) -> Culprit {
        match self {
            Self::Unlet(Unlet::Said(_)) => Culprit::Other,
            Self::Unlet(Unlet::Refused(failure)) | Self::Failed(failure) => failure.culprit(),
        }
    }
}

/// Tells which link it was, and what mends it.
pub(super) fn explain(
    run: &Run,
    (spec, survey, live): (&Loaded, &Survey, &Inventory),
    plan: Result<&Plan, &Unplanned>,
    tried: &Tried<'_>,
    why: &Why,
) {
    let wanted = of_spec(&spec.desired);
    let follow = |inventory: &Inventory| {
        let who = match tipctl_access::named(inventory, tried.user.0) {
            Ok(tipctl_model::inventory::Principal::Workforce(who)) => who,
            _ => tried.user.1.clone(),
        };
        let nowhere = || Door::Studio(String::new());
        let door = Door::of(tried.args, (inventory, &wanted), &who).unwrap_or_else(nowhere);
        let session = Session { who: &who, entry: door.as_entry(), workgroup: tried.workgroup };
        vec![tipctl_access::route(
            inventory,
            &wanted,
            &session,
            &tipctl_access::mentioned(inventory, tried.sql),
        )]
    };
    let checkup = checkup::checkup(spec, survey, plan, Some(&follow));
    let mut text = String::new();
    let written = tipctl_render::write_checkup(&checkup, run.console.palette, run.console.width, &mut text);
    debug_assert!(written.is_ok(), "writing to a string does not fail");
    run.console.say(&text);
    run.console.say(&besides(live, tried.sql, &why.culprit(), checkup.is_broken()));
}

/// What there is to say beside the links: what else was wrong, or that time may mend it.
fn besides(live: &Inventory, sql: &str, culprit: &Culprit, is_broken: bool) -> String {
    let mentioned = tipctl_access::mentioned(live, sql);
    let is_there = |column: &str| {
        let mut tables = mentioned
            .iter()
            .filter_map(|one| live.catalog.tables.get(&format!("{}.{}", one.database, one.table)));
        column.is_empty() || tables.any(|table| table.columns.iter().any(|known| known == column))
    };
    let own = match culprit {
        Culprit::Statement => "The statement is wrong, whoever runs it.",
        Culprit::Table if mentioned.is_empty() => "It names no table that is there.",
        Culprit::Column(column) if !is_there(column) => "It names a column that is not there.",
        Culprit::Token => {
            "It is the token: bring a new one of the issuer, for this client. AWS takes each once."
        }
        Culprit::Table | Culprit::Column(_) | Culprit::Other => return remind(live, is_broken),
    };
    format!("\n{own}\n")
}

/// That AWS may not have heard of the last change yet, as the rule for that puts it.
fn remind(live: &Inventory, is_broken: bool) -> String {
    let findings = tipctl_access::findings(live, clock::now_ms());
    let Some(recent) = findings.into_iter().find(|finding| finding.rule.id == RECENT) else {
        return String::new();
    };
    let (also, advice) = if is_broken { ("also ", "") } else { ("", "Try again later.\n") };
    format!("\nIt may {also}be a matter of time:\n  {}.\n{advice}", recent.cause)
}
