//! `cell`: a variable shared by nested functions.

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Field, Header, Ref};
use crate::objects::PyType;
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// A cell; NULL while unbound.
#[derive(Traverse)]
#[repr(C)]
pub struct PyCell {
    pub(crate) header: Header,
    pub(crate) content: Field<Value>,
}

impl Heap {
    pub fn new_cell(&mut self, content: Value) -> Ref<PyCell> {
        self.allocate_builtin(|types| &types.cell, |header| PyCell { header, content: Field::new(content) })
    }
}

/// Create a new cell object.
#[native(name = "cell", kind = Cell, final)]
impl PyCell {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, _class: &PyType, args: &Args<'_>) -> PyResult {
        match args.values() {
            [] => Ok(vm.new_cell(Value::NULL).into()),
            [content] => Ok(vm.new_cell(content.clone()).into()),
            more => Err(vm.type_error(format!("cell expected at most 1 argument, got {}", more.len()))),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(cell) = this.downcast::<PyCell>() else { return Ok(Value::NONE) };
        let content = cell.content.cloned(vm);
        let text = match content.is_null() {
            true => format!("<cell at {:#x}: empty>", this.address()),
            false => {
                let class = vm.class_name(&content);
                format!("<cell at {:#x}: {class} object at {:#x}>", this.address(), content.bits() & !4)
            }
        };
        Ok(vm.new_str(&text).into())
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let (Some(left), Some(right)) = (this.downcast::<PyCell>(), other.downcast::<PyCell>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let (left, right) = (left.content.cloned(vm), right.content.cloned(vm));
        match (left.is_null(), right.is_null()) {
            (false, false) => vm.compare(&left, &right, op),
            (left, right) => Ok(Value::bool(op.holds(Some((!left).cmp(&!right))))),
        }
    }

    #[getter]
    fn cell_contents(vm: &mut Vm, this: &PyCell) -> PyResult {
        let content = this.content.cloned(vm);
        if content.is_null() { Err(vm.value_error("cell is empty")) } else { Ok(content) }
    }

    #[setter(cell_contents)]
    fn set_cell_contents(vm: &mut Vm, this: &PyCell, value: Option<&Value>) {
        this.content.set(vm, value.cloned().unwrap_or(Value::NULL));
    }
}
