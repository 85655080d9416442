//! Every spec under `specs` is right, and nothing about it is doubtful.

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use miette::{GraphicalReportHandler, GraphicalTheme};

    #[test]
    fn every_example_loads_without_a_warning() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
        let mut found = 0;
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            found += 1;
            let read = |path: &Path| fs::read(path);
            match tipctl_spec::load(&path, &tipctl_provider::kinds::kinds(), &read) {
                Ok(loaded) => {
                    assert!(loaded.warnings.is_empty(), "{}: {:?}", path.display(), loaded.warnings)
                }
                Err(problems) => {
                    let mut text = String::new();
                    handler.render_report(&mut text, &problems).unwrap();
                    panic!("{}\n{text}", path.display());
                }
            }
        }
        assert!(found > 0, "{} holds no spec", folder.display());
    }
}
