//! The out-of-line half of instructions: what bodies call when there is more to do than fits a handler.

use super::prelude::{BinaryOperation, CommonConstant, MovedSlice, SpecialMethod, StackRef};
use crate::frame::{Frame, FramePtr};
use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Kind, Ref};
use crate::objects::*;
use crate::ops::calls::{Locals, with_first};
use crate::ops::items::plain_slice;
use crate::types::{BinaryOperator, Special};
use crate::value::Value;
use crate::{PyResult, Raised, Vm};

/// What calling gave: a frame to run, or the result.
pub(crate) enum Called {
    Frame(FramePtr),
    Value(Value),
}

impl Heap {
    /// `PUSH_EXC_INFO`.
    pub(super) fn begin_handling(&mut self, exception: Value) -> (Value, Value) {
        let previous = self.handled.replace(exception.clone());
        (previous, exception)
    }
}

impl Vm {
    pub(crate) fn binary_operation(
        &mut self,
        lhs: &Value,
        rhs: &Value,
        operation: BinaryOperation,
    ) -> PyResult {
        match BinaryOperator::from_number(operation.0) {
            Some((operator, false)) => self.binary(lhs, rhs, operator),
            Some((operator, true)) => self.binary_inplace(lhs, rhs, operator),
            None => self.get_item(lhs, rhs),
        }
    }

    /// `lhs + rhs` of strings. If the result is stored right away in the local that alone holds `lhs`, that string grows
    /// in place.
    #[inline(never)]
    pub(super) fn add_strings(&mut self, frame: Frame<'_>, lhs: &PyStr, rhs: &PyStr) -> Value {
        if let Some(local) = frame.pointer().local_stored_next(1 + bytecode::Opcode::BINARY_OP.cache_entries())
            && frame.local_at(local).address() == std::ptr::from_ref(lhs).addr()
            // The local, and the operand itself if that is not borrowed.
            && lhs.header.count() <= 2
            && let Ok(left) = Ref::try_from_value(frame.replace_local(local, Value::NULL))
        {
            let rhs = Ref::new(rhs);
            drop(frame.pointer().take_operand(2));
            return self.append_str(left, &rhs).into();
        }
        self.concatenate(lhs, rhs).into()
    }

    pub(super) fn load_locals(&mut self, frame: Frame<'_>) -> PyResult {
        match frame.namespace().is_null() {
            true => Err(self.system_error("no locals")),
            false => Ok(frame.namespace().clone()),
        }
    }

    pub(super) fn load_build_class(&mut self, frame: Frame<'_>) -> PyResult {
        let name = self.names().__build_class__.clone();
        match frame.builtins().get_str(self, &name).cloned() {
            Some(function) => Ok(function),
            None => Err(self.raise_new(|types| &types.exc.NameError, "__build_class__ not found")),
        }
    }

    pub(super) fn setup_annotations(&mut self, namespace: &Value) -> PyResult<()> {
        let name = self.names().__annotations__.clone();
        if self.namespace_get(namespace, &name)?.is_none() {
            let dict = self.new_dict();
            self.store_name(namespace, &name, dict.into())?;
        }
        Ok(())
    }

    pub(super) fn build_set(&mut self, items: &[Value]) -> PyResult {
        let set = self.new_set();
        for item in items {
            set.add(self, item)?;
        }
        Ok(set.into())
    }

    pub(crate) fn build_map(&mut self, items: &[Value]) -> PyResult {
        let (pairs, _) = items.as_chunks::<2>();
        // Most keys run no Python: their dict is made when they are in its table.
        let (table, done) = DictTable::of_pairs(self, pairs);
        let dict = self.new_dict_from(table);
        for [key, value] in &pairs[done..] {
            dict.set(self, key, value.clone())?;
        }
        Ok(dict.into())
    }

    pub(crate) fn build_string(&mut self, pieces: &[Value]) -> PyResult {
        let mut chars = 0;
        let mut parts: smallvec::SmallVec<[&[u8]; 8]> = smallvec::SmallVec::new();
        for piece in pieces.iter().filter_map(|piece| piece.downcast::<PyStr>()) {
            chars += piece.char_len();
            parts.push(piece.as_bytes());
        }
        Ok(self.join_parts(&parts, chars).into())
    }

    pub(super) fn add_to_set(&mut self, set: &Value, item: &Value) -> PyResult<()> {
        match set.downcast::<PySet>() {
            Some(set) => set.add(self, item).map(drop),
            None => Err(self.system_error("SET_ADD needs a set")),
        }
    }

    pub(super) fn add_to_map(&mut self, dict: &Value, key: &Value, value: &Value) -> PyResult<()> {
        match dict.downcast::<PyDict>() {
            Some(dict) => dict.set(self, key, value.clone()),
            None => Err(self.system_error("MAP_ADD needs a dict")),
        }
    }

    pub(super) fn extend_list(&mut self, list: &Value, iterable: &Value) -> PyResult<()> {
        let Some(list) = list.downcast::<PyList>() else {
            return Err(self.system_error("LIST_EXTEND needs a list"));
        };
        let class = Ref::new(self.class_of(iterable));
        if class.slots(self).iter.is_none() && class.slots(self).getitem.is_none() {
            let name = class.name_text(self);
            return Err(self.type_error(format!("Value after * must be an iterable, not {name}")));
        }
        if let Some(tuple) = iterable.downcast_exact::<PyTuple>() {
            list.items_mut(self).extend_from_slice(tuple.items());
            return Ok(());
        }
        list.append_each(self, iterable)
    }

    pub(super) fn update_set(&mut self, set: &Value, iterable: &Value) -> PyResult<()> {
        let Some(set) = set.downcast::<PySet>() else {
            return Err(self.system_error("SET_UPDATE needs a set"));
        };
        set.add_each(self, iterable)
    }

