//! Programs are compiled and run, and give what their operations say: random ones with more values than registers, in a
//! loop and before it.
#![cfg(all(target_arch = "x86_64", unix))]
#![expect(unsafe_code, reason = "runs what was compiled")]

use jit::ir::*;
use jit::{CodeMemory, Runtime, compile};

/// What stands for the machine: the word of `TOP`, five words of where to go on, and which exit was taken.
#[repr(C)]
struct Machine {
    top: *mut u64,
    resume: [usize; 5],
    exit: u64,
    freed: u64,
}

extern "C" fn leave(machine: *mut Machine, _program: u64, exit: u64, _frame: u64, _top: u64) -> *const usize {
    // SAFETY: the code passes the machine that `run` gave it.
    unsafe {
        (*machine).exit = exit;
        (*machine).resume = [0, 0, 0, 0, finish as *const () as usize];
        (&raw const (*machine).resume).cast()
    }
}

/// Where code goes on after it left: the end.
extern "C" fn finish() {}

extern "C" fn free(object: *mut u32) -> u64 {
    // SAFETY: objects are words of the memory.
    unsafe { *object = 77 };
    0
}

const RUNTIME: fn() -> Runtime = || Runtime {
    leave: leave as *const () as usize,
    top_offset: std::mem::offset_of!(Machine, top) as i32,
    handlers_offset: 0,
    directs: 0,
};

/// Runs a program with `memory` as its frame; gives the exit.
fn run(program: &Program, memory: &mut [u64]) -> u64 {
    let mut code = CodeMemory::new().expect("memory");
    let compiled = compile(program, 3, RUNTIME(), &mut code).expect("compiles");
    let mut machine = Machine { top: memory.as_mut_ptr(), resume: [0; 5], exit: u64::MAX, freed: 0 };
    // SAFETY: the code has this type.
    let run: extern "C" fn(*mut Machine, usize, usize, *mut u64, usize) =
        unsafe { std::mem::transmute(compiled.entry.outer) };
    run(&raw mut machine, 0, 0, memory.as_mut_ptr(), 0);
    machine.exit
}

fn store(offset: usize, value: Val) -> ExitStore {
    ExitStore { base: FRAME, offset: offset as i32 * 8, value, finish: Finish::Nothing }
}

#[test]
fn a_loop_counts_until_its_guard_fails() {
    let mut p = Program::default();
    let start = p.push(Op::Const(0));
    let limit = p.push(Op::Load { base: FRAME, offset: 0, width: Width::B8 });
    p.push(Op::LoopHead);
    let count = p.push(Op::Phi(start));
    let sum = p.push(Op::Phi(start));
    let done = p.exit(vec![store(1, count), store(2, sum)]);
    p.push(Op::Guard { cond: Cond::Less, a: count, b: limit, exit: done });
    let next = p.push(Op::IntImm { op: IntOp::Add, a: count, imm: 1 });
    let new_sum = p.push(Op::Int { op: IntOp::Add, a: sum, b: count });
    p.push(Op::LoopBack([next, new_sum].into()));
    let mut memory = [10, 0, 0];
    assert_eq!(run(&p, &mut memory), 0);
    assert_eq!(memory, [10, 10, 45]);
}

#[test]
fn exits_mark_and_count_what_they_store() {
    for word in [0, 1, 8] {
        let mut p = Program::default();
        // The address of a word of memory, with the bits of `word`.
        let place = p.push(Op::IntImm { op: IntOp::Add, a: FRAME, imm: 24 });
        let value = p.push(Op::IntImm { op: IntOp::Or, a: place, imm: word });
        let exit = p.exit(vec![
            ExitStore { finish: Finish::Mark { mask: 9, mark: 4 }, ..store(0, value) },
            ExitStore { finish: Finish::Count { mask: 9 }, ..store(1, value) },
            store(2, value),
        ]);
        p.push(Op::Leave(exit));
        #[repr(align(16))]
        struct Memory([u64; 5]);
        let mut memory = Memory([0, 0, 0, 7, 7]);
        // Sixteen bytes, so that the bits are free.
        let memory = &mut memory.0[1..];
        run(&p, memory);
        let address = memory[2];
        let is_plain = word == 0;
        assert_eq!(memory[0], if is_plain { address | 4 } else { address });
        assert_eq!((memory[1], memory[3]), (address, if is_plain { 8 } else { 7 }));
    }
}

