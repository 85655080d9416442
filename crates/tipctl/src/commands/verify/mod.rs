//! `tipctl verify`: a real query as a user, and what to try by hand.

mod door;
mod explain;
mod statement;

use std::sync::Arc;

use tipctl_access::{Query, Session};
use tipctl_model::{
    Inventory,
    inventory::{Principal, Sight, Workforce},
};
use tipctl_provider::{
    Wait,
    inventory::{of_live, of_spec},
    query::{Ask, Rows},
};
use tipctl_spec::Loaded;

use self::{
    door::Door,
    explain::{Tried, Why, explain},
};
use crate::{
    cli,
    exit::Exit,
    failure::{Failure, Refusal},
    lock::Lock,
    run::Run,
    stack::Stack,
};

/// How long a query is waited for, in milliseconds.
const PATIENCE_MS: u64 = 300_000;

/// How many rows are shown.
const SHOWN: usize = 20;

/// Tells where users come in and, when asked, queries as one of them.
pub(crate) async fn run(run: &Run, args: &cli::Verify) -> Result<Exit, Failure> {
    let spec = run.load(&args.spec)?;
    let place = &spec.desired.place;
    let _lock = if run.options.sandbox { Some(Lock::sandbox(run)?) } else { None };
    let stack = Stack::open(run, place).await?;
    let databases = args.sql.as_deref().map(tipctl_access::databases).unwrap_or_default();
    let survey = stack.survey(&spec.desired, &databases).await?;
    let (live, wanted) = (of_live(&survey, Some(&spec.desired)), of_spec(&spec.desired));
    let nowhere = || "There is no portal and no studio yet: apply the spec first.\n".to_owned();
    run.console.say(&addresses(&live).unwrap_or_else(nowhere));
    let Some(name) = &args.user else { return Ok(Exit::Done) };
    // What seems not to be there may be what the caller does not see.
    let asked = asked((run, args), (&spec, &live, &wanted), name);
    let Asked { user, door, workgroup, sql } = asked.map_err(|failure| failure.beside(&survey.notes))?;
    let called = tipctl_access::called(&live, &Principal::Workforce(user.clone()));
    run.console.say(&format!("\nAs {called}, through workgroup {workgroup}:\n  {sql}\n\n"));
    let answered = match door.session(run, args, (&spec.desired, &live), &user).await? {
        Ok((connection, keys)) => {
            let ask = Ask { workgroup: &workgroup, database: None, sql: &sql, patience_ms: PATIENCE_MS };
            connection.with_keys(&keys).query(ask, &wait()).await.map_err(Why::Failed)
        }
        Err(unlet) => Err(Why::Unlet(unlet)),
    };
    match answered {
        Ok(rows) => {
            run.console.say(&drawn(run, &rows));
            Ok(Exit::Done)
        }
        Err(why) => {
            run.console.say(&format!("It failed: {}\n\n", why.text()));
            // A plan that cannot be made mends nothing.
            let plan = stack.planned(&spec, false).await;
            let tried = Tried { args, user: (name, &user), workgroup: &workgroup, sql: &sql };
            explain(run, (&spec, &survey, &live), plan.as_ref(), &tried, &why);
            Ok(Exit::Pending)
        }
    }
}

/// What is to be tried.
struct Asked {
    user: Workforce,
    door: Door,
    workgroup: String,
    sql: String,
}

fn asked(
    (run, args): (&Run, &cli::Verify),
    (spec, live, wanted): (&Loaded, &Inventory, &Inventory),
    name: &str,
) -> Result<Asked, Failure> {
    let user = user((spec, live), name)?;
    let door = Door::or_refusal(run, args, Door::of(args, (live, wanted), &user), (live, &user))?;
    let workgroup = workgroup(live, args.workgroup.as_deref().or_else(|| door.workgroup(live)))?;
    let session = Session { who: &user, entry: door.as_entry(), workgroup: &workgroup };
    let sql =
        args.sql.clone().or_else(|| sample((live, wanted), &session)).ok_or_else(|| Refusal::Question {
            what: "the spec gives nobody a table to read".to_owned(),
            help: "name a query with `--sql`, or grant something in the spec".to_owned(),
        })?;
    Ok(Asked { user, door, workgroup, sql })
}

