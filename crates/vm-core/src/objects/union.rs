//! `typing.Union`: what `int | str` gives.

use vm_derive::{Traverse, native};

use crate::object::{Header, Kind, Ref};
use crate::objects::{PyGenericAlias, PyTuple, PyType};
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// A union of types.
#[derive(Traverse)]
#[repr(C)]
pub struct PyUnion {
    pub(crate) header: Header,
    pub(crate) args: Ref<PyTuple>,
    pub(crate) parameters: Ref<PyTuple>,
}

impl Vm {
    /// The union of `members`; one type alone is itself.
    pub fn new_union(&mut self, members: &[Value]) -> PyResult {
        let mut flat: Vec<Value> = Vec::new();
        for member in members {
            let parts = match member.downcast::<PyUnion>() {
                Some(union) => union.args.items().to_vec(),
                None if member.is_none() => vec![self.types().none.clone().into()],
                None => vec![member.clone()],
            };
            for part in parts {
                let mut known = false;
                for other in &flat {
                    known = known || other.is(&part) || self.equals(other, &part)?;
                }
                if !known {
                    flat.push(part);
                }
            }
        }
        if let [only] = &flat[..] {
            return Ok(only.clone());
        }
        let parameters = self.type_parameters(&flat)?;
        let args = self.new_tuple(flat);
        Ok(self.allocate_builtin(|types| &types.union, |header| PyUnion { header, args, parameters }).into())
    }
}

fn may_be_in_union(value: &Value) -> bool {
    value.is_none()
        || value.downcast::<PyType>().is_some()
        || value.downcast::<PyGenericAlias>().is_some()
        || value.downcast::<PyUnion>().is_some()
}

/// Represent a union type
///
/// E.g. for int | str
#[native(name = "Union", module = "typing", kind = Union, final, no_constructor)]
impl PyUnion {
    #[number(Or)]
    pub(crate) fn or_slot(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        match may_be_in_union(left) && may_be_in_union(right) {
            true => vm.new_union(&[left.clone(), right.clone()]),
            false => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(union) = this.downcast::<PyUnion>() else { return Ok(Value::NONE) };
        let args = union.args.clone();
        let mut parts = Vec::new();
        for arg in args.items() {
            parts.push(vm.type_repr(arg)?);
        }
        Ok(vm.new_str(&parts.join(" | ")).into())
    }

    #[slot(hash)]
    fn hash_slot(vm: &mut Vm, this: &Value) -> PyResult<i64> {
        let Some(union) = this.downcast::<PyUnion>() else { return Ok(0) };
        let args = union.args.clone();
        let mut hash = 0x5555_i64;
        for arg in args.items() {
            // Equal unions may have their members in another order.
            hash = hash.wrapping_add(vm.hash(arg)?.wrapping_mul(0x9E37_79B9));
        }
        Ok(if hash == -1 { -2 } else { hash })
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let (Some(left), Some(right)) = (this.downcast::<PyUnion>(), other.downcast::<PyUnion>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let (left, right) = (left.args.clone(), right.args.clone());
        let mut equal = left.len() == right.len();
        for member in left.items() {
            let mut found = false;
            for other in right.items() {
                found = found || vm.equals(member, other)?;
            }
            equal &= found;
        }
        Ok(Value::bool(equal == (op == CompareOp::Eq)))
    }

    #[slot(getitem)]
    fn getitem_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
        let Some(union) = this.downcast::<PyUnion>() else { return Ok(Value::NONE) };
        let (args, parameters) = (union.args.clone(), union.parameters.clone());
        let members = vm.substitute_parameters(this, args.items(), parameters.items(), key)?;
        vm.new_union(&members)
    }

    #[getter(__args__)]
    fn get_args(this: &PyUnion) -> Ref<PyTuple> {
        this.args.clone()
    }

    #[getter(__parameters__)]
    fn get_parameters(this: &PyUnion) -> Ref<PyTuple> {
        this.parameters.clone()
    }

    #[getter(__name__)]
    fn get_name(this: &PyUnion) -> &'static str {
        let _ = this;
        "Union"
    }

    #[getter(__qualname__)]
    fn get_qualname(this: &PyUnion) -> &'static str {
        let _ = this;
        "Union"
    }

    #[getter(__origin__)]
    fn get_origin(vm: &mut Vm, this: &PyUnion) -> Value {
        let _ = this;
        vm.types().union.clone().into()
    }

    /// Whether the object is an instance of a member.
    #[method("($self, instance, /)")]
    fn __instancecheck__(vm: &mut Vm, this: &PyUnion, instance: &Value) -> PyResult<bool> {
        let args = this.args.clone();
        for class in args.items() {
            if class.kind() != Kind::Type && class.downcast::<PyGenericAlias>().is_some() {
                return Err(vm.type_error("isinstance() argument 2 cannot be a parameterized generic"));
            }
            if vm.is_instance(instance, class)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the class is a subclass of a member.
    #[method("($self, subclass, /)")]
    fn __subclasscheck__(vm: &mut Vm, this: &PyUnion, subclass: &Value) -> PyResult<bool> {
        let args = this.args.clone();
        for class in args.items() {
            if class.kind() != Kind::Type && class.downcast::<PyGenericAlias>().is_some() {
                return Err(vm.type_error("issubclass() argument 2 cannot be a parameterized generic"));
            }
            if vm.is_subclass(subclass, class)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// `Union[X, Y]`.
    #[classmethod("($type, object, /)")]
    fn __class_getitem__(vm: &mut Vm, this: &Value, object: &Value) -> PyResult {
        let _ = this;
        let members =
            object.downcast::<PyTuple>().map_or(vec![object.clone()], |tuple| tuple.items().to_vec());
        if members.is_empty() {
            return Err(vm.type_error("Cannot take a Union of no types."));
        }
        vm.new_union(&members)
    }

    /// Unions are no bases of classes.
    #[method("($self, bases, /)")]
    fn __mro_entries__(vm: &mut Vm, this: &Value, bases: &Value) -> PyResult {
        let _ = bases;
        let text = vm.repr(this)?;
        Err(vm.type_error(format!("Cannot subclass {}", text.text())))
    }
}
