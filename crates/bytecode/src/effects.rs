//! Stack effects and control-flow properties of the opcodes that a compiler emits.
//!
//! What the opcode language says comes from its generated metadata; what only a compiler asks is added here.
//! Specialized and instrumented opcodes have no effects here: they never occur in a code object.

use crate::Opcode;
use crate::generated::metadata;

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

/// Arguments from here on could make the generated functions overflow; no stack is that deep.
const EFFECT_LIMIT: u32 = 1 << 28;

impl Opcode {
    /// The stack effect with argument `arg` when the instruction does not jump, or for a `SETUP_*` pseudo instruction,
    /// the effect at its handler. `None` for opcodes that cannot stand in a code object or an instruction sequence, and
    /// for arguments beyond any stack.
    pub fn stack_effect(self, arg: u32) -> Option<StackEffect> {
        let internal = matches!(self, Opcode::RESERVED | Opcode::ENTER_EXECUTOR | Opcode::INSTRUMENTED_LINE);
        let shadow = metadata::is_specialized(self) || metadata::is_instrumented(self) || internal;
        if shadow || self.base() != self || arg >= EFFECT_LIMIT {
            return None;
        }
        let (popped, pushed) = match self {
            // What the frame gets when it is first resumed.
            Opcode::RETURN_GENERATOR => (0, 1),
            // Handlers get the exception, and the offset of the raising instruction if it is kept; that of a `with`
            // finds the result of `__enter__` removed.
            Opcode::SETUP_FINALLY | Opcode::SETUP_WITH => (0, 1),
            Opcode::SETUP_CLEANUP => (0, 2),
            _ => (metadata::num_popped(self, arg), metadata::num_pushed(self, arg)),
        };
        Some(StackEffect { popped: u32::try_from(popped).ok()?, pushed: u32::try_from(pushed).ok()? })
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
        metadata::has_const(self)
    }

    /// Whether the instruction checks the eval breaker.
    pub const fn has_eval_break(self) -> bool {
        use Opcode::*;
        matches!(self, JUMP | JUMP_BACKWARD | RESUME | CALL | CALL_KW | CALL_FUNCTION_EX)
    }

    /// Whether the opcode only occurs before assembly.
    pub const fn is_pseudo(self) -> bool {
        metadata::is_pseudo(self)
    }
}
