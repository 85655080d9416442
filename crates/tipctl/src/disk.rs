//! Files that are read and written whole.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::Path,
};

/// The largest spec file that is read into memory; one byte more than a spec may have, so that it is refused as too large.
const SPEC: u64 = tipctl_spec::LARGEST as u64 + 1;

/// The largest saved plan that is read. A plan of ten thousand grants has about twenty million bytes.
const PLAN: u64 = 1 << 28;

/// What a file of a spec says; of one that is too large, as much as shows that.
pub(crate) fn spec(path: &Path) -> io::Result<Vec<u8>> {
    read(path, SPEC)
}

/// What a file that may be a saved plan says.
pub(crate) fn plan(path: &Path) -> io::Result<String> {
    let bytes = read(path, PLAN)?;
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text"))
}

/// At most so many bytes: a device can be endless.
fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Puts `bytes` in the place of a file: written beside it and renamed, so that a reader sees the old or the new one, never
/// half of one, and a full disk costs nothing.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A pipe, a device and what a link points to must stay what they are.
    if fs::symlink_metadata(path).is_ok_and(|there| !there.is_file()) {
        return fs::write(path, bytes);
    }
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = tempfile::NamedTempFile::new_in(dir)?;
    beside.as_file_mut().write_all(bytes)?;
    beside.as_file().sync_all()?;
    beside.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_a_link_is_written_through() {
        let dir = tempfile::tempdir().unwrap();
        let (file, link) = (dir.path().join("file"), dir.path().join("link"));
        replace(&file, b"one").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        replace(&link, b"two").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(plan(&file).unwrap(), "two");
        replace(&file, &[0xff]).unwrap();
        assert_eq!(plan(&file).unwrap_err().to_string(), "it is not UTF-8 text");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "nothing is left beside them");
    }

    #[test]
    fn an_endless_file_is_read_up_to_its_bound() {
        assert_eq!(u64::try_from(spec(Path::new("/dev/zero")).unwrap().len()).unwrap(), SPEC);
    }
}
