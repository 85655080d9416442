use insta::assert_snapshot;
use tipctl_model::{ApplyEvent, Fault, FaultClass, Outcome, Plan, StepId, Verb};

use super::invented::{address, everything, fault};
use crate::{Colour, Glyphs, Palette, write_event, write_outcome};

const UNICODE: Palette = Palette { colour: Colour::Off, glyphs: Glyphs::Unicode };

fn told(plan: &Plan, outcome: &Outcome, palette: Palette) -> String {
    let mut text = String::new();
    write_outcome(plan, outcome, palette, 76, &mut text).unwrap();
    text
}

fn ids(ids: impl IntoIterator<Item = u32>) -> Vec<StepId> {
    ids.into_iter().map(StepId).collect()
}

#[test]
fn a_complete_apply_is_one_line() {
    let outcome = Outcome { done: ids(0..8), took_ms: 3_140, ..Outcome::default() };
    assert_snapshot!(told(&everything(), &outcome, Palette::PLAIN), @"Apply complete after 3.1s: 4 created, 1 updated, 3 deleted, 1 adopted.");
}

#[test]
fn an_incomplete_apply_says_what_was_done_what_not_and_what_next() {
    let refused = Fault {
        attr: Some("zone"),
        message: "principal is not authorized to perform this on the resource, says a long text".to_owned(),
        ..fault(FaultClass::Denied)
    };
    let outcome = Outcome {
        done: ids([0, 7]),
        failed: vec![
            (StepId(1), refused),
            (StepId(2), Fault { code: None, request_id: None, ..fault(FaultClass::Unreachable) }),
        ],
        skipped: vec![(StepId(3), address("gate.new")), (StepId(5), address("gate.moved"))],
        unsent: ids([6]),
        unknown: ids([4]),
        took_ms: 72_000,
    };
    assert_snapshot!(told(&everything(), &outcome, UNICODE), @r##"
    Apply incomplete after 1m12s: 2 of 8 steps done.

    Done
      ✓ deleted gate.moved
      ✓ deleted pass.gone

    Failed
      ✗ create gate.moved
          gates OpenGate: DeniedException: principal is not authorized to
          perform this on the resource, says a long text (attribute `zone`)
          (request 7f3a-11)
      ✗ create gate.new
          gates OpenGate: the gate does not open

    Not sent
      ○ update gate.opened, because gate.new failed
      ○ create pass.followed, because gate.moved failed
      ○ delete pass.followed, because the apply was stopped

    Sent, and nobody waited for the answer
      ? create pass.derived

    What to do
      ! gate.moved is gone and its successor is not made yet: nobody can use it
      ! the caller lacks a permission: have the operation named above allowed to
        it; `tipctl policy --for apply` lists all that an apply needs
      ! a request got no answer, and may have taken effect: check the network
        and the endpoint
      ! a new plan shows whether the calls without an answer took effect
      ! apply again completes it: what is done stays done
    "##);
}

#[test]
fn a_destroy_that_was_stopped_is_told_to_go_on() {
    let mut plan = everything();
    plan.header.destroy = true;
    let outcome = Outcome { unsent: ids(0..8), took_ms: 10, ..Outcome::default() };
    let text = told(&plan, &outcome, Palette::PLAIN);
    assert!(text.starts_with("Destroy incomplete after 0.0s: 0 of 8 steps done.\n"), "{text}");
    assert!(text.ends_with("! destroy again completes it: what is gone stays gone\n"), "{text}");
    assert!(!text.contains("Done"), "{text}");
}

#[test]
fn every_class_of_fault_has_advice_of_its_own() {
    let classes = [
        FaultClass::Absent,
        FaultClass::Taken,
        FaultClass::Lagging,
        FaultClass::Busy,
        FaultClass::Throttled,
        FaultClass::Denied,
        FaultClass::Unauthenticated,
        FaultClass::Unreachable,
        FaultClass::Invalid,
        FaultClass::Unimplemented,
        FaultClass::Unknown,
    ];
    let advice = classes.map(|class| {
        let outcome = Outcome { failed: vec![(StepId(2), fault(class))], ..Outcome::default() };
        let text = told(&everything(), &outcome, Palette::PLAIN);
        text.split_once("What to do\n").unwrap().1.to_owned()
    });
    let different: std::collections::BTreeSet<_> = advice.iter().collect();
    assert_eq!(different.len(), classes.len());

    // What AWS never saw carries no code of AWS's, and there is no request id to ask AWS's support about.
    let here = tipctl_model::Fault { code: None, ..fault(FaultClass::Unknown) };
    let outcome = Outcome { failed: vec![(StepId(2), here)], ..Outcome::default() };
    let text = told(&everything(), &outcome, Palette::PLAIN);
    assert!(text.contains("! not AWS, but something here failed") && !text.contains("support"), "{text}");
}

#[test]
fn every_event_is_one_line() {
    let (step, verb) = (StepId(2), Verb::Create);
    let new = || address("gate.new");
    let events = [
        ApplyEvent::Started { step, address: new(), verb, at_ms: 0 },
        ApplyEvent::Waiting {
            step,
            address: new(),
            fault: fault(FaultClass::Lagging),
            wait_ms: 1_500,
            at_ms: 240,
        },
        ApplyEvent::Finished { step, address: new(), verb, at_ms: 65_000, took_ms: 64_760 },
        ApplyEvent::Failed {
            step,
            address: new(),
            verb: Verb::Delete,
            fault: Fault {
                message: "two\nlines".to_owned(),
                attr: Some("zone"),
                ..fault(FaultClass::Invalid)
            },
            at_ms: 66_000,
        },
        ApplyEvent::Skipped { step, address: address("pass.derived"), verb, because: new() },
        ApplyEvent::Draining { at_ms: 3_700_000 },
    ];
    let lines = |palette: Palette| {
        let mut text = "log\n".to_owned();
        events.iter().for_each(|event| write_event(event, palette, &mut text).unwrap());
        text
    };
    assert_snapshot!(lines(UNICODE), @r##"
    log
       0.0s · gate.new: creating
       0.2s … gate.new: sent again in 1.5s: gates OpenGate: LaggingException: the gate does not open (request 7f3a-11)
      1m05s ✓ gate.new: created in 1m04s
      1m06s ✗ gate.new: not deleted: gates OpenGate: InvalidException: two lines (attribute `zone`) (request 7f3a-11)
            ○ pass.derived: not created, because gate.new failed
      1h01m … stopping: nothing new is sent, what is under way ends
    "##);
    assert!(lines(Palette::PLAIN).is_ascii());
    assert_eq!(lines(Palette::PLAIN).lines().count(), 1 + events.len());
}
