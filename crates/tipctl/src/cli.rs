//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Keeps trusted identity propagation on AWS exactly as a TOML file says.
#[derive(Parser, Debug)]
#[command(name = "tipctl", version, propagate_version = true, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 done, 2 changes pending or something is broken, 3 spec invalid, 4 refused, 5 apply incomplete, \
                        6 AWS unreachable. All of them: docs/exit-codes.md"
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) everywhere: Everywhere,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Args, Clone, Debug)]
pub(crate) struct Everywhere {
    /// Work on the built-in sandbox instead of an AWS account.
    #[arg(long, global = true)]
    pub(crate) sandbox: bool,
    /// The profile of the AWS configuration files to use, whatever the environment says; AWS_PROFILE is heeded too.
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Where ledgers, journals and the sandbox's state are kept.
    #[arg(long, global = true, value_name = "DIR", env = "TIPCTL_DIR", default_value = ".tipctl")]
    pub(crate) state_dir: PathBuf,
    /// When to use colour.
    #[arg(long, global = true, value_enum, default_value_t = When::Auto)]
    pub(crate) color: When,
    /// Draw with ASCII characters only.
    #[arg(long, global = true)]
    pub(crate) ascii: bool,
}

/// When to do something that a terminal can show.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum When {
    /// When the output is a terminal and `NO_COLOR` is not set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How a result is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs; versioned.
    Json,
}

/// How a check is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CheckFormat {
    /// For people.
    #[value(alias = "text")]
    Human,
    /// For programs; versioned.
    Json,
    /// SARIF 2.1.0, for code scanners.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Check a spec without calling AWS.
    Check(Check),
    /// Show what would change, and change nothing.
    Plan(Plan),
    /// Make AWS what the spec says.
    Apply(Apply),
    /// Delete everything that the stack made or adopted.
    Destroy(Destroy),
    /// Print the least that IAM has to allow for a spec.
    Policy(Policy),
    /// Show a saved plan.
    Show(Show),
    /// Find what is broken in the account, before a user does.
    Doctor(Doctor),
    /// Explain a rule of the chain, or list them all.
    Explain {
        /// The rule, such as `TIP102`.
        rule: Option<String>,
    },
    /// Tell who can do what, and why.
    #[command(subcommand)]
    Access(Access),
    /// Test the assertions of a spec without calling AWS.
    Test(Test),
    /// Run a real query as a user.
    Verify(Verify),
    /// Tell who read what, as CloudTrail recorded it.
    Audit(Audit),
    /// The built-in stand-in for an AWS account.
    #[command(subcommand)]
    Sandbox(Sandbox),
    /// Print a completion script for a shell.
    Completions {
        /// Which shell.
        shell: Shell,
    },
    /// Write the manual pages.
    Man {
        /// The directory to write them to.
        dir: PathBuf,
    },
}

#[derive(Args, Debug)]
pub(crate) struct Check {
    /// The spec.
    pub(crate) spec: PathBuf,
    /// How problems are written.
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    pub(crate) format: CheckFormat,
}

#[derive(Args, Debug)]
pub(crate) struct Plan {
    /// The spec.
    pub(crate) spec: PathBuf,
    /// How the plan is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Exit with 2 when there are changes.
    #[arg(long)]
    pub(crate) detailed_exitcode: bool,
    /// Save the plan, to be applied exactly as it is.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Plan the deletion of everything that the stack owns.
    #[arg(long)]
    pub(crate) destroy: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Apply {
    /// The spec, or a plan saved with `plan --out`.
    pub(crate) spec_or_plan: PathBuf,
    #[command(flatten)]
    pub(crate) consent: Consent,
}

#[derive(Args, Debug)]
pub(crate) struct Destroy {
    /// The spec.
    pub(crate) spec: PathBuf,
    #[command(flatten)]
    pub(crate) consent: Consent,
}

/// How a change is agreed to.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Consent {
    /// Do not ask.
    #[arg(long)]
    pub(crate) auto_approve: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Policy {
    /// The spec.
    pub(crate) spec: PathBuf,
    /// The command that whoever gets the policy is to run.
    #[arg(long = "for", value_enum, value_name = "COMMAND")]
    pub(crate) purpose: For,
    /// Whose policy: where the spec reaches Identity Center by a role or a profile, that one has a policy of its own.
    #[arg(long, value_enum, value_name = "ACCOUNT", default_value_t = Account::Stack)]
    pub(crate) account: Account,
    /// Write the policy to a directory, as numbered documents none of which is larger than IAM takes.
    #[arg(long, value_name = "DIR")]
    pub(crate) split: Option<PathBuf>,
}

/// The account that a policy is in.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Account {
    /// The one of the stack: the policy of whoever runs the command.
    Stack,
    /// The one of Identity Center: the policy of the spec's `role_arn`, or of its `profile`.
    IdentityCenter,
}

/// What a policy is for.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum For {
    /// `tipctl plan`.
    Plan,
    /// `tipctl apply`, which plans first.
    Apply,
    /// `tipctl destroy`, which plans first.
    Destroy,
    /// `tipctl doctor`, which looks at the whole chain.
    Doctor,
    /// `tipctl verify`, which does what a doctor does where a query fails.
    Verify,
    /// `tipctl audit`, which reads what CloudTrail recorded, and who the users are.
    Audit,
}

#[derive(Args, Debug)]
pub(crate) struct Show {
    /// A plan saved with `plan --out`.
    pub(crate) plan: PathBuf,
    /// How the plan is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct Doctor {
    /// The spec.
    pub(crate) spec: PathBuf,
    /// How the findings are written.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub(crate) format: ReportFormat,
    /// Save the plan that mends what can be mended; nothing is applied.
    #[arg(long, value_name = "FILE")]
    pub(crate) fix: Option<PathBuf>,
}