/// Where users come in, and how to look at it undisturbed; none where there is nowhere to go.
pub(super) fn addresses(live: &Inventory) -> Option<String> {
    let mut lines = Vec::new();
    if let Sight::There(center) = &live.identity_center
        && !center.store.is_empty()
    {
        lines.push(format!("Portal   https://{}.awsapps.com/start", center.store));
    }
    for (_, studio) in live.studios.iter().filter(|(_, studio)| studio.from.is_some()) {
        lines.extend(studio.url.as_ref().map(|url| format!("Studio   {url} ({})", studio.name)));
    }
    if lines.is_empty() {
        return None;
    }
    lines.push(
        "Open them in a private window: a session of the AWS console in the same browser\ngets in the way."
            .to_owned(),
    );
    Some(lines.join("\n") + "\n")
}

fn user((spec, live): (&Loaded, &Inventory), name: &str) -> Result<Workforce, Failure> {
    match tipctl_access::named(live, name).map_err(|error| super::access::absent(&error, Some(spec)))? {
        Principal::Workforce(user @ Workforce::User(_)) => Ok(user),
        _ => Err(Refusal::Question {
            what: format!("`{name}` is no user"),
            help: "a query runs as one user; name a user of the group".to_owned(),
        }
        .into()),
    }
}

/// The workgroup that is called so, or the only one of the spec.
fn workgroup(live: &Inventory, name: Option<&str>) -> Result<String, Failure> {
    let ours: Vec<&str> = live
        .workgroups
        .iter()
        .filter(|(_, workgroup)| workgroup.from.is_some())
        .map(|(name, _)| name)
        .collect();
    let listed = ours.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let refusal =
        |what: String| Refusal::Question { what, help: format!("the spec's workgroups are: {listed}") };
    let Some(wanted) = name else {
        return match ours.as_slice() {
            [only] => Ok((*only).to_owned()),
            [] => Err(Refusal::Question {
                what: "no workgroup of the spec is there".to_owned(),
                help: "apply the spec first".to_owned(),
            }
            .into()),
            _ => Err(refusal("the spec has several workgroups".to_owned()).into()),
        };
    };
    let label = wanted.strip_prefix("workgroup.").unwrap_or(wanted);
    let found = live.workgroups.iter().find(|(name, workgroup)| {
        *name == wanted || workgroup.from.as_ref().is_some_and(|from| from.label == label)
    });
    found
        .map(|(name, _)| name.to_owned())
        .ok_or_else(|| refusal(format!("there is no workgroup `{wanted}`")).into())
}

/// A few rows of a table: of one that nothing keeps the user from, where there is any.
fn sample((live, wanted): (&Inventory, &Inventory), session: &Session<'_>) -> Option<String> {
    let reads = statement::reads(live, wanted, session.who);
    let is_open = |read: &&statement::Read| {
        let columns: Vec<&str> = read.columns.iter().map(String::as_str).collect();
        let query = Query { database: &read.database, table: &read.table, columns: &columns };
        tipctl_access::follow(live, session, Some(&query)).first_broken().is_none()
    };
    reads.iter().find(is_open).or(reads.first()).map(statement::select)
}

fn wait() -> Wait {
    Arc::new(|ms| Box::pin(crate::door::wait(ms)))
}

fn drawn(run: &Run, rows: &Rows) -> String {
    let mut text = String::new();
    let (palette, width) = (run.console.palette, run.console.width);
    let Rows { columns, rows, .. } = rows;
    let written = tipctl_render::write_rows((columns, rows), SHOWN, (palette, width), &mut text);
    debug_assert!(written.is_ok(), "writing to a string does not fail");
    text
}
