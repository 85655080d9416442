//! What of the recorded is asked for, and whether there can be any of it: a name that is misspelt must not read as somebody
//! who did nothing.

use std::collections::BTreeSet;

use tipctl_access::{NoName, On};
use tipctl_model::{
    Date, Desired, FaultClass, Inventory, Note,
    inventory::{Principal, Workforce},
};
use tipctl_provider::{audit::Span, inventory::of_spec};
use tipctl_render::Entry;
use tipctl_spec::Loaded;

use crate::{
    cli,
    commands::access::absent,
    failure::{Failure, Refusal},
    names_file::NamesFile,
    stack::Stack,
};

/// A table, `database.table`; in small letters, as AWS has the names of tables.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct TableName {
    database: String,
    table: String,
}

impl TableName {
    /// The table that `text` names.
    ///
    /// # Errors
    /// It names something else.
    pub(super) fn read(text: &str) -> Result<Self, Failure> {
        match On::read(&text.to_lowercase()) {
            Ok(On::Table { database, table, columns }) if columns.is_empty() => Ok(Self { database, table }),
            _ => Err(question(format!("`{text}` is no table"), "write it with its database: `sales.orders`")),
        }
    }

    fn whole(&self) -> String {
        format!("{}.{}", self.database, self.table)
    }

    /// What is to be said of a table that nothing is recorded of.
    ///
    /// # Errors
    /// The catalog has no such table.
    pub(super) async fn check(&self, stack: &Stack, desired: &Desired) -> Result<Option<Note>, Failure> {
        let whole = self.whole();
        let tables = match stack.provider.tables(desired, &self.database).await {
            Ok(tables) => tables,
            Err(fault) if fault.class == FaultClass::Absent => Vec::new(),
            Err(fault) => {
                return Ok(Some(Note {
                    code: "audit::unread",
                    message: format!("whether there is a table `{whole}` could not be read: {fault}"),
                    help: (fault.class == FaultClass::Denied).then(|| "allow glue:GetTables".to_owned()),
                }));
            }
        };
        if tables.contains(&self.table) {
            return Ok(None);
        }
        let near = tipctl_spec::nearest(&self.table, tables.iter().map(String::as_str));
        let help = match near {
            Some(near) => format!("did you mean `{}.{near}`?", self.database),
            None if tables.is_empty() => format!("no table of `{}` is seen from here", self.database),
            None => format!("the tables there are {}", listed(&tables)),
        };
        Err(question(format!("nothing is recorded of `{whole}`, and there is no such table"), &help))
    }
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Whom and what the events are to be about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Filter {
    /// The ids of the users; every user when none.
    users: Option<BTreeSet<String>>,
    table: Option<TableName>,
}

impl Filter {
    /// What `args` ask for of the stack of `spec`, whose account is `live`.
    ///
    /// # Errors
    /// Nobody is or was called as they say.
    pub(super) fn new(
        user: Option<&str>,
        table: Option<TableName>,
        (spec, live): (&Loaded, &Inventory),
        names: &NamesFile,
    ) -> Result<Self, Failure> {
        let users = user.map(|user| ids(user, (spec, live), names)).transpose()?;
        Ok(Self { users, table })
    }

    /// Whether `entry` is asked for.
    pub(super) fn takes(&self, entry: &Entry) -> bool {
        let of_user = |users: &BTreeSet<String>| entry.user_id.as_ref().is_some_and(|id| users.contains(id));
        self.users.as_ref().is_none_or(of_user)
            && self.table.as_ref().is_none_or(|table| entry.table.as_ref() == Some(&table.whole()))
    }

    /// The table that is asked for, where none of `entries` is about it.
    pub(super) fn unrecorded(&self, entries: &[Entry]) -> Option<&TableName> {
        let table = self.table.as_ref()?;
        let name = table.whole();
        entries.iter().all(|entry| entry.table.as_ref() != Some(&name)).then_some(table)
    }
}

/// The ids of everyone who is or was called `name`, people of the same name one after the other included.
fn ids(
    name: &str,
    (spec, live): (&Loaded, &Inventory),
    names: &NamesFile,
) -> Result<BTreeSet<String>, Failure> {
    let mut ids = names.called(name);
    // Groups are known from the spec alone.
    let is_group = |name| {
        matches!(
            tipctl_access::named(&of_spec(&spec.desired), name),
            Ok(Principal::Workforce(Workforce::Group(_)))
        )
    };
    match tipctl_access::named(live, name) {
        Ok(Principal::Workforce(Workforce::User(id))) => drop(ids.insert(id)),
        Err(NoName::Nobody { .. }) if !ids.is_empty() => {}
        Ok(_) => return Err(no_user(name)),
        Err(NoName::Nobody { .. }) if is_group(name) => return Err(no_user(name)),
        Err(NoName::Nobody { .. }) if is_id(name) => drop(ids.insert(name.to_owned())),
        Err(error) => return Err(absent(&error, Some(spec))),
    }
    Ok(ids)
}

fn no_user(name: &str) -> Failure {
    question(format!("`{name}` is no user"), "events name users alone: name one of them")
}

/// Whether `text` has the form of a user's id. AWS: a UUID, with ten hexadecimal digits before it in an older directory
/// (facts/tip-chain.md L2).
fn is_id(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let is_hex = |part: &&str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    matches!(lengths.as_slice(), [8, 4, 4, 4, 12] | [10, 8, 4, 4, 4, 12]) && parts.iter().all(is_hex)
}

fn question(what: String, help: &str) -> Failure {
    Refusal::Question { what, help: help.to_owned() }.into()
}

/// The span that `args` ask for; `now` is in milliseconds since the epoch.
///
/// # Errors
/// One of its ends is no time, or it ends before it begins.
pub(super) fn span(args: &cli::Audit, now: u64) -> Result<Span, Failure> {
    let from_ms = moment(&args.since, now, false)?;
    let to_ms = args.until.as_ref().map_or(Ok(now), |until| moment(until, now, true))?;
    if from_ms < to_ms {
        return Ok(Span { from_ms, to_ms });
    }
    let (since, until) = (&args.since, args.until.as_deref().unwrap_or("now"));
    let what = format!("the time from `{since}` to `{until}` ends before it begins");
    Err(question(what, "`--since` is the earlier of the two: `--since 2h --until 1h`"))
}

/// The moment that `text` means: a day, whose end counts where a span ends, or how long before `now`.
fn moment(text: &str, now: u64, is_end: bool) -> Result<u64, Failure> {
    if let Some(day) = Date::parse(text) {
        return Ok(day.to_epoch_ms() + if is_end { 86_399_999 } else { 0 });
    }
    let units = [("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
    let ago = units.into_iter().find_map(|(unit, ms)| {
        let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
        number.checked_mul(ms)
    });
    ago.map(|ago| now.saturating_sub(ago)).ok_or_else(|| {
        let help = "write a day (`2026-11-25`), or how long ago: `90m`, `24h`, `7d`";
        question(format!("`{text}` is no time"), help)
    })
}
