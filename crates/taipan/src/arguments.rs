//! The command line.

use std::ffi::OsString;

use lexopt::prelude::*;
use vm_core::vm::Specialization;

/// What to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    Script(String),
    Command(String),
    Module(String),
    Stdin,
    Prompt,
}

/// The options.
#[derive(Clone, Debug)]
pub struct Options {
    pub program: Program,
    pub arguments: Vec<String>,
    /// The program was given as `-`.
    pub dash: bool,
    pub inspect: bool,
    pub ignore_environment: bool,
    /// The script's folder is not searched for modules.
    pub safe_path: bool,
    pub optimize: u8,
    /// No compiled files are written.
    pub dont_write_bytecode: bool,
    pub specialization: Specialization,
    /// Whether loops that run often are compiled.
    pub jit: bool,
    pub xoptions: Vec<(String, Option<String>)>,
    pub warnings: Vec<String>,
}

const USAGE: &str = "usage: taipan [option] ... [-c cmd | -m mod | file | -] [arg] ...";

const HELP: &str = "\
Options:
-c cmd : program passed in as string (terminates option list)
-m mod : run library module as a script (terminates option list)
-      : program read from stdin
-i     : inspect interactively after running script
-E     : ignore PYTHON* environment variables
-I     : isolate from the user's environment (implies -E, -P and -s)
-P     : don't prepend a potentially unsafe path to sys.path
-O     : remove assert and __debug__-dependent statements
-OO    : do -O changes and also discard docstrings
-B     : don't write .pyc files on import
-s, -S, -u, -q, -v, -b, -d, -x : accepted
-V     : print the version and exit
-W arg : warning control
-X opt : nospecialize, nojit, specialize=eager (and compile all loops),
         opstats (count instructions), specstats (count specialized forms), jitstats (what was compiled, and where
         compiled code was left); others are kept in sys._xoptions
-h     : print this help and exit
";

/// Reads the command line; `None` if there is nothing to run. Errors are texts for standard error.
pub fn parse(args: Vec<OsString>) -> Result<Option<Options>, String> {
    let mut options = Options {
        program: Program::Prompt,
        arguments: Vec::new(),
        dash: false,
        inspect: false,
        ignore_environment: false,
        safe_path: false,
        optimize: 0,
        dont_write_bytecode: false,
        specialization: Specialization::Adaptive,
        jit: true,
        xoptions: Vec::new(),
        warnings: Vec::new(),
    };
    let mut parser = lexopt::Parser::from_args(args.into_iter().skip(1));
    let mut program = None;
    let problem = |text: String| format!("{text}\n{USAGE}\nTry `taipan -h' for more information.\n");
    let value = |parser: &mut lexopt::Parser, name: char| match parser.value() {
        Ok(value) => Ok(value.to_string_lossy().into_owned()),
        Err(_) => Err(problem(format!("Argument expected for the -{name} option"))),
    };
    while program.is_none() {
        let Some(argument) = parser.next().map_err(|error| problem(error.to_string()))? else { break };
        match argument {
            Short('c') => program = Some(Program::Command(value(&mut parser, 'c')?)),
            Short('m') => program = Some(Program::Module(value(&mut parser, 'm')?)),
            Short('i') => options.inspect = true,
            Short('E') => options.ignore_environment = true,
            Short('I') => (options.ignore_environment, options.safe_path) = (true, true),
            Short('P') => options.safe_path = true,
            Short('O') => options.optimize = (options.optimize + 1).min(2),
            Short('B') => options.dont_write_bytecode = true,
            Short('s' | 'S' | 'u' | 'q' | 'v' | 'b' | 'd' | 'x' | 'R') => {}
            Short('W') => options.warnings.push(value(&mut parser, 'W')?),
            Short('X') => {
                let text = value(&mut parser, 'X')?;
                match &text[..] {
                    "nojit" => options.jit = false,
                    "nospecialize" => options.specialization = Specialization::Off,
                    "specialize=eager" => options.specialization = Specialization::Eager,
                    _ => {}
                }
                options.xoptions.push(match text.split_once('=') {
                    Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                    None => (text, None),
                });
            }
            Short('V') | Long("version") => {
                println!("Python 3.14.0 (Taipan {})", env!("CARGO_PKG_VERSION"));
                return Ok(None);
            }
            Short('h' | '?') | Long("help") => {
                println!("{USAGE}\n{HELP}");
                return Ok(None);
            }
            Value(path) if path == "-" => {
                options.dash = true;
                program = Some(Program::Stdin);
            }
            Value(path) => program = Some(Program::Script(path.to_string_lossy().into_owned())),
            Short(name) => return Err(problem(format!("Unknown option: -{name}"))),
            Long(name) => return Err(problem(format!("unknown option --{name}"))),
        }
    }
    // All that follows the program is the program's own.
    if let Ok(rest) = parser.raw_args() {
        options.arguments = rest.map(|argument| argument.to_string_lossy().into_owned()).collect();
    }
    options.program = match program {
        Some(program) => program,
        None if std::io::IsTerminal::is_terminal(&std::io::stdin()) || options.inspect => Program::Prompt,
        None => Program::Stdin,
    };
    Ok(Some(options))
}
