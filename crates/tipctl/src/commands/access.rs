//! `tipctl access`: who can do what, and why.

use std::collections::BTreeSet;

use tipctl_access::{NoName, On};
use tipctl_model::{Assertion, Inventory, inventory::Principal};
use tipctl_render::Asked;
use tipctl_spec::Loaded;

use crate::{
    cli::{Access, Over, ReportFormat, Which},
    disk,
    exit::Exit,
    failure::{Failure, Refusal},
    run::Run,
    stack::Stack,
};

/// Answers a question about access.
pub(crate) async fn run(run: &Run, question: &Access) -> Result<Exit, Failure> {
    let (Access::WhoCan { over, .. } | Access::WhatCan { over, .. } | Access::Why { over, .. }) = question;
    let Over { which, format } = over;
    let databases = match question {
        Access::WhoCan { on, .. } | Access::Why { on, .. } => database(on).into_iter().collect(),
        Access::WhatCan { .. } => BTreeSet::new(),
    };
    let (inventory, over, spec) = inventory(run, which, &databases).await?;
    let (palette, width) = (run.console.palette, run.console.width);
    let mut text = String::new();
    let written = match question {
        Access::WhoCan { privilege, on, .. } => {
            let on = on_what(&inventory, privilege, on)?;
            let asked = Asked { what: format!("{privilege} {on}"), over };
            let mut answers = tipctl_access::who_can(&inventory, privilege, &on);
            for answer in &mut answers {
                answer.name = tipctl_access::called(&inventory, &answer.who);
            }
            let others = tipctl_access::who_else(&inventory, privilege, &on);
            let told = (answers.as_slice(), others.as_deref());
            match format {
                ReportFormat::Json => tipctl_render::write_who_can_json(&asked, told, &mut text),
                ReportFormat::Human => {
                    tipctl_render::write_who_can(&asked, told, (palette, width), &mut text)
                }
            }
        }
        Access::WhatCan { who, .. } => {
            let who = tipctl_access::named(&inventory, who).map_err(|error| absent(&error, spec.as_ref()))?;
            what_can(run, &inventory, (&who, over), *format, &mut text)?
        }
        Access::Why { who, privilege, on, .. } => {
            let on = on_what(&inventory, privilege, on)?;
            let who = tipctl_access::named(&inventory, who).map_err(|error| absent(&error, spec.as_ref()))?;
            let asked = Asked { what: format!("{privilege} {on}"), over };
            let mut answer = tipctl_access::why(&inventory, &who, privilege, &on);
            answer.name = tipctl_access::called(&inventory, &answer.who);
            match format {
                ReportFormat::Json => tipctl_render::write_why_json(&asked, &answer, &mut text),
                ReportFormat::Human => tipctl_render::write_why(&asked, &answer, palette, width, &mut text),
            }
        }
    };
    debug_assert!(written.is_ok(), "writing to a string does not fail");
    run.console.say(&text);
    Ok(Exit::Done)
}

fn what_can(
    run: &Run,
    inventory: &Inventory,
    (who, over): (&Principal, String),
    format: ReportFormat,
    out: &mut String,
) -> Result<std::fmt::Result, Failure> {
    let Principal::Workforce(workforce) = who else {
        let nobody = NoName::Nobody { name: who.to_string(), near: Vec::new() };
        return Err(unnamed(&nobody));
    };
    let holdings: Vec<_> = tipctl_access::what_can(inventory, workforce)
        .into_iter()
        .map(|holding| {
            let through = tipctl_access::called(inventory, &holding.through);
            (holding, through)
        })
        .collect();
    let way = tipctl_access::way_in(inventory, workforce, None);
    let asked = Asked { what: tipctl_access::called(inventory, who), over };
    let (palette, width) = (run.console.palette, run.console.width);
    let told = (holdings.as_slice(), &way);
    Ok(match format {
        ReportFormat::Json => tipctl_render::write_holdings_json(&asked, told, out),
        ReportFormat::Human => tipctl_render::write_holdings(&asked, told, (palette, width), out),
    })
}

