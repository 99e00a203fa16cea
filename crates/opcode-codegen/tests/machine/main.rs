//! Generated code at work: a toy machine runs the instruction set of `sample.def` with both backends. That the code is
//! what the generator gives now is for `output.rs` to check.

#![allow(unsafe_code, reason = "handlers work on raw stack slots, also those of a toy")]
#![allow(dead_code, unused_variables, reason = "the two backends need different parts of the toy")]

macro_rules! spill {
    ($vm:ident, $pc:ident, $sp:expr, $fp:ident) => {
        save($fp, $pc, $sp)
    };
}
macro_rules! vm {
    ($vm:ident) => {
        &mut *$vm
    };
}
macro_rules! fire {
    ($vm:ident, $pc:ident, $sp:expr, $fp:ident, $x:ident, $event:ident, $target:expr) => {
        fire($vm, stringify!($event), $target)
    };
}

mod glue;
mod match_loop;
mod prelude;
mod tail;

#[path = "generated/codes.rs"]
#[rustfmt::skip]
mod codes;
#[path = "generated/ops.rs"]
#[rustfmt::skip]
mod ops;
#[path = "generated/specialize.rs"]
#[rustfmt::skip]
mod specialize;
#[path = "generated/metadata.rs"]
#[rustfmt::skip]
mod metadata;
#[path = "generated/opcode.rs"]
#[rustfmt::skip]
mod opcode;
#[path = "generated/peephole.rs"]
#[rustfmt::skip]
mod peephole;
#[path = "generated/uops.rs"]
#[rustfmt::skip]
mod uops;

use std::cell::RefCell;
use std::rc::Rc;

use opcode::Opcode;
use prelude::{Function, Heap, Value, Vm};
use pretty_assertions::assert_eq;

fn machine(code: &[(Opcode, u8)], constants: Vec<Value>, locals: Vec<Value>) -> Vm {
    let mut vm = Vm {
        heap: Heap { dead: 0 },
        frames: Vec::new(),
        events: Vec::new(),
        specialized: Vec::new(),
        result: None,
    };
    let constants = constants.into_iter().map(unshared).collect();
    vm.push_frame(function(code, constants, locals.len()), locals);
    vm
}

/// A copy whose code is its own, since running changes it.
fn unshared(value: Value) -> Value {
    match value {
        Value::Function(function) => Value::Function(Rc::new(Function {
            code: function.code.clone(),
            constants: function.constants.clone(),
            locals: function.locals,
        })),
        other => other,
    }
}

fn function(code: &[(Opcode, u8)], constants: Vec<Value>, locals: usize) -> Rc<Function> {
    let mut units = Vec::new();
    for (opcode, oparg) in code {
        units.push(*opcode as u16 | u16::from(*oparg) << 8);
        units.extend(std::iter::repeat_n(0, opcode.cache_entries()));
    }
    Rc::new(Function { code: RefCell::new(units), constants, locals })
}

/// Runs a program with both backends, which must agree; gives the result, or `None` for an exception, and the machine.
#[track_caller]
fn run(code: &[(Opcode, u8)], constants: &[Value], locals: &[Value]) -> (Option<Value>, Vm) {
    let mut matching = machine(code, constants.to_vec(), locals.to_vec());
    let mut tail = machine(code, constants.to_vec(), locals.to_vec());
    let exits = (match_loop::run(&mut matching), tail::run(&mut tail));
    assert_eq!(exits.0, exits.1);
    assert_eq!(matching.result, tail.result);
    assert_eq!(matching.events, tail.events);
    assert_eq!(matching.specialized, tail.specialized);
    assert_eq!(matching.heap.dead, tail.heap.dead);
    (tail.result.clone(), tail)
}

use Opcode::*;

