//! Grants through Lake Formation's batch calls.
//!
//! Several rows travel together: first everything that is missing, then, of the rows whose grants went through,
//! everything that is too much, then what was revoked only because of its grant option (`turn.rs`). Each row answers
//! for itself.

mod glue;
#[cfg(test)]
mod tests;
mod wire;

use std::collections::BTreeMap;

use tipctl_model::{
    Asked, AttrChange, Attrs, BoxFuture, Call, Fault, FaultClass, Live, NonEmpty, Note, Observation, Value,
};

pub(in crate::kinds) use wire::{beyond_on, named, sdk_resource};

use self::wire::Side;
use super::{
    Grant,
    algebra::{Held, Level},
    entry::{self, Entry},
    turn::Turn,
};
use crate::{
    attrs::Read,
    aws::Aws,
    calls::{Calls, Swept},
    kinds::lake_setting,
};

/// How many entries a batch may have. AWS: facts/aws-data.md §4.1.
const BATCH: usize = 20;

/// The first fault of each row, by its place among the calls.
type Faults = BTreeMap<usize, Fault>;

impl Calls for Grant {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        _: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let wire::Listed { entries, others, beyond } = wire::list(aws).await?;
            let (rows, unknown) = entry::rows(entries, &aws.place);
            let mut notes = Vec::new();
            notes.extend(left_alone(others + unknown));
            let short_sight = short_sight(aws, asked).await?;
            let is_partial = short_sight.is_some();
            notes.extend(short_sight);
            notes.extend(glue::missing(aws, asked).await?);
            let lives = rows.into_iter().map(Live::new).collect();
            Ok(Swept { lives, notes, is_partial, beyond, ..Swept::default() })
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            carry_out(aws, &[Way::new(None, Some(want))]).await.into_values().next().map_or(Ok(()), Err)?;
            Ok(Live::new(want.clone()))
        })
    }

    fn update<'a>(
        &'a self,
        aws: &'a Aws,
        live: &'a Live,
        want: &'a Attrs,
        _: &'a NonEmpty<AttrChange>,
    ) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            carry_out(aws, &[Way::new(Some(live), Some(want))])
                .await
                .into_values()
                .next()
                .map_or(Ok(()), Err)?;
            Ok(Live::new(want.clone()))
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            carry_out(aws, &[Way::new(Some(live), None)]).await.into_values().next().map_or(Ok(()), Err)
        })
    }

    fn carry_out<'a>(
        &'a self,
        aws: &'a Aws,
        calls: &'a [Call],
    ) -> BoxFuture<'a, Vec<Result<Option<Live>, Fault>>> {
        Box::pin(async move {
            let ways: Vec<Way<'_>> = calls.iter().map(Way::of).collect();
            let mut faults = carry_out(aws, &ways).await;
            let answers = calls.iter().enumerate().map(|(at, call)| match (faults.remove(&at), call) {
                (Some(fault), _) => Err(fault),
                (None, Call::Create { want } | Call::Update { want, .. }) => {
                    Ok(Some(Live::new(want.clone())))
                }
                (None, Call::Delete { .. }) => Ok(None),
            });
            answers.collect()
        })
    }
}

/// The way that one row has to go.
struct Way<'a> {
    row: &'a Attrs,
    /// What Lake Formation lists, word for word.
    listed: Held,
    turn: Turn,
}

impl<'a> Way<'a> {
    /// From what is there to what is wanted; nothing where one is missing.
    fn new(live: Option<&'a Live>, want: Option<&'a Attrs>) -> Self {
        static NOTHING: Attrs = Attrs::new();
        let row = want.or(live.map(|live| &live.attrs)).unwrap_or(&NOTHING);
        let listed = live.map(listed).unwrap_or_default();
        let level = row.get("on").and_then(Level::of).unwrap_or(Level::Catalog);
        let turn = Turn::new(&listed, &want.map(Held::of).unwrap_or_default(), level);
        Self { row, listed, turn }
    }

    fn of(call: &'a Call) -> Self {
        match call {
            Call::Create { want } => Self::new(None, Some(want)),
            Call::Update { live, want, diff: _ } => Self::new(Some(live), Some(want)),
            Call::Delete { live } => Self::new(Some(live), None),
        }
    }

    fn entries(&self, held: &Held) -> Vec<Entry> {
        let principal = self.row.text("principal").unwrap_or_default();
        self.row.get("on").map(|on| entry::entries(principal, on, held)).unwrap_or_default()
    }
}

