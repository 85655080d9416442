//! What the evaluator costs on a spec with many grants: `cargo bench -p tipctl-access`.
//!
//! Each shape is measured at two sizes, one four times the other, so that a step that grows faster than the spec shows as a
//! factor well above four. Arguments, if there are any, are the sizes: `cargo bench -p tipctl-access -- 1250 5000`.
#![expect(clippy::print_stdout, reason = "it prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "it measures")]
#![expect(clippy::expect_used, reason = "a benchmark that cannot read its own spec has nothing to measure")]

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use tipctl_access::On;
use tipctl_access::{at_its_word, breaks, called, findings, judge, named, routes, what_can, who_can};
use tipctl_model::{Inventory, inventory::Principal};
use tipctl_provider::{inventory::of_spec, kinds::kinds};
use tipctl_spec::Loaded;

/// The chain that the grants are added to: that of the quickstart.
const CHAIN: &str = include_str!("../../../specs/quickstart.toml");

/// The sizes that are measured when none are asked for.
const SIZES: [usize; 2] = [1250, 5000];

/// How many grants a group has in the shape of many groups.
const PER_GROUP: usize = 10;

/// How many groups may query in the shape of many routes. AWS: an application takes a hundred groups.
const ROUTES: usize = 90;

/// How grants are spread over principals.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// One group may read everything.
    OneGroup,
    /// Every ten tables have a group, with the same member.
    ManyGroups,
    /// Every group may also query, so that each has a route of its own.
    ManyRoutes,
}

impl Shape {
    const ALL: [Self; 3] = [Self::OneGroup, Self::ManyGroups, Self::ManyRoutes];

    /// A spec with `count` grants, and an assertion about every tenth table.
    fn spec(self, count: usize) -> String {
        let mut text = self.chain(count);
        let mut groups = BTreeSet::new();
        for at in 0..count {
            let group = match self {
                Self::OneGroup => "analysts".to_owned(),
                Self::ManyGroups => format!("g{}", at / PER_GROUP),
                Self::ManyRoutes => format!("g{}", at / PER_GROUP % ROUTES),
            };
            if at % PER_GROUP == 0 {
                if groups.insert(group.clone()) {
                    self.group(&group, &mut text);
                }
                let claim = "can = \"select\"";
                let _ = writeln!(text, "[[assert]]\nwho = \"user.alice\"\n{claim}\non = \"lake.t{at}\"");
            }
            let on = format!("{{ database = \"lake\", table = \"t{at}\" }}");
            let _ = writeln!(text, "[[grant]]\nto = [\"group.{group}\"]\non = {on}\nallow = [\"select\"]");
        }
        text
    }

    /// A group, where it is not the quickstart's, and its right to see the database.
    fn group(self, label: &str, text: &mut String) {
        if !matches!(self, Self::OneGroup) {
            let _ = writeln!(text, "[group.{label}]\nname = \"{label}\"\nmembers = [\"user.alice\"]");
        }
        let allow = "on = { database = \"lake\" }\nallow = [\"describe\"]";
        let _ = writeln!(text, "[[grant]]\nto = [\"group.{label}\"]\n{allow}");
    }

    /// The chain, with the groups of `count` grants let into the workgroup where each has a route.
    fn chain(self, count: usize) -> String {
        if !matches!(self, Self::ManyRoutes) {
            return CHAIN.to_owned();
        }
        let groups: String =
            (0..count.div_ceil(PER_GROUP).min(ROUTES)).map(|at| format!("\"group.g{at}\", ")).collect();
        let one = "users           = [\"group.analysts\"]";
        assert!(CHAIN.contains(one), "the quickstart lets its group into the workgroup");
        CHAIN.replace(one, &format!("users = [{groups}\"group.analysts\"]"))
    }
}

/// One step of what the commands do, and how long it took.
struct Lap {
    what: &'static str,
    took: Duration,
}

fn main() {
    let asked: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    for shape in Shape::ALL {
        println!("{shape:?}");
        let columns: Vec<Vec<Lap>> = sizes.iter().map(|count| measure(&shape.spec(*count))).collect();
        let head: String = sizes.iter().map(|count| format!("{count:>12}")).collect();
        println!("  {:<28}{head} grants", "");
        for at in 0..columns.first().map_or(0, Vec::len) {
            let laps: Vec<&Lap> = columns.iter().filter_map(|laps| laps.get(at)).collect();
            let cells: String =
                laps.iter().map(|lap| format!("{:>9.1} ms", lap.took.as_secs_f64() * 1e3)).collect();
            println!("  {:<28}{cells}", laps.first().map_or("", |lap| lap.what));
        }
    }
}

fn measure(text: &str) -> Vec<Lap> {
    let mut laps = Vec::new();
    let loaded = lap("load", &mut laps, || load(text));
    let spec = lap("inventory", &mut laps, || of_spec(&loaded.desired));
    lap("check: places", &mut laps, || {
        let origins = loaded.desired.resources.values().map(|resource| resource.origin);
        origins.filter_map(|origin| loaded.sources.spot(origin)).count()
    });
    lap("check: routes", &mut laps, || breaks(&routes(&spec, &spec)));
    lap("check: rules", &mut laps, || findings(&spec, 0));
    let spec = at_its_word(spec);
    let table = On::read("lake.t7").expect("it is a table");
    lap("who-can select lake.t7", &mut laps, || {
        let mut answers = who_can(&spec, "select", &table);
        for answer in &mut answers {
            answer.name = called(&spec, &answer.who);
        }
        assert!(!answers.is_empty(), "somebody can");
    });
    lap("what-can user.alice", &mut laps, || holdings(&spec));
    lap("test", &mut laps, || {
        loaded.assertions.iter().map(|assertion| judge(&spec, assertion)).collect::<Vec<_>>()
    });
    laps
}

fn holdings(spec: &Inventory) -> usize {
    let alice = named(spec, "user.alice").expect("she is in the spec");
    let Principal::Workforce(alice) = alice else { return 0 };
    let holdings = what_can(spec, &alice);
    holdings.iter().map(|holding| called(spec, &holding.through).len()).sum()
}

fn load(text: &str) -> Loaded {
    let read = |_: &Path| Ok(text.as_bytes().to_vec());
    tipctl_spec::load(Path::new("spec.toml"), &kinds(), &read).expect("it has no mistake")
}

fn lap<T>(what: &'static str, laps: &mut Vec<Lap>, run: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let made = black_box(run());
    laps.push(Lap { what, took: began.elapsed() });
    made
}
