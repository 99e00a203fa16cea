//! The `taipan` executable: the command line, running the program, and how the process ends.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use vm_core::objects::{PyDict, PyException};
use vm_core::{PyResult, Raised, Ref, Value, Vm};

mod allocator;
mod arguments;
mod host;
mod memory;

use arguments::{Options, Program};

#[global_allocator]
static ALLOCATOR: allocator::Allocator = allocator::Allocator;

fn main() -> ExitCode {
    let options = match arguments::parse(std::env::args_os().collect()) {
        Ok(Some(options)) => options,
        Ok(None) => return ExitCode::SUCCESS,
        Err(message) => {
            eprint!("{message}");
            return ExitCode::from(2);
        }
    };
    // The interpreter runs on a thread of its own, whose stack size is known.
    const STACK_SIZE: usize = 256 << 20;
    let thread = std::thread::Builder::new().stack_size(STACK_SIZE).spawn(move || run(&options, STACK_SIZE));
    let code = match thread.map(|thread| thread.join()) {
        Ok(Ok(code)) => code,
        _ => 1,
    };
    // The process ends at once: what its memory held goes with it.
    std::process::exit(code)
}

/// Runs the program; gives the exit status.
fn run(options: &Options, stack_size: usize) -> i32 {
    let interrupted = Arc::new(AtomicBool::new(false));
    let mut vm = Vm::new(Box::new(host::OsHost::new(interrupted.clone())), hash_keys(options), stack_size);
    host::handle_interrupts(interrupted, vm.breaker_handle());
    vm.set_specialization(options.specialization);
    vm.set_tier2(options.jit);
    vm.optimize = options.optimize;
    vm.dont_write_bytecode =
        options.dont_write_bytecode || environment(options, "PYTHONDONTWRITEBYTECODE").is_some();
    let wants = |name: &str| options.xoptions.iter().any(|(option, _)| option == name);
    if wants("opstats") || wants("specstats") {
        vm.count_instructions();
    }
    if wants("jitstats") {
        vm.report_tier2();
    }
    stdlib::register(&mut vm);
    let result = prepare(&mut vm, options).and_then(|()| run_program(&mut vm, options));
    let mut status = match result {
        Ok(status) => status,
        Err(raised) => report(&mut vm, raised),
    };
    if !finish(&mut vm) && status == 0 {
        status = 120;
    }
    if let Some(statistics) = vm.statistics() {
        if wants("opstats") {
            eprint!("{}", statistics.opcode_report());
        }
        if wants("specstats") {
            eprint!("{}", statistics.specialization_report(&vm));
        }
    }
    if let Some(report) = vm.tier2_report() {
        eprint!("{report}");
    }
    status
}

/// Seeds of string hashes: random, unless `PYTHONHASHSEED` says otherwise.
fn hash_keys(options: &Options) -> (u64, u64) {
    use std::hash::{BuildHasher, Hasher};
    let seed = if options.ignore_environment { None } else { std::env::var("PYTHONHASHSEED").ok() };
    match seed.as_deref().map(str::parse::<u32>) {
        Some(Ok(0)) => (0, 0),
        Some(Ok(seed)) => (u64::from(seed).wrapping_mul(0x9E37_79B9_7F4A_7C15), u64::from(seed)),
        _ => {
            // The standard library's hasher is seeded by the system.
            let random = || std::collections::hash_map::RandomState::new().build_hasher().finish();
            (random(), random())
        }
    }
}

/// A variable of the environment, if it counts and is not empty.
fn environment(options: &Options, name: &str) -> Option<String> {
    match options.ignore_environment {
        true => None,
        false => std::env::var(name).ok().filter(|value| !value.is_empty()),
    }
}

