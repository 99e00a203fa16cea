//! `_operator`: operators as functions, and callables that fetch attributes and items.

use vm_derive::native;

use crate::native::{Args, Keywords, ModuleDef};
use crate::object::Visitor;
use crate::objects::{NativeState, PyBoxed, PyBytes, PyStr, PyType};
use crate::types::{BinaryOperator, CompareOp};
use crate::{PyResult, Ref, Value, Vm};

/// The module.
pub static OPERATOR: ModuleDef = ModuleDef {
    name: "_operator",
    doc: "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the intrinsic operators of Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.",
    functions: Operator::NATIVE_METHODS,
    init: |vm, dict| {
        for (name, class) in [
            ("itemgetter", vm.native_class::<ItemGetterClass>()),
            ("attrgetter", vm.native_class::<AttrGetterClass>()),
            ("methodcaller", vm.native_class::<MethodCallerClass>()),
        ] {
            dict.set_name(vm, name, class);
        }
        let module: Value = vm.intern_str("_operator").into();
        for def in OperatorTable::NATIVE_METHODS {
            let function = vm.new_native(def, Value::NULL, module.clone());
            dict.set_name(vm, def.name, function);
        }
        Ok(())
    },
};

/// Marker that holds the functions.
pub struct Operator;

/// Marker that holds the functions that differ in the operator only.
pub struct OperatorTable;

macro_rules! table {
    (
        compare { $($compare:ident $compare_name:literal $op:ident $compare_doc:literal,)* }
        binary { $($binary:ident $binary_name:literal $inplace:ident $inplace_name:literal $operator:ident $symbol:literal,)* }
    ) => {
        #[native(module = "_operator")]
        impl OperatorTable {
            $(
                #[doc = $compare_doc]
                #[function("(a, b, /)", name = $compare_name)]
                fn $compare(vm: &mut Vm, a: &Value, b: &Value) -> PyResult {
                    vm.compare(a, b, CompareOp::$op)
                }
            )*
            $(
                #[doc = concat!("Same as a ", $symbol, " b.")]
                #[function("(a, b, /)", name = $binary_name)]
                fn $binary(vm: &mut Vm, a: &Value, b: &Value) -> PyResult {
                    vm.binary(a, b, BinaryOperator::$operator)
                }

                #[doc = concat!("Same as a ", $symbol, "= b.")]
                #[function("(a, b, /)", name = $inplace_name)]
                fn $inplace(vm: &mut Vm, a: &Value, b: &Value) -> PyResult {
                    vm.binary_inplace(a, b, BinaryOperator::$operator)
                }
            )*
        }
    };
}

table! {
    compare {
    lt "lt" Lt "Same as a < b.",
    le "le" Le "Same as a <= b.",
    eq "eq" Eq "Same as a == b.",
    ne "ne" Ne "Same as a != b.",
    gt "gt" Gt "Same as a > b.",
    ge "ge" Ge "Same as a >= b.",
    }
    binary {
    add "add" iadd "iadd" Add "+",
    sub "sub" isub "isub" Subtract "-",
    mul "mul" imul "imul" Multiply "*",
    matmul "matmul" imatmul "imatmul" MatrixMultiply "@",
    floordiv "floordiv" ifloordiv "ifloordiv" FloorDivide "//",
    truediv "truediv" itruediv "itruediv" TrueDivide "/",
    mod_ "mod" imod "imod" Remainder "%",
    pow "pow" ipow "ipow" Power "**",
    lshift "lshift" ilshift "ilshift" LeftShift "<<",
    rshift "rshift" irshift "irshift" RightShift ">>",
    and_ "and_" iand "iand" And "&",
    xor "xor" ixor "ixor" Xor "^",
    or_ "or_" ior "ior" Or "|",
    }
}

