//! Runs the programs of `tests/opcodes`: assembly whose result, or exception, its first line states.
//!
//! `; expect: REPR` is the `repr` of what the code returns; `; raises: TEXT` is class and message of what it raises.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use vm_core::vm::{Host, Specialization};
use vm_core::{Value, Vm};

/// A host without files or terminal.
struct NoHost;

impl Host for NoHost {
    fn write(&mut self, _descriptor: i32, _data: &[u8]) -> std::io::Result<()> {
        Ok(())
    }
    fn flush(&mut self, _descriptor: i32) -> std::io::Result<()> {
        Ok(())
    }
    fn read_file(&mut self, path: &str) -> std::io::Result<Vec<u8>> {
        Err(std::io::Error::new(std::io::ErrorKind::NotFound, path.to_owned()))
    }
    fn is_file(&mut self, _path: &str) -> bool {
        false
    }
    fn is_dir(&mut self, _path: &str) -> bool {
        false
    }
    fn read_line(&mut self) -> std::io::Result<Vec<u8>> {
        Ok(Vec::new())
    }
}

const STACK: usize = 16 << 20;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/opcodes")
}

/// What running `code` gives, in the form that the tests state it.
fn outcome(code: &Arc<bytecode::Code>, specialization: Specialization) -> String {
    let code = code.clone();
    let run = move || {
        let mut vm = Vm::new(Box::new(NoHost), (0, 0), STACK);
        vm.set_specialization(specialization);
        let globals = vm.new_dict();
        let namespace: Value = globals.clone().into();
        match vm.run_code(&code, &globals, &namespace).and_then(|value| vm.repr(&value)) {
            Ok(text) => format!("expect: {}", text.text()),
            Err(raised) => {
                let exception = vm.take_raised(raised);
                let class = vm.class_name(&exception);
                let text = vm.str(&exception).map(|text| text.text().to_string_lossy()).unwrap_or_default();
                format!("raises: {class}: {text}")
            }
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap()
}

#[test]
fn every_program_gives_what_it_states() {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "asm"));
    files.sort();
    assert!(!files.is_empty(), "no programs in {}", folder().display());
    let mut failures = Vec::new();
    for path in &files {
        let text = std::fs::read_to_string(path).unwrap();
        let expected = text.lines().next().unwrap_or_default().trim_start_matches("; ").to_owned();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let code = match bytecode::asm::assemble(&text) {
            Ok(code) => Arc::new(code),
            Err(error) => {
                failures.push(format!("{name}: {error}"));
                continue;
            }
        };
        if let Err(error) = bytecode::verify::verify_all(&code) {
            failures.push(format!("{name}: {error}"));
            continue;
        }
        for specialization in [Specialization::Adaptive, Specialization::Off, Specialization::Eager] {
            let found = outcome(&code, specialization);
            if found != expected {
                failures.push(format!("{name} ({specialization:?}): stated `{expected}`, got `{found}`"));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {} programs:\n{}", failures.len(), files.len(), failures.join("\n"));
}

/// The opcodes of the table in ARCHITECTURE.md, "Instruction set": each must occur in a program of its own theme.
#[test]
fn every_promised_opcode_has_a_program() {
    const PROMISED: &str = "NOP POP_TOP COPY SWAP PUSH_NULL LOAD_CONST RETURN_CONST LOAD_FAST STORE_FAST DELETE_FAST \
        LOAD_DEREF STORE_DEREF LOAD_CLASSDEREF LOAD_GLOBAL STORE_GLOBAL DELETE_GLOBAL LOAD_NAME STORE_NAME DELETE_NAME \
        BINARY_OP UNARY_NEGATIVE UNARY_NOT COMPARE_OP IS_OP CONTAINS_OP BUILD_LIST BUILD_TUPLE BUILD_MAP BUILD_SET \
        BINARY_SUBSCR STORE_SUBSCR DELETE_SUBSCR LOAD_ATTR STORE_ATTR DELETE_ATTR CALL CALL_KW CALL_FUNCTION_EX \
        JUMP_FORWARD JUMP_BACKWARD POP_JUMP_IF_TRUE POP_JUMP_IF_FALSE POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE \
        RAISE_VARARGS RERAISE CHECK_EXC_MATCH CLEANUP_THROW RESUME RETURN_VALUE RETURN_GENERATOR YIELD_VALUE \
        IMPORT_NAME IMPORT_FROM IMPORT_STAR GET_ITER FOR_ITER END_FOR SEND END_SEND GET_YIELD_FROM_ITER";
    let mut text = String::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        text.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    let words: std::collections::HashSet<&str> = text.split_whitespace().collect();
    let missing: Vec<&str> = PROMISED.split_whitespace().filter(|opcode| !words.contains(opcode)).collect();
    assert!(missing.is_empty(), "no program uses {missing:?}");
}