/// The inventory that a question is about, what it is called, and the spec that names the people in it.
async fn inventory(
    run: &Run,
    which: &Which,
    databases: &BTreeSet<String>,
) -> Result<(Inventory, String, Option<Loaded>), Failure> {
    if let Some(path) = &which.plan {
        let text = disk::plan(path).map_err(|error| {
            let help = "make one with `tipctl plan SPEC --out FILE`";
            Refusal::Plan { path: path.clone(), why: error.to_string(), help }
        })?;
        let plan = super::show::parse(path, &text)?;
        let before = tipctl_provider::inventory::Survey::bare(plan.header.place.clone(), Default::default());
        let inventory = tipctl_access::at_its_word(tipctl_provider::inventory::of_plan(&plan, &before));
        return Ok((inventory, format!("the plan {}", path.display()), None));
    }
    if let Some(path) = &which.live {
        let spec = run.load(path)?;
        let place = &spec.desired.place;
        let stack = Stack::open(run, place).await?;
        let survey = stack.survey(&spec.desired, databases).await?;
        let inventory =
            tipctl_access::as_shown(tipctl_provider::inventory::of_live(&survey, Some(&spec.desired)));
        let over = format!("the account {} in {}", place.account, place.region);
        return Ok((inventory, over, Some(spec)));
    }
    let path = which.spec.as_deref().unwrap_or(std::path::Path::new(""));
    let spec = run.load(path)?;
    let inventory = tipctl_access::at_its_word(tipctl_provider::inventory::of_spec(&spec.desired));
    Ok((inventory, format!("the spec {}", path.display()), Some(spec)))
}

/// The database that a question is about, whose tables have to be known.
fn database(on: &str) -> Option<String> {
    match On::read(on).ok()? {
        On::Database(database) | On::Tables(database) | On::Table { database, .. } => Some(database),
        _ => None,
    }
}

fn on_what(inventory: &Inventory, privilege: &str, on: &str) -> Result<On, Failure> {
    if !Assertion::PRIVILEGES.contains(&privilege) {
        let what = format!("nobody can `{privilege}` anything");
        let help = match tipctl_spec::nearest(privilege, Assertion::PRIVILEGES.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("what can be asked about: {}", Assertion::PRIVILEGES.join(", ")),
        };
        return Err(Refusal::Question { what, help }.into());
    }
    On::asked(inventory, privilege, on).map_err(|error| unnamed(&error))
}

/// A question about somebody of `spec` who is not in the account yet, or about what is not there at all.
pub(super) fn absent(error: &NoName, spec: Option<&Loaded>) -> Failure {
    let is_meant = |name: &str| {
        spec.is_some_and(|spec| spec.desired.resources.keys().any(|known| known.to_string() == name))
    };
    match error {
        NoName::Nobody { name, .. } if is_meant(name) => Refusal::Question {
            what: format!("`{name}` is in the spec, and Identity Center has nobody of the kind yet"),
            help: "apply the spec first; who is only looked up has to be pushed from the identity provider"
                .to_owned(),
        }
        .into(),
        _ => unnamed(error),
    }
}

/// A question about what is not there.
fn unnamed(error: &NoName) -> Failure {
    let listed =
        |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let help = match error {
        NoName::Nobody { near, .. } if near.is_empty() => {
            "name a user or group of the spec (`user.alice`), or one as Identity Center knows it".to_owned()
        }
        NoName::Nobody { near, .. } if near.len() == 1 => format!("did you mean {}?", listed(near)),
        NoName::Nobody { near, .. } => format!("did you mean one of {}?", listed(near)),
        NoName::Missing { near, .. } if near.is_empty() => {
            "name what is there; a table that is yet to be made has to be created first".to_owned()
        }
        NoName::Missing { near, .. } if near.len() == 1 => format!("did you mean {}?", listed(near)),
        NoName::Missing { near, .. } => format!("did you mean one of {}?", listed(near)),
        NoName::Several { which, .. } => format!("say which: {}", listed(which)),
        NoName::Nothing { .. } | NoName::Misfit { .. } => {
            "write `sales`, `sales.orders`, `sales.*`, `sales.orders.amount`, or `s3://bucket/prefix/`"
                .to_owned()
        }
    };
    Refusal::Question { what: error.to_string(), help }.into()
}
