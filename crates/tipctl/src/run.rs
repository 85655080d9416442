//! One run of the program: its options, its environment and its console.

use std::path::Path;

use tipctl_spec::Loaded;

use crate::{
    cli::Everywhere, console::Console, disk, environment::Environment, failure::Failure, files::Files,
};

/// What every command has at hand.
pub(crate) struct Run {
    pub(crate) options: Everywhere,
    pub(crate) environment: Environment,
    pub(crate) console: Console,
    pub(crate) files: Files,
}

impl Run {
    /// A run with these options, in this environment.
    pub(crate) fn new(options: Everywhere, environment: Environment) -> Self {
        let console = Console::new(&environment);
        let files = Files::new(&options, &environment);
        Self { options, environment, console, files }
    }

    /// Logs to the standard error what `TIPCTL_LOG` asks for; nothing when it is not set.
    pub(crate) fn log(&self) {
        if let Some(filter) = &self.environment.log {
            let filter = tracing_subscriber::EnvFilter::new(filter);
            let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
            // A second subscriber is refused, and there is only this one.
            let _ = subscriber.try_init();
        }
    }

    /// Reads a spec. Warnings are told at once; mistakes end the run.
    pub(crate) fn load(&self, spec: &Path) -> Result<Loaded, Failure> {
        let kinds = tipctl_provider::kinds::kinds();
        let mut loaded = tipctl_spec::load(spec, &kinds, &disk::spec)?;
        let warnings = std::mem::take(&mut loaded.warnings);
        let reports: Vec<_> = warnings.into_iter().map(miette::Report::new).collect();
        self.console.report(&reports);
        Ok(loaded)
    }
}
