//! Whole specs, from the first plan to the destroyed stack, and what goes wrong on the way.

use std::{collections::BTreeSet, path::PathBuf};

use libtest_mimic::Trial;
use tipctl_model::{Address, Desired, FaultClass, Outcome, Plan, StepId, Verb};
use tipctl_planner::PlanError;
use tipctl_sandbox::{Access, Knobs};

use crate::{
    condition::CONDITIONS,
    fixtures::{desired, spoken, workspace},
    walk::{there_and_back, trial},
    world::{Trouble, World, assert_same_account, drawn},
};

/// A trial for each example spec and condition, and one for each misfortune.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for spec in specs() {
        let name = spec.file_stem().expect("a spec has a name").to_string_lossy().into_owned();
        for condition in CONDITIONS {
            let spec = spec.clone();
            let story = move || there_and_back(&desired(&spec), condition, |_| {});
            trials.push(trial(format!("specs::{name}::{}", condition.name), story));
        }
    }
    for half_way in HALF_WAY {
        trials.push(trial(format!("half-way::{}", half_way.name), || stops_and_goes_on(half_way)));
    }
    for unreadable in UNREADABLE {
        trials.push(trial(format!("unreadable::{}", unreadable.name), || is_not_planned(unreadable)));
    }
    let stories: [(&str, fn()); 5] = [
        ("deleted-between-plan-and-apply", deleted_between_plan_and_apply),
        ("made-between-plan-and-apply", made_between_plan_and_apply),
        ("deleted-behind-the-stack", deleted_behind_the_stack),
        ("missing-group", missing_group),
        ("without-a-ledger", without_a_ledger),
    ];
    trials.extend(stories.map(|(name, story)| trial(format!("story::{name}"), story)));
    trials
}

fn specs() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(workspace("specs")).expect("there are specs");
    let mut specs: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it was listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    specs.sort();
    specs
}

fn quickstart() -> Desired {
    desired(&workspace("specs/quickstart.toml"))
}

fn knobs(text: &str) -> Knobs {
    text.parse().expect("it is right")
}

/// A fault that stops an apply of the quickstart half-way.
struct HalfWay {
    name: &'static str,
    knobs: &'static str,
    class: FaultClass,
    /// Whose steps fail.
    kind: &'static str,
    /// Of which kind steps are skipped because of it.
    skipped: &'static str,
}

const HALF_WAY: &[HalfWay] = &[
    HalfWay {
        name: "refused",
        knobs: "fault=athena.CreateWorkGroup:InvalidRequestException:always:message=Not today",
        class: FaultClass::Invalid,
        kind: "workgroup",
        skipped: "application_assignment",
    },
    HalfWay {
        name: "denied",
        knobs: "fault=lakeformation.BatchGrantPermissions:AccessDeniedException:always",
        class: FaultClass::Denied,
        kind: "grant",
        skipped: "",
    },
    HalfWay {
        name: "expired-credentials",
        knobs: "fault=emr.CreateStudio:ExpiredTokenException:always",
        class: FaultClass::Unauthenticated,
        kind: "studio",
        skipped: "session_mapping",
    },
    HalfWay {
        name: "throttled-beyond-patience",
        knobs: "fault=identitystore.CreateGroup:ThrottlingException:always",
        class: FaultClass::Throttled,
        kind: "group",
        skipped: "membership",
    },
    HalfWay {
        name: "lagging-beyond-patience",
        knobs: "fault=lakeformation.RegisterResource:InvalidInputException:always:message=Invalid principal, arn: x",
        class: FaultClass::Lagging,
        kind: "location",
        skipped: "",
    },
];

