//! Calling: any callable, with arguments in any form; binding arguments to Python functions.

use bytecode::CodeFlags;

use crate::frame::FramePtr;
use crate::native::{Args, NativeKind};
use crate::object::{Kind, Ref};
use crate::objects::*;
use crate::ops::suggest::nearest;
use crate::value::Value;
use crate::{PyResult, Vm, interp};

/// The values of a function's parameters, in the order of their slots. So many that few calls need memory for them.
pub(crate) type Locals = smallvec::SmallVec<[Value; 10]>;

impl Vm {
    /// Calls `callable` with positional arguments.
    pub fn call(&mut self, callable: &Value, args: &[Value]) -> PyResult {
        self.call_args(callable, &Args::positional_only(args))
    }

    /// Calls `callable`.
    pub fn call_args(&mut self, callable: &Value, args: &Args<'_>) -> PyResult {
        match callable.kind() {
            Kind::Function => {
                if let Some(function) = callable.downcast::<PyFunction>() {
                    if args.keyword_names().is_empty()
                        && let Some(result) = interp::run_function(self, function, None, args.values())
                    {
                        return result;
                    }
                    let frame = self.function_frame(function, args)?;
                    return interp::run(self, frame);
                }
            }
            Kind::Method => {
                if let Some(method) = callable.downcast::<PyMethod>() {
                    return self.call_with_first(&method.function, &method.this, args);
                }
            }
            Kind::Native => {
                if let Some(native) = callable.downcast::<PyNative>() {
                    return self.call_native(native, args);
                }
            }
            _ => {}
        }
        let class = Ref::new(self.class_of(callable));
        match class.slots(self).call {
            Some(call) => {
                self.check_native_stack()?;
                call(self, callable, args)
            }
            None => {
                let name = class.name_text(self);
                Err(self.type_error(format!("'{name}' object is not callable")))
            }
        }
    }

    /// Calls a native function, with its bound object first if it has one.
    #[inline(always)]
    pub(crate) fn call_native(&mut self, native: &PyNative, args: &Args<'_>) -> PyResult {
        self.check_native_stack()?;
        let def = native.def();
        let result = match def.kind {
            NativeKind::Function | NativeKind::StaticMethod => (def.call)(self, args),
            _ if !native.this.is_null() => with_first(&native.this, args, |args| (def.call)(self, args)),
            NativeKind::Method => {
                self.check_unbound_this(native, args)?;
                (def.call)(self, args)
            }
            NativeKind::ClassMethod | NativeKind::ModuleFunction => (def.call)(self, args),
        };
        self.drain_finalizers();
        result
    }

    /// A method called through its class needs an instance of that class first.
    #[inline(always)]
    fn check_unbound_this(&mut self, native: &PyNative, args: &Args<'_>) -> PyResult<()> {
        match args.values().first().and_then(Value::header) {
            Some(this) if native.owner.address() == std::ptr::from_ref(this.shape().class()).addr() => Ok(()),
            _ => self.check_instance(native, args),
        }
    }

    #[inline(never)]
    fn check_instance(&mut self, native: &PyNative, args: &Args<'_>) -> PyResult<()> {
        let Some(owner) = native.owner.downcast::<PyType>() else { return Ok(()) };
        match args.this() {
            Some(this) if self.class_of(this).is_subtype(self, owner) => Ok(()),
            Some(this) => {
                let (name, owner, found) = (native.def().name, owner.name_text(self), self.class_name(this));
                let message =
                    format!("descriptor '{name}' for '{owner}' objects doesn't apply to a '{found}' object");
                Err(self.type_error(message))
            }
            None => {
                let (name, owner) = (native.def().name, owner.name_text(self));
                Err(self.type_error(format!("unbound method {owner}.{name}() needs an argument")))
            }
        }
    }

    /// Calls `callable` with `first` before `args`.
    pub fn call_with_first(&mut self, callable: &Value, first: &Value, args: &Args<'_>) -> PyResult {
        with_first(first, args, |args| self.call_args(callable, args))
    }

    /// Calls a method found on a class: binds it to `this` first, without making a bound method if it can.
    pub fn call_bound(&mut self, method: &Value, this: &Value, args: &[Value]) -> PyResult {
        self.call_bound_args(method, this, &Args::positional_only(args))
    }

    /// As [`Vm::call_bound`], with keywords.
    pub fn call_bound_args(&mut self, method: &Value, this: &Value, args: &Args<'_>) -> PyResult {
        if let Some(function) = method.downcast::<PyFunction>()
            && args.keyword_names().is_empty()
            && let Some(result) = interp::run_function(self, function, Some(this), args.values())
        {
            return result;
        }
        let direct = match method.kind() {
            Kind::Function => true,
            Kind::Native => method
                .downcast::<PyNative>()
                .is_some_and(|n| n.this.is_null() && n.def().kind == NativeKind::Method),
            _ => false,
        };
        if direct {
            return self.call_with_first(method, this, args);
        }
        let class: Value = Ref::new(self.class_of(this)).into();
        let bound = self.descriptor_get(method, Some(this), &class)?;
        self.call_args(&bound, args)
    }

