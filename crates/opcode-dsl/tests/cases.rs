//! Every file below `tests/cases`: those in `fail` must give exactly the message beside them, those in `pass` the
//! model. `BLESS=1` writes both anew.

use std::fs;
use std::path::{Path, PathBuf};

use opcode_dsl::describe::describe;
use opcode_dsl::diagnostics::render;
use opcode_dsl::lock::Lock;
use pretty_assertions::assert_eq;

fn cases(directory: &str) -> Vec<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(directory);
    let mut cases: Vec<PathBuf> = fs::read_dir(&path)
        .expect("a directory of cases")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "def"))
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

/// A case may begin with `// lock: NAME 1, OTHER 2`.
fn lock_of(source: &str) -> Lock {
    let entries = source.lines().next().and_then(|line| line.strip_prefix("// lock: ")).unwrap_or_default();
    Lock::parse(&entries.replace(", ", "\n")).expect("a valid lock")
}

#[track_caller]
fn check(path: &Path, extension: &str, actual: &str) {
    let expected = path.with_extension(extension);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&expected, actual).expect("writable");
    }
    let text = fs::read_to_string(&expected).unwrap_or_default();
    assert_eq!(text, actual, "{}", expected.display());
}

#[test]
fn wrong_definitions_give_their_message() {
    for path in cases("fail") {
        let source = fs::read_to_string(&path).expect("readable");
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let errors = match opcode_dsl::compile(&source, &lock_of(&source)) {
            Ok(_) => panic!("{name} is accepted"),
            Err(errors) => errors,
        };
        let code = name.split('_').next().unwrap_or_default().to_uppercase();
        assert!(errors.iter().any(|error| error.code == code), "{name} is named after another error");
        check(&path, "stderr", &render(&name, &source, &errors));
    }
}

#[test]
fn right_definitions_give_their_model() {
    for path in cases("pass") {
        let source = fs::read_to_string(&path).expect("readable");
        let model = opcode_dsl::compile(&source, &lock_of(&source))
            .unwrap_or_else(|errors| panic!("{}", render(&path.to_string_lossy(), &source, &errors)));
        check(&path, "model", &describe(&model));
    }
}

#[test]
fn every_code_of_the_reference_has_a_case_and_the_other_way_round() {
    let reference = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../opcodes/README.md"))
        .expect("the reference");
    let mut documented: Vec<String> = reference
        .lines()
        .filter(|line| line.starts_with("| E0"))
        .flat_map(|line| line.split('|').nth(1).unwrap_or_default().split(','))
        .map(|code| code.trim().to_lowercase())
        .collect();
    documented.sort();
    let mut tested: Vec<String> = cases("fail")
        .iter()
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().split('_').next()?.to_owned()))
        .collect();
    tested.dedup();
    assert_eq!(documented, tested);
}

#[test]
fn examples_of_the_reference_are_valid() {
    let reference = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../opcodes/README.md"))
        .expect("the reference");
    let mut count = 0;
    for block in reference.split("```def\n").skip(1) {
        let source = block.split("```").next().unwrap_or_default();
        if let Err(errors) = opcode_dsl::compile(source, &Lock::default()) {
            panic!("{}", render("README.md", source, &errors));
        }
        count += 1;
    }
    assert!(count >= 4);
}
