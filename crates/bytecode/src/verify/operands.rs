//! Arguments in range, one instruction at a time.

use super::Reason;
use crate::asm::{BINARY_OPERATORS, COMPARISONS, Operand};
use crate::generated::peephole;
use crate::instructions::Instruction;
use crate::{Code, LocalKind, Opcode};

/// Last numbers of the tables that arguments index in CPython 3.14.
const LAST_INTRINSIC_1: u32 = 11;
const LAST_INTRINSIC_2: u32 = 5;
const LAST_COMMON_CONSTANT: u32 = 4;
const LAST_SPECIAL_METHOD: u32 = 3;
/// Greatest integer that there is a shared object for.
const LAST_SMALL_INT: u32 = 256;

pub(super) fn check(code: &Code, instruction: &Instruction) -> Result<(), Reason> {
    let (op, arg) = (instruction.op, instruction.arg);
    let internal = matches!(op, Opcode::CACHE | Opcode::INTERPRETER_EXIT | Opcode::EXIT_INIT_CHECK);
    if internal || op.base() != op || op.is_pseudo() || op.stack_effect(0).is_none() {
        return Err(Reason::ForbiddenOpcode(op));
    }
    if in_range(code, op, arg) { Ok(()) } else { Err(Reason::BadArgument(op)) }
}

fn in_range(code: &Code, op: Opcode, arg: u32) -> bool {
    let names = code.names.len() as u64;
    let slot = |slot: u32| code.localspluskinds.get(slot as usize).copied();
    let cell =
        |index: u32| slot(index).is_some_and(|kind| kind.is(LocalKind::CELL) || kind.is(LocalKind::FREE));
    match op.operand() {
        Operand::Const => (arg as usize) < code.consts.len(),
        Operand::Name => u64::from(arg) < names,
        Operand::NameOrNull | Operand::NameOrMethod => u64::from(arg >> 1) < names,
        Operand::SuperName => u64::from(arg >> 2) < names,
        Operand::Local => match op {
            // A free variable's slot gets a cell of its own within an inlined comprehension.
            Opcode::MAKE_CELL
            | Opcode::LOAD_DEREF
            | Opcode::STORE_DEREF
            | Opcode::DELETE_DEREF
            | Opcode::LOAD_FROM_DICT_OR_DEREF
            | Opcode::LOAD_CLASSDEREF => cell(arg),
            _ => slot(arg).is_some(),
        },
        Operand::Parts => peephole::expand(op, arg).is_some_and(|parts| {
            // What has more bits than the operands is not the argument of the parts.
            peephole::fuse_super(&parts) == Some((parts.len(), op, arg))
                && parts.into_iter().all(|(part, arg)| in_range(code, part, arg))
        }),
        Operand::BinaryOperator => (arg as usize) < BINARY_OPERATORS.len(),
        Operand::Comparison => ((arg >> 5) as usize) < COMPARISONS.len(),
        Operand::None | Operand::Jump => true,
        Operand::Number => match op {
            Opcode::CALL_INTRINSIC_1 => (1..=LAST_INTRINSIC_1).contains(&arg),
            Opcode::CALL_INTRINSIC_2 => (1..=LAST_INTRINSIC_2).contains(&arg),
            Opcode::LOAD_COMMON_CONSTANT => arg <= LAST_COMMON_CONSTANT,
            Opcode::LOAD_SPECIAL => arg <= LAST_SPECIAL_METHOD,
            Opcode::LOAD_SMALL_INT => arg <= LAST_SMALL_INT,
            Opcode::CONVERT_VALUE => (1..=3).contains(&arg),
            Opcode::BUILD_SLICE => (2..=3).contains(&arg),
            Opcode::BUILD_INTERPOLATION => arg >> 2 <= 3,
            Opcode::RAISE_VARARGS | Opcode::GET_AWAITABLE => arg <= 2,
            Opcode::IS_OP | Opcode::CONTAINS_OP => arg <= 1,
            Opcode::SET_FUNCTION_ATTRIBUTE => matches!(arg, 1 | 2 | 4 | 8 | 16),
            Opcode::SWAP => arg >= 2,
            Opcode::COPY
            | Opcode::LIST_APPEND
            | Opcode::LIST_EXTEND
            | Opcode::SET_ADD
            | Opcode::SET_UPDATE
            | Opcode::MAP_ADD
            | Opcode::DICT_UPDATE
            | Opcode::DICT_MERGE => arg >= 1,
            Opcode::COPY_FREE_VARS => arg as usize == code.names_of(LocalKind::FREE).count(),
            _ => true,
        },
    }
}
