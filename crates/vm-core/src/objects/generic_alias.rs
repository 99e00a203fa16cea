//! `types.GenericAlias`: what `list[int]` gives; and `__class_getitem__` of the built-in classes.

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::native::{Args, NativeDef, NativeKind, Plain};
use crate::object::{Header, Ref};
use crate::objects::{PyStr, PyTuple, PyType, PyUnion};
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// A class with type arguments.
#[derive(Traverse)]
#[repr(C)]
pub struct PyGenericAlias {
    pub(crate) header: Header,
    pub(crate) origin: Value,
    pub(crate) args: Ref<PyTuple>,
    /// Type variables among the arguments.
    pub(crate) parameters: Ref<PyTuple>,
    pub(crate) starred: bool,
}

/// `__class_getitem__`, as many classes have it.
pub(crate) static CLASS_GETITEM: NativeDef = NativeDef {
    name: "__class_getitem__",
    doc: "See PEP 585",
    signature: "($type, object, /)",
    kind: NativeKind::ClassMethod,
    plain: Plain::Unknown,
    call: |vm, args| match args.positional() {
        [class, item] => vm.new_generic_alias(class.clone(), item),
        values => {
            let given = values.len().saturating_sub(1);
            Err(vm.type_error(format!("type.__class_getitem__() takes exactly one argument ({given} given)")))
        }
    },
};

/// Attributes that are the alias's own; others are those of its origin.
const OWN: [&str; 14] = [
    "__class__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
    "__copy__",
    "__deepcopy__",
    "__iter__",
    "__instancecheck__",
    "__subclasscheck__",
];

impl Vm {
    /// `origin[item]`.
    pub fn new_generic_alias(&mut self, origin: Value, item: &Value) -> PyResult {
        let args = match item.downcast_exact::<PyTuple>() {
            Some(tuple) => Ref::new(tuple),
            None => self.new_tuple([item.clone()]),
        };
        self.new_generic_alias_of(origin, args, false)
    }

    fn new_generic_alias_of(&mut self, origin: Value, args: Ref<PyTuple>, starred: bool) -> PyResult {
        let parameters = self.type_parameters(args.items())?;
        let payload = |header| PyGenericAlias { header, origin, args, parameters, starred };
        Ok(self.allocate_builtin(|types| &types.generic_alias, payload).into())
    }

    /// The type variables among `args`, and in them.
    pub(crate) fn type_parameters(&mut self, args: &[Value]) -> PyResult<Ref<PyTuple>> {
        let mut found: Vec<Value> = Vec::new();
        let (subst, parameters) = (self.names().__typing_subst__.clone(), self.intern_str("__parameters__"));
        for arg in args {
            if arg.downcast::<PyType>().is_some() {
                continue;
            }
            if (arg.kind() == crate::object::Kind::Instance
                || arg.downcast::<crate::objects::PyBoxed>().is_some())
                && self.get_attr_optional(arg, &subst)?.is_some()
            {
                if !found.iter().any(|known| known.is(arg)) {
                    found.push(arg.clone());
                }
                continue;
            }
            let list = arg.downcast::<crate::objects::PyList>().map(|list| list.items(self).to_vec());
            let inner = match arg.downcast::<PyTuple>().map(PyTuple::items).or(list.as_deref()) {
                Some(items) => self.type_parameters(items)?.into(),
                None => self.get_attr_optional(arg, &parameters)?.unwrap_or(Value::NONE),
            };
            if let Some(inner) = inner.downcast::<PyTuple>() {
                for parameter in inner.items() {
                    if !found.iter().any(|known| known.is(parameter)) {
                        found.push(parameter.clone());
                    }
                }
            }
        }
        Ok(self.new_tuple(found))
    }