/// Raises `TypeError` unless `value` is a sequence, for `concat`.
fn check_sequence(vm: &mut Vm, value: &Value) -> PyResult<()> {
    if vm.class_of(value).slots(vm).getitem.is_some() {
        return Ok(());
    }
    let found = vm.class_name(value);
    Err(vm.type_error(format!("'{found}' object can't be concatenated")))
}

#[native(module = "_operator")]
impl Operator {
    /// Return True if a is true, False otherwise.
    #[function("(a, /)")]
    fn truth(vm: &mut Vm, a: &Value) -> PyResult<bool> {
        vm.is_true(a)
    }

    /// Same as not a.
    #[function("(a, /)", name = "not_")]
    fn not_(vm: &mut Vm, a: &Value) -> PyResult<bool> {
        Ok(!vm.is_true(a)?)
    }

    /// Same as a is b.
    #[function("(a, b, /)", name = "is_")]
    fn is_(a: &Value, b: &Value) -> bool {
        a.is(b)
    }

    /// Same as a is not b.
    #[function("(a, b, /)")]
    fn is_not(a: &Value, b: &Value) -> bool {
        !a.is(b)
    }

    /// Same as a is None.
    #[function("(a, /)")]
    fn is_none(a: &Value) -> bool {
        a.is_none()
    }

    /// Same as a is not None.
    #[function("(a, /)")]
    fn is_not_none(a: &Value) -> bool {
        !a.is_none()
    }

    /// Same as abs(a).
    #[function("(a, /)")]
    fn abs(vm: &mut Vm, a: &Value) -> PyResult {
        match vm.class_of(a).slots(vm).absolute {
            Some(absolute) => absolute(vm, a),
            None => {
                let found = vm.class_name(a);
                Err(vm.type_error(format!("bad operand type for abs(): '{found}'")))
            }
        }
    }

    /// Same as -a.
    #[function("(a, /)")]
    fn neg(vm: &mut Vm, a: &Value) -> PyResult {
        vm.negative(a)
    }

    /// Same as +a.
    #[function("(a, /)")]
    fn pos(vm: &mut Vm, a: &Value) -> PyResult {
        vm.positive(a)
    }

    /// Same as ~a.
    #[function("(a, /)")]
    fn invert(vm: &mut Vm, a: &Value) -> PyResult {
        vm.invert(a)
    }

    /// Same as ~a.
    #[function("(a, /)")]
    fn inv(vm: &mut Vm, a: &Value) -> PyResult {
        vm.invert(a)
    }

    /// Same as a.__index__()
    #[function("(a, /)")]
    fn index(vm: &mut Vm, a: &Value) -> PyResult {
        vm.to_index(a)
    }