    pub(super) fn update_dict(&mut self, dict: &Value, update: &Value) -> PyResult<()> {
        let Some(dict) = dict.downcast::<PyDict>() else {
            return Err(self.system_error("DICT_UPDATE needs a dict"));
        };
        let keys = self.names().keys.clone();
        if update.downcast::<PyDict>().is_none() && self.get_attr_optional(update, &keys)?.is_none() {
            let name = self.class_name(update);
            return Err(self.type_error(format!("'{name}' object is not a mapping")));
        }
        self.update_from_mapping(dict, update)
    }

    /// `dict.update(mapping)` for anything with `keys`.
    pub(crate) fn update_from_mapping(&mut self, dict: &PyDict, mapping: &Value) -> PyResult<()> {
        let iter = self.types().dict.slots(self).iter;
        if let Some(other) = mapping.downcast::<PyDict>()
            && match (self.class_of(mapping).slots(self).iter, iter) {
                (Some(own), Some(iter)) => std::ptr::fn_addr_eq(own, iter),
                _ => false,
            }
        {
            return dict.merge(self, other);
        }
        let keys = self.call_method_str(mapping, "keys", &[])?;
        self.iterate(&keys, |vm, key| {
            let value = vm.get_item(mapping, &key)?;
            dict.set(vm, &key, value)
        })
    }

    pub(super) fn merge_keywords(&mut self, callable: &Value, dict: &Value, update: &Value) -> PyResult<()> {
        let Some(dict) = dict.downcast::<PyDict>() else {
            return Err(self.system_error("DICT_MERGE needs a dict"));
        };
        let name = self.callable_name(callable);
        let keys_name = self.names().keys.clone();
        if update.downcast::<PyDict>().is_none() && self.get_attr_optional(update, &keys_name)?.is_none() {
            let found = self.class_name(update);
            return Err(self.type_error(format!("{name} argument after ** must be a mapping, not {found}")));
        }
        let keys = self.call_method(update, &keys_name, &[])?;
        let mut keys_list = Vec::new();
        self.iterate(&keys, |_, key| {
            keys_list.push(key);
            Ok(())
        })?;
        for key in keys_list {
            let Some(text) = key.downcast::<PyStr>().map(|key| key.text().to_string_lossy()) else {
                return Err(self.type_error("keywords must be strings"));
            };
            if dict.contains(self, &key)? {
                return Err(
                    self.type_error(format!("{name} got multiple values for keyword argument '{text}'"))
                );
            }
            let value = self.get_item(update, &key)?;
            dict.set(self, &key, value)?;
        }
        Ok(())
    }

    /// A callable as messages name it: `f()`.
    fn callable_name(&mut self, callable: &Value) -> String {
        match callable.downcast::<PyFunction>() {
            Some(function) => {
                let module =
                    function.module.get(self).downcast::<PyStr>().map(|m| m.text().to_string_lossy());
                let name = self.qualname_of(function);
                match module {
                    Some(module) if module != "builtins" => format!("{module}.{name}()"),
                    _ => format!("{name}()"),
                }
            }
            None => match callable.downcast::<PyNative>() {
                Some(native) => format!("{}()", native.def().name),
                None => match callable.downcast::<PyType>() {
                    Some(class) => format!("{}()", class.name_text(self)),
                    None => format!("{} object", self.class_name(callable)),
                },
            },
        }
    }

    pub(super) fn dict_item(&mut self, dict: &PyDict, key: &Value) -> PyResult {
        match dict.get(self, key)? {
            Some(value) => Ok(value),
            None => Err(self.key_error(key)),
        }
    }

    pub(super) fn get_slice(&mut self, container: &Value, start: &Value, stop: &Value) -> PyResult {
        let header = container.header().filter(|header| header.is_exact(header.kind()));
        match header.map(crate::object::Header::kind) {
            Some(Kind::List) => {
                if let Some(list) = container.downcast::<PyList>()
                    && let Some(range) = plain_slice(start, stop, list.len(self))
                {
                    let items = list.items(self)[range].to_vec();
                    return Ok(self.new_list(items).into());
                }
            }
            Some(Kind::Tuple) => {
                if let Some(tuple) = container.downcast::<PyTuple>()
                    && let Some(range) = plain_slice(start, stop, tuple.len())
                {
                    return Ok(match range.len() == tuple.len() {
                        true => container.clone(),
                        false => self.new_tuple_from_slice(&tuple.items()[range]).into(),
                    });
                }
            }
            Some(Kind::Str) => {
                if let Some(string) = container.downcast::<PyStr>()
                    && let Some(range) = plain_slice(start, stop, string.char_len())
                {
                    return Ok(self.slice_str(string, range.into()).into());
                }
            }
            _ => {}
        }
        let slice = self.new_slice(start.clone(), stop.clone(), Value::NONE);
        self.get_item(container, slice.value())
    }

    pub(super) fn set_slice(
        &mut self,
        container: &Value,
        start: &Value,
        stop: &Value,
        value: &Value,
    ) -> PyResult<()> {
        if let Some(list) = container.downcast_exact::<PyList>()
            && let Some(new) = value.downcast_exact::<PyList>()
            && let Some(range) = plain_slice(start, stop, list.len(self))
        {
            list.replace_range_by(self, range, new);
            return Ok(());
        }
        let slice = self.new_slice(start.clone(), stop.clone(), Value::NONE);
        self.set_item(container, slice.value(), Some(value))
    }

