//! A hundred million dispatches on a small native stack: a handler that called the next one, instead of jumping to it,
//! would overflow it at once.

use vm_core::vm::NoHost;
use vm_core::{Value, Vm};

/// What remains to run in: the machine keeps 192 KiB in reserve, and making it takes some too.
const STACK: usize = 512 * 1024;
/// Instructions of one turn of the loop below, jumps included.
const PER_TURN: u64 = 10;

#[test]
fn a_hundred_million_dispatches_need_no_stack() {
    // Unoptimized builds use the other backend, which cannot fail this way: a hundredth will do.
    let dispatches: u64 = if cfg!(debug_assertions) { 1_000_000 } else { 100_000_000 };
    let turns = dispatches / PER_TURN;
    let source = format!(
        "def f(n):\n    i = 0\n    s = 0\n    while i < n:\n        i = i + 1\n        s = s + i\n    return s\nf({turns})\nresult = f({turns})\n"
    );
    let code =
        compiler::compile(&source, "<test>", compiler::Mode::Exec, &compiler::Options::default()).unwrap();
    let run = move || {
        let mut vm = Vm::new(Box::new(NoHost), (0, 0), STACK);
        let globals = vm.new_dict();
        let namespace: Value = globals.clone().into();
        assert!(vm.run_code(code.clone(), &globals, &namespace).is_ok());
        let name = vm.intern_str("result");
        globals.get_str(&vm, &name).and_then(Value::as_small_int)
    };
    let result = std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap();
    assert_eq!(result, Some((turns * (turns + 1) / 2) as i64));
}
