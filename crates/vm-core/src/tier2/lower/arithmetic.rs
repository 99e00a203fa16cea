//! Arithmetic, comparison, and jumps by what was compared.
#![expect(unsafe_code, reason = "jumps have addresses")]

use super::*;

impl Lowering<'_> {
    pub(super) fn binary(&mut self, event: &Event) -> Lowered {
        let operation = BinaryOperator::from_number(event.oparg).map(|(operator, _)| operator);
        let Some(operator) = operation else { return Err(Stop::Here) };
        let (right, left) = (self.pop()?, self.pop()?);
        let left_type = self.facts.type_or(&left, event.kinds[1]);
        let right_type = self.facts.type_or(&right, event.kinds[0]);
        if left_type == Type::Int && right_type == Type::Int {
            let value = self.int_operation(operator, &left, &right)?;
            match self.facts.program.is_float(value) {
                true => self.push(Model::new(Repr::Float(value), Owner::Borrowed)),
                false => self.push_int(value),
            }
            return Ok(());
        }
        if operator == BinaryOperator::Power {
            let (a, b) = (self.word(&left)?, self.word(&right)?);
            self.number(&left, event.kinds[1])?;
            self.number(&right, event.kinds[0])?;
            let function = plain::power as *const () as usize;
            let value = self.facts.push(Op::Call { function, args: [a, b].into() });
            let exit = self.exit_before();
            self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: value, imm: 0, exit });
            self.facts.set_type(value, Type::Float);
            self.push(Model::new(Repr::Word(value), Owner::Borrowed));
            return Ok(());
        }
        let op = match operator {
            BinaryOperator::Add => FloatOp::Add,
            BinaryOperator::Subtract => FloatOp::Sub,
            BinaryOperator::Multiply => FloatOp::Mul,
            BinaryOperator::TrueDivide => FloatOp::Div,
            _ => return Err(Stop::Here),
        };
        let a = self.number(&left, event.kinds[1])?;
        let b = self.number(&right, event.kinds[0])?;
        if op == FloatOp::Div {
            let exit = self.exit_before();
            let zero = self.facts.push(Op::FloatConst(0));
            self.facts.push(Op::GuardFloat { cond: FloatCond::Equal, a: b, b: zero, holds: false, exit });
        }
        let value = self.facts.push(Op::Float { op, a, b });
        self.push(Model::new(Repr::Float(value), Owner::Borrowed));
        Ok(())
    }

    /// Applies an operator to two integers.
    pub(super) fn int_operation(
        &mut self,
        operator: BinaryOperator,
        left: &Model,
        right: &Model,
    ) -> Lowered<Val> {
        let exit = self.exit_before();
        let small = |model: &Model| match model.repr {
            Repr::Const(bits) => Some(bits as i64 >> 2),
            _ => None,
        };
        // Tagged, and less than 32 bits.
        let imm = |model: &Model| small(model).and_then(|value| i32::try_from(value << 2).ok());
        Ok(match operator {
            BinaryOperator::Add | BinaryOperator::Subtract => {
                let op = if operator == BinaryOperator::Add { IntOp::Add } else { IntOp::Sub };
                let a = self.int(left)?;
                if let Some(imm) = imm(right) {
                    return Ok(self.facts.push(Op::CheckedImm { op, a, imm, exit }));
                }
                let b = self.int(right)?;
                let untagged = self.facts.push(Op::IntImm { op: IntOp::Sub, a: b, imm: 1 });
                self.facts.push(Op::Checked { op, a, b: untagged, exit })
            }
            BinaryOperator::Multiply => {
                let (a, b) = (self.int(left)?, self.int(right)?);
                let number = self.facts.push(Op::Shift { op: ShiftOp::RightSigned, a, by: 2 });
                let untagged = self.facts.push(Op::IntImm { op: IntOp::Sub, a: b, imm: 1 });
                let product = self.facts.push(Op::Checked { op: IntOp::Mul, a: number, b: untagged, exit });
                self.facts.push(Op::IntImm { op: IntOp::Or, a: product, imm: 1 })
            }
            BinaryOperator::And | BinaryOperator::Or | BinaryOperator::Xor => {
                let (a, b) = (self.int(left)?, self.int(right)?);
                match operator {
                    BinaryOperator::And => self.facts.push(Op::Int { op: IntOp::And, a, b }),
                    BinaryOperator::Or => self.facts.push(Op::Int { op: IntOp::Or, a, b }),
                    _ => {
                        let difference = self.facts.push(Op::Int { op: IntOp::Xor, a, b });
                        self.facts.push(Op::IntImm { op: IntOp::Or, a: difference, imm: 1 })
                    }
                }
            }
            BinaryOperator::RightShift => {
                let by = small(right).filter(|by| (0..60).contains(by)).ok_or(Stop::Here)?;
                let a = self.int(left)?;
                let number = self.facts.push(Op::Shift { op: ShiftOp::RightSigned, a, by: by as u8 + 2 });
                self.facts.push(Op::Tag(number))
            }
            BinaryOperator::LeftShift => {
                let by = small(right).filter(|by| (0..40).contains(by)).ok_or(Stop::Here)? as u8;
                let a = self.int(left)?;
                let untagged = self.facts.push(Op::IntImm { op: IntOp::Sub, a, imm: 1 });
                let shifted = self.facts.push(Op::Shift { op: ShiftOp::Left, a: untagged, by });
                let back = self.facts.push(Op::Shift { op: ShiftOp::RightSigned, a: shifted, by });
                self.facts.push(Op::Guard { cond: Cond::Equal, a: back, b: untagged, exit });
                self.facts.push(Op::IntImm { op: IntOp::Or, a: shifted, imm: 1 })
            }
            BinaryOperator::FloorDivide | BinaryOperator::Remainder => {
                let (a, b) = (self.int(left)?, self.int(right)?);
                // Neither is negative, and the divisor is not zero: then all roundings are the same.
                self.facts.push(Op::GuardImm { cond: Cond::Greater, a, imm: 0, exit });
                self.facts.push(Op::GuardImm { cond: Cond::Greater, a: b, imm: 1, exit });
                let number = self.facts.push(Op::Shift { op: ShiftOp::Right, a, by: 2 });
                let divisor = self.facts.push(Op::Shift { op: ShiftOp::Right, a: b, by: 2 });
                let remainder = operator == BinaryOperator::Remainder;
                let result = self.facts.push(Op::Divide { a: number, b: divisor, remainder });
                self.facts.push(Op::Tag(result))
            }
            BinaryOperator::TrueDivide => {
                let (a, b) = (self.exact_number(left)?, self.exact_number(right)?);
                self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: b, imm: 0, exit });
                let (a, b) = (self.facts.push(Op::FloatOfInt(a)), self.facts.push(Op::FloatOfInt(b)));
                self.facts.push(Op::Float { op: FloatOp::Div, a, b })
            }
            _ => return Err(Stop::Here),
        })
    }

    pub(super) fn compare(&mut self, event: &Event, next: Option<&Event>) -> Lowered {
        let (right, left) = (self.pop()?, self.pop()?);
        let op = CompareOp::from_number(event.oparg >> 5);
        let both_int = self.facts.type_or(&left, event.kinds[1]) == Type::Int
            && self.facts.type_or(&right, event.kinds[0]) == Type::Int;
        let condition = if both_int {
            let (a, b) = (self.int(&left)?, self.int(&right)?);
            let cond = match op {
                CompareOp::Lt => Cond::Less,
                CompareOp::Le => Cond::LessEqual,
                CompareOp::Eq => Cond::Equal,
                CompareOp::Ne => Cond::NotEqual,
                CompareOp::Gt => Cond::Greater,
                CompareOp::Ge => Cond::GreaterEqual,
            };
            Condition::Word(cond, a, b)
        } else {
            if self.facts.type_or(&left, event.kinds[1]) == Type::Int
                || self.facts.type_or(&right, event.kinds[0]) == Type::Int
            {
                // Integers that are not exact as doubles need more care.
                self.guard_exact(&left, event.kinds[1])?;
                self.guard_exact(&right, event.kinds[0])?;
            }
            let a = self.number(&left, event.kinds[1])?;
            let b = self.number(&right, event.kinds[0])?;
            let (cond, a, b, holds) = match op {
                CompareOp::Lt => (FloatCond::Less, a, b, true),
                CompareOp::Le => (FloatCond::LessEqual, a, b, true),
                CompareOp::Gt => (FloatCond::Less, b, a, true),
                CompareOp::Ge => (FloatCond::LessEqual, b, a, true),
                CompareOp::Eq => (FloatCond::Equal, a, b, true),
                CompareOp::Ne => (FloatCond::Equal, a, b, false),
            };
            Condition::Float { cond, a, b, holds }
        };
        self.push_condition(condition, next);
        Ok(())
    }

    pub(super) fn guard_exact(&mut self, model: &Model, sample: Sample) -> Lowered {
        if self.facts.type_or(model, sample) != Type::Int {
            return Ok(());
        }
        self.exact_number(model)?;
        Ok(())
    }

    /// The integer without its tag; leaves if it has more than 53 bits, so that it may not be exact as a double.
    pub(super) fn exact_number(&mut self, model: &Model) -> Lowered<Val> {
        let exit = self.exit_before();
        let value = self.int(model)?;
        let number = self.facts.push(Op::Shift { op: ShiftOp::RightSigned, a: value, by: 2 });
        let half = self.facts.constant(1 << 53);
        let all = self.facts.constant(1 << 54);
        let moved = self.facts.push(Op::Int { op: IntOp::Add, a: number, b: half });
        self.facts.push(Op::Guard { cond: Cond::Below, a: moved, b: all, exit });
        Ok(number)
    }

    pub(super) fn is_op(&mut self, invert: bool, event: &Event, next: Option<&Event>) -> Lowered {
        let (right, left) = (self.pop()?, self.pop()?);
        let special =
            |model: &Model| matches!(model.repr, Repr::Const(bits) if type_of_word(bits) == Type::Special);
        let (a, b) = match special(&left) || special(&right) {
            true => (self.word_or_marked(&left)?, self.word_or_marked(&right)?),
            false => {
                for (model, sample) in [(&left, event.kinds[1]), (&right, event.kinds[0])] {
                    if sample == Sample::Pointer && self.facts.type_of(model) == Type::Unknown {
                        self.pointer(model)?;
                    }
                }
                (self.word(&left)?, self.word(&right)?)
            }
        };
        let cond = if invert { Cond::NotEqual } else { Cond::Equal };
        self.push_condition(Condition::Word(cond, a, b), next);
        self.drop_later(left);
        self.drop_later(right);
        Ok(())
    }

    /// What a bool is a comparison of.
    pub(super) fn condition(&mut self, model: &Model) -> Lowered<Condition> {
        match &model.repr {
            Repr::Condition(condition) => Ok(*condition),
            _ => {
                let value = self.word_or_marked(model)?;
                let is_const_bool = matches!(model.repr, Repr::Const(word::FALSE | word::TRUE));
                if !is_const_bool {
                    // FALSE and TRUE differ in one bit, which FALSE has not.
                    let exit = self.exit_before();
                    let other = (word::FALSE ^ word::TRUE) as i32;
                    let masked = self.facts.push(Op::IntImm { op: IntOp::And, a: value, imm: !other });
                    let imm = word::FALSE as i32;
                    self.facts.push(Op::GuardImm { cond: Cond::Equal, a: masked, imm, exit });
                    self.facts.set_type(value, Type::Special);
                }
                let truth = self.facts.constant(word::TRUE);
                Ok(Condition::Word(Cond::Equal, value, truth))
            }
        }
    }

    /// Pushes a comparison: as it is if the next instruction asks for it at once, else as a word.
    pub(super) fn push_condition(&mut self, condition: Condition, next: Option<&Event>) {
        let asked = next.is_some_and(|next| {
            matches!(
                opcode_of(next),
                Opcode::POP_JUMP_IF_FALSE
                    | Opcode::POP_JUMP_IF_TRUE
                    | Opcode::UNARY_NOT
                    | Opcode::TO_BOOL_BOOL
            )
        });
        let repr = match asked && self.drops.is_empty() {
            true => Repr::Condition(condition),
            false => Repr::Word(self.bool_word(condition)),
        };
        self.push(Model::new(repr, Owner::Borrowed));
    }

    pub(super) fn branch(&mut self, opcode: Opcode, distance: usize, next: Option<&Event>) -> Lowered {
        let Some(next) = next else { return Err(Stop::Here) };
        let model = self.peek(1)?;
        // SAFETY: the target of the jump.
        let target = unsafe { self.next.add(distance) };
        let taken = next.start == target && target != self.next;
        let (going, other) = if taken { (target, self.next) } else { (self.next, target) };
        if let Repr::Const(bits @ (word::FALSE | word::TRUE)) = model.repr
            && matches!(opcode, Opcode::POP_JUMP_IF_FALSE | Opcode::POP_JUMP_IF_TRUE)
        {
            if ((bits == word::TRUE) == (opcode == Opcode::POP_JUMP_IF_TRUE)) != taken {
                return Err(Stop::Here);
            }
            self.pop()?;
            self.next = going;
            return Ok(());
        }
        let condition = match opcode {
            Opcode::POP_JUMP_IF_FALSE | Opcode::POP_JUMP_IF_TRUE => {
                let condition = self.condition(&model)?;
                if (opcode == Opcode::POP_JUMP_IF_TRUE) == taken { condition } else { condition.negated() }
            }
            _ => {
                if self.facts.type_of(&model) == Type::Pointer {
                    let jumps = opcode == Opcode::POP_JUMP_IF_NOT_NONE;
                    if jumps != taken {
                        return Err(Stop::Here);
                    }
                    self.next = going;
                    let model = self.pop()?;
                    self.drop_later(model);
                    return Ok(());
                }
                let value = self.word_or_marked(&model)?;
                let none = self.facts.constant(word::NONE);
                let is_none = (opcode == Opcode::POP_JUMP_IF_NONE) == taken;
                Condition::Word(if is_none { Cond::Equal } else { Cond::NotEqual }, value, none)
            }
        };
        // What is on top is only let go where the trace goes on: elsewhere the jump is done again.
        let plain = matches!(model.repr, Repr::Condition(_)) || self.facts.is_immediate(&model);
        let model = self.pop()?;
        let exit = if plain { self.exit_now(other) } else { self.exit_before() };
        self.guard(condition, exit);
        self.drop_later(model);
        self.next = going;
        Ok(())
    }

    pub(super) fn guard(&mut self, condition: Condition, exit: ExitId) {
        match condition {
            Condition::Word(cond, a, b) => self.facts.push(Op::Guard { cond, a, b, exit }),
            Condition::Float { cond, a, b, holds } => {
                self.facts.push(Op::GuardFloat { cond, a, b, holds, exit })
            }
        };
    }
}