    /// Same as b in a (note reversed operands).
    #[function("(a, b, /)")]
    fn contains(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<bool> {
        vm.contains(a, b)
    }

    /// Same as a + b, for a and b sequences.
    #[function("(a, b, /)")]
    fn concat(vm: &mut Vm, a: &Value, b: &Value) -> PyResult {
        check_sequence(vm, a)?;
        vm.binary(a, b, BinaryOperator::Add)
    }

    /// Same as a += b, for a and b sequences.
    #[function("(a, b, /)")]
    fn iconcat(vm: &mut Vm, a: &Value, b: &Value) -> PyResult {
        check_sequence(vm, a)?;
        vm.binary_inplace(a, b, BinaryOperator::Add)
    }

    /// Same as a[b].
    #[function("(a, b, /)")]
    fn getitem(vm: &mut Vm, a: &Value, b: &Value) -> PyResult {
        vm.get_item(a, b)
    }

    /// Same as a[b] = c.
    #[function("(a, b, c, /)")]
    fn setitem(vm: &mut Vm, a: &Value, b: &Value, c: &Value) -> PyResult<()> {
        vm.set_item(a, b, Some(c))
    }

    /// Same as del a[b].
    #[function("(a, b, /)")]
    fn delitem(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<()> {
        vm.set_item(a, b, None)
    }

    /// Return the number of items in a which are, or which equal, b.
    #[function("(a, b, /)", name = "countOf")]
    fn count_of(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<usize> {
        let mut count = 0;
        vm.iterate(a, |vm, item| {
            count += usize::from(vm.equals(&item, b)?);
            Ok(())
        })?;
        Ok(count)
    }

    /// Return the first index of b in a.
    #[function("(a, b, /)", name = "indexOf")]
    fn index_of(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<usize> {
        let iterator = vm.iter(a)?;
        let mut index = 0;
        while let Some(item) = vm.next(&iterator)? {
            if vm.equals(&item, b)? {
                return Ok(index);
            }
            index += 1;
        }
        Err(vm.value_error("sequence.index(x): x not in sequence"))
    }

    /// Return an estimate of the number of items in obj.
    ///
    /// This is useful for presizing containers when building from an iterable.
    #[function("(obj, default=0, /)")]
    fn length_hint(vm: &mut Vm, obj: &Value, default: Option<&Value>) -> PyResult {
        if let Some(default) = default.filter(|default| !default.is_int()) {
            let found = vm.class_name(default);
            return Err(vm.type_error(format!("'{found}' object cannot be interpreted as an integer")));
        }
        let fallback = default.cloned().unwrap_or(Value::int32(0));
        if vm.class_of(obj).slots(vm).len.is_some() {
            let length = vm.len(obj)?;
            return Ok(vm.new_int(length));
        }
        let name = vm.names().__length_hint__.clone();
        let Some(method) = vm.lookup_special(obj, &name) else { return Ok(fallback) };
        let hint = match vm.call_bound(&method, obj, &[]) {
            Ok(hint) => hint,
            Err(raised) if vm.raised_is(|types| &types.exc.TypeError) => {
                vm.discard(raised);
                return Ok(fallback);
            }
            Err(raised) => return Err(raised),
        };
        if hint.is_not_implemented() {
            return Ok(fallback);
        }
        match hint.as_i64() {
            Some(length) if length >= 0 => Ok(hint),
            Some(_) => Err(vm.value_error("__length_hint__() should return >= 0")),
            None => {
                let found = vm.class_name(&hint);
                Err(vm.type_error(format!("__length_hint__ must be an integer, not {found}")))
            }
        }
    }

    /// Same as obj(*args, **kwargs).
    #[function("(obj, /, *args, **kwargs)")]
    fn call(vm: &mut Vm, obj: &Value, args: &[Value], kwargs: Keywords<'_>) -> PyResult {
        let mut values = args.to_vec();
        let mut names = Vec::new();
        for (name, value) in kwargs.iter() {
            names.push(name.clone());
            values.push(value.clone());
        }
        vm.call_args(obj, &Args::new(&values, &names))
    }

    /// Return 'a == b', in a way that takes the same time wherever they differ.
    #[function("(a, b, /)", name = "_compare_digest")]
    fn compare_digest(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<bool> {
        let (left, right) = match (a.downcast::<PyStr>(), b.downcast::<PyStr>()) {
            (Some(a), Some(b)) if a.is_ascii() && b.is_ascii() => (a.as_bytes(), b.as_bytes()),
            (Some(_), Some(_)) => {
                return Err(vm.type_error("comparing strings with non-ASCII characters is not supported"));
            }
            _ => match (a.downcast::<PyBytes>(), b.downcast::<PyBytes>()) {
                (Some(a), Some(b)) => (a.data(), b.data()),
                _ => {
                    let (a, b) = (vm.class_name(a), vm.class_name(b));
                    return Err(vm.type_error(format!(
                        "unsupported operand types(s) or combination of types: '{a}' and '{b}'"
                    )));
                }
            },
        };
        let difference = left.iter().zip(right).fold(0, |bits, (a, b)| bits | (a ^ b));
        Ok(difference == 0 && left.len() == right.len())
    }
}

/// What an `itemgetter`, `attrgetter` or `methodcaller` was made with.
struct Getter {
    /// The items or dotted names; the method's name and arguments.
    args: Vec<Value>,
    keywords: Vec<(Value, Value)>,
}

impl NativeState for Getter {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        self.args.iter().for_each(&mut *visit);
        self.keywords.iter().for_each(|(name, value)| {
            visit(name);
            visit(value);
        });
    }
}

fn new_getter(vm: &mut Vm, class: &PyType, args: &Args<'_>, name: &str) -> PyResult {
    if args.positional().is_empty() {
        return Err(vm.type_error(match name {
            "methodcaller" => "methodcaller needs at least one argument, the method name".to_owned(),
            _ => format!("{name} expected 1 argument, got 0"),
        }));
    }
    if name != "methodcaller" && !args.keyword_names().is_empty() {
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    let keywords = args.keywords().map(|(name, value)| (name.clone(), value.clone())).collect();
    let state = Getter { args: args.positional().to_vec(), keywords };
    Ok(vm.new_boxed(class, state).into())
}

/// Class and arguments, for pickling.
fn getter_reduce(vm: &mut Vm, this: &Value) -> Value {
    let class: Value = Ref::new(vm.class_of(this)).into();
    let args = getter_args(vm, this);
    let args = vm.new_tuple(args).into();
    vm.new_tuple([class, args]).into()
}

fn getter_args(vm: &Vm, this: &Value) -> Vec<Value> {
    let state = this.downcast::<PyBoxed>().and_then(|object| object.state::<Getter>(vm));
    state.map_or_else(Vec::new, |state| state.args.clone())
}

fn getter_repr(vm: &mut Vm, this: &Value, name: &str) -> PyResult {
    let state = this.downcast::<PyBoxed>().and_then(|object| object.state::<Getter>(vm));
    let (args, keywords) = state.map_or_else(Default::default, |s| (s.args.clone(), s.keywords.clone()));
    let text = vm.guard_repr(this, |vm| {
        let mut parts = Vec::new();
        for value in &args {
            parts.push(vm.repr(value)?.text().to_string_lossy());
        }
        for (name, value) in &keywords {
            let name = vm.str(name)?.text().to_string_lossy();
            parts.push(format!("{name}={}", vm.repr(value)?.text()));
        }
        Ok(format!("operator.{name}({})", parts.join(", ")))
    })?;
    Ok(vm.new_str(&text.unwrap_or_else(|| format!("operator.{name}(...)"))).into())
}

fn one_argument<'a>(vm: &mut Vm, args: &Args<'a>, name: &str) -> PyResult<&'a Value> {
    match (args.positional(), args.keyword_names()) {
        ([object], []) => Ok(object),
        (_, [_, ..]) => Err(vm.type_error(format!("{name}() takes no keyword arguments"))),
        (given, _) => {
            let given = given.len();
            Err(vm.type_error(format!("{name} expected 1 argument, got {given}")))
        }
    }
}

/// The class `itemgetter`.
pub struct ItemGetterClass;

/// Return a callable object that fetches the given item(s) from its operand.
/// After f = itemgetter(2), the call f(r) returns r[2].
/// After g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])
#[native(name = "itemgetter", kind = Boxed, module = "operator")]
impl ItemGetterClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        new_getter(vm, class, args, "itemgetter")
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        getter_repr(vm, this, "itemgetter")
    }

    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        let object = one_argument(vm, args, "itemgetter")?;
        let items = getter_args(vm, this);
        if let [item] = &items[..] {
            return vm.get_item(object, item);
        }
        let mut values = Vec::with_capacity(items.len());
        for item in &items {
            values.push(vm.get_item(object, item)?);
        }
        Ok(vm.new_tuple(values).into())
    }

