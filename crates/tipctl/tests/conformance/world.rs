//! One sandbox and one stack that works on it, with one virtual time for the sandbox, the SDK's waits and the executor's.

use std::{collections::BTreeSet, fmt::Write as _, future::Future, path::Path, pin::Pin, sync::Arc};

use similar::TextDiff;
use tipctl_executor::{StopSignal, Surroundings, apply};
use tipctl_model::{
    Asked, Desired, Fault, FaultClass, KindName, KindSchema, Ledger, Outcome, Place, Plan, Provider as _,
    Reach,
};
use tipctl_planner::{Options, PlanError, audit, plan};
use tipctl_provider::{
    AwsProvider, Caller, Connection, Wait, inventory::Survey, kinds::schemas, permissions::Purpose,
};
use tipctl_render::{Colour, Glyphs, Palette, View, write_plan};
use tipctl_sandbox::{Access, Account, CallRecord, Clock, Knobs, Sandbox, Save};
use tipctl_testkit::VirtualClock;

use crate::{
    books::Books,
    permissions::{action_of, allowed},
};

/// When the virtual time begins, in milliseconds since 1970: noon of a day in 2026.
pub(crate) const NOON: u64 = 1_788_264_000_000;

/// How often a reading or an apply is begun again under faults that are forgiven. Each time at least one operation goes
/// past the fault that it had coming, and no kind has more operations than this.
const TRIES: usize = 60;

/// A sandbox, and a stack that works on it.
pub(crate) struct World {
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) ledger: Ledger,
    pub(crate) clock: VirtualClock,
    pub(crate) forgiven: &'static [FaultClass],
    pub(crate) connection: Connection,
    pub(crate) provider: AwsProvider,
}

/// Why there is no plan.
#[derive(Debug)]
pub(crate) enum Trouble {
    Unread(Vec<Fault>),
    Unplannable(PlanError),
}

impl World {
    /// A fresh account, in memory.
    pub(crate) fn fresh(knobs: Knobs, place: &Place) -> Self {
        Self::of(Account::fresh(), knobs, place)
    }

    /// This account, in memory.
    pub(crate) fn of(account: Account, knobs: Knobs, place: &Place) -> Self {
        let clock = VirtualClock::new();
        Self::around(Sandbox::new(account, knobs, ticking(&clock)), clock, place)
    }

    /// The account in the state file at `path`, which is written when asked.
    pub(crate) fn opened(path: &Path, knobs: Knobs, place: &Place) -> Self {
        let clock = VirtualClock::new();
        let sandbox = Sandbox::open(path, Save::WhenAsked, knobs, ticking(&clock)).expect("it can be read");
        Self::around(sandbox, clock, place)
    }

    /// Another stack that works on the same account.
    pub(crate) fn neighbour(&self, place: &Place) -> Self {
        Self::on(Arc::clone(&self.sandbox), self.clock.clone(), place)
    }

    fn around(sandbox: Sandbox, clock: VirtualClock, place: &Place) -> Self {
        Self::on(Arc::new(sandbox), clock, place)
    }

    fn on(sandbox: Arc<Sandbox>, clock: VirtualClock, place: &Place) -> Self {
        let connection = connection(&sandbox, &clock, place);
        let caller = Caller {
            account: place.account.clone(),
            arn: format!("arn:aws:iam::{}:user/operator", place.account),
        };
        let provider = AwsProvider::new(&connection, place.clone(), &caller);
        Self { sandbox, ledger: Ledger::default(), clock, forgiven: &[], connection, provider }
    }

    /// What would have to change. The plan passes the audit, and nothing was written for it.
    pub(crate) fn plan(&self, desired: &Desired, destroy: bool) -> Result<Plan, Trouble> {
        let calls = self.sandbox.calls().len();
        let asked = Asked { desired, ledger: &self.ledger, reach: Reach::Concerned };
        let observed = self.clock.run(self.provider.observe(asked));
        self.assert_allowed(calls, &allowed(desired, &self.ledger, Purpose::Plan));
        assert_eq!(self.writes(calls), [], "a plan writes");
        let observed = observed.map_err(Trouble::Unread)?;
        let options = Options { destroy, tool: "0.0.0" };
        let plan =
            plan(desired, &observed, &self.ledger, &schemas(), &options).map_err(Trouble::Unplannable)?;
        assert_eq!(audit(&plan, &schemas(), &self.ledger), [], "{}", drawn(&plan));
        Ok(plan)
    }

    /// Everything that decides what the workforce can do. Nothing was written for it.
    pub(crate) fn survey(&self, desired: &Desired) -> Survey {
        let calls = self.sandbox.calls().len();
        let nothing_besides = BTreeSet::new();
        let survey = self.clock.run(self.provider.survey(desired, &self.ledger, &nothing_besides));
        assert_eq!(self.writes(calls), [], "a survey writes");
        survey.expect("AWS can be reached")
    }

    /// Carries out `plan`, and lets what was written get around.
    pub(crate) fn apply(&mut self, plan: &Plan) -> Outcome {
        let mut books = Books::open(plan, &mut self.ledger);
        let surroundings =
            Surroundings { clock: &self.clock, recorder: &mut books, stop: StopSignal::new(), seed: 7 };
        let outcome = self.clock.run(apply(plan, &schemas(), &self.provider, surroundings));
        self.clock.run(self.clock.sleep(self.sandbox.knobs().lag_ms));
        outcome
    }