/// Sets up `sys`.
fn prepare(vm: &mut Vm, options: &Options) -> PyResult<()> {
    let sys = vm.sys().clone();
    for name in ["sys", "builtins"] {
        vm.import_native(name)?;
    }
    let strings = |vm: &mut Vm, items: &[String]| -> Value {
        let items: Vec<Value> = items.iter().map(|item| vm.new_str(item).into()).collect();
        vm.new_list(items).into()
    };
    let mut argv = vec![match &options.program {
        Program::Script(path) => path.clone(),
        Program::Command(_) => "-c".to_owned(),
        Program::Module(_) => "-m".to_owned(),
        Program::Stdin | Program::Prompt => {
            if options.dash {
                "-".to_owned()
            } else {
                String::new()
            }
        }
    }];
    argv.extend(options.arguments.iter().cloned());
    let argv = strings(vm, &argv);
    sys.set_name(vm, "argv", argv);
    let original: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let original = strings(vm, &original);
    sys.set_name(vm, "orig_argv", original);

    let mut path = Vec::new();
    if !options.safe_path {
        match &options.program {
            Program::Script(script) => {
                let real = std::fs::canonicalize(script).unwrap_or_else(|_| script.into());
                let folder = if real.is_dir() { Some(&*real) } else { real.parent() };
                path.push(folder.map_or(String::new(), |folder| folder.to_string_lossy().into_owned()));
            }
            Program::Module(_) => {
                path.push(
                    std::env::current_dir().map_or(String::new(), |d| d.to_string_lossy().into_owned()),
                );
            }
            _ => path.push(String::new()),
        }
    }
    if !options.ignore_environment
        && let Ok(more) = std::env::var("PYTHONPATH")
    {
        path.extend(more.split(':').filter(|folder| !folder.is_empty()).map(str::to_owned));
    }
    let path = strings(vm, &path);
    sys.set_name(vm, "path", path);
    let executable =
        std::env::current_exe().map_or(String::new(), |path| path.to_string_lossy().into_owned());
    for name in ["executable", "_base_executable"] {
        let executable = vm.new_str(&executable);
        sys.set_name(vm, name, executable);
    }
    let xoptions = vm.new_dict();
    for (name, value) in &options.xoptions {
        let value = value.as_ref().map_or(Value::TRUE, |value| vm.new_str(value).into());
        xoptions.set_name(vm, name, value);
    }
    sys.set_name(vm, "_xoptions", xoptions);
    let prefix = options.xoptions.iter().rev().find(|(name, _)| name == "pycache_prefix");
    let prefix = match prefix {
        Some((_, prefix)) => prefix.clone().filter(|prefix| !prefix.is_empty()),
        None => environment(options, "PYTHONPYCACHEPREFIX"),
    };
    if let Some(prefix) = prefix {
        let prefix = vm.new_str(&prefix);
        sys.set_name(vm, "pycache_prefix", prefix);
    }
    let mut warnings = Vec::new();
    if !options.ignore_environment
        && let Ok(more) = std::env::var("PYTHONWARNINGS")
    {
        warnings.extend(more.split(',').filter(|filter| !filter.is_empty()).map(str::to_owned));
    }
    warnings.extend(options.warnings.iter().cloned());
    let wanted = !warnings.is_empty();
    let warnings = strings(vm, &warnings);
    sys.set_name(vm, "warnoptions", warnings);
    stdlib::open_standard_streams(vm)?;
    // The library's `warnings` reads the filters; without the library there are none.
    if wanted && let Err(raised) = vm.import_absolute("warnings") {
        vm.discard(raised);
    }
    Ok(())
}

/// The namespace of a new `__main__`.
fn new_main(vm: &mut Vm) -> Ref<PyDict> {
    let module = vm.new_module("__main__", Value::NONE);
    let dict = module.dict().clone();
    let builtins = vm.import_native("builtins").ok().flatten().unwrap_or(Value::NONE);
    dict.set_name(vm, "__builtins__", builtins);
    let modules = vm.modules().clone();
    modules.set_name(vm, "__main__", module);
    dict
}

fn run_program(vm: &mut Vm, options: &Options) -> PyResult<i32> {
    let globals = new_main(vm);
    let (bytes, filename) = match &options.program {
        Program::Script(path) => {
            let mut path = path.clone();
            if std::path::Path::new(&path).is_dir() {
                let main = format!("{}/__main__.py", path.trim_end_matches('/'));
                if !std::path::Path::new(&main).is_file() {
                    eprintln!("{}: can't find '__main__' module in {}", executable_name(), quoted(&path));
                    return Ok(1);
                }
                path = main;
            }
            match std::fs::read(&path) {
                Ok(bytes) => {
                    let path = absolute(&path);
                    let file = vm.new_str(&path);
                    globals.set_name(vm, "__file__", file);
                    globals.set_name(vm, "__cached__", Value::NONE);
                    (bytes, path)
                }
                Err(error) => {
                    let number = error.raw_os_error().unwrap_or(0);
                    let text = error.to_string();
                    let text = text.split(" (os error").next().unwrap_or_default();
                    let name = executable_name();
                    eprintln!(
                        "{name}: can't open file {}: [Errno {number}] {text}",
                        quoted(&absolute(&path))
                    );
                    return Ok(2);
                }
            }
        }
        Program::Command(command) => {
            let text = format!("{}\n", dedent(command));
            vm.remember_source("<string>", &text);
            (text.into_bytes(), "<string>".to_owned())
        }
        Program::Module(name) => return run_module(vm, name, &globals),
        Program::Stdin => {
            let mut bytes = Vec::new();
            if let Err(error) = std::io::Read::read_to_end(&mut std::io::stdin(), &mut bytes) {
                return Err(vm.raise_os_error(&error, None));
            }
            vm.remember_source("<stdin>", &String::from_utf8_lossy(&bytes));
            (bytes, "<stdin>".to_owned())
        }
        Program::Prompt => return prompt(vm, &globals),
    };
    if matches!(options.program, Program::Command(_)) || options.program == Program::Stdin {
        let loader = Value::NONE;
        globals.set_name(vm, "__loader__", loader);
    }
    let result = execute(vm, bytes, &filename, &globals);
    if options.inspect {
        if let Err(raised) = result {
            let status = report(vm, raised);
            if status != 1 {
                return Ok(status);
            }
        }
        return prompt(vm, &globals);
    }
    result.map(|()| 0)
}