    /// Calls the method `name` of `object`.
    pub fn call_method(&mut self, object: &Value, name: &PyStr, args: &[Value]) -> PyResult {
        let class = Ref::new(self.class_of(object));
        if !class.custom_getattr.get()
            && let Some(method) = class.lookup(self, name)
            && matches!(method.kind(), Kind::Function | Kind::Native)
            && object.header().is_none_or(|header| self.own_attribute(header, name).is_none())
            && object.downcast::<PyModule>().is_none()
            && object.downcast::<PyType>().is_none()
        {
            return self.call_bound(&method, object, args);
        }
        let method = self.get_attr(object, name)?;
        self.call(&method, args)
    }

    /// Calls the method `name` of `object`.
    pub fn call_method_str(&mut self, object: &Value, name: &str, args: &[Value]) -> PyResult {
        let name = self.intern_str(name);
        self.call_method(object, &name, args)
    }

    /// A frame in which `function` runs with `args`. For generators too: their first instruction makes the generator.
    pub(crate) fn function_frame(&mut self, function: &PyFunction, args: &Args<'_>) -> PyResult<FramePtr> {
        let code = function.code(self).clone();
        let (given, count) = (args.values().len(), code.argcount() as usize);
        if code.is_plain() && args.keyword_names().is_empty() && given <= count {
            let missing = count - given;
            let defaults = if missing == 0 { None } else { function.defaults.cloned(self) };
            let defaults = defaults.as_ref().map_or(&[][..], |defaults| defaults.items());
            if missing <= defaults.len() {
                let frame = self.push_frame(Ref::new(function), Value::NULL, count);
                let values = args.values().iter().chain(&defaults[defaults.len() - missing..]);
                for (index, value) in values.enumerate() {
                    frame.write_unset_local(index, value.clone());
                }
                return Ok(frame);
            }
        }
        if let Some(frame) = self.direct_frame(function, &code, args, None) {
            return Ok(frame);
        }
        let locals = self.bind_arguments(function, &code, args)?;
        // The code of a module or class body keeps its names in a namespace: as a function, in the globals.
        let namespace = match code.flags().contains(CodeFlags::OPTIMIZED) {
            true => Value::NULL,
            false => function.globals.clone().into(),
        };
        let frame = self.push_frame(Ref::new(function), namespace, locals.len());
        for (index, value) in locals.into_iter().enumerate() {
            frame.write_unset_local(index, value);
        }
        Ok(frame)
    }

    /// As `function_frame`, if keywords are the very strings that name parameters, or surely none of them, and each parameter
    /// gets one argument or a default: then the values go straight to their slots. `None` otherwise, errors included.
    /// `collected`: a new dict of keyword arguments that no parameter is named by, beside those of the call.
    pub(crate) fn direct_frame(
        &mut self,
        function: &PyFunction,
        code: &PyCode,
        args: &Args<'_>,
        collected: Option<Ref<PyDict>>,
    ) -> Option<FramePtr> {
        let (flags, count) = (code.flags(), code.argcount() as usize);
        let has_varargs = flags.contains(CodeFlags::VARARGS);
        if !flags.contains(CodeFlags::OPTIMIZED) || (args.positional().len() > count && !has_varargs) {
            return None;
        }
        let frame = self.push_frame(Ref::new(function), Value::NULL, 0);
        match self.fill_parameters(frame, function, code, args, collected) {
            Some(()) => Some(frame),
            None => {
                self.abandon_frame(frame);
                None
            }
        }
    }

