//! Names, numbers, cache sizes and stack effects against those of a real CPython 3.14, where one is on the `PATH`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use opcode_codegen::{DEFINITIONS, LOCK};
use opcode_dsl::lock::Lock;
use opcode_dsl::model::{Instruction, Kind, Linear, Model};

/// Opcodes whose stack effect is not CPython's, and why.
const DIFFERENT: &[(&str, &str)] = &[("RERAISE", "it never falls through, so that nothing is left")];

const SCRIPT: &str = r#"
import _opcode, opcode
for name, number in sorted(opcode.opmap.items()):
    caches = sum(opcode._cache_format.get(name, {}).values())
    print(name, number, caches, end="")
    for oparg in (0, 1, 2, 3, 7):
        for jump in (True, False, None):
            try:
                arg = oparg if _opcode.has_arg(number) else None
                print("", _opcode.stack_effect(number, arg, jump=jump), end="")
            except ValueError:
                print(" x", end="")
    print()
"#;

fn eval(value: &Linear, instruction: &Instruction, oparg: u32) -> i64 {
    value.terms.iter().fold(value.constant, |sum, (name, times)| {
        let operand = instruction.operands.iter().find(|operand| operand.name == *name).expect("checked");
        let bits = operand.bits.map_or(u32::MAX, |bits| (1 << bits) - 1);
        sum + times * i64::from((oparg >> operand.shift) & bits)
    })
}

fn effect(instruction: &Instruction, oparg: u32, jump: Option<bool>) -> i64 {
    let returned =
        instruction.effect.never && instruction.powers.leave && !instruction.effect.inputs.is_empty();
    let through = eval(&instruction.effect.net(), instruction, oparg) + i64::from(returned);
    let target = instruction
        .labels
        .iter()
        .find(|label| label.operand.is_some())
        .map(|label| if label.past > 0 { &instruction.effect } else { &label.effect })
        .map(|effect| eval(&effect.net(), instruction, oparg));
    match (target, jump) {
        (Some(target), Some(true)) => target,
        (Some(target), None) if target > through || instruction.effect.never => target,
        _ => through,
    }
}

fn model() -> Model {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let source = fs::read_to_string(root.join(DEFINITIONS)).expect("the definition file");
    let lock =
        Lock::parse(&fs::read_to_string(root.join(LOCK)).expect("the lock file")).expect("a valid lock file");
    opcode_dsl::compile(&source, &lock)
        .unwrap_or_else(|errors| panic!("{}", opcode_dsl::diagnostics::render(DEFINITIONS, &source, &errors)))
}

#[test]
fn opcodes_of_cpython_have_its_numbers_caches_and_effects() {
    let Ok(output) = Command::new("python3.14").args(["-c", SCRIPT]).output() else {
        println!("there is no python3.14 to compare with");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let model = model();
    let ours: BTreeMap<&str, &Instruction> =
        model.instructions.iter().map(|instruction| (instruction.name.as_str(), instruction)).collect();
    let mut problems = Vec::new();
    let mut compared = 0;
    let mut excused = BTreeSet::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let Some(instruction) = ours.get(words[0]) else {
            problems.push(format!("{} is missing", words[0]));
            continue;
        };
        if words[1] != instruction.number.to_string() {
            problems.push(format!("{} is {}, not {}", words[0], words[1], instruction.number));
        }
        if words[2] != instruction.cache.units.to_string()
            && !matches!(instruction.kind, Kind::Instrumented { .. })
        {
            problems
                .push(format!("{} has {} cache units, not {}", words[0], words[2], instruction.cache.units));
        }
        let mut expected = words[3..].iter();
        for oparg in [0, 1, 2, 3, 7] {
            for jump in [Some(true), Some(false), None] {
                let Some(Ok(theirs)) = expected.next().map(|word| word.parse::<i64>()) else { continue };
                let own = effect(instruction, oparg, jump);
                compared += 1;
                if own != theirs && DIFFERENT.iter().any(|(name, _)| *name == words[0]) {
                    excused.insert(words[0].to_owned());
                } else if own != theirs {
                    problems.push(format!("{} {oparg} with jump {jump:?}: {theirs}, not {own}", words[0]));
                }
            }
        }
    }
    for (name, _) in DIFFERENT.iter().filter(|(name, _)| !excused.contains(*name)) {
        problems.push(format!("{name} is as here, and need not be excused any more"));
    }
    assert!(problems.is_empty(), "CPython says:\n{}", problems.join("\n"));
    assert!(compared > 1_000);
}
