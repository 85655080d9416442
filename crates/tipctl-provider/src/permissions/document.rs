//! Policy documents: their statements, how large they are, and what becomes of one that is too large.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use tipctl_model::{Conditions, Need};

use super::merge::{self, Statement};

/// How many characters a managed policy may have, white space apart. AWS: facts/aws-data.md §11.2.
pub const LARGEST: usize = 6144;

/// One identity-based policy.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Document {
    /// Each with its Sid.
    statements: Vec<(String, Statement)>,
}

impl Document {
    /// The document that allows `needs` and nothing else.
    pub fn of<'a>(needs: impl IntoIterator<Item = &'a Need>) -> Self {
        Self::stating(merge::statements(needs))
    }

    /// Every action that it allows.
    #[must_use]
    pub fn actions(&self) -> BTreeSet<&'static str> {
        self.statements.iter().flat_map(|(_, statement)| statement.actions.iter().copied()).collect()
    }

    /// As IAM takes it: JSON over several lines, the last of which ends.
    #[must_use]
    pub fn text(&self) -> String {
        // Nothing in a document can fail to be written: no map has keys but texts.
        let text = serde_json::to_string_pretty(&self.written()).unwrap_or_default();
        text + "\n"
    }

    /// How many characters IAM counts.
    #[must_use]
    pub fn size(&self) -> usize {
        self.text().chars().filter(|letter| !letter.is_whitespace()).count()
    }

    fn written(&self) -> WrittenDocument<'_> {
        let written = self.statements.iter().map(|(sid, statement)| WrittenStatement {
            sid,
            effect: "Allow",
            action: OneOrMore::of(&statement.actions),
            resource: OneOrMore::of(&statement.resources),
            condition: written_conditions(&statement.conditions),
        });
        WrittenDocument { version: "2012-10-17", statement: written.collect() }
    }

    fn stating(statements: Vec<Statement>) -> Self {
        Self { statements: named(statements) }
    }

    /// The same in as many documents as it takes for each to have at most `largest` characters: statements stay in their
    /// order, and one that is too large by itself is cut between its resources.
    #[must_use]
    pub fn split(&self, largest: usize) -> Vec<Self> {
        let mut documents: Vec<Self> = Vec::new();
        let pieces = self.statements.iter().flat_map(|(_, statement)| cut(statement, largest));
        let mut part: Vec<Statement> = Vec::new();
        for piece in pieces {
            part.push(piece);
            if Self::stating(part.clone()).size() > largest
                && let Some(over) = part.pop()
            {
                if !part.is_empty() {
                    documents.push(Self::stating(std::mem::take(&mut part)));
                }
                part.push(over);
            }
        }
        if !part.is_empty() {
            documents.push(Self::stating(part));
        }
        documents
    }
}

/// A statement in halves of halves, until each fits into a document of its own or has one resource left.
fn cut(statement: &Statement, largest: usize) -> Vec<Statement> {
    let alone = Document::stating(vec![statement.clone()]);
    if alone.size() <= largest || statement.resources.len() < 2 {
        return vec![statement.clone()];
    }
    let resources: Vec<String> = statement.resources.iter().cloned().collect();
    let (first, second) = resources.split_at(resources.len() / 2);
    let halves = [first, second]
        .map(|half| Statement { resources: half.iter().cloned().collect(), ..statement.clone() });
    halves.iter().flat_map(|half| cut(half, largest)).collect()
}

/// Statements with their Sids: the service, with a number where it has several.
fn named(statements: Vec<Statement>) -> Vec<(String, Statement)> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for statement in &statements {
        *counts.entry(statement.service).or_default() += 1;
    }
    let mut given: BTreeMap<&'static str, usize> = BTreeMap::new();
    let named = statements.into_iter().map(|statement| {
        let number = given.entry(statement.service).or_default();
        *number += 1;
        let title = title(statement.service);
        let sid = match counts.get(statement.service) {
            Some(1) => title,
            _ => format!("{title}{number}"),
        };
        (sid, statement)
    });
    named.collect()
}

/// A service's name as one word of letters and digits, which is all that a Sid may have.
fn title(service: &str) -> String {
    match service {
        "" => "Unscoped".to_owned(),
        "elasticmapreduce" => "Emr".to_owned(),
        "identitystore" => "IdentityStore".to_owned(),
        "lakeformation" => "LakeFormation".to_owned(),
        "sso-directory" => "SsoDirectory".to_owned(),
        "sso-oauth" => "SsoOauth".to_owned(),
        other => {
            let mut letters = other.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).filter(char::is_ascii_alphanumeric).collect()
        }
    }
}

fn written_conditions(conditions: &Conditions) -> BTreeMap<&str, BTreeMap<&str, OneOrMore<'_>>> {
    let mut written: BTreeMap<&str, BTreeMap<&str, OneOrMore<'_>>> = BTreeMap::new();
    for (operator, keys) in conditions {
        for (key, values) in keys {
            written.entry(operator).or_default().insert(key, OneOrMore::of(values));
        }
    }
    written
}

/// A document as IAM writes one.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct WrittenDocument<'a> {
    version: &'a str,
    statement: Vec<WrittenStatement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct WrittenStatement<'a> {
    sid: &'a str,
    effect: &'a str,
    action: OneOrMore<'a>,
    resource: OneOrMore<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    condition: BTreeMap<&'a str, BTreeMap<&'a str, OneOrMore<'a>>>,
}

/// One text by itself, or a list.
#[derive(Serialize)]
#[serde(untagged)]
enum OneOrMore<'a> {
    One(&'a str),
    More(Vec<&'a str>),
}

impl<'a> OneOrMore<'a> {
    fn of<T: AsRef<str> + Ord>(texts: &'a BTreeSet<T>) -> Self {
        match texts.first() {
            Some(one) if texts.len() == 1 => Self::One(one.as_ref()),
            _ => Self::More(texts.iter().map(AsRef::as_ref).collect()),
        }
    }
}
