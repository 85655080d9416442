//! A plan in a file: JSON with a format number, read strictly.
//!
//! [`mirror`] is the shape of the file; [`read`] turns it back into a plan, looking every name up in the schemas, so that
//! nothing comes out of a file that no schema knows. A seal over the content tells a file that was edited, or cut, from the
//! one that was reviewed; it is no protection from somebody who reckons it anew. Where things were written is left out: places in a spec that
//! may have changed since would mislead.
//!
//! Not here: whether a plan that was read may be carried out, which [`crate::audit()`] and [`crate::moved()`] tell.

mod mirror;
mod read;
mod value;

use sha2::{Digest, Sha256};
use tipctl_model::{KindName, KindSchema, Plan};

/// The format that this version writes, and the only one that it reads.
const FORMAT: u32 = 1;

/// Why a file is not a plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanfileError {
    /// It is not JSON of the right shape.
    #[error("not a saved plan: {0}")]
    Shape(String),
    /// It was written in another format.
    #[error("the saved plan has the format {0}, and this version reads {FORMAT}")]
    Format(u32),
    /// It names a kind that is not known.
    #[error("the saved plan names the kind `{0}`, which is not known")]
    UnknownKind(String),
    /// It names an attribute that its kind does not have.
    #[error("the saved plan names `{attr}`, which the kind `{kind}` does not have")]
    UnknownAttr {
        /// The kind.
        kind: KindName,
        /// The name.
        attr: String,
    },
    /// It has an update or a replacement without a difference.
    #[error("the saved plan changes `{0}` without a difference")]
    NoDifference(String),
    /// It is not what was saved.
    #[error("the saved plan was edited after it was saved")]
    Edited,
}

/// The text of a file that holds `plan`.
///
/// # Errors
/// [`PlanfileError::Shape`] never happens for a plan; it is there because writing JSON can fail.
pub fn save(plan: &Plan) -> Result<String, PlanfileError> {
    let mut file = mirror::File::from(plan);
    file.seal = seal(&file)?;
    let mut text = serde_json::to_string_pretty(&file).map_err(shape)?;
    text.push('\n');
    Ok(text)
}

/// The plan that `text` holds.
///
/// # Errors
/// Everything that keeps the text from being a plan of these kinds in the format of this version.
pub fn load(text: &str, kinds: &[&'static KindSchema]) -> Result<Plan, PlanfileError> {
    let mirror::Preface { format } = serde_json::from_str(text).map_err(shape)?;
    if format != FORMAT {
        return Err(PlanfileError::Format(format));
    }
    let mut file: mirror::File = serde_json::from_str(text).map_err(shape)?;
    let sealed = std::mem::take(&mut file.seal);
    let plan = read::Names::new(kinds).plan(file)?;
    if seal(&mirror::File::from(&plan))? == sealed { Ok(plan) } else { Err(PlanfileError::Edited) }
}

/// The seal of a file that bears none yet: SHA-256 over its content, whatever its layout, in hexadecimal.
fn seal(file: &mirror::File) -> Result<String, PlanfileError> {
    let content = serde_json::to_vec(file).map_err(shape)?;
    Ok(Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect())
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to `map_err`, which hands the error over")]
fn shape(error: serde_json::Error) -> PlanfileError {
    PlanfileError::Shape(error.to_string())
}
