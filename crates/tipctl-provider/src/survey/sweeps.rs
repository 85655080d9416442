//! The objects of every kind.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::join_all;
use tipctl_model::{Asked, Fault, FaultClass, KindName, Note, Observation};

use crate::{
    aws::Aws,
    calls::Calls,
    kinds::Route,
    levels::{for_each_ref, levels},
    provider::take,
};

/// What was found, and what could not be read.
pub(super) struct Sweeps {
    pub(super) observation: Observation,
    pub(super) unread: BTreeMap<KindName, Fault>,
    pub(super) notes: Vec<Note>,
}

/// Sweeps every kind that is `concerned`. One that may not be read is left out.
///
/// # Errors
/// What keeps AWS from being reached at all.
pub(super) async fn sweep(
    (aws, route): (&Aws, &Route),
    asked: Asked<'_>,
    concerned: impl Fn(KindName) -> bool,
) -> Result<Sweeps, Vec<Fault>> {
    let mut observation = Observation { caller: aws.caller.clone(), ..Observation::default() };
    let mut unread: BTreeMap<KindName, Fault> = BTreeMap::new();
    for level in levels(concerned) {
        let (known, blind): (Vec<_>, Vec<_>) =
            level.into_iter().partition(|kind| why_blind(*kind, &unread).is_none());
        for kind in blind {
            let why = why_blind(kind, &unread).cloned();
            unread.extend(why.map(|fault| (kind.schema().name, fault)));
        }
        let answers = join_all(known.iter().map(|kind| kind.sweep(aws, asked, &observation))).await;
        let mut fatal = Vec::new();
        for (kind, answer) in known.into_iter().zip(answers) {
            match answer.map_err(|fault| route.told(fault)) {
                Ok(swept) => take(kind, swept, &mut observation),
                Err(fault) if is_fatal(&fault) => fatal.push(fault),
                Err(fault) => drop(unread.insert(kind.schema().name, fault)),
            }
        }
        if !fatal.is_empty() {
            return Err(fatal);
        }
    }
    let notes = unread.iter().map(|(kind, fault)| Note {
        code: "survey::unread",
        message: format!("nothing is known of any {kind}: {fault}"),
        help: (fault.class == FaultClass::Denied)
            .then(|| format!("allow {}:{}, or have somebody look who may", fault.service, fault.operation)),
    });
    let notes = notes.collect();
    Ok(Sweeps { observation, unread, notes })
}

/// Why a kind cannot be read: what its objects are in could not be.
fn why_blind<'a>(kind: &dyn Calls, unread: &'a BTreeMap<KindName, Fault>) -> Option<&'a Fault> {
    let around = kind.schema().attr(kind.around()?)?;
    let mut named = BTreeSet::new();
    for_each_ref(&around.ty, &mut |kinds, _| named.extend(kinds.iter().copied()));
    unread.iter().find(|(kind, _)| named.contains(kind.0)).map(|(_, fault)| fault)
}

fn is_fatal(fault: &Fault) -> bool {
    matches!(fault.class, FaultClass::Unauthenticated | FaultClass::Unreachable)
}
