//! What compiled code has others do: the interpreter an instruction, the virtual machine a call. Before that, the modelled
//! frames are made real; after it, what was known of memory is forgotten.

use super::*;

impl Lowering<'_> {
    /// Has the interpreter run the current instruction, of which nothing is known here but how it changes the stack.
    pub(super) fn step(&mut self, opcode: Opcode, event: &Event, next: Option<&Event>) -> Lowered {
        let Some(next) = next else { return Err(Stop::Here) };
        let is_loop = bytecode::metadata::specializations(Opcode::FOR_ITER).contains(&opcode)
            || opcode == Opcode::FOR_ITER;
        // Besides those whose operand is a local.
        let changes_locals = matches!(opcode, Opcode::MAKE_CELL | Opcode::COPY_FREE_VARS);
        if next.frame != event.frame
            || changes_locals
            || (!is_loop && (next.start != self.next || bytecode::metadata::has_jump(opcode)))
            || bytecode::metadata::is_terminator(opcode)
            || bytecode::metadata::has_local(opcode)
            || matches!(opcode, Opcode::RETURN_GENERATOR | Opcode::YIELD_VALUE | Opcode::YIELD_ASYNC_VALUE)
        {
            return Err(Stop::Here);
        }
        let (popped, pushed) = match is_loop {
            true => (0, next.depth.checked_sub(event.depth).ok_or(Stop::Here)?),
            false => (
                bytecode::metadata::num_popped(opcode, event.oparg).max(0) as usize,
                bytecode::metadata::num_pushed(opcode, event.oparg).max(0) as usize,
            ),
        };
        let depth = self.top().stack.len();
        if depth < popped || depth - popped + pushed != next.depth || depth != event.depth {
            return Err(Stop::Here);
        }
        self.synchronize()?;
        self.cost += STEP_COST;
        let (frame, sp, fp) = self.registers();
        let pc = self.facts.constant(event.start.addr() as u64);
        let function = leave::step as *const () as usize;
        let found = self.facts.push(Op::Call { function, args: [MACHINE, pc, sp, fp].into() });
        let expected = self.facts.constant(next.start.addr() as u64);
        let exit = self.facts.exit_from_step(&self.frames);
        self.facts.push(Op::Guard { cond: Cond::Equal, a: found, b: expected, exit });
        self.forget();
        let top = self.top();
        top.stack.truncate(depth - popped);
        top.initial = top.stack.clone();
        for index in 0..pushed {
            let offset = frame.stack_offset(depth - popped + index);
            let value = self.facts.load(frame.base, offset);
            let model = Model::new(Repr::Word(value), Owner::Owned);
            self.top().initial.push(model.clone());
            self.push(model);
        }
        self.next = next.start;
        Ok(())
    }

    /// The innermost frame, with the addresses that the interpreter has in registers: of its stack's top and its first local.
    pub(super) fn registers(&mut self) -> (FrameModel, Val, Val) {
        let frame = self.top().clone();
        let sp = frame.stack_offset(frame.stack.len());
        let sp = self.facts.push(Op::IntImm { op: IntOp::Add, a: frame.base, imm: sp });
        let fp = self.facts.push(Op::IntImm { op: IntOp::Add, a: frame.base, imm: frame.offset });
        (frame, sp, fp)
    }

    /// Forgets what may be otherwise now that other code has run: all but what the frames own.
    pub(super) fn forget(&mut self) {
        self.facts.versions.clear();
        self.facts.loads.clear();
        for frame in &mut self.frames {
            for slot in &mut frame.locals {
                if slot.memory != Memory::Plain {
                    // A string may have been taken out of its local to grow in place.
                    slot.memory = Memory::Raw(None);
                }
            }
        }
    }

    /// Calls a function of the virtual machine that may run anything, with everything in memory; leaves if it raises. The word
    /// that it gives.
    pub(super) fn call_out(
        &mut self,
        event: &Event,
        call: impl FnOnce(&mut Self, &FrameModel, Val, Val) -> Op,
    ) -> Lowered<Val> {
        self.synchronize()?;
        self.cost += CALL_COST;
        let (frame, sp, fp) = self.registers();
        let pc = self.facts.constant(event.pc.addr() as u64);
        for (offset, value) in [(FRAME_PREV_INSTR, pc), (FRAME_STACK_TOP, sp)] {
            let offset = frame.offset - FRAME_HEADER + offset;
            self.facts.push(Op::Store { base: frame.base, offset, width: Width::B8, value });
        }
        let op = call(self, &frame, sp, fp);
        let result = self.facts.push(op);
        let exit = self.facts.exit_from_step(&self.frames);
        self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: result, imm: 0, exit });
        self.forget();
        Ok(result)
    }

    /// Goes on only if the next instruction of the frame was recorded to follow.
    pub(super) fn falls_through(&self, event: &Event, next: Option<&Event>) -> Lowered {
        match next {
            Some(next) if next.start == self.next && next.frame == event.frame => Ok(()),
            _ => Err(Stop::Here),
        }
    }

    /// The next item of an iterator of whatever class, or the end of the loop if that was recorded.
    pub(super) fn next_item(&mut self, distance: usize, event: &Event, next: Option<&Event>) -> Lowered {
        let ended = self.exhausted(distance, next);
        if ended.is_none() {
            self.falls_through(event, next)?;
        } else if next.is_some_and(|next| next.frame != event.frame) {
            return Err(Stop::Here);
        }
        // SAFETY: the target of the jump, behind the END_FOR there.
        let end = unsafe { self.next.add(distance + 1) };
        let function = leave::next_item as *const () as usize;
        let item =
            self.call_out(event, |_, _, sp, fp| Op::Call { function, args: [MACHINE, sp, fp].into() })?;
        let model = Model::new(Repr::Word(item), Owner::Owned);
        let (cond, exit) = if ended.is_some() {
            self.push(model);
            let exit = self.exit_now(self.next);
            self.pop()?;
            self.next = end;
            (Cond::Equal, exit)
        } else {
            let exit = self.exit_now(end);
            self.push(model);
            (Cond::NotEqual, exit)
        };
        self.facts.push(Op::GuardImm { cond, a: item, imm: word::NULL as i32, exit });
        Ok(())
    }

    /// Has a function do what an instruction does with the `popped` values on top, and its operand if it asks for that.
    pub(super) fn call_with_stack(
        &mut self,
        function: usize,
        popped: usize,
        operand: Option<Val>,
        event: &Event,
        next: Option<&Event>,
    ) -> Lowered<Val> {
        self.falls_through(event, next)?;
        self.peek(popped)?;
        let result = self.call_out(event, |_, _, sp, fp| Op::Call {
            function,
            args: [MACHINE, sp, fp].into_iter().chain(operand).collect(),
        })?;
        for _ in 0..popped {
            let model = self.pop()?;
            self.drop_later(model);
        }
        Ok(result)
    }

    /// Calls a native function.
    pub(super) fn call_native(&mut self, event: &Event, next: Option<&Event>) -> Lowered {
        self.falls_through(event, next)?;
        let count = event.oparg as usize;
        let callable = self.peek(count + 2)?;
        let native = self.object_of_kind(&callable, Kind::Native)?;
        let number = self.facts.constant(count as u64);
        let function = leave::call_native as *const () as usize;
        let result = self.call_out(event, |lowering, frame, _sp, fp| {
            let args = frame.stack_offset(frame.stack.len() - count - 1);
            let args = lowering.facts.push(Op::IntImm { op: IntOp::Add, a: frame.base, imm: args });
            Op::Call { function, args: [MACHINE, native, args, number, fp].into() }
        })?;
        for _ in 0..count + 2 {
            let model = self.pop()?;
            self.drop_later(model);
        }
        self.push(Model::new(Repr::Word(result), Owner::Owned));
        Ok(())
    }

    /// Puts everything in memory as the interpreter knows it.
    pub(super) fn synchronize(&mut self) -> Lowered {
        // What may leave comes first.
        for frame in 0..self.frames.len() {
            let models: Vec<Model> = {
                let frame = &self.frames[frame];
                let locals =
                    frame.locals.iter().filter(|slot| slot.dirty).filter_map(|slot| slot.value.clone());
                locals.chain(frame.stack.iter().cloned()).collect()
            };
            for model in models {
                self.settle(&model)?;
            }
        }
        let mut made = false;
        for index in 0..self.frames.len() {
            let frame = self.frames[index].clone();
            for (local, slot) in frame.locals.iter().enumerate() {
                if !slot.dirty {
                    continue;
                }
                let offset = frame.local_offset(local);
                let (slot, value) = match &slot.value {
                    None => {
                        let value = self.facts.constant(word::NULL);
                        (
                            Slot {
                                value: Some(Model::new(Repr::Const(word::NULL), Owner::Borrowed)),
                                dirty: false,
                                memory: Memory::Plain,
                            },
                            value,
                        )
                    }
                    Some(model) => {
                        let (model, value, owned) = self.shared(model.clone());
                        let memory = match (model.owner, owned) {
                            (Owner::Marked(raw), true) => Memory::Raw(Some(raw)),
                            (_, true) => Memory::Owned,
                            (_, false) => Memory::Plain,
                        };
                        (
                            Slot {
                                value: Some(Model { owner: Owner::Borrowed, ..model }),
                                dirty: false,
                                memory,
                            },
                            value,
                        )
                    }
                };
                self.facts.push(Op::Store { base: frame.base, offset, width: Width::B8, value });
                self.frames[index].locals[local] = slot;
            }
            for (place, model) in frame.stack.iter().enumerate() {
                if frame.initial.get(place) == Some(model) {
                    continue;
                }
                let offset = frame.stack_offset(place);
                let (model, value, _) = self.shared(model.clone());
                self.facts.push(Op::Store { base: frame.base, offset, width: Width::B8, value });
                self.frames[index].stack[place] = model;
            }
            self.frames[index].initial = self.frames[index].stack.clone();
            if let Some(function) = frame.function
                && !frame.real
            {
                let (function, value, _) = self.shared(function);
                let offset = frame.offset - FRAME_HEADER + FRAME_FUNC;
                self.facts.push(Op::Store { base: frame.base, offset, width: Width::B8, value });
                self.frames[index].function = Some(function);
                made = true;
            }
        }
        if made {
            self.cost += FRAMES_COST;
            let at = self.at;
            let exit = self.facts.exit(&self.frames, at);
            let number = self.vm.tier2.executors.len() as u64;
            let args =
                [MACHINE, self.facts.constant(number), self.facts.constant(u64::from(exit.0)), FRAME, TOP];
            let function = leave::materialize as *const () as usize;
            self.facts.push(Op::Call { function, args: args.into() });
            for frame in &mut self.frames {
                frame.real = true;
            }
        }
        self.before = self.frames.clone();
        self.before_exit = None;
        Ok(())
    }

    /// A value as it is to lie in a frame, with its word; whether the frame owns it. What is borrowed stays so, and is marked.
    pub(super) fn shared(&mut self, model: Model) -> (Model, Val, bool) {
        let immediate = self.facts.is_immediate(&model);
        if let Owner::Marked(raw) = model.owner
            && !immediate
        {
            return (model, raw, true);
        }
        if model.owner == Owner::Borrowed && self.facts.type_of(&model) == Type::Pointer {
            let value = match model.repr {
                Repr::Word(value) => {
                    let value = self.facts.clean(value);
                    self.facts.push(Op::IntImm { op: IntOp::Or, a: value, imm: word::BORROWED as i32 })
                }
                Repr::Const(bits) => self.facts.constant(bits | u64::from(word::BORROWED)),
                _ => self.own(model.clone()),
            };
            return (model, value, false);
        }
        let value = self.own(model.clone());
        if immediate {
            let repr = match model.repr {
                Repr::Condition(_) => Repr::Word(value),
                repr => repr,
            };
            return (Model::new(repr, Owner::Borrowed), value, false);
        }
        let repr = match model.repr {
            Repr::Const(bits) => Repr::Const(bits),
            _ => Repr::Word(value),
        };
        (Model::new(repr, Owner::Owned), value, true)
    }
}
