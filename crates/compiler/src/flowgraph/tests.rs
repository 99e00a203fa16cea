//! Tests of the flow graph on sequences written by hand or at random; see `oracle` for real ones.

use std::sync::Arc;

use bytecode::{Code, CodeFlags, Constant, Opcode, Wtf8Buf, asm, verify};

use super::{AssembleError, Options, assemble};
use crate::ir::{Arg, CodeUnit, InstructionSequence, Label, Location};

fn location(line: i32) -> Location {
    Location { line, end_line: line, col: 0, end_col: 1 }
}

/// A unit of instructions: opcode, argument or index of the jump target, line.
fn unit(instructions: &[(Opcode, u32, i32)]) -> CodeUnit {
    let labels = (0..instructions.len()).collect();
    let mut sequence = InstructionSequence { labels, ..InstructionSequence::default() };
    for &(op, arg, line) in instructions {
        let arg = if op.has_target() { Arg::Label(Label(arg)) } else { Arg::Value(arg) };
        sequence.push(op, arg, location(line));
    }
    let name = |name: &str| Arc::new(Wtf8Buf::from(name));
    CodeUnit {
        firstlineno: 1,
        consts: vec![Constant::None, Constant::Int(1000), Constant::Bool(true), Constant::str("text")],
        names: vec![name("a"), name("b")],
        varnames: vec![name("p"), name("q")],
        argcount: 1,
        cellvars: vec![name("q"), name("c")],
        freevars: vec![name("f")],
        instructions: sequence,
        ..CodeUnit::default()
    }
}

/// The instructions of the assembled code, in the readable form, without prologue.
fn assembled(instructions: &[(Opcode, u32, i32)], rewrite: bool) -> Vec<String> {
    let unit = CodeUnit { cellvars: Vec::new(), freevars: Vec::new(), ..unit(instructions) };
    let code = assemble(unit, &Options { rewrite }).unwrap();
    let text = asm::print(&code).unwrap();
    let body = text.lines().filter(|line| line.starts_with("    ") || line.ends_with(':'));
    body.map(|line| line.split('@').next().unwrap_or_default().trim().to_owned()).collect()
}

#[test]
fn rewrites_are_done_but_not_across_targets_and_borders() {
    use Opcode::*;
    let plain = [
        (LOAD_NAME, 0, 1),
        (LOAD_CONST, 1, 1),
        (BINARY_OP, 26, 1),
        (POP_TOP, 0, 1),
        (LOAD_CONST, 0, 2),
        (RETURN_VALUE, 0, 2),
    ];
    assert_eq!(
        assembled(&plain, true),
        ["LOAD_NAME a", "LOAD_CONST 1000", "BINARY_SUBSCR", "POP_TOP", "RETURN_CONST None"]
    );
    assert!(assembled(&plain, false).contains(&"BINARY_OP []".to_owned()));

    // The return is entered with another value too.
    let entered = [
        (LOAD_NAME, 0, 1),
        (COPY, 1, 1),
        (POP_JUMP_IF_TRUE, 5, 1),
        (POP_TOP, 0, 1),
        (LOAD_CONST, 0, 2),
        (STORE_NAME, 0, 3),
        (LOAD_CONST, 1, 4),
        (RETURN_VALUE, 0, 4),
    ];
    let code = assembled(&entered, true);
    assert_eq!(code.last().unwrap(), "RETURN_CONST 1000");
    assert!(code.contains(&"LOAD_CONST None".to_owned()));

    let border = [
        (SETUP_FINALLY, 5, 1),
        (LOAD_CONST, 0, 1),
        (POP_BLOCK, 0, 1),
        (RETURN_VALUE, 0, 1),
        (NOP, 0, 2),
        (POP_TOP, 0, 3),
        (LOAD_CONST, 0, 3),
        (RETURN_VALUE, 0, 3),
    ];
    let code = assembled(&border, true);
    assert!(code.contains(&"RETURN_VALUE".to_owned()), "{code:?}");
}

