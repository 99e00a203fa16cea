//! Runs the programs of `tests/opcodes`: assembly whose result, or exception, its first line states.
//!
//! `; expect: REPR` is the `repr` of what the code returns; `; raises: TEXT` is class and message of what it raises.
//! `; runs: OPCODE` below it names a specialization that the code must have been given where specializing is forced.
//!
//! A Python program (`.py`) states the `repr` of its `result` in the same way (`# expect: REPR`), and may name an opcode
//! that the compiler must have emitted for it (`# emits: OPCODE`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytecode::Code;
use compiler::Mode;
use vm_core::vm::{NoHost, Specialization};
use vm_core::{Value, Vm};

const STACK: usize = 16 << 20;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/opcodes")
}

/// What running `code` gives, in the form that the tests state it, and the instructions as they then are.
fn outcome(code: &Arc<Code>, python: bool, specialization: Specialization) -> (String, Vec<u16>) {
    let code = code.clone();
    let run = move || {
        let mut vm = Vm::new(Box::new(NoHost), (0, 0), STACK);
        vm.set_specialization(specialization);
        let globals = vm.new_dict();
        let namespace: Value = globals.clone().into();
        let code = vm.new_code(code.clone());
        let mut result = vm.run_code_object(code.clone(), &globals, &namespace);
        if python && result.is_ok() {
            let name = vm.intern_str("result");
            result = Ok(globals.get_str(&vm, &name).cloned().expect("a Python program sets `result`"));
        }
        let outcome = match result.and_then(|value| vm.repr(&value)) {
            Ok(text) => format!("expect: {}", text.text()),
            Err(raised) => {
                let exception = vm.take_raised(raised);
                let class = vm.class_name(&exception);
                let text = vm.str(&exception).map(|text| text.text().to_string_lossy()).unwrap_or_default();
                format!("raises: {class}: {text}")
            }
        };
        (outcome, code.adaptive_instructions())
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap()
}

/// Whether a listing has an instruction called `name`, by itself or as part of a fused one.
fn runs(listing: &str, name: &str) -> bool {
    let fused =
        |word| bytecode::Opcode::from_name(word).map(bytecode::metadata::fused_parts).unwrap_or_default();
    shows(listing, name)
        || listing.split_whitespace().flat_map(fused).any(|part: &bytecode::Opcode| part.name() == name)
}

/// Whether a listing has an instruction called `name`.
fn shows(listing: &str, name: &str) -> bool {
    listing.split_whitespace().any(|word| word == name)
}

/// What is wrong with a program.
fn check(text: &str, python: bool) -> Vec<String> {
    let mut lines = text.lines().map(|line| line.trim_start_matches(['#', ';', ' ']));
    let expected = lines.next().unwrap_or_default();
    let second = lines.next().unwrap_or_default();
    let code = match python {
        true => {
            compiler::compile(text, "<test>", Mode::Exec, &Default::default()).map_err(|e| e.message.clone())
        }
        false => bytecode::asm::assemble(text).map(Arc::new).map_err(|error| error.to_string()),
    };
    let code = match code {
        Ok(code) => code,
        Err(error) => return vec![error],
    };
    if let Err(error) = bytecode::verify::verify_all(&code) {
        return vec![error.to_string()];
    }
    let mut failures = Vec::new();
    if let Some(name) = second.strip_prefix("emits: ") {
        let listing = bytecode::dis::disassemble(&code);
        if !shows(&listing, name) {
            failures.push(format!("the compiler emits no {name}:\n{listing}"));
        }
    }
    for specialization in [Specialization::Adaptive, Specialization::Off, Specialization::Eager] {
        let (found, instructions) = outcome(&code, python, specialization);
        if found != expected {
            failures.push(format!("({specialization:?}) stated `{expected}`, got `{found}`"));
        }
        let special = second.strip_prefix("runs: ").filter(|_| specialization == Specialization::Eager);
        if let Some(name) = special {
            let listing =
                bytecode::dis::disassemble(&Code { code: instructions.into(), ..Code::clone(&code) });
            if !runs(&listing, name) {
                failures.push(format!("nothing was specialized to {name}:\n{listing}"));
            }
        }
    }
    failures
}

#[test]
fn every_program_gives_what_it_states() {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "asm" || extension == "py"));
    files.sort();
    assert!(!files.is_empty(), "no programs in {}", folder().display());
    let mut failures = Vec::new();
    for path in &files {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let python = path.extension().is_some_and(|extension| extension == "py");
        failures.extend(check(&text, python).into_iter().map(|failure| format!("{name}: {failure}")));
    }
    assert!(failures.is_empty(), "{} programs:\n{}", files.len(), failures.join("\n"));
}

/// Each opcode that code objects hold must occur in a program of its own theme.
#[test]
fn every_opcode_has_a_program() {
    use bytecode::{Opcode, metadata};
    let mut text = String::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        text.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    let words: std::collections::HashSet<&str> = text.split_whitespace().collect();
    let never_runs = |opcode: &Opcode| {
        let name = opcode.name();
        metadata::is_specialized(*opcode)
            || metadata::is_instrumented(*opcode)
            || metadata::is_pseudo(*opcode)
            || metadata::doc(*opcode).contains("never runs")
            // Part of the instruction behind it, which has it where its argument is large.
            || name == "EXTENDED_ARG"
    };
    let missing: Vec<&str> = (0..=u8::MAX)
        .filter_map(|number| Opcode::from_number(number.into()))
        .filter(|opcode| !never_runs(opcode) && !words.contains(opcode.name()))
        .map(Opcode::name)
        .collect();
    assert!(missing.is_empty(), "no program uses {missing:?}");
}
