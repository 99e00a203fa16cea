//! Compares the flow graph with CPython's own on instruction sequences that CPython's code generator made of standard
//! library files: whole code objects for modules, optimized sequences for the functions and classes in them.
//!
//! Needs `python3.14` with its `_testinternalcapi` module; without it the test says so and passes.

use std::sync::Arc;

use bytecode::{CodeFlags, Constant, Opcode, Wtf8Buf};

use super::assembler::SequenceInstr;
use super::constants::ConstPool;
use super::graph::Graph;
use super::{AssembleError, Options, assemble};
use crate::ir::{Arg, CodeUnit, Instr, InstructionSequence, Label, Location};
use reader::{Lines, hex, text, texts};

#[path = "../../tests/oracle/reader.rs"]
mod reader;

/// Every how many-th file of the standard library is compared; `TAIPAN_ORACLE_STEP=1` compares all.
const STEP: usize = 12;

fn location([line, end_line, col, end_col]: [i32; 4]) -> Location {
    Location { line, end_line, col, end_col }
}

fn sequence(source: &[(Opcode, u32, [i32; 4])]) -> InstructionSequence {
    let instr = |&(op, arg, location): &(Opcode, u32, _)| Instr {
        op,
        arg: if op.has_target() { Arg::Label(Label(arg)) } else { Arg::Value(arg) },
        location: self::location(location),
    };
    // Targets are indices, so every instruction has the label of its index.
    InstructionSequence { instrs: source.iter().map(instr).collect(), labels: (0..source.len()).collect() }
}

fn compare_module(reader: &mut Lines) -> Result<(), String> {
    let header = reader.words("header");
    let names = |words: Vec<&str>| -> Vec<Arc<Wtf8Buf>> {
        words.into_iter().filter(|word| !word.is_empty()).map(|word| Arc::new(word.into())).collect()
    };
    let varnames = names(reader.words("names"));
    let cellvars = names(reader.words("names"));
    let consts = reader.consts(&[]);
    let source = reader.sequence();
    let expected_consts = reader.consts(&[]);
    let tables = reader.words("tables");
    let unit = CodeUnit {
        firstlineno: header[0].parse().unwrap(),
        flags: CodeFlags(header[1].parse().unwrap()),
        consts,
        varnames,
        cellvars,
        instructions: sequence(&source),
        ..CodeUnit::default()
    };
    let code = assemble(unit, &Options { rewrite: false }).map_err(|error| error.to_string())?;
    let bytes: Vec<u8> = code.code.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let same = |name: &str, same: bool| if same { Ok(()) } else { Err(name.to_owned()) };
    same("code", bytes == hex(tables[0]))?;
    same("linetable", *code.linetable == hex(tables[1]))?;
    same("exceptiontable", *code.exceptiontable == hex(tables[2].trim_matches('-')))?;
    same("stacksize", code.stacksize.to_string() == header[2])?;
    same("consts", texts(&code.consts) == texts(&expected_consts))
}

/// The passes that CPython's test interface runs, which leave out the assembler and what comes right before it.
fn optimize(
    source: &[(Opcode, u32, [i32; 4])],
    consts: Vec<Constant>,
    locals: usize,
) -> Result<(Vec<SequenceInstr>, Vec<Constant>), AssembleError> {
    let mut graph = Graph::from_sequence(&sequence(source))?;
    let mut consts = ConstPool::new(consts);
    graph.mark_except_handlers();
    graph.label_exception_targets()?;
    graph.optimize(&mut consts)?;
    graph.remove_unused_consts(&mut consts)?;
    graph.check_unbound_loads(locals, 0);
    graph.insert_superinstructions();
    graph.push_cold_blocks_to_end();
    graph.resolve_line_numbers();
    graph.stack_depth()?;
    graph.borrow_loads()?;
    Ok((graph.into_sequence().instrs, consts.into_list()))
}

fn compare_nested(reader: &mut Lines) -> Result<(), String> {
    let locals = reader.words("nlocals")[0].parse().unwrap();
    let consts = reader.consts(&[]);
    let source = reader.sequence();
    let expected_consts = reader.consts(&[]);
    let expected = reader.sequence();
    let (instrs, consts) = optimize(&source, consts, locals).map_err(|error| error.to_string())?;
    for (index, (instr, expected)) in instrs.iter().zip(&expected).enumerate() {
        let arg = instr.target.map_or(instr.arg, |target| target as u32);
        // Made-up constants may be equal, and CPython merges only identical ones.
        let value = |consts: &[Constant], arg: u32| consts.get(arg as usize).map(text);
        let same_constant = instr.op == Opcode::LOAD_CONST
            && value(&consts, arg) == value(&expected_consts, expected.1)
            && (instr.op, instr.location) == (expected.0, location(expected.2));
        if (instr.op, arg, instr.location) != (expected.0, expected.1, location(expected.2)) && !same_constant
        {
            return Err(format!("{index}: {:?} {arg} {:?}, expected {expected:?}", instr.op, instr.location));
        }
    }
    if instrs.len() != expected.len() {
        return Err(format!("{} instructions, expected {}", instrs.len(), expected.len()));
    }
    Ok(())
}

#[test]
fn sequences_of_the_standard_library_become_what_cpython_makes_of_them() {
    let (mut modules, mut nested, mut failures) = (0, 0, Vec::new());
    let ran = reader::run("dump_sequences.py", STEP, |_, mut reader| {
        loop {
            let line = reader.lines.next().expect("output ends early");
            let result = match line.split_once(' ') {
                Some(("module", _)) => {
                    modules += 1;
                    compare_module(&mut reader)
                }
                Some(("nested", _)) => {
                    nested += 1;
                    compare_nested(&mut reader)
                }
                _ => {
                    assert_eq!(line, "end");
                    break;
                }
            };
            if let Err(reason) = result {
                failures.push(format!("{line}: {reason}"));
            }
        }
    });
    if ran {
        println!("{modules} modules and {nested} nested sequences, {} differ", failures.len());
    }
    failures.truncate(20);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
