//! Sections of the language itself, which are no kinds: they speak of the spec and ask AWS for nothing.
//!
//! Their attributes are schemas as those of kinds are, so that mistakes, reference pages and the JSON Schema follow from
//! them in the same way.

use std::collections::BTreeMap;

use tipctl_model::{Address, Assertion, AttrSchema, Attrs, Claim, Date, Origin, Value, Waiver};

use crate::{
    lower::{Lowering, Members},
    node::{Data, Entry, Node},
    problem::Problem,
    refs::{Lookalike, Mention},
};

/// A section that is written as a list of tables.
pub(crate) struct LanguageSection {
    /// The key under which it is written.
    pub(crate) name: &'static str,
    /// What it is, in Markdown.
    pub(crate) doc: &'static str,
    /// What else is to be known of it, in Markdown; empty for nothing.
    pub(crate) details: &'static str,
    pub(crate) attrs: &'static [AttrSchema],
    /// A section that uses every attribute.
    pub(crate) example: &'static str,
    lower: fn(&mut Lowering<'_, '_>, Lowered),
}

/// Every one of them, in alphabetical order.
pub(crate) static SECTIONS: &[LanguageSection] = &[
    LanguageSection {
        name: "assert",
        doc: "Something that must be so: who can, or cannot, do what. `tipctl test` judges each from the spec alone, \
              without calling AWS; one that cannot be judged fails.",
        details: "An assertion is about permission: what is granted, and what lies between that and the data. Whether a \
                  studio, a client or a workgroup lets somebody in to use it does not count; `tipctl access why` and \
                  `tipctl doctor` tell that. `can` needs every link to the data to hold. `cannot` needs that nothing gives \
                  the permission, be it to them, to a group of theirs or to everyone: a link that is broken today, such \
                  as a role that cannot be taken or an opt-in that is missing, keeps no promise, and the assertion fails. \
                  The spec is taken at its word, so that what others have granted or attached in the account besides is \
                  left out.",
        attrs: &[
            AttrSchema::text("who")
                .required()
                .doc("A user or group: `group.analysts`, or as Identity Center names it."),
            AttrSchema::choice("can", Assertion::PRIVILEGES)
                .doc("What they can do. `read` and `write` are of paths in S3. Either this or `cannot`."),
            AttrSchema::choice("cannot", Assertion::PRIVILEGES).doc("What they cannot do."),
            AttrSchema::text("on").required().doc(
                "On what: `sales` (a database; its tables where rows are read or written), `sales.orders`, `sales.*` \
                 (every table of it), `sales.orders.amount` (a column, of `select` alone), or `s3://bucket/prefix/`. A \
                 column that differs in one letter from one that a grant names is taken for a slip.",
            ),
            AttrSchema::text("reason").doc("Why, for readers; shown when it is not so."),
        ],
        example: "[[assert]]\nwho    = \"group.analysts\"\ncannot = \"select\"\non     = \"sales.customers.email\"\n\
                  reason = \"Addresses are for the billing team alone.\"",
        lower: assertion,
    },
    LanguageSection {
        name: "waive",
        doc: "A finding that is known and accepted for a while. `tipctl check` and `tipctl doctor` go on showing it, and \
              no longer count it. After its last day the finding counts again.",
        details: "",
        attrs: &[
            AttrSchema::text("rule").required().doc("The rule, as findings show it: `TIP228`."),
            AttrSchema::text("on").doc(
                "What the finding is about: an address such as `workgroup.analytics`, or a name as findings show it. Left \
                 out, everything that the rule finds is waived.",
            ),
            AttrSchema::text("reason").required().doc("Why it is accepted."),
            AttrSchema::text("until").required().doc("The last day on which it is: `2027-01-31`."),
        ],
        example: "[[waive]]\nrule   = \"TIP228\"\non     = \"workgroup.analytics\"\n\
                  reason = \"The analysts share their results until the migration is over.\"\nuntil  = \"2027-01-31\"",
        lower: waiver,
    },
];

/// The section that is written under `key`.
pub(crate) fn named(key: &str) -> Option<&'static LanguageSection> {
    SECTIONS.iter().find(|section| section.name == key)
}

/// One section whose single values are right.
struct Lowered {
    attrs: Attrs,
    header: Origin,
    origins: BTreeMap<String, Origin>,
}

impl Lowered {
    fn text(&self, name: &str) -> Option<String> {
        self.attrs.get(name).and_then(Value::as_text).map(str::to_owned)
    }

    fn origin_of(&self, name: &str) -> Origin {
        self.origins.get(name).copied().unwrap_or(self.header)
    }
}

/// Reads what is written under the key of `section`.
pub(crate) fn lower(lowering: &mut Lowering<'_, '_>, section: &'static LanguageSection, value: &Node) {
    let tables = match &value.data {
        Data::List(elements) => elements.iter().map(|element| (element.as_table(), element)).collect(),
        _ => vec![(None, value)],
    };
    for (entries, node) in tables {
        match entries {
            Some(entries) => table(lowering, section, entries, node.origin),
            None => lowering.problems.push(
                Problem::new("spec::wrong_section", format!("`{}` is written in another way", section.name))
                    .at(node.origin, node.noun())
                    .help(format!("write `[[{}]]`", section.name)),
            ),
        }
    }
}

