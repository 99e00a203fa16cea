//! `_imp`: what `importlib` asks the interpreter for about compiled files. The rest of the module, which says that there
//! are no frozen and no extension modules, is in `python/_imp.py`.

use vm_derive::native;

use vm_core::import_cache;

use crate::native::ModuleDef;
use crate::objects::{PyBytes, PyCode, PyStr};
use crate::{PyResult, Ref, Value, Vm};

/// Marker that holds the functions.
pub struct Imp;

/// The module.
pub static IMP: ModuleDef = ModuleDef {
    name: "_imp",
    doc: "(Extremely) low-level import machinery bits as used by importlib.",
    functions: Imp::NATIVE_METHODS,
    init: |vm, dict| {
        let magic = vm.new_int(i64::from(import_cache::MAGIC));
        dict.set_name(vm, "pyc_magic_number_token", magic);
        crate::embedded::run(vm, dict, "_imp", include_str!("python/_imp.py"))
    },
};

#[native]
impl Imp {
    #[function("(key, source)")]
    fn source_hash(vm: &mut Vm, key: i64, source: &Value) -> PyResult<Ref<PyBytes>> {
        let source = vm.to_bytes_like(source)?;
        Ok(vm.new_bytes(import_cache::source_hash(key as u64, &source)))
    }

    #[function("(code, path, /)")]
    fn _fix_co_filename(vm: &mut Vm, code: &PyCode, path: &PyStr) {
        code.move_to(vm, path);
    }
}
