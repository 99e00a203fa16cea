//! Machine code of x86-64, one method for each form of an instruction that programs are made of. Not an assembler for
//! everything: see the Intel manual, volume 2, for what the bytes mean.

use crate::ir::{Cond, Width};

/// A general register by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reg(pub u8);

pub const RAX: Reg = Reg(0);
pub const RCX: Reg = Reg(1);
pub const RDX: Reg = Reg(2);
pub const RBX: Reg = Reg(3);
pub const RSP: Reg = Reg(4);
pub const RBP: Reg = Reg(5);
pub const RSI: Reg = Reg(6);
pub const RDI: Reg = Reg(7);
pub const R8: Reg = Reg(8);
pub const R9: Reg = Reg(9);
pub const R10: Reg = Reg(10);
pub const R11: Reg = Reg(11);
pub const R12: Reg = Reg(12);
pub const R13: Reg = Reg(13);
pub const R14: Reg = Reg(14);
pub const R15: Reg = Reg(15);

/// A register of doubles by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Xmm(pub u8);

/// Two-operand instructions by the number that their immediate forms have in the ModRM byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alu {
    Add = 0,
    Or = 1,
    And = 4,
    Sub = 5,
    Xor = 6,
    Cmp = 7,
}

/// Shifts, likewise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    Rol = 0,
    Ror = 1,
    Shl = 4,
    Shr = 5,
    Sar = 7,
}

/// Instructions on doubles by their opcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sse {
    Sqrt = 0x51,
    Add = 0x58,
    Mul = 0x59,
    Sub = 0x5C,
    Div = 0x5E,
}

/// Conditions of jumps by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jcc {
    Overflow = 0,
    Below = 2,
    AboveEqual = 3,
    Equal = 4,
    NotEqual = 5,
    BelowEqual = 6,
    Above = 7,
    Parity = 10,
    NotParity = 11,
    Less = 12,
    GreaterEqual = 13,
    LessEqual = 14,
    Greater = 15,
}

impl From<Cond> for Jcc {
    fn from(cond: Cond) -> Jcc {
        match cond {
            Cond::Equal => Jcc::Equal,
            Cond::NotEqual => Jcc::NotEqual,
            Cond::Less => Jcc::Less,
            Cond::LessEqual => Jcc::LessEqual,
            Cond::Greater => Jcc::Greater,
            Cond::GreaterEqual => Jcc::GreaterEqual,
            Cond::Below => Jcc::Below,
            Cond::AboveEqual => Jcc::AboveEqual,
        }
    }
}

/// The place of a jump's distance, to be filled in.
#[derive(Clone, Copy, Debug)]
pub struct Patch(usize);

impl Patch {
    /// Where the distance counts from.
    pub fn place(self) -> usize {
        self.0
    }
}

/// Code being written.
#[derive(Default)]
pub struct Assembler {
    pub code: Vec<u8>,
}

impl Assembler {
    fn byte(&mut self, byte: u8) {
        self.code.push(byte);
    }

    fn int32(&mut self, value: i32) {
        self.code.extend(value.to_le_bytes());
    }

    /// The REX prefix: `wide` for 64-bit operands; bit 3 of the registers. Left out if empty, unless `always`.
    fn rex(&mut self, wide: bool, reg: u8, index: u8, base: u8, always: bool) {
        let bits = u8::from(wide) << 3 | (reg >> 3) << 2 | (index >> 3) << 1 | base >> 3;
        if bits != 0 || always {
            self.byte(0x40 | bits);
        }
    }

    fn registers(&mut self, reg: u8, rm: u8) {
        self.byte(0xC0 | (reg & 7) << 3 | rm & 7);
    }

    /// ModRM, SIB and displacement of `[base + offset]`.
    fn memory(&mut self, reg: u8, base: Reg, offset: i32) {
        let short = i8::try_from(offset);
        let mode = match short {
            // RBP and R13 have no form without displacement.
            Ok(0) if base.0 & 7 != 5 => 0,
            Ok(_) => 1,
            Err(_) => 2,
        };
        self.byte(mode << 6 | (reg & 7) << 3 | base.0 & 7);
        if base.0 & 7 == 4 {
            self.byte(0x24);
        }
        match (mode, short) {
            (0, _) => {}
            (1, Ok(short)) => self.byte(short as u8),
            _ => self.int32(offset),
        }
    }

    /// ModRM and SIB of `[base + 8 * index]`.
    fn indexed(&mut self, reg: u8, base: Reg, index: Reg) {
        debug_assert!(index != RSP);
        self.byte(1 << 6 | (reg & 7) << 3 | 4);
        self.byte(3 << 6 | (index.0 & 7) << 3 | base.0 & 7);
        self.byte(0);
    }

    pub fn mov(&mut self, to: Reg, from: Reg) {
        if to != from {
            self.rex(true, from.0, 0, to.0, false);
            self.byte(0x89);
            self.registers(from.0, to.0);
        }
    }

