//! What generated handlers are written in, for the toy machine of these tests. Every function is as small as it can
//! be; a real machine cares about speed here.

#![allow(clippy::missing_safety_doc, reason = "test code; the handlers are the only callers")]

use super::prelude::*;

pub type CodeUnit = u16;

/// How running ends.
#[derive(Debug, PartialEq)]
pub enum RunExit {
    Returned,
    Raised,
}

/// Objects that died.
pub struct Dead(pub usize);

impl Dead {
    pub fn new() -> Self {
        Dead(0)
    }
}

impl Frame<'_> {
    pub fn new(data: FramePtr) -> Self {
        Frame { data, marker: std::marker::PhantomData }
    }

    pub fn constant(self, index: Const) -> Value {
        // SAFETY: the frame that runs is alive.
        unsafe { (&(*self.data)).function.constants[index.0 as usize].clone() }
    }

    pub fn local<'a>(self, index: Local) -> &'a Value {
        // SAFETY: the frame that runs is alive, and nothing replaces the local before the reference is done with.
        unsafe { &(&(*self.data).locals)[index.0 as usize] }
    }

    pub fn replace_local(self, index: Local, value: Value) -> Value {
        // SAFETY: the frame that runs is alive.
        unsafe { std::mem::replace(&mut (&mut (*self.data).locals)[index.0 as usize], value) }
    }
}

pub fn oparg(x: u64) -> u32 {
    x as u32
}

pub unsafe fn at(sp: *mut Value, offset: isize) -> *mut Value {
    sp.wrapping_offset(offset)
}

pub unsafe fn slot<'a>(sp: *mut Value, offset: isize) -> &'a Value {
    // SAFETY: the stack effect says that the slot is there.
    unsafe { &*sp.offset(offset) }
}

pub unsafe fn slot_mut<'a>(sp: *mut Value, offset: isize) -> &'a mut Value {
    // SAFETY: as in `slot`.
    unsafe { &mut *sp.offset(offset) }
}

pub unsafe fn view<'a, T: StackType>(sp: *mut Value, offset: isize) -> T::View<'a> {
    // SAFETY: as in `slot`.
    T::view(unsafe { slot(sp, offset) })
}

pub unsafe fn take(sp: *mut Value, offset: isize) -> Value {
    // SAFETY: as in `slot`.
    unsafe { std::mem::replace(&mut *sp.offset(offset), Value::Null) }
}

/// As `take`, where nobody looks at the slot any more. (Values of this machine own something, so it is the same.)
pub unsafe fn lift(sp: *mut Value, offset: isize) -> Value {
    // SAFETY: as in `slot`.
    unsafe { take(sp, offset) }
}

pub unsafe fn take_slice<'a>(sp: *mut Value, offset: isize, len: usize) -> MovedSlice<'a> {
    // SAFETY: as in `slot`.
    MovedSlice(unsafe { std::slice::from_raw_parts_mut(sp.offset(offset), len) })
}

pub unsafe fn out_slots<'a>(sp: *mut Value, offset: isize, len: usize) -> OutSlots<'a> {
    // SAFETY: as in `slot`.
    let slots = unsafe { std::slice::from_raw_parts_mut(sp.offset(offset), len) };
    slots.iter_mut().for_each(|slot| *slot = Value::Null);
    OutSlots { slots, filled: 0 }
}

/// As `out_slots`. (Here all slots are emptied first.)
pub unsafe fn empty_slots<'a>(sp: *mut Value, offset: isize, len: usize) -> OutSlots<'a> {
    // SAFETY: as in `slot`.
    unsafe { out_slots(sp, offset, len) }
}

pub unsafe fn put(sp: *mut Value, offset: isize, value: Value) {
    // SAFETY: as in `slot`.
    unsafe { *sp.offset(offset) = value }
}

pub unsafe fn drop_slot(sp: *mut Value, offset: isize, dead: &mut Dead) {
    // SAFETY: as in `slot`.
    drop_value(unsafe { take(sp, offset) }, dead);
}

pub unsafe fn drop_slots(sp: *mut Value, offset: isize, len: usize, dead: &mut Dead) {
    for index in 0..len as isize {
        // SAFETY: as in `slot`.
        unsafe { drop_slot(sp, offset + index, dead) }
    }
}

