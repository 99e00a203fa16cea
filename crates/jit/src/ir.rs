//! Programs: operations on machine words and doubles, in the order in which they run. Not a control flow graph: the only
//! jumps are exits, and the one from the end back to [`Op::LoopHead`].

/// The result of an operation: its index in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Val(pub u32);

/// The first argument of the code: what the exits' function gets first.
pub const MACHINE: Val = Val(0);
/// The fourth argument of the code.
pub const FRAME: Val = Val(1);
/// The word at a fixed place of the machine when the code begins ([`crate::Runtime::top_offset`]).
pub const TOP: Val = Val(2);
/// How many values every program begins with.
pub const PINNED: u32 = 3;

/// A way out of the program: its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExitId(pub u32);

/// Bytes that memory is read or written by. What is read is extended by zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    B1,
    B2,
    B4,
    B8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntOp {
    Add,
    Sub,
    And,
    Or,
    Xor,
    Mul,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShiftOp {
    Left,
    /// Filling with zeros.
    Right,
    /// Filling with the sign.
    RightSigned,
    RotateLeft,
    RotateRight,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatOp {
    Add,
    Sub,
    Mul,
    Div,
}

/// Comparison of words; `Below` and `AboveEqual` without sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cond {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Below,
    AboveEqual,
}

impl Cond {
    /// The condition that holds just where this one does not.
    pub fn negated(self) -> Cond {
        match self {
            Cond::Equal => Cond::NotEqual,
            Cond::NotEqual => Cond::Equal,
            Cond::Less => Cond::GreaterEqual,
            Cond::LessEqual => Cond::Greater,
            Cond::Greater => Cond::LessEqual,
            Cond::GreaterEqual => Cond::Less,
            Cond::Below => Cond::AboveEqual,
            Cond::AboveEqual => Cond::Below,
        }
    }
}

/// Comparison of doubles; none holds if one of them is a NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatCond {
    Less,
    LessEqual,
    Equal,
}

/// One operation. Those with an `exit` leave the program there unless what they say holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// One of [`MACHINE`], [`FRAME`], [`TOP`].
    Pinned,
    Const(u64),
    /// The double of these bits.
    FloatConst(u64),
    /// A value that each round of the loop gives anew; the first is another's.
    Phi(Val),
    /// Begins the loop. The phis of the program follow.
    LoopHead,
    /// Ends the program: jumps to the head with new values for its phis, in their order.
    LoopBack(Box<[Val]>),
    /// Ends the program.
    Leave(ExitId),
    /// Ends the program by going on at the entry of another one, with [`FRAME`] as that's, once the stores of the exit are
    /// done.
    Jump(ExitId, usize),

    Load {
        base: Val,
        offset: i32,
        width: Width,
    },
    /// The word at `base + 8 * index`.
    LoadIndexed {
        base: Val,
        index: Val,
    },
    Store {
        base: Val,
        offset: i32,
        width: Width,
        value: Val,
    },
    StoreIndexed {
        base: Val,
        index: Val,
        value: Val,
    },
    /// Adds to a number in memory.
    AddMemory {
        base: Val,
        offset: i32,
        width: Width,
        by: i32,
    },

    Int {
        op: IntOp,
        a: Val,
        b: Val,
    },
    IntImm {
        op: IntOp,
        a: Val,
        imm: i32,
    },
    Shift {
        op: ShiftOp,
        a: Val,
        by: u8,
    },
    /// `4 * a + 1`.
    Tag(Val),
    /// Addition, subtraction or multiplication with sign that does not overflow.
    Checked {
        op: IntOp,
        a: Val,
        b: Val,
        exit: ExitId,
    },
    CheckedImm {
        op: IntOp,
        a: Val,
        imm: i32,
        exit: ExitId,
    },
    /// 1 if the comparison holds, else 0.
    Compare {
        cond: Cond,
        a: Val,
        b: Val,
    },
    CompareFloat {
        cond: FloatCond,
        a: Val,
        b: Val,
    },
    /// The quotient and remainder, rounded towards zero, of words with sign; `b` is neither 0 nor -1.
    Divide {
        a: Val,
        b: Val,
        remainder: bool,
    },

    Float {
        op: FloatOp,
        a: Val,
        b: Val,
    },
    SquareRoot(Val),
    /// The sign changed.
    FloatNegate(Val),
    FloatOfInt(Val),
    FloatOfBits(Val),
    BitsOfFloat(Val),

    Guard {
        cond: Cond,
        a: Val,
        b: Val,
        exit: ExitId,
    },
    GuardImm {
        cond: Cond,
        a: Val,
        imm: i32,
        exit: ExitId,
    },
    /// Some bit of the mask is set, or none if `set` is false.
    GuardBits {
        a: Val,
        mask: u32,
        set: bool,
        exit: ExitId,
    },
    GuardMemory {
        cond: Cond,
        base: Val,
        offset: i32,
        width: Width,
        imm: i32,
        exit: ExitId,
    },
    /// The comparison holds, or does not if `holds` is false.
    GuardFloat {
        cond: FloatCond,
        a: Val,
        b: Val,
        holds: bool,
        exit: ExitId,
    },

    /// Calls a function of the platform's C convention with words; gives what it returns.
    Call {
        function: usize,
        args: Box<[Val]>,
    },
    /// Unless the comparison holds, calls `function` with `arg`, before going on.
    Ensure {
        cond: Cond,
        a: Val,
        b: Val,
        function: usize,
        arg: Val,
    },
    /// Counts a reference less, a number of four bytes at the start of the object; the last one calls `function` with the
    /// object.
    Release {
        object: Val,
        function: usize,
    },
    /// As `Release`, if the word has none of the bits of `mask`.
    ReleaseIf {
        word: Val,
        mask: u32,
        function: usize,
    },
    /// If the bits of the word under `mask` are `equal`: the word without the bit `mark`, and a reference to it counted more;
    /// else the word.
    Adopt {
        word: Val,
        mask: u32,
        equal: u32,
        mark: u32,
    },
    /// Counts a reference more if the word has none of the bits of `mask`.
    RetainIf {
        word: Val,
        mask: u32,
    },
}