    /// Does not touch the flags.
    pub fn mov_imm(&mut self, to: Reg, value: u64) {
        if let Ok(value) = u32::try_from(value) {
            self.rex(false, 0, 0, to.0, false);
            self.byte(0xB8 | to.0 & 7);
            self.int32(value as i32);
        } else if let Ok(value) = i32::try_from(value as i64) {
            self.rex(true, 0, 0, to.0, false);
            self.byte(0xC7);
            self.registers(0, to.0);
            self.int32(value);
        } else {
            self.rex(true, 0, 0, to.0, false);
            self.byte(0xB8 | to.0 & 7);
            self.code.extend(value.to_le_bytes());
        }
    }

    pub fn load(&mut self, width: Width, to: Reg, base: Reg, offset: i32) {
        self.rex(width == Width::B8, to.0, 0, base.0, false);
        match width {
            Width::B8 | Width::B4 => self.byte(0x8B),
            Width::B2 => self.code.extend([0x0F, 0xB7]),
            Width::B1 => self.code.extend([0x0F, 0xB6]),
        }
        self.memory(to.0, base, offset);
    }

    pub fn store(&mut self, width: Width, base: Reg, offset: i32, from: Reg) {
        if width == Width::B2 {
            self.byte(0x66);
        }
        self.rex(width == Width::B8, from.0, 0, base.0, width == Width::B1);
        self.byte(if width == Width::B1 { 0x88 } else { 0x89 });
        self.memory(from.0, base, offset);
    }

    /// Stores a word whose upper half is the sign of the lower.
    pub fn store_imm(&mut self, base: Reg, offset: i32, value: i32) {
        self.rex(true, 0, 0, base.0, false);
        self.byte(0xC7);
        self.memory(0, base, offset);
        self.int32(value);
    }

    pub fn load_indexed(&mut self, to: Reg, base: Reg, index: Reg) {
        self.rex(true, to.0, index.0, base.0, false);
        self.byte(0x8B);
        self.indexed(to.0, base, index);
    }

    pub fn store_indexed(&mut self, base: Reg, index: Reg, from: Reg) {
        self.rex(true, from.0, index.0, base.0, false);
        self.byte(0x89);
        self.indexed(from.0, base, index);
    }

    pub fn alu(&mut self, op: Alu, to: Reg, from: Reg) {
        self.rex(true, from.0, 0, to.0, false);
        self.byte((op as u8) << 3 | 1);
        self.registers(from.0, to.0);
    }

    pub fn alu_imm(&mut self, op: Alu, to: Reg, value: i32) {
        self.rex(true, 0, 0, to.0, false);
        match i8::try_from(value) {
            Ok(short) => {
                self.byte(0x83);
                self.registers(op as u8, to.0);
                self.byte(short as u8);
            }
            Err(_) => {
                self.byte(0x81);
                self.registers(op as u8, to.0);
                self.int32(value);
            }
        }
    }

    pub fn alu_memory_imm(&mut self, op: Alu, width: Width, base: Reg, offset: i32, value: i32) {
        if width == Width::B2 {
            self.byte(0x66);
        }
        self.rex(width == Width::B8, 0, 0, base.0, false);
        if width == Width::B1 {
            self.byte(0x80);
            self.memory(op as u8, base, offset);
            self.byte(value as u8);
            return;
        }
        match i8::try_from(value) {
            Ok(short) => {
                self.byte(0x83);
                self.memory(op as u8, base, offset);
                self.byte(short as u8);
            }
            Err(_) if width == Width::B2 => {
                self.byte(0x81);
                self.memory(op as u8, base, offset);
                self.code.extend((value as u16).to_le_bytes());
            }
            Err(_) => {
                self.byte(0x81);
                self.memory(op as u8, base, offset);
                self.int32(value);
            }
        }
    }

    /// Sets the flags by the bits of `mask`.
    pub fn test_imm(&mut self, register: Reg, mask: u32) {
        if mask < 0x100 {
            self.rex(false, 0, 0, register.0, true);
            self.byte(0xF6);
            self.registers(0, register.0);
            self.byte(mask as u8);
        } else {
            self.rex(false, 0, 0, register.0, false);
            self.byte(0xF7);
            self.registers(0, register.0);
            self.int32(mask as i32);
        }
    }

    pub fn test(&mut self, a: Reg, b: Reg) {
        self.rex(true, b.0, 0, a.0, false);
        self.byte(0x85);
        self.registers(b.0, a.0);
    }

    pub fn imul(&mut self, to: Reg, from: Reg) {
        self.rex(true, to.0, 0, from.0, false);
        self.code.extend([0x0F, 0xAF]);
        self.registers(to.0, from.0);
    }

    /// Divides RDX:RAX, which is RAX with its sign extended; quotient in RAX, remainder in RDX.
    pub fn divide(&mut self, by: Reg) {
        self.code.extend([0x48, 0x99]);
        self.rex(true, 0, 0, by.0, false);
        self.byte(0xF7);
        self.registers(7, by.0);
    }

