//! The hash table of `dict` and `set`: compact and ordered. Searching that may run Python is in `dict`.

use vm_derive::Traverse;

use crate::value::Value;

/// One entry; a deleted one has NULL as key.
#[derive(Traverse)]
pub struct DictEntry {
    pub hash: u64,
    pub key: Value,
    pub value: Value,
}

impl DictEntry {
    #[inline(always)]
    pub fn is_live(&self) -> bool {
        !self.key.is_null()
    }
}

/// Entries in insertion order, and an open-addressed table of their indexes, of the smallest width that holds them.
#[derive(Default)]
pub struct DictTable {
    indices: Indices,
    pub(crate) entries: Vec<DictEntry>,
    live: usize,
    /// Changes whenever keys are added, removed or moved; 0 until someone asks. For inline caches.
    pub(crate) keys_version: u32,
    /// Counts changes of the table's structure, so that a search interrupted by Python code sees them.
    changes: u32,
}

impl crate::object::Traverse for DictTable {
    fn traverse(&self, visit: &mut crate::object::Visitor<'_>) {
        self.entries.traverse(visit);
    }
}

#[derive(Clone, Default)]
enum Indices {
    #[default]
    None,
    /// The fewest slots, here and not in memory of their own: most dicts are small.
    Few([u8; FEWEST_SLOTS]),
    U8(Box<[u8]>),
    U16(Box<[u16]>),
    U32(Box<[u32]>),
}

const EMPTY: usize = usize::MAX;
const DELETED: usize = usize::MAX - 1;

impl Indices {
    fn with_slots(slots: usize) -> Indices {
        match slots {
            0 => Indices::None,
            FEWEST_SLOTS => Indices::Few([u8::EMPTY; FEWEST_SLOTS]),
            1..=128 => Indices::U8(vec![u8::MAX; slots].into()),
            129..=0x8000 => Indices::U16(vec![u16::MAX; slots].into()),
            _ => Indices::U32(vec![u32::MAX; slots].into()),
        }
    }

    #[inline(always)]
    fn slots(&self) -> usize {
        match self {
            Indices::None => 0,
            Indices::Few(table) => table.len(),
            Indices::U8(table) => table.len(),
            Indices::U16(table) => table.len(),
            Indices::U32(table) => table.len(),
        }
    }

    /// The entry index in a slot, [`EMPTY`] or [`DELETED`].
    #[inline(always)]
    fn get(&self, slot: usize) -> usize {
        match self {
            Indices::None => EMPTY,
            Indices::Few(table) => table[slot & (FEWEST_SLOTS - 1)].index_or_mark(),
            Indices::U8(table) => table[slot & (table.len() - 1)].index_or_mark(),
            Indices::U16(table) => table[slot & (table.len() - 1)].index_or_mark(),
            Indices::U32(table) => table[slot & (table.len() - 1)].index_or_mark(),
        }
    }

    /// Makes the entry `index`, which is behind all that are there, known under `hash`.
    #[inline(always)]
    fn insert(&mut self, hash: u64, index: usize) {
        match self {
            Indices::None => {}
            Indices::Few(table) => insert_among(table, hash, index),
            Indices::U8(table) => insert_among(table, hash, index),
            Indices::U16(table) => insert_among(table, hash, index),
            Indices::U32(table) => insert_among(table, hash, index),
        }
    }

    #[inline(always)]
    fn set(&mut self, slot: usize, index: usize) {
        match self {
            Indices::None => {}
            Indices::Few(table) => table[slot] = index as u8,
            Indices::U8(table) => table[slot] = index as u8,
            Indices::U16(table) => table[slot] = index as u16,
            Indices::U32(table) => table[slot] = index as u32,
        }
    }
}

const FEWEST_SLOTS: usize = 16;
/// How many entries those are for.
pub(super) const FEWEST_ENTRIES: usize = room(FEWEST_SLOTS);

/// How many entries, deleted ones included, an index of that many slots is for. Where slots are bytes they are plenty,
/// which saves searches from going on from one to the next; wider ones are two thirds full at most.
#[inline(always)]
const fn room(slots: usize) -> usize {
    if slots <= 128 { slots / 3 } else { slots * 2 / 3 }
}

/// The number in a slot of an index: an entry, or one of the two greatest numbers, which mark a slot as empty or deleted.
trait Slot: Copy + PartialEq {
    const EMPTY: Self;
    fn of_index(index: usize) -> Self;
    fn index(self) -> usize;

    /// The index, [`EMPTY`] or [`DELETED`].
    fn index_or_mark(self) -> usize;
}

macro_rules! slot {
    ($($type:ty as $signed:ty),*) => {
        $(impl Slot for $type {
            const EMPTY: $type = <$type>::MAX;

            #[inline(always)]
            fn of_index(index: usize) -> $type {
                index as $type
            }

            #[inline(always)]
            fn index(self) -> usize {
                self as usize
            }

            #[inline(always)]
            fn index_or_mark(self) -> usize {
                // Sign extension maps the two greatest numbers to EMPTY and DELETED.
                if self < <$type>::MAX - 1 { self as usize } else { self as $signed as usize }
            }
        })*
    };
}

