//! Sorting: a stable merge sort whose comparisons may run Python and fail, and faster sorts for keys of one simple
//! type. `list.sort` and `sorted` are made of it.

use std::cmp::Ordering;

use crate::objects::{PyStr, PyTuple};
use crate::ops::compare::{PLAIN_DEPTH, plainly_ordered};
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// Runs shorter than this are lengthened by insertion.
const MIN_RUN: usize = 32;

impl Vm {
    /// Sorts `items` by `key(item)`, or by the items themselves. On an error `items` holds all its items in some order.
    pub fn sort_values(
        &mut self,
        items: &mut Vec<Value>,
        key: Option<&Value>,
        reverse: bool,
    ) -> PyResult<()> {
        let keys = match key {
            Some(key) => {
                let mut keys = Vec::with_capacity(items.len());
                for item in items.iter() {
                    keys.push(self.call(key, std::slice::from_ref(item))?);
                }
                Some(keys)
            }
            None => None,
        };
        let keys = keys.as_deref().unwrap_or(items);
        let mut order: Vec<u32> = match u32::try_from(keys.len()) {
            Ok(length) => (0..length).collect(),
            Err(_) => return Err(self.memory_error()),
        };
        // Reversing before and after keeps equal items in their order.
        if reverse {
            order.reverse();
        }
        let result = match sort_simple(keys, &mut order) || sort_tuples(keys, &mut order) {
            true => Ok(()),
            false => merge_sort(&mut order, |&left, &right| {
                match (keys.get(left as usize), keys.get(right as usize)) {
                    (Some(left), Some(right)) => self.compare_bool(left, right, CompareOp::Lt),
                    _ => Ok(false),
                }
            }),
        };
        if reverse {
            order.reverse();
        }
        // Each is taken once: nothing is counted.
        let sorted = order.iter().map(|&index| std::mem::replace(&mut items[index as usize], Value::NULL));
        *items = sorted.collect();
        result
    }
}

/// Sorts `order` if all keys are small integers, floats that compare, or strings: then no Python code runs.
fn sort_simple(keys: &[Value], order: &mut [u32]) -> bool {
    if keys.iter().all(Value::is_small_int) {
        let mut pairs: Vec<(i64, u32)> =
            order.iter().map(|&index| (keys[index as usize].small_int_unchecked(), index)).collect();
        pairs.sort_by_key(|pair| pair.0);
        order.iter_mut().zip(pairs).for_each(|(slot, pair)| *slot = pair.1);
        return true;
    }
    if keys.iter().all(|key| key.as_small_float().is_some_and(|float| !float.is_nan())) {
        let mut pairs: Vec<(f64, u32)> =
            order.iter().map(|&index| (keys[index as usize].small_float_unchecked(), index)).collect();
        pairs.sort_by(|left, right| left.0.partial_cmp(&right.0).unwrap_or(std::cmp::Ordering::Equal));
        order.iter_mut().zip(pairs).for_each(|(slot, pair)| *slot = pair.1);
        return true;
    }
    let texts: Option<Vec<&[u8]>> =
        keys.iter().map(|key| Some(key.downcast_exact::<PyStr>()?.as_bytes())).collect();
    match texts {
        Some(texts) => {
            sort_texts(&texts, order);
            true
        }
        None => false,
    }
}

/// Sorts `order` if all keys are tuples whose items, as far as comparisons come to look at them, compare without running
/// Python.
fn sort_tuples(keys: &[Value], order: &mut [u32]) -> bool {
    if !keys.iter().all(|key| key.downcast_exact::<PyTuple>().is_some()) {
        return false;
    }
    // One that is not such may come late: then everything begins anew, stable.
    let mut sorted = order.to_vec();
    let result = merge_sort(&mut sorted, |&left, &right| {
        let ordering = plainly_ordered(&keys[left as usize], &keys[right as usize], PLAIN_DEPTH);
        ordering.map(Ordering::is_lt).ok_or(())
    });
    if result.is_ok() {
        order.copy_from_slice(&sorted);
    }
    result.is_ok()
}

/// Sorts `order` by texts. What all begin with is skipped, and of what is behind it eight bytes are compared at once, which
/// lie beside the index: only texts that differ later are looked at.
fn sort_texts(texts: &[&[u8]], order: &mut [u32]) {
    let Some((first, others)) = texts.split_first() else { return };
    let shared = others.iter().fold(first.len(), |shared, text| {
        let differs = text.iter().zip(&first[..shared]).position(|(one, other)| one != other);
        differs.unwrap_or(shared.min(text.len()))
    });
    let prefix = |index: u32| {
        let text = &texts[index as usize][shared..];
        let mut prefix = [0; 8];
        let length = text.len().min(prefix.len());
        prefix[..length].copy_from_slice(&text[..length]);
        (u64::from_be_bytes(prefix), index)
    };
    let mut pairs: Vec<(u64, u32)> = order.iter().map(|&index| prefix(index)).collect();
    pairs.sort_by(|left, right| {
        // Texts that end earlier have zeros there, which others may have too.
        left.0.cmp(&right.0).then_with(|| texts[left.1 as usize].cmp(texts[right.1 as usize]))
    });
    order.iter_mut().zip(pairs).for_each(|(slot, pair)| *slot = pair.1);
}