#[test]
fn impossible_sequences_are_errors() {
    use Opcode::*;
    for (instructions, error) in [
        (vec![(JUMP, 7, 1)], AssembleError::UnplacedLabel),
        (vec![(POP_BLOCK, 0, 1), (LOAD_CONST, 0, 1), (RETURN_VALUE, 0, 1)], AssembleError::UnbalancedBlocks),
        (
            vec![(RESUME, 0, 1), (POP_TOP, 0, 1), (LOAD_CONST, 0, 1), (RETURN_VALUE, 0, 1)],
            AssembleError::StackUnderflow,
        ),
        (vec![(LOAD_NAME, 0, 1), (JUMP, 0, 1)], AssembleError::InconsistentStackDepth),
        (vec![(LOAD_CONST, 9, 1), (RETURN_VALUE, 0, 1)], AssembleError::InvalidArgument("LOAD_CONST")),
        (vec![(LOAD_DEREF, 9, 1), (RETURN_VALUE, 0, 1)], AssembleError::InvalidArgument("LOAD_DEREF")),
        (
            vec![(BINARY_OP_ADD_INT, 0, 1), (LOAD_NAME, 0, 1), (RETURN_VALUE, 0, 1)],
            AssembleError::InvalidOpcode("BINARY_OP_ADD_INT"),
        ),
    ] {
        assert_eq!(
            assemble(unit(&instructions), &Options::default()).unwrap_err(),
            error,
            "{instructions:?}"
        );
    }
}

#[test]
fn prologue_and_slots() {
    use Opcode::*;
    let unit = CodeUnit {
        flags: CodeFlags::GENERATOR,
        ..unit(&[
            (RESUME, 0, 1),
            (LOAD_DEREF, 2, 1),
            (STORE_DEREF, 1, 1),
            (LOAD_CONST, 0, 1),
            (RETURN_VALUE, 0, 1),
        ])
    };
    let code: Code = assemble(unit, &Options::default()).unwrap();
    verify::verify(&code).unwrap();
    let text = asm::print(&code).unwrap();
    for line in [
        ".cells q c",
        ".free f",
        "MAKE_CELL q",
        "MAKE_CELL c",
        "COPY_FREE_VARS 1",
        "LOAD_DEREF f",
        "STORE_DEREF c",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

/// Nonsense is assembled or refused, but nothing panics or goes on for ever.
#[test]
fn random_sequences_never_panic() {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut random = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % limit
    };
    let likely = [
        Opcode::LOAD_CONST,
        Opcode::LOAD_FAST,
        Opcode::STORE_FAST,
        Opcode::POP_TOP,
        Opcode::JUMP,
        Opcode::SWAP,
        Opcode::POP_JUMP_IF_TRUE,
        Opcode::JUMP_IF_FALSE,
        Opcode::COPY,
        Opcode::NOP,
        Opcode::BUILD_TUPLE,
        Opcode::SETUP_FINALLY,
        Opcode::POP_BLOCK,
        Opcode::BINARY_OP,
        Opcode::BUILD_LIST,
        Opcode::LOAD_SMALL_INT,
    ];
    let mut assembled = 0;
    for _ in 0..30_000 {
        let length = 1 + random(25);
        let mut instructions: Vec<(Opcode, u32, i32)> = (0..length)
            .map(|_| {
                let op = match random(8) {
                    0 => Opcode::ALL[random(Opcode::ALL.len())],
                    1 | 2 => Opcode::LOAD_CONST,
                    _ => likely[random(likely.len())],
                };
                let arg = if op.has_target() { random(length) } else { random(5) };
                (op, arg as u32, random(4) as i32 - 1)
            })
            .collect();
        instructions.extend([(Opcode::LOAD_CONST, 0, 1), (Opcode::RETURN_VALUE, 0, 1)]);
        if let Ok(code) = assemble(unit(&instructions), &Options { rewrite: random(2) == 0 }) {
            assembled += 1;
            // It need not make sense, but it must be code.
            assert!(code.instructions().all(|instruction| instruction.is_ok()));
            let _ = verify::verify(&code);
        }
    }
    assert!(assembled > 1000, "{assembled}");
}
