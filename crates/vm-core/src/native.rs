//! Native functions and classes: the static tables that `#[native]` makes, argument binding, and conversions.

use std::cell::Cell;

use crate::heap::Heap;
use crate::object::{Kind, Payload, Ref};
use crate::objects::{PyDict, PyStr, PyType};
use crate::types::Slots;
use crate::{PyResult, Raised, Value, Vm};

/// The arguments of a call: positional ones, then the values of keywords. Methods have `self` first.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    values: &'a [Value],
    keywords: &'a [Value],
}

impl<'a> Args<'a> {
    /// Positional arguments only.
    pub fn positional_only(values: &'a [Value]) -> Args<'a> {
        Args { values, keywords: &[] }
    }

    /// `keywords` are strings; their values are the last of `values`.
    pub fn new(values: &'a [Value], keywords: &'a [Value]) -> Args<'a> {
        Args { values, keywords }
    }

    /// All values: positional ones, then those of keywords.
    pub fn values(&self) -> &'a [Value] {
        self.values
    }

    pub fn positional(&self) -> &'a [Value] {
        &self.values[..self.values.len() - self.keywords.len()]
    }

    pub fn keyword_names(&self) -> &'a [Value] {
        self.keywords
    }

    /// Name and value of each keyword argument.
    pub fn keywords(&self) -> impl Iterator<Item = (&'a Value, &'a Value)> {
        self.keywords.iter().zip(&self.values[self.values.len() - self.keywords.len()..])
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The first positional argument: `self` in methods.
    pub fn this(&self) -> Option<&'a Value> {
        self.positional().first()
    }

    /// The arguments behind the first positional one.
    pub fn without_this(&self) -> Args<'a> {
        Args { values: self.values.get(1..).unwrap_or_default(), keywords: self.keywords }
    }

    /// Raises `TypeError` for more than `most` arguments by position, in the words of a constructor.
    pub fn at_most(&self, vm: &mut Vm, most: usize, function: &str) -> PyResult<()> {
        match self.positional().len() {
            given if given > most => {
                Err(vm.type_error(format!("{function} expected at most {most} arguments, got {given}")))
            }
            _ => Ok(()),
        }
    }

    /// The argument of a constructor of `class` that takes at most one, by position; a subclass may take keywords.
    pub fn at_most_one(&self, vm: &mut Vm, class: &PyType, function: &str) -> PyResult<Option<&'a Value>> {
        if !self.keywords.is_empty() && !class.is_heap_type() {
            return Err(vm.type_error(format!("{function}() takes no keyword arguments")));
        }
        match self.positional() {
            [] => Ok(None),
            [value] => Ok(Some(value)),
            more => {
                let given = more.len();
                Err(vm.type_error(format!("{function} expected at most 1 argument, got {given}")))
            }
        }
    }

    /// Raises `TypeError` unless there are none (but `self`).
    #[inline]
    pub fn expect_none(&self, vm: &mut Vm, parameters: &Parameters) -> PyResult<()> {
        if self.values.len() == usize::from(parameters.skip_this) {
            return Ok(());
        }
        self.bind::<0>(vm, parameters).map(drop)
    }

    /// All values, if they are for the parameters of their own places: as many as may be, and none by name.
    #[inline(always)]
    pub fn unsorted(&self, least: usize, most: usize) -> Option<&'a [Value]> {
        let fits = self.keywords.is_empty() && (least..=most).contains(&self.values.len());
        fits.then_some(self.values)
    }

    /// Sorts the arguments to `N` parameters.
    pub fn bind<const N: usize>(&self, vm: &mut Vm, parameters: &Parameters) -> PyResult<Bound<'a, N>> {
        let name = parameters.function;
        let positional = self.positional();
        if parameters.skip_this && positional.is_empty() {
            return Err(vm.type_error(format!("unbound method {name}() needs an argument")));
        }
        let positional = &positional[usize::from(parameters.skip_this)..];
        let mut values = [None; N];
        for (value, argument) in
            values.iter_mut().zip(&positional[..positional.len().min(parameters.positional)])
        {
            *value = Some(argument);
        }
        let rest = positional.get(parameters.positional..).unwrap_or_default();
        if !rest.is_empty() && !parameters.varargs {
            let message = parameters.too_many(vm, self, positional.len());
            return Err(vm.type_error(message));
        }
        let mut taken = 0_u64;
        for (index, (keyword, value)) in self.keywords().enumerate() {
            let text = keyword.downcast::<PyStr>().map(PyStr::as_bytes).unwrap_or_default();
            let mut names = parameters.names.iter().skip(parameters.positional_only);
            let position = names.position(|name| name.as_bytes() == text);
            let text = || keyword.downcast::<PyStr>().map(|s| s.text().to_string_lossy()).unwrap_or_default();
            match position.map(|p| p + parameters.positional_only) {
                Some(position) if values[position].is_some() => {
                    let message = match position < parameters.positional {
                        true => {
                            format!(
                                "argument for {name}() given by name ('{}') and position ({})",
                                text(),
                                position + 1
                            )
                        }
                        false => format!("{name}() got multiple values for argument '{}'", text()),
                    };
                    return Err(vm.type_error(message));
                }
                Some(position) => {
                    values[position] = Some(value);
                    taken |= 1 << index.min(63);
                }
                None if parameters.varkeywords => {}
                None if parameters.names.len() == parameters.positional_only => {
                    let name = parameters.qualified_name(vm, self);
                    return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
                }
                None => {
                    return Err(
                        vm.type_error(format!("{name}() got an unexpected keyword argument '{}'", text()))
                    );
                }
            }
        }
        if let Some(missing) = (0..N).find(|&i| values[i].is_none() && parameters.required[i]) {
            let message = parameters.missing(vm, self, missing, positional.len());
            return Err(vm.type_error(message));
        }
        Ok(Bound { values, rest, keywords: Keywords { args: *self, taken } })
    }
}

