//! `CALL_INTRINSIC_1` and `_2`: functions of the virtual machine that compiled code calls by number.

use bytecode::CodeFlags;

use crate::frame::Frame;
use crate::object::Ref;
use crate::objects::*;
use crate::value::Value;
use crate::{PyResult, Vm};

impl Vm {
    pub(super) fn intrinsic_1(&mut self, frame: Frame<'_>, function: u32, value: &Value) -> PyResult {
        match function {
            // INTRINSIC_PRINT
            1 => {
                let hook = self.names().displayhook.clone();
                match self.sys.get_str(self, &hook).cloned() {
                    Some(hook) => self.call(&hook, std::slice::from_ref(value)),
                    None => Err(self.runtime_error("lost sys.displayhook")),
                }
            }
            // INTRINSIC_IMPORT_STAR
            2 => self.import_star(frame, value).map(|()| Value::NONE),
            // INTRINSIC_STOPITERATION_ERROR: only reached by exceptions that leave a generator.
            3 => Ok(self.stop_iteration_error(frame, value)),
            // INTRINSIC_ASYNC_GEN_WRAP
            4 => Ok(self.new_tuple_marked(value)),
            // INTRINSIC_UNARY_POSITIVE
            5 => self.positive(value),
            // INTRINSIC_LIST_TO_TUPLE
            6 => {
                let Some(list) = value.downcast::<PyList>() else {
                    return Err(self.system_error("INTRINSIC_LIST_TO_TUPLE needs a list"));
                };
                Ok(self.new_tuple_of_list(list).into())
            }
            // INTRINSIC_TYPEVAR, PARAMSPEC, TYPEVARTUPLE
            7 => self.typing_call("_typevar", std::slice::from_ref(value)),
            8 => self.typing_call("_paramspec", std::slice::from_ref(value)),
            9 => self.typing_call("_typevartuple", std::slice::from_ref(value)),
            // INTRINSIC_SUBSCRIPT_GENERIC
            10 => self.typing_call("_subscript_generic", std::slice::from_ref(value)),
            // INTRINSIC_TYPEALIAS
            11 => {
                let parts =
                    value.downcast::<PyTuple>().map(|tuple| tuple.items().to_vec()).unwrap_or_default();
                self.typing_call("_typealias", &parts)
            }
            _ => Err(self.system_error(format!("unknown intrinsic {function}"))),
        }
    }

    pub(super) fn intrinsic_2(&mut self, function: u32, first: &Value, second: &Value) -> PyResult {
        match function {
            // INTRINSIC_PREP_RERAISE_STAR
            1 => self.prepare_reraise_star(first, second),
            // INTRINSIC_TYPEVAR_WITH_BOUND
            2 => self.typing_call("_typevar_with_bound", &[first.clone(), second.clone()]),
            // INTRINSIC_TYPEVAR_WITH_CONSTRAINTS
            3 => self.typing_call("_typevar_with_constraints", &[first.clone(), second.clone()]),
            // INTRINSIC_SET_FUNCTION_TYPE_PARAMS
            4 => {
                if let Some(function) = first.downcast::<PyFunction>() {
                    function.type_params.set(self, second.clone());
                }
                Ok(first.clone())
            }
            // INTRINSIC_SET_TYPEPARAM_DEFAULT
            5 => self.typing_call("_set_typeparam_default", &[first.clone(), second.clone()]),
            _ => Err(self.system_error(format!("unknown intrinsic {function}"))),
        }
    }

    fn typing_call(&mut self, name: &str, args: &[Value]) -> PyResult {
        let module = self.import_module("_typing")?;
        let function = self.get_attr_str(&module, name)?;
        self.call(&function, args)
    }

    /// What an exception that leaves a generator becomes: `RuntimeError` if it is `StopIteration` (PEP 479).
    fn stop_iteration_error(&mut self, frame: Frame<'_>, exception: &Value) -> Value {
        let flags = frame.code().flags();
        let class = Ref::new(self.class_of(exception));
        let kind = match flags {
            flags if flags.contains(CodeFlags::ASYNC_GENERATOR) => "async generator",
            flags if flags.contains(CodeFlags::COROUTINE) => "coroutine",
            _ => "generator",
        };
        let name = if class.is_subtype(self, &self.types().exc.StopIteration.clone()) {
            "StopIteration"
        } else if kind == "async generator"
            && class.is_subtype(self, &self.types().exc.StopAsyncIteration.clone())
        {
            "StopAsyncIteration"
        } else {
            return exception.clone();
        };
        let message: Value = self.new_str(&format!("{kind} raised {name}")).into();
        let runtime_error = self.types().exc.RuntimeError.clone();
        let error = self.new_exception(&runtime_error, &[message]);
        error.cause.set(self, exception.clone());
        error.context.set(self, exception.clone());
        error.suppress_context.set(self, true);
        error.into()
    }

