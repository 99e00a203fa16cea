//! The exits of an executor: what is to be known where compiled code leaves, in little memory. There are thousands of them,
//! most of which are never taken, and their frames differ in little but the instruction.

use std::num::NonZeroU32;

use bytecode::code::CodeUnit;

use crate::objects::PyCode;

/// One frame at an exit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct ExitFrame {
    pub kind: FrameKind,
    /// The instruction that runs or waits.
    pub pc: *mut CodeUnit,
    /// Words from the first local to the stack's top.
    pub depth: u16,
}

/// What many frames have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct FrameKind {
    /// Bytes of the first local behind the top of the frame stack; unused for the outermost. Of a generator's frame, bytes
    /// behind the generator.
    pub offset: i32,
    pub code: *const PyCode,
    pub flags: u16,
    pub return_units: u16,
    /// Whether its header is written.
    pub real: bool,
    /// Whether it is the frame of the generator on top of its caller's stack.
    pub generator: bool,
}

/// What is still to be done with a word that an exit has stored.
#[derive(Clone, Copy)]
pub(super) struct Fix {
    pub place: Place,
    pub offset: i32,
    pub kind: FixKind,
}

/// What the offset of a word is relative to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The first local of the frame that the trace began in.
    Outermost,
    /// The top of the frame stack when it began.
    Top,
    /// The generator whose frame has this number.
    Generator(u16),
}

#[derive(Clone, Copy)]
pub(super) enum FixKind {
    /// It is the bits of a double.
    Float,
    /// It is not counted yet.
    Retain,
    /// It is to be a tuple of that many words at the offset behind the top of the frame stack.
    Tuple { items: i32, count: u32 },
    /// None of a word: what waits to be finalized is to be finalized here.
    Finalizers,
}

/// What is known of a way out.
pub(super) struct Exit {
    /// Units from the first instruction that was noted with the kind of the innermost frame to its own.
    pc: i32,
    depth: u16,
    /// Which kind of frame that is, and which list the frames that wait for calls are.
    kind: u16,
    callers: u16,
    /// Whether the interpreter ran the last instruction: then it knows where to go on.
    resumed: bool,
    /// Whether an instruction has run by then since the trace began.
    progressed: bool,
    /// Where its fixes end; they begin where those of the exit before do.
    fixes: u32,
    /// How often it was taken; of those that only jump, how often that was looked at.
    pub taken: u32,
    /// The executor to go on in, once there is one, if the exit leads to that one's first instruction. Never the first
    /// executor: that one is a loop.
    pub bridge: Option<NonZeroU32>,
}

/// See the module.
#[derive(Default)]
pub(super) struct Exits {
    list: Vec<Exit>,
    /// Each with an instruction of its code.
    kinds: Vec<(FrameKind, *mut CodeUnit)>,
    /// The frames that wait for calls, the outermost first.
    callers: Vec<Box<[ExitFrame]>>,
    fixes: Vec<Fix>,
    /// Whether some frame is a generator's.
    pub has_generators: bool,
}

/// The index of an item, which is put at the end if it is not there. What is asked for was mostly put there lately.
fn place_of<T>(list: &mut Vec<T>, is_it: impl Fn(&T) -> bool, make: impl FnOnce() -> T) -> u16 {
    let place = list.iter().rposition(is_it).unwrap_or_else(|| {
        list.push(make());
        list.len() - 1
    });
    u16::try_from(place).expect("a trace is short")
}