/// What the name of a native function is qualified with in messages about the number of its arguments.
#[derive(Clone, Copy)]
pub enum Owner {
    Nothing,
    /// The class of a method, or the module of a function.
    Named(&'static str),
    /// The class that a class method is called on.
    Called,
}

/// The parameters of a native function.
pub struct Parameters {
    pub owner: Owner,
    pub function: &'static str,
    pub names: &'static [&'static str],
    pub required: &'static [bool],
    /// How many may be given by position.
    pub positional: usize,
    /// How many may only be given by position.
    pub positional_only: usize,
    /// Whether the first value is `self`.
    pub skip_this: bool,
    pub varargs: bool,
    pub varkeywords: bool,
}

impl Parameters {
    /// The name with that of its class or module.
    fn qualified_name(&self, vm: &Vm, args: &Args<'_>) -> String {
        match self.owner {
            Owner::Nothing => self.function.to_owned(),
            Owner::Named(owner) => format!("{owner}.{}", self.function),
            Owner::Called => match args.this().and_then(|this| this.downcast::<PyType>()) {
                Some(class) => format!("{}.{}", class.name_text(vm), self.function),
                None => self.function.to_owned(),
            },
        }
    }

    /// How many of the positional parameters must be given.
    fn least(&self) -> usize {
        self.required[..self.positional].iter().filter(|required| **required).count()
    }

    fn too_many(&self, vm: &Vm, args: &Args<'_>, given: usize) -> String {
        let name = self.function;
        let least = self.least();
        let plural = |n: usize| if n == 1 { "" } else { "s" };
        let degree = |exactly: bool| if exactly { "exactly" } else { "at most" };
        if self.names.len() > self.positional_only {
            let (count, total) = (self.names.len(), given + args.keyword_names().len());
            return match self.positional {
                _ if total > count => {
                    let exactly = self.required.iter().all(|required| *required);
                    format!(
                        "{name}() takes {} {count} argument{} ({total} given)",
                        degree(exactly),
                        plural(count)
                    )
                }
                0 => format!("{name}() takes no positional arguments"),
                n => {
                    let degree = degree(least == n);
                    format!("{name}() takes {degree} {n} positional argument{} ({given} given)", plural(n))
                }
            };
        }
        match (self.positional, least == self.positional) {
            (0, _) => format!("{}() takes no arguments ({given} given)", self.qualified_name(vm, args)),
            (1, true) => {
                format!("{}() takes exactly one argument ({given} given)", self.qualified_name(vm, args))
            }
            (n, true) => format!("{name} expected {n} argument{}, got {given}", plural(n)),
            (n, false) => format!("{name} expected at most {n} argument{}, got {given}", plural(n)),
        }
    }

