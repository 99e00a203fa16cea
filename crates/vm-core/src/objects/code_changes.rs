//! Code objects made by programs: `code.replace` and the constructor. What comes out passes the verifier, so that no
//! bytecode whatever can harm the machine; CPython takes any, and may crash.

use std::sync::Arc;

use bytecode::{Code, CodeFlags, Constant, LocalKind, Wtf8Buf};

use crate::objects::*;
use crate::value::Value;
use crate::{PyResult, Vm};

/// Fields of the constructor, in the order of its parameters.
const PARAMETERS: [&str; 18] = [
    "co_argcount",
    "co_posonlyargcount",
    "co_kwonlyargcount",
    "co_nlocals",
    "co_stacksize",
    "co_flags",
    "co_code",
    "co_consts",
    "co_names",
    "co_varnames",
    "co_filename",
    "co_name",
    "co_qualname",
    "co_firstlineno",
    "co_linetable",
    "co_exceptiontable",
    "co_freevars",
    "co_cellvars",
];
/// Parameters that must be given.
const REQUIRED: usize = 16;

/// A code object whose fields are being set.
struct Changes {
    code: Code,
    /// Names of local, cell and free variables, where they are given.
    varnames: Option<Vec<Arc<Wtf8Buf>>>,
    cellvars: Option<Vec<Arc<Wtf8Buf>>>,
    freevars: Option<Vec<Arc<Wtf8Buf>>>,
    nlocals: Option<usize>,
}

/// A code object like `code` but for what `changes` says.
pub(super) fn replaced<'a>(
    vm: &mut Vm,
    code: &PyCode,
    changes: impl Iterator<Item = (&'a Value, &'a Value)>,
) -> PyResult {
    let mut new = Changes::of(code.to_code(vm)?);
    for (name, value) in changes {
        let name = name.downcast::<PyStr>().map(|name| name.text().to_string_lossy()).unwrap_or_default();
        if !new.set(vm, &name, value)? {
            let message = format!("replace() got an unexpected keyword argument '{name}'");
            return Err(vm.type_error(message));
        }
    }
    new.finish(vm)
}

/// What `code(…)` makes.
pub(super) fn constructed(vm: &mut Vm, args: &[Value]) -> PyResult {
    if !(REQUIRED..=PARAMETERS.len()).contains(&args.len()) {
        let (bound, count) = match args.len() < REQUIRED {
            true => ("at least", REQUIRED),
            false => ("at most", PARAMETERS.len()),
        };
        let given = args.len();
        return Err(vm.type_error(format!("code expected {bound} {count} arguments, got {given}")));
    }
    let mut new = Changes::of(Code::default());
    (new.varnames, new.cellvars, new.freevars) = (Some(Vec::new()), Some(Vec::new()), Some(Vec::new()));
    for (name, value) in PARAMETERS.iter().zip(args) {
        new.set(vm, name, value)?;
    }
    new.finish(vm)
}

impl Changes {
    fn of(code: Code) -> Changes {
        Changes { code, varnames: None, cellvars: None, freevars: None, nlocals: None }
    }

