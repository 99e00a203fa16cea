//! `_opcode`: what `opcode` and `dis` ask about instructions.

use bytecode::Opcode;
use bytecode::metadata;
use vm_derive::native;

use crate::native::ModuleDef;
use crate::objects::PyDict;
use crate::{PyResult, Ref, Value, Vm};

/// Marker that holds the functions.
pub struct OpcodeModule;

/// The module.
pub static OPCODE: ModuleDef = ModuleDef {
    name: "_opcode",
    doc: "Opcode support module.",
    functions: OpcodeModule::NATIVE_METHODS,
    init: |vm, dict| {
        dict.set_name(vm, "ENABLE_SPECIALIZATION", Value::TRUE);
        dict.set_name(vm, "ENABLE_SPECIALIZATION_FT", Value::FALSE);
        Ok(())
    },
};

/// The module `_opcode_metadata`, which is generated. A library made for CPython has that of CPython's instructions.
pub static OPCODE_METADATA: ModuleDef = ModuleDef {
    name: "_opcode_metadata",
    doc: "",
    functions: &[],
    init: |vm, dict| {
        crate::embedded::run(vm, dict, "_opcode_metadata", include_str!("../lib/_opcode_metadata.py"))
    },
};

fn find(opcode: i64) -> Option<Opcode> {
    u16::try_from(opcode).ok().and_then(Opcode::from_number)
}

fn strings(vm: &mut Vm, names: &[&str]) -> Vec<Value> {
    names.iter().map(|name| vm.intern_str(name).into()).collect()
}

/// Whether the opcode is in the table of `dis`: no specialization of another.
fn is_plain(opcode: Opcode) -> bool {
    !metadata::is_specialized(opcode)
}

#[native]
impl OpcodeModule {
    /// Compute the stack effect of the opcode.
    #[function("(opcode, oparg=None, /, *, jump=None)")]
    fn stack_effect(vm: &mut Vm, opcode: i64, oparg: Option<&Value>, jump: Option<&Value>) -> PyResult<i32> {
        let argument = match oparg.filter(|oparg| !oparg.is_none()) {
            Some(oparg) => vm.to_i64(oparg)?,
            None => 0,
        };
        let jump = match jump.filter(|jump| !jump.is_none()) {
            None => None,
            Some(jump) if jump.is_true() => Some(true),
            Some(jump) if jump.is_false() => Some(false),
            Some(_) => return Err(vm.value_error("stack_effect: jump must be False, True or None")),
        };
        let argument = u32::try_from(argument).unwrap_or(0);
        let effect = find(opcode)
            .filter(|opcode| is_plain(*opcode))
            .and_then(|opcode| metadata::stack_effect(opcode, argument, jump));
        match effect {
            Some(effect) => Ok(effect),
            None => Err(vm.value_error("invalid opcode or oparg")),
        }
    }

    /// Return True if opcode is valid, False otherwise.
    #[function("(opcode)")]
    fn is_valid(opcode: i64) -> bool {
        find(opcode).is_some_and(is_plain)
    }

    /// Return True if the opcode uses its oparg, False otherwise.
    #[function("(opcode)")]
    fn has_arg(opcode: i64) -> bool {
        find(opcode).is_some_and(metadata::has_arg)
    }

    /// Return True if the opcode accesses a constant, False otherwise.
    #[function("(opcode)")]
    fn has_const(opcode: i64) -> bool {
        find(opcode).is_some_and(metadata::has_const)
    }

    /// Return True if the opcode accesses an attribute by name, False otherwise.
    #[function("(opcode)")]
    fn has_name(opcode: i64) -> bool {
        find(opcode).is_some_and(metadata::has_name)
    }

    /// Return True if the opcode has a jump target, False otherwise.
    #[function("(opcode)")]
    fn has_jump(opcode: i64) -> bool {
        find(opcode).is_some_and(metadata::has_jump)
    }

    /// Return True if the opcode accesses a free variable, False otherwise.
    #[function("(opcode)")]
    fn has_free(opcode: i64) -> bool {
        find(opcode).is_some_and(metadata::has_free)
    }

    /// Return True if the opcode accesses a local variable, False otherwise.
    #[function("(opcode)")]
    fn has_local(opcode: i64) -> bool {
        find(opcode).is_some_and(metadata::has_local)
    }

