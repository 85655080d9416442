use insta::assert_snapshot;
use tipctl_model::{ApplyEvent, FaultClass, StepId, Verb};

use super::invented::{address, everything, fault};
use crate::{Palette, Progress};

fn started(step: u32, of: &str, at_ms: u64) -> ApplyEvent {
    ApplyEvent::Started { step: StepId(step), address: address(of), verb: Verb::Create, at_ms }
}

#[test]
fn it_counts_and_tells_what_is_under_way() {
    let mut progress = Progress::new(&everything());
    assert_snapshot!(progress.lines(0, 5, Palette::PLAIN).join("\n"), @"0.0s: 0 of 8 done");

    let events = [
        started(1, "gate.moved", 0),
        started(2, "gate.new", 100),
        started(4, "pass.derived", 200),
        ApplyEvent::Waiting {
            step: StepId(2),
            address: address("gate.new"),
            fault: fault(FaultClass::Busy),
            wait_ms: 900,
            at_ms: 300,
        },
        ApplyEvent::Finished {
            step: StepId(1),
            address: address("gate.moved"),
            verb: Verb::Create,
            at_ms: 400,
            took_ms: 400,
        },
    ];
    events.iter().for_each(|event| progress.record(event));
    assert_snapshot!(progress.lines(4_300, 5, Palette::PLAIN).join("\n"), @r##"
    4.3s: 1 of 8 done, 2 under way
      ~ gate.new: creating 4.2s, waiting: BusyException
      . pass.derived: creating 4.1s
    "##);

    progress.record(&ApplyEvent::Failed {
        step: StepId(2),
        address: address("gate.new"),
        verb: Verb::Create,
        fault: fault(FaultClass::Denied),
        at_ms: 5_000,
    });
    progress.record(&ApplyEvent::Skipped {
        step: StepId(3),
        address: address("gate.opened"),
        verb: Verb::Update,
        because: address("gate.new"),
    });
    progress.record(&ApplyEvent::Draining { at_ms: 5_100 });
    assert_snapshot!(progress.lines(70_000, 5, Palette::PLAIN).join("\n"), @r##"
    1m10s: 1 of 8 done, 1 under way, 1 failed, 1 not sent, stopping
      . pass.derived: creating 1m09s
    "##);
    assert_eq!((progress.ended(), progress.total()), (3, 8));
}

#[test]
fn it_keeps_to_the_lines_that_it_has() {
    let mut progress = Progress::new(&everything());
    let steps = ["gate.moved", "gate.new", "gate.opened", "pass.derived", "pass.gone"];
    for (at, of) in (0_u32..).zip(steps) {
        progress.record(&started(at, of, u64::from(10 - at)));
    }
    for most in 0..8 {
        assert_eq!(progress.lines(1_000, most, Palette::PLAIN).len(), 1 + most.min(steps.len()), "{most}");
    }
    assert_snapshot!(progress.lines(1_000, 3, Palette::PLAIN).join("\n"), @r##"
    1.0s: 0 of 8 done, 5 under way
      . pass.gone: creating 0.9s
      . pass.derived: creating 0.9s
      and 3 more
    "##);
}

#[test]
fn a_step_that_is_sent_again_keeps_its_beginning() {
    let mut progress = Progress::new(&everything());
    progress.record(&started(2, "gate.new", 1_000));
    progress.record(&started(2, "gate.new", 9_000));
    assert!(progress.lines(10_000, 1, Palette::PLAIN)[1].ends_with("9.0s"));
}
