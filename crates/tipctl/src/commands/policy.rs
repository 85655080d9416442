//! `tipctl policy`: the least that IAM has to allow for a spec, as the policy of whoever runs a command.

use std::{fs, path::Path};

use miette::Report;
use tipctl_model::Need;
use tipctl_provider::permissions::{self, Document, Elsewhere, LARGEST, Needs, Purpose};

use crate::{
    cli::{self, Account, For},
    exit::Exit,
    failure::{Failure, Mishap, Refusal},
    ledger_file::LedgerFile,
    run::Run,
};

/// What goes with a policy and is not part of it.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum Remark {
    #[error("{what}")]
    #[diagnostic(code(policy::beyond_iam), severity(Advice))]
    BeyondIam { what: &'static str },
    #[error("the policy has {size} characters, and IAM takes {LARGEST} in a managed policy")]
    #[diagnostic(
        code(policy::too_large),
        severity(Warning),
        help(
            "add `--split DIR`, which writes it as numbered documents, and attach all of them; a role takes ten managed \
             policies"
        )
    )]
    TooLarge { size: usize },
    #[error("Identity Center is called as {who}, which needs a policy of its own")]
    #[diagnostic(
        code(policy::identity_center),
        severity(Advice),
        help("print it with `--account identity-center`")
    )]
    Elsewhere { who: String },
    #[error("{who} has to be allowed `sts:AssumeRole` on `{role}`, which has to trust them")]
    #[diagnostic(code(policy::assume_role), severity(Advice))]
    AssumesRole { who: String, role: String },
}

/// Prints the policy, or writes it in parts. AWS is not asked.
pub(crate) fn run(run: &Run, args: &cli::Policy) -> Result<Exit, Failure> {
    let spec = run.load(&args.spec)?;
    let place = &spec.desired.place;
    let schemas = tipctl_provider::kinds::schemas();
    let ledger = LedgerFile::open(run.files.ledger(place), place, &schemas)?;
    let purpose = purpose(args.purpose);
    let Needs { caller, elsewhere } = permissions::needs(&spec.desired, &ledger.ledger, purpose);
    let (needs, remark, whose) = match (args.account, elsewhere) {
        (Account::Stack, elsewhere) => {
            let remark = elsewhere.map(|elsewhere| Remark::Elsewhere { who: elsewhere.to_string() });
            (caller, remark, "")
        }
        (Account::IdentityCenter, Some(elsewhere)) => {
            let remark = assumes_role(&elsewhere);
            (elsewhere.needs, remark, ".identity-center")
        }
        (Account::IdentityCenter, None) => return Err(Refusal::OneAccount.into()),
    };
    let document = Document::of(&needs);
    let mut remarks: Vec<Report> = Vec::new();
    match &args.split {
        Some(dir) => {
            let documents = document.split(LARGEST);
            let names = write(dir, &format!("{}.{}{whose}", place.stack, purpose.word()), &documents)?;
            run.console.say(&format!("Wrote {} to {}.\n", names.join(", "), dir.display()));
        }
        None => {
            run.console.say(&document.text());
            let size = document.size();
            remarks.extend((size > LARGEST).then(|| Remark::TooLarge { size }.into()));
        }
    }
    remarks.extend(needs.iter().filter_map(|need| match need {
        Need::Beyond(what) => Some(Remark::BeyondIam { what }.into()),
        Need::Allowed(_) => None,
    }));
    remarks.extend(remark.map(Report::new));
    run.console.report(&remarks);
    Ok(Exit::Done)
}

/// What makes whoever assumes the role of `elsewhere` able to.
fn assumes_role(elsewhere: &Elsewhere) -> Option<Remark> {
    let who = match &elsewhere.profile {
        Some(profile) => format!("the profile `{profile}`"),
        None => "whoever runs the command".to_owned(),
    };
    elsewhere.role_arn.clone().map(|role| Remark::AssumesRole { who, role })
}

/// Writes each document to a file of its own in `dir`, and answers their names.
fn write(dir: &Path, stem: &str, documents: &[Document]) -> Result<Vec<String>, Failure> {
    let mishap = |why| Mishap::file("written", dir, why);
    fs::create_dir_all(dir).map_err(mishap)?;
    let mut names = Vec::with_capacity(documents.len());
    for (at, document) in documents.iter().enumerate() {
        let name = format!("{stem}.{}.json", at + 1);
        fs::write(dir.join(&name), document.text()).map_err(mishap)?;
        names.push(name);
    }
    Ok(names)
}

fn purpose(command: For) -> Purpose {
    match command {
        For::Plan => Purpose::Plan,
        For::Apply => Purpose::Apply,
        For::Destroy => Purpose::Destroy,
        For::Doctor => Purpose::Doctor,
        For::Verify => Purpose::Verify,
        For::Audit => Purpose::Audit,
    }
}