fn execute(vm: &mut Vm, bytes: Vec<u8>, filename: &str, globals: &Ref<PyDict>) -> PyResult<()> {
    let code = vm.compile_bytes(&bytes, filename)?;
    // A program may run for long.
    drop(bytes);
    let namespace = globals.clone().into();
    vm.run_code(code, globals, &namespace).map(drop)
}

/// `-m`: a module, or the `__main__` of a package, runs as `__main__`.
fn run_module(vm: &mut Vm, name: &str, globals: &Ref<PyDict>) -> PyResult<i32> {
    let executable =
        std::env::current_exe().map_or(String::new(), |path| path.to_string_lossy().into_owned());
    let mut full = name.to_owned();
    if let Some((parent, _)) = name.rsplit_once('.')
        && let Err(raised) = vm.import_absolute(parent)
    {
        if !vm.raised_is(|types| &types.exc.ImportError) {
            return Err(raised);
        }
        let exception = vm.take_raised(raised);
        let (class, text) = (vm.class_name(&exception), vm.str(&exception)?);
        eprintln!(
            "{executable}: Error while finding module specification for '{name}' ({class}: {})",
            text.text().to_string_lossy()
        );
        return Ok(1);
    }
    let mut found = vm.find_source(&full)?;
    if let Some((_, true)) = &found {
        vm.import_absolute(name)?;
        full = format!("{name}.__main__");
        found = vm.find_source(&full)?;
        if found.is_none() {
            eprintln!(
                "{executable}: No module named {full}; '{name}' is a package and cannot be directly executed"
            );
            return Ok(1);
        }
    }
    let Some((path, _)) = found else {
        eprintln!("{executable}: No module named {full}");
        return Ok(1);
    };
    let path = absolute(&path);
    let spec = vm.spec_of_file(&full, &path, false)?;
    let module = vm.modules().clone();
    let key = vm.intern_str("__main__");
    let main = module.get_str(vm, &key).cloned().unwrap_or(Value::NONE);
    vm.initialize_module(&main, &spec)?;
    let main_name = vm.intern_str("__main__");
    globals.set_name(vm, "__name__", main_name);
    let argv = vm.intern_str("argv");
    if let Some(argv) = vm.sys().get_str(vm, &argv).cloned() {
        let path: Value = vm.new_str(&path).into();
        vm.set_item(&argv, &Value::int32(0), Some(&path))?;
    }
    let code = vm.code_of_source(&path)?;
    let namespace = globals.clone().into();
    vm.run_code_object(code, globals, &namespace).map(|_| 0)
}

/// A simple prompt: statements are read until they are complete, and run.
fn prompt(vm: &mut Vm, globals: &Ref<PyDict>) -> PyResult<i32> {
    eprintln!("Taipan {} (Python 3.14)", env!("CARGO_PKG_VERSION"));
    let namespace: Value = globals.clone().into();
    let mut pending = String::new();
    loop {
        let shown = if pending.is_empty() { ">>> " } else { "... " };
        eprint!("{shown}");
        let line = match vm.host().read_line() {
            Ok(line) if !line.is_empty() => String::from_utf8_lossy(&line).into_owned(),
            _ if pending.is_empty() => {
                eprintln!();
                return Ok(0);
            }
            _ => String::new(),
        };
        let ended = line.is_empty();
        pending.push_str(&line);
        let options = compiler::Options {
            allow_incomplete_input: !ended,
            dont_imply_dedent: !ended,
            ..compiler::Options::default()
        };
        if pending.trim().is_empty() {
            pending.clear();
            continue;
        }
        let compiled = compiler::compile_with_warnings(&pending, "<stdin>", compiler::Mode::Single, &options);
        if compiled.as_ref().is_err_and(|error| error.kind == compiler::ErrorKind::IncompleteInput) {
            continue;
        }
        vm.remember_source("<stdin>", &pending);
        let result = vm
            .finish_compilation(compiled, "<stdin>")
            .and_then(|code| vm.run_code(code, globals, &namespace).map(drop));
        pending.clear();
        if let Err(raised) = result {
            if vm.raised_is(|types| &types.exc.SystemExit) {
                return Err(raised);
            }
            report(vm, raised);
        }
        flush(vm, "stdout");
    }
}

