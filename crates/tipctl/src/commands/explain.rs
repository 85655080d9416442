//! `tipctl explain`: the page of a rule.

use tipctl_access::{RULES, RuleId, rules::page};

use crate::{
    exit::Exit,
    failure::{Failure, Refusal},
    run::Run,
};

/// Shows the page of the rule that is called `name`; without a name, the list of the rules.
pub(crate) fn run(run: &Run, name: Option<&str>) -> Result<Exit, Failure> {
    let text = match name {
        Some(name) => wrapped(&page::page(called(name)?), run.console.width),
        None => RULES
            .iter()
            .map(|rule| format!("{}  {:7}  {}\n", rule.id, rule.severity.word(), rule.title))
            .collect(),
    };
    run.console.say(&text);
    Ok(Exit::Done)
}

fn called(name: &str) -> Result<&'static tipctl_access::Rule, Refusal> {
    let rule = RuleId::read(&name.to_ascii_uppercase()).and_then(tipctl_access::rule);
    rule.ok_or_else(|| Refusal::Question {
        what: format!("there is no rule `{name}`"),
        help: "`tipctl explain` lists the rules".to_owned(),
    })
}

/// The paragraphs of a page, wrapped; what stands between fences, and lists, as they are.
fn wrapped(page: &str, width: usize) -> String {
    let mut is_fenced = false;
    let mut text = String::new();
    for line in page.lines() {
        let is_fence = line.starts_with("```");
        is_fenced ^= is_fence;
        if is_fenced || is_fence || line.starts_with('#') {
            text.push_str(line);
        } else {
            text.push_str(&textwrap::fill(line, width));
        }
        text.push('\n');
    }
    text
}
