//! `_sre`: the engine behind `re`. It runs the code that `re._compiler` makes; patterns are parsed in Python.

mod charset;
mod engine;
mod match_object;
mod pattern;
mod program;
mod subject;

pub use self::charset::decimal_value;

use std::rc::Rc;

use vm_derive::native;

use self::pattern::{Pattern, PatternClass, Template, TemplateClass};
use self::program::Program;
use crate::native::ModuleDef;
use crate::objects::{PyDict, PyList, PyStr, PyTuple};
use crate::{PyResult, Ref, Value, Vm};

/// Marker that holds the functions.
pub struct Sre;

/// The version of the code that the engine understands.
const MAGIC: i32 = 20_230_612;

/// The module.
pub static SRE: ModuleDef = ModuleDef {
    name: "_sre",
    doc: "",
    functions: Sre::NATIVE_METHODS,
    init: |vm, dict| {
        dict.set_name(vm, "MAGIC", Value::int32(MAGIC));
        dict.set_name(vm, "CODESIZE", Value::int32(4));
        let most = vm.new_int(program::MAX_REPEAT);
        dict.set_name(vm, "MAXREPEAT", most);
        dict.set_name(vm, "MAXGROUPS", Value::int32(i32::MAX / 2));
        Ok(())
    },
};

fn character_of(vm: &mut Vm, character: &Value) -> PyResult<u32> {
    let number = vm.to_i64(character)?;
    match u32::try_from(number) {
        Ok(number) => Ok(number),
        Err(_) => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}

#[native]
impl Sre {
    #[function("()")]
    fn getcodesize() -> i32 {
        4
    }

    #[function("(character, /)")]
    fn ascii_iscased(vm: &mut Vm, character: &Value) -> PyResult<bool> {
        let character = character_of(vm, character)?;
        Ok(character < 128 && (character as u8).is_ascii_alphabetic())
    }

    #[function("(character, /)")]
    fn unicode_iscased(vm: &mut Vm, character: &Value) -> PyResult<bool> {
        let character = character_of(vm, character)?;
        Ok(charset::unicode_lower(character) != character || charset::unicode_upper(character) != character)
    }

    #[function("(character, /)")]
    fn ascii_tolower(vm: &mut Vm, character: &Value) -> PyResult<u32> {
        Ok(charset::ascii_lower(character_of(vm, character)?))
    }

    #[function("(character, /)")]
    fn unicode_tolower(vm: &mut Vm, character: &Value) -> PyResult<u32> {
        Ok(charset::unicode_lower(character_of(vm, character)?))
    }

    #[function("(pattern, flags, code, groups, groupindex, indexgroup)")]
    fn compile(
        vm: &mut Vm,
        pattern: &Value,
        flags: i64,
        code: &PyList,
        groups: isize,
        groupindex: &PyDict,
        indexgroup: &PyTuple,
    ) -> PyResult {
        let mut words = Vec::with_capacity(code.items(vm).len());
        for item in code.items(vm).to_vec() {
            match u32::try_from(vm.to_i64(&item)?) {
                Ok(word) => words.push(word),
                Err(_) => return Err(vm.overflow_error("regular expression code size limit exceeded")),
            }
        }
        let count = usize::try_from(groups).unwrap_or(0);
        // Each group has two marks in the code, so that there are fewer groups than words.
        let program = match count <= words.len() {
            true => Program::new(&words, count).ok(),
            false => None,
        };
        let Some(program) = program else { return Err(vm.runtime_error("invalid SRE code")) };
        let is_text = pattern.downcast::<PyStr>().is_some();
        if !is_text && !pattern.is_none() {
            vm.to_bytes_like(pattern)?;
        }
        let state = Pattern {
            pattern: pattern.clone(),
            flags,
            group_index: Ref::new(groupindex),
            index_group: Ref::new(indexgroup),
            is_text: if pattern.is_none() { None } else { Some(is_text) },
            code: words,
            program: Rc::new(program),
        };
        let class = vm.native_class::<PatternClass>();
        Ok(vm.new_boxed(&class, state).into())
    }

    #[function("(pattern, template, /)")]
    fn template(vm: &mut Vm, pattern: &Value, template: &PyList) -> PyResult {
        let _ = pattern;
        let parts = template.items(vm).to_vec();
        let mut groups = Vec::with_capacity(parts.len() / 2);
        for pair in parts.get(1..).unwrap_or_default().chunks(2) {
            let [group, literal] = pair else { return Err(vm.type_error("invalid template")) };
            let Ok(group) = usize::try_from(vm.to_i64(group)?) else {
                return Err(vm.type_error("invalid template"));
            };
            groups.push((group, literal.clone()));
        }
        let first = parts.first().cloned().unwrap_or(Value::NONE);
        let class = vm.native_class::<TemplateClass>();
        Ok(vm.new_boxed(&class, Template { first, groups }).into())
    }
}
