//! What tier 2 did, for people (`-X jitstats`): which recordings were compiled, which were given up and why, what the
//! interpreter runs for compiled code, and how often exits were taken. Nothing of it is kept unless somebody asked.
#![expect(unsafe_code, reason = "recordings keep the code that their instructions are in")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bytecode::Opcode;
use bytecode::code::CodeUnit;

use super::Tier2;
use super::record::{Event, Origin, Recording};
use crate::Vm;
use crate::heap::Heap;
use crate::objects::PyCode;

/// Exits that are listed of an executor.
const LISTED: usize = 8;

/// What lowering a recording came to.
#[derive(Default)]
pub(super) struct Account {
    /// Instructions that became part of the trace, and what it loses, in instructions.
    pub lowered: usize,
    pub cost: usize,
    /// The instructions that the interpreter runs.
    pub steps: Vec<Event>,
    /// The instruction at which the trace ends, if it does before the recording did.
    pub ended: Option<Event>,
}

/// The recordings so far, in lines of text.
#[derive(Default)]
pub(crate) struct Report(String);

impl Report {
    fn note(&mut self, heap: &Heap, recording: &Recording, account: &Account, executor: Option<usize>) {
        let origin = match recording.origin {
            Origin::Loop { .. } => "loop".to_owned(),
            Origin::Exit { executor, exit } => format!("exit {exit} of {executor}"),
        };
        let verdict = match executor {
            Some(number) => format!("executor {number}"),
            None => "given up".to_owned(),
        };
        let _ = writeln!(
            self.0,
            "{}: {origin}: {verdict}: {} of {} instructions, loss {}",
            place(heap, recording.frames[recording.frames.len() - 1].code, recording.start),
            account.lowered,
            recording.events.len(),
            account.cost,
        );
        let name = |event: &Event| {
            format!("{} {}", super::lower::opcode_of(event).name(), place(heap, event.code, event.pc))
        };
        let mut steps: BTreeMap<String, usize> = BTreeMap::new();
        for step in &account.steps {
            *steps.entry(name(step)).or_default() += 1;
        }
        for (step, count) in steps {
            let _ = writeln!(self.0, "    {count} times by the interpreter: {step}");
        }
        if let Some(ended) = &account.ended {
            let _ = writeln!(self.0, "    ends at {}", name(ended));
        }
    }
}

/// File, line and function of an instruction.
fn place(heap: &Heap, code: *const PyCode, pc: *mut CodeUnit) -> String {
    // SAFETY: whoever has the instruction keeps its code alive.
    let (code, offset) = unsafe { (&*code, pc.offset_from((*code).instructions.start())) };
    format!(
        "{}:{} {}",
        code.filename(heap).text(),
        code.line_at(offset.max(0) as usize),
        code.qualname().text()
    )
}

impl Vm {
    /// A recording was lowered, to be compiled or of no use.
    pub(super) fn note_recording(&mut self, recording: &Recording, account: &Account, useful: bool) {
        if let Some(mut report) = self.tier2.report.take() {
            report.note(self, recording, account, useful.then_some(self.tier2.executors.len()));
            self.tier2.report = Some(report);
        }
    }

    /// The recordings, and the exits of compiled code that were taken most often; of those that only jump, how often they were
    /// looked at.
    pub(crate) fn lines_of_tier2(&self) -> Option<String> {
        let Tier2 { report: Some(Report(text)), executors, memory, .. } = &self.tier2 else { return None };
        let mut text = text.clone();
        let exits = executors.iter().map(|executor| executor.exits.len()).sum::<usize>();
        let _ = writeln!(
            text,
            "{} executors, {exits} exits, {} bytes of code",
            executors.len(),
            memory.as_ref().map_or(0, jit::CodeMemory::used),
        );
        for (number, executor) in executors.iter().enumerate() {
            let mut taken: Vec<(u64, usize)> =
                executor.exits.iter().map(|exit| u64::from(exit.taken)).zip(0..).collect();
            taken.retain(|(times, _)| *times > 0);
            taken.sort_by_key(|(times, exit)| (std::cmp::Reverse(*times), *exit));
            for (times, index) in taken.into_iter().take(LISTED) {
                let exit = executor.exits.exit(index);
                let frame = executor.exits.frame(index);
                // SAFETY: the executor keeps the code alive.
                let opcode = unsafe { frame.pc.as_ref() }.and_then(|unit| Opcode::from_number(unit & 0xFF));
                let _ = writeln!(
                    text,
                    "executor {number}: exit {index}: left {times} times{}: {} {}",
                    if exit.bridge.is_some() { ", continued" } else { "" },
                    opcode.map_or("?", Opcode::name),
                    place(self, frame.kind.code, frame.pc),
                );
            }
        }
        Some(text)
    }
}