    /// Sets a field; whether there is one of that name.
    fn set(&mut self, vm: &mut Vm, name: &str, value: &Value) -> PyResult<bool> {
        let code = &mut self.code;
        match name {
            "co_argcount" => code.argcount = count(vm, name, value)?,
            "co_posonlyargcount" => code.posonlyargcount = count(vm, name, value)?,
            "co_kwonlyargcount" => code.kwonlyargcount = count(vm, name, value)?,
            "co_nlocals" => self.nlocals = Some(count(vm, name, value)? as usize),
            "co_stacksize" => code.stacksize = count(vm, name, value)?,
            "co_flags" => code.flags = CodeFlags(count(vm, name, value)?),
            "co_firstlineno" => code.firstlineno = count(vm, name, value)? as i32,
            "co_code" => {
                let bytes = bytes(vm, name, value)?;
                let (units, rest) = bytes.as_chunks::<2>();
                if !rest.is_empty() || units.is_empty() {
                    return Err(vm.value_error("code: co_code is malformed"));
                }
                code.code = units.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
            }
            "co_consts" => {
                let Some(items) = value.downcast::<PyTuple>() else {
                    return Err(wrong(vm, name, "tuple", value));
                };
                let constants: PyResult<Vec<Constant>> =
                    items.items().iter().map(|item| constant(vm, item)).collect();
                code.consts = constants?.into();
            }
            "co_names" => code.names = names(vm, name, value)?.into(),
            "co_varnames" => self.varnames = Some(names(vm, name, value)?),
            "co_cellvars" => self.cellvars = Some(names(vm, name, value)?),
            "co_freevars" => self.freevars = Some(names(vm, name, value)?),
            "co_filename" => code.filename = text(vm, name, value)?,
            "co_name" => code.name = text(vm, name, value)?,
            "co_qualname" => code.qualname = text(vm, name, value)?,
            "co_linetable" => code.linetable = bytes(vm, name, value)?.into(),
            "co_exceptiontable" => code.exceptiontable = bytes(vm, name, value)?.into(),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(mut self, vm: &mut Vm) -> PyResult {
        self.set_variables();
        let locals = self.code.localspluskinds.iter().filter(|kind| kind.is(LocalKind::LOCAL)).count();
        if self.nlocals.is_some_and(|nlocals| nlocals != locals) {
            return Err(vm.value_error("code: co_nlocals != len(co_varnames)"));
        }
        if let Err(error) = bytecode::verify::verify_all(&self.code) {
            return Err(vm.value_error(error.to_string()));
        }
        Ok(vm.new_code(Arc::new(self.code)).into())
    }

    /// Puts the names of variables where the machine keeps them. Names that only take the places of as many others leave
    /// the kinds of variables as they are.
    fn set_variables(&mut self) {
        let code = &mut self.code;
        let of_kind = |kind: LocalKind| -> Vec<Arc<Wtf8Buf>> {
            let slots = code.localsplusnames.iter().zip(&code.localspluskinds);
            slots.filter(|(_, own)| own.is(kind)).map(|(name, _)| name.clone()).collect()
        };
        let (varnames, cellvars, freevars) =
            (of_kind(LocalKind::LOCAL), of_kind(LocalKind::CELL), of_kind(LocalKind::FREE));
        let new_varnames = self.varnames.take().unwrap_or_else(|| varnames.clone());
        let new_cellvars = self.cellvars.take().unwrap_or_else(|| cellvars.clone());
        let new_freevars = self.freevars.take().unwrap_or_else(|| freevars.clone());
        if new_cellvars == cellvars
            && new_freevars.len() == freevars.len()
            && new_varnames.len() == varnames.len()
        {
            let (mut locals, mut free) = (new_varnames.into_iter(), new_freevars.into_iter());
            for (name, kind) in code.localsplusnames.iter_mut().zip(&code.localspluskinds) {
                let new = match kind {
                    kind if kind.is(LocalKind::LOCAL) => locals.next(),
                    kind if kind.is(LocalKind::FREE) => free.next(),
                    _ => None,
                };
                if let Some(new) = new {
                    *name = new;
                }
            }
            return;
        }
        let mut slots: Vec<(Arc<Wtf8Buf>, LocalKind)> = Vec::new();
        for name in &new_varnames {
            let kind = match new_cellvars.contains(name) {
                true => LocalKind::LOCAL | LocalKind::CELL,
                false => LocalKind::LOCAL,
            };
            slots.push((name.clone(), kind));
        }
        let only_cells = new_cellvars.into_iter().filter(|name| !new_varnames.contains(name));
        slots.extend(only_cells.map(|name| (name, LocalKind::CELL)));
        slots.extend(new_freevars.into_iter().map(|name| (name, LocalKind::FREE)));
        let (names, kinds): (Vec<_>, Vec<_>) = slots.into_iter().unzip();
        (code.localsplusnames, code.localspluskinds) = (names.into(), kinds.into());
    }
}

fn wrong(vm: &mut Vm, name: &str, wanted: &str, value: &Value) -> crate::Raised {
    let found = vm.class_name(value);
    vm.type_error(format!("replace() argument '{name}' must be {wanted}, not {found}"))
}

fn count(vm: &mut Vm, name: &str, value: &Value) -> PyResult<u32> {
    let number = vm.to_i64(value)?;
    match u32::try_from(number).ok().filter(|number| i32::try_from(*number).is_ok()) {
        Some(number) => Ok(number),
        None if number < 0 => Err(vm.value_error(format!("{name} must be a positive integer"))),
        None => Err(vm.overflow_error("signed integer is greater than maximum")),
    }
}

fn text(vm: &mut Vm, name: &str, value: &Value) -> PyResult<Arc<Wtf8Buf>> {
    match value.downcast::<PyStr>() {
        Some(text) => Ok(Arc::new(text.text().to_owned())),
        None => Err(wrong(vm, name, "str", value)),
    }
}

fn bytes(vm: &mut Vm, name: &str, value: &Value) -> PyResult<Vec<u8>> {
    match value.downcast::<PyBytes>() {
        Some(bytes) => Ok(bytes.data().to_vec()),
        None => Err(wrong(vm, name, "bytes", value)),
    }
}

fn names(vm: &mut Vm, name: &str, value: &Value) -> PyResult<Vec<Arc<Wtf8Buf>>> {
    let Some(items) = value.downcast::<PyTuple>() else { return Err(wrong(vm, name, "tuple", value)) };
    let mut names = Vec::with_capacity(items.len());
    for item in items.items() {
        match item.downcast::<PyStr>() {
            Some(text) => names.push(Arc::new(text.text().to_owned())),
            None => {
                let found = vm.class_name(item);
                let message = format!("name tuples must contain only strings, not '{found}'");
                return Err(vm.type_error(message));
            }
        }
    }
    Ok(names)
}

impl PyCode {
    /// The code object as the compiler made it, which belongs to no interpreter.
    ///
    /// # Errors
    /// `RecursionError` if code objects contain each other too deeply.
    pub fn to_code(&self, vm: &mut Vm) -> PyResult<Code> {
        let shared = |text: &PyStr| Arc::new(text.text().to_owned());
        let names = |names: &[Value]| -> Box<[Arc<Wtf8Buf>]> {
            names.iter().filter_map(|name| name.downcast::<PyStr>()).map(shared).collect()
        };
        let consts: PyResult<Vec<Constant>> = self.consts.iter().map(|value| constant(vm, value)).collect();
        let tables = self.tables();
        Ok(Code {
            name: shared(&self.name),
            qualname: shared(&self.qualname),
            filename: shared(self.filename(vm)),
            firstlineno: tables.firstlineno,
            flags: self.flags(),
            argcount: self.argcount(),
            posonlyargcount: tables.posonlyargcount,
            kwonlyargcount: tables.kwonlyargcount,
            stacksize: tables.stacksize,
            code: self.original_instructions().into(),
            consts: consts?.into(),
            names: names(&self.names),
            localsplusnames: names(&self.localsplusnames),
            localspluskinds: tables.localspluskinds.clone(),
            linetable: tables.linetable.clone(),
            exceptiontable: tables.exceptiontable.clone(),
        })
    }
}

/// A value as constant of a code object, which is independent of the interpreter's objects.
///
/// # Errors
/// `TypeError` for what no compiler makes a constant of.
fn constant(vm: &mut Vm, value: &Value) -> PyResult<Constant> {
    vm.check_native_stack()?;
    let mut all = |items: &[Value]| -> PyResult<Vec<Constant>> {
        items.iter().map(|item| constant(vm, item)).collect()
    };
    if let Some(tuple) = value.downcast_exact::<PyTuple>() {
        return Ok(Constant::Tuple(all(tuple.items())?.into()));
    }
    if let Some(slice) = value.downcast_exact::<PySlice>() {
        let parts = [slice.start.clone(), slice.stop.clone(), slice.step.clone()];
        let Ok(parts) = <[Constant; 3]>::try_from(all(&parts)?) else { return Ok(Constant::None) };
        return Ok(Constant::Slice(Arc::new(parts)));
    }
    if let Some(set) = value.downcast_exact::<PySet>() {
        let items: Vec<Value> = set.table(vm).iter().map(|entry| entry.key.clone()).collect();
        let items: PyResult<Vec<Constant>> = items.iter().map(|item| constant(vm, item)).collect();
        return Ok(Constant::FrozenSet(items?.into()));
    }
    if let Some(code) = value.downcast::<PyCode>() {
        return Ok(Constant::Code(Arc::new(code.to_code(vm)?)));
    }
    if let Some(text) = value.downcast_exact::<PyStr>() {
        return Ok(Constant::Str(Arc::new(text.text().to_owned())));
    }
    if let Some(bytes) = value.downcast_exact::<PyBytes>() {
        return Ok(Constant::Bytes(bytes.data().into()));
    }
    if let Some(complex) = value.downcast_exact::<PyComplex>() {
        return Ok(Constant::Complex { real: complex.real, imag: complex.imag });
    }
    if let Some(truth) = value.as_bool() {
        return Ok(Constant::Bool(truth));
    }
    if let Some(float) = value.as_float() {
        return Ok(Constant::Float(float));
    }
    match (value.as_i64(), value.as_big_int()) {
        (Some(int), _) => Ok(Constant::Int(int)),
        (None, Some(big)) => Ok(Constant::BigInt(Box::new(big))),
        (None, None) if value.is_none() => Ok(Constant::None),
        (None, None) if value.is(&Value::ELLIPSIS) => Ok(Constant::Ellipsis),
        (None, None) => {
            let found = vm.class_name(value);
            Err(vm.type_error(format!(
                "co_consts cannot hold a {found}: only what the compiler makes constants of"
            )))
        }
    }
}