#[test]
fn exits_share_stores_and_are_told_apart() {
    let mut p = Program::default();
    let word = p.push(Op::Load { base: FRAME, offset: 0, width: Width::B8 });
    let sum = p.push(Op::IntImm { op: IntOp::Add, a: word, imm: 1 });
    let mut exit = |own: usize| {
        let id = p.exit(vec![store(1, sum), store(2, word), store(own, sum)]);
        p.exits[id.0 as usize].shared = vec![2, 3];
        id
    };
    let exits = [exit(3), exit(4), exit(5)];
    p.push(Op::GuardImm { cond: Cond::NotEqual, a: word, imm: 10, exit: exits[0] });
    p.push(Op::GuardImm { cond: Cond::NotEqual, a: word, imm: 20, exit: exits[1] });
    p.push(Op::Leave(exits[2]));
    for (word, number) in [(10, 0), (20, 1), (30, 2)] {
        let mut memory = [word, 0, 0, 0, 0, 0];
        assert_eq!(run(&p, &mut memory), number);
        let mut expected = [word, word + 1, word, 0, 0, 0];
        expected[3 + number as usize] = word + 1;
        assert_eq!(memory, expected);
    }
}

#[test]
fn phis_that_exchange_their_values_do() {
    let mut p = Program::default();
    let (one, two, three) = (p.push(Op::Const(1)), p.push(Op::Const(2)), p.push(Op::Const(3)));
    let zero = p.push(Op::Const(0));
    p.push(Op::LoopHead);
    let (a, b, c) = (p.push(Op::Phi(one)), p.push(Op::Phi(two)), p.push(Op::Phi(three)));
    let n = p.push(Op::Phi(zero));
    let exit = p.exit(vec![store(0, a), store(1, b), store(2, c)]);
    p.push(Op::GuardImm { cond: Cond::Less, a: n, imm: 4, exit });
    let n2 = p.push(Op::IntImm { op: IntOp::Add, a: n, imm: 1 });
    p.push(Op::LoopBack([b, c, a, n2].into()));
    let mut memory = [0; 3];
    run(&p, &mut memory);
    assert_eq!(memory, [2, 3, 1]);
}

#[test]
fn an_overflow_leaves_with_the_operands_as_they_were() {
    let mut p = Program::default();
    let a = p.push(Op::Load { base: FRAME, offset: 0, width: Width::B8 });
    let exit = p.exit(vec![store(1, a)]);
    let sum = p.push(Op::CheckedImm { op: IntOp::Add, a, imm: 1, exit });
    let fine = p.exit(vec![store(2, sum)]);
    p.push(Op::Leave(fine));
    let mut memory = [i64::MAX as u64, 0, 0];
    assert_eq!(run(&p, &mut memory), 0);
    assert_eq!(memory, [i64::MAX as u64, i64::MAX as u64, 0]);
    let mut memory = [5, 0, 0];
    assert_eq!(run(&p, &mut memory), 1);
    assert_eq!(memory, [5, 0, 6]);
}

#[test]
fn comparisons_of_nan_hold_nowhere() {
    for (cond, holds) in
        [FloatCond::Less, FloatCond::LessEqual, FloatCond::Equal].map(|c| [(c, true), (c, false)]).concat()
    {
        for (x, y, expected) in [
            (1.0, 2.0, cond != FloatCond::Equal),
            (2.0, 1.0, false),
            (1.0, 1.0, cond != FloatCond::Less),
            (f64::NAN, 1.0, false),
            (1.0, f64::NAN, false),
        ] {
            let mut p = Program::default();
            let (a, b) = (p.push(Op::FloatConst(f64::to_bits(x))), p.push(Op::FloatConst(f64::to_bits(y))));
            let truth = p.push(Op::CompareFloat { cond, a, b });
            let otherwise = p.exit(vec![store(0, truth)]);
            p.push(Op::GuardFloat { cond, a, b, holds, exit: otherwise });
            let exit = p.exit(vec![store(0, truth)]);
            p.push(Op::Leave(exit));
            let mut memory = [9];
            let left = run(&p, &mut memory);
            assert_eq!(memory[0], u64::from(expected), "{cond:?} {x} {y}");
            assert_eq!(left == 1, expected == holds, "{cond:?} {holds} {x} {y}");
        }
    }
}

