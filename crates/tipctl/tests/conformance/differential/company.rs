//! The company whose account is broken, and what both sides say of it.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use libtest_mimic::Failed;
use serde_json::Value;
use tipctl_access::{Chain, Entry, Query, Session, Verdict, follow};
use tipctl_model::{Desired, Inventory, inventory::Workforce};
use tipctl_provider::inventory::of_live;
use tipctl_sandbox::{Failure, Knobs, QueryAsk};

use super::links;
use crate::world::World;

const USERS: [&str; 3] = ["alice@example.com", "bob@example.com", "mallory@example.com"];
const WORKGROUPS: [&str; 2] = ["analytics", "shared"];
/// `*` asks for whatever may be read.
const QUERIES: [(&str, &str, &str); 8] = [
    ("sales", "orders", "order_id"),
    ("sales", "orders", "customer_id"),
    ("sales", "products", "name"),
    ("sales", "customers", "name"),
    ("sales", "customers", "email"),
    ("sales", "customers", "*"),
    ("marketing", "campaigns", "name"),
    ("marketing", "campaigns", "budget"),
];

/// The company, and its account while everything is whole.
pub(super) struct Company {
    desired: Desired,
    /// As the sandbox writes it to its state file.
    pub(super) account: Value,
    /// The same before what is everyone's was revoked.
    pub(super) open: Value,
    /// What is told of it.
    pub(super) whole: Told,
}

/// How many queries went how, on both sides alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Told {
    pub(super) succeeded: usize,
    pub(super) failed: usize,
}

impl Company {
    /// How many queries one account is asked.
    pub(super) const CASES: usize = USERS.len() * WORKGROUPS.len() * QUERIES.len();

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
        let mut company = Self { desired, account, open, whole: Told::default() };
        company.whole = company.compare("whole", &company.account).expect("both sides agree");
        company
    }

    /// Asks both sides about everything; fails with each case that they disagree on.
    pub(super) fn compare(&self, name: &str, account: &Value) -> Result<Told, Failed> {
        let account = serde_json::from_value(account.clone()).map_err(|why| format!("{name}: {why}"))?;
        let world = World::of(account, Knobs::default(), &self.desired.place);
        let inventory = of_live(&world.survey(&self.desired), Some(&self.desired));
        let mut told = Told::default();
        let mut quarrels = String::new();
        for (user, id) in ids(&inventory) {
            for workgroup in WORKGROUPS {
                for (database, table, column) in QUERIES {
                    let sql = format!("SELECT {column} FROM {database}.{table}");
                    let ask = QueryAsk { user: &id, studio: "analytics", workgroup, sql: &sql };
                    let failure = world.sandbox.run_query(&ask).err();
                    let columns: &[&str] = if column == "*" { &[] } else { &[column] };
                    let query = Query { database, table, columns };
                    let chain = followed(&inventory, &id, workgroup, &query);
                    told.succeeded += usize::from(failure.is_none());
                    told.failed += usize::from(failure.is_some());
                    if let Some(quarrel) = quarrel(failure.as_ref(), &chain) {
                        let _ = writeln!(quarrels, "{user} through {workgroup}: {sql}: {quarrel}");
                    }
                }
            }
        }
        if quarrels.is_empty() { Ok(told) } else { Err(format!("{name}:\n{quarrels}").into()) }
    }
}

/// Nothing is everyone's whom IAM allows it: Lake Formation alone decides.
fn close(account: &mut Value) {
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

fn followed(inventory: &Inventory, id: &str, workgroup: &str, query: &Query<'_>) -> Chain {
    let who = Workforce::User(id.to_owned());
    let studio = inventory.studios.iter().find(|(_, studio)| studio.name == "analytics");
    let studio = studio.map_or("analytics", |(id, _)| id);
    follow(inventory, &Session { who: &who, entry: Entry::Studio(studio), workgroup }, Some(query))
}

/// How the two sides differ.
fn quarrel(failure: Option<&Failure>, chain: &Chain) -> Option<String> {
    let Some(Failure { link, text, .. }) = failure else {
        let verdict = chain.verdict();
        return (!verdict.holds())
            .then(|| format!("it succeeds, and the evaluator says {verdict:?}\n{}", drawn(chain)));
    };
    let refused = format!("it is refused at {link:?} ({text})");
    match chain.verdict() {
        Verdict::Holds => Some(format!("{refused}, and the evaluator sees nothing wrong")),
        Verdict::Unknown(_) | Verdict::Broken(_) => {
            let mut named = chain.links.iter().filter(|judged| is_told(&judged.verdict));
            let is_named = named.any(|judged| links::of(*link).contains(&judged.name));
            (!is_named).then(|| format!("{refused}, and the evaluator names other links\n{}", drawn(chain)))
        }
    }
}

/// Whether the evaluator says that the link is broken; or that nobody has documented what AWS makes of it, or another account
/// alone can tell. The sandbox then is on the strict side.
fn is_told(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Holds => false,
        Verdict::Broken(_) => true,
        Verdict::Unknown(why) => {
            ["is not documented", "belongs to another account"].iter().any(|open| why.contains(open))
        }
    }
}

/// The links that do not hold.
fn drawn(chain: &Chain) -> String {
    let mut text = String::new();
    for link in chain.links.iter().filter(|link| !link.verdict.holds()) {
        let _ = writeln!(text, "    {} {}: {:?}", link.name, link.subject, link.verdict);
    }
    text
}
