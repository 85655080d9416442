//! The port that the planner's observations and the executor's steps go through.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::join_all;
use tipctl_model::{
    Asked, AttrType, BoxFuture, Call, Fault, FaultClass, KindName, KindSchema, Live, Observation, Place,
    Provider,
};

use crate::{Caller, Connection, aws::Aws, calls::Calls, kinds::KINDS};

/// AWS behind a connection, as one stack sees it.
pub struct AwsProvider {
    aws: Aws,
}

impl AwsProvider {
    /// The account and region of `place`, through `connection`, as `caller`. That the credentials belong to the spec's
    /// account must have been checked.
    pub fn new(connection: &Connection, place: Place, caller: &Caller) -> Self {
        Self { aws: connection.aws(place, caller.arn.clone()) }
    }

    async fn sweep_all(&self, asked: Asked<'_>) -> Result<Observation, Vec<Fault>> {
        let mut seen = Observation { caller: self.aws.caller.clone(), ..Observation::default() };
        for level in levels(asked) {
            let sweeps = level.iter().map(|kind| kind.sweep(&self.aws, asked, &seen));
            let answers = join_all(sweeps).await;
            let mut faults = Vec::new();
            let mut found = BTreeMap::new();
            for (kind, answer) in level.iter().zip(answers) {
                match answer {
                    Ok(swept) => {
                        seen.notes.extend(swept.notes);
                        seen.partial.extend(swept.is_partial.then_some(kind.schema().name));
                        found.insert(kind.schema().name, ordered(swept.lives));
                    }
                    Err(fault) => faults.push(fault),
                }
            }
            if !faults.is_empty() {
                return Err(faults);
            }
            seen.lives.extend(found);
        }
        Ok(seen)
    }
}

impl Provider for AwsProvider {
    fn observe<'a>(&'a self, asked: Asked<'a>) -> BoxFuture<'a, Result<Observation, Vec<Fault>>> {
        Box::pin(self.sweep_all(asked))
    }

    fn carry_out<'a>(
        &'a self,
        kind: KindName,
        calls: &'a [Call],
    ) -> BoxFuture<'a, Vec<Result<Option<Live>, Fault>>> {
        match KINDS.iter().find(|known| known.schema().name == kind) {
            Some(known) => known.carry_out(&self.aws, calls),
            None => {
                let fault = Fault {
                    class: FaultClass::Invalid,
                    service: "tipctl",
                    operation: "carry_out".to_owned(),
                    code: None,
                    message: format!("there is no kind `{kind}`"),
                    request_id: None,
                    attr: None,
                };
                Box::pin(async move { calls.iter().map(|_| Err(fault.clone())).collect() })
            }
        }
    }
}

/// The kinds that are concerned, in levels: a kind comes after those that it is made after and those that its
/// attributes refer to, so that its sweep can look at what they found.
fn levels(asked: Asked<'_>) -> Vec<Vec<&'static dyn Calls>> {
    let mut left: Vec<&'static dyn Calls> =
        KINDS.iter().copied().filter(|kind| asked.concerns(kind.schema().name)).collect();
    let mut levels = Vec::new();
    while !left.is_empty() {
        let names: BTreeSet<&str> = left.iter().map(|kind| kind.schema().name.0).collect();
        let (ready, waiting): (Vec<_>, Vec<_>) =
            left.iter().copied().partition(|kind| before(kind.schema()).is_disjoint(&names));
        // The kinds' order has no cycle (a test over the list proves it); should it have one, read what is left at once.
        let (ready, waiting) = if ready.is_empty() { (waiting, Vec::new()) } else { (ready, waiting) };
        levels.push(ready);
        left = waiting;
    }
    levels
}

/// The kinds that come before one.
pub(crate) fn before(schema: &KindSchema) -> BTreeSet<&'static str> {
    fn referred(ty: &AttrType, into: &mut BTreeSet<&'static str>) {
        match ty {
            AttrType::Ref { kinds, attr: _ } => into.extend(kinds.iter().copied()),
            AttrType::List(inner) | AttrType::Set(inner) | AttrType::Map(inner) => referred(inner, into),
            AttrType::Object(members) => members.iter().for_each(|member| referred(&member.ty, into)),
            AttrType::Bool | AttrType::Int(..) | AttrType::Text | AttrType::Choice(_) | AttrType::Policy => {}
        }
    }
    let mut kinds: BTreeSet<&'static str> = schema.after.iter().copied().collect();
    for attr in schema.compared() {
        referred(&attr.ty, &mut kinds);
    }
    kinds.remove(schema.name.0);
    kinds
}

/// Objects in an order that does not depend on AWS's.
fn ordered(mut lives: Vec<Live>) -> Vec<Live> {
    lives.sort_by(|one, other| one.attrs.cmp(&other.attrs));
    lives
}
