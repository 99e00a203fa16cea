//! The instructions, but for arithmetic, comparison and calls.
#![expect(unsafe_code, reason = "instructions have addresses")]

use super::*;

/// Traces from the same attribute on, each for one shape, before it is looked for whatever the shape.
const FEW_SHAPES: u8 = 3;

impl Lowering<'_> {
    pub(super) fn instruction(&mut self, opcode: Opcode, event: &Event, next: Option<&Event>) -> Lowered {
        use Opcode::*;
        if matches!(
            opcode,
            LOAD_ATTR_INSTANCE_VALUE
                | LOAD_ATTR_SLOT
                | LOAD_ATTR_METHOD_WITH_VALUES
                | LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES
                | LOAD_ATTR_PROPERTY
                | STORE_ATTR_INSTANCE_VALUE
                | STORE_ATTR_SLOT
                | TO_BOOL_ALWAYS_TRUE
        ) && cache_u32(event, field(opcode, "shape_version")?) != event.versions[0]
        {
            // What its cache says was not so when it was recorded.
            return Err(Stop::Here);
        }
        let oparg = event.oparg as usize;
        let (high, low) = (oparg >> 4, oparg & 15);
        match opcode {
            NOP | NOT_TAKEN => {}
            RESUME => {
                let exit = self.exit_before();
                self.check_breaker(exit);
            }
            LOAD_FAST => self.load_local(oparg, Owner::Pending)?,
            LOAD_FAST_CHECK => {
                self.load_local(oparg, Owner::Pending)?;
                let model = self.peek(1)?;
                if let (Repr::Word(value), Type::Unknown) = (&model.repr, self.facts.type_of(&model)) {
                    let exit = self.exit_before();
                    self.facts.push(Op::GuardImm {
                        cond: Cond::NotEqual,
                        a: *value,
                        imm: word::NULL as i32,
                        exit,
                    });
                }
            }
            LOAD_FAST_AND_CLEAR => self.clear_local(oparg)?,
            LOAD_FAST_BORROW => self.load_local(oparg, Owner::Borrowed)?,
            LOAD_FAST_LOAD_FAST => {
                self.load_two(high, low, Owner::Pending)?;
            }
            LOAD_FAST_BORROW_LOAD_FAST_BORROW => {
                self.load_two(high, low, Owner::Borrowed)?;
            }
            STORE_FAST => {
                self.check_stores(event, &[oparg])?;
                self.store_local(oparg)?;
            }
            STORE_FAST_LOAD_FAST => {
                self.check_stores(event, &[high])?;
                if low != high {
                    self.check_loads(&[low])?;
                }
                self.store_local(high)?;
                self.load_local(low, Owner::Pending)?;
            }
            STORE_FAST_STORE_FAST => {
                self.check_stores(event, &[high, low])?;
                self.store_local(high)?;
                self.store_local(low)?;
            }
            LOAD_CONST => {
                let constant = constant_at(event, oparg)?;
                self.push(Model::constant(constant));
            }
            LOAD_SMALL_INT => {
                let bits = (oparg as u64) << 2 | 1;
                self.push(Model::new(Repr::Const(bits), Owner::Borrowed));
            }
            PUSH_NULL => self.push(Model::new(Repr::Const(word::NULL), Owner::Borrowed)),
            POP_TOP | POP_ITER | END_FOR => {
                let model = self.pop()?;
                self.drop_later(model);
                if opcode != END_FOR && !self.drops.is_empty() {
                    self.drop_all();
                    // A generator that dies before its end runs its `finally` here, not where the loop around goes on.
                    let exit = self.facts.exit_to_finalize(&self.frames, self.next);
                    self.check_breaker(exit);
                }
            }
            COPY => {
                let model = self.peek(oparg)?;
                if matches!(model.repr, Repr::Tuple(_) | Repr::Condition(_)) {
                    return Err(Stop::Here);
                }
                self.push(Model { owner: Owner::Pending, ..model });
            }
            SWAP => {
                let stack = &mut self.top().stack;
                let last = stack.len().checked_sub(1).ok_or(Stop::Useless)?;
                let other = stack.len().checked_sub(oparg).ok_or(Stop::Useless)?;
                stack.swap(last, other);
            }
            JUMP_FORWARD => {
                // SAFETY: the jump's target.
                self.next = unsafe { self.next.add(oparg) };
            }
            JUMP_BACKWARD | JUMP_BACKWARD_JIT | JUMP_BACKWARD_NO_INTERRUPT => {
                if opcode != JUMP_BACKWARD_NO_INTERRUPT {
                    let exit = self.exit_before();
                    self.check_breaker(exit);
                }
                // SAFETY: the jump's target.
                self.next = unsafe { self.next.sub(oparg) };
            }
            POP_JUMP_IF_FALSE | POP_JUMP_IF_TRUE | POP_JUMP_IF_NONE | POP_JUMP_IF_NOT_NONE => {
                self.branch(opcode, oparg, next)?;
            }
            BINARY_OP_ADD_INT
            | BINARY_OP_SUBTRACT_INT
            | BINARY_OP_MULTIPLY_INT
            | BINARY_OP_ADD_FLOAT
            | BINARY_OP_SUBTRACT_FLOAT
            | BINARY_OP_MULTIPLY_FLOAT
            | BINARY_OP_DIVIDE_FLOAT
            | BINARY_OP_INT
            | BINARY_OP_ADD_NUMBER
            | BINARY_OP_SUBTRACT_NUMBER
            | BINARY_OP_MULTIPLY_NUMBER
            | BINARY_OP_DIVIDE_NUMBER
            | BINARY_OP_POWER_NUMBER => self.binary(event)?,
            UNARY_NEGATIVE => {
                let model = self.pop()?;
                match self.facts.type_of(&model) {
                    Type::Float => {
                        let value = self.float(&model)?;
                        let negative = self.facts.push(Op::FloatNegate(value));
                        self.push(Model::new(Repr::Float(negative), Owner::Borrowed));
                    }
                    Type::Int => {
                        let value = self.int(&model)?;
                        // The tag is 1: 2 - (4n + 1) = 4(-n) + 1.
                        let two = self.facts.constant(2);
                        let exit = self.exit_before();
                        let negative =
                            self.facts.push(Op::Checked { op: IntOp::Sub, a: two, b: value, exit });
                        self.push_int(negative);
                    }
                    _ => return Err(Stop::Here),
                }
            }
            UNARY_NOT => {
                let model = self.pop()?;
                let condition = self.condition(&model)?;
                self.push_condition(condition.negated(), next);
            }
            COMPARE_OP_INT | COMPARE_OP_FLOAT | COMPARE_OP_NUMBER => self.compare(event, next)?,
            IS_OP => self.is_op(oparg != 0, event, next)?,
            TO_BOOL_BOOL => {
                let model = self.peek(1)?;
                if !matches!(model.repr, Repr::Condition(_)) {
                    self.condition(&model)?;
                }
            }
            TO_BOOL_INT => {
                let model = self.pop()?;
                let value = self.int(&model)?;
                let zero = self.facts.constant(1);
                self.push_condition(Condition::Word(Cond::NotEqual, value, zero), next);
            }
            TO_BOOL_NONE => {
                let model = self.pop()?;
                let value = self.word_or_marked(&model)?;
                let exit = self.exit_before();
                self.facts.push(Op::GuardImm { cond: Cond::Equal, a: value, imm: word::NONE as i32, exit });
                self.push(Model::new(Repr::Const(word::FALSE), Owner::Borrowed));
            }
            TO_BOOL_LIST => {
                let model = self.pop()?;
                let list = self.object(&model, Kind::List)?;
                let length = self.facts.load(list, LIST_ITEMS + self.vectors.length);
                let zero = self.facts.constant(0);
                self.drop_later(model);
                self.push_condition(Condition::Word(Cond::NotEqual, length, zero), next);
            }
            TO_BOOL_ALWAYS_TRUE => {
                let model = self.pop()?;
                self.shaped(&model, cache_u32(event, field(opcode, "shape_version")?))?;
                self.drop_later(model);
                self.push(Model::new(Repr::Const(word::TRUE), Owner::Borrowed));
            }
            LOAD_GLOBAL_MODULE | LOAD_GLOBAL_BUILTIN => self.load_global(opcode, event)?,
            LOAD_DEREF => {
                self.load_local(oparg, Owner::Borrowed)?;
                let cell = self.pop()?;
                let pointer = self.object(&cell, Kind::Cell)?;
                self.load_word(pointer, CELL_CONTENT);
            }
            COPY_FREE_VARS => self.copy_free_vars(oparg)?,
            LOAD_ATTR_INSTANCE_VALUE | LOAD_ATTR_SLOT => {
                let owner = self.pop()?;
                let pointer = self.shaped(&owner, cache_u32(event, field(opcode, "shape_version")?))?;
                let slot = i32::from(cache_u16(event, field(opcode, "slot")?));
                self.load_word(pointer, slot * 8);
                self.push_null_if(oparg & 1 != 0);
                self.drop_later(owner);
            }
            // More shapes than there are to be traces.
            LOAD_ATTR_POLYMORPHIC
                if oparg & 1 == 0
                    && self.begins_after_failure(event)
                    && self.vm.tier2.recordings_from(event.start) >= FEW_SHAPES =>
            {
                self.falls_through(event, next)?;
                self.load_attribute_plainly(event)?;
            }
            LOAD_ATTR_POLYMORPHIC => {
                let owner = self.pop()?;
                let (slot, _) = self.polymorphic_entry(opcode, event)?;
                let pointer = self.shaped(&owner, event.versions[0])?;
                self.load_word(pointer, i32::from(slot) * 8);
                self.push_null_if(oparg & 1 != 0);
                self.drop_later(owner);
            }
            LOAD_ATTR_METHOD_WITH_VALUES | LOAD_ATTR_METHOD_POLYMORPHIC => {
                let owner = self.pop()?;
                let (version, method) = if opcode == LOAD_ATTR_METHOD_WITH_VALUES {
                    let version = cache_u32(event, field(opcode, "shape_version")?);
                    (version, cache_u64(event, field(opcode, "value")?))
                } else {
                    (event.versions[0], self.polymorphic_entry(opcode, event)?.1)
                };
                self.shaped(&owner, version)?;
                self.push(Model::new(Repr::Const(method), Owner::Pending));
                self.push(owner);
            }
            LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES => {
                let owner = self.pop()?;
                self.shaped(&owner, cache_u32(event, field(opcode, "shape_version")?))?;
                let value = cache_u64(event, field(opcode, "value")?);
                self.push(Model::new(Repr::Const(value), Owner::Pending));
                self.push_null_if(oparg & 1 != 0);
                self.drop_later(owner);
            }
            LOAD_ATTR_CLASS | LOAD_ATTR_CLASS_WITH_METACLASS_CHECK => {
                let owner = self.pop()?;
                let class = self.object_of_kind(&owner, Kind::Type)?;
                let version = cache_u32(event, field(opcode, "shape_version")?);
                self.guard_version(class, CLASS_VERSION, version);
                if opcode == LOAD_ATTR_CLASS_WITH_METACLASS_CHECK {
                    let [low, high] = ["slot", "metaclass"].map(|name| field(opcode, name));
                    let (low, high) = (cache_u16(event, low?), cache_u16(event, high?));
                    self.shaped(&owner, u32::from(low) | u32::from(high) << 16)?;
                }
                let value = cache_u64(event, field(opcode, "value")?);
                self.push(Model::new(Repr::Const(value), Owner::Pending));
                self.push_null_if(oparg & 1 != 0);
                self.drop_later(owner);
            }
            LOAD_ATTR_MODULE => {
                let owner = self.pop()?;
                let module = self.object(&owner, Kind::Module)?;
                let dict = self.facts.load_fixed(module, MODULE_DICT);
                let version = cache_u32(event, field(opcode, "shape_version")?);
                self.guard_version(dict, DICT_KEYS_VERSION, version);
                self.load_entry(dict, cache_u16(event, field(opcode, "slot")?));
                self.push_null_if(oparg & 1 != 0);
                self.drop_later(owner);
            }
            STORE_ATTR_INSTANCE_VALUE | STORE_ATTR_SLOT => {
                let slot = i32::from(cache_u16(event, field(opcode, "slot")?));
                let version = cache_u32(event, field(opcode, "shape_version")?);
                self.store_attribute(version, slot)?;
            }
            STORE_ATTR_POLYMORPHIC => {
                let (slot, _) = self.polymorphic_entry(opcode, event)?;
                self.store_attribute(event.versions[0], i32::from(slot))?;
            }
            BINARY_SUBSCR_LIST_INT => {
                let (key, container) = (self.pop()?, self.pop()?);
                let list = self.object(&container, Kind::List)?;
                let index = self.list_index(list, &key)?;
                let start = self.facts.load(list, LIST_ITEMS + self.vectors.start);
                let item = self.facts.push(Op::LoadIndexed { base: start, index });
                self.push(Model::new(Repr::Word(item), Owner::Pending));
                self.drop_later(container);
            }
            BINARY_SUBSCR_TUPLE_INT => {
                let (key, container) = (self.pop()?, self.pop()?);
                let tuple = self.object(&container, Kind::Tuple)?;
                let extent = self.facts.load_fixed(tuple, TUPLE_EXTENT);
                let shift = 64 - LENGTH_BITS as u8;
                let up = self.facts.push(Op::Shift { op: ShiftOp::Left, a: extent, by: shift });
                let length = self.facts.push(Op::Shift { op: ShiftOp::Right, a: up, by: shift });
                let index = self.checked_index(&key, length)?;
                let base = self.facts.push(Op::IntImm { op: IntOp::Add, a: tuple, imm: TUPLE_ITEMS });
                let item = self.facts.push(Op::LoadIndexed { base, index });
                self.push(Model::new(Repr::Word(item), Owner::Pending));
                self.drop_later(container);
            }
            STORE_SUBSCR_LIST_INT => {
                let (key, container, value) = (self.pop()?, self.pop()?, self.pop()?);
                let list = self.object(&container, Kind::List)?;
                let index = self.list_index(list, &key)?;
                self.settle(&value)?;
                let start = self.facts.load(list, LIST_ITEMS + self.vectors.start);
                let old = self.facts.push(Op::LoadIndexed { base: start, index });
                self.secure();
                let value = self.own(value);
                self.facts.push(Op::StoreIndexed { base: start, index, value });
                self.drop_later(Model::new(Repr::Word(old), Owner::Owned));
                self.drop_later(container);
            }
            LIST_APPEND => {
                let value = self.pop()?;
                let list = self.peek(oparg)?;
                let list = self.object(&list, Kind::List)?;
                self.append(list, value)?;
            }
            BUILD_TUPLE if (1..=4).contains(&oparg) => {
                let mut items = Vec::new();
                for _ in 0..oparg {
                    items.push(self.pop()?);
                }
                items.reverse();
                let tuple = self.new_tuple(items)?;
                self.push(tuple);
            }
            UNPACK_SEQUENCE_TWO_TUPLE | UNPACK_SEQUENCE_TUPLE | UNPACK_SEQUENCE_LIST => {
                self.unpack(opcode, oparg)?;
            }
            FOR_ITER_RANGE => {
                let iterator = self.peek(1)?;
                let iterator = self.object_of_kind(&iterator, Kind::RangeIterator)?;
                let exit = self.exit_before();
                let remaining = self.facts.load(iterator, RANGE_REMAINING);
                if let Some(end) = self.exhausted(oparg, next) {
                    self.facts.push(Op::GuardImm { cond: Cond::Equal, a: remaining, imm: 0, exit });
                    self.next = end;
                    return Ok(());
                }
                self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: remaining, imm: 0, exit });
                let number = self.facts.load(iterator, RANGE_NEXT);
                let step = self.facts.load(iterator, RANGE_STEP);
                let following = self.facts.push(Op::Int { op: IntOp::Add, a: number, b: step });
                self.facts.push(Op::AddMemory {
                    base: iterator,
                    offset: RANGE_REMAINING,
                    width: Width::B8,
                    by: -1,
                });
                self.facts.push(Op::Store {
                    base: iterator,
                    offset: RANGE_NEXT,
                    width: Width::B8,
                    value: following,
                });
                let value = self.facts.push(Op::Tag(number));
                self.push_int(value);
            }
            FOR_ITER_LIST | FOR_ITER_TUPLE => {
                if self.exhausted(oparg, next).is_some() {
                    return self.next_item_plainly(oparg, event, next);
                }
                let iterator = self.peek(1)?;
                let (kind, sequence, place) = match opcode {
                    FOR_ITER_LIST => (Kind::ListIterator, LIST_ITERATOR_LIST, LIST_ITERATOR_INDEX),
                    _ => (Kind::TupleIterator, TUPLE_ITERATOR_TUPLE, TUPLE_ITERATOR_INDEX),
                };
                let iterator = self.object_of_kind(&iterator, kind)?;
                let exit = self.exit_before();
                let sequence = self.facts.load(iterator, sequence);
                self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: sequence, imm: 0, exit });
                let index = self.facts.load(iterator, place);
                let (length, start) = match opcode {
                    FOR_ITER_LIST => (
                        self.facts.load(sequence, LIST_ITEMS + self.vectors.length),
                        self.facts.load(sequence, LIST_ITEMS + self.vectors.start),
                    ),
                    _ => {
                        // A subclass may have its items elsewhere.
                        let extent = self.facts.load(sequence, TUPLE_EXTENT);
                        let length = self.tuple_length(extent, exit);
                        let start =
                            self.facts.push(Op::IntImm { op: IntOp::Add, a: sequence, imm: TUPLE_ITEMS });
                        (length, start)
                    }
                };
                self.facts.push(Op::Guard { cond: Cond::Below, a: index, b: length, exit });
                let item = self.facts.push(Op::LoadIndexed { base: start, index });
                self.facts.push(Op::AddMemory { base: iterator, offset: place, width: Width::B8, by: 1 });
                self.push(Model::new(Repr::Word(item), Owner::Pending));
            }
            FOR_ITER_GEN => self.resume_generator(event, next)?,
            YIELD_VALUE if next.is_some_and(|next| next.frame == event.frame) => self.feed(event, next)?,
            YIELD_VALUE => self.suspend_generator(event, next)?,
            FOR_ITER if event.plain && !self.begins_after_failure(event) => {
                self.next_item_plainly(oparg, event, next)?;
            }
            FOR_ITER => self.next_item(oparg, event, next)?,
            CALL_PY_EXACT_ARGS
            | CALL_PY_WITH_SELF_EXACT_ARGS
            | CALL_BOUND_METHOD_EXACT_ARGS
            | CALL_PY_GENERAL => {
                self.call(opcode, event, next)?;
            }
            CALL if event.callee == Some(Kind::Instance) => {
                let Some(next) = next else { return Err(Stop::Here) };
                let (object, mut args) = self.pop_call(event)?;
                let method = self.special_function(&object, Special::Call)?;
                args.insert(0, object);
                self.enter(method, args, event, next, 0)?;
            }
            LOAD_ATTR_PROPERTY => {
                let Some(next) = next else { return Err(Stop::Here) };
                let owner = self.pop()?;
                self.shaped(&owner, cache_u32(event, field(opcode, "shape_version")?))?;
                let getter =
                    Model::new(Repr::Const(cache_u64(event, field(opcode, "value")?)), Owner::Pending);
                self.enter(getter, vec![owner], event, next, 0)?;
            }
            CALL | CALL_KW if event.callee == Some(Kind::Function) => {
                self.call_arranged(opcode, event, next)?;
            }
            TO_BOOL | COMPARE_OP | LOAD_ATTR | CONTAINS_OP
                if next.is_some_and(|next| next.frame != event.frame) =>
            {
                self.enter_special(opcode, event, next)?;
            }
            LOAD_SPECIAL => {
                let special = match oparg {
                    0 => Special::Enter,
                    1 => Special::Exit,
                    _ => return Err(Stop::Here),
                };
                let owner = self.pop()?;
                let method = self.special_function(&owner, special)?;
                self.push(method);
                self.push(owner);
            }
            BINARY_SUBSCR_GETITEM | STORE_SUBSCR_SETITEM => self.special_call(opcode, event, next)?,
            CALL_LEN => {
                let argument = self.pop()?;
                let (null, callable) = (self.pop()?, self.pop()?);
                if null.repr != Repr::Const(word::NULL) {
                    return Err(Stop::Here);
                }
                self.guard_native(&callable, self.vm.heap.builtin_len.addr())?;
                let list = self.object(&argument, Kind::List)?;
                let length = self.facts.load(list, LIST_ITEMS + self.vectors.length);
                let value = self.facts.push(Op::Tag(length));
                self.push_int(value);
                self.drop_later(argument);
                self.drop_later(callable);
            }
            CALL_ISINSTANCE => {
                let (class, object) = (self.pop()?, self.pop()?);
                let (null, callable) = (self.pop()?, self.pop()?);
                if null.repr != Repr::Const(word::NULL) {
                    return Err(Stop::Here);
                }
                self.guard_native(&callable, self.vm.heap.builtin_isinstance.addr())?;
                let args = [MACHINE, self.word_or_marked(&object)?, self.word_or_marked(&class)?];
                let function = plain::is_instance as *const () as usize;
                let result = self.facts.push(Op::Call { function, args: args.into() });
                let exit = self.exit_before();
                self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: result, imm: 0, exit });
                self.facts.set_type(result, Type::Special);
                let truth = self.facts.constant(word::TRUE);
                for model in [object, class, callable] {
                    self.drop_later(model);
                }
                self.push_condition(Condition::Word(Cond::Equal, result, truth), next);
            }
            CALL_TYPE_1 => {
                let object = self.pop()?;
                let (null, callable) = (self.pop()?, self.pop()?);
                if null.repr != Repr::Const(word::NULL) {
                    return Err(Stop::Here);
                }
                let callee = self.pointer(&callable)?;
                let wanted = self.facts.constant(self.vm.types().type_.value().bits());
                let exit = self.exit_before();
                self.facts.push(Op::Guard { cond: Cond::Equal, a: callee, b: wanted, exit });
                let class = self.class_of(&object, event.kinds[0])?;
                self.drop_later(callable);
                self.push(class);
                self.drop_later(object);
            }
            CALL_LIST_APPEND => {
                let (value, list, callable) = (self.pop()?, self.pop()?, self.pop()?);
                self.guard_native(&callable, self.vm.heap.list_append.addr())?;
                let pointer = self.object_of_kind(&list, Kind::List)?;
                self.append(pointer, value)?;
                self.push(Model::new(Repr::Const(word::NONE), Owner::Borrowed));
                self.drop_later(list);
                self.drop_later(callable);
            }
            BINARY_SUBSCR_DICT if self.goes_plainly(event, next) => {
                self.prepare_stack(2, false)?;
                let (key, container) = (self.pop_word()?, self.pop_word()?);
                let args = [MACHINE, container.1, key.1];
                let value = self.call_helper(plain::get_item_plainly as *const () as usize, &args);
                self.push(Model::new(Repr::Word(value), Owner::Owned));
                self.drop_later(container.0);
                self.drop_later(key.0);
            }
            STORE_SUBSCR_DICT if self.goes_plainly(event, next) => {
                self.prepare_stack(3, true)?;
                let (key, container, value) = (self.pop_word()?, self.pop_word()?, self.pop_word()?);
                let args = [MACHINE, container.1, key.1, value.1];
                self.call_helper(plain::set_item_plainly as *const () as usize, &args);
                self.forget_versions();
                for (model, _) in [key, container, value] {
                    self.drop_later(model);
                }
            }
            CONTAINS_OP | CONTAINS_OP_DICT | CONTAINS_OP_SET if self.goes_plainly(event, next) => {
                self.prepare_stack(2, false)?;
                let (container, item) = (self.pop_word()?, self.pop_word()?);
                let args = [MACHINE, item.1, container.1];
                let result = self.call_helper(plain::contains_plainly as *const () as usize, &args);
                self.facts.set_type(result, Type::Special);
                let truth = self.facts.constant(word::TRUE);
                self.drop_later(item.0);
                self.drop_later(container.0);
                let cond = if oparg & 1 != 0 { Cond::NotEqual } else { Cond::Equal };
                self.push_condition(Condition::Word(cond, result, truth), next);
            }
            GET_ITER if self.goes_plainly(event, next) => {
                self.prepare_stack(1, false)?;
                let (iterable, value) = self.pop_word()?;
                let iterator = self.call_helper(plain::iter_plainly as *const () as usize, &[MACHINE, value]);
                self.facts.set_type(iterator, Type::Pointer);
                self.push(Model::new(Repr::Word(iterator), Owner::Owned));
                self.drop_later(iterable);
            }
            LOAD_ATTR if oparg & 1 == 0 && self.goes_plainly(event, next) => {
                self.load_attribute_plainly(event)?;
            }
            BUILD_MAP if oparg == 0 => {
                let function = leave::make_dict as *const () as usize;
                let dict = self.facts.push(Op::Call { function, args: [MACHINE].into() });
                self.facts.set_type(dict, Type::Pointer);
                self.push(Model::new(Repr::Word(dict), Owner::Owned));
            }
            BUILD_MAP | BUILD_STRING => {
                let (function, popped) = match opcode {
                    BUILD_MAP => (leave::build_map as *const () as usize, 2 * oparg),
                    _ => (leave::build_string as *const () as usize, oparg),
                };
                self.call_for_value(function, popped, oparg, event, next)?;
            }
            CALL if event.calls_native_class => {
                self.call_for_value(leave::call_class as *const () as usize, oparg + 2, oparg, event, next)?;
            }
            BUILD_LIST if oparg <= MOST_SCRATCH => self.build_list(oparg)?,
            CALL_BUILTIN_FAST if self.goes_plainly(event, next) => {
                self.call_plainly(event)?;
            }
            BINARY_OP if event.kinds[..2].contains(&Sample::Pointer) && self.goes_plainly(event, next) => {
                self.prepare_stack(2, true)?;
                let (right, right_word) = self.pop_word()?;
                let (left, left_word) = self.pop_word()?;
                let number = self.facts.constant(oparg as u64);
                let function = plain::binary_plainly as *const () as usize;
                let result = self.call_helper(function, &[MACHINE, left_word, right_word, number]);
                self.push(Model::new(Repr::Word(result), Owner::Owned));
                self.drop_later(left);
                self.drop_later(right);
            }
            // Of words, once they are known better, the interpreter finds a shorter form.
            BINARY_OP if event.kinds[..2].contains(&Sample::Pointer) => {
                self.call_for_value(leave::binary as *const () as usize, 2, oparg, event, next)?;
            }
            BINARY_SUBSCR | BINARY_SUBSCR_DICT => {
                let function = leave::get_item as *const () as usize;
                let result = self.call_with_stack(function, 2, None, event, next)?;
                self.push(Model::new(Repr::Word(result), Owner::Owned));
            }
            STORE_SUBSCR | STORE_SUBSCR_DICT => {
                self.call_with_stack(leave::set_item as *const () as usize, 3, None, event, next)?;
            }
            CONTAINS_OP | CONTAINS_OP_DICT | CONTAINS_OP_SET => {
                let function = leave::contains as *const () as usize;
                let result = self.call_with_stack(function, 2, None, event, next)?;
                self.facts.set_type(result, Type::Special);
                let truth = self.facts.constant(word::TRUE);
                let cond = if oparg & 1 != 0 { Cond::NotEqual } else { Cond::Equal };
                self.push_condition(Condition::Word(cond, result, truth), next);
            }
            CALL_BUILTIN_FAST => self.call_native(event, next)?,
            RETURN_VALUE => {
                let value = self.pop()?;
                self.leave_frame(value)?;
            }
            RETURN_CONST => {
                let constant = constant_at(event, oparg)?;
                self.leave_frame(Model { owner: Owner::Pending, ..Model::constant(constant) })?;
            }
            _ => self.step(opcode, event, next)?,
        }
        Ok(())
    }

    /// Loads an attribute by a function that looks for it, and leaves if that is not to be found without running Python.
    fn load_attribute_plainly(&mut self, event: &Event) -> Lowered {
        self.prepare_stack(1, false)?;
        let (owner, value) = self.pop_word()?;
        // SAFETY: the recording keeps the code alive.
        let name = unsafe { &*event.code }.names.get(event.oparg as usize >> 1).ok_or(Stop::Useless)?;
        let name = self.facts.constant(name.bits());
        let function = plain::attribute_plainly as *const () as usize;
        let attribute = self.call_helper(function, &[MACHINE, value, name]);
        self.push(Model::new(Repr::Word(attribute), Owner::Owned));
        self.drop_later(owner);
        Ok(())
    }

    /// The class of a value, which was such when it was recorded.
    fn class_of(&mut self, object: &Model, sample: Sample) -> Lowered<Model> {
        let types = self.vm.types();
        let class = match self.facts.type_or(object, sample) {
            Type::Pointer => {
                let pointer = self.pointer(object)?;
                let shape = self.facts.load(pointer, SHAPE);
                let class = self.facts.load(shape, SHAPE_CLASS);
                self.facts.set_type(class, Type::Pointer);
                return Ok(Model::new(Repr::Word(class), Owner::Pending));
            }
            Type::Int => {
                self.int(object)?;
                &types.int
            }
            Type::Float => {
                self.float(object)?;
                &types.float
            }
            _ => {
                let Sample::Exact(bits) = sample else { return Err(Stop::Here) };
                if object.repr != Repr::Const(bits) {
                    let value = self.word_or_marked(object)?;
                    let exit = self.exit_before();
                    self.facts.push(Op::GuardImm { cond: Cond::Equal, a: value, imm: bits as i32, exit });
                }
                // SAFETY: an immediate needs no owner.
                let value = unsafe { plain::borrowed(bits) };
                let class = Value::from(Ref::new(self.vm.class_of(&value)));
                return Ok(Model::new(Repr::Const(class.bits()), Owner::Pending));
            }
        };
        Ok(Model::new(Repr::Const(class.value().bits()), Owner::Pending))
    }

    /// What the table of a polymorphic instruction has of the shape that was recorded: the offset of the word, and the method.
    fn polymorphic_entry(&self, opcode: Opcode, event: &Event) -> Lowered<(u16, u64)> {
        let table = cache_u32(event, field(opcode, "shape_version")?);
        // SAFETY: the recording keeps the code alive.
        let code = unsafe { &*event.code };
        code.polymorphic_entry(&self.vm.heap, table, event.versions[0]).ok_or(Stop::Here)
    }

    /// Where a loop goes on that has ended, if it was recorded to end.
    pub(super) fn exhausted(&self, distance: usize, next: Option<&Event>) -> Option<*mut CodeUnit> {
        // SAFETY: the target of the jump, behind the END_FOR there.
        let end = unsafe { self.next.add(distance + 1) };
        next.filter(|next| next.start == end).map(|_| end)
    }

    /// Makes sure that the topmost values can be stored in locals without leaving in between.
    pub(super) fn check_stores(&mut self, event: &Event, locals: &[usize]) -> Lowered {
        for depth in 1..=locals.len() {
            self.speculate(depth, event.kinds[depth - 1])?;
        }
        if !self.top().real {
            return Ok(());
        }
        let mut models = Vec::new();
        let mut in_memory = false;
        for (depth, local) in (1..).zip(locals) {
            let model = self.peek(depth)?;
            let slot = self.top().locals.get(*local).ok_or(Stop::Useless)?;
            in_memory |= slot.memory != Memory::Plain || !self.facts.is_immediate(&model);
            models.push(model);
        }
        match in_memory {
            true => models.iter().try_for_each(|model| self.settle(model)),
            false => Ok(()),
        }
    }

    pub(super) fn push_int(&mut self, value: Val) {
        self.facts.set_type(value, Type::Int);
        self.push(Model::new(Repr::Word(value), Owner::Borrowed));
    }

    pub(super) fn push_null_if(&mut self, wanted: bool) {
        if wanted {
            self.push(Model::new(Repr::Const(word::NULL), Owner::Borrowed));
        }
    }

    /// Pushes a word of an object, which must not be NULL.
    pub(super) fn load_word(&mut self, base: Val, offset: i32) {
        let exit = self.exit_before();
        let value = self.facts.load(base, offset);
        self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: value, imm: word::NULL as i32, exit });
        self.push(Model::new(Repr::Word(value), Owner::Pending));
    }

    pub(super) fn load_entry(&mut self, dict: Val, index: u16) {
        let entries = self.facts.load_fixed(dict, DICT_ENTRIES + self.vectors.start);
        self.load_word(entries, i32::from(index) * ENTRY_SIZE + ENTRY_VALUE);
    }

    pub(super) fn load_global(&mut self, opcode: Opcode, event: &Event) -> Lowered {
        let function = self.top().function.clone();
        let (base, globals, builtins) = match function {
            None => (FRAME, FRAME_GLOBALS - FRAME_HEADER, FRAME_BUILTINS - FRAME_HEADER),
            Some(function) => (self.pointer(&function)?, FUNCTION_GLOBALS, FUNCTION_BUILTINS),
        };
        let dict = self.facts.load_fixed(base, globals);
        let version = cache_u16(event, field(opcode, "module_version")?);
        self.guard_version(dict, DICT_KEYS_VERSION, u32::from(version));
        let index = cache_u16(event, field(opcode, "index")?);
        if opcode == Opcode::LOAD_GLOBAL_MODULE {
            self.load_entry(dict, index);
        } else {
            let dict = self.facts.load_fixed(base, builtins);
            let version = cache_u16(event, field(opcode, "builtins_version")?);
            self.guard_version(dict, DICT_KEYS_VERSION, u32::from(version));
            self.load_entry(dict, index);
        }
        self.push_null_if(event.oparg & 1 != 0);
        Ok(())
    }

    pub(super) fn copy_free_vars(&mut self, count: usize) -> Lowered {
        let Some(function) = self.top().function.clone() else { return Err(Stop::Here) };
        let function = self.pointer(&function)?;
        let exit = self.exit_before();
        let closure = self.facts.load(function, FUNCTION_CLOSURE);
        self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: closure, imm: 0, exit });
        let locals = self.top().locals.len();
        for index in 0..count {
            let cell = self.facts.load(closure, TUPLE_ITEMS + index as i32 * 8);
            self.facts.set_type(cell, Type::Pointer);
            let value = Some(Model::new(Repr::Word(cell), Owner::Pending));
            let local = locals.checked_sub(count).ok_or(Stop::Useless)? + index;
            self.top().locals[local] = Slot { value, dirty: true, memory: Memory::Plain };
        }
        Ok(())
    }

    /// The number of items of a tuple, from its extent; leaves if they are elsewhere than in a plain one.
    pub(super) fn tuple_length(&mut self, extent: Val, exit: ExitId) -> Val {
        let place = self.facts.push(Op::Shift { op: ShiftOp::Right, a: extent, by: LENGTH_BITS as u8 });
        self.facts.push(Op::GuardImm { cond: Cond::Equal, a: place, imm: TUPLE_ITEMS / 8, exit });
        let shift = 64 - LENGTH_BITS as u8;
        let up = self.facts.push(Op::Shift { op: ShiftOp::Left, a: extent, by: shift });
        self.facts.push(Op::Shift { op: ShiftOp::Right, a: up, by: shift })
    }

    pub(super) fn list_index(&mut self, list: Val, key: &Model) -> Lowered<Val> {
        let length = self.facts.load(list, LIST_ITEMS + self.vectors.length);
        self.checked_index(key, length)
    }

    /// An index from the start, less than `length`.
    pub(super) fn checked_index(&mut self, key: &Model, length: Val) -> Lowered<Val> {
        let exit = self.exit_before();
        let index = match key.repr {
            Repr::Const(bits) if type_of_word(bits) == Type::Int => {
                let index = bits as i64 >> 2;
                match index < 0 {
                    true => self.facts.push(Op::IntImm {
                        op: IntOp::Add,
                        a: length,
                        imm: i32::try_from(index).map_err(|_| Stop::Here)?,
                    }),
                    false => self.facts.constant(index as u64),
                }
            }
            _ => {
                let value = self.int(key)?;
                self.facts.push(Op::Shift { op: ShiftOp::RightSigned, a: value, by: 2 })
            }
        };
        // Negative ones are beyond all lengths.
        self.facts.push(Op::Guard { cond: Cond::Below, a: index, b: length, exit });
        Ok(index)
    }

    pub(super) fn store_attribute(&mut self, version: u32, slot: i32) -> Lowered {
        let (owner, value) = (self.pop()?, self.pop()?);
        let pointer = self.shaped(&owner, version)?;
        self.settle(&value)?;
        let old = self.facts.load(pointer, slot * 8);
        self.secure();
        let value = self.own(value);
        self.facts.push(Op::Store { base: pointer, offset: slot * 8, width: Width::B8, value });
        self.drop_later(Model::new(Repr::Word(old), Owner::Owned));
        self.drop_later(owner);
        Ok(())
    }

    /// Appends to a list.
    pub(super) fn append(&mut self, list: Val, value: Model) -> Lowered {
        self.settle(&value)?;
        let length = self.facts.load(list, LIST_ITEMS + self.vectors.length);
        let capacity = self.facts.load(list, LIST_ITEMS + self.vectors.capacity);
        let function = leave::grow_list as *const () as usize;
        self.facts.push(Op::Ensure { cond: Cond::Below, a: length, b: capacity, function, arg: list });
        let value = self.own(value);
        let start = self.facts.load(list, LIST_ITEMS + self.vectors.start);
        self.facts.push(Op::StoreIndexed { base: start, index: length, value });
        self.facts.push(Op::AddMemory {
            base: list,
            offset: LIST_ITEMS + self.vectors.length,
            width: Width::B8,
            by: 1,
        });
        Ok(())
    }

    pub(super) fn unpack(&mut self, opcode: Opcode, count: usize) -> Lowered {
        let count = if opcode == Opcode::UNPACK_SEQUENCE_TWO_TUPLE { 2 } else { count };
        let sequence = self.pop()?;
        if let Repr::Tuple(items) = &sequence.repr {
            if items.len() != count {
                return Err(Stop::Here);
            }
            for item in items.clone().iter().rev() {
                self.push(item.clone());
            }
            return Ok(());
        }
        let exit = self.exit_before();
        let start = match opcode {
            Opcode::UNPACK_SEQUENCE_LIST => {
                let list = self.object(&sequence, Kind::List)?;
                self.facts.push(Op::GuardMemory {
                    cond: Cond::Equal,
                    base: list,
                    offset: LIST_ITEMS + self.vectors.length,
                    width: Width::B8,
                    imm: count as i32,
                    exit,
                });
                (self.facts.load(list, LIST_ITEMS + self.vectors.start), 0)
            }
            _ => {
                let tuple = self.object(&sequence, Kind::Tuple)?;
                if self.facts.versions.get(&(tuple, TUPLE_EXTENT)) != Some(&(count as u32)) {
                    // Where the items of a plain tuple are, and how many.
                    let extent = ((TUPLE_ITEMS / 8) as u64) << LENGTH_BITS | count as u64;
                    let found = self.facts.load(tuple, TUPLE_EXTENT);
                    let wanted = self.facts.constant(extent);
                    self.facts.push(Op::Guard { cond: Cond::Equal, a: found, b: wanted, exit });
                    self.facts.versions.insert((tuple, TUPLE_EXTENT), count as u32);
                }
                (tuple, TUPLE_ITEMS)
            }
        };
        let (base, offset) = start;
        let is_tuple = offset != 0;
        let samples = self.samples_of_stores();
        for index in (0..count).rev() {
            let place = offset + index as i32 * 8;
            let item = match is_tuple && !matches!(sequence.repr, Repr::Const(_)) {
                true => self.facts.load_fixed(base, place),
                false => self.facts.load(base, place),
            };
            let item = Model::new(Repr::Word(item), Owner::Pending);
            self.take_item(&item, &samples, index)?;
            self.push(item);
        }
        self.drop_later(sequence);
        Ok(())
    }
}