    pub fn shift(&mut self, op: Shift, register: Reg, by: u8) {
        self.rex(true, 0, 0, register.0, false);
        self.byte(0xC1);
        self.registers(op as u8, register.0);
        self.byte(by);
    }

    /// `to = 4 * from + 1`.
    pub fn tag(&mut self, to: Reg, from: Reg) {
        self.rex(true, to.0, from.0, 0, false);
        self.byte(0x8D);
        self.byte((to.0 & 7) << 3 | 4);
        self.byte(2 << 6 | (from.0 & 7) << 3 | 5);
        self.int32(1);
    }

    /// `to` is 1 if the condition holds, else 0.
    pub fn set(&mut self, condition: Jcc, to: Reg) {
        self.rex(false, 0, 0, to.0, true);
        self.code.extend([0x0F, 0x90 | condition as u8]);
        self.registers(0, to.0);
        self.rex(false, to.0, 0, to.0, true);
        self.code.extend([0x0F, 0xB6]);
        self.registers(to.0, to.0);
    }

    pub fn push(&mut self, register: Reg) {
        self.rex(false, 0, 0, register.0, false);
        self.byte(0x50 | register.0 & 7);
    }

    pub fn pop(&mut self, register: Reg) {
        self.rex(false, 0, 0, register.0, false);
        self.byte(0x58 | register.0 & 7);
    }

    pub fn call(&mut self, register: Reg) {
        self.rex(false, 0, 0, register.0, false);
        self.byte(0xFF);
        self.registers(2, register.0);
    }

    /// A call of code that is written later.
    pub fn call_patched(&mut self) -> Patch {
        self.byte(0xE8);
        self.int32(0);
        Patch(self.code.len())
    }

    pub fn ret(&mut self) {
        self.byte(0xC3);
    }

    pub fn jump_register(&mut self, register: Reg) {
        self.rex(false, 0, 0, register.0, false);
        self.byte(0xFF);
        self.registers(4, register.0);
    }

    pub fn jump_if(&mut self, condition: Jcc) -> Patch {
        self.code.extend([0x0F, 0x80 | condition as u8]);
        self.int32(0);
        Patch(self.code.len())
    }

    pub fn jump(&mut self) -> Patch {
        self.byte(0xE9);
        self.int32(0);
        Patch(self.code.len())
    }

    /// Makes the jump go to `target`.
    pub fn patch_to(&mut self, patch: Patch, target: usize) {
        let distance = target as i64 - patch.0 as i64;
        self.code[patch.0 - 4..patch.0].copy_from_slice(&(distance as i32).to_le_bytes());
    }

    /// Makes the jump go here.
    pub fn patch(&mut self, patch: Patch) {
        self.patch_to(patch, self.code.len());
    }

    fn sse(&mut self, prefix: u8, wide: bool, opcode: u8, reg: u8, rm: u8) {
        self.byte(prefix);
        self.rex(wide, reg, 0, rm, false);
        self.code.extend([0x0F, opcode]);
        self.registers(reg, rm);
    }

    pub fn movapd(&mut self, to: Xmm, from: Xmm) {
        if to != from {
            self.sse(0x66, false, 0x28, to.0, from.0);
        }
    }

    pub fn float(&mut self, op: Sse, to: Xmm, from: Xmm) {
        self.sse(0xF2, false, op as u8, to.0, from.0);
    }

    pub fn xorpd(&mut self, to: Xmm, from: Xmm) {
        self.sse(0x66, false, 0x57, to.0, from.0);
    }

    /// Sets the flags as a comparison without sign does; all of ZF, PF, CF if a NaN is compared.
    pub fn ucomisd(&mut self, a: Xmm, b: Xmm) {
        self.sse(0x66, false, 0x2E, a.0, b.0);
    }

    pub fn float_of_int(&mut self, to: Xmm, from: Reg) {
        self.sse(0xF2, true, 0x2A, to.0, from.0);
    }

    pub fn float_of_bits(&mut self, to: Xmm, from: Reg) {
        self.sse(0x66, true, 0x6E, to.0, from.0);
    }

    pub fn bits_of_float(&mut self, to: Reg, from: Xmm) {
        self.sse(0x66, true, 0x7E, from.0, to.0);
    }

    pub fn load_float(&mut self, to: Xmm, base: Reg, offset: i32) {
        self.byte(0xF2);
        self.rex(false, to.0, 0, base.0, false);
        self.code.extend([0x0F, 0x10]);
        self.memory(to.0, base, offset);
    }

    pub fn store_float(&mut self, base: Reg, offset: i32, from: Xmm) {
        self.byte(0xF2);
        self.rex(false, from.0, 0, base.0, false);
        self.code.extend([0x0F, 0x11]);
        self.memory(from.0, base, offset);
    }
}