    fn missing(&self, vm: &Vm, args: &Args<'_>, index: usize, given: usize) -> String {
        let name = self.function;
        let least = self.least();
        if index < self.positional_only {
            let plural = if least == 1 { "" } else { "s" };
            if self.names.len() > self.positional_only && !self.varargs {
                let least =
                    self.required[..self.positional_only].iter().filter(|required| **required).count();
                let plural = if least == 1 { "" } else { "s" };
                return format!(
                    "{name}() takes at least {least} positional argument{plural} ({given} given)"
                );
            }
            return match self.positional == least {
                _ if self.varargs => {
                    format!("{name} expected at least {least} argument{plural}, got {given}")
                }
                true if least == 1 => {
                    format!("{}() takes exactly one argument ({given} given)", self.qualified_name(vm, args))
                }
                true => format!("{name} expected {least} argument{plural}, got {given}"),
                false => format!("{name} expected at least {least} argument{plural}, got {given}"),
            };
        }
        format!("{name}() missing required argument '{}' (pos {})", self.names[index], index + 1)
    }
}

/// Arguments sorted to parameters.
pub struct Bound<'a, const N: usize> {
    pub values: [Option<&'a Value>; N],
    /// What `*args` receives.
    pub rest: &'a [Value],
    /// What `**kwargs` receives.
    pub keywords: Keywords<'a>,
}

/// The keyword arguments that no named parameter took.
#[derive(Clone, Copy)]
pub struct Keywords<'a> {
    args: Args<'a>,
    taken: u64,
}

impl<'a> Keywords<'a> {
    pub const NONE: Keywords<'static> = Keywords { args: Args { values: &[], keywords: &[] }, taken: 0 };

    /// Name and value of each.
    pub fn iter(&self) -> impl Iterator<Item = (&'a Value, &'a Value)> {
        let taken = self.taken;
        self.args
            .keywords()
            .enumerate()
            .filter(move |(i, _)| taken & 1 << (*i).min(63) == 0)
            .map(|(_, pair)| pair)
    }

    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

/// A native function: gets the machine and the arguments.
pub type NativeFn = fn(&mut Vm, &Args<'_>) -> PyResult;

/// What sort of attribute a native function becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NativeKind {
    Function,
    /// A function whose first value is its module.
    ModuleFunction,
    Method,
    ClassMethod,
    StaticMethod,
}

/// A native function's static description.
pub struct NativeDef {
    pub name: &'static str,
    pub doc: &'static str,
    /// As `__text_signature__`.
    pub signature: &'static str,
    pub kind: NativeKind,
    pub call: NativeFn,
    pub plain: Plain,
}

/// What of a native function runs no Python code: compiled code calls that without frames that Python code could see.
#[derive(Clone, Copy)]
pub enum Plain {
    /// Nothing is known.
    Unknown,
    /// All of it. Where it raises, it has changed nothing yet: it is called again, with frames.
    All,
    /// All that it does with arguments that are strings, integers or immediates themselves, whatever `self` is. As for `All`.
    OfScalars,
    /// What this function does with the positional arguments, `self` first. `None`, and nothing changed, where it takes
    /// more.
    Where(fn(&mut Heap, &[Value]) -> Option<Value>),
}

/// A computed attribute.
#[expect(clippy::type_complexity, reason = "a slot is a function type")]
pub struct GetSetDef {
    /// Whether CPython has a member of the structure there, which has other words for not being writable.
    pub member: bool,
    pub name: &'static str,
    pub doc: &'static str,
    pub get: Option<fn(&mut Vm, &Value) -> PyResult>,
    /// The value is `None` to delete.
    pub set: Option<fn(&mut Vm, &Value, Option<&Value>) -> PyResult<()>>,
}

/// A native class's static description.
pub struct ClassSpec {
    pub name: &'static str,
    pub module: &'static str,
    pub doc: &'static str,
    pub kind: Kind,
    /// Python classes cannot derive from it.
    pub is_final: bool,
    /// Matches sequence patterns.
    pub is_sequence: bool,
    /// Matches mapping patterns.
    pub is_mapping: bool,
    /// Calling the class is an error.
    pub no_constructor: bool,
    /// Instances have a `__dict__`.
    pub with_dict: bool,
    pub methods: &'static [NativeDef],
    pub getsets: &'static [GetSetDef],
    pub slots: fn(&mut Slots),
}

/// A type that describes a native class.
pub trait NativeClass {
    const SPEC: ClassSpec;
}

/// Conversion of an argument. `None` means that it was not given; `name` begins messages: `replace() argument 1`.
pub trait FromArg<'a>: Sized {
    fn from_arg(vm: &mut Vm, argument: Option<&'a Value>, name: &'static str) -> PyResult<Self>;
}

