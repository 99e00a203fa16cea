//! The code that `re._compiler` makes, checked and turned into instructions for the engine.

use super::charset::{Fold, Set, SetItem};

/// One character.
#[derive(Clone, Debug)]
pub enum Unit {
    /// Any but a line feed.
    Any,
    AnyAll,
    Never,
    Literal(u32),
    NotLiteral(u32),
    /// The number of a set of the program.
    Set(u32),
    /// Like `Set`, for all that is not in it.
    NotSet(u32),
}

/// A position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Beginning,
    BeginningLine,
    /// Whether the word class is that of Unicode, and whether it must be no boundary.
    Boundary {
        unicode: bool,
        not: bool,
    },
    End,
    EndLine,
    EndString,
}

/// How a repetition chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Greed {
    Greedy,
    Lazy,
    Possessive,
}

/// An instruction; `usize` fields named `next`, `body`, `until` and the like are numbers of instructions.
#[derive(Clone, Debug)]
pub enum Inst {
    Fail,
    Success,
    Unit(Unit),
    At(At),
    /// Tries each in turn.
    Branch(Box<[usize]>),
    Jump(usize),
    Mark(usize),
    GroupRef {
        group: usize,
        fold: Fold,
    },
    GroupExists {
        group: usize,
        no: usize,
    },
    /// Repeats one character.
    RepeatOne {
        unit: Unit,
        min: u32,
        max: u32,
        greed: Greed,
    },
    /// Enters a loop: sets its counter to zero and goes to its `Loop`.
    LoopStart {
        id: usize,
        until: usize,
    },
    /// Decides about another round of the loop, whose end this is.
    Loop {
        id: usize,
        min: u32,
        max: u32,
        greed: Greed,
        body: usize,
        next: usize,
    },
    /// The end of the body of a possessive loop: forgets how it matched.
    LoopCut {
        id: usize,
        until: usize,
    },
    AtomicStart {
        id: usize,
    },
    AtomicEnd {
        id: usize,
    },
    /// Looks ahead, or behind by so many characters.
    Assert {
        id: usize,
        back: usize,
    },
    AssertEnd {
        id: usize,
    },
    AssertNot {
        id: usize,
        back: usize,
        next: usize,
    },
    AssertNotEnd {
        id: usize,
    },
}

/// A compiled pattern.
#[derive(Debug)]
pub struct Program {
    pub instructions: Vec<Inst>,
    pub sets: Vec<Set>,
    /// Loops, assertions and atomic groups, each of which has a state.
    pub states: usize,
    /// Capturing groups, without the whole match.
    pub groups: usize,
    /// Least length of a match in characters.
    pub min_width: usize,
    /// Characters that each match starts with, one byte each; empty if there are none or they do not fit.
    pub narrow_prefix: Vec<u8>,
    /// The same in UTF-8.
    pub wide_prefix: Vec<u8>,
    /// The number of the set that the first character of each match is in.
    pub first: Option<usize>,
    /// Whether each match starts where the subject starts.
    pub anchored: bool,
}

/// The code is not what `re._compiler` makes.
#[derive(Debug)]
pub struct InvalidCode;

/// Nesting of groups in the code: the compiler itself, which recurses in Python, cannot make more.
const MAX_DEPTH: usize = 2000;

