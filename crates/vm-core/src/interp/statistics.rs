//! What a program executed: instructions, pairs, and how specialization fared (`-X opstats`, `-X specstats`).
//!
//! Counting costs nothing while it is off: the tail-calling backend exchanges its table of handlers for one that counts.
//! Not a profiler: it knows numbers of executions, not time.
#![expect(unsafe_code, reason = "looks at the counters of instructions that the loop passes by")]

use std::collections::HashMap;
use std::fmt::Write as _;

use bytecode::Opcode;
use bytecode::code::CodeUnit;

use crate::frame::FramePtr;
use crate::heap::Heap;
use crate::object::Ref;
use crate::objects::PyCode;
use crate::value::Value;

/// How many sites and pairs a report lists.
const LISTED: usize = 40;

/// Numbers of executions since counting began.
pub struct Statistics {
    executed: [u64; 256],
    pairs: HashMap<(u8, u8), u64>,
    misses: [u64; 256],
    /// How often a site gave a form up for another.
    deopts: [u64; 256],
    attempts: [Attempts; 256],
    sites: HashMap<usize, Site>,
    previous: Option<Previous>,
}

/// Attempts to specialize an instruction.
#[derive(Clone, Copy, Default)]
struct Attempts {
    succeeded: u64,
    failed: u64,
}

/// An instruction that ran in its generic form.
struct Site {
    opcode: u8,
    /// Also keeps the instruction's memory, so that its address stays its own.
    code: Ref<PyCode>,
    line: i32,
    executed: u64,
}

/// The instruction before.
struct Previous {
    opcode: u8,
    pc: *mut CodeUnit,
    /// The counter in its cache, if it is a specialized form: the generic form counts down.
    counter: Option<u16>,
    /// Keeps the instruction's memory.
    #[expect(dead_code, reason = "only held")]
    code: Value,
}

impl Statistics {
    pub(crate) fn new() -> Box<Statistics> {
        Box::new(Statistics {
            executed: [0; 256],
            pairs: HashMap::new(),
            misses: [0; 256],
            deopts: [0; 256],
            attempts: [Attempts::default(); 256],
            sites: HashMap::new(),
            previous: None,
        })
    }

    /// Counts the instruction at `pc`, which is about to run.
    ///
    /// # Safety
    /// `pc` is the current instruction of `frame`.
    pub(super) unsafe fn count(&mut self, frame: FramePtr, pc: *mut CodeUnit) {
        // SAFETY: the caller's promise.
        let number = unsafe { pc.read() } as u8;
        self.executed[usize::from(number)] += 1;
        if let Some(previous) = self.previous.take() {
            *self.pairs.entry((previous.opcode, number)).or_default() += 1;
            // SAFETY: `previous.code` keeps the instruction.
            if previous.counter.is_some_and(|counter| counter != unsafe { previous.pc.add(1).read() }) {
                self.misses[usize::from(previous.opcode)] += 1;
            }
        }
        let Some(opcode) = Opcode::from_number(number.into()) else { return };
        let specialized = bytecode::metadata::is_specialized(opcode);
        if !specialized && !bytecode::metadata::specializations(opcode).is_empty() {
            let site = self.sites.entry(pc.addr()).or_insert_with(|| Site {
                opcode: number,
                code: Ref::new(frame.code()),
                line: line(frame, pc),
                executed: 0,
            });
            site.executed += 1;
        }
        self.previous = Some(Previous {
            opcode: number,
            pc,
            // SAFETY: a specialized form has a cache that begins with its counter.
            counter: specialized.then(|| unsafe { pc.add(1).read() }),
            code: Ref::new(frame.code()).into(),
        });
    }

    /// An instruction that was `form` looked for another form and found `chosen`.
    pub(super) fn attempt(&mut self, form: Opcode, chosen: Option<Opcode>) {
        let Some(attempts) = self.attempts.get_mut(form.base() as usize) else { return };
        match chosen {
            Some(_) => attempts.succeeded += 1,
            None => attempts.failed += 1,
        }
        let gave_up = bytecode::metadata::is_specialized(form) && chosen.is_some_and(|chosen| chosen != form);
        if let Some(deopts) = self.deopts.get_mut(form as usize).filter(|_| gave_up) {
            *deopts += 1;
        }
    }