#[cold]
#[inline(never)]
fn missing(vm: &mut Vm, name: &str) -> Raised {
    vm.type_error(format!("{name} is missing"))
}

#[inline]
fn required<'a>(vm: &mut Vm, argument: Option<&'a Value>, name: &str) -> PyResult<&'a Value> {
    match argument {
        Some(value) => Ok(value),
        None => Err(missing(vm, name)),
    }
}

impl<'a> FromArg<'a> for &'a Value {
    #[inline]
    fn from_arg(vm: &mut Vm, argument: Option<&'a Value>, name: &'static str) -> PyResult<Self> {
        match argument {
            Some(value) => Ok(value),
            None => required(vm, None, name),
        }
    }
}

impl<'a> FromArg<'a> for Value {
    #[inline]
    fn from_arg(vm: &mut Vm, argument: Option<&'a Value>, name: &'static str) -> PyResult<Self> {
        <&Value>::from_arg(vm, argument, name).cloned()
    }
}

impl<'a, T: Payload> FromArg<'a> for &'a T {
    #[inline]
    fn from_arg(vm: &mut Vm, argument: Option<&'a Value>, name: &'static str) -> PyResult<Self> {
        match argument.and_then(Value::downcast::<T>) {
            Some(object) => Ok(object),
            None => Err(wrong_kind(vm, argument, name, T::KIND)),
        }
    }
}

/// Says that an argument is not of the kind it must be of.
#[cold]
#[inline(never)]
fn wrong_kind(vm: &mut Vm, argument: Option<&Value>, name: &'static str, kind: Kind) -> Raised {
    let value = match required(vm, argument, name) {
        Ok(value) => value,
        Err(raised) => return raised,
    };
    let found = if value.is_none() { "None".to_owned() } else { vm.class_name(value) };
    let expected = vm.types().name_of_kind(kind);
    vm.type_error(match name {
        "self" => format!("descriptor requires a '{expected}' object but received a '{found}'"),
        _ => format!("{name} must be {expected}, not {found}"),
    })
}

impl<'a, T: Payload> FromArg<'a> for Ref<T> {
    fn from_arg(vm: &mut Vm, argument: Option<&'a Value>, name: &'static str) -> PyResult<Self> {
        <&T>::from_arg(vm, argument, name).map(Ref::new)
    }
}

impl<'a, T: FromArg<'a>> FromArg<'a> for Option<T> {
    #[inline]
    fn from_arg(vm: &mut Vm, argument: Option<&'a Value>, name: &'static str) -> PyResult<Self> {
        match argument {
            Some(_) => T::from_arg(vm, argument, name).map(Some),
            None => Ok(None),
        }
    }
}

impl<'a> FromArg<'a> for bool {
    fn from_arg(vm: &mut Vm, argument: Option<&'a Value>, name: &'static str) -> PyResult<Self> {
        let value = required(vm, argument, name)?;
        vm.is_true(value)
    }
}

