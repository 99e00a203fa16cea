//! Tier 2: loops that run often are recorded while they run, and the recording is compiled.
//!
//! - [`record`]: a loop that is hot exchanges the handlers for ones that note each instruction, until the loop closes.
//! - [`lower`]: walks the recording with a model of the frames, in which values have types and owners, and writes what is
//!   left of it as a program for the `jit` crate. Calls that were recorded are part of it: their frames exist only in the
//!   model.
//! - [`leave`]: where a guard fails, the model's state is made real and the interpreter goes on. A way out that is taken
//!   often is recorded and compiled in its turn, and then goes on there.
//!
//! Compiled code takes the place of `JUMP_BACKWARD` as `JUMP_BACKWARD_JIT`. It is a handler like others: it gets the
//! interpreter's registers, and goes on by a jump to the handler of some instruction.
//!
//! What it relies on: the locals of its frames are changed by nobody else while it runs. A version that was checked stays true
//! until an instruction is run by the interpreter, or a function is called that may run Python code; then lowering forgets it.

mod exits;
mod layout;
mod leave;
mod lower;
mod plain;
mod record;
mod report;
mod state;

use exits::Exits;
pub(crate) use leave::enter;
pub(crate) use record::{consider, is_recording, record};

use std::collections::HashMap;
use std::ptr::null_mut;

use bytecode::code::CodeUnit;
use jit::{CodeMemory, Direct, Entry, Link};

use crate::interp::Continue;
use crate::value::Value;

/// Executors at most: their number fits the cache of an instruction.
const MOST_EXECUTORS: usize = 2000;
/// How often an exit is taken before it is recorded.
const HOT_EXIT: u32 = 60;
/// Recordings of the same place that may fail.
const MOST_FAILURES: u8 = 6;

/// What tier 2 keeps in the machine.
pub(crate) struct Tier2 {
    /// `None` before the first loop is compiled.
    memory: Option<CodeMemory>,
    /// Switched off: by the user, or because the system does not let code be written.
    pub(crate) disabled: bool,
    resume: Resume,
    /// Where the code of each executor begins.
    entries: Vec<usize>,
    executors: Vec<Executor>,
    recording: Option<Box<record::Recording>>,
    /// How often recording failed, by the address of the first instruction.
    failures: HashMap<usize, u8>,
    /// What it did, if somebody wants to know.
    pub(crate) report: Option<report::Report>,
}

/// Where the interpreter goes on, as compiled code reads it ([`jit::Runtime::leave`]).
#[repr(C)]
struct Resume {
    next: Continue,
    x: u64,
    handler: usize,
}

/// A compiled trace.
struct Executor {
    entry: Entry,
    /// The first instruction.
    start: *mut CodeUnit,
    /// Where the recording began.
    origin: record::Origin,
    exits: Exits,
    /// Where exits go on that need nothing done, and how often they may before they are looked at, in the order of the exits.
    directs: Box<[Direct]>,
    /// The jumps of exits that can go on in other code at once.
    links: Box<[(u32, Link)]>,
    /// Code objects and other values whose addresses the code has.
    _keep: Box<[Value]>,
}

impl Tier2 {
    pub(crate) fn new() -> Tier2 {
        Tier2 {
            memory: None,
            disabled: false,
            resume: Resume {
                next: Continue { pc: null_mut(), sp: null_mut(), fp: null_mut() },
                x: 0,
                handler: 0,
            },
            entries: Vec::new(),
            executors: Vec::new(),
            recording: None,
            failures: HashMap::new(),
            report: None,
        }
    }

    /// Notes a recording that began at `start` and was of no use, or continues other code there: a place that is recorded
    /// again and again has too many faces.
    fn note_failure(&mut self, start: *mut CodeUnit) {
        *self.failures.entry(start.addr()).or_insert(0) += 1;
    }

    /// How often recordings began at `start` that were of no use or continued other code.
    fn recordings_from(&self, start: *mut CodeUnit) -> u8 {
        self.failures.get(&start.addr()).copied().unwrap_or(0)
    }

    fn has_failed(&self, start: *mut CodeUnit) -> bool {
        self.recordings_from(start) >= MOST_FAILURES
    }
}
