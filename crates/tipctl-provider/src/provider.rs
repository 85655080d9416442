//! The port that the planner's observations and the executor's steps go through.

use std::sync::OnceLock;

use futures::future::join_all;
use tipctl_model::{Asked, BoxFuture, Call, Fault, FaultClass, KindName, Live, Observation, Place, Provider};

use crate::{
    Caller, Connection,
    aws::Aws,
    calls::{Calls, Swept},
    kinds::{KINDS, Route},
    levels::levels,
};

/// AWS behind a connection, as one stack sees it.
pub struct AwsProvider {
    connection: Connection,
    place: Place,
    caller: String,
    /// The clients, once it is known how Identity Center is reached.
    aws: OnceLock<(Route, Aws)>,
}

impl AwsProvider {
    /// The account and region of `place`, through `connection`, as `caller`. That the credentials belong to the spec's
    /// account must have been checked.
    pub fn new(connection: &Connection, place: Place, caller: &Caller) -> Self {
        let (connection, caller) = (connection.clone(), caller.arn.clone());
        Self { connection, place, caller, aws: OnceLock::new() }
    }

    /// The clients, and the way to Identity Center: that of the first reading, which `route` says.
    pub(crate) async fn aws(&self, route: Route) -> &(Route, Aws) {
        match self.aws.get() {
            Some(aws) => aws,
            None => {
                let aws = self.connection.aws(self.place.clone(), self.caller.clone(), &route).await;
                self.aws.get_or_init(|| (route, aws))
            }
        }
    }

    async fn sweep_all(&self, asked: Asked<'_>) -> Result<Observation, Vec<Fault>> {
        let (route, aws) = self.aws(Route::of(asked.desired)).await;
        let mut seen = Observation { caller: aws.caller.clone(), ..Observation::default() };
        for level in levels(|kind| asked.concerns(kind)) {
            let sweeps = level.iter().map(|kind| kind.sweep(aws, asked, &seen));
            let answers = join_all(sweeps).await;
            let mut faults = Vec::new();
            let mut found = Vec::new();
            for (kind, answer) in level.iter().zip(answers) {
                match answer {
                    Ok(swept) => found.push((*kind, swept)),
                    Err(fault) => faults.push(route.told(fault)),
                }
            }
            if !faults.is_empty() {
                return Err(faults);
            }
            found.into_iter().for_each(|(kind, swept)| take(kind, swept, &mut seen));
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
            Some(known) => Box::pin(async move {
                let (route, aws) = self.aws(Route::default()).await;
                let answers = known.carry_out(aws, calls).await;
                answers.into_iter().map(|answer| answer.map_err(|fault| route.told(fault))).collect()
            }),
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

/// Takes what a sweep found into what was seen.
pub(crate) fn take(kind: &dyn Calls, swept: Swept, seen: &mut Observation) {
    let name = kind.schema().name;
    seen.notes.extend(swept.notes);
    seen.partial.extend(swept.is_partial.then_some(name));
    if kind.around().is_some() {
        seen.around.insert(name, swept.around);
    }
    if !swept.beyond.is_empty() {
        seen.beyond.insert(name, swept.beyond);
    }
    seen.lives.insert(name, ordered(swept.lives));
}

/// Objects in an order that does not depend on AWS's.
fn ordered(mut lives: Vec<Live>) -> Vec<Live> {
    lives.sort_by(|one, other| one.attrs.cmp(&other.attrs));
    lives
}