    /// Makes the account what `desired` says and proves that nothing is left to do. Answers the first plan.
    pub(crate) fn converge(&mut self, desired: &Desired) -> Plan {
        self.bring(desired, false)
    }

    /// Deletes everything that the stack owns and proves that nothing is left to do. Answers the first plan.
    pub(crate) fn destroy(&mut self, desired: &Desired) -> Plan {
        let plan = self.bring(desired, true);
        assert!(self.ledger.is_empty(), "the stack still owns {:?}", self.ledger);
        plan
    }

    fn bring(&mut self, desired: &Desired, destroy: bool) -> Plan {
        let mut first: Option<Plan> = None;
        let tries = if self.forgiven.is_empty() { 2 } else { TRIES };
        let mut last = String::new();
        for _ in 0..tries {
            let plan = match self.plan(desired, destroy) {
                Ok(plan) => plan,
                Err(Trouble::Unread(faults)) if faults.iter().all(|fault| self.forgives(fault)) => continue,
                Err(trouble) => panic!("there is no plan: {trouble:#?}"),
            };
            if plan.steps.is_empty() && plan.is_empty() {
                return first.unwrap_or(plan);
            }
            last = drawn(&plan);
            let purpose = if destroy { Purpose::Destroy } else { Purpose::Apply };
            let (calls, allowed) = (self.sandbox.calls().len(), allowed(desired, &self.ledger, purpose));
            assert!(
                first.is_none() || !self.forgiven.is_empty(),
                "the plan is not empty after an apply:\n{last}"
            );
            let outcome = self.apply(&plan);
            self.assert_allowed(calls, &allowed);
            for (step, fault) in &outcome.failed {
                assert!(self.forgives(fault), "{}", failure(&plan, step.0, fault));
            }
            first.get_or_insert(plan);
        }
        panic!("it does not come to an end; the last plan was\n{last}")
    }

    /// What was written since the first `calls`. A session changes nothing.
    fn writes(&self, calls: usize) -> Vec<CallRecord> {
        let calls = self.sandbox.calls().into_iter().skip(calls);
        calls.filter(|call| call.access == Access::Write && call.service != "sts").collect()
    }

    /// That every call since the first `calls` was one that `allowed` has the action of.
    fn assert_allowed(&self, calls: usize, allowed: &BTreeSet<&'static str>) {
        for call in self.sandbox.calls().iter().skip(calls) {
            let action = action_of(call);
            assert!(allowed.contains(action.as_str()), "`{action}` is called and not allowed");
        }
    }

    fn forgives(&self, fault: &Fault) -> bool {
        self.forgiven.contains(&fault.class)
    }

    /// The account but for what AWS keeps, as text.
    pub(crate) fn account(&self) -> String {
        let mut account = self.sandbox.snapshot();
        // How many ids AWS has given away; they never come back.
        account.as_object_mut().expect("an account").remove("ids");
        serde_json::to_string_pretty(&account).expect("it is JSON")
    }
}

/// That two texts of [`World::account`] are the same.
pub(crate) fn assert_same_account(before: &str, after: &str) {
    if before != after {
        let diff = TextDiff::from_lines(before, after);
        panic!("the account is not what it was:\n{}", diff.unified_diff().context_radius(6));
    }
}

/// The schema of `kind`.
pub(crate) fn schema_of(kind: KindName) -> &'static KindSchema {
    schemas().into_iter().find(|schema| schema.name == kind).unwrap_or_else(|| panic!("no kind `{kind}`"))
}

/// The plan as a person sees it.
pub(crate) fn drawn(plan: &Plan) -> String {
    let mut text = String::new();
    let palette = Palette { colour: Colour::Off, glyphs: Glyphs::Ascii };
    write_plan(&View::new(plan, &schemas()), palette, 110, &mut text).expect("a text takes everything");
    text
}

fn failure(plan: &Plan, step: u32, fault: &Fault) -> String {
    let mut text = String::new();
    if let Some(step) = plan.steps.iter().find(|other| other.id.0 == step) {
        write!(text, "{:?} {}: ", step.verb, step.address).expect("a text takes everything");
    }
    format!("{text}{fault} ({:?})\n{}", fault.class, drawn(plan))
}

/// The way to `sandbox`, going by `clock`.
fn connection(sandbox: &Arc<Sandbox>, clock: &VirtualClock, place: &Place) -> Connection {
    let sandbox = Arc::clone(sandbox);
    let answer = Arc::new(move |request| sandbox.answer(&request));
    Connection::in_process(&place.region, "AKIASANDBOXOPERATOR", answer, waiting(clock))
}

/// A wait that passes on `clock`.
pub(crate) fn waiting(clock: &VirtualClock) -> Wait {
    let clock = clock.clone();
    Arc::new(move |ms| -> Pin<Box<dyn Future<Output = ()> + Send + Sync>> { Box::pin(clock.sleep(ms)) })
}

fn ticking(clock: &VirtualClock) -> Arc<dyn Clock> {
    Arc::new(Ticking(clock.clone()))
}

/// The virtual clock, as the sandbox reads it.
struct Ticking(VirtualClock);

impl Clock for Ticking {
    fn now_ms(&self) -> u64 {
        NOON + self.0.now_ms()
    }
}
