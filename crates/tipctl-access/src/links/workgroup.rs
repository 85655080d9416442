//! A workgroup's settings (facts/tip-chain.md L8).

use tipctl_model::inventory::{Inventory, Workgroup};

use super::identity_center;
use crate::Verdict;

/// Whether the workgroup called `name` is set up for queries of the workforce: TIP205, TIP206, TIP110.
pub fn settings(inventory: &Inventory, name: &str, workgroup: &Workgroup) -> Verdict {
    let what = format!("the workgroup `{name}`");
    if !workgroup.is_enabled {
        return Verdict::missing(format!("{what} is disabled"));
    }
    if !workgroup.identity_center_enabled {
        return Verdict::broken(205, format!("{what} does not use Identity Center"));
    }
    identity_center::agrees(inventory, workgroup.instance.as_deref(), &what, 110)
        .and(|| role(name, workgroup))
        .and(|| results(name, workgroup))
}

fn role(name: &str, workgroup: &Workgroup) -> Verdict {
    match workgroup.execution_role {
        Some(_) => Verdict::Holds,
        None => Verdict::broken(205, format!("the workgroup `{name}` has no execution role")),
    }
}

/// Whether it says where results go, and writes them through S3 Access Grants: TIP205, TIP206.
fn results(name: &str, workgroup: &Workgroup) -> Verdict {
    if workgroup.managed_results {
        // AWS: no document says whether managed results go together with Identity Center (facts/tip-chain.md L8).
        return Verdict::unknown(format!(
            "Athena keeps the results of the workgroup `{name}` itself, and whether that works with Identity Center is not \
             documented"
        ));
    }
    if workgroup.results.is_none() {
        return Verdict::missing(format!("the workgroup `{name}` does not say where results go"));
    }
    if !workgroup.results_through_access_grants {
        let cause = format!("the workgroup `{name}` does not write results through S3 Access Grants");
        return Verdict::broken(205, cause);
    }
    if workgroup.private_results && !workgroup.is_enforced {
        let cause = format!(
            "the workgroup `{name}` gives each user a prefix of their own but does not enforce its settings, which that needs"
        );
        return Verdict::broken(206, cause);
    }
    Verdict::Holds
}
