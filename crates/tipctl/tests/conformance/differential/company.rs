//! The company whose account is broken, and what both sides say of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use libtest_mimic::Failed;
use serde_json::Value;
use tipctl_access::{Chain, Entry, Query, Session, Verdict, follow};
use tipctl_model::{Desired, Inventory, inventory::Workforce};
use tipctl_provider::inventory::of_live;
use tipctl_sandbox::{Knobs, QueryAsk};

use super::{
    links::Refusal,
    program::{self, Program, refusal},
};
use crate::world::World;

const USERS: [&str; 3] = ["alice@example.com", "bob@example.com", "mallory@example.com"];
const STUDIO: &str = "analytics";
const WORKGROUPS: [&str; 2] = ["analytics", "shared"];
/// `*` asks for whatever may be read.
const QUERIES: [Asked; 8] = [
    Asked { database: "sales", table: "orders", column: "order_id" },
    Asked { database: "sales", table: "orders", column: "customer_id" },
    Asked { database: "sales", table: "products", column: "name" },
    Asked { database: "sales", table: "customers", column: "name" },
    Asked { database: "sales", table: "customers", column: "email" },
    Asked { database: "sales", table: "customers", column: "*" },
    Asked { database: "marketing", table: "campaigns", column: "name" },
    Asked { database: "marketing", table: "campaigns", column: "budget" },
];
/// What the program asks.
const OF_PROGRAM: [Asked; 2] = [
    Asked { database: "sales", table: "orders", column: "order_id" },
    Asked { database: "sales", table: "customers", column: "email" },
];

/// One column of one table.
#[derive(Clone, Copy)]
struct Asked {
    database: &'static str,
    table: &'static str,
    column: &'static str,
}

impl Asked {
    fn sql(self) -> String {
        let Self { database, table, column } = self;
        format!("SELECT {column} FROM {database}.{table}")
    }
}

/// The company, and its account while everything is whole.
pub(super) struct Company {
    desired: Desired,
    /// As the sandbox writes it to its state file.
    pub(super) account: Value,
    /// The same before what is everyone's was revoked.
    pub(super) open: Value,
    /// What is told of it.
    pub(super) whole: Told,
    program: Program,
}

/// How many queries went how, on both sides alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Told {
    pub(super) succeeded: usize,
    pub(super) failed: usize,
    /// Of those that failed: how many the evaluator leaves open.
    pub(super) open: usize,
}

impl Company {
    /// How many queries one account is asked.
    pub(super) const CASES: usize = USERS.len() * (WORKGROUPS.len() * QUERIES.len() + OF_PROGRAM.len());

    /// Makes the account from the spec. Tables belong to nobody but by grant.
    pub(super) fn found() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/differential/company.toml");
        let kinds = tipctl_provider::kinds::kinds();
        let read = |path: &Path| fs::read(path);
        let desired = tipctl_spec::load(&path, &kinds, &read).expect("the spec is whole").desired;
        let mut world = World::fresh(Knobs::default(), &desired.place);
        world.converge(&desired);
        let open = world.sandbox.snapshot();
        let mut account = open.clone();
        close(&mut account);
        let program = Program::of(&of_live(&world.survey(&desired), Some(&desired)));
        let mut company = Self { desired, account, open, whole: Told::default(), program };
        company.whole = company.compare("whole", &company.account).expect("both sides agree");
        company
    }

    /// Asks both sides about everything; fails with each case that they disagree on.
    pub(super) fn compare(&self, name: &str, account: &Value) -> Result<Told, Failed> {
        compare(&self.desired, Some(&self.program), name, account)
    }

    /// Everything that a reading of the account sends, as `SERVICE.OPERATION`, each once.
    pub(super) fn reads(&self) -> BTreeSet<String> {
        let world = self.world(Knobs::default());
        world.survey(&self.desired);
        world.sandbox.calls().iter().map(|call| format!("{}.{}", call.service, call.operation)).collect()
    }

    /// What the evaluator says of each query that succeeds, where the account was read while `read` was refused.
    pub(super) fn unread(&self, read: &str) -> Vec<Chain> {
        let knobs = format!("fault={read}:AccessDeniedException:always").parse().expect("it is a knob");
        let read = |knobs| of_live(&self.world(knobs).survey(&self.desired), Some(&self.desired));
        let (blind, seen) = (read(knobs), read(Knobs::default()));
        let mut chains = Vec::new();
        for id in ids(&seen).into_values() {
            let who = Workforce::User(id);
            for workgroup in WORKGROUPS {
                for Asked { database, table, column } in QUERIES {
                    let columns: &[&str] = if column == "*" { &[] } else { &[column] };
                    let query = Query { database, table, columns };
                    let session = Session { who: &who, entry: studio(&seen), workgroup };
                    if follow(&seen, &session, Some(&query)).verdict().holds() {
                        chains.push(follow(&blind, &session, Some(&query)));
                    }
                }
            }
        }
        chains
    }

    fn world(&self, knobs: Knobs) -> World {
        let account = serde_json::from_value(self.account.clone()).expect("it is an account");
        World::of(account, knobs, &self.desired.place)
    }
}

