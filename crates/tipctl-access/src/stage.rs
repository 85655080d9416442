//! The parts of the chain.

use crate::LinkName;

/// A part of the chain, in the order in which a query meets them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    /// Who the user is, and how they come in.
    Entry,
    /// The workgroup and what its queries run as.
    Workgroup,
    /// What is read.
    Data,
    /// Where results land.
    Results,
}

impl Stage {
    /// All of them in order.
    pub const ALL: [Self; 4] = [Self::Entry, Self::Workgroup, Self::Data, Self::Results];

    /// What it is called in output.
    pub fn title(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Workgroup => "workgroup",
            Self::Data => "data",
            Self::Results => "results",
        }
    }
}

impl LinkName {
    /// The part of the chain that the link belongs to.
    pub fn stage(self) -> Stage {
        match self {
            Self::IdentityCenter
            | Self::Workforce
            | Self::Membership
            | Self::Entry
            | Self::UserRole
            | Self::Session => Stage::Entry,
            Self::Workgroup | Self::Assignment | Self::ExecutionRole => Stage::Workgroup,
            Self::LakeConnection
            | Self::CatalogEncryption
            | Self::Database
            | Self::Grant
            | Self::OptIn
            | Self::Location
            | Self::LocationRole => Stage::Data,
            Self::ResultsAssociation
            | Self::ResultsGrant
            | Self::ResultsLocation
            | Self::ResultsLocationRole
            | Self::ResultsEncryption
            | Self::ResultsReading => Stage::Results,
        }
    }
}
