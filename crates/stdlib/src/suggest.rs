//! "Did you mean": the name nearest to a misspelt one, for messages of uncaught exceptions.

use vm_core::ops::suggest::nearest;

use crate::objects::*;
use crate::{Ref, Value, Vm};

/// What to add to the message of `exception`; empty if nothing comes near.
pub fn hint(vm: &mut Vm, exception: &Value) -> String {
    let Some(error) = exception.downcast::<PyException>() else { return String::new() };
    let exc = &vm.types().exc;
    let (name_error, attribute_error, import_error) =
        (exc.NameError.clone(), exc.AttributeError.clone(), exc.ImportError.clone());
    let class = Ref::new(vm.class_of(exception));
    let text = |value: Value| value.downcast::<PyStr>().map(|name| name.text().to_string_lossy());
    if class.is_subtype(vm, &attribute_error) {
        let (Some(name), object) = (text(error.field(vm, 0)), error.field(vm, 1)) else {
            return String::new();
        };
        if object.is_none() {
            return String::new();
        }
        return suggestion(&name, names_of(vm, &object));
    }
    if class.is_subtype(vm, &import_error) {
        let (module, name) = (text(error.field(vm, 1)), text(error.field(vm, 3)));
        let (Some(module), Some(name)) = (module, name) else { return String::new() };
        let key = vm.intern_str(&module);
        let Some(module) = vm.modules().get_str(vm, &key).cloned() else { return String::new() };
        return suggestion(&name, names_of(vm, &module));
    }
    if class.is_subtype(vm, &name_error) {
        let Some(name) = text(error.field(vm, 0)) else { return String::new() };
        let mut traceback = error.traceback(vm);
        let mut frame = None;
        while let Some(link) = traceback.downcast::<PyTraceback>() {
            frame = Some(link.frame());
            let next = link.next(vm);
            traceback = next;
        }
        let Some(frame) = frame else { return String::new() };
        let mut names = Vec::new();
        let frame: Value = frame.into();
        for attribute in ["f_locals", "f_globals", "f_builtins"] {
            match vm.get_attr_str(&frame, attribute) {
                Ok(scope) => names.extend(keys(vm, &scope)),
                Err(_) => vm.clear_raised(),
            }
        }
        let near = suggestion(&name, names);
        let is_module = crate::sys::is_stdlib_module(&name);
        return match (near.is_empty(), is_module) {
            (true, true) => format!(". Did you forget to import '{name}'?"),
            (false, true) => format!("{} Or did you forget to import '{name}'?", near),
            _ => near,
        };
    }
    String::new()
}

fn keys(vm: &Vm, scope: &Value) -> Vec<String> {
    match scope.downcast::<PyDict>() {
        Some(dict) => dict
            .table(vm)
            .iter()
            .filter_map(|entry| entry.key.downcast::<PyStr>().map(|name| name.text().to_string_lossy()))
            .collect(),
        None => Vec::new(),
    }
}

fn names_of(vm: &mut Vm, object: &Value) -> Vec<String> {
    let listed = match vm.call_method_str(object, "__dir__", &[]) {
        Ok(names) => vm.iterate_to_vec(&names),
        Err(raised) => Err(raised),
    };
    match listed {
        Ok(names) => names
            .iter()
            .filter_map(|n| n.downcast::<PyStr>().map(|name| name.text().to_string_lossy()))
            .collect(),
        Err(_) => {
            vm.clear_raised();
            Vec::new()
        }
    }
}

fn suggestion(wrong: &str, mut names: Vec<String>) -> String {
    names.sort();
    if !wrong.starts_with('_') {
        names.retain(|name| !name.starts_with('_'));
    }
    nearest(wrong, &names).map_or(String::new(), |name| format!(". Did you mean: '{name}'?"))
}