/// What was done is kept, what was not is told, and the next apply does just that.
fn stops_and_goes_on(half_way: &HalfWay) {
    let HalfWay { knobs: text, class, kind, skipped, .. } = half_way;
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("sandbox.json");
    let desired = quickstart();

    let mut world = World::opened(&file, knobs(text), &desired.place);
    let before = world.account();
    let plan = world.plan(&desired, false).expect("there is a plan");
    let outcome = world.apply(&plan);
    assert!(!outcome.is_complete() && !outcome.done.is_empty(), "{outcome:#?}");
    assert_accounted_for(&plan, &outcome);
    for (step, fault) in &outcome.failed {
        assert_eq!((address(&plan, *step).kind.0, fault.class), (*kind, *class), "{fault}");
    }
    let left_out: BTreeSet<&str> =
        outcome.skipped.iter().map(|(step, _)| address(&plan, *step).kind.0).collect();
    assert!(skipped.is_empty() || left_out.contains(skipped), "only {left_out:?} were skipped");
    for (_, because) in &outcome.skipped {
        assert_eq!(because.kind.0, *kind, "what is skipped is skipped because of what failed");
    }
    world.sandbox.save().expect("the state can be saved");

    let mut again = World::opened(&file, Knobs::default(), &desired.place);
    again.ledger = world.ledger.clone();
    let rest = again.converge(&desired);
    assert_eq!(made(&rest, |_| true), made(&plan, |step| !outcome.done.contains(&step)), "{}", drawn(&rest));
    again.destroy(&desired);
    assert_same_account(&before, &again.account());
}

/// That each step is in exactly one list.
fn assert_accounted_for(plan: &Plan, outcome: &Outcome) {
    let Outcome { done, failed, skipped, unsent, unknown, took_ms: _ } = outcome;
    let mut all: Vec<StepId> = done.clone();
    all.extend(failed.iter().map(|(step, _)| *step));
    all.extend(skipped.iter().map(|(step, _)| *step));
    all.extend(unsent.iter().chain(unknown));
    all.sort();
    assert_eq!(all, plan.steps.iter().map(|step| step.id).collect::<Vec<_>>());
}

/// What the steps that `counts` are for.
fn made(plan: &Plan, counts: impl Fn(StepId) -> bool) -> BTreeSet<(Address, Verb)> {
    let steps = plan.steps.iter().filter(|step| counts(step.id));
    steps.map(|step| (step.address.clone(), step.verb)).collect()
}

fn address(plan: &Plan, step: StepId) -> Address {
    let step = plan.steps.iter().find(|other| other.id == step);
    step.expect("an outcome speaks of steps of the plan").address.clone()
}

/// A fault that keeps the quickstart from being planned.
struct Unreadable {
    name: &'static str,
    knobs: &'static str,
    class: FaultClass,
    /// The service that the faults are of; any, where it is empty.
    service: &'static str,
}

const UNREADABLE: &[Unreadable] = &[
    Unreadable {
        name: "expired-credentials",
        knobs: "fault=*.*:ExpiredTokenException:always",
        class: FaultClass::Unauthenticated,
        service: "",
    },
    Unreadable {
        name: "denied-on-one-service",
        knobs: "fault=lakeformation.*:AccessDeniedException:always",
        class: FaultClass::Denied,
        service: "lakeformation",
    },
    Unreadable {
        name: "throttled-beyond-patience",
        knobs: "fault=iam.*:Throttling:always",
        class: FaultClass::Throttled,
        service: "iam",
    },
    Unreadable {
        name: "failing-beyond-patience",
        knobs: "fault=s3control.*:InternalError:always:status=503",
        class: FaultClass::Unknown,
        service: "s3control",
    },
];

/// What cannot be read is a fault with AWS's code and request id; nothing is taken for absent, and nothing is written.
fn is_not_planned(unreadable: &Unreadable) {
    let Unreadable { knobs: text, class, service, .. } = unreadable;
    let desired = quickstart();
    let world = World::fresh(knobs(text), &desired.place);
    let faults = match world.plan(&desired, false) {
        Err(Trouble::Unread(faults)) => faults,
        other => panic!("{other:#?}"),
    };
    assert!(!faults.is_empty());
    for fault in &faults {
        assert_eq!(fault.class, *class, "{fault}");
        assert!(service.is_empty() || fault.service == *service, "{fault}");
        assert!(fault.code.is_some() && fault.request_id.is_some(), "{fault}");
    }
    assert!(world.sandbox.calls().iter().all(|call| call.access == Access::Read));
}

const HEAD: &str = r#"
    version = 1
    [stack]
    name = "story"
    account = "111122223333"
    region = "ap-northeast-1"
    [identity_center]
    source = "directory"