    /// `LOAD_SUPER_ATTR`.
    pub(super) fn load_super_attr(
        &mut self,
        function: &Value,
        class: &Value,
        instance: &Value,
        name: &PyStr,
        method: bool,
        explicit: bool,
    ) -> PyResult<(Value, Value)> {
        let real_super = function.is(self.types().super_.value());
        let class_name = self.names().__class__.clone();
        if real_super
            && !std::ptr::eq(name, &*class_name)
            && let Some(class) = class.downcast::<PyType>()
        {
            let (object_class, attribute) = self.super_find(class, instance, name)?;
            if let Some(attribute) = attribute {
                let through_instance = instance.address() != object_class.value().address();
                if method && through_instance && crate::ops::attributes::is_method(&attribute) {
                    return Ok((attribute, instance.clone()));
                }
                let object = through_instance.then_some(instance);
                let value = self.descriptor_get(&attribute, object, object_class.value())?;
                return Ok((value, Value::NULL));
            }
        }
        // A `super` of one's own gets the arguments that were written.
        let args = [class.clone(), instance.clone()];
        let object = self.call(function, if explicit || real_super { &args } else { &[] })?;
        let value = self.get_attr(&object, name)?;
        Ok((value, Value::NULL))
    }

    /// `LOAD_SPECIAL`: a method of the context manager protocol, and what goes first in its call.
    pub(super) fn load_special(&mut self, owner: &Value, index: SpecialMethod) -> PyResult<(Value, Value)> {
        let names = self.names();
        let name = match index.0 {
            0 => names.__enter__.clone(),
            1 => names.__exit__.clone(),
            2 => names.__aenter__.clone(),
            _ => names.__aexit__.clone(),
        };
        match self.lookup_special(owner, &name) {
            Some(method) if crate::ops::attributes::is_method(&method) => Ok((method, owner.clone())),
            Some(method) => {
                let class: Value = Ref::new(self.class_of(owner)).into();
                let bound = self.descriptor_get(&method, Some(owner), &class)?;
                Ok((bound, Value::NULL))
            }
            None => Err(self.missing_special(owner, index)),
        }
    }

    fn missing_special(&mut self, owner: &Value, index: SpecialMethod) -> Raised {
        let found = self.class_name(owner);
        let asynchronous = index.0 >= 2;
        let (own, other) = match asynchronous {
            true => ("asynchronous context manager", "context manager"),
            false => ("context manager", "asynchronous context manager"),
        };
        let missing = ["__enter__", "__exit__", "__aenter__", "__aexit__"]
            .get(index.0 as usize)
            .copied()
            .unwrap_or("__exit__");
        let (counterparts, statement) = match asynchronous {
            true => (["__enter__", "__exit__"], "with"),
            false => (["__aenter__", "__aexit__"], "async with"),
        };
        let supports_other = counterparts.iter().all(|name| {
            let name = self.intern_str(name);
            self.lookup_special(owner, &name).is_some()
        });
        let hint = match supports_other {
            true => format!(" but it supports the {other} protocol. Did you mean to use '{statement}'?"),
            false => String::new(),
        };
        self.type_error(format!(
            "'{found}' object does not support the {own} protocol (missed {missing} method){hint}"
        ))
    }

    /// `CALL`: `args` begin with `self` or NULL.
    #[inline]
    pub(super) fn call_on_stack(&mut self, callable: &Value, args: &[Value]) -> PyResult<Called> {
        let skip = usize::from(args[0].is_null());
        self.call_slice(callable, &Args::positional_only(&args[skip..]))
    }

    /// Calls with arguments that lie on the value stack.
    fn call_slice(&mut self, callable: &Value, args: &Args<'_>) -> PyResult<Called> {
        match callable.kind() {
            Kind::Function => {
                if let Some(function) = callable.downcast::<PyFunction>() {
                    self.check_depth()?;
                    return self.function_frame(function, args).map(Called::Frame);
                }
            }
            Kind::Method => {
                if let Some(method) = callable.downcast::<PyMethod>()
                    && let Some(function) = method.function.downcast::<PyFunction>()
                {
                    self.check_depth()?;
                    return with_first(&method.this, args, |args| self.function_frame(function, args))
                        .map(Called::Frame);
                }
            }
            Kind::Type if self.types().type_.is(self.class_of(callable)) => {
                self.check_native_stack()?;
                return PyType::call(self, callable, args).map(Called::Value);
            }
            // An instance whose class, or a class whose metaclass, has a `__call__` in Python.
            _ if self.class_of(callable).is_heap_type() => {
                let class = Ref::new(self.class_of(callable));
                let name = self.names().__call__.clone();
                if let Some(function) = class.lookup(self, &name)
                    && let Some(function) = function.downcast::<PyFunction>()
                {
                    self.check_depth()?;
                    return with_first(callable, args, |args| self.function_frame(function, args))
                        .map(Called::Frame);
                }
            }
            _ => {}
        }
        self.call_args(callable, args).map(Called::Value)
    }

    /// `CALL_KW`: the last of `args` are keywords named by the tuple `names`.
    pub(super) fn call_keywords_on_stack(
        &mut self,
        callable: &Value,
        args: &[Value],
        names: &Value,
    ) -> PyResult<Called> {
        let skip = usize::from(args[0].is_null());
        let names = names.downcast::<PyTuple>().map(PyTuple::items).unwrap_or_default();
        self.call_slice(callable, &Args::new(&args[skip..], names))
    }