impl Exits {
    /// Adds an exit of these frames, the outermost first.
    pub(super) fn push(&mut self, frames: &[ExitFrame], fixes: Vec<Fix>, resumed: bool, progressed: bool) {
        self.has_generators |= frames.iter().any(|frame| frame.kind.generator);
        let (frame, callers) = frames.split_last().expect("at least the frame of the trace");
        let kind = place_of(&mut self.kinds, |(kind, _)| *kind == frame.kind, || (frame.kind, frame.pc));
        let callers = place_of(&mut self.callers, |known| known[..] == *callers, || callers.into());
        self.fixes.extend(fixes);
        let bytes = frame.pc.addr().wrapping_sub(self.kinds[usize::from(kind)].1.addr()) as isize;
        self.list.push(Exit {
            pc: (bytes / size_of::<CodeUnit>() as isize) as i32,
            depth: frame.depth,
            kind,
            callers,
            resumed,
            progressed,
            fixes: self.fixes.len() as u32,
            taken: 0,
            bridge: None,
        });
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, Exit> {
        self.list.iter()
    }

    pub(super) fn exit(&self, exit: usize) -> &Exit {
        &self.list[exit]
    }

    pub(super) fn exit_mut(&mut self, exit: usize) -> &mut Exit {
        &mut self.list[exit]
    }

    /// Gives back what was reserved for more.
    pub(super) fn shrink(&mut self) {
        self.list.shrink_to_fit();
        self.kinds.shrink_to_fit();
        self.callers.shrink_to_fit();
        self.fixes.shrink_to_fit();
    }

    /// The frames that wait for calls, the outermost first: the trace began in that, unless it is the innermost.
    pub(super) fn callers(&self, exit: usize) -> &[ExitFrame] {
        &self.callers[usize::from(self.list[exit].callers)]
    }

    /// The innermost frame.
    pub(super) fn frame(&self, exit: usize) -> ExitFrame {
        let exit = &self.list[exit];
        let (kind, pc) = self.kinds[usize::from(exit.kind)];
        ExitFrame { kind, pc: pc.wrapping_offset(exit.pc as isize), depth: exit.depth }
    }

    /// All frames, the outermost first.
    pub(super) fn frames(&self, exit: usize) -> impl Iterator<Item = ExitFrame> {
        self.callers(exit).iter().copied().chain([self.frame(exit)])
    }

    pub(super) fn fixes(&self, exit: usize) -> &[Fix] {
        let start = exit.checked_sub(1).map_or(0, |before| self.list[before].fixes);
        &self.fixes[start as usize..self.list[exit].fixes as usize]
    }

    /// Whether the interpreter ran the last instruction: then it knows where to go on.
    pub(super) fn is_resumed(&self, exit: usize) -> bool {
        self.list[exit].resumed
    }

    /// Whether an instruction has run by then since the trace began.
    pub(super) fn has_progressed(&self, exit: usize) -> bool {
        self.list[exit].progressed
    }

    /// Whether all that is to be done is in memory when the exit was taken, so that other code can go on at once.
    pub(super) fn is_linkable(&self, exit: usize) -> bool {
        !self.is_resumed(exit)
            && self.fixes(exit).is_empty()
            && self.frames(exit).all(|frame| frame.kind.real)
    }

    /// Whether code that goes on behind an exit finds the frames that it knows behind one of another executor that leads to the
    /// same instruction.
    pub(super) fn is_alike(&self, exit: usize, others: &Exits, other: usize) -> bool {
        let (callers, frame) = (self.callers(exit), self.frame(exit).kind);
        let (other_callers, other_frame) = (others.callers(other), others.frame(other).kind);
        let finds = |kind: FrameKind, other: FrameKind, is_outermost: bool| {
            (kind.code, kind.flags, kind.generator) == (other.code, other.flags, other.generator)
                && (is_outermost || kind.offset == other.offset)
        };
        finds(frame, other_frame, callers.is_empty())
            && callers.len() == other_callers.len()
            && callers.iter().zip(other_callers).enumerate().all(|(index, (caller, other))| {
                finds(caller.kind, other.kind, index == 0)
                    && caller.kind.return_units == other.kind.return_units
                    && (caller.pc, caller.depth) == (other.pc, other.depth)
            })
    }

    /// The instruction and the number of words in the frame, if the handler of that instruction can go on at once.
    pub(super) fn direct(&self, exit: usize) -> Option<(*mut CodeUnit, u16)> {
        let is_direct = self.callers(exit).is_empty() && self.is_linkable(exit);
        is_direct.then(|| (self.frame(exit).pc, self.frame(exit).depth))
    }
}
