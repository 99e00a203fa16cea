//! The loop of the matching backend of the toy machine.

use super::codes;
use super::glue::*;
use super::ops;
use super::prelude::*;

/// Runs the topmost frame of `vm`.
pub fn run(vm: &mut Vm) -> RunExit {
    let mut fp: FramePtr = &mut **vm.frames.last_mut().expect("a frame");
    let vm: *mut Vm = vm;
    // SAFETY: the frame is the topmost of the machine, and the registers are always those of the frame that runs.
    unsafe {
        let (mut pc, mut sp) = load(fp);
        let mut code = *pc & 0xff;
        let mut x = u64::from(*pc >> 8);
        'dispatch: loop {
            macro_rules! fetch {
                () => {{
                    code = *pc & 0xff;
                    x = u64::from(*pc >> 8);
                    continue 'dispatch;
                }};
            }
            macro_rules! go_next {
                ($v:ident, $f:ident; $pc:ident, $sp:expr, $units:expr, $dead:ident) => {
                    go_jump!($v, $f; $pc, $sp, $units, 0, $dead)
                };
            }
            macro_rules! go_jump {
                ($v:ident, $f:ident; $pc:ident, $sp:expr, $units:expr, $offset:expr, $dead:ident) => {{
                    (*vm).heap.dead += $dead.0;
                    sp = $sp;
                    pc = pc.offset($units + $offset);
                    fetch!()
                }};
            }
            macro_rules! go_deopt {
                ($v:ident, $p:ident, $s:ident, $f:ident, $x:ident; $name:ident) => {{
                    code = codes::$name;
                    continue 'dispatch;
                }};
            }
            macro_rules! go_slow {
                ($($rest:tt)*) => { go_deopt!($($rest)*) };
            }
            macro_rules! go_specialize {
                ($v:ident, $p:ident, $s:ident, $f:ident, $x:ident; $name:ident) => {{
                    specialize_at(vm, pc, sp, fp, Opcode::$name, oparg(x));
                    code = *pc & 0xff;
                    continue 'dispatch;
                }};
            }
            macro_rules! go_raise {
                ($v:ident, $f:ident; $pc:ident, $sp:expr, $dead:ident) => {{
                    (*vm).heap.dead += $dead.0;
                    save(fp, pc, $sp);
                    return RunExit::Raised;
                }};
            }
            macro_rules! go_enter {
                ($v:ident, $f:ident; $frame:ident, $pc:ident, $sp:expr, $units:expr, $dead:ident) => {{
                    (*vm).heap.dead += $dead.0;
                    save(fp, pc.add($units), $sp);
                    fp = $frame;
                    (pc, sp) = load(fp);
                    fetch!()
                }};
            }
            macro_rules! go_leave {
                ($v:ident, $f:ident; $value:ident, $pc:ident, $sp:expr, $dead:ident) => {{
                    (*vm).heap.dead += $dead.0;
                    match leave(vm, $value) {
                        None => return RunExit::Returned,
                        Some(frame) => {
                            fp = frame;
                            (pc, sp) = load(fp);
                            fetch!()
                        }
                    }
                }};
            }
            macro_rules! go_suspend {
                ($v:ident, $f:ident; $value:ident, $pc:ident, $sp:expr, $units:expr, $dead:ident) => {{
                    let _ = ($value, $units);
                    return RunExit::Returned;
                }};
            }
            macro_rules! go_raw {
                ($v:ident, $p:ident, $s:ident, $f:ident, $x:ident; $name:ident) => {{
                    pc = pc.add(1);
                    x = x << 8 | u64::from(*pc >> 8);
                    code = *pc & 0xff;
                    continue 'dispatch;
                }};
            }
            macro_rules! go_invalid {
                ($($rest:tt)*) => {
                    unreachable!("no such opcode")
                };
            }
            include!("generated/match_loop.rs")
        }
    }
}