    fn fill_parameters(
        &mut self,
        frame: FramePtr,
        function: &PyFunction,
        code: &PyCode,
        args: &Args<'_>,
        collected: Option<Ref<PyDict>>,
    ) -> Option<()> {
        let (positional, count) = (args.positional(), code.argcount() as usize);
        let total = count + code.tables().kwonlyargcount as usize;
        let has_varargs = code.flags().contains(CodeFlags::VARARGS);
        let surplus = match code.flags().contains(CodeFlags::VARKEYWORDS) {
            true => Some(collected.unwrap_or_else(|| self.new_dict())),
            false => None,
        };
        let own = positional.len().min(count);
        for (index, value) in positional[..own].iter().enumerate() {
            frame.write_unset_local(index, value.clone());
        }
        if has_varargs {
            let rest = self.new_tuple_from_slice(&positional[own..]);
            frame.write_unset_local(total, rest.into());
        }
        for (name, value) in args.keywords() {
            let first = code.tables().posonlyargcount as usize;
            let names = &code.localsplusnames[first..total];
            match (names.iter().position(|parameter| parameter.is(name)), &surplus) {
                (Some(index), _) if frame.locals()[first + index].is_null() => {
                    frame.write_unset_local(first + index, value.clone());
                }
                (None, Some(surplus)) => {
                    // A name in code is interned; others may be equal to one.
                    let name = name.downcast::<PyStr>()?;
                    if !names.is_empty() && !name.is_interned() {
                        return None;
                    }
                    surplus.set_str(self, name, value.clone());
                }
                _ => return None,
            }
        }
        if let Some(surplus) = surplus {
            frame.write_unset_local(total + usize::from(has_varargs), surplus.into());
        }
        if frame.locals()[own..count].iter().any(Value::is_null) {
            let defaults = function.defaults.cloned(self)?;
            let first_default = count.checked_sub(defaults.len())?;
            for index in own..count {
                if frame.locals()[index].is_null() {
                    let default = defaults.items().get(index.checked_sub(first_default)?)?;
                    frame.write_unset_local(index, default.clone());
                }
            }
        }
        if frame.locals()[count..total].iter().any(Value::is_null) {
            let defaults = function.kwdefaults.cloned(self)?;
            for index in count..total {
                if frame.locals()[index].is_null() {
                    let name = code.localsplusnames[index].downcast::<PyStr>()?;
                    frame.write_unset_local(index, defaults.get_str(self, name)?.clone());
                }
            }
        }
        Some(())
    }

    /// The values of the parameters, in the order of their slots.
    pub(crate) fn bind_arguments(
        &mut self,
        function: &PyFunction,
        code: &PyCode,
        args: &Args<'_>,
    ) -> PyResult<Locals> {
        let (positional_count, keyword_count) =
            (code.argcount() as usize, code.tables().kwonlyargcount as usize);
        let total = positional_count + keyword_count;
        let has_varargs = code.flags().contains(CodeFlags::VARARGS);
        let has_varkeywords = code.flags().contains(CodeFlags::VARKEYWORDS);
        let mut locals = Locals::new();
        locals.resize_with(total, || Value::NULL);
        let positional = args.positional();
        for (slot, value) in locals.iter_mut().zip(positional.iter().take(positional_count)) {
            *slot = value.clone();
        }
        let varkeywords = has_varkeywords.then(|| self.new_dict());
        let mut surplus_keyword_error = None;
        for (name, value) in args.keywords() {
            let mut parameters = code.tables().posonlyargcount as usize..total;
            // Names in code are interned, those of a `**` mapping need not be.
            let found = parameters.clone().find(|&i| code.localsplusnames[i].is(name)).or_else(|| {
                let name = name.downcast::<PyStr>()?;
                parameters.find(|&i| {
                    code.localsplusnames[i].downcast::<PyStr>().is_some_and(|own| own.equals(name))
                })
            });
            match (found, &varkeywords) {
                (Some(index), _) if !locals[index].is_null() => {
                    let (function, name) = (self.qualname_of(function), text(name));
                    return Err(
                        self.type_error(format!("{function}() got multiple values for argument '{name}'"))
                    );
                }
                (Some(index), _) => locals[index] = value.clone(),
                (None, Some(dict)) => {
                    let Some(key) = name.downcast::<PyStr>() else {
                        return Err(self.type_error("keywords must be strings"));
                    };
                    dict.set_str(self, key, value.clone());
                }
                (None, None) => {
                    let function = self.qualname_of(function);
                    let name = text(name);
                    let positional_only: Vec<String> = (0..code.tables().posonlyargcount as usize)
                        .map(|i| text(&code.localsplusnames[i]))
                        .filter(|parameter| args.keyword_names().iter().any(|k| text(k) == *parameter))
                        .collect();
                    surplus_keyword_error = Some(match positional_only.is_empty() {
                        true => {
                            let names: Vec<String> = (code.tables().posonlyargcount as usize..total)
                                .map(|i| text(&code.localsplusnames[i]))
                                .collect();
                            let hint = nearest(&name, &names)
                                .map_or(String::new(), |near| format!(". Did you mean '{near}'?"));
                            format!("{function}() got an unexpected keyword argument '{name}'{hint}")
                        }
                        false => format!(
                            "{function}() got some positional-only arguments passed as keyword arguments: '{}'",
                            positional_only.join(", ")
                        ),
                    });
                    break;
                }
            }
        }
        if let Some(message) = surplus_keyword_error {
            return Err(self.type_error(message));
        }
        if positional.len() > positional_count && !has_varargs {
            return Err(self.too_many_positional(function, code, positional.len(), &locals));
        }
        if locals[..positional_count].iter().any(Value::is_null) {
            let defaults = function.defaults.cloned(self);
            let defaults = defaults.as_ref().map_or(&[][..], |defaults| defaults.items());
            let first_default = positional_count.saturating_sub(defaults.len());
            let skipped = defaults.len().saturating_sub(positional_count);
            for (slot, default) in
                locals[first_default..positional_count].iter_mut().zip(&defaults[skipped..])
            {
                if slot.is_null() {
                    *slot = default.clone();
                }
            }
            let missing: Vec<String> = (0..positional_count)
                .filter(|&i| locals[i].is_null())
                .map(|i| format!("'{}'", text(&code.localsplusnames[i])))
                .collect();
            if !missing.is_empty() {
                return Err(self.missing_arguments(function, "positional", &missing));
            }
        }
        if locals[positional_count..].iter().any(Value::is_null) {
            let defaults = function.kwdefaults.cloned(self);
            let mut missing = Vec::new();
            for (index, local) in locals.iter_mut().enumerate().take(total).skip(positional_count) {
                if !local.is_null() {
                    continue;
                }
                let name = code.localsplusnames[index].clone();
                let default =
                    defaults.as_ref().and_then(|d| d.get_str(self, name.downcast::<PyStr>()?).cloned());
                match default {
                    Some(default) => *local = default,
                    None => missing.push(format!("'{}'", text(&name))),
                }
            }
            if !missing.is_empty() {
                return Err(self.missing_arguments(function, "keyword-only", &missing));
            }
        }
        if has_varargs {
            let rest = positional.get(positional_count..).unwrap_or_default();
            locals.push(self.new_tuple_from_slice(rest).into());
        }
        if let Some(dict) = varkeywords {
            locals.push(dict.into());
        }
        Ok(locals)
    }