/// Asks both sides about everything in an account that is as `desired` asks, or nearly; fails with each case that they
/// disagree on.
pub(super) fn compare(
    desired: &Desired,
    program: Option<&Program>,
    name: &str,
    account: &Value,
) -> Result<Told, Failed> {
    let account = serde_json::from_value(account.clone()).map_err(|why| format!("{name}: {why}"))?;
    let world = World::of(account, Knobs::default(), &desired.place);
    let inventory = of_live(&world.survey(desired), Some(desired));
    let mut sides = Sides { inventory: &inventory, told: Told::default(), quarrels: String::new() };
    for (user, id) in ids(&inventory) {
        for workgroup in WORKGROUPS {
            for asked in QUERIES {
                let sql = asked.sql();
                let ask = QueryAsk { user: &id, studio: STUDIO, workgroup, sql: &sql };
                let way = (studio(&inventory), workgroup);
                match world.sandbox.run_query(&ask) {
                    Ok(rows) => {
                        sides.hear_of_columns((user, &id), way, asked, &rows.columns);
                        sides.hear((user, &id), way, asked, None);
                    }
                    Err(failure) => sides.hear((user, &id), way, asked, Some(failure.into())),
                }
            }
        }
        let Some(program) = program else { continue };
        let session = program.session(&world, &id);
        for asked in OF_PROGRAM {
            let refusal = match &session {
                Ok(session) => refusal(&world, session, &asked.sql()),
                Err(refusal) => Some(refusal.clone()),
            };
            let entry = Entry::Client(program::LABEL);
            sides.hear((user, &id), (entry, program::WORKGROUP), asked, refusal);
        }
    }
    let Sides { told, quarrels, .. } = sides;
    if quarrels.is_empty() { Ok(told) } else { Err(format!("{name}:\n{quarrels}").into()) }
}

/// What both sides said so far of one account.
struct Sides<'a> {
    inventory: &'a Inventory,
    told: Told,
    quarrels: String,
}

