//! `tipctl verify`: a real query as a user, and what to try by hand.

use std::{io::Read as _, path::Path, sync::Arc};

use tipctl_access::{Entry, Mentioned, On, Query, RuleId, Session};
use tipctl_model::{
    Inventory, Place, Plan,
    inventory::{Columns, Principal, Sight, Workforce},
};
use tipctl_provider::{
    Connection, Wait,
    inventory::{Survey, of_live},
    query::{Ask, Exchange, Keys, Rows},
};
use tipctl_spec::Loaded;

use crate::{
    cli, clock, disk, door,
    exit::Exit,
    failure::{Failure, Mishap, Refusal},
    lock::Lock,
    run::Run,
    stack::Stack,
};

/// How long a query is waited for, in milliseconds.
const PATIENCE_MS: u64 = 300_000;

/// How many rows are shown.
const SHOWN: usize = 20;

/// The rule about changes that AWS may not act on yet.
const RECENT: RuleId = RuleId(230);

/// Tells where users come in and, when asked, queries as one of them.
pub(crate) async fn run(run: &Run, args: &cli::Verify) -> Result<Exit, Failure> {
    let spec = run.load(&args.spec)?;
    let place = &spec.desired.place;
    let _lock = if run.options.sandbox { Some(Lock::sandbox(run)?) } else { None };
    let stack = Stack::open(run, place).await?;
    let databases = args.sql.as_deref().map(tipctl_access::databases).unwrap_or_default();
    let survey = stack.survey(&spec.desired, &databases).await?;
    let live = of_live(&survey, Some(&spec.desired));
    let nowhere = || "There is no portal and no studio yet: apply the spec first.\n".to_owned();
    run.console.say(&addresses(&live).unwrap_or_else(nowhere));
    let Some(name) = &args.user else { return Ok(Exit::Done) };
    // What seems not to be there may be what the caller does not see.
    let asked = asked(args, (&spec, &live), name).map_err(|failure| failure.beside(&survey.notes));
    let (user, workgroup, sql) = asked?;
    let called = tipctl_access::called(&live, &Principal::Workforce(user.clone()));
    run.console.say(&format!("\nAs {called}, through workgroup {workgroup}:\n  {sql}\n\n"));
    let answered = match session(run, args, (place, &live), &user).await? {
        Ok((connection, keys)) => {
            let ask = Ask { workgroup: &workgroup, database: None, sql: &sql, patience_ms: PATIENCE_MS };
            connection.with_keys(&keys).query(ask, &wait()).await.map_err(|failure| failure.to_string())
        }
        Err(why) => Err(why),
    };
    match answered {
        Ok(rows) => {
            run.console.say(&drawn(run, &rows));
            Ok(Exit::Done)
        }
        Err(why) => {
            run.console.say(&format!("It failed: {why}\n\n"));
            let is_explained = show_links(run, args, (&live, &user), (&workgroup, &sql)) || {
                // A plan that cannot be made mends nothing.
                let plan = stack.plan(&spec, false).await.ok();
                explain(run, (&spec, &survey, &live), plan.as_ref(), &user)
            };
            remind(run, &live, is_explained);
            Ok(Exit::Pending)
        }
    }
}

/// Who is to query, through which workgroup, and what.
fn asked(
    args: &cli::Verify,
    (spec, live): (&Loaded, &Inventory),
    name: &str,
) -> Result<(Workforce, String, String), Failure> {
    let user = user((spec, live), name)?;
    let workgroup = workgroup(live, args.workgroup.as_deref())?;
    let sql = args.sql.clone().or_else(|| sample(live, &user)).ok_or_else(|| Refusal::Question {
        what: format!("nothing is known that `{name}` may read"),
        help: "name a query with `--sql`, or grant something in the spec".to_owned(),
    })?;
    Ok((user, workgroup, sql))
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

/// A few rows of the first table that `user` may read.
fn sample(live: &Inventory, user: &Workforce) -> Option<String> {
    let holdings = tipctl_access::what_can(live, user);
    let mut reads =
        holdings.iter().filter(|holding| holding.privilege == "select" && holding.not_evaluated.is_none());
    reads.find_map(|holding| {
        let On::Table { database, table, .. } = &holding.on else { return None };
        let columns = match &holding.columns {
            Columns::Only(names) => names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", "),
            Columns::All | Columns::Except(_) => "*".to_owned(),
        };
        Some(format!("SELECT {columns} FROM {}.{} LIMIT 10", quoted(database), quoted(table)))
    })
}