    /// `CALL_FUNCTION_EX`: a tuple (or any iterable) of arguments, and a dict (or mapping) of keywords or NULL.
    pub(super) fn call_unpacked(
        &mut self,
        callable: &Value,
        args: &Value,
        keywords: &Value,
    ) -> PyResult<Called> {
        if let Some(frame) = self.unpacked_frame(callable, args, keywords)? {
            return Ok(Called::Frame(frame));
        }
        let mut values: Locals = match args.downcast::<PyTuple>() {
            Some(tuple) if keywords.is_null() => {
                return self.call_slice(callable, &Args::positional_only(tuple.items()));
            }
            Some(tuple) => tuple.items().iter().cloned().collect(),
            None => {
                let class = Ref::new(self.class_of(args));
                if class.slots(self).iter.is_none() && class.slots(self).getitem.is_none() {
                    let (name, found) = (self.callable_name(callable), class.name_text(self));
                    return Err(
                        self.type_error(format!("{name} argument after * must be an iterable, not {found}"))
                    );
                }
                self.iterate_to_vec(args)?.into()
            }
        };
        let mut names = Locals::new();
        if !keywords.is_null() {
            let collected = self.new_dict();
            let dict = match keywords.downcast_exact::<PyDict>() {
                Some(dict) => Ref::new(dict),
                None => {
                    let empty: Value = collected.clone().into();
                    self.merge_keywords(callable, &empty, keywords)?;
                    collected
                }
            };
            for entry in dict.table(self).iter() {
                names.push(entry.key.clone());
                values.push(entry.value.clone());
            }
            if names.iter().any(|name| name.downcast::<PyStr>().is_none()) {
                return Err(self.type_error("keywords must be strings"));
            }
        }
        self.call_slice(callable, &Args::new(&values, &names))
    }

    /// The frame of a function that takes its keyword arguments as they come, in the very dict that was made for the call.
    fn unpacked_frame(
        &mut self,
        callable: &Value,
        args: &Value,
        keywords: &Value,
    ) -> PyResult<Option<FramePtr>> {
        let (Some(function), Some(tuple), Some(dict)) = (
            callable.downcast::<PyFunction>(),
            args.downcast::<PyTuple>(),
            keywords.downcast_exact::<PyDict>(),
        ) else {
            return Ok(None);
        };
        let code = function.code(self).clone();
        let named = code.argcount() + code.tables().kwonlyargcount > code.tables().posonlyargcount;
        let is_new = !keywords.is_borrowed() && dict.header.count() == 1;
        let collects = code.flags().contains(bytecode::CodeFlags::VARKEYWORDS);
        if !collects
            || named
            || !is_new
            || dict.table(self).iter().any(|entry| entry.key.downcast::<PyStr>().is_none())
        {
            return Ok(None);
        }
        self.check_depth()?;
        let args = Args::positional_only(tuple.items());
        Ok(self.direct_frame(function, &code, &args, Some(Ref::new(dict))))
    }

    /// Calls a native function with its arguments where they lie on the value stack.
    #[inline]
    pub(crate) fn call_native_on_stack(&mut self, native: &PyNative, args: &[Value]) -> PyResult {
        let skip = usize::from(args[0].is_null());
        self.call_native(native, &Args::positional_only(&args[skip..]))
    }

    /// Enters a Python function of as many parameters as there are arguments, cached by an instruction.
    pub(super) fn make_function(&mut self, frame: Frame<'_>, code: &Value) -> PyResult {
        match code.downcast::<PyCode>() {
            Some(code) => {
                let (globals, builtins) = (Ref::new(frame.globals()), Ref::new(frame.builtins()));
                Ok(self.new_function(Ref::new(code), globals, builtins, None).into())
            }
            None => Err(self.system_error("MAKE_FUNCTION needs a code object")),
        }
    }

    /// `RAISE_VARARGS`.
    pub(super) fn raise_from_stack(&mut self, args: &[Value]) -> Raised {
        let Some(exception) = args.first() else {
            let current = self.handled.current();
            if current.is_none() {
                return self.runtime_error("No active exception to reraise");
            }
            // The traceback has the frame already.
            self.reraising = true;
            return self.reraise(current);
        };
        let exception = match self.exception_instance(exception) {
            Ok(exception) => exception,
            Err(raised) => return raised,
        };
        if let Some(cause) = args.get(1) {
            let cause = match cause.downcast::<PyType>() {
                Some(_) => match self.exception_cause(cause) {
                    Ok(cause) => cause,
                    Err(raised) => return raised,
                },
                None if cause.is_none() || cause.downcast::<PyException>().is_some() => cause.clone(),
                None => return self.type_error("exception causes must derive from BaseException"),
            };
            exception.cause.set(self, cause);
            exception.suppress_context.set(self, true);
        }
        self.raise(exception)
    }

    fn exception_cause(&mut self, class: &Value) -> PyResult {
        let base = self.types().exc.BaseException.clone();
        if !class.downcast::<PyType>().is_some_and(|class| class.is_subtype(self, &base)) {
            return Err(self.type_error("exception causes must derive from BaseException"));
        }
        let cause = self.call(class, &[])?;
        match cause.downcast::<PyException>() {
            Some(_) => Ok(cause),
            None => Err(self.type_error("exception causes must derive from BaseException")),
        }
    }

    /// What `raise value` raises: an instance as it is, of a class a new one.
    pub(crate) fn exception_instance(&mut self, value: &Value) -> PyResult<Ref<PyException>> {
        if let Some(exception) = value.downcast::<PyException>() {
            return Ok(Ref::new(exception));
        }
        if let Some(class) = value.downcast::<PyType>()
            && class.makes_exceptions()
        {
            if std::ptr::eq(class.header.shape().class(), &*self.types().type_)
                && class.makes_exceptions_plainly(self)
            {
                return Ok(self.new_exception(class, &[]));
            }
            let instance = self.call(value, &[])?;
            return match Ref::try_from_value(instance) {
                Ok(exception) => Ok(exception),
                Err(other) => {
                    let found = Ref::new(self.class_of(&other));
                    let (class, found) = (self.qualified_name(class), self.qualified_name(&found));
                    Err(self.type_error(format!(
                        "calling <class '{class}'> should have returned an instance of BaseException, not <class '{found}'>"
                    )))
                }
            };
        }
        Err(self.type_error("exceptions must derive from BaseException"))
    }