    /// What to raise after the `except*` clauses: the exceptions that they raised, and what they left unhandled.
    fn prepare_reraise_star(&mut self, original: &Value, raised: &Value) -> PyResult {
        let raised = raised.downcast::<PyList>().map(|list| list.items(self).to_vec()).unwrap_or_default();
        let raised: Vec<Value> = raised.into_iter().filter(|exception| !exception.is_none()).collect();
        if raised.is_empty() {
            return Ok(Value::NONE);
        }
        let group = self.types().exc.BaseExceptionGroup.clone();
        if !self.class_of(original).is_subtype(self, &group) {
            return Ok(raised.into_iter().next().unwrap_or(Value::NONE));
        }
        let (mut new, mut again) = (Vec::new(), Vec::new());
        for exception in raised {
            match self.same_origin(&exception, original) {
                true => again.push(exception),
                false => new.push(exception),
            }
        }
        if !again.is_empty() {
            let projection = self.project_group(original, &again)?;
            if new.is_empty() {
                return Ok(projection);
            }
            new.push(projection);
        }
        match &new[..] {
            [only] => Ok(only.clone()),
            _ => {
                let class: Value = self.types().exc.BaseExceptionGroup.clone().into();
                let message: Value = self.new_str("").into();
                let members: Value = self.new_list(new).into();
                self.call(&class, &[message, members])
            }
        }
    }

    /// Whether `exception` is a part of `original` that was raised again unchanged.
    fn same_origin(&mut self, exception: &Value, original: &Value) -> bool {
        match (exception.downcast::<PyException>(), original.downcast::<PyException>()) {
            (Some(a), Some(b)) => {
                let same = |x: &Value, y: &Value| x.is(y);
                self.class_of(exception).is_subtype(self, &self.types().exc.BaseExceptionGroup)
                    && same(a.traceback.get(self), b.traceback.get(self))
                    && same(a.cause.get(self), b.cause.get(self))
                    && same(a.context.get(self), b.context.get(self))
            }
            _ => false,
        }
    }

    /// The part of `original` whose leaves are in `parts`.
    fn project_group(&mut self, original: &Value, parts: &[Value]) -> PyResult {
        let mut leaves = Vec::new();
        for part in parts {
            self.collect_leaves(part, &mut leaves);
        }
        self.keep_leaves(original, &leaves)
    }

    fn collect_leaves(&mut self, exception: &Value, leaves: &mut Vec<Value>) {
        match self.group_members(exception) {
            Some(members) => members.iter().for_each(|member| self.collect_leaves(member, leaves)),
            None => leaves.push(exception.clone()),
        }
    }

    /// The members of an exception group.
    fn group_members(&mut self, exception: &Value) -> Option<Vec<Value>> {
        let group = self.types().exc.BaseExceptionGroup.clone();
        if !self.class_of(exception).is_subtype(self, &group) {
            return None;
        }
        let members = exception.downcast::<PyException>()?.field(self, 1);
        members.downcast::<PyTuple>().map(|members| members.items().to_vec())
    }

    fn keep_leaves(&mut self, exception: &Value, leaves: &[Value]) -> PyResult {
        self.check_native_stack()?;
        let Some(members) = self.group_members(exception) else {
            return Ok(if leaves.iter().any(|leaf| leaf.is(exception)) {
                exception.clone()
            } else {
                Value::NONE
            });
        };
        let mut kept = Vec::new();
        for member in members {
            let part = self.keep_leaves(&member, leaves)?;
            if !part.is_none() {
                kept.push(part);
            }
        }
        crate::objects::exception_classes::group_like(self, exception, kept)
    }

    /// A value that an asynchronous generator yields, marked so that it is told from what it awaits.
    pub(super) fn new_tuple_marked(&mut self, value: &Value) -> Value {
        let class = self.types().async_generator_value.clone();
        self.new_tuple_of_class(&class, std::iter::once(value.clone())).into()
    }
}
