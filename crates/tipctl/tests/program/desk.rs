//! A directory to run the program in, with an environment of its own.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use tempfile::TempDir;

pub(crate) const QUICKSTART: &str = include_str!("../../../../specs/quickstart.toml");

/// A directory with a spec in it.
pub(crate) struct Desk(TempDir);

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::with(QUICKSTART)
    }

    pub(crate) fn with(spec: &str) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("spec.toml", spec);
        desk
    }

    /// A desk whose spec was applied to its sandbox.
    pub(crate) fn applied(spec: &str) -> Self {
        let desk = Self::with(spec);
        desk.apply();
        desk
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, file: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path().join(file), text).unwrap();
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap()
    }

    pub(crate) fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tipctl"));
        command
            .args(args.split_whitespace())
            .env_clear()
            .env("HOME", self.path())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .current_dir(self.path())
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run_with(&self, env: &[(&str, &str)], args: &str) -> Ended {
        Ended::of(self.command(args).envs(env.iter().copied()))
    }

    pub(crate) fn run(&self, args: &str) -> Ended {
        self.run_with(&[], args)
    }

    pub(crate) fn knobs(&self, knobs: &str, args: &str) -> Ended {
        self.run_with(&[("TIPCTL_SANDBOX_KNOBS", knobs)], args)
    }

    pub(crate) fn apply(&self) {
        self.run("--sandbox apply spec.toml --auto-approve").ends(0, "");
    }
}

impl Ended {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Ended with this code, and said this on the way.
    #[track_caller]
    pub(crate) fn ends(&self, code: i32, said: &str) {
        assert_eq!(self.code, Some(code), "{self:#?}");
        // Where a line of a report breaks depends on its width.
        let words = |text: &str| text.replace("│", " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let all = words(&format!("{} {}", self.out, self.err));
        assert!(all.contains(said), "`{said}` is not in:\n{all}");
    }
}
