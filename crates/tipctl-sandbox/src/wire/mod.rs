//! The protocols: how a request becomes the typed input of an operation, and its output or fault becomes a body.
//!
//! Inputs are strict: a member that the input does not declare, a value of another type or a duplicate is refused.

mod form;
mod protocol;
mod raw;
mod timestamp;
mod tree;
mod xml;

pub(crate) use form::{decode_form, decode_query};
pub(crate) use protocol::{Input, Output, Protocol, output_members};
pub(crate) use raw::{Body, Reply, header_members};
pub(crate) use timestamp::{Epoch, HttpDate, Iso8601};
pub(crate) use tree::Tree;
pub(crate) use xml::decode_xml;
