//! Glue's errors on the wire.

use super::state::GlueError;
use crate::fault::Fault;

impl From<GlueError> for Fault {
    fn from(error: GlueError) -> Self {
        let code = match error {
            GlueError::NoSuchCatalog(_) | GlueError::NoSuchDatabase(_) | GlueError::NoSuchTable(_) => {
                "EntityNotFoundException"
            }
            GlueError::InvalidInput(_) => "InvalidInputException",
        };
        Self::new(code, 400, error.to_string())
    }
}