    /// Return state information for pickling
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &Value) -> Value {
        getter_reduce(vm, this)
    }
}

/// The class `attrgetter`.
pub struct AttrGetterClass;

/// Return a callable object that fetches the given attribute(s) from its operand.
/// After f = attrgetter('name'), the call f(r) returns r.name.
/// After g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).
/// After h = attrgetter('name.first', 'name.last'), the call h(r) returns
/// (r.name.first, r.name.last).
#[native(name = "attrgetter", kind = Boxed, module = "operator")]
impl AttrGetterClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        if args.positional().iter().any(|name| name.downcast::<PyStr>().is_none()) {
            return Err(vm.type_error("attribute name must be a string"));
        }
        new_getter(vm, class, args, "attrgetter")
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        getter_repr(vm, this, "attrgetter")
    }

    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        let object = one_argument(vm, args, "attrgetter")?;
        let mut values = Vec::new();
        for name in getter_args(vm, this) {
            let text = name.downcast::<PyStr>().map(|name| name.text().to_string_lossy()).unwrap_or_default();
            let mut value = object.clone();
            for part in text.split('.') {
                value = vm.get_attr_str(&value, part)?;
            }
            values.push(value);
        }
        match values.len() {
            1 => Ok(values.swap_remove(0)),
            _ => Ok(vm.new_tuple(values).into()),
        }
    }

    /// Return state information for pickling
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &Value) -> Value {
        getter_reduce(vm, this)
    }
}

