//! What the tests of this crate share: a small random number generator, and code to work on.

use crate::{Code, asm};

/// A xorshift generator: the same numbers every time.
pub(crate) struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Rng {
        Rng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// A number of fewer than `bits` bits: small ones are as likely as large ones.
    pub fn skewed(&mut self, bits: usize) -> usize {
        let limit = 1 << self.below(bits);
        self.below(limit)
    }
}

/// Loops, handlers, closures, calls, a generator.
pub(crate) const SAMPLE: &str = r#"
.code outer
.filename "sample.py"
.flags OPTIMIZED NEWLOCALS
.args n callback
.varargs rest
.locals i total
.cells n
.code generator
  .flags OPTIMIZED NEWLOCALS NESTED GENERATOR
  .free n
    COPY_FREE_VARS 1 @-
    RETURN_GENERATOR @9
    POP_TOP
  start:
    RESUME 0 @9:0-7
    LOAD_DEREF n @10:8-9
    YIELD_VALUE 0
    RESUME 5
    POP_TOP
    LOAD_CONST None
    RETURN_VALUE
  handler:
    CALL_INTRINSIC_1 3 @-
    RERAISE 1
  .except start handler handler 0 lasti
.end
    MAKE_CELL n @-
    RESUME 0 @1
    LOAD_SMALL_INT 0 @2:4-5
    STORE_FAST total
    LOAD_FAST_BORROW rest @3:13-17
    GET_ITER
  loop:
    FOR_ITER done
    STORE_FAST i
  try:
    LOAD_FAST_BORROW total @5:8-13
    LOAD_FAST_BORROW callback
    PUSH_NULL
    LOAD_FAST_BORROW i
    LOAD_CONST "text\n\u{d800}"
    LOAD_CONST ("key",)
    CALL_KW 2 @5:16-6:20
    BINARY_OP += @5:8-6:20
    STORE_FAST total
  tried:
    JUMP_BACKWARD loop
  done:
    END_FOR @3
    POP_ITER
    LOAD_FAST n @9
    BUILD_TUPLE 1
    LOAD_CONST code generator
    MAKE_FUNCTION
    SET_FUNCTION_ATTRIBUTE 8
    PUSH_NULL
    CALL 0
    LOAD_FAST_BORROW total
    LOAD_CONST 100000000000000000000
    COMPARE_OP < bool
    POP_JUMP_IF_FALSE false
    NOT_TAKEN
    RETURN_VALUE
  false:
    POP_TOP
    LOAD_CONST (1.5, complex(0.0, -1.0), b"\x00", frozenset(1, True), slice(None, 1, None), Ellipsis)
    RETURN_VALUE
  handler:
    PUSH_EXC_INFO @-
    LOAD_GLOBAL ValueError @7
    CHECK_EXC_MATCH
    POP_JUMP_IF_FALSE other
    NOT_TAKEN
    POP_TOP
  handled:
    POP_EXCEPT
    JUMP_BACKWARD_NO_INTERRUPT loop
  other:
    RERAISE 0
  failed:
    COPY 3 @-
    POP_EXCEPT
    RERAISE 1
  .except try tried handler 1
  .except handler handled failed 2 lasti
  .except other failed failed 2 lasti
.end
"#;

pub(crate) fn sample_code() -> Code {
    asm::assemble(SAMPLE).unwrap()
}