    pub(crate) fn qualname_of(&self, function: &PyFunction) -> String {
        function.qualname.get(self).text().to_string_lossy()
    }

    fn missing_arguments(&mut self, function: &PyFunction, kind: &str, names: &[String]) -> crate::Raised {
        let function = self.qualname_of(function);
        let plural = if names.len() == 1 { "" } else { "s" };
        let list = match names {
            [only] => only.clone(),
            [first, second] => format!("{first} and {second}"),
            [first @ .., last] => format!("{}, and {last}", first.join(", ")),
            [] => String::new(),
        };
        self.type_error(format!(
            "{function}() missing {} required {kind} argument{plural}: {list}",
            names.len()
        ))
    }

    fn too_many_positional(
        &mut self,
        function: &PyFunction,
        code: &PyCode,
        given: usize,
        locals: &[Value],
    ) -> crate::Raised {
        let (most, keyword_count) = (code.argcount() as usize, code.tables().kwonlyargcount as usize);
        let defaults = function.defaults.get(self).as_ref().map_or(0, |defaults| defaults.len());
        let keywords_given =
            locals[most..most + keyword_count].iter().filter(|value| !value.is_null()).count();
        let name = self.qualname_of(function);
        let (takes, plural) = match defaults {
            0 => (most.to_string(), most != 1),
            _ => (format!("from {} to {most}", most - defaults), true),
        };
        let with_keywords = match keywords_given {
            0 => String::new(),
            n => format!(
                " positional argument{} (and {n} keyword-only argument{})",
                if given == 1 { "" } else { "s" },
                if n == 1 { "" } else { "s" }
            ),
        };
        let verb = if given == 1 && keywords_given == 0 { "was" } else { "were" };
        let plural = if plural { "s" } else { "" };
        self.type_error(format!(
            "{name}() takes {takes} positional argument{plural} but {given}{with_keywords} {verb} given"
        ))
    }

    /// What `__init__` returned must be None.
    pub(crate) fn check_init_result(&mut self, result: &Value) -> PyResult<()> {
        if result.is_none() {
            return Ok(());
        }
        let found = self.class_name(result);
        Err(self.type_error(format!("__init__() should return None, not '{found}'")))
    }

    /// Runs `__del__` methods and weak reference callbacks of objects that died.
    #[inline(always)]
    pub(crate) fn drain_finalizers(&mut self) {
        if self.has_finalizable() {
            self.run_finalizers();
        }
    }
}

fn text(name: &Value) -> String {
    name.downcast::<PyStr>().map(|name| name.text().to_string_lossy()).unwrap_or_default()
}

/// Calls `function` with `first` before `args`.
#[inline]
pub(crate) fn with_first<R>(first: &Value, args: &Args<'_>, function: impl FnOnce(&Args<'_>) -> R) -> R {
    Value::side_by_side(first, args.values(), |values| function(&Args::new(values, args.keyword_names())))
}