    /// The type arguments that `alias[item]` has, where `args` are those of `alias` and `parameters` its variables.
    pub(crate) fn substitute_parameters(
        &mut self,
        alias: &Value,
        args: &[Value],
        parameters: &[Value],
        item: &Value,
    ) -> PyResult<Vec<Value>> {
        self.check_native_stack()?;
        if parameters.is_empty() {
            let text = self.repr(alias)?;
            return Err(self.type_error(format!("{} is not a generic class", text.text())));
        }
        let mut item = self.unpacked_items(item)?;
        let prepare = self.intern_str("__typing_prepare_subst__");
        for parameter in parameters {
            if let Some(prepare) = self.get_attr_optional(parameter, &prepare)?
                && !prepare.is_none()
            {
                let tuple: Value = match item.downcast::<PyTuple>() {
                    Some(_) => item.clone(),
                    None => self.new_tuple([item.clone()]).into(),
                };
                item = self.call(&prepare, &[alias.clone(), tuple])?;
            }
        }
        let items = item.downcast::<PyTuple>().map_or(vec![item.clone()], |items| items.items().to_vec());
        if items.len() != parameters.len() {
            let text = self.repr(alias)?;
            let few = if items.len() < parameters.len() { "few" } else { "many" };
            let (got, expected) = (items.len(), parameters.len());
            let message =
                format!("Too {few} arguments for {}; actual {got}, expected {expected}", text.text());
            return Err(self.type_error(message));
        }
        self.substitute_items(args, parameters, &items)
    }

    /// Arguments with unpacked tuples among them laid open.
    fn unpacked_items(&mut self, item: &Value) -> PyResult {
        let one = std::slice::from_ref(item);
        let items = item.downcast::<PyTuple>().map_or(one, PyTuple::items);
        let name = self.intern_str("__typing_unpacked_tuple_args__");
        let mut result = Vec::with_capacity(items.len());
        for value in items {
            let inner = match value.downcast::<PyType>() {
                Some(_) => None,
                None => self.get_attr_optional(value, &name)?,
            };
            match inner.as_ref().and_then(|inner| inner.downcast::<PyTuple>()).map(PyTuple::items) {
                Some(inner) if !inner.last().is_some_and(|last| last.is(&Value::ELLIPSIS)) => {
                    result.extend(inner.iter().cloned());
                }
                _ => result.push(value.clone()),
            }
        }
        Ok(self.new_tuple(result).into())
    }

    /// `args` with `items` in the place of `parameters`.
    fn substitute_items(
        &mut self,
        args: &[Value],
        parameters: &[Value],
        items: &[Value],
    ) -> PyResult<Vec<Value>> {
        self.check_native_stack()?;
        let mut result = Vec::with_capacity(args.len());
        let (subst, inner_name) = (self.names().__typing_subst__.clone(), self.intern_str("__parameters__"));
        let unpacked_name = self.intern_str("__typing_is_unpacked_typevartuple__");
        for arg in args {
            if arg.downcast::<PyType>().is_some() {
                result.push(arg.clone());
                continue;
            }
            // Parameter lists are written as lists and tuples.
            if let Some(list) = arg.downcast::<crate::objects::PyList>() {
                let inner = list.items(self).to_vec();
                let inner = self.substitute_items(&inner, parameters, items)?;
                result.push(self.new_list(inner).into());
                continue;
            }
            if let Some(tuple) = arg.downcast::<PyTuple>() {
                let inner = self.substitute_items(tuple.items(), parameters, items)?;
                result.push(self.new_tuple(inner).into());
                continue;
            }
            let unpacked = match self.get_attr_optional(arg, &unpacked_name)? {
                Some(unpacked) => self.is_true(&unpacked)?,
                None => false,
            };
            let position = parameters.iter().position(|parameter| parameter.is(arg));
            let method = match position {
                Some(_) => self.get_attr_optional(arg, &subst)?,
                None => None,
            };
            let value = match (method, position) {
                (Some(method), Some(position)) => {
                    self.call(&method, std::slice::from_ref(&items[position]))?
                }
                _ => {
                    let inner = self.get_attr_optional(arg, &inner_name)?.unwrap_or(Value::NONE);
                    match inner.downcast::<PyTuple>().filter(|inner| !inner.is_empty()) {
                        None => arg.clone(),
                        Some(inner) => {
                            let mut chosen = Vec::new();
                            for parameter in inner.items() {
                                let found = parameters.iter().position(|known| known.is(parameter));
                                let Some(item) = found.map(|position| &items[position]) else {
                                    chosen.push(parameter.clone());
                                    continue;
                                };
                                // What can be iterated is a variable for any number of types.
                                let many = self.class_of(parameter).slots(self).iter.is_some();
                                match item.downcast::<PyTuple>().filter(|_| many) {
                                    Some(several) => chosen.extend(several.items().iter().cloned()),
                                    None => chosen.push(item.clone()),
                                }
                            }
                            let key: Value = self.new_tuple(chosen).into();
                            self.get_item(arg, &key)?
                        }
                    }
                }
            };
            match value.downcast::<PyTuple>() {
                Some(several) if unpacked => result.extend(several.items().iter().cloned()),
                None if unpacked => {
                    let found = self.class_name(&value);
                    return Err(self.type_error(format!(
                        "expected __typing_subst__ of {found} objects to return a tuple, not {found}"
                    )));
                }
                _ => result.push(value),
            }
        }
        Ok(result)
    }

