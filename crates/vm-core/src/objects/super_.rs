//! `super`.

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Field, Header, Ref};
use crate::objects::{PyCell, PyStr, PyType};
use crate::value::Value;
use crate::{PyResult, Vm};

/// A `super` object: attribute lookup that starts behind `class` in the MRO of `object_class`.
#[derive(Traverse)]
#[repr(C)]
pub struct PySuper {
    pub(crate) header: Header,
    /// The class to start behind.
    pub(crate) class: Field<Value>,
    /// The bound object or class; NULL if unbound.
    pub(crate) object: Field<Value>,
    /// The class whose MRO is searched; NULL if unbound.
    pub(crate) object_class: Field<Value>,
}

/// super() -> same as super(__class__, <first argument>)
#[native(name = "super", kind = Super)]
impl PySuper {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        let payload = |header| PySuper {
            header,
            class: Field::new(Value::NONE),
            object: Field::new(Value::NULL),
            object_class: Field::new(Value::NULL),
        };
        Ok(vm.allocate(class, 0, payload).into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        let Some(this) = this.downcast::<PySuper>() else { return Ok(()) };
        if !args.keyword_names().is_empty() {
            return Err(vm.type_error("super() takes no keyword arguments"));
        }
        let (class, object) = match args.positional() {
            [] => {
                let (class, object) = vm.super_arguments()?;
                (class, Some(object))
            }
            [class] => (class.clone(), None),
            [class, object] => (class.clone(), Some(object.clone())),
            more => {
                return Err(
                    vm.type_error(format!("super() expected at most 2 arguments, got {}", more.len()))
                );
            }
        };
        let Some(start) = class.downcast::<PyType>() else {
            let found = vm.class_name(&class);
            return Err(vm.type_error(format!("super() argument 1 must be a type, not {found}")));
        };
        if let Some(object) = object.filter(|object| !object.is_none()) {
            let searched = vm.super_check(start, &object)?;
            this.object.set(vm, object);
            this.object_class.set(vm, searched.into());
        }
        this.class.set(vm, class);
        Ok(())
    }

    #[slot(getattr)]
    fn getattr_slot(vm: &mut Vm, this: &Value, name: &Value) -> PyResult {
        let (Some(parts), Some(key)) = (this.downcast::<PySuper>(), name.downcast::<PyStr>()) else {
            return vm.generic_getattr(this, name);
        };
        let key = vm.intern_object(key);
        let (class, object, searched) =
            (parts.class.cloned(vm), parts.object.cloned(vm), parts.object_class.cloned(vm));
        if key.as_bytes() != b"__class__"
            && let (Some(class), Some(searched)) = (class.downcast::<PyType>(), searched.downcast::<PyType>())
            && let Some(found) = vm.super_lookup(class, searched, &key)
        {
            let searched: Value = Ref::new(searched).into();
            let instance = if object.is(&searched) { None } else { Some(&object) };
            return vm.descriptor_get(&found, instance, &searched);
        }
        vm.generic_getattr(this, name)
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(parts) = this.downcast::<PySuper>() else { return Ok(Value::NONE) };
        let name = |vm: &Vm, value: &Value| value.downcast::<PyType>().map(|class| class.name_text(vm));
        let (class, searched) = (parts.class.cloned(vm), parts.object_class.cloned(vm));
        let class = name(vm, &class).unwrap_or_else(|| "NULL".to_owned());
        let text = match name(vm, &searched) {
            Some(searched) => format!("<super: <class '{class}'>, <{searched} object>>"),
            None => format!("<super: <class '{class}'>, NULL>"),
        };
        Ok(vm.new_str(&text).into())
    }

    #[slot(descr_get)]
    fn get_slot(vm: &mut Vm, this: &Value, instance: Option<&Value>, _class: &Value) -> PyResult {
        let (Some(parts), Some(instance)) = (this.downcast::<PySuper>(), instance) else {
            return Ok(this.clone());
        };
        if instance.is_none() || !parts.object.get(vm).is_null() {
            return Ok(this.clone());
        }
        let own: Value = Ref::new(vm.class_of(this)).into();
        let class = parts.class.cloned(vm);
        vm.call(&own, &[class, instance.clone()])
    }

    /// the class invoking super()
    #[getter]
    fn __thisclass__(heap: &Heap, this: &PySuper) -> Value {
        this.class.cloned(heap)
    }

    /// the instance invoking super(); may be None
    #[getter]
    fn __self__(heap: &Heap, this: &PySuper) -> Value {
        none_for_null(this.object.cloned(heap))
    }

    /// the type of the instance invoking super(); may be None
    #[getter]
    fn __self_class__(heap: &Heap, this: &PySuper) -> Value {
        none_for_null(this.object_class.cloned(heap))
    }
}

fn none_for_null(value: Value) -> Value {
    if value.is_null() { Value::NONE } else { value }
}

impl Vm {
    /// The class and the object of a `super()` without arguments: the cell `__class__` and the first argument of the
    /// function that calls.
    fn super_arguments(&mut self) -> PyResult<(Value, Value)> {
        let Some(frame) = self.current else { return Err(self.runtime_error("super(): no current frame")) };
        let code = Ref::new(frame.code());
        if code.argcount() == 0 {
            return Err(self.runtime_error("super(): no arguments"));
        }
        let locals = frame.locals().to_vec();
        let Some(mut first) = locals.first().cloned() else {
            return Err(self.runtime_error("super(): no arguments"));
        };
        if let Some(kind) = code.tables().localspluskinds.first()
            && kind.is(bytecode::LocalKind(0x40))
            && let Some(cell) = first.downcast::<PyCell>()
        {
            first = cell.content.cloned(self);
        }
        if first.is_null() {
            return Err(self.runtime_error("super(): arg[0] deleted"));
        }
        let wanted = self.names().__class__.clone();
        for (index, name) in code.localsplusnames.iter().enumerate() {
            if !name.downcast::<PyStr>().is_some_and(|name| name.equals(&wanted)) {
                continue;
            }
            let Some(cell) = locals.get(index).and_then(|value| value.downcast::<PyCell>()) else {
                return Err(self.runtime_error("super(): bad __class__ cell"));
            };
            let class = cell.content.cloned(self);
            if class.is_null() {
                return Err(self.runtime_error("super(): empty __class__ cell"));
            }
            return Ok((class, first));
        }
        Err(self.runtime_error("super(): __class__ cell not found"))
    }
}
