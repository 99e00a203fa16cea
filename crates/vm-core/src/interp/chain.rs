//! Chains of generators that wait for one another in `yield from` or `await`: a value that the innermost yields goes
//! straight to whoever resumed the outermost, and what is sent goes straight to the innermost, however many there are.
//!
//! A generator joins when it first yields to one that would do nothing but pass the value on. From then on it is
//! *linked*: it knows the outermost, and its frame, like those between, stays linked to its caller's and stays at its
//! `SEND` while the chain is suspended. Anything else that may look at a member ([`PyGenerator::settle`]) takes a
//! suspended chain apart first, into generators that are suspended on their own, as if each had passed the value on.
#![expect(unsafe_code, reason = "members refer to one another by address")]

use std::cell::Cell;
use std::ptr::null;

use bytecode::Opcode;

use crate::frame::FramePtr;
use crate::heap::Heap;
use crate::object::{Traverse, Visitor};
use crate::objects::{GeneratorState, PyGenerator};
use crate::value::Value;

/// A generator's part in a chain.
pub(crate) struct ChainLink {
    /// Of a linked generator the outermost one. Of the outermost, while it is suspended: the innermost, or null if it
    /// waits for nobody.
    pub(crate) other: Cell<*const PyGenerator>,
    /// The distance from the outermost.
    depth: Cell<i32>,
}

impl Default for ChainLink {
    fn default() -> ChainLink {
        ChainLink { other: Cell::new(null()), depth: Cell::new(0) }
    }
}

impl Traverse for ChainLink {
    fn traverse(&self, _visit: &mut Visitor<'_>) {
        // Members are held by the stacks of those that wait for them.
    }
}

impl PyGenerator {
    /// The outermost of the chain that a linked generator belongs to.
    #[inline(always)]
    fn outermost(&self) -> &PyGenerator {
        debug_assert!(self.state.get() == GeneratorState::Linked);
        // SAFETY: a linked generator's chain is running, so that somebody holds the outermost; or it is suspended, and
        // the outermost takes the chain apart before it goes.
        unsafe { &*self.chain.other.get() }
    }

    /// Of a suspended generator: the innermost that it waits for.
    #[inline(always)]
    fn innermost(&self) -> &PyGenerator {
        let other = self.chain.other.get();
        match other.is_null() {
            true => self,
            // SAFETY: the innermost is held, over all between, by the stack of this one's frame, which does not change
            // while it is suspended.
            false => unsafe { &*other },
        }
    }

    /// Whether it runs: itself, or one that it waits for.
    pub(crate) fn is_running(&self) -> bool {
        match self.state.get() {
            GeneratorState::Linked => self.outermost().state.get() == GeneratorState::Running,
            state => state == GeneratorState::Running,
        }
    }

    /// Whether it can go on, with this many calls left to nest.
    #[inline(always)]
    pub(super) fn can_resume(&self, remaining_depth: i32) -> bool {
        self.state.get() as u8 <= GeneratorState::Suspended as u8
            && remaining_depth > self.innermost().chain.depth.get()
    }

    /// Takes the chain apart, if this is a member of one that is suspended.
    #[inline]
    pub(crate) fn settle(&self) {
        let outermost = match self.state.get() {
            GeneratorState::Linked => self.outermost(),
            _ => self,
        };
        if outermost.state.get() == GeneratorState::Suspended && !outermost.chain.other.get().is_null() {
            outermost.take_chain_apart();
        }
    }

    #[cold]
    #[inline(never)]
    fn take_chain_apart(&self) {
        let mut member = self.innermost();
        self.leave_chain();
        while !std::ptr::eq(member, self) {
            let frame = member.own_frame();
            member.state.set(GeneratorState::Suspended);
            member.leave_chain();
            let Some(waiting) = frame.previous() else { break };
            frame.set_previous(None);
            // SAFETY: a frame between stays at its SEND, behind whose cache is the `yield`, as `delegates` saw.
            waiting.spill(unsafe { waiting.prev_instr().add(2) }, waiting.stack_top());
            member = waiting.own_generator();
        }
    }

    /// Forgets the chain: this generator is about to run on its own, or never again.
    pub(super) fn leave_chain(&self) {
        self.chain.other.set(null());
        self.chain.depth.set(0);
    }
}

/// Who gets a value that is yielded.
pub(super) enum Receiver {
    Frame(FramePtr),
    Native,
}

