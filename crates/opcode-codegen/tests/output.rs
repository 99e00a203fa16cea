//! The committed output for the toy machine's `sample.def` is what the generator gives now. `BLESS=1` writes it anew;
//! this is a test of its own so that output which does not compile can be replaced.

use std::fs;
use std::path::Path;

#[test]
fn committed_output_is_fresh() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/machine");
    let source = fs::read_to_string(directory.join("sample.def")).expect("readable");
    let model = opcode_dsl::compile(&source, &opcode_dsl::lock::Lock::default()).unwrap_or_else(|errors| {
        panic!("{}", opcode_dsl::diagnostics::render("sample.def", &source, &errors))
    });
    for output in opcode_codegen::generate(&model) {
        let name = Path::new(output.path).file_name().expect("a file");
        let path = directory.join("generated").join(name);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &output.text).expect("writable");
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == output.text,
            "{} is stale: run `BLESS=1 cargo test -p opcode-codegen --test output`",
            path.display()
        );
    }
}