#[test]
fn a_loop_is_specialized_and_leaves_by_its_label() {
    let code = [
        (RESUME, 0),
        (LOAD_FAST, 0),  // a range
        (FOR_ITER, 12),  // to END_FOR
        (STORE_FAST, 1), // item
        (LOAD_FAST_LOAD_FAST, 0x21),
        (BINARY_OP, 0),
        (STORE_FAST, 2),
        (JUMP_BACKWARD, 13),
        (END_FOR, 0),
        (POP_TOP, 0),
        (LOAD_FAST, 2),
        (RETURN_VALUE, 0),
    ];
    let (result, vm) = run(&code, &[], &[Value::Range(0, 100), Value::Null, Value::Int(0)]);
    assert_eq!(result, Some(Value::Int(4950)));
    assert_eq!(vm.specialized, [FOR_ITER_RANGE, BINARY_OP_ADD_INT]);
}

#[test]
fn an_overflow_takes_the_cold_variant() {
    let code = [(LOAD_CONST, 0), (LOAD_CONST, 0), (BINARY_OP, 0), (RETURN_VALUE, 0)];
    let (result, vm) = run(&code, &[Value::Int(i64::MAX)], &[]);
    assert_eq!(result, Some(Value::Int(-2)));
    assert_eq!(vm.specialized, [BINARY_OP_ADD_INT]);
}

#[test]
fn a_failing_guard_goes_on_in_the_generic_form() {
    let code = [(LOAD_CONST, 0), (LOAD_CONST, 0), (BINARY_OP_ADD_INT, 0), (RETURN_VALUE, 0)];
    assert_eq!(run(&code, &[Value::Range(0, 1)], &[]).0, None);
}

#[test]
fn fused_opcodes_do_what_their_parts_do() {
    // 40 + local 0 into local 1, which is returned if it is not zero.
    let code = |fused: [Opcode; 4]| {
        [
            (LOAD_SMALL_INT, 40),
            (fused[0], 0),
            (BINARY_OP_ADD_INT, 0),
            (fused[1], 1),
            (fused[2], 1),
            (POP_JUMP_IF_FALSE, 2),
            (fused[3], 1),
            (RETURN_VALUE, 0),
            (RETURN_CONST, 0),
        ]
    };
    let plain = code([LOAD_FAST_BORROW, STORE_FAST, LOAD_FAST_BORROW, LOAD_FAST_BORROW]);
    let fused = code([
        LOAD_FAST_BORROW__BINARY_OP_ADD_INT__STORE_FAST,
        STORE_FAST__LOAD_FAST_BORROW,
        LOAD_FAST_BORROW__POP_JUMP_IF_FALSE,
        LOAD_FAST_BORROW__RETURN_VALUE,
    ]);
    for (local, expected) in [(2, Some(Value::Int(42))), (-40, Some(Value::Int(9)))] {
        for program in [plain, fused] {
            let locals = [Value::Int(local), Value::Null];
            assert_eq!(run(&program, &[Value::Int(9)], &locals).0, expected);
        }
    }
    // Not two integers: the first part's own handler starts again, and the generic form raises.
    assert_eq!(run(&fused, &[Value::Int(9)], &[Value::Range(0, 1), Value::Null]).0, None);
    assert_eq!(
        metadata::fused_parts(LOAD_FAST_BORROW__BINARY_OP_ADD_INT__STORE_FAST),
        [LOAD_FAST_BORROW, BINARY_OP_ADD_INT, STORE_FAST]
    );
    assert_eq!(
        metadata::fused_from(LOAD_FAST_BORROW),
        [
            LOAD_FAST_BORROW__BINARY_OP_ADD_INT__STORE_FAST,
            LOAD_FAST_BORROW__POP_JUMP_IF_FALSE,
            LOAD_FAST_BORROW__RETURN_VALUE
        ]
    );
    assert_eq!(metadata::deopt(LOAD_FAST_BORROW__RETURN_VALUE), LOAD_FAST_BORROW);
}

