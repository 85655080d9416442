//! The pages of `docs/rules`, made of the rules themselves.

use super::{Fixable, RULES, Rule, SeenIn, Severity};

/// The page of one rule, in Markdown.
pub fn page(rule: &Rule) -> String {
    let Rule { id, title, looks_at, symptom, cause, .. } = rule;
    let mut sections = vec![
        format!("# {id}: {title}"),
        headline(rule),
        format!("## What is looked at\n\n{looks_at}\n\n{}", seen(rule)),
        format!("## What a user sees\n\n{symptom}{}", doubt(rule)),
        format!("## Why\n\n{cause}"),
        format!("## What to do\n\n{}", rule.fix),
    ];
    if !rule.spec.is_empty() {
        sections.push(format!("In the spec:\n\n```toml\n{}\n```", rule.spec.trim()));
    }
    if !rule.by_hand.is_empty() {
        sections.push(format!("By hand:\n\n```sh\n{}\n```", rule.by_hand.trim()));
    }
    sections.push(format!(
        "## To live with it\n\n```toml\n[[waive]]\nrule   = \"{id}\"\nreason = \"why it is accepted, and by whom\"\nuntil  \
         = \"2027-01-31\"\n```\n\nWith `on`, the waiver is for one finding alone: `on` is the address or the name that the \
         finding shows. After `until` the finding stands again."
    ));
    sections.push(format!("## Sources\n\n{}", list(rule.sources)));
    if !rule.unverified.is_empty() {
        let intro = "No source reports this as seen on an account:";
        sections.push(format!("## Unverified\n\n{intro}\n\n{}", list(rule.unverified)));
    }
    sections.join("\n\n") + "\n"
}

/// The page that lists all of them, in Markdown.
pub fn index() -> String {
    let table = |hundred: u16| -> String {
        let rows = RULES.iter().filter(|rule| rule.id.0 / 100 == hundred).map(|rule| {
            let Rule { id, title, severity, .. } = rule;
            let seen = if rule.seen_in == SeenIn::Spec { "check, doctor" } else { "doctor" };
            let mended = if rule.fixable == Fixable::Applies { "apply" } else { "a person" };
            format!("| [{id}]({id}.md) | {title} | {} | {seen} | {mended} |\n", severity.word())
        });
        format!(
            "| rule | what is wrong | severity | seen by | mended by |\n|---|---|---|---|---|\n{}",
            rows.collect::<String>()
        )
    };
    format!(
        "# Rules of the chain\n\nWhat can be wrong between a user's sign-in and the rows that they see. `tipctl check` \
         looks at a spec alone and says what the spec shows; what it does not show is not guessed. `tipctl doctor` looks at \
         the account as well.\n\n**error**: a query cannot work. **warning**: it is likely to fail, or it opens more than \
         it should. **info**: worth knowing.\n\n## What a first setup by hand runs into\n\n{}\n## What else there is\n\n{}",
        table(1),
        table(2)
    )
}

fn headline(rule: &Rule) -> String {
    let severity = match rule.severity {
        Severity::Error => "**Error**: a query cannot work.",
        Severity::Warning => "**Warning**: a query is likely to fail, or more is open than should be.",
        Severity::Info => "**Info**: worth knowing.",
    };
    let mended = match rule.fixable {
        Fixable::Applies => "`tipctl apply` mends it.",
        Fixable::Manual => "`tipctl` cannot mend it.",
    };
    format!("{severity} {mended}")
}

fn seen(rule: &Rule) -> &'static str {
    match rule.seen_in {
        SeenIn::Spec => {
            "`tipctl check` finds it where the spec says so, and `tipctl doctor` where the account does."
        }
        SeenIn::Account => {
            "`tipctl doctor` finds it. A spec alone does not show it, so `tipctl check` is silent."
        }
    }
}

fn doubt(rule: &Rule) -> &'static str {
    if rule.symptom_is_verified { "" } else { " (Unverified: inferred, and reported by no source.)" }
}

fn list(entries: &[&str]) -> String {
    entries.iter().map(|entry| format!("- {entry}")).collect::<Vec<_>>().join("\n")
}
