//! What the sandbox covers: every operation, with where each of its behaviours was learnt. Each service keeps its own part
//! in `coverage.json`, from which the documentation is made.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::services::COVERAGE;

/// Something that the sandbox does as AWS does it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behaviour {
    /// What it does.
    pub behaviour: String,
    /// Where it was learnt.
    pub source: String,
    /// Whether nobody has seen AWS do it.
    #[serde(default)]
    pub unverified: bool,
}

/// The behaviours of each operation of each service.
///
/// # Errors
/// A `coverage.json` is malformed, which a test excludes.
pub fn coverage() -> Result<BTreeMap<&'static str, BTreeMap<String, Vec<Behaviour>>>, serde_json::Error> {
    COVERAGE.iter().map(|(service, text)| Ok((*service, serde_json::from_str(text)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services;

    #[test]
    fn coverage_lists_each_operation_and_no_other() {
        let covered = coverage().unwrap();
        for service in services::all() {
            let operations: Vec<&str> = service.operations.keys().copied().collect();
            let listed: Vec<&str> = covered[service.name].keys().map(String::as_str).collect();
            assert_eq!(listed, operations, "coverage.json of {}", service.name);
            for (operation, behaviours) in &covered[service.name] {
                assert!(!behaviours.is_empty(), "{}.{operation} has no behaviour", service.name);
            }
        }
    }
}
