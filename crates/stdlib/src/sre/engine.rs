//! The matcher: a backtracking machine whose choices, and what they changed, lie on a stack of its own, so that no
//! pattern and no subject can exhaust the native stack.

use super::charset::{Fold, ascii_lower, ascii_upper, is_word, unicode_lower};
use super::program::{At, Greed, Inst, MAX_REPEAT, Program, Unit};
use super::subject::Subject;

/// A mark that is not set.
pub const UNSET: usize = usize::MAX;

/// What to do when matching fails: another choice, or the undoing of a change.
#[derive(Clone, Copy)]
enum Entry {
    /// Go on at an instruction.
    Choice {
        pc: u32,
        at: usize,
    },
    /// Try the next alternative of a branch.
    Branch {
        pc: u32,
        alternative: u32,
        at: usize,
    },
    /// Give back one character of a repetition, as long as the position is greater than the least.
    Shorter {
        pc: u32,
        at: usize,
        least: usize,
    },
    /// Take one character more.
    Longer {
        pc: u32,
        left: u32,
        at: usize,
    },
    Mark {
        mark: u32,
        last_index: u32,
        old: usize,
    },
    Loop {
        id: u32,
        count: u32,
        last: usize,
    },
    /// The beginning of what a possessive loop, atomic group or assertion did.
    Barrier {
        id: u32,
        old: usize,
    },
}

#[derive(Clone, Copy, Default)]
struct State {
    /// Rounds of a loop.
    count: u32,
    /// Where the last round started, or where an assertion was met.
    last: usize,
    /// Height of the stack at the start of what is forgotten as a whole.
    barrier: usize,
}

/// A match in progress.
pub struct Engine<'a, S> {
    program: &'a Program,
    subject: S,
    /// Where the subject ends, as far as the match is concerned.
    end: usize,
    /// Start and end of each group.
    pub marks: Vec<usize>,
    /// The number of the group that was closed last; 0 if none was.
    pub last_index: u32,
    states: Vec<State>,
    stack: Vec<Entry>,
    /// Whether the match must reach the end.
    match_all: bool,
    /// Where a match must not end.
    must_advance: Option<usize>,
}

