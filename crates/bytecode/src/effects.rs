//! Stack effects and control-flow properties of the opcodes that a compiler emits.
//!
//! Written by hand until the generated metadata of `opcodes/bytecodes.def` takes its place. Specialized and
//! instrumented opcodes have no effects here: they never occur in a code object.

use crate::Opcode;

/// What an instruction takes from the value stack and leaves on it, without a jump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackEffect {
    pub popped: u32,
    pub pushed: u32,
}

impl StackEffect {
    /// Values pushed less values popped.
    pub const fn net(self) -> i64 {
        self.pushed as i64 - self.popped as i64
    }
}

const fn effect(popped: u32, pushed: u32) -> Option<StackEffect> {
    Some(StackEffect { popped, pushed })
}

/// An instruction that works on something `depth` values below the top, which it leaves in place with all above it.
const fn at_depth(depth: u32, above: u32, popped: u32, pushed: u32) -> Option<StackEffect> {
    let kept = depth.saturating_sub(1).saturating_add(above);
    effect(popped.saturating_add(kept), pushed.saturating_add(kept))
}

impl Opcode {
    /// The stack effect with argument `arg` when the instruction does not jump, or for a `SETUP_*` pseudo instruction,
    /// the effect at its handler. `None` for opcodes that cannot stand in a code object or an instruction sequence.
    pub const fn stack_effect(self, arg: u32) -> Option<StackEffect> {
        use Opcode::*;
        match self {
            NOP
            | NOT_TAKEN
            | CACHE
            | EXTENDED_ARG
            | RESUME
            | COPY_FREE_VARS
            | MAKE_CELL
            | DELETE_DEREF
            | DELETE_FAST
            | DELETE_GLOBAL
            | DELETE_NAME
            | SETUP_ANNOTATIONS
            | JUMP_FORWARD
            | JUMP_BACKWARD
            | JUMP_BACKWARD_NO_INTERRUPT
            | JUMP
            | JUMP_NO_INTERRUPT
            | POP_BLOCK
            | ANNOTATIONS_PLACEHOLDER => effect(0, 0),
            LOAD_BUILD_CLASS | LOAD_CLOSURE | LOAD_COMMON_CONSTANT | LOAD_CONST | LOAD_DEREF
            | LOAD_CLASSDEREF | LOAD_FAST | LOAD_FAST_AND_CLEAR | LOAD_FAST_BORROW | LOAD_FAST_CHECK
            | LOAD_LOCALS | LOAD_NAME | LOAD_SMALL_INT | PUSH_NULL | RETURN_GENERATOR | SETUP_FINALLY
            | SETUP_WITH => effect(0, 1),
            LOAD_FAST_LOAD_FAST | LOAD_FAST_BORROW_LOAD_FAST_BORROW | SETUP_CLEANUP => effect(0, 2),
            LOAD_GLOBAL => effect(0, 1 + (arg & 1)),
            LOAD_ATTR => effect(1, 1 + (arg & 1)),
            LOAD_SUPER_ATTR => effect(3, 1 + (arg & 1)),
            POP_TOP
            | POP_ITER
            | POP_EXCEPT
            | END_FOR
            | EXIT_INIT_CHECK
            | INTERPRETER_EXIT
            | POP_JUMP_IF_FALSE
            | POP_JUMP_IF_TRUE
            | POP_JUMP_IF_NONE
            | POP_JUMP_IF_NOT_NONE
            | STORE_DEREF
            | STORE_FAST
            | STORE_FAST_MAYBE_NULL
            | STORE_GLOBAL
            | STORE_NAME
            | DELETE_ATTR
            | IMPORT_STAR => effect(1, 0),
            CALL_INTRINSIC_1
            | CONVERT_VALUE
            | FORMAT_SIMPLE
            | GET_AITER
            | GET_AWAITABLE
            | GET_ITER
            | GET_YIELD_FROM_ITER
            | LOAD_FROM_DICT_OR_DEREF
            | LOAD_FROM_DICT_OR_GLOBALS
            | MAKE_FUNCTION
            | STORE_FAST_LOAD_FAST
            | TO_BOOL
            | UNARY_INVERT
            | UNARY_NEGATIVE
            | UNARY_NOT
            | YIELD_VALUE
            | RETURN_VALUE
            | JUMP_IF_FALSE
            | JUMP_IF_TRUE => effect(1, 1),
            RETURN_CONST => effect(0, 0),
            FOR_ITER | GET_ANEXT | GET_LEN | IMPORT_FROM | LOAD_SPECIAL | MATCH_MAPPING | MATCH_SEQUENCE
            | PUSH_EXC_INFO => effect(1, 2),
            BINARY_OP
            | BINARY_SUBSCR
            | BUILD_TEMPLATE
            | CALL_INTRINSIC_2
            | COMPARE_OP
            | CONTAINS_OP
            | END_SEND
            | FORMAT_WITH_SPEC
            | IMPORT_NAME
            | IS_OP
            | SET_FUNCTION_ATTRIBUTE => effect(2, 1),
            CHECK_EG_MATCH | CHECK_EXC_MATCH | SEND => effect(2, 2),
            DELETE_SUBSCR | END_ASYNC_FOR | STORE_ATTR | STORE_FAST_STORE_FAST => effect(2, 0),
            MATCH_KEYS => effect(2, 3),
            BINARY_SLICE | MATCH_CLASS => effect(3, 1),
            CLEANUP_THROW => effect(3, 2),
            STORE_SUBSCR => effect(3, 0),
            STORE_SLICE => effect(4, 0),
            CALL_FUNCTION_EX => effect(4, 1),
            WITH_EXCEPT_START => effect(5, 6),
            BUILD_INTERPOLATION => effect(2 + (arg & 1), 1),
            BUILD_LIST | BUILD_SET | BUILD_SLICE | BUILD_STRING | BUILD_TUPLE => effect(arg, 1),
            BUILD_MAP => effect(arg.saturating_mul(2), 1),
            CALL => effect(arg.saturating_add(2), 1),
            CALL_KW => effect(arg.saturating_add(3), 1),
            RAISE_VARARGS => effect(arg, 0),
            RERAISE => effect(arg.saturating_add(1), arg),
            UNPACK_SEQUENCE => effect(1, arg),
            UNPACK_EX => effect(1, 1 + (arg & 0xFF) + (arg >> 8)),
            COPY => effect(if arg == 0 { 1 } else { arg }, if arg == 0 { 2 } else { arg.saturating_add(1) }),
            SWAP => effect(if arg < 2 { 2 } else { arg }, if arg < 2 { 2 } else { arg }),
            LIST_APPEND | LIST_EXTEND | SET_ADD | SET_UPDATE | DICT_UPDATE => at_depth(arg, 0, 2, 1),
            MAP_ADD => at_depth(arg, 0, 3, 1),
            DICT_MERGE => at_depth(arg, 3, 2, 1),
            _ => None,
        }
    }