/// Sorts stably: finds runs that are there, lengthens short ones, and merges neighbours of like size. Makes about as
/// few comparisons as possible; `less` may give any answers, and the first error ends the sort.
pub fn merge_sort<T: Copy, E>(
    items: &mut [T],
    mut less: impl FnMut(&T, &T) -> Result<bool, E>,
) -> Result<(), E> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut buffer = Vec::new();
    let mut start = 0;
    while start < items.len() {
        let mut end = natural_run(items, start, &mut less)?;
        let wanted = (start + MIN_RUN).min(items.len());
        if end < wanted {
            insert_sorted(items, start, end, wanted, &mut less)?;
            end = wanted;
        }
        runs.push((start, end));
        start = end;
        // Older runs are at least as long as the sum of the younger two.
        while let [.., (a, b), (c, d)] = runs[..] {
            let older = runs.len().checked_sub(3).map(|index| runs[index]);
            let balanced = b - a > d - c && older.is_none_or(|(e, f)| f - e > d - a);
            if balanced && start < items.len() {
                break;
            }
            match older {
                Some((e, f)) if f - e < d - c => {
                    merge(items, e, f, b, &mut buffer, &mut less)?;
                    runs.truncate(runs.len() - 3);
                    runs.extend([(e, b), (c, d)]);
                }
                _ => {
                    merge(items, a, b, d, &mut buffer, &mut less)?;
                    runs.truncate(runs.len() - 2);
                    runs.push((a, d));
                }
            }
        }
    }
    Ok(())
}

/// The end of the run that starts at `start`; a strictly descending one is turned round.
fn natural_run<T: Copy, E>(
    items: &mut [T],
    start: usize,
    less: &mut impl FnMut(&T, &T) -> Result<bool, E>,
) -> Result<usize, E> {
    let mut end = start + 1;
    if end >= items.len() {
        return Ok(items.len());
    }
    let descending = less(&items[end], &items[end - 1])?;
    end += 1;
    while end < items.len() && less(&items[end], &items[end - 1])? == descending {
        end += 1;
    }
    if descending {
        items[start..end].reverse();
    }
    Ok(end)
}

/// Sorts `start..wanted`, of which `start..sorted` is sorted, by binary insertion.
fn insert_sorted<T: Copy, E>(
    items: &mut [T],
    start: usize,
    sorted: usize,
    wanted: usize,
    less: &mut impl FnMut(&T, &T) -> Result<bool, E>,
) -> Result<(), E> {
    for index in sorted..wanted {
        let item = items[index];
        let place = upper_bound(&items[start..index], &item, less)? + start;
        items.copy_within(place..index, place + 1);
        items[place] = item;
    }
    Ok(())
}

/// How many of the sorted `items` come before `item` or equal it.
fn upper_bound<T, E>(
    items: &[T],
    item: &T,
    less: &mut impl FnMut(&T, &T) -> Result<bool, E>,
) -> Result<usize, E> {
    let (mut low, mut high) = (0, items.len());
    while low < high {
        let middle = (low + high) / 2;
        match less(item, &items[middle])? {
            true => high = middle,
            false => low = middle + 1,
        }
    }
    Ok(low)
}

/// How many of the sorted `items` come before `item`.
fn lower_bound<T, E>(
    items: &[T],
    item: &T,
    less: &mut impl FnMut(&T, &T) -> Result<bool, E>,
) -> Result<usize, E> {
    let (mut low, mut high) = (0, items.len());
    while low < high {
        let middle = (low + high) / 2;
        match less(&items[middle], item)? {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    Ok(low)
}

/// Merges the sorted neighbours `start..middle` and `middle..end`.
fn merge<T: Copy, E>(
    items: &mut [T],
    start: usize,
    middle: usize,
    end: usize,
    buffer: &mut Vec<T>,
    less: &mut impl FnMut(&T, &T) -> Result<bool, E>,
) -> Result<(), E> {
    // What is in its place already at both ends need not be merged.
    if !less(&items[middle], &items[middle - 1])? {
        return Ok(());
    }
    let first = items[middle];
    let start = start + upper_bound(&items[start..middle], &first, less)?;
    let last = items[middle - 1];
    let end = middle + lower_bound(&items[middle..end], &last, less)?;
    buffer.clear();
    buffer.extend_from_slice(&items[start..middle]);
    let (mut left, mut right, mut target) = (0, middle, start);
    let mut outcome = Ok(());
    while left < buffer.len() && right < end {
        match less(&items[right], &buffer[left]) {
            Ok(true) => {
                items[target] = items[right];
                right += 1;
            }
            Ok(false) => {
                items[target] = buffer[left];
                left += 1;
            }
            Err(error) => {
                outcome = Err(error);
                break;
            }
        }
        target += 1;
    }
    // Whatever happened, every item is there once.
    let rest = &buffer[left..];
    items[target..target + rest.len()].copy_from_slice(rest);
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_stably_and_keeps_all_items_on_errors() {
        let mut state = 1_u32;
        for length in [0, 1, 2, 31, 33, 100, 1000, 5000] {
            let items: Vec<(u32, usize)> = (0..length)
                .map(|index| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    ((state >> 16) % 50, index)
                })
                .collect();
            let (mut sorted, mut expected) = (items.clone(), items.clone());
            merge_sort::<_, ()>(&mut sorted, |a, b| Ok(a.0 < b.0)).unwrap();
            expected.sort_by_key(|pair| pair.0);
            assert_eq!(sorted, expected);
            for limit in [1, 50, 700] {
                let (mut partial, mut calls) = (items.clone(), 0);
                let _ = merge_sort(&mut partial, |a, b| {
                    calls += 1;
                    if calls > limit { Err(()) } else { Ok(a.0 < b.0) }
                });
                partial.sort_by_key(|pair| pair.1);
                assert_eq!(partial, items);
            }
        }
    }

    #[test]
    fn few_comparisons_for_sorted_input() {
        let mut calls = 0;
        let mut items: Vec<u32> = (0..1000).rev().collect();
        merge_sort::<_, ()>(&mut items, |a, b| {
            calls += 1;
            Ok(a < b)
        })
        .unwrap();
        assert!(items.is_sorted() && calls == 999);
    }
}
