//! Warnings about code that is certainly a mistake: `is` with a literal, calling a number, and the like.

use bytecode::Constant;

use super::Compiler;
use crate::ast::*;

impl Compiler<'_> {
    /// Warns about `is` and `is not` with a literal.
    pub(super) fn check_compare(&mut self, expr: &Expr) {
        let ExprKind::Compare { left, ops, comparators } = &expr.kind else { return };
        let mut left = &**left;
        for (op, right) in ops.iter().zip(comparators) {
            let (word, better) = match op {
                CmpOp::Is => ("is", "=="),
                CmpOp::IsNot => ("is not", "!="),
                _ => {
                    left = right;
                    continue;
                }
            };
            let literal = if !may_be_identity_operand(left) {
                left
            } else if !may_be_identity_operand(right) {
                right
            } else {
                left = right;
                continue;
            };
            let type_name = infer_type(literal).unwrap_or("object");
            let message = format!("\"{word}\" with '{type_name}' literal. Did you mean \"{better}\"?");
            return self.warn(message, expr.location);
        }
    }

    /// Warns about a call of something that cannot be called.
    pub(super) fn check_caller(&mut self, func: &Expr) {
        if let Some(type_name) = infer_type(func)
            && type_name != "function"
        {
            let message = format!("'{type_name}' object is not callable; perhaps you missed a comma?");
            self.warn(message, func.location);
        }
    }

    /// Warns about a subscription of something that has no items.
    pub(super) fn check_subscripter(&mut self, value: &Expr) {
        let wrong = match &value.kind {
            ExprKind::Constant { value, .. } => matches!(
                value,
                Constant::None
                    | Constant::Ellipsis
                    | Constant::Bool(_)
                    | Constant::Int(_)
                    | Constant::BigInt(_)
                    | Constant::Float(_)
                    | Constant::Complex { .. }
                    | Constant::FrozenSet(_)
            ),
            ExprKind::Set(_)
            | ExprKind::SetComp { .. }
            | ExprKind::GeneratorExp { .. }
            | ExprKind::TemplateStr(_)
            | ExprKind::Interpolation { .. }
            | ExprKind::Lambda { .. } => true,
            _ => false,
        };
        if wrong && let Some(type_name) = infer_type(value) {
            let message = format!("'{type_name}' object is not subscriptable; perhaps you missed a comma?");
            self.warn(message, value.location);
        }
    }

    /// Warns about an index of a sequence that cannot be one.
    pub(super) fn check_index(&mut self, value: &Expr, index: &Expr) {
        let Some(index_type) = infer_type(index) else { return };
        if matches!(index_type, "int" | "bool" | "slice") {
            return;
        }
        let sequence = match &value.kind {
            ExprKind::Constant { value, .. } => {
                matches!(value, Constant::Str(_) | Constant::Bytes(_) | Constant::Tuple(_))
            }
            ExprKind::Tuple { .. }
            | ExprKind::List { .. }
            | ExprKind::ListComp { .. }
            | ExprKind::JoinedStr(_)
            | ExprKind::FormattedValue { .. } => true,
            _ => false,
        };
        if sequence && let Some(type_name) = infer_type(value) {
            let message = format!(
                "{type_name} indices must be integers or slices, not {index_type}; perhaps you missed a comma?"
            );
            self.warn(message, value.location);
        }
    }
}

/// Whether `is` may sensibly be used with the expression: it is not a literal, or it is a singleton.
fn may_be_identity_operand(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Tuple { elts, .. } => !elts.iter().all(|elt| elt.as_constant().is_some()),
        ExprKind::Constant { value, .. } => {
            matches!(value, Constant::None | Constant::Bool(_) | Constant::Ellipsis)
        }
        _ => true,
    }
}

/// Name of the type that the expression certainly has.
fn infer_type(expr: &Expr) -> Option<&'static str> {
    Some(match &expr.kind {
        ExprKind::Tuple { .. } => "tuple",
        ExprKind::List { .. } | ExprKind::ListComp { .. } => "list",
        ExprKind::Dict { .. } | ExprKind::DictComp { .. } => "dict",
        ExprKind::Set(_) | ExprKind::SetComp { .. } => "set",
        ExprKind::GeneratorExp { .. } => "generator",
        ExprKind::Lambda { .. } => "function",
        ExprKind::JoinedStr(_) | ExprKind::FormattedValue { .. } => "str",
        ExprKind::TemplateStr(_) => "string.templatelib.Template",
        ExprKind::Interpolation { .. } => "string.templatelib.Interpolation",
        ExprKind::Constant { value, .. } => match value {
            Constant::None => "NoneType",
            Constant::Ellipsis => "ellipsis",
            Constant::Bool(_) => "bool",
            Constant::Int(_) | Constant::BigInt(_) => "int",
            Constant::Float(_) => "float",
            Constant::Complex { .. } => "complex",
            Constant::Str(_) => "str",
            Constant::Bytes(_) => "bytes",
            Constant::Tuple(_) => "tuple",
            Constant::FrozenSet(_) => "frozenset",
            Constant::Slice(_) => "slice",
            Constant::Code(_) => "code",
        },
        _ => return None,
    })
}
