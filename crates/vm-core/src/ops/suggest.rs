//! The name nearest to a misspelt one, for "Did you mean" in messages. Which names come into question is the caller's
//! business.

const MAX_CANDIDATES: usize = 750;
const MAX_LENGTH: usize = 40;
const MOVE: usize = 2;
const CASE: usize = 1;

/// The first of the nearest `names`; `None` if nothing comes near.
pub fn nearest<'a>(wrong: &str, names: &'a [String]) -> Option<&'a str> {
    if names.len() > MAX_CANDIDATES || wrong.chars().count() > MAX_LENGTH {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for name in names {
        if name == wrong {
            continue;
        }
        let most = (name.chars().count() + wrong.chars().count() + 3) * MOVE / 6;
        let most = best.map_or(most, |(distance, _)| most.min(distance.saturating_sub(1)));
        let distance = distance(wrong, name);
        if distance <= most && best.is_none_or(|(known, _)| distance < known) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

/// Levenshtein distance, where a change of case costs half.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut row: Vec<usize> = (0..=right.len()).map(|index| index * MOVE).collect();
    for (i, l) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (i + 1) * MOVE;
        for (j, r) in right.iter().enumerate() {
            let cost = match l == r {
                true => 0,
                false if l.eq_ignore_ascii_case(r) => CASE,
                false => MOVE,
            };
            let value = (diagonal + cost).min(row[j] + MOVE).min(row[j + 1] + MOVE);
            diagonal = std::mem::replace(&mut row[j + 1], value);
        }
    }
    row[right.len()]
}