slot!(u8 as i8, u16 as i16, u32 as i32);

#[inline(always)]
fn find_among<T: Slot>(
    indices: &[T],
    entries: &[DictEntry],
    hash: u64,
    equal: &mut impl FnMut(&Value) -> bool,
) -> Option<usize> {
    let mut probe = Probe::new(hash, indices.len());
    loop {
        let slot = *indices.get(probe.slot)?;
        // A mark is beyond all entries: there are at most two thirds as many as slots.
        match entries.get(slot.index()) {
            Some(entry) if entry.hash == hash && equal(&entry.key) => return Some(slot.index()),
            None if slot == T::EMPTY => return None,
            _ => {}
        }
        probe.advance();
    }
}

/// Writes `index`, which is behind all that are there, to the first slot for `hash` that is empty or deleted.
#[inline(always)]
fn insert_among<T: Slot>(indices: &mut [T], hash: u64, index: usize) {
    let mut probe = Probe::new(hash, indices.len());
    while let Some(slot) = indices.get_mut(probe.slot) {
        // The marks are greater than all numbers of entries.
        if slot.index() >= index {
            *slot = T::of_index(index);
            return;
        }
        probe.advance();
    }
}

/// The slots that a hash visits, in CPython's order.
struct Probe {
    slot: usize,
    perturb: u64,
    mask: usize,
}

impl Probe {
    #[inline(always)]
    fn new(hash: u64, slots: usize) -> Probe {
        Probe { slot: hash as usize & (slots - 1), perturb: hash, mask: slots - 1 }
    }

    #[inline(always)]
    fn advance(&mut self) {
        self.perturb >>= 5;
        self.slot =
            (self.slot.wrapping_mul(5).wrapping_add(self.perturb as usize).wrapping_add(1)) & self.mask;
    }
}

/// Where a search stands, for one that must ask Python whether keys are equal.
pub struct Search {
    probe: Probe,
}

impl DictTable {
    /// Number of live entries.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.live
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// All entries in order, deleted ones included.
    #[inline(always)]
    pub fn entries(&self) -> &[DictEntry] {
        &self.entries
    }

