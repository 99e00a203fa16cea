//! Inline caches of several shapes, for sites whose form for one shape missed too often.
//!
//! The cache of an instruction has room for one shape. A polymorphic form keeps the number of a [`ShapeTable`] there
//! instead; the tables belong to the code object. Sites that see more shapes than a table holds replace entries in turn,
//! and find the others in the machine's `ShapeCache` by way of the generic form.
#![expect(unsafe_code, reason = "reads the cache of the instruction that specializes")]

use bytecode::Opcode;

use super::glue::{read_u16, read_u32};
use super::prelude::{Address, ShapeVersion};
use crate::frame::Frame;
use crate::heap::Heap;
use crate::objects::PyStr;
use crate::value::Value;

/// Shapes of a table. Measured on `richards`, whose sites see up to four.
const ENTRIES: usize = 4;
/// Tables of one code object; further sites stay monomorphic.
const MAX_TABLES: usize = 4096;

/// What a polymorphic site knows of the shapes that it saw.
#[derive(Clone, Copy, Default)]
pub(crate) struct ShapeTable {
    /// 0 where nothing is known; no shape that a cache knows has that version.
    versions: [u32; ENTRIES],
    slots: [u16; ENTRIES],
    methods: [u64; ENTRIES],
    /// The entry to be replaced next.
    next: u8,
}

impl crate::object::Traverse for ShapeTable {
    fn traverse(&self, _visit: &mut crate::object::Visitor<'_>) {}
}

impl ShapeTable {
    /// The entry of the shape of `owner`.
    #[inline(always)]
    fn find(&self, owner: &Value) -> Option<usize> {
        let version = owner.header()?.shape().version();
        let index = (0..ENTRIES).find(|index| self.versions[*index] == version)?;
        (version != 0).then_some(index)
    }

    fn insert(&mut self, version: u32, slot: u16, method: u64) {
        let index = usize::from(self.next) % ENTRIES;
        (self.versions[index], self.slots[index], self.methods[index]) = (version, slot, method);
        self.next = self.next.wrapping_add(1);
    }
}

impl<'a> Frame<'a> {
    #[inline(always)]
    fn shape_table<'b>(self, heap: &'b Heap, table: ShapeVersion) -> Option<&'b ShapeTable>
    where
        'a: 'b,
    {
        self.code().shape_tables.get(heap).get(table.0 as usize)
    }

    /// The word of `owner` that the site's table names.
    #[inline(always)]
    pub(super) fn polymorphic_word<'b>(
        self,
        heap: &'b Heap,
        table: ShapeVersion,
        owner: &'b Value,
    ) -> Option<&'b Value>
    where
        'a: 'b,
    {
        let value = owner.word(heap, self.polymorphic_offset(heap, table, owner)?);
        (!value.is_null()).then_some(value)
    }

    /// The method of the class of `owner` that the site's table names.
    #[inline(always)]
    pub(super) fn polymorphic_method(self, heap: &Heap, table: ShapeVersion, owner: &Value) -> Option<Value> {
        let table = self.shape_table(heap, table)?;
        Some(Address(table.methods[table.find(owner)?]).load())
    }

    /// The offset of the word of `owner` that the site's table names.
    #[inline(always)]
    pub(super) fn polymorphic_offset(self, heap: &Heap, table: ShapeVersion, owner: &Value) -> Option<u16> {
        let table = self.shape_table(heap, table)?;
        Some(table.slots[table.find(owner)?])
    }
}

impl crate::objects::PyCode {
    /// What the table of a site knows of a shape: the offset of the word, and the method.
    #[cfg(tier2)]
    pub(crate) fn polymorphic_entry(&self, heap: &Heap, table: u32, version: u32) -> Option<(u16, u64)> {
        let table = self.shape_tables.get(heap).get(table as usize)?;
        let index = (0..ENTRIES).find(|index| version != 0 && table.versions[*index] == version)?;
        Some((table.slots[index], table.methods[index]))
    }
}

impl Heap {
    /// The table of the site that specializes to read `owner.name` from objects of several shapes.
    pub(super) fn polymorphic_value(
        &mut self,
        frame: Frame<'_>,
        owner: &Value,
        name: &PyStr,
    ) -> Option<ShapeVersion> {
        let found = self.cacheable_value(owner, name).or_else(|| self.cacheable_slot(owner, name));
        let (version, slot) = found?;
        let forms = [Opcode::LOAD_ATTR_INSTANCE_VALUE, Opcode::LOAD_ATTR_SLOT];
        self.extend_table(frame, &forms, Opcode::LOAD_ATTR_POLYMORPHIC, version, slot, 0)
    }

    /// As `polymorphic_value`, for a method to be called.
    pub(super) fn polymorphic_method(
        &mut self,
        frame: Frame<'_>,
        owner: &Value,
        name: &PyStr,
    ) -> Option<ShapeVersion> {
        let (version, method) = self.cacheable_method(owner, name)?;
        self.extend_table(frame, &[], Opcode::LOAD_ATTR_METHOD_POLYMORPHIC, version, 0, method.0)
    }

    /// As `polymorphic_value`, for `owner.name = value`.
    pub(super) fn polymorphic_store(
        &mut self,
        frame: Frame<'_>,
        owner: &Value,
        name: &PyStr,
    ) -> Option<ShapeVersion> {
        let found = self.storable_value(owner, name).or_else(|| self.storable_slot(owner, name));
        let (version, slot) = found?;
        let forms = [Opcode::STORE_ATTR_INSTANCE_VALUE, Opcode::STORE_ATTR_SLOT];
        self.extend_table(frame, &forms, Opcode::STORE_ATTR_POLYMORPHIC, version, slot, 0)
    }

    /// Adds a shape to the table of the current instruction, which is a `polymorphic` form already or gets a table now: of
    /// the shape that the form for one shape (among `forms`) knew, and the new one.
    fn extend_table(
        &mut self,
        frame: Frame<'_>,
        forms: &[Opcode],
        polymorphic: Opcode,
        version: ShapeVersion,
        slot: u16,
        method: u64,
    ) -> Option<ShapeVersion> {
        let pc = frame.pointer().prev_instr();
        let version_unit = polymorphic.cache_field("shape_version")?;
        // SAFETY: the specializer runs with the instruction stored in the frame; its form says what its cache holds.
        let (current, known) = unsafe {
            let current = Opcode::from_number(pc.read() & 0xFF)?.first_part();
            (current, read_u32(pc, version_unit))
        };
        let tables = frame.code().shape_tables.get_mut(self);
        if current == polymorphic {
            tables.get_mut(known as usize)?.insert(version.0, slot, method);
            return Some(ShapeVersion(known));
        }
        if tables.len() >= MAX_TABLES {
            return None;
        }
        let mut table = ShapeTable::default();
        if forms.contains(&current)
            && let Some(unit) = polymorphic.cache_field("slot")
        {
            // SAFETY: as above.
            table.insert(known, unsafe { read_u16(pc, unit) }, 0);
        }
        table.insert(version.0, slot, method);
        tables.push(table);
        Some(ShapeVersion(tables.len() as u32 - 1))
    }
}
