//! Grants through Lake Formation's batch calls.
//!
//! Several rows travel together: first everything that is missing, then, of the rows whose grants went through,
//! everything that is too much, then what was revoked only because of its grant option. Each row answers for itself.

mod wire;

use std::collections::BTreeMap;

use tipctl_model::{
    Asked, AttrChange, Attrs, BoxFuture, Call, Fault, FaultClass, Live, NonEmpty, Note, Observation, Value,
};

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
        _: Asked<'a>,
        _: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let (entries, mut foreign) = wire::list(aws).await?;
            let (rows, unknown) = entry::rows(entries, &aws.place);
            foreign += unknown;
            let mut notes = Vec::new();
            notes.extend(left_alone(foreign));
            notes.extend(short_sight(aws).await?);
            Ok(Swept { lives: rows.into_iter().map(Live::new).collect(), notes })
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let faults =
                carry_out(aws, &[(want, Turn::new(&Held::default(), &Held::of(want), level(want)))]).await;
            answer(faults.into_values().next(), want)
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
            let turn = Turn::new(&listed(live), &Held::of(want), level(want));
            answer(carry_out(aws, &[(want, turn)]).await.into_values().next(), want)
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let turn = Turn::new(&listed(live), &Held::default(), level(&live.attrs));
            carry_out(aws, &[(&live.attrs, turn)]).await.into_values().next().map_or(Ok(()), Err)
        })
    }

    fn carry_out<'a>(
        &'a self,
        aws: &'a Aws,
        calls: &'a [Call],
    ) -> BoxFuture<'a, Vec<Result<Option<Live>, Fault>>> {
        Box::pin(async move {
            let turns: Vec<(&Attrs, Turn)> = calls.iter().map(turn).collect();
            let mut faults = carry_out(aws, &turns).await;
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

/// Which row a call is about, and the way to what it asks for.
fn turn(call: &Call) -> (&Attrs, Turn) {
    match call {
        Call::Create { want } => (want, Turn::new(&Held::default(), &Held::of(want), level(want))),
        Call::Update { live, want, diff: _ } => {
            (want, Turn::new(&listed(live), &Held::of(want), level(want)))
        }
        Call::Delete { live } => {
            (&live.attrs, Turn::new(&listed(live), &Held::default(), level(&live.attrs)))
        }
    }
}

fn level(attrs: &Attrs) -> Level {
    attrs.get("on").and_then(Level::of).unwrap_or(Level::Catalog)
}

/// What Lake Formation lists, word for word.
fn listed(live: &Live) -> Held {
    match live.attrs.get("listed").and_then(Value::as_map) {
        Some(listed) => {
            let part = |name| Some((name, listed.get(name)?.clone()));
            Held::of(&["permissions", "grantable"].into_iter().filter_map(part).collect())
        }
        None => Held::of(&live.attrs),
    }
}

/// Which part of a turn is sent when.
type Part = (Side, fn(&Turn) -> &Held);

/// The parts of a turn in the order in which they are sent.
fn parts() -> [Part; 3] {
    [
        (Side::Grant, |turn| &turn.grant),
        (Side::Revoke, |turn| &turn.revoke),
        (Side::Grant, |turn| &turn.restore),
    ]
}

/// Sends the turns of several rows, and answers what went wrong with which.
async fn carry_out(aws: &Aws, turns: &[(&Attrs, Turn)]) -> Faults {
    let mut faults = Faults::new();
    for (side, part) in parts() {
        let entries = turns.iter().enumerate().filter(|(at, _)| !faults.contains_key(at)).flat_map(
            |(at, (row, turn))| {
                let on = row.get("on").cloned().unwrap_or(Value::Bool(false));
                let principal = row.text("principal").unwrap_or_default();
                entry::entries(principal, &on, part(turn)).into_iter().map(move |entry| (at, entry))
            },
        );
        let entries: Vec<(usize, Entry)> = entries.collect();
        faults.append(&mut send(aws, side, &entries).await);
    }
    faults
}

/// Sends entries of one side, twenty a call.
async fn send(aws: &Aws, side: Side, entries: &[(usize, Entry)]) -> Faults {
    let mut faults = Faults::new();
    let mut again = Vec::new();
    for batch in entries.chunks(BATCH) {
        for ((at, entry), fault) in batch.iter().zip(wire::send(aws, side, batch).await) {
            match fault {
                // AWS: an entry of which one permission or column is gone may be refused as a whole
                // (facts/aws-data.md §4.6; unverified), so what is left of it is looked for piece by piece.
                Some(fault) if side == Side::Revoke && fault.class == FaultClass::Absent => {
                    let pieces = entry.split();
                    if pieces.len() > 1 {
                        again.extend(pieces.into_iter().map(|piece| (*at, piece)));
                    }
                }
                Some(fault) => drop(faults.entry(*at).or_insert(fault)),
                None => {}
            }
        }
    }
    for batch in again.chunks(BATCH) {
        for ((at, _), fault) in batch.iter().zip(wire::send(aws, side, batch).await) {
            if let Some(fault) = fault.filter(|fault| fault.class != FaultClass::Absent) {
                faults.entry(*at).or_insert(fault);
            }
        }
    }
    faults
}

fn answer(fault: Option<Fault>, want: &Attrs) -> Result<Live, Fault> {
    fault.map_or_else(|| Ok(Live::new(want.clone())), Err)
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
async fn short_sight(aws: &Aws) -> Result<Option<Note>, Fault> {
    let administrators = match lake_setting::administrators(aws).await {
        Err(fault) if fault.class == FaultClass::Denied => Vec::new(),
        found => found?,
    };
    let note = || Note {
        code: "grant::caller_is_not_admin",
        message: format!(
            "`{}` is no administrator of the data lake, so some grants may be hidden from it",
            aws.caller
        ),
        help: Some(
            "name it in `admins` of `[lake]`, or in `read_only_admins` where it only plans".to_owned(),
        ),
    };
    Ok((!lake_setting::is_among(&administrators, &aws.caller)).then(note))
}
