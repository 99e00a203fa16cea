//! `cargo xtask codegen`: reads the definition file, and writes what follows from it or checks that it is there.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use opcode_codegen::{DEFINITIONS, LOCK};
use opcode_dsl::diagnostics;
use opcode_dsl::lock::Lock;
use opcode_dsl::model::Model;

/// Reads and checks the definition file below `root`.
///
/// # Errors
///
/// Files that cannot be read, and all errors of the definitions, rendered.
pub fn load(root: &Path) -> Result<Model> {
    let source =
        fs::read_to_string(root.join(DEFINITIONS)).with_context(|| format!("cannot read {DEFINITIONS}"))?;
    let lock = fs::read_to_string(root.join(LOCK)).unwrap_or_default();
    let lock = Lock::parse(&lock).map_err(|error| anyhow::anyhow!("{LOCK}: {error}"))?;
    match opcode_dsl::compile(&source, &lock) {
        Ok(model) => Ok(model),
        Err(errors) => {
            let count = errors.len();
            bail!("{}{count} error(s)", diagnostics::render(DEFINITIONS, &source, &errors))
        }
    }
}

/// Runs the command.
///
/// # Errors
///
/// Those of [`load`]; with `check`, files that are not as they should be.
pub fn run(root: &Path, check: bool) -> Result<()> {
    let model = load(root)?;
    if !model.undefined.is_empty() {
        let names: Vec<&str> = model.undefined.iter().map(|(name, _)| name.as_str()).collect();
        eprintln!(
            "{} names of {LOCK} are not defined, so the metadata of crates/bytecode is left as it is: {}",
            names.len(),
            names.join(" ")
        );
    }
    let mut stale = Vec::new();
    for output in opcode_codegen::generate(&model) {
        if !ensure_file_contents(&root.join(output.path), &output.text, check)? {
            stale.push(output.path);
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    bail!("not what {DEFINITIONS} says, run `cargo xtask codegen`:\n  {}", stale.join("\n  "))
}

/// Makes sure that the file at `path` contains `text`: writes it if need be or, with `check`, says whether it does.
///
/// # Errors
///
/// Those of reading and writing.
pub fn ensure_file_contents(path: &Path, text: &str, check: bool) -> Result<bool> {
    if fs::read_to_string(path).is_ok_and(|present| present == text) {
        return Ok(true);
    }
    if check {
        return Ok(false);
    }
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    println!("wrote {}", path.display());
    Ok(true)
}
