//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Keeps trusted identity propagation on AWS exactly as a TOML file says.
#[derive(Parser, Debug)]
#[command(name = "tipctl", version, propagate_version = true, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 done, 2 changes pending, 3 spec invalid, 4 refused, 5 apply incomplete, \
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
    /// Write the policy to a directory, as numbered documents none of which is larger than IAM takes.
    #[arg(long, value_name = "DIR")]
    pub(crate) split: Option<PathBuf>,
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
}

#[derive(Args, Debug)]
pub(crate) struct Show {
    /// A plan saved with `plan --out`.
    pub(crate) plan: PathBuf,
    /// How the plan is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Sandbox {
    /// Serve it over TCP, for the AWS CLI and any SDK.
    Serve(Serve),
    /// Forget its state and what stacks made in it.
    Reset,
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
