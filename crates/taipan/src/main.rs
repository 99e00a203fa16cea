//! The `taipan` executable.

use std::process::ExitCode;

mod host;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let Some(path) = args.get(1) else { return ExitCode::from(2) };
    // The interpreter runs on a thread of its own, whose stack size is known.
    const STACK_SIZE: usize = 64 << 20;
    let path = path.clone();
    let thread = std::thread::Builder::new().stack_size(STACK_SIZE).spawn(move || run(&path, STACK_SIZE));
    match thread.map(|thread| thread.join()) {
        Ok(Ok(code)) => code,
        _ => ExitCode::from(1),
    }
}

fn run(path: &str, stack_size: usize) -> ExitCode {
    let source = std::fs::read_to_string(path).unwrap_or_default();
    let options = compiler::Options::default();
    let code = match compiler::compile(&source, path, compiler::Mode::Exec, &options) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("SyntaxError: {}", error.message);
            return ExitCode::from(1);
        }
    };
    let mut vm = vm_core::Vm::new(Box::new(host::OsHost::new()), (0, 0), stack_size);
    let globals = vm.new_dict();
    let name = vm.intern_str("__main__");
    globals.set_name(&mut vm, "__name__", name);
    let namespace = globals.clone().into();
    match vm.run_code(&code, &globals, &namespace) {
        Ok(_) => ExitCode::SUCCESS,
        Err(raised) => {
            let exception = vm.take_raised(raised);
            let class = vm.class_name(&exception);
            let text = match vm.str(&exception) {
                Ok(text) => text.text().to_string_lossy(),
                Err(_) => String::new(),
            };
            eprintln!("{class}: {text}");
            ExitCode::from(1)
        }
    }
}
