//! Scopes: how far the token of a client's application reaches. Applications of AWS's own services have none and need none.

use super::journey::Journey;
use super::link::{Broken, Link};
use crate::services::ssoadmin::customer::CUSTOM;

/// Refuses a user who came through an application whose tokens do not reach another.
// AWS: which scopes a client needs, and that each names the applications it is for (facts/tip-chain.md §3, §4). That one
// without targets reaches all, and the text, are unverified.
pub(super) fn check(journey: &Journey<'_>, scope: &str, target: Option<&str>) -> Result<(), Broken> {
    let application = journey.services().ssoadmin.application(&journey.user.application_arn);
    let refused = |why: &str| Broken::new(Link::ClientScope, format!("The token {why} {scope}."));
    let Ok(application) = application else {
        return Err(Broken::new(Link::ClientScope, "The application of the token does not exist."));
    };
    if application.provider_arn != CUSTOM {
        return Ok(());
    }
    match application.oauth.scopes.get(scope) {
        None => Err(refused("lacks the scope")),
        Some(Some(targets)) if !targets.iter().any(|known| Some(known.as_str()) == target) => {
            Err(refused("is not for this application under the scope"))
        }
        Some(_) => Ok(()),
    }
}