fn table(
    lowering: &mut Lowering<'_, '_>,
    section: &'static LanguageSection,
    entries: &[Entry],
    header: Origin,
) {
    let errors = lowering.problems.errors();
    let mut origins = BTreeMap::new();
    let members = Members { subject: section.name, path: "", header, attrs: section.attrs };
    let attrs: Attrs = lowering.members(&members, entries, &mut origins).into_iter().collect();
    let lowered = Lowered { attrs, header, origins };
    for name in ["who", "on"] {
        mention(lowering, &lowered, name);
    }
    if lowering.problems.errors() == errors {
        (section.lower)(lowering, lowered);
    }
}

/// Notes what `name` speaks of, where that has the form of an address. Tables have it too, so in an assertion only `who`
/// counts.
fn mention(lowering: &mut Lowering<'_, '_>, lowered: &Lowered, name: &str) {
    if name == "on" && lowered.attrs.contains_key("who") {
        return;
    }
    let Some(text) = lowered.text(name) else { return };
    let Some((word, label)) = text.split_once('.') else { return };
    let origin = lowered.origin_of(name);
    match lowering.kinds.named(word) {
        Some(kind) => {
            let address = Address::new(kind.schema().name, label);
            lowering.lowered.mentions.push(Mention { address, origin });
        }
        None => {
            let kinds = lowering.kinds.names().collect();
            lowering.lowered.lookalikes.push(Lookalike { text, kinds, origin });
        }
    }
}

fn assertion(lowering: &mut Lowering<'_, '_>, lowered: Lowered) {
    let (can, cannot) = (lowered.text("can"), lowered.text("cannot"));
    let (claim, privilege) = match (can, cannot) {
        (Some(privilege), None) => (Claim::Can, privilege),
        (None, Some(privilege)) => (Claim::Cannot, privilege),
        (can, _) => {
            let what = if can.is_some() { "both `can` and `cannot`" } else { "neither `can` nor `cannot`" };
            lowering.problems.push(
                Problem::new("spec::wrong_assertion", format!("`assert` has {what}"))
                    .at(lowered.origin_of("cannot"), "one of the two makes the claim")
                    .help("write `can = \"select\"` or `cannot = \"select\"`"),
            );
            return;
        }
    };
    let on = lowered.text("on").unwrap_or_default();
    if let Some(flaw) = flaw_of(&privilege, &on) {
        lowering.problems.push(
            Problem::new("spec::wrong_assertion", flaw)
                .at(lowered.origin_of("on"), "cannot stand here")
                .help("write `sales`, `sales.*`, `sales.orders`, `sales.orders.amount`, or `s3://bucket/prefix/`"),
        );
        return;
    }
    let (who, reason) = (lowered.text("who").unwrap_or_default(), lowered.text("reason"));
    let Lowered { header: origin, origins, .. } = lowered;
    let assertion = Assertion { who, claim, privilege, on, reason, origin, origins };
    lowering.lowered.assertions.push(assertion);
}

/// What is wrong with asserting `privilege` on `on`.
fn flaw_of(privilege: &str, on: &str) -> Option<String> {
    let is_of_paths = matches!(privilege, "read" | "write");
    if let Some(path) = on.strip_prefix("s3://") {
        let is_path = !path.starts_with('/') && !path.is_empty();
        return match (is_path, is_of_paths) {
            (false, _) => Some(format!("`{on}` names no bucket")),
            (true, false) => Some(format!("nobody can {privilege} a path in S3, only `read` and `write` it")),
            (true, true) => None,
        };
    }
    let parts: Vec<&str> = on.split('.').collect();
    let means_more = |part: &&str| {
        part.is_empty() || part.contains(|letter: char| letter.is_whitespace() || ",;*\"'`".contains(letter))
    };
    let names = match parts.as_slice() {
        [database, "*"] => std::slice::from_ref(database),
        parts => parts,
    };
    if parts.len() > 3 || names.iter().any(means_more) {
        return Some(format!("`{on}` is no database, table or column"));
    }
    if parts.len() == 3 && !is_of_paths && privilege != "select" {
        return Some(format!("`{privilege}` is of whole tables, and `{on}` is a column"));
    }
    is_of_paths.then(|| format!("`{privilege}` is of paths in S3, and `{on}` is none"))
}

fn waiver(lowering: &mut Lowering<'_, '_>, lowered: Lowered) {
    let errors = lowering.problems.errors();
    let rule = lowered.text("rule").unwrap_or_default();
    let is_rule = rule
        .strip_prefix("TIP")
        .is_some_and(|number| number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()));
    if !is_rule {
        lowering.problems.push(
            Problem::new("spec::wrong_waiver", format!("`{rule}` is no rule"))
                .at(lowered.origin_of("rule"), "no rule")
                .help("a rule is `TIP` and three digits; docs/rules lists them"),
        );
    }
    let reason = lowered.text("reason").unwrap_or_default();
    if reason.trim().is_empty() {
        lowering.problems.push(
            Problem::new("spec::wrong_waiver", "a waiver without a reason is none")
                .at(lowered.origin_of("reason"), "empty")
                .help("say why the finding is accepted"),
        );
    }
    let until = lowered.text("until").unwrap_or_default();
    let Some(until) = Date::parse(&until).filter(|_| lowering.problems.errors() == errors) else {
        if Date::parse(&until).is_none() {
            lowering.problems.push(
                Problem::new("spec::wrong_waiver", format!("`{until}` is no day"))
                    .at(lowered.origin_of("until"), "no day of the calendar")
                    .help("write the last day as in `until = \"2027-01-31\"`"),
            );
        }
        return;
    };
    let on = lowered.text("on");
    let Lowered { header: origin, origins, .. } = lowered;
    lowering.lowered.waivers.push(Waiver { rule, on, reason, until, origin, origins });
}