/// Whether the frame, which runs a sub-iterator, would do nothing with a yielded value but yield it itself, and nothing
/// with what is sent but send it on.
fn delegates(frame: FramePtr) -> bool {
    if !frame.is_generator() {
        return false;
    }
    let is = |unit: u16, opcode: Opcode| unit & 0xFF == opcode as u16;
    let pc = frame.prev_instr();
    // SAFETY: the code ends with a return or a raise, none of which is among the instructions that are passed.
    unsafe {
        is(pc.read(), Opcode::SEND_GEN)
            && is(pc.add(2).read(), Opcode::YIELD_VALUE)
            && is(pc.add(3).read(), Opcode::RESUME)
            && pc.add(4).read() == Opcode::JUMP_BACKWARD_NO_INTERRUPT as u16 | 5 << 8
    }
}

/// Whether a yielded value that goes to `frame` may be for somebody further out: a quick look.
#[inline(always)]
fn may_delegate(frame: FramePtr) -> bool {
    // SAFETY: the frame runs FOR_ITER or SEND, which have a cache, and are not the last instruction.
    unsafe { frame.prev_instr().add(2).read() & 0xFF == Opcode::YIELD_VALUE as u16 }
}

impl Heap {
    /// Makes a suspended generator ready to go on with `value` sent to it, for the frame `caller`. Gives the frame that
    /// goes on: the generator's, or that of the innermost one that it waits for.
    #[inline(always)]
    pub(super) fn resume_generator(
        &mut self,
        caller: Option<FramePtr>,
        generator: &PyGenerator,
        value: Value,
    ) -> FramePtr {
        let innermost = generator.innermost();
        generator.state.set(GeneratorState::Running);
        generator.own_frame().set_previous(caller);
        self.handled.enter(&generator.handled, &innermost.handled);
        self.frames.remaining_depth -= innermost.chain.depth.get();
        let frame = innermost.own_frame();
        frame.resume(value);
        frame
    }

    /// Suspends the generator that runs `frame`, and those that wait for it. Tells who gets the value; `None`, with nothing
    /// changed, where [`Heap::suspend_slow`] must do that.
    #[inline(always)]
    pub(super) fn suspend_quick(&mut self, frame: FramePtr) -> Option<Receiver> {
        let generator = frame.own_generator();
        let linked = generator.state.get() == GeneratorState::Linked;
        let outermost = if linked { generator.outermost() } else { generator };
        let outer = outermost.own_frame();
        let caller = outer.caller_of_generator();
        if let Some(caller) = caller
            && !linked
            && may_delegate(caller)
        {
            return None;
        }
        Some(self.suspend_chain(frame, generator, outermost, caller))
    }

    #[inline(always)]
    fn suspend_chain(
        &mut self,
        frame: FramePtr,
        generator: &PyGenerator,
        outermost: &PyGenerator,
        caller: Option<FramePtr>,
    ) -> Receiver {
        frame.own_stack_top_values();
        outermost.state.set(GeneratorState::Suspended);
        outermost.chain.other.set(if std::ptr::eq(generator, outermost) { null() } else { generator });
        self.handled.exit(&outermost.handled);
        self.frames.remaining_depth += generator.chain.depth.get();
        let outer = outermost.own_frame();
        outer.set_previous(None);
        match caller {
            Some(caller) => {
                self.frames.remaining_depth += 1;
                Receiver::Frame(caller)
            }
            None => {
                outer.set_entry(false);
                Receiver::Native
            }
        }
    }

    /// As [`Heap::suspend_quick`], linking the generator first if it can be.
    pub(super) fn suspend_slow(&mut self, frame: FramePtr) -> Receiver {
        let generator = frame.own_generator();
        if generator.state.get() == GeneratorState::Running {
            link(frame);
        }
        let linked = generator.state.get() == GeneratorState::Linked;
        let outermost = if linked { generator.outermost() } else { generator };
        let caller = outermost.own_frame().caller_of_generator();
        self.suspend_chain(frame, generator, outermost, caller)
    }
}

/// Links the generator that runs `frame` to the outermost of those that wait for it, and those between.
fn link(frame: FramePtr) {
    let mut count = 0;
    let mut outer = frame;
    let (outermost, mut depth) = loop {
        let generator = outer.own_generator();
        if generator.state.get() == GeneratorState::Linked {
            break (generator.outermost(), generator.chain.depth.get());
        }
        match outer.caller_of_generator().filter(|caller| delegates(*caller)) {
            Some(caller) if caller.own_generator().is_running() => outer = caller,
            _ => break (generator, 0),
        }
        count += 1;
    };
    depth += count;
    let mut inner = frame;
    for _ in 0..count {
        let generator = inner.own_generator();
        generator.chain.other.set(outermost);
        generator.chain.depth.set(depth);
        generator.state.set(GeneratorState::Linked);
        depth -= 1;
        let Some(waiting) = inner.previous() else { break };
        waiting.own_stack_top_values();
        inner = waiting;
    }
}