impl<'a> FromArg<'a> for f64 {
    fn from_arg(vm: &mut Vm, argument: Option<&'a Value>, name: &'static str) -> PyResult<Self> {
        let value = required(vm, argument, name)?;
        vm.to_f64(value)
    }
}

impl<'a> FromArg<'a> for i64 {
    fn from_arg(vm: &mut Vm, argument: Option<&'a Value>, name: &'static str) -> PyResult<Self> {
        let value = required(vm, argument, name)?;
        vm.to_i64(value)
    }
}

/// Signed sizes and indexes, as `Py_ssize_t`: beyond the range is `OverflowError`.
impl<'a> FromArg<'a> for isize {
    fn from_arg(vm: &mut Vm, argument: Option<&'a Value>, name: &'static str) -> PyResult<Self> {
        i64::from_arg(vm, argument, name).map(|value| value as isize)
    }
}

/// A function's result, made into a Python value.
pub trait IntoResult {
    fn into_result(self, vm: &mut Vm) -> PyResult;
}

impl<T: IntoValue> IntoResult for T {
    #[inline]
    fn into_result(self, vm: &mut Vm) -> PyResult {
        Ok(self.into_value(vm))
    }
}

impl<T: IntoValue> IntoResult for PyResult<T> {
    #[inline]
    fn into_result(self, vm: &mut Vm) -> PyResult {
        self.map(|value| value.into_value(vm))
    }
}

/// A Rust value that has a Python counterpart.
pub trait IntoValue {
    fn into_value(self, vm: &mut Vm) -> Value;
}

impl IntoValue for Value {
    #[inline(always)]
    fn into_value(self, _vm: &mut Vm) -> Value {
        self
    }
}

impl IntoValue for &Value {
    #[inline(always)]
    fn into_value(self, _vm: &mut Vm) -> Value {
        self.clone()
    }
}

impl<T: Payload> IntoValue for Ref<T> {
    #[inline(always)]
    fn into_value(self, _vm: &mut Vm) -> Value {
        self.into()
    }
}

impl IntoValue for () {
    #[inline(always)]
    fn into_value(self, _vm: &mut Vm) -> Value {
        Value::NONE
    }
}

impl IntoValue for bool {
    #[inline(always)]
    fn into_value(self, _vm: &mut Vm) -> Value {
        Value::bool(self)
    }
}

/// `None` becomes Python's `None`.
impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self, vm: &mut Vm) -> Value {
        self.map_or(Value::NONE, |value| value.into_value(vm))
    }
}

macro_rules! integers {
    ($($type:ty),*) => {
        $(impl IntoValue for $type {
            #[inline]
            fn into_value(self, vm: &mut Vm) -> Value {
                vm.new_int(self)
            }
        })*
    };
}

integers!(i64, isize, usize, u64, i32, u32, u8, i128);

impl IntoValue for f64 {
    #[inline]
    fn into_value(self, vm: &mut Vm) -> Value {
        vm.new_float(self)
    }
}

impl IntoValue for String {
    fn into_value(self, vm: &mut Vm) -> Value {
        vm.new_str(&self).into()
    }
}

impl IntoValue for &str {
    fn into_value(self, vm: &mut Vm) -> Value {
        vm.new_str(self).into()
    }
}

impl IntoValue for Vec<Value> {
    fn into_value(self, vm: &mut Vm) -> Value {
        vm.new_list(self).into()
    }
}

impl<A: IntoValue, B: IntoValue> IntoValue for (A, B) {
    fn into_value(self, vm: &mut Vm) -> Value {
        let items = [self.0.into_value(vm), self.1.into_value(vm)];
        vm.new_tuple(items).into()
    }
}

/// A value kept by a native object that only its own functions change.
pub type State<T> = Cell<T>;

/// A native module's static description.
pub struct ModuleDef {
    pub name: &'static str,
    pub doc: &'static str,
    pub functions: &'static [NativeDef],
    /// Adds what is not a function: constants, classes, exceptions.
    pub init: fn(&mut Vm, &PyDict) -> PyResult<()>,
}