    /// The live entries in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &DictEntry> {
        self.entries.iter().filter(|entry| entry.is_live())
    }

    /// The version of the keys; 0 if none was given since they changed.
    #[inline(always)]
    pub fn keys_version(&self) -> u32 {
        self.keys_version
    }

    pub(crate) fn set_keys_version(&mut self, version: u32) {
        self.keys_version = version;
    }

    /// A number that differs after any change of the table's structure.
    #[inline(always)]
    pub fn changes(&self) -> u32 {
        self.changes
    }

    fn changed(&mut self) {
        self.keys_version = 0;
        self.changes = self.changes.wrapping_add(1);
    }

    /// Searches with an equality that cannot change the table. Returns the entry's index.
    #[inline(always)]
    pub fn find(&self, hash: u64, mut equal: impl FnMut(&Value) -> bool) -> Option<usize> {
        // The width is looked at once, not at each slot.
        match &self.indices {
            Indices::None => None,
            Indices::Few(table) => find_among(table, &self.entries, hash, &mut equal),
            Indices::U8(table) => find_among(table, &self.entries, hash, &mut equal),
            Indices::U16(table) => find_among(table, &self.entries, hash, &mut equal),
            Indices::U32(table) => find_among(table, &self.entries, hash, &mut equal),
        }
    }

    /// Starts a search whose equality may change the table.
    pub fn search(&self, hash: u64) -> Option<Search> {
        let slots = self.indices.slots();
        (slots != 0).then(|| Search { probe: Probe::new(hash, slots) })
    }

    /// The next entry of equal hash, if any.
    pub fn next_candidate(&self, hash: u64, search: &mut Search) -> Option<usize> {
        loop {
            let index = self.indices.get(search.probe.slot);
            search.probe.advance();
            match self.entries.get(index) {
                Some(entry) if entry.hash == hash => return Some(index),
                None if index == EMPTY => return None,
                _ => {}
            }
        }
    }

    /// The value of an entry that a search found.
    #[inline(always)]
    pub fn value_mut(&mut self, index: usize) -> Option<&mut Value> {
        self.entries.get_mut(index).map(|entry| &mut entry.value)
    }

    /// Adds a key that a search did not find.
    #[inline]
    pub fn insert_new(&mut self, hash: u64, key: Value, value: Value) {
        self.changed();
        // Deleted entries take room as well.
        if self.entries.len() >= room(self.indices.slots()) {
            let wanted = if self.live < 50_000 { self.live * 2 } else { self.live * 4 / 3 };
            self.rebuild(wanted.max(self.live + 1));
        }
        self.indices.insert(hash, self.entries.len());
        self.entries.push(DictEntry { hash, key, value });
        self.live += 1;
    }

    /// Removes the entry at `index` and returns it.
    pub fn remove(&mut self, index: usize) -> Option<DictEntry> {
        let entry = self.entries.get_mut(index).filter(|entry| entry.is_live())?;
        let hash = entry.hash;
        let removed = std::mem::replace(entry, DictEntry { hash: 0, key: Value::NULL, value: Value::NULL });
        let mut probe = Probe::new(hash, self.indices.slots());
        while self.indices.get(probe.slot) != index {
            probe.advance();
        }
        self.indices.set(probe.slot, DELETED);
        self.live -= 1;
        self.changed();
        // The last entries can go for good, which keeps `popitem` from getting slower.
        while self.entries.last().is_some_and(|entry| !entry.is_live()) {
            self.entries.pop();
        }
        if self.live == 0 {
            self.clear_storage();
        }
        Some(removed)
    }

    /// Index of the last live entry.
    pub fn last_index(&self) -> Option<usize> {
        self.entries.iter().rposition(DictEntry::is_live)
    }

    /// Empties the table and returns its entries, for the caller to drop.
    #[must_use]
    pub fn take(&mut self) -> DictTable {
        let changes = self.changes.wrapping_add(1);
        std::mem::replace(self, DictTable { changes, ..DictTable::default() })
    }

    fn clear_storage(&mut self) {
        self.indices = Indices::None;
        self.entries = Vec::new();
    }

    /// Makes room for `additional` keys.
    pub fn reserve(&mut self, additional: usize) {
        let wanted = self.live + additional;
        if wanted > room(self.indices.slots()) {
            self.changed();
            self.rebuild(wanted);
        }
    }

    /// A copy of the same keys and values.
    pub fn copy(&self) -> DictTable {
        self.copy_with_room(0)
    }

    /// As [`DictTable::copy`], with room for `additional` keys.
    pub fn copy_with_room(&self, additional: usize) -> DictTable {
        let entry = |entry: &DictEntry| DictEntry {
            hash: entry.hash,
            key: entry.key.clone(),
            value: entry.value.clone(),
        };
        let wanted = self.live + additional;
        if self.live == self.entries.len() && wanted <= room(self.indices.slots()) {
            let mut entries = Vec::with_capacity(self.entries.capacity().max(wanted));
            entries.extend(self.entries.iter().map(entry));
            // A deleted mark may be left in the index, which is no worse in the copy.
            return DictTable {
                indices: self.indices.clone(),
                entries,
                live: self.live,
                ..DictTable::default()
            };
        }
        let mut entries = Vec::with_capacity(wanted);
        entries.extend(self.iter().map(entry));
        DictTable::of_entries(entries, additional)
    }

    /// A table of live entries with different keys, and room for `additional` ones.
    pub(super) fn of_entries(entries: Vec<DictEntry>, additional: usize) -> DictTable {
        let live = entries.len();
        let mut table = DictTable { entries, live, ..DictTable::default() };
        if live + additional != 0 {
            table.rebuild(live + additional);
        }
        table
    }

    /// Drops deleted entries and makes a new index with room for `wanted` of them.
    fn rebuild(&mut self, wanted: usize) {
        let mut slots = wanted.next_power_of_two().max(FEWEST_SLOTS);
        while room(slots) < wanted {
            slots *= 2;
        }
        if self.live != self.entries.len() {
            self.entries.retain(DictEntry::is_live);
        }
        self.indices = Indices::with_slots(slots);
        let entries = room(slots).min(wanted.max(room(FEWEST_SLOTS)));
        self.entries.reserve_exact(entries.saturating_sub(self.entries.len()));
        for (index, entry) in self.entries.iter().enumerate() {
            self.indices.insert(entry.hash, index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(table: &DictTable, key: i64) -> Option<usize> {
        let key = Value::small_int(key).unwrap();
        table.find(key.as_small_int().unwrap() as u64, |other| other.is(&key))
    }

    #[test]
    fn keeps_order_and_finds_through_deletions_and_growth() {
        let mut table = DictTable::default();
        for key in 0..1000 {
            table.insert_new(key as u64, Value::small_int(key).unwrap(), Value::small_int(key * 2).unwrap());
        }
        for key in (0..1000).step_by(2) {
            let index = find(&table, key).unwrap();
            assert_eq!(table.remove(index).unwrap().value.as_small_int(), Some(key * 2));
        }
        assert_eq!(table.len(), 500);
        assert!(find(&table, 10).is_none());
        for key in 1000..40_000 {
            table.insert_new(key as u64, Value::small_int(key).unwrap(), Value::NONE);
        }
        let keys: Vec<_> = table.iter().filter_map(|e| e.key.as_small_int()).collect();
        assert!(keys.is_sorted() && keys.len() == 500 + 39_000);
        assert!((1001..40_000).all(|key| find(&table, key).is_some()));
    }
}
