//! Tests of the verifier: bad code of each kind, and mutants.

use super::*;
use crate::asm;
use crate::testing::{Rng, sample_code};

fn reason(text: &str) -> Reason {
    let code = asm::assemble(&format!(".code f\n.stacksize 4\n{text}\n.end")).unwrap();
    verify(&code).expect_err(text).reason
}

#[test]
fn sample_passes_and_its_stack_size_is_least() {
    let code = sample_code();
    verify_all(&code).unwrap();
    assert_eq!(stack_depth(&code), Ok(code.stacksize));
    let short = Code { stacksize: code.stacksize - 1, ..code };
    assert_eq!(verify(&short).unwrap_err().reason, Reason::StackOverflow);
}

#[test]
fn bad_code_is_refused_with_its_reason() {
    for (text, expected) in [
        ("", Reason::Empty),
        ("NOP", Reason::FallsOffTheEnd),
        ("RESUME 0\nRETURN_VALUE", Reason::StackUnderflow),
        ("LOAD_CONST #0\nRETURN_VALUE", Reason::BadArgument(Opcode::LOAD_CONST)),
        ("LOAD_NAME #3\nRETURN_VALUE", Reason::BadArgument(Opcode::LOAD_NAME)),
        ("LOAD_FAST #0\nRETURN_VALUE", Reason::BadArgument(Opcode::LOAD_FAST)),
        ("JUMP_FORWARD #100", Reason::BadTarget),
        ("JUMP_BACKWARD #100", Reason::BadTarget),
        ("JUMP_BACKWARD #1", Reason::BadTarget),
        ("POP_JUMP_IF_TRUE #0", Reason::BadTarget),
        ("LOAD_SMALL_INT 1\nLOAD_SMALL_INT 1\nSWAP 1\nRETURN_VALUE", Reason::BadArgument(Opcode::SWAP)),
        ("LOAD_SMALL_INT 1\nSWAP 2\nRETURN_VALUE", Reason::StackUnderflow),
        ("LOAD_SMALL_INT 1\nCOPY 2\nRETURN_VALUE", Reason::StackUnderflow),
        ("LOAD_SMALL_INT 1\nBUILD_TUPLE 200000000\nRETURN_VALUE", Reason::StackUnderflow),
        ("LOAD_SMALL_INT 1\nUNPACK_SEQUENCE 200000000\nRETURN_VALUE", Reason::StackOverflow),
        ("a:\nLOAD_SMALL_INT 1\nJUMP_BACKWARD a", Reason::InconsistentDepth),
        ("PUSH_NULL\nRETURN_VALUE", Reason::NullValue),
        ("LOAD_SMALL_INT 1\nPUSH_NULL\nBINARY_OP +\nRETURN_VALUE", Reason::NullValue),
        ("PUSH_NULL\nPUSH_NULL\nCALL 0\nRETURN_VALUE", Reason::NullValue),
        (".locals x\nLOAD_FAST x\nRETURN_VALUE", Reason::UnboundLocal),
        (".args x\nDELETE_FAST x\nLOAD_FAST_BORROW x\nRETURN_VALUE", Reason::UnboundLocal),
        (
            ".args p\n.locals x\nLOAD_FAST p\nPOP_JUMP_IF_TRUE a\nLOAD_SMALL_INT 1\nSTORE_FAST x\na:\nLOAD_FAST x\nRETURN_VALUE",
            Reason::UnboundLocal,
        ),
        (
            ".args p\n.locals x\na:\nLOAD_NAME f\nSTORE_FAST x\nb:\nLOAD_CONST None\nRETURN_VALUE\nh:\nPOP_TOP\nLOAD_FAST x\nRETURN_VALUE\n.except a b h 0",
            Reason::UnboundLocal,
        ),
        (".args x\nLOAD_DEREF x\nRETURN_VALUE", Reason::BadArgument(Opcode::LOAD_DEREF)),
        (".cells x\nLOAD_DEREF x\nRETURN_VALUE", Reason::NotACell),
        (
            ".cells x\nMAKE_CELL x\nLOAD_SMALL_INT 1\nSTORE_FAST x\nLOAD_DEREF x\nRETURN_VALUE",
            Reason::NotACell,
        ),
        (".free x\nLOAD_DEREF x\nRETURN_VALUE", Reason::NotACell),
        (".free x\nNOP\nCOPY_FREE_VARS 1\nLOAD_DEREF x\nRETURN_VALUE", Reason::MisplacedCopyFreeVars),
        (
            ".free x\nCOPY_FREE_VARS 2\nLOAD_DEREF x\nRETURN_VALUE",
            Reason::BadArgument(Opcode::COPY_FREE_VARS),
        ),
        ("LOAD_SMALL_INT 1\nYIELD_VALUE 0\nRETURN_VALUE", Reason::MisplacedGenerator),
        ("RETURN_GENERATOR\nRETURN_VALUE", Reason::MisplacedGenerator),
        (".flags GENERATOR\nLOAD_SMALL_INT 1\nRETURN_VALUE", Reason::MisplacedGenerator),
        (".flags GENERATOR\na:\nRETURN_GENERATOR\nPOP_TOP\nJUMP_BACKWARD a", Reason::BadTarget),
        (
            "LOAD_NAME f\nPUSH_NULL\nLOAD_SMALL_INT 1\nLOAD_CONST 5\nCALL_KW 1\nRETURN_VALUE",
            Reason::BadKeywordNames,
        ),
        ("LOAD_NAME f\nPUSH_NULL\nLOAD_CONST (\"a\",)\nCALL_KW 0\nRETURN_VALUE", Reason::BadKeywordNames),
        ("LOAD_NAME x\nGET_ITER\nFOR_ITER a\nPOP_TOP\na:\nPOP_TOP\nRETURN_VALUE", Reason::BadTarget),
        ("a:\nNOP\nb:\nLOAD_CONST None\nRETURN_VALUE\n.except a b a 3", Reason::StackUnderflow),
        ("BINARY_OP_ADD_INT +", Reason::ForbiddenOpcode(Opcode::BINARY_OP_ADD_INT)),
        ("INSTRUMENTED_RESUME 0", Reason::ForbiddenOpcode(Opcode::INSTRUMENTED_RESUME)),
        ("INTERPRETER_EXIT", Reason::ForbiddenOpcode(Opcode::INTERPRETER_EXIT)),
        ("CACHE", Reason::ForbiddenOpcode(Opcode::CACHE)),
        ("CALL_INTRINSIC_1 99", Reason::BadArgument(Opcode::CALL_INTRINSIC_1)),
    ] {
        assert_eq!(reason(text), expected, "{text}");
    }
}