/// What an exit stores before it leaves: `value` at `base + offset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitStore {
    pub base: Val,
    pub offset: i32,
    pub value: Val,
    pub finish: Finish,
}

/// What an exit does with a word that it has stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    Nothing,
    /// Sets the bits of `mark` in memory, unless the word has one of those of `mask`.
    Mark {
        mask: u32,
        mark: u32,
    },
    /// Adds one to the 32 bits that the word points to, unless it has one of the bits of `mask`.
    Count {
        mask: u32,
    },
}

/// What an exit does before it goes on.
#[derive(Clone, Debug, Default)]
pub struct Exit {
    pub stores: Vec<ExitStore>,
    /// Where parts of the stores end whose code may be shared with other exits that begin with the same ones: the last end is
    /// that of all. Exits with such parts cannot be linked. Empty: all stores are the exit's own.
    pub shared: Vec<usize>,
    /// The number of its [`crate::Direct`], if the handler of an instruction is all there is to go on with.
    pub direct: Option<u32>,
}

/// A program. Begins with the pinned values.
#[derive(Clone, Debug)]
pub struct Program {
    pub ops: Vec<Op>,
    pub exits: Vec<Exit>,
    /// How many bytes below the machine's word [`TOP`] is.
    pub below_top: i32,
}

impl Default for Program {
    fn default() -> Program {
        Program { ops: vec![Op::Pinned; PINNED as usize], exits: Vec::new(), below_top: 0 }
    }
}

impl Program {
    /// Appends an operation.
    pub fn push(&mut self, op: Op) -> Val {
        self.ops.push(op);
        Val(self.ops.len() as u32 - 1)
    }

    /// Adds an exit.
    pub fn exit(&mut self, stores: Vec<ExitStore>) -> ExitId {
        self.exits.push(Exit { stores, shared: Vec::new(), direct: None });
        ExitId(self.exits.len() as u32 - 1)
    }

