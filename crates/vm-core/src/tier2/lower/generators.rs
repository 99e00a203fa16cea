//! Generators that a loop of the trace pulls from: their frames are part of it. Not what they return, which is a step of the
//! interpreter's, and not `yield from`.
//!
//! The frame lies behind the generator, and all that others may see of a resumption is written when it happens (who waits
//! for whom, what is being handled, where the caller is), so that exits find such frames as they find other real ones. That
//! is some twenty stores for each item, where the interpreter takes 240 instructions.
#![expect(unsafe_code, reason = "instructions have addresses")]

use super::*;
use crate::frame::GENERATOR;
use crate::objects::GeneratorState;

/// Units of `FOR_ITER`, behind which its frame goes on with what was yielded.
const FOR_ITER_UNITS: usize = 2;

/// Where a generator was suspended that goes on with the event.
fn suspended_at(event: &Event) -> *mut CodeUnit {
    // SAFETY: a suspended generator is at an instruction without cache; the RESUME that may follow runs with the resumption.
    unsafe {
        let before = event.start.sub(1);
        let is_resume = opcode_of(event) != Opcode::RESUME && before.read() & 0xFF == Opcode::RESUME as u16;
        if is_resume { before.sub(1) } else { before }
    }
}

impl Lowering<'_> {
    /// Goes on in the generator on top of the stack, if it is suspended where it was when that was recorded.
    pub(super) fn resume_generator(&mut self, event: &Event, next: Option<&Event>) -> Lowered {
        let resumes =
            |next: &&Event| next.frame != event.frame && next.call.flags == GENERATOR && next.depth > 0;
        let Some(next) = next.filter(resumes) else { return Err(Stop::Here) };
        if !self.top().real {
            self.synchronize()?;
        }
        let iterator = self.peek(1)?;
        let generator = self.object_of_kind(&iterator, Kind::Generator)?;
        let exit = self.exit_before();
        let header = GENERATOR_FRAME - FRAME_HEADER;
        let state = self.facts.push(Op::Load { base: generator, offset: GENERATOR_STATE, width: Width::B1 });
        let imm = GeneratorState::Suspended as i32;
        const { assert!((GeneratorState::Created as u8) < GeneratorState::Suspended as u8) };
        self.facts.push(Op::GuardImm { cond: Cond::LessEqual, a: state, imm, exit });
        self.facts.push(Op::GuardMemory {
            cond: Cond::Equal,
            base: generator,
            offset: GENERATOR_CHAIN,
            width: Width::B8,
            imm: 0,
            exit,
        });
        // The instruction tells the code, and by that how deep the stack is.
        let place = self.facts.load(generator, header + FRAME_PREV_INSTR);
        let expected = self.facts.constant(suspended_at(next).addr() as u64);
        self.facts.push(Op::Guard { cond: Cond::Equal, a: place, b: expected, exit });

        let (caller, sp, fp) = self.registers();
        let pc = self.facts.constant(event.pc.addr() as u64);
        let units = self.facts.constant(next.call.return_units.into());
        let running = self.facts.constant(GeneratorState::Running as u64);
        let handled = self.facts.push(Op::IntImm { op: IntOp::Add, a: generator, imm: GENERATOR_HANDLED });
        let outer = self.facts.load(MACHINE, HANDLED_TOP);
        let frame = self.facts.push(Op::IntImm { op: IntOp::Add, a: generator, imm: GENERATOR_FRAME });
        let caller_header = caller.offset - FRAME_HEADER;
        for (base, offset, width, value) in [
            (caller.base, caller_header + FRAME_PREV_INSTR, Width::B8, pc),
            (caller.base, caller_header + FRAME_STACK_TOP, Width::B8, sp),
            (caller.base, caller_header + FRAME_RETURN_UNITS, Width::B4, units),
            (generator, GENERATOR_STATE, Width::B1, running),
            (generator, header + FRAME_PREVIOUS, Width::B8, fp),
            (generator, GENERATOR_HANDLED + HANDLED_PREVIOUS, Width::B8, outer),
            (MACHINE, HANDLED_TOP, Width::B8, handled),
            (MACHINE, CURRENT_FRAME, Width::B8, frame),
        ] {
            self.facts.push(Op::Store { base, offset, width, value });
        }
        self.facts.push(Op::AddMemory { base: MACHINE, offset: REMAINING_DEPTH, width: Width::B4, by: -1 });

        self.top().call = event.pc;
        self.top().return_units = next.call.return_units;
        self.push_frame_at(generator, GENERATOR_FRAME, next);
        // What lies on the stack of a suspended generator is owned.
        self.reload_stack(0, next.depth - 1)?;
        self.push(Model::new(Repr::Const(word::NONE), Owner::Borrowed));
        self.next = next.start;
        Ok(())
    }

    /// Offers what the outermost frame yields to the native code that runs it, and goes on if that takes it.
    pub(super) fn feed(&mut self, event: &Event, next: Option<&Event>) -> Lowered {
        // The frame is at the RESUME behind, or was when that had nothing to do.
        // SAFETY: a `yield` is not the last instruction.
        let (next_start, behind) = unsafe { (next.map(|next| next.start), event.pc.add(1)) };
        // SAFETY: as above, nor is the RESUME.
        let resumed = unsafe { (behind.read() & 0xFF == Opcode::RESUME as u16).then(|| behind.add(1)) };
        let Some(start) = next_start.filter(|start| *start == behind || Some(*start) == resumed) else {
            return Err(Stop::Here);
        };
        // What was offered and not taken is not offered again.
        if self.frames.len() > 1 || self.begins_after_failure(event) {
            return Err(Stop::Here);
        }
        // What is taken may be let go, or take the place of something that is.
        self.prepare_stack(1, true)?;
        let model = self.pop()?;
        let exit = self.exit_before();
        let fed = self.facts.load(MACHINE, FED_FRAME);
        self.facts.push(Op::Guard { cond: Cond::Equal, a: fed, b: FRAME, exit });
        let value = self.own(model);
        let function = plain::offer as *const () as usize;
        let untaken = self.facts.push(Op::Call { function, args: [MACHINE, value].into() });
        self.forget_versions();
        // What was not taken is yielded by the interpreter, which offers it again.
        self.push(Model::new(Repr::Word(untaken), Owner::Owned));
        let exit = self.facts.exit(&self.frames, event.start, self.account.lowered > 0);
        self.pop()?;
        self.facts.push(Op::GuardImm { cond: Cond::Equal, a: untaken, imm: 0, exit });
        self.push(Model::new(Repr::Const(word::NONE), Owner::Borrowed));
        self.next = start;
        Ok(())
    }

    /// Suspends the generator of the innermost frame, and goes on behind the `FOR_ITER` that has resumed it.
    pub(super) fn suspend_generator(&mut self, event: &Event, next: Option<&Event>) -> Lowered {
        let Some(next) = next.filter(|_| self.top().is_generator()) else { return Err(Stop::Here) };
        let caller = self.frames[self.frames.len() - 2].clone();
        // SAFETY: the instruction behind the one that waits.
        let (behind, following) = unsafe {
            let behind = caller.call.add(FOR_ITER_UNITS);
            (behind, behind.read())
        };
        // A caller that only yields the value itself is passed over from then on.
        let delegates = following & 0xFF == Opcode::YIELD_VALUE as u16;
        if delegates || next.frame != caller.recorded || next.start != behind {
            return Err(Stop::Here);
        }
        let value = self.pop()?;
        self.settle(&value)?;
        let generator = self.top().clone();
        let dirty = generator.locals.iter().filter(|slot| slot.dirty).filter_map(|slot| slot.value.as_ref());
        for model in dirty.chain(&generator.stack) {
            self.settle(model)?;
        }
        // Nothing leaves from here on.
        (0..generator.locals.len()).for_each(|local| self.flush_local(local));
        // Locals can change while the generator is suspended: what lies on the stack is not borrowed from them.
        for (place, model) in generator.stack.iter().enumerate() {
            let counted = model.owner == Owner::Owned || self.facts.is_immediate(model);
            if counted && generator.initial.get(place) == Some(model) {
                continue;
            }
            let value = self.own(model.clone());
            let offset = generator.stack_offset(place);
            self.facts.push(Op::Store { base: generator.base, offset, width: Width::B8, value });
        }
        let result = self.handed_over(value);

        let header = generator.offset - FRAME_HEADER;
        let (_, sp, _) = self.registers();
        let pc = self.facts.constant(event.pc.addr() as u64);
        let null = self.facts.constant(0);
        let suspended = self.facts.constant(GeneratorState::Suspended as u64);
        let outer = self.facts.load(generator.base, GENERATOR_HANDLED + HANDLED_PREVIOUS);
        let fp = self.facts.push(Op::IntImm { op: IntOp::Add, a: caller.base, imm: caller.offset });
        for (base, offset, width, value) in [
            (generator.base, header + FRAME_PREV_INSTR, Width::B8, pc),
            (generator.base, header + FRAME_STACK_TOP, Width::B8, sp),
            (generator.base, header + FRAME_PREVIOUS, Width::B8, null),
            (generator.base, GENERATOR_STATE, Width::B1, suspended),
            (generator.base, GENERATOR_CHAIN, Width::B8, null),
            (MACHINE, HANDLED_TOP, Width::B8, outer),
            (MACHINE, CURRENT_FRAME, Width::B8, fp),
        ] {
            self.facts.push(Op::Store { base, offset, width, value });
        }
        self.facts.push(Op::AddMemory { base: MACHINE, offset: REMAINING_DEPTH, width: Width::B4, by: 1 });
        self.frames.pop();
        self.push(result);
        self.next = behind;
        Ok(())
    }
}
