//! Every rule against its fixtures, and its page.

#[cfg(test)]
mod account;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod pages;