    /// Return True if the opcode sets an exception handler, False otherwise.
    #[function("(opcode)")]
    fn has_exc(opcode: i64) -> bool {
        find(opcode)
            .is_some_and(|opcode| matches!(opcode.name(), "SETUP_FINALLY" | "SETUP_CLEANUP" | "SETUP_WITH"))
    }

    /// Return the specialization stats
    #[function("()")]
    fn get_specialization_stats() -> Value {
        Value::NONE
    }

    /// Return the executor object at offset in code if exists, None otherwise.
    #[function("(*, code, offset)")]
    fn get_executor(vm: &mut Vm, code: &Value, offset: &Value) -> PyResult {
        let _ = (code, offset);
        Err(vm.runtime_error("Executors are not available in this build"))
    }

    /// Return the fields of each opcode's inline cache and their widths in code units.
    #[function("()")]
    fn get_cache_format(vm: &mut Vm) -> Ref<PyDict> {
        let format = vm.new_dict();
        for opcode in (0..=u16::from(u8::MAX)).filter_map(Opcode::from_number).filter(|op| is_plain(*op)) {
            let entries = opcode.cache_entries();
            if entries == 0 || metadata::is_instrumented(opcode) {
                continue;
            }
            let fields = vm.new_dict();
            let mut unused = entries;
            for (name, _, width) in metadata::cache_fields(opcode) {
                fields.set_name(vm, name, Value::int32(*width as i32));
                unused -= width;
            }
            if unused > 0 {
                fields.set_name(vm, "unused", Value::int32(unused as i32));
            }
            format.set_name(vm, opcode.name(), fields);
        }
        format
    }

    /// Return a list of names of the unary intrinsics.
    #[function("()")]
    fn get_intrinsic1_descs(vm: &mut Vm) -> Vec<Value> {
        strings(
            vm,
            &[
                "INTRINSIC_1_INVALID",
                "INTRINSIC_PRINT",
                "INTRINSIC_IMPORT_STAR",
                "INTRINSIC_STOPITERATION_ERROR",
                "INTRINSIC_ASYNC_GEN_WRAP",
                "INTRINSIC_UNARY_POSITIVE",
                "INTRINSIC_LIST_TO_TUPLE",
                "INTRINSIC_TYPEVAR",
                "INTRINSIC_PARAMSPEC",
                "INTRINSIC_TYPEVARTUPLE",
                "INTRINSIC_SUBSCRIPT_GENERIC",
                "INTRINSIC_TYPEALIAS",
            ],
        )
    }

    /// Return a list of names of the binary intrinsics.
    #[function("()")]
    fn get_intrinsic2_descs(vm: &mut Vm) -> Vec<Value> {
        strings(
            vm,
            &[
                "INTRINSIC_2_INVALID",
                "INTRINSIC_PREP_RERAISE_STAR",
                "INTRINSIC_TYPEVAR_WITH_BOUND",
                "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
                "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
                "INTRINSIC_SET_TYPEPARAM_DEFAULT",
            ],
        )
    }

    /// Return a list of symbols of binary ops.
    #[function("()")]
    fn get_nb_ops(vm: &mut Vm) -> Vec<Value> {
        const NAMES: [(&str, &str); 13] = [
            ("ADD", "+"),
            ("AND", "&"),
            ("FLOOR_DIVIDE", "//"),
            ("LSHIFT", "<<"),
            ("MATRIX_MULTIPLY", "@"),
            ("MULTIPLY", "*"),
            ("REMAINDER", "%"),
            ("OR", "|"),
            ("POWER", "**"),
            ("RSHIFT", ">>"),
            ("SUBTRACT", "-"),
            ("TRUE_DIVIDE", "/"),
            ("XOR", "^"),
        ];
        let plain = NAMES.iter().map(|(name, symbol)| (format!("NB_{name}"), (*symbol).to_owned()));
        let inplace = NAMES.iter().map(|(name, symbol)| (format!("NB_INPLACE_{name}"), format!("{symbol}=")));
        let all: Vec<(String, String)> =
            plain.chain(inplace).chain([("NB_SUBSCR".to_owned(), "[]".to_owned())]).collect();
        all.into_iter()
            .map(|(name, symbol)| {
                let pair = [vm.new_str(&name).into(), vm.new_str(&symbol).into()];
                vm.new_tuple(pair).into()
            })
            .collect()
    }

    /// Return a list of special method names.
    #[function("()")]
    fn get_special_method_names(vm: &mut Vm) -> Vec<Value> {
        strings(vm, &["__enter__", "__exit__", "__aenter__", "__aexit__"])
    }
}
