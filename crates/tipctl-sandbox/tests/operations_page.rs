//! `docs/sandbox-operations.md` is what the sandbox says of itself. `TIPCTL_BLESS=1` writes it anew.

use std::fmt::Write;

use tipctl_sandbox::coverage;

fn page() -> Result<String, Box<dyn std::error::Error>> {
    let covered = coverage()?;
    let operations: usize = covered.values().map(|operations| operations.len()).sum();
    let behaviours = || covered.values().flat_map(|operations| operations.values().flatten());
    let unverified = behaviours().filter(|behaviour| behaviour.unverified).count();
    let mut page = String::from("# What the sandbox does, and where it was learnt\n\n");
    page.push_str(
        "Generated from the `coverage.json` of each service. `facts/…` are the project's notes on AWS.\n\n",
    );
    writeln!(
        page,
        "{operations} operations, {} behaviours, {unverified} of them *unverified*: nobody has seen AWS do it.",
        behaviours().count()
    )?;
    for (service, operations) in &covered {
        write!(page, "\n## {service}\n\n| operation | behaviour | learnt from |\n|---|---|---|\n")?;
        for (operation, behaviours) in operations {
            for (at, behaviour) in behaviours.iter().enumerate() {
                let name = if at == 0 { format!("`{operation}`") } else { String::new() };
                let mark = if behaviour.unverified { "; *unverified*" } else { "" };
                let text = behaviour.behaviour.replace('|', "\\|");
                writeln!(page, "| {name} | {text} | {}{mark} |", behaviour.source)?;
            }
        }
    }
    Ok(page)
}

#[test]
fn the_page_is_what_the_sandbox_says_of_itself() -> Result<(), Box<dyn std::error::Error>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sandbox-operations.md");
    let page = page()?;
    if std::env::var_os("TIPCTL_BLESS").is_some() {
        std::fs::write(path, &page)?;
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == page,
        "docs/sandbox-operations.md is stale: TIPCTL_BLESS=1 cargo test -p tipctl-sandbox"
    );
    Ok(())
}