    /// `RERAISE`.
    pub(super) fn reraise_from_stack(
        &mut self,
        frame: Frame<'_>,
        lasti: &[Value],
        exception: &Value,
    ) -> Raised {
        if let Some(offset) = lasti.first().and_then(Value::as_small_int) {
            frame.pointer().set_instruction_offset(offset as usize);
        }
        self.reraising = true;
        self.reraise(exception.clone())
    }

    /// `CHECK_EXC_MATCH`.
    pub(super) fn exception_matches(&mut self, exception: &Value, classes: &Value) -> PyResult<bool> {
        let single = std::slice::from_ref(classes);
        let list = classes.downcast::<PyTuple>().map_or(single, PyTuple::items);
        for class in list {
            match class.downcast::<PyType>() {
                Some(class) if class.makes_exceptions() => {}
                _ => {
                    return Err(self.type_error(
                        "catching classes that do not inherit from BaseException is not allowed",
                    ));
                }
            }
        }
        let exception_class = self.class_of(exception);
        Ok(list.iter().any(|class| {
            class.downcast::<PyType>().is_some_and(|class| exception_class.is_subtype(self, class))
        }))
    }

    /// `CHECK_EG_MATCH`: the rest and the matching part of an exception group, None where there is none.
    pub(super) fn exception_group_match(
        &mut self,
        exception: &Value,
        classes: &Value,
    ) -> PyResult<(Value, Value)> {
        let (rest, matching) = self.split_by_classes(exception, classes)?;
        if !matching.is_none() {
            // The handler handles its part only.
            drop(self.handled.replace(matching.clone()));
        }
        Ok((rest, matching))
    }

    fn split_by_classes(&mut self, exception: &Value, classes: &Value) -> PyResult<(Value, Value)> {
        let group = self.types().exc.BaseExceptionGroup.clone();
        let single = std::slice::from_ref(classes);
        for class in classes.downcast::<PyTuple>().map_or(single, PyTuple::items) {
            if class.downcast::<PyType>().is_some_and(|class| class.is_subtype(self, &group)) {
                return Err(self
                    .type_error("catching ExceptionGroup with except* is not allowed. Use except instead."));
            }
        }
        if exception.is_none() {
            return Ok((Value::NONE, Value::NONE));
        }
        if self.exception_matches(exception, classes)? {
            if self.class_of(exception).is_subtype(self, &group) {
                return Ok((Value::NONE, exception.clone()));
            }
            // A naked exception is wrapped.
            let class: Value = self.types().exc.ExceptionGroup.clone().into();
            let message: Value = self.new_str("").into();
            let members: Value = self.new_tuple([exception.clone()]).into();
            let wrapped = self.call(&class, &[message, members])?;
            if let (Some(wrapped), Some(original)) =
                (wrapped.downcast::<PyException>(), exception.downcast::<PyException>())
            {
                let traceback = original.traceback.cloned(self);
                wrapped.traceback.set(self, traceback);
            }
            return Ok((Value::NONE, wrapped));
        }
        if self.class_of(exception).is_subtype(self, &group) {
            let pair = self.call_method_str(exception, "split", std::slice::from_ref(classes))?;
            let Some([matching, rest]) = pair.downcast::<PyTuple>().map(PyTuple::items) else {
                let found = self.class_name(exception);
                return Err(self.type_error(format!(
                    "{found}.split must return a tuple, not {}",
                    self.class_name(&pair)
                )));
            };
            return Ok((rest.clone(), matching.clone()));
        }
        Ok((exception.clone(), Value::NONE))
    }

    /// `WITH_EXCEPT_START`.
    pub(super) fn with_except_start(
        &mut self,
        exit: &Value,
        exit_self: &Value,
        exception: &Value,
    ) -> PyResult {
        let class: Value = Ref::new(self.class_of(exception)).into();
        let traceback = exception.downcast::<PyException>().map_or(Value::NONE, |e| e.traceback.cloned(self));
        let args = [exit_self.clone(), class, exception.clone(), traceback];
        let skip = usize::from(exit_self.is_null());
        self.call(exit, &args[skip..])
    }

    pub(super) fn length_value(&mut self, value: &Value) -> PyResult {
        let length = self.len(value)?;
        Ok(self.new_int(length))
    }

    pub(super) fn format_simple(&mut self, value: &Value) -> PyResult {
        if value.downcast_exact::<PyStr>().is_some() {
            return Ok(value.clone());
        }
        let empty = self.intern_static("");
        self.format(value, &empty).map(Into::into)
    }

    pub(super) fn format_with_spec(&mut self, value: &Value, spec: &Value) -> PyResult {
        match spec.downcast::<PyStr>() {
            Some(spec) => self.format(value, spec).map(Into::into),
            None => Err(self.type_error("format spec must be a string")),
        }
    }

    pub(super) fn convert_value(&mut self, value: &Value, conversion: u32) -> PyResult {
        match conversion {
            1 => self.str(value),
            2 => self.repr(value),
            _ => self.ascii(value),
        }
        .map(Into::into)
    }

    /// A t-string's interpolation: `string.templatelib.Interpolation`.
    pub(super) fn build_interpolation(
        &mut self,
        value: &Value,
        expression: &Value,
        conversion: u32,
        format: &[Value],
    ) -> PyResult {
        let conversion: Value = match conversion {
            1 => self.intern_str("s").into(),
            2 => self.intern_str("r").into(),
            3 => self.intern_str("a").into(),
            _ => Value::NONE,
        };
        let format = match format.first() {
            Some(format) => format.clone(),
            None => self.intern_str("").into(),
        };
        let class = self.templatelib_class("Interpolation")?;
        self.call(&class, &[value.clone(), expression.clone(), conversion, format])
    }

