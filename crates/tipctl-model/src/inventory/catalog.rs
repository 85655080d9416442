//! The Glue data catalog, as far as anyone has looked.

use super::{Known, Sight};

/// Databases and tables of the account's own catalog.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Catalog {
    /// Databases by name.
    pub databases: Known<Database>,
    /// Tables by `database.table`.
    pub tables: Known<Table>,
    /// How the catalog is encrypted.
    pub encryption: Sight<CatalogEncryption>,
}

impl Catalog {
    /// A catalog that nobody has looked at.
    pub fn unseen() -> Self {
        Self { databases: Known::partial(), tables: Known::partial(), encryption: Sight::Unseen }
    }
}

/// A database.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Database {
    /// Where it links to, for a resource link.
    pub link: Option<Link>,
}

/// A table or view.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// The names of its columns, partition keys included, in their order.
    pub columns: Vec<String>,
    /// Where its data is, `s3://bucket/prefix/`; none for a view.
    pub data: Option<String>,
    /// Where it links to, for a resource link.
    pub link: Option<Link>,
}

/// What a resource link links to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// The account that the target is in.
    pub catalog: String,
    /// The database.
    pub database: String,
    /// The table, for the link of a table.
    pub table: Option<String>,
}

/// How the metadata of the catalog is encrypted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CatalogEncryption {
    /// `DISABLED`, `SSE-KMS` or `SSE-KMS-WITH-SERVICE-ROLE`.
    pub mode: String,
    /// The key, as it is written.
    pub key: Option<String>,
    /// The role that Glue encrypts and decrypts with.
    pub role: Option<String>,
}