mod op {
    pub const FAILURE: u32 = 0;
    pub const SUCCESS: u32 = 1;
    pub const ANY: u32 = 2;
    pub const ANY_ALL: u32 = 3;
    pub const ASSERT: u32 = 4;
    pub const ASSERT_NOT: u32 = 5;
    pub const AT: u32 = 6;
    pub const BRANCH: u32 = 7;
    pub const CATEGORY: u32 = 8;
    pub const CHARSET: u32 = 9;
    pub const BIGCHARSET: u32 = 10;
    pub const GROUPREF: u32 = 11;
    pub const GROUPREF_EXISTS: u32 = 12;
    pub const IN: u32 = 13;
    pub const INFO: u32 = 14;
    pub const JUMP: u32 = 15;
    pub const LITERAL: u32 = 16;
    pub const MARK: u32 = 17;
    pub const MAX_UNTIL: u32 = 18;
    pub const MIN_UNTIL: u32 = 19;
    pub const NOT_LITERAL: u32 = 20;
    pub const NEGATE: u32 = 21;
    pub const RANGE: u32 = 22;
    pub const REPEAT: u32 = 23;
    pub const REPEAT_ONE: u32 = 24;
    pub const MIN_REPEAT_ONE: u32 = 26;
    pub const ATOMIC_GROUP: u32 = 27;
    pub const POSSESSIVE_REPEAT: u32 = 28;
    pub const POSSESSIVE_REPEAT_ONE: u32 = 29;
    pub const GROUPREF_IGNORE: u32 = 30;
    pub const IN_IGNORE: u32 = 31;
    pub const LITERAL_IGNORE: u32 = 32;
    pub const NOT_LITERAL_IGNORE: u32 = 33;
    pub const GROUPREF_LOC_IGNORE: u32 = 34;
    pub const IN_LOC_IGNORE: u32 = 35;
    pub const LITERAL_LOC_IGNORE: u32 = 36;
    pub const NOT_LITERAL_LOC_IGNORE: u32 = 37;
    pub const GROUPREF_UNI_IGNORE: u32 = 38;
    pub const IN_UNI_IGNORE: u32 = 39;
    pub const LITERAL_UNI_IGNORE: u32 = 40;
    pub const NOT_LITERAL_UNI_IGNORE: u32 = 41;
    pub const RANGE_UNI_IGNORE: u32 = 42;
}

/// The number that stands for no upper bound of a repetition.
pub const MAX_REPEAT: u32 = u32::MAX;

struct Decoder<'a> {
    code: &'a [u32],
    program: Program,
    depth: usize,
}

type Decoded<T = ()> = Result<T, InvalidCode>;

impl Program {
    /// Checks and translates `code`.
    ///
    /// # Errors
    /// [`InvalidCode`] for code that `re._compiler` does not make.
    pub fn new(code: &[u32], groups: usize) -> Result<Program, InvalidCode> {
        let program = Program {
            instructions: Vec::with_capacity(code.len()),
            sets: Vec::new(),
            states: 0,
            groups,
            min_width: 0,
            narrow_prefix: Vec::new(),
            wide_prefix: Vec::new(),
            first: None,
            anchored: false,
        };
        let mut decoder = Decoder { code, program, depth: 0 };
        let start = decoder.information()?;
        let end = code.len().checked_sub(1).filter(|end| code[*end] == op::SUCCESS).ok_or(InvalidCode)?;
        if decoder.sequence(start, end)? != end {
            return Err(InvalidCode);
        }
        decoder.emit(Inst::Success);
        let mut program = decoder.program;
        program.anchored = matches!(program.instructions.first(), Some(Inst::At(At::Beginning)));
        Ok(program)
    }
}