#[test]
fn attributes_are_cached_by_version_and_slot() {
    let object = Value::Object(Rc::new(RefCell::new((3, vec![Value::Int(10), Value::Int(11)]))));
    let plain = [(LOAD_FAST, 0), (LOAD_ATTR, 0), (RETURN_VALUE, 0)];
    let (result, vm) = run(&plain, &[], std::slice::from_ref(&object));
    assert_eq!((result, vm.specialized), (Some(Value::Int(10)), vec![LOAD_ATTR_INSTANCE_VALUE]));
    let method = [(LOAD_FAST, 0), (LOAD_ATTR, 0b11), (POP_TOP, 0), (RETURN_VALUE, 0)];
    let (result, vm) = run(&method, &[], std::slice::from_ref(&object));
    assert_eq!((result, vm.specialized), (Some(Value::Int(7)), vec![LOAD_ATTR_METHOD]));
    // With the bit set the specialization for slots pushes a NULL.
    let null = [(LOAD_FAST, 0), (LOAD_ATTR, 0b01), (POP_TOP, 0), (RETURN_VALUE, 0)];
    assert_eq!(run(&null, &[], &[object]).0, Some(Value::Int(10)));
}

#[test]
fn arrays_are_made_and_taken_apart() {
    let code = [
        (LOAD_SMALL_INT, 1),
        (LOAD_SMALL_INT, 2),
        (LOAD_SMALL_INT, 3),
        (BUILD_TUPLE, 3),
        (UNPACK_SEQUENCE, 3),
        (SWAP, 3),
        (COPY, 2),
        (BUILD_TUPLE, 4),
        (RETURN_VALUE, 0),
    ];
    let ints = [1, 2, 3, 2].map(Value::Int);
    assert_eq!(run(&code, &[], &[]).0, Some(Value::list(ints.to_vec())));
    let wrong = [(BUILD_TUPLE, 0), (UNPACK_SEQUENCE, 3)];
    assert_eq!(run(&wrong, &[], &[]).0, None);
}

#[test]
fn a_kept_value_moves_down_when_what_is_below_it_goes() {
    let code = [(LOAD_SMALL_INT, 1), (LOAD_SMALL_INT, 2), (END_SEND, 0), (RETURN_VALUE, 0)];
    let (result, vm) = run(&code, &[], &[]);
    assert_eq!((result, vm.heap.dead), (Some(Value::Int(2)), 1));
}

#[test]
fn calls_push_frames_and_returns_pop_them() {
    let inner = function(&[(LOAD_FAST_LOAD_FAST, 0x01), (BINARY_OP, 0), (RETURN_VALUE, 0)], vec![], 2);
    let code = [(LOAD_CONST, 0), (LOAD_SMALL_INT, 3), (LOAD_SMALL_INT, 4), (CALL, 2), (RETURN_VALUE, 0)];
    assert_eq!(run(&code, &[Value::Function(inner)], &[]).0, Some(Value::Int(7)));
    assert_eq!(run(&code, &[Value::Int(0)], &[]).0, Some(Value::Int(2)), "a native function answers at once");
    assert_eq!(run(&code, &[Value::Null], &[]).0, None);
}

#[test]
fn instrumented_variants_fire_and_do_the_same() {
    let code = [
        (LOAD_FAST, 0),
        (INSTRUMENTED_FOR_ITER, 4),
        (POP_TOP, 0),
        (JUMP_BACKWARD, 5),
        (NOP, 0),
        (END_FOR, 0),
        (POP_TOP, 0),
        (RETURN_CONST, 0),
    ];
    let (result, vm) = run(&code, &[Value::Int(5)], &[Value::Range(0, 2)]);
    assert_eq!(result, Some(Value::Int(5)));
    assert_eq!(vm.events, [("BRANCH_LEFT", 2), ("BRANCH_LEFT", 2), ("BRANCH_RIGHT", 7)]);
    let returning = [(LOAD_SMALL_INT, 1), (INSTRUMENTED_RETURN_VALUE, 0)];
    assert_eq!(run(&returning, &[], &[]).1.events, [("PY_RETURN", 0)]);
}

#[test]
fn an_oparg_can_be_extended() {
    let code = [(EXTENDED_ARG, 1), (LOAD_SMALL_INT, 2), (RETURN_VALUE, 0)];
    assert_eq!(run(&code, &[], &[]).0, Some(Value::Int(258)));
}