    /// How a type shows in the repr of an alias or union.
    pub(crate) fn type_repr(&mut self, value: &Value) -> PyResult<String> {
        if matches!(value.kind(), crate::object::Kind::Ellipsis) {
            return Ok("...".to_owned());
        }
        if value.is(&self.types().none.clone().into()) {
            return Ok("None".to_owned());
        }
        if let Some(class) = value.downcast::<PyType>() {
            let qualname =
                class.qualname.cloned(self).map_or(String::new(), |name| name.text().to_string_lossy());
            let module = class.dict().get_str(self, &self.names().__module__).cloned();
            let module =
                module.as_ref().and_then(|m| m.downcast::<PyStr>()).map(|m| m.text().to_string_lossy());
            return Ok(match module {
                Some(module) if module != "builtins" => format!("{module}.{qualname}"),
                _ => qualname,
            });
        }
        if let Some(list) = value.downcast::<crate::objects::PyList>() {
            let items = list.items(self).to_vec();
            let mut parts = Vec::new();
            for item in &items {
                parts.push(self.type_repr(item)?);
            }
            return Ok(format!("[{}]", parts.join(", ")));
        }
        Ok(self.repr(value)?.text().to_string_lossy())
    }
}

/// Represent a PEP 585 generic type
///
/// E.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).
#[native(name = "GenericAlias", module = "types", kind = GenericAlias)]
impl PyGenericAlias {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        match args.values() {
            [origin, item] if args.keyword_names().is_empty() && !class.is_heap_type() => {
                vm.new_generic_alias(origin.clone(), item)
            }
            [origin, item] if args.keyword_names().is_empty() => {
                let (origin, args) = match item.downcast_exact::<PyTuple>() {
                    Some(tuple) => (origin.clone(), Ref::new(tuple)),
                    None => (origin.clone(), vm.new_tuple([item.clone()])),
                };
                let parameters = vm.type_parameters(args.items())?;
                let payload = |header| PyGenericAlias { header, origin, args, parameters, starred: false };
                Ok(vm.allocate(class, 0, payload).into())
            }
            values => Err(vm.type_error(format!("GenericAlias expected 2 arguments, got {}", values.len()))),
        }
    }

    #[slot(init)]
    fn init_slot(_vm: &mut Vm, _this: &Value, _args: &Args<'_>) -> PyResult<()> {
        Ok(())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(alias) = this.downcast::<PyGenericAlias>() else { return Ok(Value::NONE) };
        let (origin, args) = (alias.origin.clone(), alias.args.clone());
        let mut parts = Vec::new();
        for arg in args.items() {
            parts.push(vm.type_repr(arg)?);
        }
        let inside = if parts.is_empty() { "()".to_owned() } else { parts.join(", ") };
        let star = if alias.starred { "*" } else { "" };
        let text = format!("{star}{}[{inside}]", vm.type_repr(&origin)?);
        Ok(vm.new_str(&text).into())
    }

    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        let Some(alias) = this.downcast::<PyGenericAlias>() else { return Ok(Value::NONE) };
        let object = vm.call_args(&alias.origin.clone(), args)?;
        let name = vm.names().__orig_class__.clone();
        if let Err(raised) = vm.set_attr(&object, &name, Some(this)) {
            // Most objects have no room for it.
            let harmless = vm.raised_is(|t| &t.exc.AttributeError) || vm.raised_is(|t| &t.exc.TypeError);
            if !harmless {
                return Err(raised);
            }
            vm.discard(raised);
        }
        Ok(object)
    }

    #[slot(getattr)]
    fn getattr_slot(vm: &mut Vm, this: &Value, name: &Value) -> PyResult {
        let text = name.downcast::<PyStr>().and_then(PyStr::as_str).unwrap_or_default();
        let own = !text.starts_with("__") || OWN.contains(&text);
        match this.downcast::<PyGenericAlias>() {
            Some(alias) if !(own && text.starts_with("__")) => {
                if matches!(text, "__bases__" | "__file__") {
                    return vm.generic_getattr(this, name);
                }
                vm.get_attr_value(&alias.origin.clone(), name)
            }
            _ => vm.generic_getattr(this, name),
        }
    }

    #[slot(getitem)]
    fn getitem_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
        let Some(alias) = this.downcast::<PyGenericAlias>() else { return Ok(Value::NONE) };
        let (args, parameters) = (alias.args.clone(), alias.parameters.clone());
        let args = vm.substitute_parameters(this, args.items(), parameters.items(), key)?;
        let args = vm.new_tuple(args);
        vm.new_generic_alias_of(alias.origin.clone(), args, alias.starred)
    }

    #[slot(iter)]
    fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(alias) = this.downcast::<PyGenericAlias>() else { return Ok(Value::NONE) };
        let starred = vm.new_generic_alias_of(alias.origin.clone(), alias.args.clone(), true)?;
        let list: Value = vm.new_list(vec![starred]).into();
        vm.iter(&list)
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let (Some(left), Some(right)) =
            (this.downcast::<PyGenericAlias>(), other.downcast::<PyGenericAlias>())
        else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let (left_origin, right_origin) = (left.origin.clone(), right.origin.clone());
        let (left_args, right_args): (Value, Value) = (left.args.clone().into(), right.args.clone().into());
        let equal = left.starred == right.starred
            && vm.equals(&left_origin, &right_origin)?
            && vm.equals(&left_args, &right_args)?;
        Ok(Value::bool(equal == (op == CompareOp::Eq)))
    }

    #[slot(hash)]
    fn hash_slot(vm: &mut Vm, this: &Value) -> PyResult<i64> {
        let Some(alias) = this.downcast::<PyGenericAlias>() else { return Ok(0) };
        let (origin, args): (Value, Value) = (alias.origin.clone(), alias.args.clone().into());
        Ok(vm.hash(&origin)? ^ vm.hash(&args)?)
    }

    #[number(Or)]
    fn or_slot(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        PyUnion::or_slot(vm, left, right)
    }

    #[getter(__origin__)]
    fn get_origin(this: &PyGenericAlias) -> Value {
        this.origin.clone()
    }

    #[getter(__args__)]
    fn get_args(this: &PyGenericAlias) -> Ref<PyTuple> {
        this.args.clone()
    }

    #[getter(__parameters__)]
    fn get_parameters(this: &PyGenericAlias) -> Ref<PyTuple> {
        this.parameters.clone()
    }

    #[getter(__unpacked__)]
    fn get_unpacked(this: &PyGenericAlias) -> bool {
        this.starred
    }

    #[getter(__typing_unpacked_tuple_args__)]
    fn get_unpacked_args(heap: &Heap, this: &PyGenericAlias) -> Value {
        match this.starred && this.origin.is(heap.types().tuple.value()) {
            true => this.args.clone().into(),
            false => Value::NONE,
        }
    }

    /// The bases that a class statement puts in place of the alias.
    #[method("($self, bases, /)")]
    fn __mro_entries__(vm: &mut Vm, this: &PyGenericAlias, bases: &Value) -> Ref<PyTuple> {
        let _ = bases;
        vm.new_tuple([this.origin.clone()])
    }

    /// Aliases are no classes.
    #[method("($self, instance, /)")]
    fn __instancecheck__(vm: &mut Vm, this: &Value, instance: &Value) -> PyResult {
        let _ = (this, instance);
        Err(vm.type_error("isinstance() argument 2 cannot be a parameterized generic"))
    }

    /// Aliases are no classes.
    #[method("($self, subclass, /)")]
    fn __subclasscheck__(vm: &mut Vm, this: &Value, subclass: &Value) -> PyResult {
        let _ = (this, subclass);
        Err(vm.type_error("issubclass() argument 2 cannot be a parameterized generic"))
    }

    /// Return state information for pickling.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PyGenericAlias) -> PyResult {
        let class: Value = vm.types().generic_alias.clone().into();
        let args: Value = this.args.clone().into();
        let args: Value = vm.new_tuple([this.origin.clone(), args]).into();
        Ok(vm.new_tuple([class, args]).into())
    }
}
