//! A stack that is open for work: who calls, what is there, what is owned.

use std::{collections::BTreeSet, path::PathBuf};

use miette::Report;
use tipctl_model::{
    Asked, Desired, Fault, FaultClass, KindSchema, Observation, Place, Plan, Provider, Reach,
};
use tipctl_planner::{Missing, Options, PlanError};
use tipctl_provider::{
    AwsProvider, Caller, Connection,
    inventory::{Survey, users},
};
use tipctl_spec::{Loaded, Sources};

use crate::{
    diagnose::{FaultReport, MissingReport},
    door,
    exit::Exit,
    failure::{Failure, Mishap, Refusal},
    ledger_file::LedgerFile,
    names_file::NamesFile,
    run::Run,
};

/// A stack in an account that is reached, as the caller may see it.
pub(crate) struct Stack {
    pub(crate) provider: AwsProvider,
    pub(crate) schemas: Vec<&'static KindSchema>,
    pub(crate) ledger: LedgerFile,
    pub(crate) caller: Caller,
    /// When an earlier run last wrote something of the stack, in milliseconds since the epoch.
    changed_at_ms: Option<u64>,
    /// Where the names of users are kept.
    names: PathBuf,
}

impl Stack {
    /// Reaches the account of `place`, checks that it is the caller's, and opens the ledger.
    pub(crate) async fn open(run: &Run, place: &Place) -> Result<Self, Failure> {
        let connection = if run.options.sandbox {
            door::connect(&run.files.sandbox, &place.region, &run.environment)?
        } else {
            Connection::from_environment(&place.region, run.options.profile.as_deref()).await
        };
        let caller = connection.caller().await.map_err(|fault| Failure {
            exit: Exit::Unreachable,
            reports: FaultReport::all(vec![fault], "the caller"),
        })?;
        if caller.account != place.account {
            let Caller { account, arn } = caller;
            return Err(
                Refusal::Account { wanted: place.account.clone(), actual: account, caller: arn }.into()
            );
        }
        let schemas = tipctl_provider::kinds::schemas();
        let ledger = LedgerFile::open(run.files.ledger(place), place, &schemas)?;
        let provider = AwsProvider::new(&connection, place.clone(), &caller);
        let (changed_at_ms, names) = (run.files.changed_ms(place), run.files.names(place));
        Ok(Self { provider, schemas, ledger, caller, changed_at_ms, names })
    }

    /// Reads everything that `desired` and the ledger concern.
    pub(crate) async fn observe(&self, desired: &Desired) -> Result<Observation, Failure> {
        let asked = Asked { desired, ledger: &self.ledger.ledger, reach: Reach::Concerned };
        let observation = self.provider.observe(asked).await.map_err(|faults| self.unread(faults))?;
        self.remember(desired, &observation);
        Ok(observation)
    }

    /// Reads all that the chain of `desired` leans on, whoever made it. Tables are read of the databases that the spec
    /// speaks of, and of `databases` besides.
    pub(crate) async fn survey(
        &self,
        desired: &Desired,
        databases: &BTreeSet<String>,
    ) -> Result<Survey, Failure> {
        let survey = self.provider.survey(desired, &self.ledger.ledger, databases).await;
        let mut survey = survey.map_err(|faults| self.unread(faults))?;
        survey.surroundings.changed_at_ms = self.changed_at_ms;
        self.remember(desired, &survey.observation);
        Ok(survey)
    }

    /// Reads who the users are.
    pub(crate) async fn directory(&self, desired: &Desired) -> Result<Survey, Failure> {
        let read = self.provider.directory(desired, &self.ledger.ledger).await;
        let survey = read.map_err(|faults| self.unread(faults))?;
        self.remember(desired, &survey.observation);
        Ok(survey)
    }

    /// Keeps what users are called. Where that cannot be written, an audit will say so, and everything else goes on.
    fn remember(&self, desired: &Desired, observation: &Observation) {
        if let Ok(mut names) = NamesFile::open(self.names.clone()) {
            names.see(&users(desired, observation));
            drop(names.keep());
        }
    }

    fn unread(&self, faults: Vec<Fault>) -> Failure {
        // A request that is wrong is the tool's mistake or the spec's, not an account out of reach.
        let exit = if faults.iter().all(|fault| fault.class == FaultClass::Invalid) {
            Exit::Refused
        } else {
            Exit::Unreachable
        };
        Failure { exit, reports: FaultReport::all(faults, &self.caller.arn) }
    }

    /// What has to change, audited.
    pub(crate) async fn plan(&self, spec: &Loaded, destroy: bool) -> Result<Plan, Failure> {
        self.planned(spec, destroy).await.map_err(|unplanned| unplanned.told(&spec.sources))
    }

    /// The same, with what is missing as a value.
    pub(crate) async fn planned(&self, spec: &Loaded, destroy: bool) -> Result<Plan, Unplanned> {
        let observed = self.observe(&spec.desired).await?;
        let options = Options { destroy, tool: env!("CARGO_PKG_VERSION") };
        let plan =
            tipctl_planner::plan(&spec.desired, &observed, &self.ledger.ledger, &self.schemas, &options)
                .map_err(|error| match error {
                    PlanError::Missing(missing) => Unplanned::Missing(missing),
                    error => Refusal::Plannable { what: error.to_string() }.into(),
                })?;
        self.audit(&plan)?;
        Ok(plan)
    }

    /// Reads the plan once more with other eyes.
    pub(crate) fn audit(&self, plan: &Plan) -> Result<(), Failure> {
        let notes = tipctl_planner::audit(plan, &self.schemas, &self.ledger.ledger);
        if notes.is_empty() {
            return Ok(());
        }
        let what = notes.into_iter().map(|note| note.message).collect::<Vec<_>>().join("; ");
        Err(Mishap::UnsoundPlan { what }.into())
    }
}

/// Why there is no plan.
pub(crate) enum Unplanned {
    /// What is only looked up is not there.
    Missing(Vec<Missing>),
    /// Anything else.
    Failed(Failure),
}

impl Unplanned {
    /// As it ends a run, with the lines of the spec where there are any.
    pub(crate) fn told(self, sources: &Sources) -> Failure {
        match self {
            Self::Missing(missing) => {
                let reports = missing.iter().map(|missing| Report::new(MissingReport::new(missing, sources)));
                Failure { exit: Exit::Refused, reports: reports.collect() }
            }
            Self::Failed(failure) => failure,
        }
    }

    /// What is missing.
    pub(crate) fn missing(&self) -> &[Missing] {
        match self {
            Self::Missing(missing) => missing,
            Self::Failed(_) => &[],
        }
    }
}

impl<T: Into<Failure>> From<T> for Unplanned {
    fn from(failure: T) -> Self {
        Self::Failed(failure.into())
    }
}