/// A name as Athena's SQL takes it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A session of the user; or why they have none, which is an outcome and no mistake.
async fn session(
    run: &Run,
    args: &cli::Verify,
    (place, live): (&Place, &Inventory),
    user: &Workforce,
) -> Result<Result<(Connection, Keys), String>, Failure> {
    if let (Some(client), Some(token)) = (&args.client, &args.token) {
        let label = client.strip_prefix("client.").unwrap_or(client);
        let known = live.clients.get(label).ok_or_else(|| Refusal::Question {
            what: format!("there is no client `{client}`"),
            help: "name a `[client.LABEL]` of the spec".to_owned(),
        })?;
        let (Some(application), Some(access_role)) = (&known.application, &known.access_role) else {
            return Ok(Err(format!("client `{label}` has no application yet; apply the spec first")));
        };
        let token = token_in(token)?;
        let connection = connection(run, place).await?;
        let exchange = Exchange {
            application,
            application_role: known.application_role.as_deref(),
            access_role,
            session_name: "tipctl-verify",
        };
        let keys = connection.user_session(exchange, token.trim()).await;
        return Ok(keys.map(|keys| (connection, keys)).map_err(|failure| failure.to_string()));
    }
    if !run.options.sandbox {
        return Err(Refusal::Question {
            what: "AWS gives a session of a user only for a token, or in a browser".to_owned(),
            help: "name a client of the spec and a token of its issuer (`--client NAME --token FILE`), or open the \
                   studio above and run the query there"
                .to_owned(),
        }
        .into());
    }
    let studio = match &args.studio {
        Some(name) => studio_called(live, name),
        None => studio_of(live, user),
    };
    let Some(studio) = studio else { return Ok(Err("no studio lets them in".to_owned())) };
    // The session is written to the state, and the connection reads it there.
    let entered =
        door::open(&run.files.sandbox, &run.environment.sandbox_knobs)?.enter_studio(user.id(), &studio);
    let keys = match entered {
        Ok(keys) => keys,
        Err(failure) => return Ok(Err(failure.text)),
    };
    let keys = Keys {
        access_key_id: keys.access_key_id,
        secret_access_key: keys.secret_access_key,
        session_token: keys.session_token,
    };
    Ok(Ok((connection(run, place).await?, keys)))
}

async fn connection(run: &Run, place: &Place) -> Result<Connection, Failure> {
    if run.options.sandbox {
        return Ok(door::connect(&run.files.sandbox, &place.region, &run.environment)?);
    }
    Ok(Connection::from_environment(&place.region, run.options.profile.as_deref()).await)
}

fn wait() -> Wait {
    Arc::new(|ms| Box::pin(door::wait(ms)))
}

fn token_in(file: &Path) -> Result<String, Failure> {
    let mishap = |why| Mishap::file("read", file, why);
    if file == Path::new("-") {
        let mut token = String::new();
        std::io::stdin().take(1 << 16).read_to_string(&mut token).map_err(mishap)?;
        return Ok(token);
    }
    Ok(disk::plan(file).map_err(mishap)?)
}

fn studio_called(live: &Inventory, name: &str) -> Option<String> {
    let label = name.strip_prefix("studio.").unwrap_or(name);
    let found = live.studios.iter().find(|(id, studio)| {
        *id == name || studio.name == name || studio.from.as_ref().is_some_and(|from| from.label == label)
    });
    Some(found.map_or_else(|| name.to_owned(), |(id, _)| id.to_owned()))
}