#[test]
fn the_last_release_frees_and_keeps_registers() {
    let mut p = Program::default();
    let object = p.push(Op::IntImm { op: IntOp::Add, a: FRAME, imm: 8 });
    let float = p.push(Op::FloatConst(1.5f64.to_bits()));
    let other = p.push(Op::Load { base: FRAME, offset: 0, width: Width::B8 });
    let doubled = p.push(Op::Float { op: FloatOp::Add, a: float, b: float });
    p.push(Op::Release { object, function: free as *const () as usize });
    p.push(Op::ReleaseIf { word: object, mask: 15, function: free as *const () as usize });
    p.push(Op::RetainIf { word: object, mask: 7 });
    let exit = p.exit(vec![store(2, doubled), store(3, other)]);
    p.push(Op::Leave(exit));
    #[repr(align(16))]
    struct Aligned([u64; 4]);
    let mut memory = Aligned([42, 1, 0, 0]);
    run(&p, &mut memory.0);
    // The word is 8 behind a multiple of 16: the first frees it, the second sees a bit of its mask, the third does not.
    assert_eq!(memory.0, [42, 78, 3.0f64.to_bits(), 42]);
}

#[test]
fn a_marked_pointer_is_adopted_and_nothing_else() {
    #[repr(align(16))]
    struct Aligned([u64; 4]);
    let adopted = |bits: u64, memory: &mut Aligned| {
        let mut p = Program::default();
        let address = p.push(Op::IntImm { op: IntOp::Add, a: FRAME, imm: 0 });
        let word = p.push(Op::IntImm { op: IntOp::Or, a: address, imm: bits as i32 });
        let own = p.push(Op::Adopt { word, mask: 15, equal: 4, mark: 4 });
        let difference = p.push(Op::Int { op: IntOp::Xor, a: own, b: address });
        let exit = p.exit(vec![store(1, difference)]);
        p.push(Op::Leave(exit));
        run(&p, &mut memory.0);
        (memory.0[0], memory.0[1])
    };
    assert_eq!(adopted(4, &mut Aligned([7, 0, 0, 0])), (8, 0));
    assert_eq!(adopted(0, &mut Aligned([7, 9, 0, 0])), (7, 0));
    assert_eq!(adopted(8, &mut Aligned([7, 9, 0, 0])), (7, 8));
}

/// A generator of numbers that is the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }
}

extern "C" fn mix(a: u64, b: u64, c: u64) -> u64 {
    a.wrapping_mul(3).wrapping_add(b).wrapping_sub(c.rotate_left(7))
}

/// What an operation gives, words and doubles as bits.
fn evaluate(op: &Op, values: &[u64], memory: &[u64]) -> u64 {
    let get = |value: Val| values[value.0 as usize];
    let float = |value: Val| f64::from_bits(get(value));
    match op {
        Op::Const(bits) | Op::FloatConst(bits) => *bits,
        Op::Load { offset, width, .. } => {
            let word = memory[*offset as usize / 8] >> (*offset % 8 * 8);
            match width {
                Width::B1 => word & 0xFF,
                Width::B2 => word & 0xFFFF,
                Width::B4 => word & 0xFFFF_FFFF,
                Width::B8 => word,
            }
        }
        Op::Int { op, a, b } => int(*op, get(*a), get(*b)),
        Op::IntImm { op, a, imm } => int(*op, get(*a), *imm as i64 as u64),
        Op::Shift { op, a, by } => match op {
            ShiftOp::Left => get(*a) << by,
            ShiftOp::Right => get(*a) >> by,
            ShiftOp::RightSigned => (get(*a) as i64 >> by) as u64,
            ShiftOp::RotateLeft => get(*a).rotate_left(u32::from(*by)),
            ShiftOp::RotateRight => get(*a).rotate_right(u32::from(*by)),
        },
        Op::Tag(a) => get(*a).wrapping_mul(4).wrapping_add(1),
        Op::Compare { cond, a, b } => {
            let (a, b) = (get(*a), get(*b));
            u64::from(match cond {
                Cond::Equal => a == b,
                Cond::NotEqual => a != b,
                Cond::Less => (a as i64) < b as i64,
                Cond::LessEqual => a as i64 <= b as i64,
                Cond::Greater => a as i64 > b as i64,
                Cond::GreaterEqual => a as i64 >= b as i64,
                Cond::Below => a < b,
                Cond::AboveEqual => a >= b,
            })
        }
        Op::Divide { a, b, remainder } => {
            let (a, b) = (get(*a) as i64, get(*b) as i64);
            (if *remainder { a.wrapping_rem(b) } else { a.wrapping_div(b) }) as u64
        }
        Op::Float { op, a, b } => {
            let (a, b) = (float(*a), float(*b));
            match op {
                FloatOp::Add => a + b,
                FloatOp::Sub => a - b,
                FloatOp::Mul => a * b,
                FloatOp::Div => a / b,
            }
            .to_bits()
        }
        Op::SquareRoot(a) => float(*a).sqrt().to_bits(),
        Op::FloatNegate(a) => (-float(*a)).to_bits(),
        Op::FloatOfInt(a) => (get(*a) as i64 as f64).to_bits(),
        Op::FloatOfBits(a) | Op::BitsOfFloat(a) => get(*a),
        Op::Call { args, .. } => mix(get(args[0]), get(args[1]), get(args[2])),
        _ => 0,
    }
}