/// The class `methodcaller`.
pub struct MethodCallerClass;

/// Return a callable object that calls the given method on its operand.
/// After f = methodcaller('name'), the call f(r) returns r.name().
/// After g = methodcaller('name', 'date', foo=1), the call g(r) returns
/// r.name('date', foo=1).
#[native(name = "methodcaller", kind = Boxed, module = "operator")]
impl MethodCallerClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        if args.positional().first().is_some_and(|name| name.downcast::<PyStr>().is_none()) {
            return Err(vm.type_error("method name must be a string"));
        }
        new_getter(vm, class, args, "methodcaller")
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        getter_repr(vm, this, "methodcaller")
    }

    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        let object = one_argument(vm, args, "methodcaller")?;
        let state = this.downcast::<PyBoxed>().and_then(|object| object.state::<Getter>(vm));
        let (given, keywords) = state.map_or_else(Default::default, |s| (s.args.clone(), s.keywords.clone()));
        let Some((name, given)) = given.split_first() else { return Ok(Value::NONE) };
        let Some(name) = name.downcast::<PyStr>() else { return Ok(Value::NONE) };
        if keywords.is_empty() {
            return vm.call_method(object, name, given);
        }
        let method = vm.get_attr(object, name)?;
        let (names, more): (Vec<Value>, Vec<Value>) = keywords.into_iter().unzip();
        let values = [given, &more].concat();
        vm.call_args(&method, &Args::new(&values, &names))
    }
    /// Return state information for pickling
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &Value) -> PyResult {
        let class: Value = Ref::new(vm.class_of(this)).into();
        let state = this.downcast::<PyBoxed>().and_then(|object| object.state::<Getter>(vm));
        let (given, keywords) = state.map_or_else(Default::default, |s| (s.args.clone(), s.keywords.clone()));
        if keywords.is_empty() {
            let args = vm.new_tuple(given).into();
            return Ok(vm.new_tuple([class, args]).into());
        }
        // A tuple of arguments holds no keywords, so that `partial` brings them.
        let functools = vm.import_absolute("functools")?;
        let partial = vm.get_attr_str(&functools, "partial")?;
        let (name, args) = given.split_first().map_or((Value::NONE, &[][..]), |(n, rest)| (n.clone(), rest));
        let (names, more): (Vec<Value>, Vec<Value>) = keywords.into_iter().unzip();
        let values = [&[class, name][..], &more].concat();
        let maker = vm.call_args(&partial, &Args::new(&values, &names))?;
        let args = vm.new_tuple_from_slice(args).into();
        Ok(vm.new_tuple([maker, args]).into())
    }
}