impl<'a, S: Subject> Engine<'a, S> {
    pub fn new(program: &'a Program, subject: S, end: usize) -> Engine<'a, S> {
        Engine {
            program,
            subject,
            end,
            marks: vec![UNSET; program.groups * 2],
            last_index: 0,
            states: vec![State::default(); program.states],
            stack: Vec::new(),
            match_all: false,
            must_advance: None,
        }
    }

    fn reset(&mut self) {
        self.stack.clear();
        if self.last_index != 0 || self.program.groups > 0 {
            self.marks.fill(UNSET);
            self.last_index = 0;
        }
    }

    /// Matches at `start`; gives where the match ends.
    pub fn match_at(&mut self, start: usize, match_all: bool, must_advance: bool) -> Option<usize> {
        if start > self.end {
            return None;
        }
        self.match_all = match_all;
        self.must_advance = must_advance.then_some(start);
        self.reset();
        self.run(start)
    }

    /// Finds the first match from `start` on; gives start and end. With `must_advance` it is not empty at `start`.
    pub fn search(&mut self, start: usize, must_advance: bool) -> Option<(usize, usize)> {
        self.match_all = false;
        self.must_advance = must_advance.then_some(start);
        let mut at = start;
        let program = self.program;
        let prefix = if S::NARROW { &program.narrow_prefix } else { &program.wide_prefix };
        // A character has at least one byte.
        while at <= self.end && self.end - at >= self.program.min_width {
            if !prefix.is_empty() {
                let found = memchr::memmem::find(&self.subject.bytes()[at..self.end], prefix)?;
                at += found;
            } else if let Some(set) = self.program.first.and_then(|set| self.program.sets.get(set)) {
                loop {
                    if at >= self.end {
                        return None;
                    }
                    let (character, next) = self.subject.next(at);
                    if set.contains(character) {
                        break;
                    }
                    at = next;
                }
            } else if self.program.anchored && at > 0 {
                return None;
            }
            self.reset();
            if let Some(end) = self.run(at) {
                return Some((at, end));
            }
            if at >= self.end {
                return None;
            }
            at = self.subject.next(at).1;
        }
        None
    }

    #[inline(always)]
    fn holds(&self, unit: &Unit, character: u32) -> bool {
        match unit {
            Unit::Any => character != 10,
            Unit::AnyAll => true,
            Unit::Never => false,
            Unit::Literal(literal) => character == *literal,
            Unit::NotLiteral(literal) => character != *literal,
            Unit::Set(set) => self.program.sets.get(*set as usize).is_some_and(|set| set.contains(character)),
            Unit::NotSet(set) => {
                self.program.sets.get(*set as usize).is_some_and(|set| !set.contains(character))
            }
        }
    }

    /// How many characters from `at` on `unit` matches, at most `max`, and where they end.
    fn count(&self, unit: &Unit, at: usize, max: u32) -> (u32, usize) {
        match unit {
            Unit::AnyAll if S::NARROW => {
                let count = (self.end - at).min(max as usize);
                (count as u32, at + count)
            }
            Unit::AnyAll => self.count_by(at, max, |_| true),
            Unit::Never => (0, at),
            Unit::Literal(literal) => self.count_by(at, max, |character| character == *literal),
            // Up to a character of one byte is a search for that byte.
            Unit::NotLiteral(literal) if S::NARROW && *literal < 256 => {
                let end = self.end.min(at.saturating_add(max as usize));
                let found = memchr::memchr(*literal as u8, &self.subject.bytes()[at..end]);
                let count = found.unwrap_or(end - at);
                (count as u32, at + count)
            }
            Unit::Any if S::NARROW => {
                let end = self.end.min(at.saturating_add(max as usize));
                let found = memchr::memchr(b'\n', &self.subject.bytes()[at..end]);
                let count = found.unwrap_or(end - at);
                (count as u32, at + count)
            }
            Unit::Any => self.count_by(at, max, |character| character != 10),
            Unit::NotLiteral(literal) => self.count_by(at, max, |character| character != *literal),
            Unit::Set(set) => match self.program.sets.get(*set as usize) {
                Some(set) => self.count_by(at, max, |character| set.contains(character)),
                None => (0, at),
            },
            Unit::NotSet(set) => match self.program.sets.get(*set as usize) {
                Some(set) => self.count_by(at, max, |character| !set.contains(character)),
                None => (0, at),
            },
        }
    }

    #[inline(always)]
    fn count_by(&self, mut at: usize, max: u32, holds: impl Fn(u32) -> bool) -> (u32, usize) {
        let mut count = 0;
        while count < max && at < self.end {
            let (character, next) = self.subject.next(at);
            if !holds(character) {
                break;
            }
            (count, at) = (count + 1, next);
        }
        (count, at)
    }

    fn word_at(&self, at: usize, unicode: bool) -> bool {
        at < self.end && is_word(self.subject.next(at).0, unicode)
    }

    fn word_before(&self, at: usize, unicode: bool) -> bool {
        at > 0 && is_word(self.subject.previous(at).0, unicode)
    }

    fn is_at(&self, position: At, at: usize) -> bool {
        match position {
            At::Beginning => at == 0,
            At::BeginningLine => at == 0 || self.subject.previous(at).0 == 10,
            At::End => at == self.end || (at + 1 == self.end && self.subject.bytes()[at] == b'\n'),
            At::EndLine => at == self.end || self.subject.next(at).0 == 10,
            At::EndString => at == self.end,
            At::Boundary { unicode, not } => {
                (self.word_before(at, unicode) != self.word_at(at, unicode)) != not
            }
        }
    }

    /// Whether what `group` matched comes again at `at`; gives where that ends.
    fn repeated(&self, group: usize, fold: Fold, at: usize) -> Option<usize> {
        let (start, end) = (self.marks[group * 2], self.marks[group * 2 + 1]);
        if start == UNSET || end == UNSET || end < start {
            return None;
        }
        if fold == Fold::None {
            let bytes = self.subject.bytes();
            let next = at.checked_add(end - start).filter(|next| *next <= self.end)?;
            return (bytes[start..end] == bytes[at..next]).then_some(next);
        }
        let (mut from, mut to) = (start, at);
        while from < end {
            if to >= self.end {
                return None;
            }
            let ((left, next_from), (right, next_to)) = (self.subject.next(from), self.subject.next(to));
            let equal = match fold {
                Fold::Unicode => unicode_lower(left) == unicode_lower(right),
                Fold::Locale => ascii_upper(left) == ascii_upper(right),
                Fold::None | Fold::Ascii => ascii_lower(left) == ascii_lower(right),
            };
            if !equal {
                return None;
            }
            (from, to) = (next_from, next_to);
        }
        Some(to)
    }

    /// Remembers the state of a loop before it changes.
    #[inline(always)]
    fn save_loop(&mut self, id: usize) {
        let state = self.states[id];
        self.stack.push(Entry::Loop { id: id as u32, count: state.count, last: state.last });
    }

    fn set_barrier(&mut self, id: usize) {
        let old = std::mem::replace(&mut self.states[id].barrier, self.stack.len());
        self.stack.push(Entry::Barrier { id: id as u32, old });
    }

    /// Forgets the choices since the barrier; what undoes changes stays.
    fn cut(&mut self, id: usize) {
        let barrier = self.states[id].barrier;
        let mut kept = barrier;
        for index in barrier..self.stack.len() {
            let entry = self.stack[index];
            if matches!(entry, Entry::Mark { .. } | Entry::Loop { .. } | Entry::Barrier { .. }) {
                self.stack[kept] = entry;
                kept += 1;
            }
        }
        self.stack.truncate(kept);
    }

    fn undo(&mut self, entry: Entry) {
        match entry {
            Entry::Mark { mark, last_index, old } => {
                self.marks[mark as usize] = old;
                self.last_index = last_index;
            }
            Entry::Loop { id, count, last } => {
                let state = &mut self.states[id as usize];
                (state.count, state.last) = (count, last);
            }
            Entry::Barrier { id, old } => self.states[id as usize].barrier = old,
            Entry::Choice { .. } | Entry::Branch { .. } | Entry::Shorter { .. } | Entry::Longer { .. } => {}
        }
    }

    /// Goes back to the last choice: where to go on, and at which position.
    fn backtrack(&mut self) -> Option<(usize, usize)> {
        while let Some(entry) = self.stack.pop() {
            match entry {
                Entry::Choice { pc, at } => return Some((pc as usize, at)),
                Entry::Branch { pc, alternative, at } => {
                    if let Some(target) = self.alternative(pc as usize, alternative as usize, at) {
                        return Some((target, at));
                    }
                }
                Entry::Shorter { pc, at, least } => {
                    if let Some(shorter) = self.shorter(pc as usize, at, least) {
                        return Some((pc as usize, shorter));
                    }
                }
                Entry::Longer { pc, left, at } => {
                    let Some(Inst::RepeatOne { unit, .. }) = self.program.instructions.get(pc as usize)
                    else {
                        continue;
                    };
                    if left > 0 && at < self.end {
                        let (character, next) = self.subject.next(at);
                        if self.holds(unit, character) {
                            self.stack.push(Entry::Longer { pc, left: left - 1, at: next });
                            return Some((pc as usize + 1, next));
                        }
                    }
                }
                entry => self.undo(entry),
            }
        }
        None
    }

    /// The next shorter end of a repetition after which the instruction `pc` may match.
    fn shorter(&mut self, pc: usize, mut at: usize, least: usize) -> Option<usize> {
        while at > least {
            at = self.subject.previous(at).1;
            if self.may_start(pc, at) {
                if at > least {
                    self.stack.push(Entry::Shorter { pc: pc as u32, at, least });
                }
                return Some(at);
            }
        }
        None
    }

    /// Whether the instruction may match; a quick test of the next character only.
    #[inline(always)]
    fn may_start(&self, pc: usize, at: usize) -> bool {
        let mut instruction = self.program.instructions.get(pc);
        if let Some(Inst::Mark(_)) = instruction {
            instruction = self.program.instructions.get(pc + 1);
        }
        match instruction {
            Some(Inst::Unit(unit)) => at < self.end && self.holds(unit, self.subject.next(at).0),
            Some(Inst::Fail) => false,
            _ => true,
        }
    }

    /// The first alternative of the branch at `pc`, from `first` on, that may match.
    fn alternative(&mut self, pc: usize, first: usize, at: usize) -> Option<usize> {
        let program = self.program;
        let Some(Inst::Branch(alternatives)) = program.instructions.get(pc) else { return None };
        for (index, target) in alternatives.iter().enumerate().skip(first) {
            if self.may_start(*target, at) {
                if index + 1 < alternatives.len() {
                    self.stack.push(Entry::Branch { pc: pc as u32, alternative: index as u32 + 1, at });
                }
                return Some(*target);
            }
        }
        None
    }

    /// Runs the program from `start`; gives where the match ends.
    fn run(&mut self, start: usize) -> Option<usize> {
        let program = self.program;
        let (mut pc, mut at) = (0, start);
        loop {
            let instruction = program.instructions.get(pc)?;
            let matched = match instruction {
                Inst::Fail => false,
                Inst::Success => {
                    if (!self.match_all || at == self.end) && self.must_advance != Some(at) {
                        return Some(at);
                    }
                    false
                }
                Inst::Unit(unit) => {
                    if at < self.end {
                        let (character, next) = self.subject.next(at);
                        at = next;
                        pc += 1;
                        self.holds(unit, character)
                    } else {
                        false
                    }
                }
                Inst::At(position) => {
                    pc += 1;
                    self.is_at(*position, at)
                }
                Inst::Jump(target) => {
                    pc = *target;
                    true
                }
                Inst::Branch(_) => match self.alternative(pc, 0, at) {
                    Some(target) => {
                        pc = target;
                        true
                    }
                    None => false,
                },
                Inst::Mark(mark) => {
                    let mark = *mark;
                    // With nothing to go back to there is nothing to undo.
                    if !self.stack.is_empty() {
                        let (old, last_index) = (self.marks[mark], self.last_index);
                        self.stack.push(Entry::Mark { mark: mark as u32, last_index, old });
                    }
                    self.marks[mark] = at;
                    if mark % 2 == 1 {
                        self.last_index = mark as u32 / 2 + 1;
                    }
                    pc += 1;
                    true
                }
                Inst::GroupRef { group, fold } => match self.repeated(*group, *fold, at) {
                    Some(next) => {
                        (pc, at) = (pc + 1, next);
                        true
                    }
                    None => false,
                },
                Inst::GroupExists { group, no } => {
                    let set = self.marks[group * 2] != UNSET && self.marks[group * 2 + 1] != UNSET;
                    pc = if set { pc + 1 } else { *no };
                    true
                }
                Inst::RepeatOne { unit, min, max, greed } => {
                    match self.repeat_one(pc, unit, *min, *max, *greed, at) {
                        Some(next) => {
                            (pc, at) = (pc + 1, next);
                            true
                        }
                        None => false,
                    }
                }
                Inst::LoopStart { id, until } => {
                    self.save_loop(*id);
                    let state = &mut self.states[*id];
                    (state.count, state.last) = (0, UNSET);
                    pc = *until;
                    true
                }
                Inst::Loop { id, min, max, greed, body, next } => {
                    pc = self.another_round(*id, (*min, *max), *greed, *body, *next, at);
                    true
                }
                Inst::LoopCut { id, until } => {
                    self.cut(*id);
                    pc = *until;
                    true
                }
                Inst::AtomicStart { id } => {
                    self.set_barrier(*id);
                    pc += 1;
                    true
                }
                Inst::AtomicEnd { id } => {
                    self.cut(*id);
                    pc += 1;
                    true
                }
                Inst::Assert { id, back } => match self.subject.back(at, *back) {
                    Some(behind) => {
                        self.save_loop(*id);
                        self.states[*id].last = at;
                        self.set_barrier(*id);
                        (pc, at) = (pc + 1, behind);
                        true
                    }
                    None => false,
                },
                Inst::AssertEnd { id } => {
                    self.cut(*id);
                    at = self.states[*id].last;
                    pc += 1;
                    true
                }
                Inst::AssertNot { id, back, next } => {
                    match self.subject.back(at, *back) {
                        Some(behind) => {
                            self.set_barrier(*id);
                            self.stack.push(Entry::Choice { pc: *next as u32, at });
                            (pc, at) = (pc + 1, behind);
                        }
                        None => pc = *next,
                    }
                    true
                }
                Inst::AssertNotEnd { id } => {
                    // What must not match did: everything since is undone, the choice to go on included.
                    let barrier = self.states[*id].barrier;
                    while self.stack.len() > barrier {
                        if let Some(entry) = self.stack.pop() {
                            self.undo(entry);
                        }
                    }
                    false
                }
            };
            if !matched {
                (pc, at) = self.backtrack()?;
            }
        }
    }

    /// Repeats one character; gives where to go on.
    fn repeat_one(
        &mut self,
        pc: usize,
        unit: &Unit,
        min: u32,
        max: u32,
        greed: Greed,
        at: usize,
    ) -> Option<usize> {
        if greed == Greed::Lazy {
            let (count, next) = self.count(unit, at, min);
            if count < min {
                return None;
            }
            let left = if max == MAX_REPEAT { u32::MAX } else { max - min };
            self.stack.push(Entry::Longer { pc: pc as u32, left, at: next });
            return Some(next);
        }
        let (count, next) = self.count(unit, at, max);
        if count < min {
            return None;
        }
        if greed == Greed::Possessive || count == min {
            return Some(next);
        }
        let least = match (S::NARROW, min) {
            (true, _) => at + min as usize,
            (false, 0) => at,
            (false, _) => self.count(unit, at, min).1,
        };
        if self.may_start(pc + 1, next) {
            self.stack.push(Entry::Shorter { pc: pc as u32 + 1, at: next, least });
            return Some(next);
        }
        self.shorter(pc + 1, next, least)
    }

    /// Decides at the end of a round whether there is another; gives the instruction to go on with.
    fn another_round(
        &mut self,
        id: usize,
        (min, max): (u32, u32),
        greed: Greed,
        body: usize,
        next: usize,
        at: usize,
    ) -> usize {
        let State { count, last, .. } = self.states[id];
        let may_go_on = (count < max || max == MAX_REPEAT) && last != at;
        if count >= min && !may_go_on {
            return next;
        }
        self.save_loop(id);
        if count < min {
            self.states[id].count = count + 1;
            if greed == Greed::Possessive {
                self.set_barrier(id);
            }
            return body;
        }
        let state = &mut self.states[id];
        (state.count, state.last) = (count.saturating_add(1), at);
        match greed {
            Greed::Greedy => {
                self.stack.push(Entry::Choice { pc: next as u32, at });
                body
            }
            Greed::Lazy => {
                self.stack.push(Entry::Choice { pc: body as u32, at });
                next
            }
            Greed::Possessive => {
                self.set_barrier(id);
                self.stack.push(Entry::Choice { pc: next as u32, at });
                body
            }
        }
    }
}