/// Reports an exception that left the program; gives the exit status.
fn report(vm: &mut Vm, raised: Raised) -> i32 {
    let exception = vm.take_raised(raised);
    let class = Ref::new(vm.class_of(&exception));
    let system_exit = vm.types().exc.SystemExit.clone();
    let interrupt = vm.types().exc.KeyboardInterrupt.clone();
    flush(vm, "stdout");
    if class.is_subtype(vm, &system_exit) {
        return exit_status(vm, &exception);
    }
    let hook = vm.names().excepthook.clone();
    let original = vm.intern_str("__excepthook__");
    let (hook, original) = (vm.sys().get_str(vm, &hook).cloned(), vm.sys().get_str(vm, &original).cloned());
    let handled = match (hook, original) {
        (Some(hook), Some(original)) if !hook.is(&original) => {
            let traceback = vm.traceback_of(&exception);
            match vm.call(&hook, &[class.clone().into(), exception.clone(), traceback]) {
                Ok(_) => true,
                Err(error) => {
                    let second = vm.take_raised(error);
                    let text = stdlib::traceback::format_exception(vm, &second, false);
                    eprintln!("Error in sys.excepthook:\n{text}\nOriginal exception was:");
                    false
                }
            }
        }
        _ => false,
    };
    if !handled {
        let text = stdlib::traceback::format_exception(vm, &exception, coloured());
        if stdlib::write_stream(vm, "stderr", &text).is_err() {
            vm.clear_raised();
            eprint!("{text}");
        }
    }
    if class.is_subtype(vm, &interrupt) {
        return host::INTERRUPTED;
    }
    1
}

/// What `SystemExit` asks for.
fn exit_status(vm: &mut Vm, exception: &Value) -> i32 {
    let code = exception.downcast::<PyException>().map_or(Value::NONE, |exception| exception.field(vm, 0));
    if code.is_none() {
        return 0;
    }
    if let Some(code) = code.as_small_int() {
        return (code & 0xff) as i32;
    }
    if let Some(code) = code.as_bool() {
        return i32::from(code);
    }
    if code.kind() == vm_core::object::Kind::Int {
        return 255;
    }
    let text = match vm.str(&code) {
        Ok(text) => text.text().to_string_lossy(),
        Err(_) => {
            vm.clear_raised();
            String::new()
        }
    };
    if stdlib::write_stream(vm, "stderr", &format!("{text}\n")).is_err() {
        vm.clear_raised();
    }
    1
}

/// Whether tracebacks have colours: on a terminal, unless the environment says otherwise.
fn coloured() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match std::env::var("PYTHON_COLORS").as_deref() {
        Ok("0") => return false,
        Ok("1") => return true,
        _ => {}
    }
    if set("NO_COLOR") {
        return false;
    }
    if set("FORCE_COLOR") {
        return true;
    }
    std::env::var("TERM").as_deref() != Ok("dumb") && std::io::stderr().is_terminal()
}

fn flush(vm: &mut Vm, name: &str) -> bool {
    let key = vm.intern_str(name);
    let stream = vm.sys().get_str(vm, &key).cloned();
    if let Some(stream) = stream.filter(|stream| !stream.is_none())
        && vm.call_method_str(&stream, "flush", &[]).is_err()
    {
        vm.clear_raised();
        return false;
    }
    vm.host().flush(1).is_ok()
}

/// Runs what was registered for the end, and flushes. Whether that went well.
fn finish(vm: &mut Vm) -> bool {
    stdlib::run_exit_functions(vm);
    let flushed = |vm: &mut Vm, name: &str| {
        let key = vm.intern_str(name);
        let stream = vm.sys().get_str(vm, &key).cloned().unwrap_or(Value::NONE);
        let closed = vm.intern_str("closed");
        let closed = vm.get_attr_optional(&stream, &closed).ok().flatten();
        let closed = closed.is_some_and(|closed| vm.is_true(&closed).unwrap_or(false));
        closed || flush(vm, name)
    };
    let stdout = flushed(vm, "stdout");
    let stderr = flushed(vm, "stderr");
    stdout && stderr && std::io::stdout().flush().is_ok()
}

fn executable_name() -> String {
    std::env::args_os().next().map_or_else(|| "taipan".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn absolute(path: &str) -> String {
    std::path::absolute(path).map_or_else(|_| path.to_owned(), |path| path.to_string_lossy().into_owned())
}

fn quoted(text: &str) -> String {
    format!("'{text}'")
}

/// `-c` drops the indentation that all lines share.
fn dedent(text: &str) -> String {
    let common = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches([' ', '\t']).len())
        .min()
        .unwrap_or(0);
    if common == 0 {
        return text.to_owned();
    }
    text.lines().map(|line| line.get(common..).unwrap_or_default()).collect::<Vec<_>>().join("\n")
}