/// How what was found out is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ReportFormat {
    /// For people.
    #[value(alias = "text")]
    Human,
    /// For programs; versioned.
    Json,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Access {
    /// List who can do something.
    WhoCan {
        /// What they would do: select, describe, insert, delete, alter, drop; read or write for a path in S3.
        privilege: String,
        /// On what: sales, sales.orders, sales.orders.amount, s3://bucket/prefix/.
        on: String,
        #[command(flatten)]
        over: Over,
    },
    /// List everything that a user or group can do.
    WhatCan {
        /// Who: user.alice, group.analysts, or a name or id as AWS knows it.
        who: String,
        #[command(flatten)]
        over: Over,
    },
    /// Show why somebody can, or cannot, do something: the path link by link.
    Why {
        /// Who: user.alice, group.analysts, a name or id as AWS knows it, or the ARN of a role.
        who: String,
        /// What they would do: select, describe, insert, delete, alter, drop; read or write for a path in S3.
        privilege: String,
        /// On what: sales, sales.orders, sales.orders.amount, s3://bucket/prefix/.
        on: String,
        #[command(flatten)]
        over: Over,
    },
}

/// What a question is about.
#[derive(Args, Clone, Debug)]
pub(crate) struct Over {
    #[command(flatten)]
    pub(crate) which: Which,
    /// How the answer is written.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub(crate) format: ReportFormat,
}

/// Of what the question is asked; one of these.
#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct Which {
    /// What this spec asks for; AWS is not called.
    #[arg(long, value_name = "SPEC")]
    pub(crate) spec: Option<PathBuf>,
    /// The account of this spec, as it is.
    #[arg(long, value_name = "SPEC")]
    pub(crate) live: Option<PathBuf>,
    /// What this saved plan would leave; AWS is not called.
    #[arg(long, value_name = "FILE")]
    pub(crate) plan: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Test {
    /// The spec.
    pub(crate) spec: PathBuf,
    /// How the endings are written.
    #[arg(long, value_enum, default_value_t = TestFormat::Human)]
    pub(crate) format: TestFormat,
}

#[derive(Args, Debug)]
pub(crate) struct Verify {
    /// The spec.
    pub(crate) spec: PathBuf,
    /// As whom: user.alice, or a user name or id. Without it, only the addresses to try are printed.
    #[arg(long = "as", value_name = "USER")]
    pub(crate) user: Option<String>,
    /// Through which workgroup; the only one of the spec by default.
    #[arg(long, value_name = "NAME")]
    pub(crate) workgroup: Option<String>,
    /// What is queried; a few rows of a table that the user may read by default.
    #[arg(long)]
    pub(crate) sql: Option<String>,
    /// A token of the client's issuer for that user: a file, or - for the standard input.
    #[arg(long, value_name = "FILE", requires = "client")]
    pub(crate) token: Option<PathBuf>,
    /// The client of the spec that the token is for.
    #[arg(long, value_name = "NAME", requires = "token")]
    pub(crate) client: Option<String>,
    /// The studio to come in through; only the sandbox can be entered so.
    #[arg(long, value_name = "NAME", conflicts_with = "client")]
    pub(crate) studio: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Audit {
    /// The spec.
    pub(crate) spec: PathBuf,
    /// Only what this user did: user.alice, or a user name or id.
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// Only what concerns this table: sales.orders.
    #[arg(long, value_name = "DATABASE.TABLE")]
    pub(crate) table: Option<String>,
    /// Since when: a day (2026-11-25), or how long ago (90m, 24h, 7d).
    #[arg(long, value_name = "WHEN", default_value = "24h")]
    pub(crate) since: String,
    /// Until when; now by default.
    #[arg(long, value_name = "WHEN")]
    pub(crate) until: Option<String>,
    /// How the events are written.
    #[arg(long, value_enum, default_value_t = AuditFormat::Text)]
    pub(crate) format: AuditFormat,
}

/// How an audit is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AuditFormat {
    /// For people.
    #[value(alias = "human")]
    Text,
    /// For programs; versioned.
    Json,
    /// For spreadsheets: one line an event, with a head.
    Csv,
}

/// How a test is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TestFormat {
    /// For people.
    #[value(alias = "text")]
    Human,
    /// For programs; versioned.
    Json,
    /// The XML of JUnit, for build servers.
    Junit,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Sandbox {
    /// Serve it over TCP, for the AWS CLI and any SDK.
    Serve(Serve),
    /// Forget its state and what stacks made in it.
    Reset,
    /// Sign a user in, enter a studio, and print the session for a shell.
    Enter {
        /// The user, by name or id.
        #[arg(long = "as", value_name = "USER")]
        user: String,
        /// The studio, by name or id.
        #[arg(long, value_name = "NAME")]
        studio: String,
    },
    /// Print a token of a trusted issuer for a user.
    Token {
        /// The user, by name or id.
        #[arg(long = "as", value_name = "USER")]
        user: String,
        /// The URL of the issuer.
        #[arg(long, value_name = "URL")]
        issuer: String,
        /// Whom the token is for: a client id.
        #[arg(long, value_name = "ID")]
        audience: String,
        /// How long it is good, in seconds.
        #[arg(long, value_name = "SECONDS", default_value_t = 900)]
        lifetime: u32,
    },
}

#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 4567)]
    pub(crate) port: u16,
    /// How it misbehaves: `page-size=2;lag=3000;fault=iam.CreateRole:Throttling:once` (docs/sandbox.md).
    #[arg(long, env = "TIPCTL_SANDBOX_KNOBS", default_value = "")]
    pub(crate) knobs: String,
}
