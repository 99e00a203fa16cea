//! What compiled code has others do: the interpreter an instruction, the virtual machine a call. Before that, the modelled
//! frames are made real; after it, what was known of memory is forgotten.
#![expect(unsafe_code, reason = "frames belong to code objects by their address")]

use super::*;

/// What the interpreter leaves behind.
struct After {
    /// The innermost frame that was there before.
    frame: usize,
    /// How many values of its stack are still what they were.
    kept: usize,
    /// Whether there is a new frame.
    enters: bool,
    /// Whether an exception got here, whose traceback has the frame.
    raised: bool,
}

/// How much of the stack is left when what the instruction at `pc` raises is handled at `target`; `None` if it is not.
fn handled(code: *const PyCode, pc: *mut CodeUnit, target: *mut CodeUnit) -> Option<usize> {
    // SAFETY: recordings keep the code of their instructions alive.
    let (code, offset) = unsafe { (&*code, pc.offset_from((*code).instructions.start())) };
    let range = code.handler_at(offset as u32)?;
    let handler = code.instructions.start().wrapping_add(range.target as usize);
    (handler == target).then_some(range.depth as usize)
}

/// The locals that an instruction may change, of so many.
fn changed_locals(opcode: Opcode, event: &Event, count: usize) -> Lowered<Vec<usize>> {
    match opcode {
        // The cells of the closure are the last ones.
        Opcode::COPY_FREE_VARS => {
            Ok((count.checked_sub(event.oparg as usize).ok_or(Stop::Useless)?..count).collect())
        }
        Opcode::MAKE_CELL => Ok(vec![event.oparg as usize]),
        _ if !bytecode::metadata::has_local(opcode) => Ok(Vec::new()),
        _ => match accesses(event) {
            accesses if accesses.is_empty() => Err(Stop::Here),
            accesses => Ok(accesses.into_iter().map(|(local, _)| local).collect()),
        },
    }
}