impl Decoder<'_> {
    fn emit(&mut self, instruction: Inst) -> usize {
        self.program.instructions.push(instruction);
        self.program.instructions.len() - 1
    }

    fn here(&self) -> usize {
        self.program.instructions.len()
    }

    fn word(&self, at: usize) -> Decoded<u32> {
        self.code.get(at).copied().ok_or(InvalidCode)
    }

    /// Where the skip at `at` leads; not behind `end`.
    fn skip(&self, at: usize, end: usize) -> Decoded<usize> {
        let target = at.checked_add(self.word(at)? as usize).ok_or(InvalidCode)?;
        if target > end { Err(InvalidCode) } else { Ok(target) }
    }

    fn state(&mut self) -> usize {
        self.program.states += 1;
        self.program.states - 1
    }

    fn group(&self, at: usize) -> Decoded<usize> {
        let group = self.word(at)? as usize;
        if group < self.program.groups { Ok(group) } else { Err(InvalidCode) }
    }

    /// Reads the block in front of the code; gives where the code starts.
    fn information(&mut self) -> Decoded<usize> {
        if self.word(0)? != op::INFO {
            return Ok(0);
        }
        let next = self.skip(1, self.code.len())?;
        let flags = self.word(2)?;
        self.program.min_width = self.word(3)? as usize;
        if flags & 1 != 0 {
            let length = self.word(5)? as usize;
            let prefix = self.code.get(7..7_usize.saturating_add(length)).ok_or(InvalidCode)?;
            let narrow: Option<Vec<u8>> = prefix.iter().map(|c| u8::try_from(*c).ok()).collect();
            let wide: Option<String> = prefix.iter().map(|c| char::from_u32(*c)).collect();
            self.program.narrow_prefix = narrow.unwrap_or_default();
            self.program.wide_prefix = wide.unwrap_or_default().into_bytes();
        } else if flags & 4 != 0 {
            let set = self.set(5, next, Fold::None)?;
            self.program.first = Some(set);
        }
        Ok(next)
    }

    /// Reads a set between `at` and `end`; gives its number.
    fn set(&mut self, mut at: usize, end: usize, fold: Fold) -> Decoded<usize> {
        let mut items = Vec::new();
        loop {
            if at >= end {
                return Err(InvalidCode);
            }
            at += match self.word(at)? {
                op::FAILURE => break,
                op::NEGATE => {
                    items.push(SetItem::Negate);
                    1
                }
                op::LITERAL => {
                    items.push(SetItem::Literal(self.word(at + 1)?));
                    2
                }
                op::RANGE => {
                    items.push(SetItem::Range(self.word(at + 1)?, self.word(at + 2)?));
                    3
                }
                op::RANGE_UNI_IGNORE => {
                    items.push(SetItem::RangeIgnoringCase(self.word(at + 1)?, self.word(at + 2)?));
                    3
                }
                op::CATEGORY => {
                    items.push(SetItem::Category(self.word(at + 1)?));
                    2
                }
                op::CHARSET => {
                    let bits = self.code.get(at + 1..at + 9).and_then(|bits| bits.try_into().ok());
                    items.push(SetItem::Bitmap(bits.ok_or(InvalidCode)?));
                    9
                }
                op::BIGCHARSET => {
                    let blocks = self.word(at + 1)? as usize;
                    let numbers = self.code.get(at + 2..at + 66).ok_or(InvalidCode)?;
                    let numbers = numbers.iter().flat_map(|word| word.to_ne_bytes()).collect();
                    let bits = at.checked_add(66).zip(blocks.checked_mul(8));
                    let bits = bits.and_then(|(from, count)| self.code.get(from..from.checked_add(count)?));
                    items.push(SetItem::Chunks(numbers, bits.ok_or(InvalidCode)?.into()));
                    66 + blocks * 8
                }
                _ => return Err(InvalidCode),
            };
        }
        self.program.sets.push(Set::new(items, fold));
        Ok(self.program.sets.len() - 1)
    }

    fn literal_set(&mut self, literal: u32, fold: Fold) -> u32 {
        self.program.sets.push(Set::new(vec![SetItem::Literal(literal)], fold));
        self.program.sets.len() as u32 - 1
    }

    /// Reads what matches one character at `at`; gives it and where it ends, or `None` if it is something else.
    fn unit(&mut self, at: usize, end: usize) -> Decoded<Option<(Unit, usize)>> {
        let operator = self.word(at)?;
        let unit = match operator {
            op::ANY => (Unit::Any, at + 1),
            op::ANY_ALL => (Unit::AnyAll, at + 1),
            op::FAILURE => (Unit::Never, at + 1),
            op::LITERAL => (Unit::Literal(self.word(at + 1)?), at + 2),
            op::NOT_LITERAL => (Unit::NotLiteral(self.word(at + 1)?), at + 2),
            op::LITERAL_IGNORE | op::LITERAL_LOC_IGNORE | op::LITERAL_UNI_IGNORE => {
                let literal = self.word(at + 1)?;
                (Unit::Set(self.literal_set(literal, fold_of(operator))), at + 2)
            }
            op::NOT_LITERAL_IGNORE | op::NOT_LITERAL_LOC_IGNORE | op::NOT_LITERAL_UNI_IGNORE => {
                let literal = self.word(at + 1)?;
                (Unit::NotSet(self.literal_set(literal, fold_of(operator))), at + 2)
            }
            op::CATEGORY => {
                let category = self.word(at + 1)?;
                self.program.sets.push(Set::new(vec![SetItem::Category(category)], Fold::None));
                (Unit::Set(self.program.sets.len() as u32 - 1), at + 2)
            }
            op::IN | op::IN_IGNORE | op::IN_LOC_IGNORE | op::IN_UNI_IGNORE => {
                let next = self.skip(at + 1, end)?;
                let set = self.set(at + 2, next, fold_of(operator))?;
                (Unit::Set(set as u32), next)
            }
            _ => return Ok(None),
        };
        Ok(Some(unit))
    }

    /// Translates from `at` to `end`, or to a jump; gives where it stopped.
    fn sequence(&mut self, mut at: usize, end: usize) -> Decoded<usize> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(InvalidCode);
        }
        while at < end {
            let operator = self.word(at)?;
            if operator == op::JUMP {
                break;
            }
            if let Some((unit, next)) = self.unit(at, end)? {
                self.emit(match unit {
                    Unit::Never => Inst::Fail,
                    unit => Inst::Unit(unit),
                });
                at = next;
                continue;
            }
            at = self.instruction(operator, at, end)?;
        }
        self.depth -= 1;
        if at > end { Err(InvalidCode) } else { Ok(at) }
    }

    /// Translates a body that must reach to its end.
    fn whole(&mut self, start: usize, end: usize) -> Decoded {
        if self.sequence(start, end)? == end { Ok(()) } else { Err(InvalidCode) }
    }

    fn instruction(&mut self, operator: u32, at: usize, end: usize) -> Decoded<usize> {
        match operator {
            op::SUCCESS => {
                self.emit(Inst::Success);
                Ok(at + 1)
            }
            op::AT => {
                let position = match self.word(at + 1)? {
                    0 | 2 => At::Beginning,
                    1 => At::BeginningLine,
                    3 | 8 => At::Boundary { unicode: false, not: false },
                    4 | 9 => At::Boundary { unicode: false, not: true },
                    5 => At::End,
                    6 => At::EndLine,
                    7 => At::EndString,
                    10 => At::Boundary { unicode: true, not: false },
                    11 => At::Boundary { unicode: true, not: true },
                    _ => return Err(InvalidCode),
                };
                self.emit(Inst::At(position));
                Ok(at + 2)
            }
            op::MARK => {
                let mark = self.word(at + 1)? as usize;
                if mark >= self.program.groups * 2 {
                    return Err(InvalidCode);
                }
                self.emit(Inst::Mark(mark));
                Ok(at + 2)
            }
            op::GROUPREF | op::GROUPREF_IGNORE | op::GROUPREF_LOC_IGNORE | op::GROUPREF_UNI_IGNORE => {
                let group = self.group(at + 1)?;
                self.emit(Inst::GroupRef { group, fold: fold_of(operator) });
                Ok(at + 2)
            }
            op::GROUPREF_EXISTS => self.group_exists(at, end),
            op::BRANCH => self.branch(at, end),
            op::REPEAT => {
                let until = self.skip(at + 1, end)?;
                let greed = match self.word(until)? {
                    op::MAX_UNTIL => Greed::Greedy,
                    op::MIN_UNTIL => Greed::Lazy,
                    _ => return Err(InvalidCode),
                };
                self.repeat(at, until, greed)?;
                Ok(until + 1)
            }
            op::POSSESSIVE_REPEAT => {
                let until = self.skip(at + 1, end)?;
                if self.word(until)? != op::SUCCESS {
                    return Err(InvalidCode);
                }
                self.repeat(at, until, Greed::Possessive)?;
                Ok(until + 1)
            }
            op::REPEAT_ONE | op::MIN_REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE => {
                let next = self.skip(at + 1, end)?;
                let (min, max) = (self.word(at + 2)?, self.word(at + 3)?);
                let (unit, unit_end) = self.unit(at + 4, next)?.ok_or(InvalidCode)?;
                if unit_end >= next || self.word(unit_end)? != op::SUCCESS || min > max {
                    return Err(InvalidCode);
                }
                let greed = match operator {
                    op::REPEAT_ONE => Greed::Greedy,
                    op::MIN_REPEAT_ONE => Greed::Lazy,
                    _ => Greed::Possessive,
                };
                self.emit(Inst::RepeatOne { unit, min, max, greed });
                Ok(next)
            }
            op::ATOMIC_GROUP => {
                let next = self.skip(at + 1, end)?;
                let id = self.state();
                self.emit(Inst::AtomicStart { id });
                self.whole(at + 2, self.success_before(next, at + 2)?)?;
                self.emit(Inst::AtomicEnd { id });
                Ok(next)
            }
            op::ASSERT => {
                let next = self.skip(at + 1, end)?;
                let (id, back) = (self.state(), self.word(at + 2)? as usize);
                self.emit(Inst::Assert { id, back });
                self.whole(at + 3, self.success_before(next, at + 3)?)?;
                self.emit(Inst::AssertEnd { id });
                Ok(next)
            }
            op::ASSERT_NOT => {
                let next = self.skip(at + 1, end)?;
                let (id, back) = (self.state(), self.word(at + 2)? as usize);
                let start = self.emit(Inst::AssertNot { id, back, next: 0 });
                self.whole(at + 3, self.success_before(next, at + 3)?)?;
                self.emit(Inst::AssertNotEnd { id });
                let behind = self.here();
                self.program.instructions[start] = Inst::AssertNot { id, back, next: behind };
                Ok(next)
            }
            op::INFO => self.skip(at + 1, end),
            _ => Err(InvalidCode),
        }
    }

    /// The position of the `SUCCESS` that ends a body.
    fn success_before(&self, next: usize, start: usize) -> Decoded<usize> {
        match next.checked_sub(1) {
            Some(at) if at >= start && self.word(at)? == op::SUCCESS => Ok(at),
            _ => Err(InvalidCode),
        }
    }

    fn repeat(&mut self, at: usize, until: usize, greed: Greed) -> Decoded {
        let (min, max) = (self.word(at + 2)?, self.word(at + 3)?);
        if min > max {
            return Err(InvalidCode);
        }
        let id = self.state();
        let start = self.emit(Inst::Fail);
        self.whole(at + 4, until)?;
        let end = self.here();
        if greed == Greed::Possessive {
            self.emit(Inst::LoopCut { id, until: end + 1 });
        }
        let until = self.here();
        self.program.instructions[start] = Inst::LoopStart { id, until };
        self.emit(Inst::Loop { id, min, max, greed, body: start + 1, next: until + 1 });
        Ok(())
    }

    fn branch(&mut self, at: usize, end: usize) -> Decoded<usize> {
        let start = self.emit(Inst::Fail);
        let (mut alternatives, mut jumps) = (Vec::new(), Vec::new());
        let mut at = at + 1;
        loop {
            if self.word(at)? == 0 {
                break;
            }
            let next = self.skip(at, end)?;
            alternatives.push(self.here());
            // Each alternative ends with a jump behind the last.
            if self.sequence(at + 1, next)?.checked_add(2) != Some(next) {
                return Err(InvalidCode);
            }
            jumps.push(self.emit(Inst::Fail));
            at = next;
        }
        let behind = self.here();
        for jump in jumps {
            self.program.instructions[jump] = Inst::Jump(behind);
        }
        self.program.instructions[start] = Inst::Branch(alternatives.into());
        Ok(at + 1)
    }

    fn group_exists(&mut self, at: usize, end: usize) -> Decoded<usize> {
        let group = self.group(at + 1)?;
        let no = self.skip(at + 2, end + 1)?.checked_sub(1).ok_or(InvalidCode)?;
        let start = self.emit(Inst::Fail);
        let stopped = self.sequence(at + 3, no)?;
        let mut next = no;
        let mut no_target = self.here();
        if stopped != no {
            // A jump over the other alternative.
            if stopped + 2 != no {
                return Err(InvalidCode);
            }
            next = self.skip(stopped + 1, end)?;
            let jump = self.emit(Inst::Fail);
            no_target = self.here();
            self.whole(no, next)?;
            let behind = self.here();
            self.program.instructions[jump] = Inst::Jump(behind);
        }
        self.program.instructions[start] = Inst::GroupExists { group, no: no_target };
        Ok(next)
    }
}

fn fold_of(operator: u32) -> Fold {
    match operator {
        op::GROUPREF_IGNORE | op::IN_IGNORE | op::LITERAL_IGNORE | op::NOT_LITERAL_IGNORE => Fold::Ascii,
        op::GROUPREF_LOC_IGNORE | op::IN_LOC_IGNORE | op::LITERAL_LOC_IGNORE | op::NOT_LITERAL_LOC_IGNORE => {
            Fold::Locale
        }
        op::GROUPREF_UNI_IGNORE | op::IN_UNI_IGNORE | op::LITERAL_UNI_IGNORE | op::NOT_LITERAL_UNI_IGNORE => {
            Fold::Unicode
        }
        _ => Fold::None,
    }
}