    /// Whether a value is a double.
    pub fn is_float(&self, value: Val) -> bool {
        match &self.ops[value.0 as usize] {
            Op::FloatConst(_)
            | Op::Float { .. }
            | Op::SquareRoot(_)
            | Op::FloatNegate(_)
            | Op::FloatOfInt(_)
            | Op::FloatOfBits(_) => true,
            Op::Phi(first) => self.is_float(*first),
            _ => false,
        }
    }
}

impl Op {
    /// Whether the operation has a result.
    pub fn has_result(&self) -> bool {
        !matches!(
            self,
            Op::LoopHead
                | Op::LoopBack(_)
                | Op::Leave(_)
                | Op::Jump(..)
                | Op::Store { .. }
                | Op::StoreIndexed { .. }
                | Op::AddMemory { .. }
                | Op::Guard { .. }
                | Op::GuardImm { .. }
                | Op::GuardBits { .. }
                | Op::GuardMemory { .. }
                | Op::GuardFloat { .. }
                | Op::Release { .. }
                | Op::ReleaseIf { .. }
                | Op::RetainIf { .. }
                | Op::Ensure { .. }
        )
    }

    /// Whether the operation does nothing but give its result.
    pub fn is_pure(&self) -> bool {
        matches!(
            self,
            Op::Const(_)
                | Op::FloatConst(_)
                | Op::Load { .. }
                | Op::LoadIndexed { .. }
                | Op::Int { .. }
                | Op::IntImm { .. }
                | Op::Shift { .. }
                | Op::Tag(_)
                | Op::Compare { .. }
                | Op::CompareFloat { .. }
                | Op::Float { .. }
                | Op::SquareRoot(_)
                | Op::FloatNegate(_)
                | Op::FloatOfInt(_)
                | Op::FloatOfBits(_)
                | Op::BitsOfFloat(_)
        )
    }

    /// The exit that the operation may take.
    pub fn exit(&self) -> Option<ExitId> {
        match self {
            Op::Leave(exit)
            | Op::Jump(exit, _)
            | Op::Checked { exit, .. }
            | Op::CheckedImm { exit, .. }
            | Op::Guard { exit, .. }
            | Op::GuardImm { exit, .. }
            | Op::GuardBits { exit, .. }
            | Op::GuardMemory { exit, .. }
            | Op::GuardFloat { exit, .. } => Some(*exit),
            _ => None,
        }
    }

    /// Calls `visit` with each operand.
    pub fn operands(&self, mut visit: impl FnMut(Val)) {
        match self {
            Op::Pinned | Op::Const(_) | Op::FloatConst(_) | Op::LoopHead | Op::Leave(_) | Op::Jump(..) => {}
            Op::LoopBack(values) => values.iter().for_each(|value| visit(*value)),
            Op::Call { args, .. } => args.iter().for_each(|value| visit(*value)),
            Op::Phi(a)
            | Op::Load { base: a, .. }
            | Op::AddMemory { base: a, .. }
            | Op::IntImm { a, .. }
            | Op::Shift { a, .. }
            | Op::Tag(a)
            | Op::CheckedImm { a, .. }
            | Op::SquareRoot(a)
            | Op::FloatNegate(a)
            | Op::FloatOfInt(a)
            | Op::FloatOfBits(a)
            | Op::BitsOfFloat(a)
            | Op::GuardImm { a, .. }
            | Op::GuardBits { a, .. }
            | Op::GuardMemory { base: a, .. }
            | Op::Release { object: a, .. }
            | Op::ReleaseIf { word: a, .. }
            | Op::Adopt { word: a, .. }
            | Op::RetainIf { word: a, .. } => visit(*a),
            Op::LoadIndexed { base: a, index: b }
            | Op::Store { base: a, value: b, .. }
            | Op::Int { a, b, .. }
            | Op::Checked { a, b, .. }
            | Op::Compare { a, b, .. }
            | Op::CompareFloat { a, b, .. }
            | Op::Divide { a, b, .. }
            | Op::Float { a, b, .. }
            | Op::Guard { a, b, .. }
            | Op::GuardFloat { a, b, .. } => {
                visit(*a);
                visit(*b);
            }
            Op::StoreIndexed { base, index, value } | Op::Ensure { a: base, b: index, arg: value, .. } => {
                visit(*base);
                visit(*index);
                visit(*value);
            }
        }
    }
}
