//! "Did you mean": the name nearest to a misspelt one, for messages of uncaught exceptions.

use crate::objects::*;
use crate::{Ref, Value, Vm};

const MAX_CANDIDATES: usize = 750;
const MAX_LENGTH: usize = 40;
const MOVE: usize = 2;
const CASE: usize = 1;

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
    if names.len() > MAX_CANDIDATES || wrong.chars().count() > MAX_LENGTH {
        return String::new();
    }
    names.sort();
    if !wrong.starts_with('_') {
        names.retain(|name| !name.starts_with('_'));
    }
    let mut best: Option<(usize, &str)> = None;
    for name in &names {
        if name == wrong {
            continue;
        }
        let most = (name.chars().count() + wrong.chars().count() + 3) * MOVE / 6;
        let most = best.map_or(most, |(distance, _)| most.min(distance.saturating_sub(1)));
        let distance = distance(wrong, name);
        if distance <= most && best.is_none_or(|(known, _)| distance < known) {
            best = Some((distance, name));
        }
    }
    best.map_or(String::new(), |(_, name)| format!(". Did you mean: '{name}'?"))
}

/// Levenshtein distance, where a change of case costs half.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut row: Vec<usize> = (0..=right.len()).map(|index| index * MOVE).collect();
    for (i, l) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (i + 1) * MOVE;
        for (j, r) in right.iter().enumerate() {
            let cost = match l == r {
                true => 0,
                false if l.eq_ignore_ascii_case(r) => CASE,
                false => MOVE,
            };
            let value = (diagonal + cost).min(row[j] + MOVE).min(row[j + 1] + MOVE);
            diagonal = std::mem::replace(&mut row[j + 1], value);
        }
    }
    row[right.len()]
}
