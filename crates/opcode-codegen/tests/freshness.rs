//! The committed files must be what `opcodes/bytecodes.def` says.

use std::fs;
use std::path::Path;

use opcode_codegen::{DEFINITIONS, LOCK, generate};
use opcode_dsl::diagnostics::render;
use opcode_dsl::lock::Lock;

#[test]
fn generated_files_are_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let source = fs::read_to_string(root.join(DEFINITIONS)).expect("the definition file");
    let lock =
        Lock::parse(&fs::read_to_string(root.join(LOCK)).expect("the lock file")).expect("a valid lock file");
    let model = opcode_dsl::compile(&source, &lock)
        .unwrap_or_else(|errors| panic!("{}", render(DEFINITIONS, &source, &errors)));
    let stale: Vec<&str> = generate(&model)
        .iter()
        .filter(|output| fs::read_to_string(root.join(output.path)).ok().as_ref() != Some(&output.text))
        .map(|output| output.path)
        .collect();
    assert!(stale.is_empty(), "run `cargo xtask codegen`, these are stale:\n  {}", stale.join("\n  "));
}
