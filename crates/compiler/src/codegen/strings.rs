//! f-strings and t-strings.

use bytecode::{Constant, Opcode};

use super::{Compiler, STACK_USE_GUIDELINE, name, operand};
use crate::ast::*;
use crate::error::Result;
use crate::ir::Location;

impl<'a> Compiler<'a> {
    pub(super) fn joined_str(&mut self, values: &'a [Expr], location: Location) -> Result<()> {
        if values.len() > STACK_USE_GUIDELINE {
            self.load_const(Constant::str(""), location);
            self.load_method(&name("join"), location);
            self.emit_i(Opcode::BUILD_LIST, 0, location);
            for value in values {
                self.expr(value)?;
                self.emit_i(Opcode::LIST_APPEND, 1, location);
            }
            self.emit_i(Opcode::CALL, 1, location);
            return Ok(());
        }
        self.exprs(values)?;
        match values.len() {
            0 => self.load_const(Constant::str(""), location),
            1 => {}
            count => self.emit_i(Opcode::BUILD_STRING, operand(count), location),
        }
        Ok(())
    }

    pub(super) fn formatted_value(
        &mut self,
        value: &'a Expr,
        conversion: Conversion,
        format_spec: Option<&'a Expr>,
        location: Location,
    ) -> Result<()> {
        self.expr(value)?;
        if let Some(operand) = conversion_operand(conversion) {
            self.emit_i(Opcode::CONVERT_VALUE, operand, location);
        }
        match format_spec {
            Some(format_spec) => {
                self.expr(format_spec)?;
                self.emit(Opcode::FORMAT_WITH_SPEC, location);
            }
            None => self.emit(Opcode::FORMAT_SIMPLE, location),
        }
        Ok(())
    }

    pub(super) fn template_str(&mut self, values: &'a [Expr], location: Location) -> Result<()> {
        let is_interpolation = |value: &Expr| matches!(value.kind, ExprKind::Interpolation { .. });
        // The strings between the interpolations come first, empty ones where two meet.
        let mut strings = 0;
        let mut last_was_interpolation = true;
        let mut rest = values;
        while let Some((value, after)) = rest.split_first() {
            rest = after;
            if is_interpolation(value) {
                if last_was_interpolation {
                    self.load_const(Constant::str(""), location);
                    strings += 1;
                }
                last_was_interpolation = true;
                continue;
            }
            self.expr(value)?;
            while let Some((value, after)) = rest.split_first()
                && !is_interpolation(value)
            {
                rest = after;
                self.expr(value)?;
                self.binary_op(Operator::Add, true, location);
            }
            strings += 1;
            last_was_interpolation = false;
        }
        if last_was_interpolation {
            self.load_const(Constant::str(""), location);
            strings += 1;
        }
        self.emit_i(Opcode::BUILD_TUPLE, strings, location);
        let mut interpolations = 0;
        for value in values.iter().filter(|value| is_interpolation(value)) {
            self.expr(value)?;
            interpolations += 1;
        }
        self.emit_i(Opcode::BUILD_TUPLE, interpolations, location);
        self.emit(Opcode::BUILD_TEMPLATE, location);
        Ok(())
    }

    pub(super) fn interpolation(
        &mut self,
        value: &'a Expr,
        str: &Constant,
        conversion: Conversion,
        format_spec: Option<&'a Expr>,
        location: Location,
    ) -> Result<()> {
        self.expr(value)?;
        self.load_const(str.clone(), location);
        let mut operand = 2;
        if let Some(format_spec) = format_spec {
            operand += 1;
            self.expr(format_spec)?;
        }
        operand |= conversion_operand(conversion).unwrap_or_default() << 2;
        self.emit_i(Opcode::BUILD_INTERPOLATION, operand, location);
        Ok(())
    }
}

/// `CONVERT_VALUE` operand.
fn conversion_operand(conversion: Conversion) -> Option<u32> {
    match conversion {
        Conversion::None => None,
        Conversion::Str => Some(1),
        Conversion::Repr => Some(2),
        Conversion::Ascii => Some(3),
    }
}
