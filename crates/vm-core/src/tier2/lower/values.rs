//! Values: guards that tell what they are, their words, and who counts them.

use super::*;

impl Lowering<'_> {
    /// The value as a double; leaves if it is not a float in its word.
    pub(super) fn float(&mut self, model: &Model) -> Lowered<Val> {
        match &model.repr {
            Repr::Float(value) => Ok(*value),
            Repr::Const(bits) if type_of_word(*bits) == Type::Float => {
                let float = f64::from_bits(bits.rotate_right(4).wrapping_sub(word::FLOAT_BIAS));
                Ok(self.facts.push(Op::FloatConst(float.to_bits())))
            }
            Repr::Word(value) => match self.facts.type_of(model) {
                Type::Float => Ok(self.facts.unbox(*value)),
                Type::Unknown => {
                    self.guard_float(*value);
                    Ok(self.facts.unbox(*value))
                }
                _ => Err(Stop::Here),
            },
            _ => Err(Stop::Here),
        }
    }

    /// The value as the word of an integer; leaves if it is not one.
    pub(super) fn int(&mut self, model: &Model) -> Lowered<Val> {
        match &model.repr {
            Repr::Const(bits) if type_of_word(*bits) == Type::Int => Ok(self.facts.constant(*bits)),
            Repr::Word(value) => match self.facts.type_of(model) {
                Type::Int => Ok(*value),
                Type::Unknown => {
                    self.guard_int(*value);
                    Ok(*value)
                }
                _ => Err(Stop::Here),
            },
            _ => Err(Stop::Here),
        }
    }

    /// The value as a double, be it an integer or a float; `sample` says what it was.
    pub(super) fn number(&mut self, model: &Model, sample: Sample) -> Lowered<Val> {
        match self.facts.type_or(model, sample) {
            Type::Float => self.float(model),
            Type::Int => {
                let value = self.int(model)?;
                let number = self.facts.push(Op::Shift { op: ShiftOp::RightSigned, a: value, by: 2 });
                Ok(self.facts.push(Op::FloatOfInt(number)))
            }
            _ => Err(Stop::Here),
        }
    }

    /// The value as the address of an object; leaves if it is none.
    pub(super) fn pointer(&mut self, model: &Model) -> Lowered<Val> {
        match &model.repr {
            Repr::Const(bits) if type_of_word(*bits) == Type::Pointer => Ok(self.facts.constant(*bits)),
            Repr::Word(value) => match self.facts.type_of(model) {
                Type::Pointer => Ok(self.facts.clean(*value)),
                Type::Unknown => {
                    self.guard_pointer(*value);
                    if !self.facts.from_frame.contains_key(value) {
                        self.facts.set_type(*value, Type::Pointer);
                        return Ok(*value);
                    }
                    let pointer = self.facts.unmarked(*value);
                    self.facts.from_frame.insert(*value, Some(pointer));
                    Ok(pointer)
                }
                _ => Err(Stop::Here),
            },
            _ => Err(Stop::Here),
        }
    }

    /// As `pointer`, of an object of just that built-in class.
    pub(super) fn object(&mut self, model: &Model, kind: Kind) -> Lowered<Val> {
        let pointer = self.pointer(model)?;
        if self.facts.kinds.get(&pointer) == Some(&kind) {
            return Ok(pointer);
        }
        let exit = self.exit_before();
        // Kind and flags are beside each other; the flag that matters is the lowest.
        let both = self.facts.push(Op::Load { base: pointer, offset: KIND, width: Width::B2 });
        let masked = self.facts.push(Op::IntImm { op: IntOp::And, a: both, imm: 0x1FF });
        self.facts.push(Op::GuardImm { cond: Cond::Equal, a: masked, imm: kind as i32, exit });
        self.facts.kinds.insert(pointer, kind);
        Ok(pointer)
    }

    /// As `object`, subclasses included.
    pub(super) fn object_of_kind(&mut self, model: &Model, kind: Kind) -> Lowered<Val> {
        let pointer = self.pointer(model)?;
        if self.facts.kinds.get(&pointer) == Some(&kind) {
            return Ok(pointer);
        }
        let exit = self.exit_before();
        self.facts.push(Op::GuardMemory {
            cond: Cond::Equal,
            base: pointer,
            offset: KIND,
            width: Width::B1,
            imm: kind as i32,
            exit,
        });
        Ok(pointer)
    }

    /// Leaves unless the version in an object is this.
    pub(super) fn guard_version(&mut self, pointer: Val, offset: i32, version: u32) {
        if self.facts.versions.get(&(pointer, offset)) == Some(&version) {
            return;
        }
        let exit = self.exit_before();
        self.facts.push(Op::GuardMemory {
            cond: Cond::Equal,
            base: pointer,
            offset,
            width: Width::B4,
            imm: version as i32,
            exit,
        });
        self.facts.versions.insert((pointer, offset), version);
    }

    /// The object, whose shape has a version.
    pub(super) fn shaped(&mut self, model: &Model, version: u32) -> Lowered<Val> {
        if version == 0 {
            return Err(Stop::Here);
        }
        let pointer = self.pointer(model)?;
        if self.facts.versions.get(&(pointer, -1)) == Some(&version) {
            return Ok(pointer);
        }
        let shape = self.facts.load(pointer, SHAPE);
        self.guard_version(shape, SHAPE_VERSION, version);
        self.facts.versions.insert((pointer, -1), version);
        Ok(pointer)
    }

    /// As `word`, to be compared with an immediate: a pointer may have its mark.
    pub(super) fn word_or_marked(&mut self, model: &Model) -> Lowered<Val> {
        match model.repr {
            Repr::Word(value) => Ok(value),
            _ => self.word(model),
        }
    }

    /// The word of a value that need not be counted, for as long as the instruction runs.
    pub(super) fn word(&mut self, model: &Model) -> Lowered<Val> {
        match &model.repr {
            Repr::Word(value) if self.facts.may_be_marked(*value) => Err(Stop::Here),
            Repr::Word(value) => Ok(self.facts.clean(*value)),
            Repr::Float(float) => {
                let exit = self.exit_before();
                Ok(self.facts.box_float(*float, exit))
            }
            Repr::Const(bits) => Ok(self.facts.constant(*bits)),
            Repr::Condition(condition) => {
                let condition = *condition;
                Ok(self.bool_word(condition))
            }
            Repr::Tuple(_) => Err(Stop::Here),
        }
    }

    pub(super) fn bool_word(&mut self, condition: Condition) -> Val {
        let truth = match condition {
            Condition::Word(cond, a, b) => self.facts.push(Op::Compare { cond, a, b }),
            Condition::Float { cond, a, b, holds } => {
                let truth = self.facts.push(Op::CompareFloat { cond, a, b });
                match holds {
                    true => truth,
                    false => self.facts.push(Op::IntImm { op: IntOp::Xor, a: truth, imm: 1 }),
                }
            }
        };
        let shifted = self.facts.push(Op::Shift { op: ShiftOp::Left, a: truth, by: 4 });
        let value = self.facts.push(Op::IntImm { op: IntOp::Add, a: shifted, imm: word::FALSE as i32 });
        self.facts.set_type(value, Type::Special);
        value
    }

    /// Counts a reference to what the word points to, if it does.
    pub(super) fn retain(&mut self, model: &Model, value: Val) {
        match self.facts.type_of(model) {
            Type::Pointer => {
                self.facts.push(Op::AddMemory { base: value, offset: COUNT, width: Width::B4, by: 1 });
            }
            Type::Unknown => {
                self.facts.push(Op::RetainIf { word: value, mask: word::NOT_OWNED });
            }
            _ => {}
        }
    }

    /// The word of a value, counted for where it goes. Doubles must have a word: nothing may leave any more.
    pub(super) fn own(&mut self, model: Model) -> Val {
        let value = match &model.repr {
            Repr::Word(value) if self.facts.may_be_marked(*value) => {
                // What is marked is counted; so is what is not, if somebody else owns it.
                let mask = match model.owner {
                    Owner::Marked(_) | Owner::Owned => word::NOT_OWNED,
                    _ => word::NOT_POINTER,
                };
                let equal = if mask == word::NOT_OWNED { word::BORROWED } else { 0 };
                return self.facts.push(Op::Adopt { word: *value, mask, equal, mark: word::BORROWED });
            }
            Repr::Word(value) => self.facts.clean(*value),
            Repr::Float(float) => {
                // Whoever stores doubles has made sure that they fit; see `settle`.
                match self.facts.boxed.get(float) {
                    Some(value) => *value,
                    None => {
                        let exit = self.exit_before();
                        self.facts.box_float(*float, exit)
                    }
                }
            }
            Repr::Const(bits) => self.facts.constant(*bits),
            Repr::Condition(condition) => {
                let condition = *condition;
                self.bool_word(condition)
            }
            Repr::Tuple(items) => {
                let items = items.clone();
                // First all items: they may be tuples to be made in the same place.
                let values: Vec<Val> = items.iter().map(|item| self.own(item.clone())).collect();
                return self.call_with_items(leave::make_tuple as *const () as usize, values);
            }
        };
        match model.owner {
            _ if self.facts.is_immediate(&model) => {}
            Owner::Owned => {}
            Owner::Borrowed | Owner::Pending => self.retain(&model, value),
            Owner::Marked(raw) => {
                // Counts if it is borrowed: then the word without its mark is an owned one.
                let unmarked =
                    self.facts.push(Op::IntImm { op: IntOp::Xor, a: raw, imm: word::BORROWED as i32 });
                self.facts.push(Op::RetainIf { word: unmarked, mask: word::NOT_OWNED });
            }
        }
        value
    }

    /// The value for another frame, which owns it. Doubles must have a word, as for `own`.
    pub(super) fn handed_over(&mut self, model: Model) -> Model {
        let immediate = self.facts.is_immediate(&model);
        let value = self.own(model.clone());
        match model.repr {
            Repr::Condition(_) => Model::new(Repr::Word(value), Owner::Borrowed),
            repr if immediate => Model::new(repr, Owner::Borrowed),
            _ => Model::new(Repr::Word(value), Owner::Owned),
        }
    }

    /// Makes sure that the value has a word that can be stored without leaving.
    pub(super) fn settle(&mut self, model: &Model) -> Lowered {
        match &model.repr {
            Repr::Float(_) => self.word(model).map(|_| ()),
            Repr::Tuple(items) => {
                let items = items.clone();
                items.iter().try_for_each(|item| self.settle(item))
            }
            _ => Ok(()),
        }
    }

    /// Counts what was not counted because nothing could let it go.
    pub(super) fn secure(&mut self) {
        for frame in 0..self.frames.len() {
            for index in 0..self.frames[frame].stack.len() {
                let model = self.frames[frame].stack[index].clone();
                self.frames[frame].stack[index] = self.secured(model);
            }
            if self.frames[frame].real {
                continue;
            }
            for index in 0..self.frames[frame].locals.len() {
                if let Some(model) = self.frames[frame].locals[index].value.clone() {
                    self.frames[frame].locals[index].value = Some(self.secured(model));
                }
            }
            if let Some(function) = self.frames[frame].function.clone() {
                self.frames[frame].function = Some(self.secured(function));
            }
        }
    }

    pub(super) fn secured(&mut self, model: Model) -> Model {
        if let Repr::Tuple(items) = &model.repr {
            let items = items.iter().map(|item| self.secured(item.clone())).collect();
            return Model::new(Repr::Tuple(Rc::new(items)), model.owner);
        }
        if model.owner != Owner::Pending {
            return model;
        }
        if self.facts.is_immediate(&model) {
            return Model { owner: Owner::Borrowed, ..model };
        }
        if !matches!(model.repr, Repr::Word(_) | Repr::Const(_)) {
            return model;
        }
        let value = self.own(model.clone());
        match model.repr {
            Repr::Const(_) => Model { owner: Owner::Owned, ..model },
            _ => Model::new(Repr::Word(value), Owner::Owned),
        }
    }

    /// Lets a value go when the instruction is done.
    pub(super) fn drop_later(&mut self, model: Model) {
        if let Repr::Tuple(items) = &model.repr {
            items.clone().iter().for_each(|item| self.drop_later(item.clone()));
            return;
        }
        if matches!(model.owner, Owner::Owned | Owner::Marked(_)) && !self.facts.is_immediate(&model) {
            self.drops.push(model);
        }
    }

    pub(super) fn drop_all(&mut self) {
        if self.drops.is_empty() {
            return;
        }
        self.secure();
        let function = leave::free as *const () as usize;
        for model in std::mem::take(&mut self.drops) {
            match (&model.repr, model.owner) {
                (_, Owner::Marked(raw)) => {
                    self.facts.push(Op::ReleaseIf { word: raw, mask: word::NOT_OWNED, function });
                }
                (Repr::Word(value), _) if self.facts.type_of(&model) == Type::Pointer => {
                    let object = self.facts.clean(*value);
                    self.facts.push(Op::Release { object, function });
                }
                (Repr::Word(value), _) => {
                    self.facts.push(Op::ReleaseIf { word: *value, mask: word::NOT_OWNED, function });
                }
                (Repr::Const(bits), _) => {
                    let object = self.facts.constant(*bits);
                    self.facts.push(Op::Release { object, function });
                }
                _ => {}
            }
        }
    }
}
