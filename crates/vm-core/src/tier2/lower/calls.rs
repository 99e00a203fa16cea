//! Calls of Python functions, whose frames are part of the trace, and returns from them.
#![expect(unsafe_code, reason = "frames belong to code objects by their address")]

use super::*;

/// Items of a tuple that is not made at once, and of all such together: exits have room for them up to [`ITEMS`], and one
/// more may be loaded twice.
const MOST_ITEMS: usize = 16;
const MOST_WORDS: usize = (ITEMS - SCRATCH) as usize / 8 - MOST_ITEMS;

impl Lowering<'_> {
    /// Leaves unless the callable is the native function with that description.
    pub(super) fn guard_native(&mut self, callable: &Model, def: usize) -> Lowered {
        let native = self.object_of_kind(callable, Kind::Native)?;
        let exit = self.exit_before();
        let found = self.facts.load(native, NATIVE_DEF);
        let wanted = self.facts.constant(def as u64);
        self.facts.push(Op::Guard { cond: Cond::Equal, a: found, b: wanted, exit });
        Ok(())
    }

    pub(super) fn call(&mut self, opcode: Opcode, event: &Event, next: Option<&Event>) -> Lowered {
        let Some(next) = next else { return Err(Stop::Here) };
        let (mut callable, this, mut args) = self.pop_arguments(event)?;
        match (opcode, this) {
            (Opcode::CALL_PY_WITH_SELF_EXACT_ARGS, None) => return Err(Stop::Here),
            (Opcode::CALL_PY_WITH_SELF_EXACT_ARGS | Opcode::CALL_PY_GENERAL, this) => {
                self.add_self(this, &mut args)?;
            }
            (_, Some(_)) => return Err(Stop::Here),
            (Opcode::CALL_BOUND_METHOD_EXACT_ARGS, None) => {
                let method = self.object_of_kind(&callable, Kind::Method)?;
                let function = self.facts.load(method, METHOD_FUNCTION);
                let this = self.facts.load(method, METHOD_THIS);
                args.insert(0, Model::new(Repr::Word(this), Owner::Pending));
                self.drop_later(callable);
                callable = Model::new(Repr::Word(function), Owner::Pending);
            }
            _ => {}
        }
        if opcode == Opcode::CALL_PY_GENERAL {
            self.add_defaults(&callable, &mut args, next)?;
        }
        self.enter(callable, args, event, next, 0)
    }

    /// Completes the arguments of a call by the function's defaults.
    pub(super) fn add_defaults(&mut self, callable: &Model, args: &mut Vec<Model>, next: &Event) -> Lowered {
        // SAFETY: the recording keeps the code alive.
        let code: &PyCode = unsafe { &*next.code };
        let missing = (code.argcount() as usize).checked_sub(args.len()).ok_or(Stop::Here)?;
        if !code.takes_plainly(code.argcount()) || missing == 0 {
            return Err(Stop::Here);
        }
        let end = self.end_of_defaults(callable, missing)?;
        args.extend((1..=missing).rev().map(|distance| self.default_from_end(end, distance)));
        Ok(())
    }

    /// Enters a function whose code is that of the next event, and which takes just these arguments.
    pub(super) fn enter(
        &mut self,
        callable: Model,
        args: Vec<Model>,
        event: &Event,
        next: &Event,
        flags: u32,
    ) -> Lowered {
        // SAFETY: the recording keeps the code alive.
        if !unsafe { &*next.code }.takes_plainly(args.len() as u32) {
            return Err(Stop::Here);
        }
        self.enter_arranged(callable, args, event, next, flags)
    }

    /// As `enter`, with a value for each parameter, whatever its kind.
    fn enter_arranged(
        &mut self,
        callable: Model,
        args: Vec<Model>,
        event: &Event,
        next: &Event,
        flags: u32,
    ) -> Lowered {
        if next.frame == event.frame || args.iter().any(|arg| matches!(arg.repr, Repr::Condition(_))) {
            return Err(Stop::Here);
        }
        // SAFETY: the recording keeps the code alive.
        let code: &PyCode = unsafe { &*next.code };
        // Most frames begin with a RESUME that runs with the call.
        let start = code.instructions.start();
        let function = self.object_of_kind(&callable, Kind::Function)?;
        let exit = self.exit_before();
        let found = self.facts.load(function, FUNCTION_CODE);
        let wanted = self.facts.constant(next.code.addr() as u64);
        self.facts.push(Op::Guard { cond: Cond::Equal, a: found, b: wanted, exit });
        let offset = self.offset_of_callee();
        let end = offset - FRAME_HEADER + frame_bytes(next.code);
        if end > MOST_FRAME_BYTES {
            return Err(Stop::Here);
        }
        self.deepest = self.deepest.max(end);
        let mut locals: Vec<Slot> = args
            .into_iter()
            .map(|arg| Slot { value: Some(arg), dirty: true, memory: Memory::Plain })
            .collect();
        locals.resize(code.localsplusnames.len(), Slot { value: None, dirty: true, memory: Memory::Plain });
        self.top().call = event.pc;
        self.top().return_units = 1 + opcode_of(event).cache_entries() as u32;
        self.frames.push(FrameModel {
            code: next.code,
            recorded: next.frame,
            base: TOP,
            offset,
            locals,
            samples: Rc::new([]),
            stack: Vec::new(),
            initial: Vec::new(),
            real: false,
            seen: false,
            function: Some(callable),
            call: std::ptr::null_mut(),
            return_units: 0,
            flags,
        });
        self.most_frames = self.most_frames.max(self.frames.len() - 1);
        // SAFETY: the first instruction, or the one behind the RESUME.
        self.next = unsafe {
            match start.read() & 0xFF == Opcode::RESUME as u16 && next.start == start.add(1) {
                true => start.add(1),
                false => start,
            }
        };
        Ok(())
    }

    /// Where the frame of a function is that the innermost one calls, from the top of the frame stack.
    pub(super) fn offset_of_callee(&self) -> i32 {
        // Those of generators lie elsewhere.
        match self.frames.iter().rfind(|frame| frame.base == TOP) {
            Some(caller) => caller.offset + frame_bytes(caller.code),
            None => FRAME_HEADER,
        }
    }

    /// Enters the `__getitem__` or `__setitem__` of the container's class.
    pub(super) fn special_call(&mut self, opcode: Opcode, event: &Event, next: Option<&Event>) -> Lowered {
        let Some(next) = next else { return Err(Stop::Here) };
        let stores = opcode == Opcode::STORE_SUBSCR_SETITEM;
        let (key, container) = (self.pop()?, self.pop()?);
        let special = if stores { Special::SetItem } else { Special::GetItem };
        let callable = self.special_function(&container, special)?;
        let mut args = vec![container, key];
        if stores {
            args.push(self.pop()?);
        }
        self.enter(callable, args, event, next, if stores { RESULT_UNWANTED } else { 0 })
    }

    /// A special method of the object's class; leaves if that is no Python function.
    pub(super) fn special_function(&mut self, object: &Model, special: Special) -> Lowered<Model> {
        let pointer = self.pointer(object)?;
        let shape = self.facts.load_fixed(pointer, SHAPE);
        let class = self.facts.load_fixed(shape, SHAPE_CLASS);
        let specials = self.facts.load_fixed(class, CLASS_SPECIALS);
        let exit = self.exit_before();
        self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: specials, imm: 0, exit });
        let function = self.facts.load_fixed(specials, special_place(special));
        self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: function, imm: 0, exit });
        self.facts.set_type(function, Type::Pointer);
        self.facts.kinds.insert(function, Kind::Function);
        Ok(Model::new(Repr::Word(function), Owner::Pending))
    }

    /// Enters the special method that an instruction has entered, and whose result it converts.
    pub(super) fn enter_special(&mut self, opcode: Opcode, event: &Event, next: Option<&Event>) -> Lowered {
        let Some(next) = next.filter(|next| next.frame != event.frame) else { return Err(Stop::Here) };
        let (special, args, flags) = match opcode {
            Opcode::TO_BOOL => (Special::Bool, vec![self.pop()?], STRICT),
            Opcode::CONTAINS_OP => {
                let (container, item) = (self.pop()?, self.pop()?);
                let invert = if event.oparg & 1 != 0 { INVERTED } else { 0 };
                (Special::Contains, vec![container, item], TRUTH | invert)
            }
            Opcode::COMPARE_OP => {
                let (right, left) = (self.pop()?, self.pop()?);
                // Which of the two is asked depends on both classes.
                self.shaped(&left, event.versions[1])?;
                match event.kinds[0] {
                    Sample::Pointer => drop(self.shaped(&right, event.versions[0])?),
                    Sample::Int => drop(self.int(&right)?),
                    Sample::Float => drop(self.float(&right)?),
                    Sample::Exact(_) => return Err(Stop::Here),
                }
                let truth = if event.oparg & 16 != 0 { TRUTH } else { 0 };
                let special = Special::from(CompareOp::from_number(event.oparg >> 5));
                (special, vec![left, right], COMPARED | truth)
            }
            _ => {
                if event.oparg & 1 != 0 {
                    return Err(Stop::Here);
                }
                let owner = self.pop()?;
                // The shape says that the attribute is missing.
                self.shaped(&owner, event.versions[0])?;
                // SAFETY: the recording keeps the code alive.
                let names = unsafe { &(*event.code).names };
                let name = names.get(event.oparg as usize >> 1).ok_or(Stop::Useless)?;
                (Special::GetAttr, vec![owner, Model::constant(name)], HOOK)
            }
        };
        let callable = self.special_function(&args[0].clone(), special)?;
        self.enter(callable, args, event, next, flags)
    }

    /// What becomes of the result of a special method that an instruction has entered; leaves if it is not a bool, where that
    /// matters.
    fn converted(&mut self, result: Model, flags: u32) -> Lowered<Model> {
        if flags & CONVERSIONS == 0 || flags & HOOK != 0 {
            return Ok(result);
        }
        let inverted = flags & INVERTED != 0;
        match result.repr {
            Repr::Const(bits @ (word::FALSE | word::TRUE)) => {
                let truth = (bits == word::TRUE) != inverted;
                let bits = if truth { word::TRUE } else { word::FALSE };
                Ok(Model::new(Repr::Const(bits), Owner::Borrowed))
            }
            Repr::Word(value) => {
                self.condition(&result)?;
                if !inverted {
                    return Ok(Model { owner: Owner::Borrowed, ..result });
                }
                let other = (word::FALSE ^ word::TRUE) as i32;
                let value = self.facts.push(Op::IntImm { op: IntOp::Xor, a: value, imm: other });
                self.facts.set_type(value, Type::Special);
                Ok(Model::new(Repr::Word(value), Owner::Borrowed))
            }
            _ => Err(Stop::Here),
        }
    }

    /// Calls a function with arguments that have to be arranged: some by keyword, more than there are parameters, or fewer.
    pub(super) fn call_arranged(&mut self, opcode: Opcode, event: &Event, next: Option<&Event>) -> Lowered {
        let entered = next.filter(|next| next.frame != event.frame);
        // Where that failed before, the callable may be no function.
        let Some(next) = entered.filter(|_| !self.begins_after_failure(event)) else {
            return Err(Stop::Here);
        };
        let names = if opcode == Opcode::CALL_KW { Some(self.pop()?) } else { None };
        let names: Vec<Value> = match names {
            None => Vec::new(),
            Some(Model { repr: Repr::Const(bits), .. }) => {
                // SAFETY: it is a constant of code that the recording keeps alive.
                let names = unsafe { plain::borrowed(bits) };
                names.downcast::<PyTuple>().ok_or(Stop::Here)?.items().to_vec()
            }
            Some(_) => return Err(Stop::Here),
        };
        let (callable, args) = self.pop_call(event)?;
        let args = self.arrange(&callable, args, &names, next)?;
        self.enter_arranged(callable, args, event, next, 0)
    }

    /// The arguments in the order of the parameters, completed by defaults. The last ones are those of `names`.
    fn arrange(
        &mut self,
        callable: &Model,
        mut args: Vec<Model>,
        names: &[Value],
        next: &Event,
    ) -> Lowered<Vec<Model>> {
        // SAFETY: the recording keeps the code alive.
        let code: &PyCode = unsafe { &*next.code };
        let starred = code.is_starred().ok_or(Stop::Here)?;
        let (count, first) = (code.argcount() as usize, code.tables().posonlyargcount as usize);
        let total = count + code.tables().kwonlyargcount as usize;
        let keywords = args.split_off(args.len().checked_sub(names.len()).ok_or(Stop::Here)?);
        let own = args.len().min(count);
        let rest = args.split_off(own);
        if !rest.is_empty() && !starred {
            return Err(Stop::Here);
        }
        let mut slots: Vec<Option<Model>> = args.into_iter().map(Some).collect();
        slots.resize(total, None);
        for (name, value) in names.iter().zip(keywords) {
            let found = (first..total).find(|&index| code.localsplusnames[index].is(name));
            let slot = &mut slots[found.ok_or(Stop::Here)?];
            if slot.replace(value).is_some() {
                return Err(Stop::Here);
            }
        }
        // Nothing must fail after the first default has been asked for.
        if slots.iter().flatten().any(|model| matches!(model.repr, Repr::Condition(_))) {
            return Err(Stop::Here);
        }
        let rest = if starred { Some(self.new_tuple(rest)?) } else { None };
        let end = match slots[..count].iter().position(Option::is_none) {
            Some(index) => Some(self.end_of_defaults(callable, count - index)?),
            None => None,
        };
        let mut arranged = Vec::new();
        for (index, slot) in slots.into_iter().enumerate() {
            arranged.push(match (slot, end) {
                (Some(model), _) => model,
                (None, Some(end)) if index < count => self.default_from_end(end, count - index),
                (None, _) => {
                    let function = self.object_of_kind(callable, Kind::Function)?;
                    let name = self.facts.constant(code.localsplusnames[index].bits());
                    let helper = plain::keyword_default as *const () as usize;
                    let value = self.call_helper(helper, &[MACHINE, function, name]);
                    Model::new(Repr::Word(value), Owner::Pending)
                }
            });
        }
        arranged.extend(rest);
        Ok(arranged)
    }

    /// Where the defaults of a function's positional parameters end; leaves if there are fewer than so many.
    fn end_of_defaults(&mut self, callable: &Model, fewest: usize) -> Lowered<Val> {
        let function = self.object_of_kind(callable, Kind::Function)?;
        let exit = self.exit_before();
        let defaults = self.facts.load(function, FUNCTION_DEFAULTS);
        self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: defaults, imm: 0, exit });
        let extent = self.facts.load(defaults, TUPLE_EXTENT);
        let length = self.tuple_length(extent, exit);
        self.facts.push(Op::GuardImm { cond: Cond::GreaterEqual, a: length, imm: fewest as i32, exit });
        let bytes = self.facts.push(Op::Shift { op: ShiftOp::Left, a: length, by: 3 });
        Ok(self.facts.push(Op::Int { op: IntOp::Add, a: bytes, b: defaults }))
    }

    /// The default of a positional parameter: that many before the [end](Self::end_of_defaults).
    fn default_from_end(&mut self, end: Val, distance: usize) -> Model {
        let item = self.facts.load(end, TUPLE_ITEMS - distance as i32 * 8);
        Model::new(Repr::Word(item), Owner::Pending)
    }

    /// Pops a callable, what may be `self`, and the arguments.
    fn pop_arguments(&mut self, event: &Event) -> Lowered<(Model, Option<Model>, Vec<Model>)> {
        let mut args = Vec::new();
        for _ in 0..event.oparg {
            args.push(self.pop()?);
        }
        args.reverse();
        let (this, callable) = (self.pop()?, self.pop()?);
        Ok((callable, Some(this).filter(|this| this.repr != Repr::Const(word::NULL)), args))
    }

    /// Puts `self` before the arguments; leaves if there is none after all.
    fn add_self(&mut self, this: Option<Model>, args: &mut Vec<Model>) -> Lowered {
        let Some(this) = this else { return Ok(()) };
        if self.facts.type_of(&this) == Type::Unknown {
            let value = self.word(&this)?;
            let exit = self.exit_before();
            let imm = word::NULL as i32;
            self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: value, imm, exit });
        }
        args.insert(0, this);
        Ok(())
    }

    /// Pops a callable with its arguments, `self` among them.
    pub(super) fn pop_call(&mut self, event: &Event) -> Lowered<(Model, Vec<Model>)> {
        let (callable, this, mut args) = self.pop_arguments(event)?;
        self.add_self(this, &mut args)?;
        Ok((callable, args))
    }

    /// How many items the tuples have that were not made yet when the instruction began.
    fn words_of_tuples(&self) -> usize {
        fn words(model: &Model) -> usize {
            match &model.repr {
                Repr::Tuple(items) => items.len() + items.iter().map(words).sum::<usize>(),
                _ => 0,
            }
        }
        let of = |frame: &FrameModel| {
            let locals = frame.locals.iter().filter_map(|slot| slot.value.as_ref());
            locals.chain(&frame.stack).map(words).sum::<usize>()
        };
        self.before.iter().map(of).sum()
    }

    /// A tuple that is only made when somebody asks for it.
    pub(super) fn new_tuple(&mut self, mut items: Vec<Model>) -> Lowered<Model> {
        if items.len() > MOST_ITEMS || self.words_of_tuples() + items.len() > MOST_WORDS {
            return Err(Stop::Here);
        }
        for item in &mut items {
            if matches!(item.repr, Repr::Condition(_)) {
                return Err(Stop::Here);
            }
            match item.owner {
                // What a borrowed item is borrowed from may change before the tuple is made.
                Owner::Borrowed if !self.facts.is_immediate(item) => item.owner = Owner::Pending,
                Owner::Marked(_) => return Err(Stop::Here),
                _ => {}
            }
        }
        self.uses_tuples = true;
        Ok(Model::new(Repr::Tuple(Rc::new(items)), Owner::Owned))
    }

    /// Returns to the caller, if that is part of the trace.
    pub(super) fn leave_frame(&mut self, result: Model) -> Lowered {
        if self.frames.len() == 1 || matches!(result.repr, Repr::Condition(_)) {
            return Err(Stop::Here);
        }
        let flags = self.top().flags;
        let result = self.converted(result, flags)?;
        if self.top().real {
            if self.top().flags & !RESULT_UNWANTED != 0 || self.top().seen {
                // The interpreter knows what there is to do.
                return Err(Stop::Here);
            }
            return self.leave_real_frame(result);
        }
        let Some(mut frame) = self.frames.pop() else { return Err(Stop::Useless) };
        let mut result = result;
        if self.facts.is_immediate(&result) {
            result.owner = Owner::Borrowed;
        } else if result.owner == Owner::Borrowed {
            // If it is a local's, the caller takes that over.
            let local = frame.locals.iter_mut().find(|slot| {
                slot.value
                    .as_ref()
                    .is_some_and(|value| value.owner == Owner::Owned && value.repr == result.repr)
            });
            match local {
                Some(slot) => {
                    slot.value = None;
                    result.owner = Owner::Owned;
                }
                None => result.owner = Owner::Pending,
            }
        }
        for model in frame.stack.drain(..).chain(frame.locals.into_iter().filter_map(|slot| slot.value)) {
            self.drop_later(model);
        }
        if let Some(function) = frame.function {
            self.drop_later(function);
        }
        self.go_on_in_caller(result, frame.flags)
    }

    /// As `leave_frame`, for a frame that has become real.
    pub(super) fn leave_real_frame(&mut self, result: Model) -> Lowered {
        self.settle(&result)?;
        let frame = self.top().clone();
        let header = frame.offset - FRAME_HEADER;
        let exit = self.exit_before();
        // Somebody may keep a frame object.
        self.facts.push(Op::GuardMemory {
            cond: Cond::Equal,
            base: frame.base,
            offset: header + FRAME_OBJECT,
            width: Width::B8,
            imm: word::NULL as i32,
            exit,
        });
        let result = self.handed_over(result);
        self.frames.pop();
        for (local, slot) in frame.locals.iter().enumerate() {
            match (slot.memory, &slot.value) {
                (Memory::Plain, _) => {}
                (Memory::Owned, Some(model)) => {
                    self.drop_later(Model { owner: Owner::Owned, ..model.clone() })
                }
                _ => {
                    let raw = self.facts.load(frame.base, frame.local_offset(local));
                    self.drop_later(Model::new(Repr::Word(raw), Owner::Marked(raw)));
                }
            }
        }
        for model in frame.stack.into_iter().chain(frame.function) {
            self.drop_later(model);
        }
        let top = self.facts.push(Op::IntImm { op: IntOp::Add, a: frame.base, imm: header });
        let caller = self.top().clone();
        let current = self.facts.push(Op::IntImm { op: IntOp::Add, a: caller.base, imm: caller.offset });
        for (offset, value) in [(STACK_TOP, top), (CURRENT_FRAME, current)] {
            self.facts.push(Op::Store { base: MACHINE, offset, width: Width::B8, value });
        }
        self.facts.push(Op::AddMemory { base: MACHINE, offset: REMAINING_DEPTH, width: Width::B4, by: 1 });
        self.go_on_in_caller(result, frame.flags)
    }

    pub(super) fn go_on_in_caller(&mut self, result: Model, flags: u32) -> Lowered {
        let caller = self.top();
        // SAFETY: the instruction behind the call.
        let next = unsafe { caller.call.add(caller.return_units as usize) };
        if flags & RESULT_UNWANTED == 0 {
            self.push(result);
        } else {
            self.drop_later(result);
        }
        self.next = next;
        Ok(())
    }
}
