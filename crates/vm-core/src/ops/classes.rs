//! Classes as a protocol: instance and subclass checks, building classes, `super`.

use crate::native::Args;
use crate::object::{Kind, Ref};
use crate::objects::*;
use crate::value::Value;
use crate::{PyResult, Vm};

impl Vm {
    /// `isinstance(object, class)`.
    pub fn is_instance(&mut self, object: &Value, class: &Value) -> PyResult<bool> {
        if std::ptr::from_ref(self.class_of(object)).addr() == class.address() {
            return Ok(true);
        }
        if let Some(tuple) = class.downcast::<PyTuple>() {
            self.check_native_stack()?;
            for class in tuple.items() {
                if self.is_instance(object, class)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let is_plain_class = class.header().is_some_and(|header| header.is_exact(Kind::Type));
        let name = self.names().__instancecheck__.clone();
        if !is_plain_class && let Some(method) = self.lookup_special(class, &name) {
            let result = self.call_bound(&method, class, std::slice::from_ref(object))?;
            return self.is_true(&result);
        }
        self.is_instance_directly(object, class)
    }

    /// As `type.__instancecheck__`: asks the object's class and its `__class__`.
    pub(crate) fn is_instance_directly(&mut self, object: &Value, class: &Value) -> PyResult<bool> {
        let name = self.names().__class__.clone();
        let Some(class) = class.downcast::<PyType>() else {
            if self.claimed_bases(class)?.is_none() {
                return Err(
                    self.type_error("isinstance() arg 2 must be a type, a tuple of types, or a union")
                );
            }
            return match self.get_attr_optional(object, &name)? {
                Some(claimed) => self.is_derived_by_claim(&claimed, class),
                None => Ok(false),
            };
        };
        if self.class_of(object).is_subtype(self, class) {
            return Ok(true);
        }
        if self.claims_no_class(object) {
            return Ok(false);
        }
        let claimed = self.get_attr_optional(object, &name)?;
        Ok(match claimed.as_ref().and_then(|claimed| claimed.downcast::<PyType>()) {
            Some(claimed) => claimed.is_subtype(self, class),
            None => false,
        })
    }

    /// `issubclass(derived, class)`.
    pub fn is_subclass(&mut self, derived: &Value, class: &Value) -> PyResult<bool> {
        if let Some(tuple) = class.downcast::<PyTuple>() {
            self.check_native_stack()?;
            for class in tuple.items() {
                if self.is_subclass(derived, class)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let is_plain_class = class.header().is_some_and(|header| header.is_exact(Kind::Type));
        let name = self.names().__subclasscheck__.clone();
        if !is_plain_class && let Some(method) = self.lookup_special(class, &name) {
            let result = self.call_bound(&method, class, std::slice::from_ref(derived))?;
            return self.is_true(&result);
        }
        self.is_subclass_directly(derived, class)
    }

    pub(crate) fn is_subclass_directly(&mut self, derived: &Value, class: &Value) -> PyResult<bool> {
        if let (Some(derived), Some(class)) = (derived.downcast::<PyType>(), class.downcast::<PyType>()) {
            return Ok(derived.is_subtype(self, class));
        }
        if self.claimed_bases(derived)?.is_none() {
            return Err(self.type_error("issubclass() arg 1 must be a class"));
        }
        if self.claimed_bases(class)?.is_none() {
            return Err(self.type_error("issubclass() arg 2 must be a class, a tuple of classes, or a union"));
        }
        self.is_derived_by_claim(derived, class)
    }

    /// The `__bases__` of what may stand for a class: `None` unless it is a tuple.
    fn claimed_bases(&mut self, class: &Value) -> PyResult<Option<Ref<PyTuple>>> {
        let name = self.intern_str("__bases__");
        let bases = self.get_attr_optional(class, &name)?;
        Ok(bases.and_then(|bases| Ref::try_from_value(bases).ok()))
    }

    /// Whether `class` is `derived` or found along its `__bases__`.
    fn is_derived_by_claim(&mut self, derived: &Value, class: &Value) -> PyResult<bool> {
        self.check_native_stack()?;
        if derived.is(class) {
            return Ok(true);
        }
        let Some(bases) = self.claimed_bases(derived)? else { return Ok(false) };
        for base in bases.items() {
            if self.is_derived_by_claim(base, class)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// `__build_class__(function, name, *bases, metaclass=…, **keywords)`: runs a class statement.
    pub(crate) fn build_class(&mut self, args: &Args<'_>) -> PyResult {
        let positional = args.positional();
        let [function, name, orig_bases @ ..] = positional else {
            return Err(self.type_error("__build_class__: not enough arguments"));
        };
        let Some(body) = function.downcast::<PyFunction>() else {
            return Err(self.type_error("__build_class__: func must be a function"));
        };
        let Some(class_name) = name.downcast::<PyStr>() else {
            return Err(self.type_error("__build_class__: name is not a string"));
        };
        let bases = self.resolve_bases(orig_bases)?;
        let orig_tuple: Value = self.new_tuple_from_slice(orig_bases).into();
        let bases_changed =
            bases.len() != orig_bases.len() || bases.iter().zip(orig_bases).any(|(a, b)| !a.is(b));
        let mut metaclass = None;
        let (mut keyword_names, mut keyword_values) = (Vec::new(), Vec::new());
        for (name, value) in args.keywords() {
            match name.downcast::<PyStr>().and_then(PyStr::as_str) {
                Some("metaclass") => metaclass = Some(value.clone()),
                _ => {
                    keyword_names.push(name.clone());
                    keyword_values.push(value.clone());
                }
            }
        }
        let mut metaclass = metaclass.unwrap_or_else(|| match bases.first() {
            Some(base) => Ref::new(self.class_of(base)).into(),
            None => self.types().type_.clone().into(),
        });
        if metaclass.downcast::<PyType>().is_some() {
            metaclass = self.most_derived_metaclass(&metaclass, &bases)?;
        }
        let bases_tuple: Value = self.new_tuple(bases).into();

        let prepare_name = self.names().__prepare__.clone();
        let namespace: Value = match self.get_attr_optional(&metaclass, &prepare_name)? {
            Some(prepare) => {
                let mut values = vec![name.clone(), bases_tuple.clone()];
                values.extend(keyword_values.iter().cloned());
                self.call_args(&prepare, &Args::new(&values, &keyword_names))?
            }
            None => self.new_dict().into(),
        };
        if namespace.downcast::<PyDict>().is_none() && self.class_of(&namespace).slots(self).getitem.is_none()
        {
            let (meta, found) = (self.display_class(&metaclass), self.class_name(&namespace));
            return Err(self.type_error(format!("{meta}.__prepare__() must return a mapping, not {found}")));
        }
        let frame = self.push_frame(Ref::new(body), namespace.clone(), 0);
        let cell = crate::interp::run(self, frame)?;
        if bases_changed {
            let orig = self.names().__orig_bases__.clone();
            self.set_item(&namespace, orig.value(), Some(&orig_tuple))?;
        }
        let mut values = vec![name.clone(), bases_tuple, namespace];
        values.extend(keyword_values);
        let class = self.call_args(&metaclass, &Args::new(&values, &keyword_names))?;
        if let Some(cell) = cell.downcast::<PyCell>()
            && class.downcast::<PyType>().is_some()
        {
            let content = cell.content.cloned(self);
            if content.is_null() {
                let text = class_name.text().to_string_lossy();
                return Err(self.runtime_error(format!(
                    "__class__ not set defining '{text}' as <class '{text}'>. Was __classcell__ propagated to type.__new__?"
                )));
            }
            if !content.is(&class) {
                let text = class_name.text().to_string_lossy();
                return Err(self.type_error(format!("__class__ set to something else defining '{text}'")));
            }
        }
        Ok(class)
    }

    fn display_class(&self, value: &Value) -> String {
        value.downcast::<PyType>().map_or_else(|| "<metaclass>".to_owned(), |class| class.name_text(self))
    }

    /// Bases with `__mro_entries__` (PEP 560) replaced by what that gives.
    fn resolve_bases(&mut self, bases: &[Value]) -> PyResult<Vec<Value>> {
        let name = self.names().__mro_entries__.clone();
        let all: Value = self.new_tuple_from_slice(bases).into();
        let mut resolved = Vec::with_capacity(bases.len());
        for base in bases {
            if base.downcast::<PyType>().is_some() {
                resolved.push(base.clone());
                continue;
            }
            match self.get_attr_optional(base, &name)? {
                None => resolved.push(base.clone()),
                Some(method) => {
                    let entries = self.call(&method, std::slice::from_ref(&all))?;
                    match entries.downcast::<PyTuple>() {
                        Some(entries) => resolved.extend(entries.items().iter().cloned()),
                        None => return Err(self.type_error("__mro_entries__ must return a tuple")),
                    }
                }
            }
        }
        Ok(resolved)
    }

    /// The metaclass that is a subclass of all metaclasses of the bases.
    pub(crate) fn most_derived_metaclass(&mut self, metaclass: &Value, bases: &[Value]) -> PyResult {
        let mut winner = metaclass.clone();
        for base in bases {
            let candidate: Value = Ref::new(self.class_of(base)).into();
            let (Some(current), Some(other)) = (winner.downcast::<PyType>(), candidate.downcast::<PyType>())
            else {
                continue;
            };
            if current.is_subtype(self, other) {
                continue;
            }
            if !other.is_subtype(self, current) {
                return Err(self.type_error(
                    "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases",
                ));
            }
            winner = candidate;
        }
        Ok(winner)
    }

    /// What `super(class, object).name` finds: `None` if nothing behind `class` has it.
    pub(crate) fn super_lookup(
        &mut self,
        class: &PyType,
        object_class: &PyType,
        name: &PyStr,
    ) -> Option<Value> {
        if let Some(known) = object_class.known_behind(self, class, name) {
            return known;
        }
        let position = object_class.mro(self).position(|ancestor| std::ptr::eq(ancestor, class))?;
        let found = object_class
            .mro(self)
            .skip(position + 1)
            .find_map(|ancestor| ancestor.dict().get_str(self, name))
            .cloned();
        object_class.remember_behind(self, class, name, found.as_ref());
        found
    }

    /// The class whose MRO `super(class, object).name` searches, and what it finds.
    pub(crate) fn super_find(
        &mut self,
        class: &PyType,
        object: &Value,
        name: &PyStr,
    ) -> PyResult<(Ref<PyType>, Option<Value>)> {
        // What is known of the object's class and `class` is known because the one derives from the other. A class is
        // searched itself.
        if object.kind() != Kind::Type {
            let object_class = Ref::new(self.class_of(object));
            if let Some(known) = object_class.known_behind(self, class, name) {
                return Ok((object_class, known));
            }
        }
        let searched = self.super_check(class, object)?;
        let found = self.super_lookup(class, &searched, name);
        Ok((searched, found))
    }

    /// The class whose MRO `super(class, object)` searches.
    pub(crate) fn super_check(&mut self, class: &PyType, object: &Value) -> PyResult<Ref<PyType>> {
        if let Some(object) = object.downcast::<PyType>()
            && object.is_subtype(self, class)
        {
            return Ok(Ref::new(object));
        }
        let object_class = Ref::new(self.class_of(object));
        if object_class.is_subtype(self, class) {
            return Ok(object_class);
        }
        let name = self.names().__class__.clone();
        if let Some(claimed) = self.get_attr_optional(object, &name)?
            && let Some(claimed) = claimed.downcast::<PyType>()
            && claimed.is_subtype(self, class)
        {
            return Ok(Ref::new(claimed));
        }
        let (kind, found) = match object.downcast::<PyType>() {
            Some(object) => ("type", object.name_text(self)),
            None => ("instance of", object_class.name_text(self)),
        };
        let class = class.name_text(self);
        Err(self.type_error(format!(
            "super(type, obj): obj ({kind} {found}) is not an instance or subtype of type ({class})."
        )))
    }
}