pub unsafe fn drop_typed_slot<T: StackType>(sp: *mut Value, offset: isize, dead: &mut Dead) {
    // SAFETY: as in `slot`.
    unsafe { drop_slot(sp, offset, dead) }
}

pub unsafe fn move_slots(sp: *mut Value, from: isize, to: isize, len: usize) {
    for index in 0..len as isize {
        // SAFETY: as in `slot`.
        unsafe { put(sp, to + index, take(sp, from + index)) }
    }
}

pub fn drop_value(value: Value, dead: &mut Dead) {
    if value != Value::Null {
        dead.0 += 1;
    }
}

pub unsafe fn read_u16(pc: *mut CodeUnit, unit: usize) -> u16 {
    // SAFETY: the caches of an instruction follow it.
    unsafe { *pc.add(unit) }
}

pub unsafe fn read_u32(pc: *mut CodeUnit, unit: usize) -> u32 {
    // SAFETY: as in `read_u16`.
    unsafe { u32::from(*pc.add(unit)) | u32::from(*pc.add(unit + 1)) << 16 }
}

pub unsafe fn write_u16(pc: *mut CodeUnit, unit: usize, value: u16) {
    // SAFETY: as in `read_u16`.
    unsafe { *pc.add(unit) = value }
}

pub unsafe fn write_u32(pc: *mut CodeUnit, unit: usize, value: u32) {
    // SAFETY: as in `read_u16`.
    unsafe {
        *pc.add(unit) = value as u16;
        *pc.add(unit + 1) = (value >> 16) as u16;
    }
}

/// Counts down; at zero it is time to specialize.
pub unsafe fn counter_triggers(pc: *mut CodeUnit) -> bool {
    // SAFETY: adaptive instructions begin their cache with the counter.
    unsafe {
        if *pc.add(1) == 0 {
            *pc.add(1) = 4;
            return true;
        }
        *pc.add(1) -= 1;
        false
    }
}

pub fn no_such_exit() -> ! {
    unreachable!("a body left by an exit that it has no power for")
}

pub unsafe fn fire(vm: *mut Vm, event: &'static str, target: isize) -> Result<(), Raised> {
    // SAFETY: the machine outlives its run.
    unsafe { (*vm).events.push((event, target)) };
    Ok(())
}

/// Stores the registers in the frame.
pub unsafe fn save(fp: FramePtr, pc: *mut CodeUnit, sp: *mut Value) {
    // SAFETY: the frame that runs is alive, and both pointers point into it.
    unsafe {
        (*fp).pc = pc.offset_from((&(*fp)).function.code.borrow().as_ptr()) as usize;
        (*fp).sp = sp.offset_from((*fp).stack.as_ptr()) as usize;
    }
}

/// The registers of a frame.
pub unsafe fn load(fp: FramePtr) -> (*mut CodeUnit, *mut Value) {
    // SAFETY: the frame is alive.
    unsafe {
        let pc = (&(*fp)).function.code.borrow_mut().as_mut_ptr().add((*fp).pc);
        let sp = (*fp).stack.as_mut_ptr().add((*fp).sp);
        (pc, sp)
    }
}

/// Pops the frame that runs; gives the one below it, with `value` pushed.
pub unsafe fn leave(vm: *mut Vm, value: Value) -> Option<FramePtr> {
    // SAFETY: the machine outlives its run.
    let vm = unsafe { &mut *vm };
    vm.frames.pop();
    match vm.frames.last_mut() {
        None => {
            vm.result = Some(value);
            None
        }
        Some(frame) => {
            let sp = frame.sp;
            frame.stack[sp] = value;
            frame.sp += 1;
            Some(&mut **frame)
        }
    }
}

/// Specializes the instruction at `pc`.
pub unsafe fn specialize_at(
    vm: *mut Vm,
    pc: *mut CodeUnit,
    sp: *mut Value,
    fp: FramePtr,
    base: Opcode,
    oparg: u32,
) {
    // SAFETY: `pc` is the instruction that runs.
    unsafe {
        if let Some(opcode) =
            super::specialize::specialize(&mut (*vm).heap, Frame::new(fp), pc, sp, base, oparg)
        {
            (*vm).specialized.push(opcode);
            *pc = (*pc & 0xff00) | opcode as u16;
        }
    }
}
