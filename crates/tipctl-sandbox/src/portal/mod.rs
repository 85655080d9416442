//! The portal: where a user signs in. AWS has no API for it, so it is a door of the sandbox's own, in the process and, under
//! `/_sandbox/portal/`, over TCP.

mod door;
mod query;
mod studio;
mod token;

pub use query::{QueryAsk, Rows};
pub use token::TokenAsk;

pub(crate) use door::{PREFIX, answer};
pub(crate) use query::run;
pub(crate) use studio::{enter, record_sign_in};
pub(crate) use token::issue;

use crate::chain::{Broken, Link};
use crate::services::States;

/// The id of a user who is known under an id or a user name.
// The text is unverified.
fn user_id<'a>(services: &'a States, user: &'a str) -> Result<&'a str, Broken> {
    let directory = &services.identitystore;
    let found = directory.user_named(user).or_else(|| directory.has_user(user).then_some(user));
    found.ok_or_else(|| Broken::new(Link::User, format!("There is no user {user} to sign in.")))
}