"#;

/// A spec with one group of this description.
fn one_group(description: &str) -> Desired {
    spoken(&format!("{HEAD}[group.readers]\nname = \"readers\"\ndescription = \"{description}\"\n"))
}

/// Somebody deletes what a plan is about to change: the step fails, and the next plan makes it again.
fn deleted_between_plan_and_apply() {
    let (before, after) = (one_group("They read."), one_group("They read a lot."));
    let mut world = World::fresh(Knobs::default(), &before.place);
    world.converge(&before);
    let plan = world.plan(&after, false).expect("there is a plan");
    assert_eq!(verbs(&plan), [Verb::Update]);

    let mut neighbour = world.neighbour(&before.place);
    neighbour.converge(&before);
    neighbour.destroy(&before);

    let outcome = world.apply(&plan);
    let classes: Vec<_> = outcome.failed.iter().map(|(_, fault)| fault.class).collect();
    assert_eq!(classes, [FaultClass::Absent]);
    assert_eq!(verbs(&world.converge(&after)), [Verb::Create]);
    world.destroy(&after);
}

/// Somebody makes what a plan is about to make: the step fails, and the next plan adopts it.
fn made_between_plan_and_apply() {
    let desired = one_group("They read.");
    let mut world = World::fresh(Knobs::default(), &desired.place);
    let plan = world.plan(&desired, false).expect("there is a plan");
    assert_eq!(verbs(&plan), [Verb::Create]);

    world.neighbour(&desired.place).converge(&desired);

    let outcome = world.apply(&plan);
    let classes: Vec<_> = outcome.failed.iter().map(|(_, fault)| fault.class).collect();
    assert_eq!(classes, [FaultClass::Taken]);
    let adopted = world.converge(&desired);
    assert!(adopted.steps.is_empty() && !adopted.is_empty(), "{}", drawn(&adopted));
    world.destroy(&desired);
}

/// Somebody deletes what the stack made: the plan says so and makes it again; a destroy has nothing to do.
fn deleted_behind_the_stack() {
    let desired = one_group("They read.");
    let mut world = World::fresh(Knobs::default(), &desired.place);
    for destroys in [false, true] {
        world.converge(&desired);
        let mut neighbour = world.neighbour(&desired.place);
        neighbour.converge(&desired);
        neighbour.destroy(&desired);
        let plan = world.plan(&desired, destroys).expect("there is a plan");
        assert_eq!(plan.report.vanished.len(), 1, "{}", drawn(&plan));
        assert_eq!(verbs(&plan), if destroys { Vec::new() } else { vec![Verb::Create] });
        world.apply(&plan);
    }
    assert!(world.ledger.is_empty(), "what is gone is forgotten");
}

/// A group that must exist and does not: there is no plan, and what resembles it is offered.
fn missing_group() {
    let text = HEAD.replace("directory", "external");
    let desired = spoken(&format!("{text}[group.analysts]\nname = \"data-analyst\"\n"));
    let world = World::fresh(Knobs::default(), &desired.place);
    match world.plan(&desired, false) {
        Err(Trouble::Unplannable(PlanError::Missing(missing))) => {
            assert_eq!(missing.len(), 1);
            assert_eq!(missing[0].near, ["data-analysts"]);
        }
        other => panic!("{other:#?}"),
    }
}

/// A lost ledger deletes nothing: everything is there as the spec says, and is adopted.
fn without_a_ledger() {
    let desired = quickstart();
    let mut world = World::fresh(Knobs::default(), &desired.place);
    let before = world.account();
    world.converge(&desired);
    world.ledger = Default::default();
    let end = world.plan(&desired, true).expect("there is a plan");
    assert!(end.steps.is_empty(), "{}", drawn(&end));
    let adopted = world.converge(&desired);
    assert!(adopted.steps.is_empty() && !adopted.is_empty(), "{}", drawn(&adopted));
    world.destroy(&desired);
    assert_same_account(&before, &world.account());
}

fn verbs(plan: &Plan) -> Vec<Verb> {
    plan.steps.iter().map(|step| step.verb).collect()
}