    /// The instructions and pairs that ran most often.
    pub fn opcode_report(&self) -> String {
        let mut report = String::new();
        let total: u64 = self.executed.iter().sum();
        let _ = writeln!(report, "{total} instructions");
        for (number, count) in ranked(self.executed.iter().copied().enumerate()) {
            let _ = writeln!(report, "{count:>14} {:5.1} %  {}", percent(count, total), name(number as u8));
        }
        let _ = writeln!(report, "pairs");
        let pairs = ranked(self.pairs.iter().map(|(pair, count)| (*pair, *count)));
        for ((first, second), count) in pairs.into_iter().take(LISTED) {
            let share = percent(count, total);
            let _ = writeln!(report, "{count:>14} {share:5.1} %  {} {}", name(first), name(second));
        }
        report
    }

    /// By family: attempts to specialize, and for each form how often it ran, how often it did the work (hits) or left it to
    /// the generic form (misses), and how often a site gave it up for another form (deopts). Then the sites that ran
    /// generic most often, by file and line.
    pub fn specialization_report(&self, heap: &Heap) -> String {
        let mut report = String::new();
        for family in (0..=255).filter_map(Opcode::from_number) {
            let forms = bytecode::metadata::specializations(family);
            let all: u64 = forms.iter().chain([&family]).map(|form| self.executed[*form as usize]).sum();
            if all == 0 || forms.is_empty() {
                continue;
            }
            let attempts = self.attempts[family as usize];
            let _ = writeln!(
                report,
                "{family}: {all} executed, {} specializations, {} failed attempts",
                attempts.succeeded,
                attempts.failed,
                family = family.name(),
            );
            let _ = writeln!(
                report,
                "{:>14} {:5.1} %  generic",
                self.executed[family as usize],
                percent(self.executed[family as usize], all)
            );
            for (form, count) in ranked(forms.iter().map(|form| (*form, self.executed[*form as usize]))) {
                let (misses, deopts) = (self.misses[form as usize], self.deopts[form as usize]);
                let (share, hits) = (percent(count, all), count - misses);
                let _ = writeln!(
                    report,
                    "{count:>14} {share:5.1} %  {}: {hits} hits, {misses} misses, {deopts} deopts",
                    form.name()
                );
            }
        }
        let _ = writeln!(report, "sites that stay generic");
        let mut sites: Vec<(&Site, String)> =
            self.sites.values().map(|site| (site, site.place(heap))).collect();
        sites.sort_by(|(one, place), (other, other_place)| {
            other.executed.cmp(&one.executed).then_with(|| place.cmp(other_place))
        });
        for (site, place) in sites.into_iter().take(LISTED) {
            let _ = writeln!(report, "{:>14}  {} {place}", site.executed, name(site.opcode));
        }
        report
    }
}

/// The line of an instruction.
fn line(frame: FramePtr, pc: *mut CodeUnit) -> i32 {
    let code = frame.code();
    // SAFETY: `pc` points into the frame's code.
    let offset = unsafe { pc.offset_from(code.instructions.start()) }.max(0) as usize;
    code.line_at(offset)
}

impl Site {
    /// File, line and function.
    fn place(&self, heap: &Heap) -> String {
        format!("{}:{} {}", self.code.filename(heap).text(), self.line, self.code.qualname().text())
    }
}

/// What ran at all, most often first.
fn ranked<K>(counts: impl Iterator<Item = (K, u64)>) -> Vec<(K, u64)> {
    let mut counts: Vec<(K, u64)> = counts.filter(|(_, count)| *count > 0).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

fn percent(count: u64, total: u64) -> f64 {
    count as f64 * 100.0 / total.max(1) as f64
}

fn name(number: u8) -> &'static str {
    Opcode::from_number(number.into()).map_or("?", Opcode::name)
}