impl Lowering<'_> {
    /// Has the interpreter run the current instruction, of which nothing is known here but what the recording says: how it
    /// changes the stack, or that it enters a frame, leaves it, or raises what a frame of the trace handles.
    pub(super) fn step(&mut self, opcode: Opcode, event: &Event, next: Option<&Event>) -> Lowered {
        let Some(next) = next else { return Err(Stop::Here) };
        let after = self.after_step(opcode, event, next)?;
        self.synchronize()?;
        self.account.cost += STEP_COST;
        self.account.steps.push(*event);
        let (_, sp, fp) = self.registers();
        let pc = self.facts.constant(event.start.addr() as u64);
        let function = leave::step as *const () as usize;
        let found = self.facts.push(Op::Call { function, args: [MACHINE, pc, sp, fp].into() });
        let expected = self.facts.constant(next.start.addr() as u64);
        let exit = self.facts.exit_from_step(&self.frames, self.at);
        self.facts.push(Op::Guard { cond: Cond::Equal, a: found, b: expected, exit });
        self.forget();
        let inner = self.frames.len() - 1;
        for local in changed_locals(opcode, event, self.frames[inner].locals.len())? {
            let slot = self.frames[inner].locals.get_mut(local).ok_or(Stop::Useless)?;
            *slot = Slot { value: None, dirty: false, memory: Memory::Raw(None) };
        }
        self.frames.truncate(after.frame + 1);
        self.top().seen |= after.raised;
        self.reload_stack(after.kept, if after.enters { next.call.depth } else { next.depth })?;
        if after.enters {
            self.top().call = event.pc;
            self.top().return_units = next.call.return_units;
            self.push_real_frame(next);
        }
        if after.enters || after.frame != inner {
            let top = self.top().clone();
            let found = self.facts.load(MACHINE, RESUME_FRAME);
            let expected = self.facts.push(Op::IntImm { op: IntOp::Add, a: top.base, imm: top.offset });
            self.facts.push(Op::Guard { cond: Cond::Equal, a: found, b: expected, exit });
        }
        self.next = next.start;
        Ok(())
    }

    /// What the frames are like once the interpreter has run the current instruction.
    fn after_step(&self, opcode: Opcode, event: &Event, next: &Event) -> Lowered<After> {
        let suspends = matches!(opcode, Opcode::YIELD_VALUE | Opcode::YIELD_ASYNC_VALUE);
        let inner = self.frames.len() - 1;
        let depth = self.frames[inner].stack.len();
        changed_locals(opcode, event, self.frames[inner].locals.len())?;
        if suspends || depth != event.depth {
            return Err(Stop::Here);
        }
        let count = |number: i32| number.max(0) as usize;
        let popped = count(bytecode::metadata::num_popped(opcode, event.oparg));
        let pushed = count(bytecode::metadata::num_pushed(opcode, event.oparg));
        let rest = depth.checked_sub(popped).ok_or(Stop::Here)?;
        let Some(frame) = self.frames.iter().rposition(|frame| frame.recorded == next.frame) else {
            // SAFETY: the recording keeps the code alive.
            let start = unsafe { &*next.code }.instructions.start();
            let begins = next.depth == 0 && (next.start == start || next.start == start.wrapping_add(1));
            let fits = self.offset_of_callee() - FRAME_HEADER + frame_bytes(next.code) <= MOST_FRAME_BYTES;
            return match begins && fits {
                true => {
                    Ok(After { frame: inner, kept: rest.min(next.call.depth), enters: true, raised: false })
                }
                false => Err(Stop::Here),
            };
        };
        let goes = |frame, kept| Ok(After { frame, kept, enters: false, raised: false });
        let at = if frame == inner { event.pc } else { self.frames[frame].call };
        if let Some(kept) = handled(self.frames[frame].code, at, next.start) {
            return Ok(After { frame, kept, enters: false, raised: true });
        }
        let returns = bytecode::metadata::is_terminator(opcode) || opcode == Opcode::RETURN_GENERATOR;
        if frame + 1 == inner && returns {
            return goes(frame, self.frames[frame].stack.len());
        }
        let is_loop = bytecode::metadata::specializations(Opcode::FOR_ITER).contains(&opcode)
            || opcode == Opcode::FOR_ITER;
        match frame == inner && !returns {
            true if is_loop && next.depth >= depth => goes(frame, depth),
            true if !is_loop && rest + pushed == next.depth => goes(frame, rest),
            _ => Err(Stop::Here),
        }
    }

    /// The stack of the innermost frame has `depth` values, of which the first `kept` are what they were.
    pub(super) fn reload_stack(&mut self, kept: usize, depth: usize) -> Lowered {
        let top = self.top();
        if top.stack.len() < kept || depth < kept {
            return Err(Stop::Useless);
        }
        top.stack.truncate(kept);
        top.initial = top.stack.clone();
        let frame = top.clone();
        for index in kept..depth {
            let value = self.facts.load(frame.base, frame.stack_offset(index));
            let model = Model::new(Repr::Word(value), Owner::Owned);
            self.top().initial.push(model.clone());
            self.push(model);
        }
        Ok(())
    }

    /// The interpreter has entered the frame of the event.
    fn push_real_frame(&mut self, event: &Event) {
        let offset = self.offset_of_callee();
        self.deepest = self.deepest.max(offset - FRAME_HEADER + frame_bytes(event.code));
        self.push_frame_at(TOP, offset, event);
    }

    /// The innermost frame is now that of the event, whose first local lies at `base + offset`.
    pub(super) fn push_frame_at(&mut self, base: Val, offset: i32, event: &Event) {
        // SAFETY: the recording keeps the code alive.
        let locals = unsafe { &*event.code }.localsplusnames.len();
        let raw = self.facts.load(base, offset - FRAME_HEADER + FRAME_FUNC);
        let function = self.facts.unmarked(raw);
        self.frames.push(FrameModel {
            code: event.code,
            recorded: event.frame,
            base,
            offset,
            locals: vec![Slot { value: None, dirty: false, memory: Memory::Raw(None) }; locals],
            samples: Rc::new([]),
            stack: Vec::new(),
            initial: Vec::new(),
            real: true,
            seen: false,
            function: Some(Model::new(Repr::Word(function), Owner::Marked(raw))),
            call: std::ptr::null_mut(),
            return_units: 0,
            flags: event.call.flags,
        });
        self.most_frames = self.most_frames.max(self.frames.len() - 1);
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
        self.forget_versions();
        for frame in &mut self.frames {
            for slot in &mut frame.locals {
                if slot.memory != Memory::Plain {
                    // A string may have been taken out of its local to grow in place.
                    slot.memory = Memory::Raw(None);
                }
            }
        }
    }

    /// Forgets what changes with objects.
    pub(super) fn forget_versions(&mut self) {
        self.facts.versions.clear();
        self.facts.loads.clear();
    }

    /// Calls a function of the virtual machine that may run anything, with everything in memory; leaves if it raises. The word
    /// that it gives.
    pub(super) fn call_out(
        &mut self,
        event: &Event,
        call: impl FnOnce(&mut Self, &FrameModel, Val, Val) -> Op,
    ) -> Lowered<Val> {
        self.synchronize()?;
        self.account.cost += CALL_COST;
        let (frame, sp, fp) = self.registers();
        let pc = self.facts.constant(event.pc.addr() as u64);
        for (offset, value) in [(FRAME_PREV_INSTR, pc), (FRAME_STACK_TOP, sp)] {
            let offset = frame.offset - FRAME_HEADER + offset;
            self.facts.push(Op::Store { base: frame.base, offset, width: Width::B8, value });
        }
        let op = call(self, &frame, sp, fp);
        let result = self.facts.push(op);
        let exit = self.facts.exit_from_step(&self.frames, self.at);
        self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: result, imm: 0, exit });
        self.forget();
        Ok(result)
    }

    /// Whether an instruction that mostly runs no Python is to be done without frames: unless that failed before, which is
    /// why the trace begins with it, or it raised.
    pub(super) fn goes_plainly(&self, event: &Event, next: Option<&Event>) -> bool {
        event.plain && !self.begins_after_failure(event) && self.falls_through(event, next).is_ok()
    }

    /// Whether the trace begins with this event because compiled code left there.
    pub(super) fn begins_after_failure(&self, event: &Event) -> bool {
        !self.recording.is_loop() && event.start == self.recording.start
    }

    /// The next item of a built-in iterator, or the end of the loop if that was recorded.
    pub(super) fn next_item_plainly(
        &mut self,
        distance: usize,
        event: &Event,
        next: Option<&Event>,
    ) -> Lowered {
        let ends = self.loop_ends(distance, event, next)?;
        // An iterator lets go of its container when it ends.
        self.prepare_stack(1, true)?;
        let iterator = self.peek(1)?;
        let value = self.word_or_marked(&iterator)?;
        let item = self.call_helper(plain::next_plainly as *const () as usize, &[MACHINE, value]);
        self.go_on_with_item(item, distance, ends)
    }

    /// Whether the recording goes on behind the loop whose `FOR_ITER` this is, else with an item.
    fn loop_ends(&self, distance: usize, event: &Event, next: Option<&Event>) -> Lowered<bool> {
        if self.exhausted(distance, next).is_none() {
            self.falls_through(event, next)?;
            return Ok(false);
        }
        match next.is_some_and(|next| next.frame == event.frame) {
            true => Ok(true),
            false => Err(Stop::Here),
        }
    }

    /// Goes on with the item that an iterator gave, or behind the loop if that is NULL; leaves if the recording did the other.
    fn go_on_with_item(&mut self, item: Val, distance: usize, ends: bool) -> Lowered {
        // SAFETY: the target of the jump, behind the END_FOR there.
        let end = unsafe { self.next.add(distance + 1) };
        let model = Model::new(Repr::Word(item), Owner::Owned);
        let (cond, exit) = if ends {
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

    /// Makes the topmost values such that a function can take them, which may change objects or not. Exits from here on have
    /// them so.
    pub(super) fn prepare_stack(&mut self, count: usize, changes: bool) -> Lowered {
        for depth in 1..=count {
            let model = self.peek(depth)?;
            self.settle(&model)?;
        }
        let depth = self.top().stack.len();
        for index in depth - count..depth {
            if let model @ Model { repr: Repr::Tuple(_), .. } = self.top().stack[index].clone() {
                let tuple = self.own(model);
                self.top().stack[index] = Model::new(Repr::Word(tuple), Owner::Owned);
            }
        }
        if changes {
            // What dies may be what something else was read from.
            self.secure();
        }
        self.before = self.frames.clone();
        self.before_exit = None;
        Ok(())
    }

    /// Pops a value, with its word for as long as the instruction runs.
    pub(super) fn pop_word(&mut self) -> Lowered<(Model, Val)> {
        let model = self.pop()?;
        let value = self.word_or_marked(&model)?;
        Ok((model, value))
    }

    /// Calls a function that makes no frames; leaves if it gives 0, to have the interpreter run the instruction.
    pub(super) fn call_helper(&mut self, function: usize, args: &[Val]) -> Val {
        let exit = self.exit_before();
        let result = self.facts.push(Op::Call { function, args: args.into() });
        self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: result, imm: 0, exit });
        result
    }

    /// Calls a native function without frames, as far as it runs no Python.
    pub(super) fn call_plainly(&mut self, event: &Event) -> Lowered {
        let count = event.oparg as usize;
        let Some(def) = event.native.filter(|_| count < MOST_SCRATCH) else { return Err(Stop::Here) };
        self.prepare_stack(count + 2, true)?;
        let mut args = Vec::new();
        for _ in 0..count {
            args.push(self.pop_word()?);
        }
        let (this, callable) = (self.pop()?, self.pop()?);
        let def_word = std::ptr::from_ref(def).addr();
        let known = match callable.repr {
            // SAFETY: constants are kept alive by what the trace checks.
            Repr::Const(bits) => (unsafe { plain::borrowed(bits) }.downcast::<PyNative>())
                .is_some_and(|native| std::ptr::eq(native.def(), def)),
            _ => false,
        };
        if !known {
            self.guard_native(&callable, def_word)?;
        }
        match (def.kind, this.repr == Repr::Const(word::NULL)) {
            (NativeKind::Function | NativeKind::StaticMethod, true) => {}
            (NativeKind::Method, false) if self.facts.type_of(&this) == Type::Pointer => {
                let value = self.word_or_marked(&this)?;
                args.push((this, value));
            }
            (NativeKind::Method, true) => {
                // Bound to an object of its own, which lives as long as it does.
                let native = self.object_of_kind(&callable, Kind::Native)?;
                let value = self.facts.load(native, NATIVE_THIS);
                let exit = self.exit_before();
                let null = word::NULL as i32;
                self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: value, imm: null, exit });
                args.push((Model::new(Repr::Word(value), Owner::Borrowed), value));
            }
            _ => return Err(Stop::Here),
        }
        let [place, number] = self.lay_out(args.iter().rev().map(|(_, value)| *value));
        let def = self.facts.constant(def_word as u64);
        let function = plain::call_plainly as *const () as usize;
        let result = self.call_helper(function, &[MACHINE, def, place, number]);
        self.forget_versions();
        self.push(Model::new(Repr::Word(result), Owner::Owned));
        args.into_iter().for_each(|(arg, _)| self.drop_later(arg));
        self.drop_later(callable);
        Ok(())
    }

    /// Puts words in memory for a function: where they are, and how many.
    fn lay_out(&mut self, values: impl ExactSizeIterator<Item = Val>) -> [Val; 2] {
        self.uses_tuples = true;
        let count = self.facts.constant(values.len() as u64);
        for (index, value) in values.enumerate() {
            let offset = ITEMS + index as i32 * 8;
            self.facts.push(Op::Store { base: TOP, offset, width: Width::B8, value });
        }
        [self.facts.push(Op::IntImm { op: IntOp::Add, a: TOP, imm: ITEMS }), count]
    }

    /// Makes a list of the topmost values.
    pub(super) fn build_list(&mut self, count: usize) -> Lowered {
        let mut items = Vec::new();
        for _ in 0..count {
            let item = self.pop()?;
            self.settle(&item)?;
            items.push(item);
        }
        let values: Vec<Val> = items.into_iter().rev().map(|item| self.own(item)).collect();
        let list = self.call_with_items(leave::make_list as *const () as usize, values);
        self.push(Model::new(Repr::Word(list), Owner::Owned));
        Ok(())
    }

    /// Has a function make an object of owned words.
    pub(super) fn call_with_items(&mut self, function: usize, values: Vec<Val>) -> Val {
        let [place, count] = self.lay_out(values.into_iter());
        let object = self.facts.push(Op::Call { function, args: [MACHINE, place, count].into() });
        self.facts.set_type(object, Type::Pointer);
        object
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
        let ends = self.loop_ends(distance, event, next)?;
        let function = leave::next_item as *const () as usize;
        let item =
            self.call_out(event, |_, _, sp, fp| Op::Call { function, args: [MACHINE, sp, fp].into() })?;
        self.go_on_with_item(item, distance, ends)
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

    /// As `call_with_stack`, with an operand, pushing what the function gives.
    pub(super) fn call_for_value(
        &mut self,
        function: usize,
        popped: usize,
        operand: usize,
        event: &Event,
        next: Option<&Event>,
    ) -> Lowered {
        let operand = self.facts.constant(operand as u64);
        let result = self.call_with_stack(function, popped, Some(operand), event, next)?;
        self.push(Model::new(Repr::Word(result), Owner::Owned));
        Ok(())
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
            self.account.cost += FRAMES_COST;
            let at = self.at;
            let exit = self.facts.exit(&self.frames, at, true);
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