#[test]
fn bad_tables_and_headers_are_refused() {
    let code = sample_code();
    let refused = |code: Code| verify(&code).unwrap_err().reason;
    assert_eq!(refused(Code { exceptiontable: [0x80].into(), ..code.clone() }), Reason::BadExceptionTable);
    assert_eq!(
        refused(Code { exceptiontable: [0x80, 1, 99, 0].into(), ..code.clone() }),
        Reason::BadExceptionTable
    );
    assert_eq!(refused(Code { argcount: u32::MAX, ..code.clone() }), Reason::BadLocals);
    assert_eq!(refused(Code { posonlyargcount: 9, ..code.clone() }), Reason::BadLocals);
    assert_eq!(refused(Code { localspluskinds: [].into(), ..code.clone() }), Reason::BadLocals);
    assert_eq!(refused(Code { stacksize: u32::MAX, ..code.clone() }), Reason::BadStackSize);
    let mut dirty = code.clone();
    let call = dirty.instructions().map(Result::unwrap).find(|it| it.op == Opcode::CALL_KW).unwrap();
    dirty.code[call.offset as usize + 1] = 7;
    assert_eq!(refused(dirty), Reason::DirtyCache);
    let mut cut = code.code.to_vec();
    cut.push(Opcode::EXTENDED_ARG as u16);
    assert_eq!(refused(Code { code: cut.into(), ..code }), Reason::Undecodable(DecodeError::CutShort));
}

/// Mutants are refused or accepted, but nothing panics, and what is accepted can be printed and assembled again.
#[test]
fn mutants_never_panic() {
    let mut rng = Rng::new(7);
    let original = sample_code();
    let mut accepted = 0;
    for _ in 0..50_000 {
        let mut code = original.clone();
        for _ in 0..1 + rng.below(3) {
            match rng.below(10) {
                0 if !code.exceptiontable.is_empty() => {
                    let at = rng.below(code.exceptiontable.len());
                    code.exceptiontable[at] = rng.next() as u8;
                }
                1 => {
                    let at = rng.below(code.localspluskinds.len());
                    code.localspluskinds[at] = LocalKind(rng.next() as u8);
                }
                2 => code.flags = CodeFlags(code.flags.0 ^ 1 << rng.below(28)),
                3 => code.stacksize = rng.below(12) as u32,
                4 => {
                    let length = rng.below(code.code.len());
                    code.code = code.code[..length].into();
                    if code.code.is_empty() {
                        break;
                    }
                }
                _ => {
                    let at = rng.below(code.code.len());
                    code.code[at] = match rng.below(3) {
                        0 => rng.next() as u16,
                        1 => code.code[at] & 0xFF | (rng.next() as u16) << 8,
                        _ => code.code[rng.below(code.code.len())],
                    };
                }
            }
        }
        let _ = crate::dis::disassemble(&code);
        let printed = asm::print(&code);
        if verify(&code).is_ok() {
            accepted += 1;
            let again = asm::assemble(&printed.unwrap()).unwrap();
            assert_eq!(stack_depth(&again), stack_depth(&code));
        }
    }
    assert!(accepted > 1000, "{accepted}");
}

/// Code of random instructions: almost all of it is nonsense.
#[test]
fn noise_never_panics() {
    let mut rng = Rng::new(11);
    for _ in 0..50_000 {
        let length = 1 + rng.below(40);
        let code = Code {
            code: (0..length)
                .map(|_| rng.next() as u16 & if rng.below(2) == 0 { 0x3FF } else { 0xFFFF })
                .collect(),
            exceptiontable: (0..rng.below(12)).map(|_| rng.next() as u8).collect(),
            linetable: (0..rng.below(12)).map(|_| rng.next() as u8).collect(),
            ..sample_code_header()
        };
        let _ = verify(&code);
        let _ = crate::dis::disassemble(&code);
    }
}

fn sample_code_header() -> Code {
    thread_local! {
        static SAMPLE: Code = sample_code();
    }
    SAMPLE.with(Clone::clone)
}
