//! What commands read beside the resources of a spec.

use tipctl_model::{Desired, Need};

use super::Purpose;

/// What `purpose` reads that no kind is about.
pub(super) fn needs(desired: &Desired, purpose: Purpose) -> Vec<Need> {
    match purpose {
        // AWS: who calls is told to anybody who calls, whatever is allowed (sts:GetCallerIdentity).
        Purpose::Plan | Purpose::Apply | Purpose::Destroy => Vec::new(),
        Purpose::Doctor => {
            let _ = desired;
            Vec::new()
        }
    }
}
