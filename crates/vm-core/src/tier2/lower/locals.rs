//! The locals of the innermost frame.

use super::*;

impl Lowering<'_> {
    /// Makes sure that locals can be loaded without leaving in between: to load one may be to make a tuple of its items.
    pub(super) fn check_loads(&mut self, locals: &[usize]) -> Lowered {
        for local in locals {
            let frame = self.top();
            let slot = frame.locals.get(*local).ok_or(Stop::Useless)?;
            match slot.value.clone() {
                None if !frame.real => return Err(Stop::Here),
                Some(Model { repr: Repr::Const(word::NULL), .. }) => return Err(Stop::Here),
                Some(model @ Model { repr: Repr::Tuple(_), .. }) => self.settle(&model)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// As `load_local`, of two.
    pub(super) fn load_two(&mut self, first: usize, second: usize, owner: Owner) -> Lowered {
        self.check_loads(&[first, second])?;
        let unpacks_next = std::mem::take(&mut self.unpacks_next);
        self.load_local(first, owner)?;
        self.unpacks_next = unpacks_next;
        self.load_local(second, owner)
    }

    pub(super) fn load_local(&mut self, local: usize, owner: Owner) -> Lowered {
        let frame = self.frames.len() - 1;
        let slot = self.frames[frame].locals.get(local).cloned().ok_or(Stop::Useless)?;
        let model = match slot.value {
            Some(model) => model,
            None if !self.frames[frame].real => return Err(Stop::Here),
            None => {
                let (base, offset) = (self.frames[frame].base, self.frames[frame].local_offset(local));
                let raw = self.facts.load(base, offset);
                self.facts.from_frame.insert(raw, None);
                let model = Model::new(Repr::Word(raw), Owner::Borrowed);
                let memory = match slot.memory {
                    Memory::Raw(_) => Memory::Raw(Some(raw)),
                    memory => memory,
                };
                self.frames[frame].locals[local] = Slot { value: Some(model.clone()), dirty: false, memory };
                // So that the exit before this instruction does not store what it has not loaded.
                self.before[frame].locals[local].memory = memory;
                model
            }
        };
        if model.repr == Repr::Const(word::NULL) {
            return Err(Stop::Here);
        }
        let mut model = model;
        if let Repr::Tuple(items) = &model.repr {
            if self.unpacks_next {
                // The local keeps the items.
                let view = items.iter().map(|item| Model { owner: Owner::Pending, ..item.clone() }).collect();
                self.push(Model::new(Repr::Tuple(Rc::new(view)), Owner::Owned));
                return Ok(());
            }
            // From here on it can be told from another one.
            self.settle(&model)?;
            let tuple = self.own(model);
            model = Model::new(Repr::Word(tuple), Owner::Owned);
            self.frames[frame].locals[local].value = Some(model.clone());
        }
        let owner = match (&model.repr, model.owner) {
            _ if self.facts.is_immediate(&model) => Owner::Borrowed,
            // What a local of a modelled frame does not count itself is not kept by it.
            (_, Owner::Pending) => Owner::Pending,
            _ => owner,
        };
        self.push(Model { owner, ..model });
        Ok(())
    }

    /// Pushes a local, bound or not, and unbinds it.
    pub(super) fn clear_local(&mut self, local: usize) -> Lowered {
        let last = self.frames.len() - 1;
        let (base, offset) = (self.frames[last].base, self.frames[last].local_offset(local));
        let slot = self.frames[last].locals.get(local).cloned().ok_or(Stop::Useless)?;
        let null = Some(Model::new(Repr::Const(word::NULL), Owner::Borrowed));
        if !self.frames[last].real || slot.memory == Memory::Plain {
            // The local gives up what it has, if that is counted at all.
            let model = match (slot.value, self.frames[last].real) {
                (Some(model), _) => model,
                (None, true) => Model::new(Repr::Word(self.facts.load(base, offset)), Owner::Borrowed),
                (None, false) => Model::new(Repr::Const(word::NULL), Owner::Borrowed),
            };
            self.push(model);
            self.frames[last].locals[local] = Slot { value: null, dirty: true, memory: Memory::Plain };
            return Ok(());
        }
        let model = match (slot.memory, slot.value) {
            (Memory::Owned, Some(value)) => Model { owner: Owner::Owned, ..value },
            (Memory::Raw(raw), _) => {
                let raw = raw.unwrap_or_else(|| self.facts.load(base, offset));
                self.facts.from_frame.entry(raw).or_insert(None);
                Model::new(Repr::Word(raw), Owner::Marked(raw))
            }
            _ => return Err(Stop::Useless),
        };
        let value = self.facts.constant(word::NULL);
        self.facts.push(Op::Store { base, offset, width: Width::B8, value });
        self.frames[last].locals[local] = Slot { value: null, dirty: false, memory: Memory::Plain };
        self.push(model);
        Ok(())
    }

    /// Takes a word of which nothing is known for what it was when it was recorded.
    pub(super) fn speculate(&mut self, depth: usize, sample: Sample) -> Lowered {
        let model = self.peek(depth)?;
        self.take_for(&model, sample)
    }

    /// As `speculate`, of a value that need not be on the stack.
    fn take_for(&mut self, model: &Model, sample: Sample) -> Lowered {
        if self.facts.type_of(model) == Type::Unknown {
            match sample {
                Sample::Int => drop(self.int(model)?),
                Sample::Float => drop(self.float(model)?),
                Sample::Pointer => drop(self.pointer(model)?),
                Sample::Exact(_) => {}
            }
        }
        Ok(())
    }

    /// Takes an item of a sequence that is unpacked for what it was when it was recorded, if it is stored at once. Here all
    /// items leave by one exit, later each would have to store the others.
    pub(super) fn take_item(&mut self, item: &Model, samples: &[Sample], index: usize) -> Lowered {
        match samples.get(index) {
            Some(sample) => self.take_for(item, *sample),
            None => Ok(()),
        }
    }

    /// What the values on the stack were that the next instructions store, the topmost first.
    pub(super) fn samples_of_stores(&self) -> Vec<Sample> {
        let mut samples = Vec::new();
        for event in self.recording.events.iter().skip(self.index + 1) {
            match opcode_of(event) {
                Opcode::STORE_FAST => samples.push(event.kinds[0]),
                Opcode::STORE_FAST_STORE_FAST => samples.extend(event.kinds),
                _ => break,
            }
        }
        samples
    }

    pub(super) fn store_local(&mut self, local: usize) -> Lowered {
        let model = self.pop()?;
        let frame = self.frames.len() - 1;
        let slot = self.frames[frame].locals.get(local).cloned().ok_or(Stop::Useless)?;
        let immediate = self.facts.is_immediate(&model);
        if !self.frames[frame].real {
            let model = match model.owner {
                _ if immediate => model,
                // What it is borrowed from may change while this local lives.
                Owner::Borrowed => {
                    if matches!(model.repr, Repr::Tuple(_)) {
                        return Err(Stop::Here);
                    }
                    let value = self.own(model.clone());
                    Model::new(
                        if let Repr::Const(bits) = model.repr {
                            Repr::Const(bits)
                        } else {
                            Repr::Word(value)
                        },
                        Owner::Owned,
                    )
                }
                _ => model,
            };
            if let Some(old) = slot.value {
                self.drop_later(old);
            }
            self.frames[frame].locals[local] =
                Slot { value: Some(model), dirty: true, memory: Memory::Plain };
            return Ok(());
        }
        if slot.memory == Memory::Plain && immediate {
            let model = match model.repr {
                Repr::Condition(condition) => {
                    Model::new(Repr::Word(self.bool_word(condition)), Owner::Borrowed)
                }
                _ => Model { owner: Owner::Borrowed, ..model },
            };
            self.frames[frame].locals[local] =
                Slot { value: Some(model), dirty: true, memory: Memory::Plain };
            return Ok(());
        }
        self.settle(&model)?;
        let (base, offset) = (self.frames[frame].base, self.frames[frame].local_offset(local));
        let old = match (slot.memory, slot.value) {
            (Memory::Plain, _) => None,
            (Memory::Raw(raw), value) => {
                let known = value.as_ref().is_some_and(|value| self.facts.is_immediate(value));
                match known {
                    true => None,
                    false => {
                        let raw = raw.unwrap_or_else(|| self.facts.load(base, offset));
                        Some(Model::new(Repr::Word(raw), Owner::Marked(raw)))
                    }
                }
            }
            (Memory::Owned, Some(value)) => Some(Model { owner: Owner::Owned, ..value }),
            (Memory::Owned, None) => return Err(Stop::Useless),
        };
        let is_float = matches!(model.repr, Repr::Float(_));
        let kept = model.clone();
        let value = self.own(model);
        self.facts.push(Op::Store { base, offset, width: Width::B8, value });
        let repr = match kept.repr {
            Repr::Const(_) => kept.repr,
            _ if is_float => kept.repr,
            _ => Repr::Word(value),
        };
        let memory = if immediate { Memory::Plain } else { Memory::Owned };
        self.frames[frame].locals[local] =
            Slot { value: Some(Model::new(repr, Owner::Borrowed)), dirty: false, memory };
        if let Some(old) = old {
            self.drop_later(old);
        }
        Ok(())
    }
}