fn int(op: IntOp, a: u64, b: u64) -> u64 {
    match op {
        IntOp::Add => a.wrapping_add(b),
        IntOp::Sub => a.wrapping_sub(b),
        IntOp::And => a & b,
        IntOp::Or => a | b,
        IntOp::Xor => a ^ b,
        IntOp::Mul => a.wrapping_mul(b),
    }
}

const MEMORY: usize = 64;
/// Words that have one of these bits are not marked by exits.
const MASK: u32 = 0b1011;

fn random_op(random: &mut Random, p: &Program, words: &[Val], floats: &[Val]) -> Op {
    let word = |random: &mut Random| words[random.below(words.len())];
    let float = |random: &mut Random| floats[random.below(floats.len())];
    let int_ops = [IntOp::Add, IntOp::Sub, IntOp::And, IntOp::Or, IntOp::Xor, IntOp::Mul];
    let conds = [
        Cond::Equal,
        Cond::NotEqual,
        Cond::Less,
        Cond::LessEqual,
        Cond::Greater,
        Cond::GreaterEqual,
        Cond::Below,
        Cond::AboveEqual,
    ];
    let _ = p;
    match random.below(14) {
        0 => Op::Const(random.0 >> random.below(60)),
        1 => Op::Load {
            base: FRAME,
            offset: random.below(MEMORY * 8) as i32 / 8 * 8,
            width: [Width::B1, Width::B2, Width::B4, Width::B8][random.below(4)],
        },
        2 | 3 => Op::Int { op: int_ops[random.below(6)], a: word(random), b: word(random) },
        4 => Op::IntImm {
            op: int_ops[random.below(6)],
            a: word(random),
            imm: random.0 as i32 >> random.below(30),
        },
        5 => {
            use ShiftOp::*;
            let op = [Left, Right, RightSigned, RotateLeft, RotateRight][random.below(5)];
            Op::Shift { op, a: word(random), by: random.below(64) as u8 }
        }
        6 => Op::Compare { cond: conds[random.below(8)], a: word(random), b: word(random) },
        7..=9 => {
            let op = [FloatOp::Add, FloatOp::Sub, FloatOp::Mul][random.below(3)];
            Op::Float { op, a: float(random), b: float(random) }
        }
        10 => Op::FloatOfInt(word(random)),
        11 => [Op::FloatNegate(float(random)), Op::BitsOfFloat(float(random)), Op::Tag(word(random))]
            [random.below(3)]
        .clone(),
        12 => Op::Call {
            function: mix as *const () as usize,
            args: [word(random), word(random), word(random)].into(),
        },
        _ => Op::IntImm { op: IntOp::Add, a: word(random), imm: 1 },
    }
}