    /// Whether the instruction may jump to a target given by its argument.
    pub const fn is_jump(self) -> bool {
        use Opcode::*;
        self.is_unconditional_jump()
            || self.is_conditional_jump()
            || matches!(self, FOR_ITER | SEND | END_ASYNC_FOR | JUMP_IF_FALSE | JUMP_IF_TRUE)
    }

    /// Whether the argument is a target: a jump or the handler of a `SETUP_*`.
    pub const fn has_target(self) -> bool {
        self.is_jump() || self.is_block_push()
    }

    /// Whether the pseudo instruction opens an exception range.
    pub const fn is_block_push(self) -> bool {
        matches!(self, Opcode::SETUP_CLEANUP | Opcode::SETUP_FINALLY | Opcode::SETUP_WITH)
    }

    /// Whether the instruction always jumps.
    pub const fn is_unconditional_jump(self) -> bool {
        use Opcode::*;
        matches!(self, JUMP | JUMP_NO_INTERRUPT | JUMP_FORWARD | JUMP_BACKWARD | JUMP_BACKWARD_NO_INTERRUPT)
    }

    /// Whether the instruction pops a value and jumps if it meets a condition.
    pub const fn is_conditional_jump(self) -> bool {
        use Opcode::*;
        matches!(self, POP_JUMP_IF_FALSE | POP_JUMP_IF_TRUE | POP_JUMP_IF_NONE | POP_JUMP_IF_NOT_NONE)
    }

    /// Whether a jump goes back by its argument (in code, not in an instruction sequence).
    pub const fn jumps_backward(self) -> bool {
        matches!(self, Opcode::JUMP_BACKWARD | Opcode::JUMP_BACKWARD_NO_INTERRUPT | Opcode::END_ASYNC_FOR)
    }

    /// Whether control never reaches the next instruction because the frame is left or an exception is raised.
    pub const fn is_scope_exit(self) -> bool {
        use Opcode::*;
        matches!(self, RETURN_VALUE | RETURN_CONST | RAISE_VARARGS | RERAISE | INTERPRETER_EXIT)
    }

    /// Whether the instruction ends a basic block.
    pub const fn is_terminator(self) -> bool {
        self.is_jump() || self.is_scope_exit()
    }

    /// Whether the argument indexes the constants.
    pub const fn has_const(self) -> bool {
        matches!(self, Opcode::LOAD_CONST | Opcode::RETURN_CONST)
    }

    /// Whether the instruction checks the eval breaker.
    pub const fn has_eval_break(self) -> bool {
        use Opcode::*;
        matches!(self, JUMP | JUMP_BACKWARD | RESUME | CALL | CALL_KW | CALL_FUNCTION_EX)
    }

    /// Whether the opcode only occurs before assembly.
    pub const fn is_pseudo(self) -> bool {
        self as u16 > 255
    }
}