/// The studio of the spec that `user` is mapped to, alone or through a group; otherwise any of the spec.
fn studio_of(live: &Inventory, user: &Workforce) -> Option<String> {
    let is_of = |who: &Workforce| match who {
        Workforce::User(_) => who == user,
        Workforce::Group(id) => live.groups.get(id).is_some_and(|group| group.members.contains(user.id())),
    };
    let mapped =
        live.mappings.iter().find(|mapping| is_of(&mapping.identity)).map(|mapping| mapping.studio.clone());
    let any = || live.studios.iter().find(|(_, studio)| studio.from.is_some()).map(|(id, _)| id.to_owned());
    mapped.or_else(any)
}

fn drawn(run: &Run, rows: &Rows) -> String {
    let mut text = String::new();
    let (palette, width) = (run.console.palette, run.console.width);
    let Rows { columns, rows, .. } = rows;
    let written = tipctl_render::write_rows((columns, rows), SHOWN, (palette, width), &mut text);
    debug_assert!(written.is_ok(), "writing to a string does not fail");
    text
}

/// Which link it was, as the doctor finds it for this user alone. Answers whether there was one.
fn explain(
    run: &Run,
    (spec, survey, live): (&Loaded, &Survey, &Inventory),
    plan: Option<&Plan>,
    user: &Workforce,
) -> bool {
    let address = live.users.get(user.id()).and_then(|known| known.from.clone());
    let mut checkup = super::doctor::checkup(spec, survey, plan, address.as_ref());
    if address.is_none() {
        checkup.routes.clear();
    }
    let mut text = String::new();
    let written = tipctl_render::write_checkup(&checkup, run.console.palette, run.console.width, &mut text);
    debug_assert!(written.is_ok(), "writing to a string does not fail");
    run.console.say(&text);
    checkup.is_broken()
}

/// The links of the tables that the query names and the spec need not know, where one of them is broken. Answers whether
/// there was one.
fn show_links(
    run: &Run,
    args: &cli::Verify,
    (live, user): (&Inventory, &Workforce),
    (workgroup, sql): (&str, &str),
) -> bool {
    let studio = match &args.studio {
        Some(name) => studio_called(live, name),
        None => studio_of(live, user),
    };
    let client = args.client.as_deref().map(|client| client.strip_prefix("client.").unwrap_or(client));
    let entry = client.map(Entry::Client).or_else(|| studio.as_deref().map(Entry::Studio));
    let Some(entry) = entry else { return false };
    let session = Session { who: user, entry, workgroup };
    let mut is_shown = false;
    for Mentioned { database, table, columns } in tipctl_access::mentioned(live, sql) {
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let query = Query { database: &database, table: &table, columns: &columns };
        let mut chain = tipctl_access::follow(live, &session, Some(&query));
        chain.links.retain(|link| link.verdict.breach().is_some());
        let Some((first, breach)) = chain.first_broken() else { continue };
        let more = match breach.rule.and_then(tipctl_access::rule) {
            Some(rule) => mending(rule),
            None => format!("To mend it: {}\n", first.name.fix()),
        };
        let mut text = format!("What it lacks to read {database}.{table}, the {} first:\n\n", first.name);
        let written = tipctl_render::write_chain(&chain, run.console.palette, run.console.width, &mut text);
        debug_assert!(written.is_ok(), "writing to a string does not fail");
        run.console.say(&format!("{text}\n{more}"));
        is_shown = true;
    }
    is_shown
}

/// What to do about a link that `rule` is about.
fn mending(rule: &tipctl_access::Rule) -> String {
    format!("To mend it: {}\nMore: docs/rules/{}.md\n", rule.fix, rule.id)
}

/// That AWS may not have heard of the last change yet, as the rule for that puts it.
fn remind(run: &Run, live: &Inventory, is_explained: bool) {
    let recent =
        tipctl_access::findings(live, clock::now_ms()).into_iter().find(|finding| finding.rule.id == RECENT);
    let Some(recent) = recent else { return };
    let (also, advice) = if is_explained { ("also ", "") } else { ("", "Try again later.\n") };
    run.console.say(&format!("\nIt may {also}be a matter of time:\n  {}.\n{advice}", recent.cause));
}