    pub(super) fn build_template(&mut self, strings: &Value, interpolations: &Value) -> PyResult {
        let class = self.templatelib_class("Template")?;
        let strings = self.iterate_to_vec(strings)?;
        let interpolations = self.iterate_to_vec(interpolations)?;
        let mut parts = Vec::new();
        let mut rest = interpolations.into_iter();
        for string in strings {
            parts.push(string);
            parts.extend(rest.next());
        }
        self.call(&class, &parts)
    }

    fn templatelib_class(&mut self, name: &str) -> PyResult {
        let module = self.import_module("_templatelib")?;
        self.get_attr_str(&module, name)
    }
}

impl Heap {
    /// `LOAD_COMMON_CONSTANT`.
    pub(super) fn common_constant(&mut self, index: CommonConstant) -> Value {
        let types = self.types();
        match index.0 {
            0 => types.exc.AssertionError.clone().into(),
            1 => types.exc.NotImplementedError.clone().into(),
            2 => types.tuple.clone().into(),
            3 => self.builtin_all.clone(),
            _ => self.builtin_any.clone(),
        }
    }

    /// A list or tuple of the constants of a slice.
    pub(super) fn build_slice(&mut self, parts: &[Value]) -> Value {
        let part = |index: usize| parts.get(index).cloned().unwrap_or(Value::NONE);
        self.new_slice(part(0), part(1), part(2)).into()
    }

    /// Whether the list can take an item more where it is.
    #[inline(always)]
    pub(super) fn has_room(&mut self, list: &Value) -> bool {
        list.downcast::<PyList>().is_some_and(|list| {
            let items = list.items_mut(self);
            items.len() < items.capacity()
        })
    }

    pub(super) fn make_room(&mut self, list: &Value) {
        if let Some(list) = list.downcast::<PyList>() {
            list.items_mut(self).reserve(1);
        }
    }

    /// Appends to a list that has room; without, nothing is done, so that no handler contains the growing.
    #[inline(always)]
    pub(super) fn append_to_list(&mut self, list: &Value, item: Value) {
        if let Some(list) = list.downcast::<PyList>() {
            let items = list.items_mut(self);
            if items.len() < items.capacity() {
                items.push(item);
            }
        }
    }

    /// `left + right` of strings.
    #[inline(never)]
    pub(super) fn concatenate(&mut self, left: &PyStr, right: &PyStr) -> Ref<PyStr> {
        if left.is_empty() {
            return Ref::new(right);
        }
        if right.is_empty() {
            return Ref::new(left);
        }
        self.join_parts(&[left.as_bytes(), right.as_bytes()], left.char_len() + right.char_len())
    }

    /// The concatenation of pieces with `chars` code points together; surrogate pairs that meet at a seam are joined.
    pub fn join_parts(&mut self, parts: &[&[u8]], chars: usize) -> Ref<PyStr> {
        let seam = |pair: &[&[u8]]| {
            matches!(pair[0], [.., 0xED, 0xA0..=0xAF, _]) && matches!(pair[1], [0xED, 0xB0..=0xBF, _, ..])
        };
        match parts {
            [] => self.intern_str(""),
            [only] => self.new_wtf8(bytecode::Wtf8::from_bytes_unchecked(only)),
            // Surrogates are longer than one byte.
            _ if parts.iter().map(|part| part.len()).sum::<usize>() != chars
                && parts.windows(2).any(seam) =>
            {
                let mut text = bytecode::Wtf8Buf::new();
                for part in parts {
                    text.push_wtf8(bytecode::Wtf8::from_bytes_unchecked(part));
                }
                self.new_wtf8(&text)
            }
            _ => self.new_str_parts(parts, chars),
        }
    }

    /// The character of an ASCII string.
    #[inline(always)]
    pub(super) fn ascii_item(&mut self, string: &PyStr, index: i64) -> Option<Value> {
        if !string.is_ascii() {
            return None;
        }
        let bytes = string.as_bytes();
        let index = if index < 0 { index + bytes.len() as i64 } else { index };
        let byte = *bytes.get(index as usize)?;
        Some(self.new_char(u32::from(byte)).into())
    }

    /// `SET_FUNCTION_ATTRIBUTE`.
    pub(super) fn set_function_attribute(&mut self, function: &Value, attribute: u32, value: Value) {
        let Some(function) = function.downcast::<PyFunction>() else { return };
        match attribute {
            1 => function.defaults.set(self, Ref::try_from_value(value).ok()),
            2 => function.kwdefaults.set(self, Ref::try_from_value(value).ok()),
            4 => function.annotations.set(self, value),
            8 => function.set_new_closure(value),
            16 => function.annotate.set(self, value),
            _ => {}
        }
    }

    // Calls of specialized forms.

    /// Whether the callable is a function that takes just `given` arguments, and a frame fits. Which function does not
    /// matter: a site that calls many stays specialized.
    #[inline(always)]
    pub(super) fn is_exact_call(&self, callable: &Value, given: u32) -> bool {
        match callable.downcast::<PyFunction>() {
            Some(function) => {
                let code = function.code(self);
                code.takes_plainly(given) && self.frames.fits(code)
            }
            None => false,
        }
    }

    /// As `is_exact_call`, where the function's defaults complete the arguments.
    #[inline(always)]
    pub(super) fn is_defaulted_call(
        &self,
        callable: &Value,
        count: super::prelude::Count,
        args: &[Value],
    ) -> bool {
        match callable.downcast::<PyFunction>() {
            Some(function) => {
                let code = function.code(self);
                let given = count.0 + u32::from(!args[0].is_null());
                let defaults = function.defaults.get(self).as_ref().map_or(0, |defaults| defaults.len());
                code.is_plain()
                    && given <= code.argcount()
                    && (code.argcount() - given) as usize <= defaults
                    && self.frames.fits(code)
            }
            None => false,
        }
    }

