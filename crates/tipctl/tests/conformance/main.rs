//! Every kind, end to end: the real pipeline over the real SDKs against the sandbox, in virtual time.
//!
//! `fixtures` reads `fixtures/kinds/<kind>/`, `walk` takes a kind through everything that can happen to one of its
//! objects, `condition` says how the sandbox misbehaves meanwhile, `world` is one sandbox with a stack working on it.
//! `permissions` and `readings` hold what is called against the policies that are made for it. `stories` tells whole specs from the first
//! plan to the destroyed stack, and what goes wrong on the way; `surveys` looks at what an account then lets people do, and
//! `queries` does it and reads what was recorded of it.
//!
//! Not here: any code for a single kind. A kind that needs some is wrong, or its fixtures are.

#[cfg(test)]
mod books;
#[cfg(test)]
mod by_hand;
#[cfg(test)]
mod condition;
#[cfg(test)]
mod differential;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod queries;
#[cfg(test)]
mod readings;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod surveys;
#[cfg(test)]
mod variant;
#[cfg(test)]
mod walk;
#[cfg(test)]
mod world;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let trials = walk::trials().into_iter().chain(permissions::trials()).chain(readings::trials());
    let trials = trials.chain(stories::trials()).chain(surveys::trials());
    let trials = trials.chain(queries::trials()).chain(differential::trials()).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