#[test]
fn random_loops_do_what_their_operations_say() {
    for seed in 1..400_u64 {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut memory: Vec<u64> = (0..MEMORY * 2)
            .map(|_| {
                random.below(7);
                random.0
            })
            .collect();
        let mut p = Program::default();
        let mut words =
            vec![p.push(Op::Const(seed)), p.push(Op::Load { base: TOP, offset: 8, width: Width::B8 })];
        let mut floats = vec![p.push(Op::FloatConst(1.5f64.to_bits()))];
        for part in 0..2 {
            let count = 5 + random.below(40);
            for _ in 0..count {
                let op = random_op(&mut random, &p, &words, &floats);
                let value = p.push(op);
                if p.is_float(value) { floats.push(value) } else { words.push(value) }
            }
            if part == 0 {
                let lists = [&words, &words, &words, &words, &floats, &floats, &floats];
                let firsts = lists.map(|list| list[random.below(list.len())]);
                let zero = p.push(Op::Const(0));
                p.push(Op::LoopHead);
                for first in firsts {
                    let phi = p.push(Op::Phi(first));
                    if p.is_float(phi) { floats.push(phi) } else { words.push(phi) }
                }
                let count = p.push(Op::Phi(zero));
                words.push(count);
                let stores = (0..20)
                    .map(|index| {
                        let value = if random.below(2) == 0 {
                            words[random.below(words.len())]
                        } else {
                            floats[random.below(floats.len())]
                        };
                        // What the other words are is not for the exit to look at.
                        let finish = match random.below(3) {
                            0 => Finish::Mark { mask: MASK, mark: 4 },
                            _ => Finish::Nothing,
                        };
                        ExitStore { finish, ..store(MEMORY + index, value) }
                    })
                    .collect();
                let exit = p.exit(stores);
                if random.below(2) == 0 {
                    let first = random.below(20);
                    p.exits[exit.0 as usize].shared = vec![first, first + random.below(20 - first), 20];
                }
                p.push(Op::GuardImm { cond: Cond::Less, a: count, imm: 5, exit });
                let next = p.push(Op::IntImm { op: IntOp::Add, a: count, imm: 1 });
                words.push(next);
            } else {
                let head = p.ops.iter().position(|op| matches!(op, Op::LoopHead)).expect("a head");
                let mut values = Vec::new();
                for index in 0..7 {
                    let list = if index < 4 { &words } else { &floats };
                    values.push(list[random.below(list.len())]);
                }
                values.push(Val(p
                    .ops
                    .iter()
                    .rposition(|op| *op == Op::IntImm { op: IntOp::Add, a: Val(head as u32 + 8), imm: 1 })
                    .expect("the counter") as u32));
                p.push(Op::LoopBack(values.into()));
            }
        }
        let mut expected = memory.clone();
        let mut values = vec![0; p.ops.len()];
        let mut at = PINNED as usize;
        let exit = loop {
            match &p.ops[at] {
                Op::Load { base: TOP, .. } => values[at] = memory[1],
                Op::Phi(first) => values[at] = values[first.0 as usize],
                Op::LoopHead => {}
                Op::GuardImm { a, imm, exit, .. } if values[a.0 as usize] as i64 >= i64::from(*imm) => {
                    break *exit;
                }
                Op::LoopBack(new) => {
                    let head = p.ops.iter().position(|op| matches!(op, Op::LoopHead)).expect("a head");
                    let new: Vec<u64> = new.iter().map(|value| values[value.0 as usize]).collect();
                    values[head + 1..head + 1 + new.len()].copy_from_slice(&new);
                    at = head + new.len();
                }
                op => values[at] = evaluate(op, &values, &memory),
            }
            at += 1;
        };
        for store in &p.exits[exit.0 as usize].stores {
            let value = values[store.value.0 as usize];
            let marked = matches!(store.finish, Finish::Mark { .. }) && value & u64::from(MASK) == 0;
            expected[store.offset as usize / 8] = if marked { value | 4 } else { value };
        }
        run(&p, &mut memory);
        let is_nan = |bits: u64| f64::from_bits(bits).is_nan();
        for (index, (found, wanted)) in memory.iter().zip(&expected).enumerate() {
            assert!(
                found == wanted || (is_nan(*found) && is_nan(*wanted)),
                "seed {seed} word {index}: {found:#x} {wanted:#x}\n{p:?}"
            );
        }
    }
}
