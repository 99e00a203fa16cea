//! Classes of characters as `str` sees them: which are printable, letters, digits. Not case mapping, which is Rust's own.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Whether `repr` shows the character itself.
pub(crate) fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return c == ' ' || c.is_ascii_graphic();
    }
    !matches!(c.general_category_group(), GeneralCategoryGroup::Other | GeneralCategoryGroup::Separator)
}

/// `str.isalpha`: a letter; unlike Rust's `Alphabetic`, no letter-like number or mark.
pub(crate) fn is_alpha(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_alphabetic(),
        false => c.general_category_group() == GeneralCategoryGroup::Letter,
    }
}

/// The value of a decimal digit of any script.
pub(crate) fn decimal_digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let is_decimal = |c: char| c.general_category() == GeneralCategory::DecimalNumber;
    if !is_decimal(c) {
        return None;
    }
    // Every run of decimal digits begins with a zero, and has a multiple of ten characters.
    let before = (1..=50).take_while(|n| char::from_u32(c as u32 - n).is_some_and(is_decimal)).count();
    Some(before as u32 % 10)
}

/// The text with ASCII's digits for those of other scripts.
pub(crate) fn ascii_digits(text: &str) -> std::borrow::Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    text.chars()
        .map(|c| decimal_digit(c).and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c))
        .collect::<String>()
        .into()
}

/// `str.isdigit`: decimal digits, and those in superscripts, circles and the like.
pub(crate) fn is_digit(c: char) -> bool {
    decimal_digit(c).is_some()
        || matches!(c as u32,
            0xB2..=0xB3 | 0xB9 | 0x1369..=0x1371 | 0x19DA | 0x2070 | 0x2074..=0x2079 | 0x2080..=0x2089
            | 0x2460..=0x2468 | 0x2474..=0x247C | 0x2488..=0x2490 | 0x24EA | 0x24F5..=0x24FD | 0x24FF
            | 0x2776..=0x277E | 0x2780..=0x2788 | 0x278A..=0x2792 | 0x1_0A40..=0x1_0A43 | 0x1_0E60..=0x1_0E68
            | 0x1_1052..=0x1_105A | 0x1_F100..=0x1_F10A)
}

/// `str.isnumeric`: whatever has a numeric value, including the ideographs of numbers.
pub(crate) fn is_numeric(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    c.general_category_group() == GeneralCategoryGroup::Number
        || IDEOGRAPHS.binary_search(&(c as u32)).is_ok()
}

/// Letters with a numeric value.
const IDEOGRAPHS: &[u32] = &[
    0x3405, 0x3483, 0x382A, 0x3B4D, 0x4E00, 0x4E03, 0x4E07, 0x4E09, 0x4E24, 0x4E5D, 0x4E8C, 0x4E94, 0x4E96,
    0x4EAC, 0x4EBF, 0x4EC0, 0x4EDF, 0x4EE8, 0x4F0D, 0x4F70, 0x4FE9, 0x5006, 0x5104, 0x5146, 0x5169, 0x516B,
    0x516D, 0x5341, 0x5343, 0x5344, 0x5345, 0x534C, 0x53C1, 0x53C2, 0x53C3, 0x53C4, 0x56DB, 0x58F1, 0x58F9,
    0x5E7A, 0x5EFE, 0x5EFF, 0x5F0C, 0x5F0D, 0x5F0E, 0x5F10, 0x62D0, 0x62FE, 0x634C, 0x67D2, 0x6D1E, 0x6F06,
    0x7396, 0x767E, 0x7695, 0x79ED, 0x8086, 0x842C, 0x8CAE, 0x8CB3, 0x8D30, 0x920E, 0x94A9, 0x9621, 0x9646,
    0x964C, 0x9678, 0x96F6, 0xF96B, 0xF973, 0xF978, 0xF9B2, 0xF9D1, 0xF9D3, 0xF9FD, 0x2_0001, 0x2_0064,
    0x2_00E2, 0x2_0121, 0x2_092A, 0x2_0983, 0x2_098C, 0x2_099C, 0x2_0AEA, 0x2_0AFD, 0x2_0B19, 0x2_2390,
    0x2_2998, 0x2_3B1B, 0x2_626D, 0x2_F890,
];

/// Whether the character is title-cased or upper-cased.
pub(crate) fn is_title_or_upper(c: char) -> bool {
    c.is_uppercase() || c.general_category() == GeneralCategory::TitlecaseLetter
}

/// Appends the title case of a character, which Rust has not: upper case but for digraphs, whose second letter is small.
pub(crate) fn push_title(text: &mut String, c: char) {
    match c {
        '\u{1C4}'..='\u{1C6}' => text.push('\u{1C5}'),
        '\u{1C7}'..='\u{1C9}' => text.push('\u{1C8}'),
        '\u{1CA}'..='\u{1CC}' => text.push('\u{1CB}'),
        '\u{1F1}'..='\u{1F3}' => text.push('\u{1F2}'),
        // The apostrophe before the letter counts for nothing.
        '\u{149}' => text.push_str("\u{2BC}N"),
        _ => {
            let mut upper = c.to_uppercase();
            text.extend(upper.next());
            text.extend(upper.flat_map(char::to_lowercase));
        }
    }
}