    /// Whether fewer arguments are given than the function has parameters.
    pub(super) fn needs_defaults(
        &self,
        callable: &Value,
        count: super::prelude::Count,
        args: &[Value],
    ) -> bool {
        let given = count.0 + u32::from(!args[0].is_null());
        callable.downcast::<PyFunction>().is_some_and(|function| function.code(self).argcount() > given)
    }

    /// Pushes the frame of a function whose call without `self` was checked.
    #[inline(always)]
    pub(super) fn enter_function(&mut self, callable: StackRef, mut args: MovedSlice<'_>) -> FramePtr {
        args.skip_null();
        self.push_call_frame(None, callable.into_call(args))
    }

    /// Pushes the frame of a function whose call with `self` was checked.
    #[inline(always)]
    pub(super) fn enter_function_with_self(&mut self, callable: StackRef, args: MovedSlice<'_>) -> FramePtr {
        self.push_call_frame(None, callable.into_call(args))
    }

    /// Pushes the frame of a function whose call was checked, with defaults for the last parameters.
    #[inline(always)]
    pub(super) fn enter_defaulted(&mut self, callable: StackRef, mut args: MovedSlice<'_>) -> FramePtr {
        if args.as_slice().first().is_some_and(Value::is_null) {
            args.skip_null();
        }
        let given = args.as_slice().len();
        let frame = self.push_call_frame(None, callable.into_call(args));
        let function = frame.function();
        let count = function.code(self).argcount() as usize;
        let defaults = function.defaults.get(self).as_ref().map_or(&[][..], |defaults| defaults.items());
        let missing = &defaults[(defaults.len() + given).saturating_sub(count)..];
        for (index, default) in (given..).zip(missing) {
            frame.write_unset_local(index, default.clone());
        }
        frame
    }

    #[inline(always)]
    pub(super) fn is_exact_method_call(
        &self,
        callable: &Value,
        count: super::prelude::Count,
        args: &[Value],
    ) -> bool {
        match callable.downcast::<PyMethod>().and_then(|method| method.function.downcast::<PyFunction>()) {
            Some(function) => {
                let code = function.code(self);
                args[0].is_null() && code.takes_plainly(count.0 + 1) && self.frames.fits(code)
            }
            None => false,
        }
    }

    /// Pushes the frame of a bound method whose call was checked.
    #[inline(always)]
    pub(super) fn enter_method(&mut self, callable: &Value, mut args: MovedSlice<'_>) -> FramePtr {
        let method = callable.checked_method();
        args.skip_null();
        let function = StackRef::owning(method.function.clone());
        self.push_call_frame(Some(method.this.clone()), function.into_call(args))
    }

    /// Whether a frame of the function fits.
    #[inline(always)]
    pub(super) fn frame_fits(&self, function: &Value) -> bool {
        match function.downcast::<PyFunction>() {
            // The code may be another than when the getter was cached.
            Some(function) => {
                let code = function.code(self);
                code.takes_plainly(1) && self.frames.fits(code)
            }
            None => false,
        }
    }

    /// Pushes the frame of a property's getter.
    #[inline(always)]
    pub(super) fn enter_getter(&mut self, function: &Value, owner: Value) -> FramePtr {
        let frame = self.push_fitting_frame(function.clone(), 1);
        frame.write_unset_local(0, owner);
        frame
    }

    /// Whether the class of `container` has a `__getitem__` to enter, and its frame fits.
    #[inline(always)]
    pub(super) fn getitem_fits(&self, container: &Value) -> bool {
        let Some(header) = container.header() else { return false };
        self.special_fits(header.shape().class().special(self, Special::GetItem), 2)
    }

    /// As `getitem_fits`, of `__setitem__`.
    #[inline(always)]
    pub(super) fn setitem_fits(&self, container: &Value) -> bool {
        let Some(header) = container.header() else { return false };
        self.special_fits(header.shape().class().special(self, Special::SetItem), 3)
    }

    #[inline(always)]
    fn special_fits(&self, function: Option<&Ref<PyFunction>>, count: u32) -> bool {
        match function {
            // The code may be another than when the function was cached.
            Some(function) => {
                let code = function.code(self);
                code.takes_plainly(count) && self.frames.fits(code)
            }
            None => false,
        }
    }

    /// Pushes the frame of a `__getitem__` that was found to fit.
    #[inline(always)]
    pub(super) fn enter_getitem(&mut self, container: Value, key: Value) -> FramePtr {
        let class = container.checked_header().shape().class();
        let function = special_function(class.special(self, Special::GetItem));
        let frame = self.push_fitting_frame(function, 2);
        frame.write_unset_local(0, container);
        frame.write_unset_local(1, key);
        frame
    }

    /// As `enter_getitem`, of `__setitem__`.
    #[inline(always)]
    pub(super) fn enter_setitem(&mut self, container: Value, key: Value, value: Value) -> FramePtr {
        let class = container.checked_header().shape().class();
        let function = special_function(class.special(self, Special::SetItem));
        let frame = self.push_fitting_frame(function, 3);
        frame.set_result_unwanted();
        frame.write_unset_local(0, container);
        frame.write_unset_local(1, key);
        frame.write_unset_local(2, value);
        frame
    }