#[test]
fn a_branch_may_be_taken_or_not() {
    let code = |value| {
        [
            (LOAD_SMALL_INT, value),
            (POP_JUMP_IF_FALSE, 2),
            (LOAD_SMALL_INT, 1),
            (RETURN_VALUE, 0),
            (RETURN_CONST, 0),
        ]
    };
    assert_eq!(run(&code(0), &[Value::Int(9)], &[]).0, Some(Value::Int(9)));
    assert_eq!(run(&code(1), &[Value::Int(9)], &[]).0, Some(Value::Int(1)));
}

#[test]
fn stack_effects_depend_on_the_oparg_and_the_way() {
    use metadata::stack_effect;
    assert_eq!(stack_effect(BUILD_TUPLE, 3, None), Some(-2));
    assert_eq!(stack_effect(UNPACK_SEQUENCE, 3, None), Some(2));
    assert_eq!(stack_effect(LOAD_ATTR, 1, None), Some(1));
    assert_eq!(stack_effect(LOAD_ATTR, 6, None), Some(0));
    assert_eq!(stack_effect(FOR_ITER, 0, Some(false)), Some(1));
    assert_eq!(stack_effect(FOR_ITER, 0, Some(true)), Some(1), "END_FOR is skipped, and would pop it");
    assert_eq!(stack_effect(FOR_ITER, 0, None), Some(1));
    assert_eq!(stack_effect(SETUP_FINALLY, 0, Some(true)), Some(1));
    assert_eq!(stack_effect(SETUP_FINALLY, 0, Some(false)), Some(0));
    assert_eq!(stack_effect(COPY, 200, None), Some(1));
}

#[test]
fn flags_follow_from_definitions() {
    use metadata::*;
    assert!(has_const(LOAD_CONST) && !has_const(LOAD_FAST));
    assert!(is_terminator(RETURN_VALUE) && is_terminator(RETURN_CONST) && !is_terminator(CALL));
    assert!(can_error(BINARY_OP) && !can_error(BINARY_OP_ADD_INT));
    assert!(is_instrumented(INSTRUMENTED_FOR_ITER) && !is_instrumented(FOR_ITER));
    assert_eq!(deopt(FOR_ITER_RANGE), FOR_ITER);
    assert_eq!(instrumented(FOR_ITER), Some(INSTRUMENTED_FOR_ITER));
    assert_eq!(specializations(LOAD_ATTR), [LOAD_ATTR_METHOD, LOAD_ATTR_INSTANCE_VALUE]);
    assert_eq!(operands(LOAD_ATTR).iter().map(|operand| operand.value(7)).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(cache_fields(BINARY_OP), [("counter", 1, 1), ("version", 2, 2), ("index", 2, 1)]);
}

#[test]
fn sequences_are_joined_and_taken_apart() {
    use peephole::{expand, fuse};
    assert_eq!(fuse(&[(LOAD_FAST, 1), (LOAD_FAST, 2), (NOP, 0)]), Some((2, LOAD_FAST_LOAD_FAST, 0x12)));
    assert_eq!(fuse(&[(LOAD_FAST, 1), (LOAD_FAST, 16)]), None, "the second operand has four bits");
    assert_eq!(fuse(&[(LOAD_CONST, 300), (RETURN_VALUE, 0)]), Some((2, RETURN_CONST, 300)));
    assert_eq!(fuse(&[(LOAD_CONST, 300)]), None);
    assert_eq!(expand(LOAD_FAST_LOAD_FAST, 0x12), Some(vec![(LOAD_FAST, 1), (LOAD_FAST, 2)]));
    assert_eq!(expand(RETURN_CONST, 5), Some(vec![(LOAD_CONST, 5), (RETURN_VALUE, 0)]));
    assert_eq!(expand(NOP, 0), None);
}

#[test]
fn opcodes_consist_of_micro_operations() {
    let names = |opcode| uops::uops(opcode).iter().map(|index| uops::UOPS[*index].name).collect::<Vec<_>>();
    assert_eq!(names(BINARY_OP_ADD_INT), ["_BOTH_INT", "_ADD_INT"]);
    assert_eq!(names(LOAD_FAST_LOAD_FAST), ["LOAD_FAST", "LOAD_FAST"]);
    assert!(names(EXTENDED_ARG).is_empty());
}