fn listed(live: &Live) -> Held {
    match live.attrs.get("listed").and_then(Value::as_map) {
        Some(listed) => {
            let part = |name| Some((name, listed.get(name)?.clone()));
            Held::of(&["permissions", "grantable"].into_iter().filter_map(part).collect())
        }
        None => Held::of(&live.attrs),
    }
}

/// Sends the ways of several rows, and answers what went wrong with which.
async fn carry_out(aws: &Aws, ways: &[Way<'_>]) -> Faults {
    let mut faults = Faults::new();
    send(aws, Side::Grant, ways, |turn| &turn.grant, &mut faults).await;
    send(aws, Side::Revoke, ways, |turn| &turn.revoke, &mut faults).await;
    send(aws, Side::Grant, ways, |turn| &turn.restore, &mut faults).await;
    faults
}

/// Sends one part of each row that is sound so far.
async fn send(aws: &Aws, side: Side, ways: &[Way<'_>], part: fn(&Turn) -> &Held, faults: &mut Faults) {
    let sound = ways.iter().enumerate().filter(|(at, _)| !faults.contains_key(at));
    let entries =
        sound.flat_map(|(at, way)| way.entries(part(&way.turn)).into_iter().map(move |entry| (at, entry)));
    let refused = send_all(aws, side, entries.collect()).await;
    let (gone, failed): (Vec<Refused>, Vec<Refused>) = refused
        .into_iter()
        .partition(|(_, _, fault)| side == Side::Revoke && fault.class == FaultClass::Absent);
    // AWS: what is gone is gone. But an entry of which one permission is gone, or whose columns were granted in another
    // list, may be refused as a whole with the same text (facts/aws-data.md §4.6; unverified).
    let pieces = gone.into_iter().flat_map(|(at, entry, _)| {
        let pieces = ways.get(at).map(|way| entry.pieces(&way.listed)).unwrap_or_default();
        pieces.into_iter().map(move |piece| (at, piece))
    });
    let again = send_all(aws, side, pieces.collect()).await;
    let again = again.into_iter().filter(|(_, _, fault)| fault.class != FaultClass::Absent);
    for (at, _, fault) in failed.into_iter().chain(again) {
        faults.entry(at).or_insert(fault);
    }
}

/// An entry that was refused, whose it is, and why.
type Refused = (usize, Entry, Fault);

/// Sends entries, twenty a call, and answers those that were refused.
async fn send_all(aws: &Aws, side: Side, entries: Vec<(usize, Entry)>) -> Vec<Refused> {
    let mut refused = Vec::new();
    for batch in entries.chunks(BATCH) {
        let faults = wire::send(aws, side, batch.iter().map(|(_, entry)| entry)).await;
        let answered = batch.iter().zip(faults);
        refused.extend(answered.filter_map(|((at, entry), fault)| Some((*at, entry.clone(), fault?))));
    }
    refused
}

fn left_alone(foreign: usize) -> Option<Note> {
    let entries = if foreign == 1 { "entry" } else { "entries" };
    (foreign > 0).then(|| Note {
        code: "grant::left_alone",
        message: format!(
            "{foreign} {entries} of Lake Formation's permissions, on LF-Tags, cells filters or with permissions that \
             are not known here, are left alone"
        ),
        help: None,
    })
}

/// What to know where the caller may not see every grant.
///
/// AWS: the list holds what the caller may see, so that grants are missing from the list of somebody who is no
/// administrator (facts/aws-data.md §4.2).
async fn short_sight(aws: &Aws, asked: Asked<'_>) -> Result<Option<Note>, Fault> {
    let administrators = match lake_setting::administrators(aws).await {
        Err(fault) if fault.class == FaultClass::Denied => Vec::new(),
        found => found?,
    };
    if lake_setting::is_among(&administrators, &aws.caller) {
        return Ok(None);
    }
    let wanted = asked.wanted(lake_setting::NAME).filter(|row| {
        row.text("field").is_some_and(|field| field == "admins" || field == "read_only_admins")
    });
    let wanted: Vec<String> = wanted.filter_map(|row| row.text("entry").map(str::to_owned)).collect();
    let help = if lake_setting::is_among(&wanted, &aws.caller) {
        "the spec makes it one, so a plan after the next apply sees every grant"
    } else {
        "name it in `admins` of `[lake]`, or in `read_only_admins` where it only plans"
    };
    Ok(Some(Note {
        code: "grant::caller_is_not_admin",
        message: format!(
            "`{}` is no administrator of the data lake, so some grants may be hidden from it",
            aws.caller
        ),
        help: Some(help.to_owned()),
    }))
}