    #[inline(always)]
    pub(super) fn is_exact_init(
        &self,
        callable: &Value,
        version: super::prelude::FunctionVersion,
        count: super::prelude::Count,
        args: &[Value],
    ) -> bool {
        match callable.downcast::<PyType>() {
            Some(class) => {
                class.version.get() == version.0 && args[0].is_null() && class.init_fits(self, count.0 + 1)
            }
            None => false,
        }
    }

    /// Makes an instance of a class whose call was checked, and pushes the frame of its `__init__`.
    #[inline(always)]
    pub(super) fn enter_init(&mut self, callable: &Value, mut args: MovedSlice<'_>) -> FramePtr {
        let class = callable.checked_class();
        let function = special_function(class.init_function.get(self).as_ref());
        args.skip_null();
        let instance: Value = self.new_instance(class).into();
        let frame = self.push_call_frame(Some(instance.clone()), StackRef::owning(function).into_call(args));
        frame.set_init(instance);
        frame
    }

    /// [`Heap::plain_length`] of the only argument, with or without NULL before it.
    #[inline(always)]
    pub(super) fn length_of_argument(&self, args: &[Value]) -> Option<Value> {
        self.plain_length(if args[0].is_null() { args.get(1)? } else { args.first()? })
    }

    /// [`Heap::plain_isinstance`] of two arguments.
    #[inline(always)]
    pub(super) fn isinstance_of_arguments(&self, args: &[Value]) -> Option<bool> {
        let [_, object, class] = args else { return None };
        self.plain_isinstance(object, class)
    }

    /// `len` of a list, tuple, str, dict or set.
    #[inline(always)]
    pub(crate) fn plain_length(&self, value: &Value) -> Option<Value> {
        let header = value.header()?;
        let length = match header.kind() {
            kind if !header.is_exact(kind) => return None,
            Kind::List => value.downcast::<PyList>()?.len(self),
            Kind::Tuple => value.downcast::<PyTuple>()?.len(),
            Kind::Str => value.downcast::<PyStr>()?.char_len(),
            Kind::Dict => value.downcast::<PyDict>()?.len(self),
            Kind::Set => value.downcast::<PySet>()?.len(self),
            _ => return None,
        };
        Value::small_int(length as i64)
    }

    /// Whether the class of `value` leaves comparison to `object`.
    #[inline(always)]
    pub(super) fn is_compared_by_identity(&self, value: &Value) -> bool {
        let Some(header) = value.header() else { return false };
        match header.shape().class().slots(self).compare {
            Some(compare) => std::ptr::fn_addr_eq(compare, ObjectClass::COMPARE),
            None => true,
        }
    }

    /// `isinstance` of a class without a metaclass of its own.
    #[inline(always)]
    pub(crate) fn plain_isinstance(&self, object: &Value, class: &Value) -> Option<bool> {
        let class = class.downcast_exact::<PyType>()?;
        let own = self.class_of(object);
        match own.is_subtype(self, class) {
            true => Some(true),
            // Only the generic form asks for a `__class__` that is claimed.
            false => self.claims_no_class(object).then_some(false),
        }
    }

    /// Whether the `__class__` of an object is surely its class. Of the native ones, only proxies claim another.
    #[inline(always)]
    pub(crate) fn claims_no_class(&self, object: &Value) -> bool {
        let class = self.class_of(object);
        match class.is_heap_type() {
            true => class.claims_no_class(self),
            false => object.kind() != Kind::Weakref,
        }
    }

    #[inline(always)]
    pub(super) fn is_list_append(&self, callable: &Value, args: &[Value]) -> bool {
        match (callable.downcast::<PyNative>(), args) {
            (Some(native), [list, _]) => {
                std::ptr::eq(native.def(), self.list_append)
                    && list.downcast::<PyList>().is_some_and(|list| {
                        let items = list.items.get(self);
                        items.len() < items.capacity()
                    })
            }
            _ => false,
        }
    }

    /// Appends to a list that has room.
    #[inline(always)]
    pub(super) fn append_with_room(&mut self, mut args: MovedSlice<'_>) -> Value {
        let list = args.next_word();
        if let (Some(list), Some(item)) = (&list, args.next()) {
            self.append_to_list(list, item);
        }
        drop(list);
        Value::NONE
    }

    #[inline(always)]
    pub(super) fn is_type_call(&self, callable: &Value, args: &[Value]) -> bool {
        args[0].is_null() && callable.address() == self.types().type_.value().address()
    }

    #[inline(always)]
    pub(super) fn type_of_argument(&self, args: &[Value]) -> Value {
        match args.last() {
            Some(object) => Ref::new(self.class_of(object)).into(),
            None => Value::NONE,
        }
    }
}

impl Value {
    /// Whether this is the built-in function `name`.
    #[inline(always)]
    pub(super) fn is_native_of(&self, heap: &Heap, name: &'static str) -> bool {
        match self.downcast::<PyNative>() {
            Some(native) => std::ptr::eq(
                native.def(),
                if name == "len" { heap.builtin_len } else { heap.builtin_isinstance },
            ),
            None => false,
        }
    }
}

/// A function that a guard has found a class to keep.
#[inline(always)]
fn special_function(function: Option<&Ref<PyFunction>>) -> Value {
    function.map_or(Value::NULL, |function| function.value().clone())
}

impl PyType {
    /// Whether `__init__` takes `count` arguments, and its frame fits.
    #[inline(always)]
    fn init_fits(&self, heap: &Heap, count: u32) -> bool {
        heap.special_fits(self.init_function.get(heap).as_ref(), count)
    }

    /// Whether instances have the `__class__` of `object`.
    fn claims_no_class(&self, heap: &Heap) -> bool {
        let name = &heap.names().__class__;
        !self.custom_getattr.get()
            && self
                .lookup_owner(heap, name)
                .is_some_and(|(owner, _)| std::ptr::eq(owner, &*heap.types().object))
    }
}
