//! TIP108: two sessions in one browser.

use tipctl_model::{Inventory, inventory::Extent};

use crate::{
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(108),
    title: "a studio is opened beside a session of the AWS console",
    severity: Severity::Info,
    fixable: Fixable::Manual,
    seen_in: SeenIn::Account,
    looks_at: "\
        Nothing that could be read. It is said of every studio of the spec on a live account, for whoever \
        is about to try it out.",
    symptom: "\
        Odd errors in the studio: another user's name, missing permissions, a sign-in that goes round in \
        circles.",
    symptom_is_verified: true,
    cause: "\
        The administrator's session of the console and the user's session from the portal share the cookies \
        of one browser profile.",
    fix: "Open the portal in a private window, or in a browser profile of its own.",
    spec: "",
    by_hand: "",
    sources: &["facts/tip-chain.md TIP108"],
    unverified: &[],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    if inventory.extent != Extent::Live {
        return;
    }
    for (_, studio) in ours::propagating(inventory) {
        let subject = Subject { from: studio.from.as_ref(), kind: "studio", name: &studio.name };
        found.broken(subject, "", "open it in a private window, apart from any session of the AWS console");
    }
}