impl Sides<'_> {
    /// Hears the evaluator about each column of a table of which all were asked for: those that were answered may be read,
    /// and no others.
    fn hear_of_columns(
        &mut self,
        (user, id): (&str, &str),
        (entry, workgroup): (Entry<'_>, &str),
        Asked { database, table, column }: Asked,
        answered: &[String],
    ) {
        // Once for each user and table is enough: what may be read is the same through every workgroup.
        if column != "*" || workgroup != program::WORKGROUP {
            return;
        }
        let who = Workforce::User(id.to_owned());
        let session = Session { who: &who, entry, workgroup };
        let known = self.inventory.catalog.tables.get(&format!("{database}.{table}"));
        for column in known.into_iter().flat_map(|known| &known.columns) {
            let query = Query { database, table, columns: &[column] };
            let verdict = follow(self.inventory, &session, Some(&query)).verdict();
            if !is_partly(&verdict) && verdict.holds() != answered.contains(column) {
                let _ = writeln!(
                    self.quarrels,
                    "{user} is answered {answered:?} of {database}.{table}, and the evaluator says of `{column}`: {verdict:?}"
                );
            }
        }
    }

    /// Hears the evaluator about a case in which the sandbox said `refusal`.
    fn hear(
        &mut self,
        (user, id): (&str, &str),
        (entry, workgroup): (Entry<'_>, &str),
        asked: Asked,
        refusal: Option<Refusal>,
    ) {
        let who = Workforce::User(id.to_owned());
        let session = Session { who: &who, entry, workgroup };
        let columns: &[&str] = if asked.column == "*" { &[] } else { &[asked.column] };
        let query = Query { database: asked.database, table: asked.table, columns };
        let chain = follow(self.inventory, &session, Some(&query));
        self.told.succeeded += usize::from(refusal.is_none());
        self.told.failed += usize::from(refusal.is_some());
        let is_open = refusal.as_ref().is_some_and(|refusal| is_left_open(refusal, &chain));
        self.told.open += usize::from(is_open);
        if let Some(quarrel) = quarrel(refusal, &chain) {
            let sql = asked.sql();
            let _ = writeln!(self.quarrels, "{user} from {entry:?} through {workgroup}: {sql}: {quarrel}");
        }
    }
}

/// Nothing is everyone's whom IAM allows it: Lake Formation alone decides.
pub(super) fn close(account: &mut Value) {
    let grants = account.pointer_mut("/services/lakeformation/regions/ap-northeast-1/grants");
    let grants = grants.and_then(Value::as_object_mut).expect("there are grants");
    grants.retain(|_, grant| grant["subject"]["principal"] != "IAM_ALLOWED_PRINCIPALS");
}

/// The users that are asked about, with their ids; one who is gone is asked about by name.
fn ids(inventory: &Inventory) -> BTreeMap<&'static str, String> {
    let id = |name: &str| {
        let found = inventory.users.iter().find(|(_, user)| user.name == name);
        found.map_or_else(|| name.to_owned(), |(id, _)| id.to_owned())
    };
    USERS.iter().map(|name| (*name, id(name))).collect()
}

/// The entry of the company's studio.
fn studio(inventory: &Inventory) -> Entry<'_> {
    let studio = inventory.studios.iter().find(|(_, studio)| studio.name == STUDIO);
    Entry::Studio(studio.map_or(STUDIO, |(id, _)| id))
}

/// How the two sides differ.
fn quarrel(refusal: Option<Refusal>, chain: &Chain) -> Option<String> {
    let Some(Refusal { at, text }) = refusal else {
        let verdict = chain.verdict();
        return (!verdict.holds() && !is_partly(&verdict))
            .then(|| format!("it succeeds, and the evaluator says {verdict:?}\n{}", drawn(chain)));
    };
    let refused = format!("it is refused at {at:?} ({text})");
    match chain.verdict() {
        Verdict::Holds => Some(format!("{refused}, and the evaluator sees nothing wrong")),
        Verdict::Unknown(_) | Verdict::Broken(_) => {
            let mut named = chain.links.iter().filter(|judged| !judged.verdict.holds());
            let is_named = named.any(|judged| at.contains(&judged.name));
            (!is_named).then(|| format!("{refused}, and the evaluator names other links\n{}", drawn(chain)))
        }
    }
}

/// Whether the evaluator says that a policy is about some of the objects. The sandbox knows which there are.
fn is_partly(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Unknown(why) if why.contains("is about only some of"))
}

/// Whether the evaluator does not say that the query is refused, or leaves open the link that it is refused at.
fn is_left_open(refusal: &Refusal, chain: &Chain) -> bool {
    let mut at = chain.links.iter().filter(|judged| refusal.at.contains(&judged.name));
    chain.verdict().breach().is_none() || !at.any(|judged| judged.verdict.breach().is_some())
}

/// The links that do not hold.
pub(super) fn drawn(chain: &Chain) -> String {
    let mut text = String::new();
    for link in chain.links.iter().filter(|link| !link.verdict.holds()) {
        let _ = writeln!(text, "    {} {}: {:?}", link.name, link.subject, link.verdict);
    }
    text
}
