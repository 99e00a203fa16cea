//! `unicodedata`: properties of characters. Numeric values are known for decimal digits, superscripts, circled digits
//! and fractions only; widths of East Asian characters follow from their blocks.

use unicode_bidi::BidiClass;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{
    canonical_combining_class, compose, decompose_canonical, decompose_compatible,
};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use vm_derive::native;

use crate::native::ModuleDef;
use crate::objects::PyStr;
use crate::{PyResult, Value, Vm};

/// Marker that holds the functions.
pub struct UnicodeData;

/// The module.
pub static UNICODEDATA: ModuleDef = ModuleDef {
    name: "unicodedata",
    doc: "This module provides access to the Unicode Character Database which\ndefines character properties for all Unicode characters. The data in\nthis database is based on the UnicodeData.txt file version\n16.0.0 which is publicly available from the Unicode Consortium\nat https://www.unicode.org/.",
    functions: UnicodeData::NATIVE_METHODS,
    init: |vm, dict| crate::embedded::run(vm, dict, "unicodedata", include_str!("python/unicodedata.py")),
};

/// The only character of an argument.
fn character(vm: &mut Vm, function: &str, value: &Value) -> PyResult<u32> {
    let Some(text) = value.downcast::<PyStr>() else {
        let found = vm.class_name(value);
        return Err(vm.type_error(format!("{function}() argument must be a unicode character, not {found}")));
    };
    let mut points = text.text().code_points();
    match (points.next(), points.next()) {
        (Some(only), None) => Ok(only),
        _ => {
            let length = text.char_len();
            Err(vm.type_error(format!(
                "{function}(): argument must be a unicode character, not a string of length {length}"
            )))
        }
    }
}

const FRACTIONS: [(u32, f64); 20] = [
    (0xbc, 0.25),
    (0xbd, 0.5),
    (0xbe, 0.75),
    (0x2150, 1.0 / 7.0),
    (0x2151, 1.0 / 9.0),
    (0x2152, 0.1),
    (0x2153, 1.0 / 3.0),
    (0x2154, 2.0 / 3.0),
    (0x2155, 0.2),
    (0x2156, 0.4),
    (0x2157, 0.6),
    (0x2158, 0.8),
    (0x2159, 1.0 / 6.0),
    (0x215a, 5.0 / 6.0),
    (0x215b, 0.125),
    (0x215c, 0.375),
    (0x215d, 0.625),
    (0x215e, 0.875),
    (0x215f, 1.0),
    (0x2189, 0.0),
];

/// The value of a digit that may not be part of a decimal number.
fn digit_value(point: u32) -> Option<u32> {
    crate::sre::decimal_value(point).or(match point {
        0xb2 | 0xb3 => Some(point - 0xb0),
        0xb9 => Some(1),
        0x2070 | 0x2074..=0x2079 => Some(point - 0x2070),
        0x2080..=0x2089 => Some(point - 0x2080),
        0x2460..=0x2468 => Some(point - 0x245f),
        0x2474..=0x247c => Some(point - 0x2473),
        0x2488..=0x2490 => Some(point - 0x2487),
        0x24ea | 0x24ff => Some(0),
        0x24f5..=0x24fd => Some(point - 0x24f4),
        0x2776..=0x277e => Some(point - 0x2775),
        0x2780..=0x2788 => Some(point - 0x277f),
        0x278a..=0x2792 => Some(point - 0x2789),
        _ => None,
    })
}

fn numeric_value(point: u32) -> Option<f64> {
    let whole = |value: u32| Some(f64::from(value));
    match (digit_value(point), point) {
        (Some(value), _) => whole(value),
        (None, 0x2160..=0x216b) => whole(point - 0x215f),
        (None, 0x2170..=0x217b) => whole(point - 0x216f),
        (None, 0x2469..=0x2473) => whole(point - 0x245f),
        (None, 0x216c | 0x217c) => whole(50),
        (None, 0x216d | 0x217d) => whole(100),
        (None, 0x216e | 0x217e) => whole(500),
        (None, 0x216f | 0x217f) => whole(1000),
        (None, 0x3007) => whole(0),
        (None, 0x4e00) => whole(1),
        (None, 0x4e8c) => whole(2),
        (None, 0x4e09) => whole(3),
        (None, 0x56db) => whole(4),
        (None, 0x4e94) => whole(5),
        (None, 0x516d) => whole(6),
        (None, 0x4e03) => whole(7),
        (None, 0x516b) => whole(8),
        (None, 0x4e5d) => whole(9),
        (None, 0x5341) => whole(10),
        _ => FRACTIONS.iter().find(|(fraction, _)| *fraction == point).map(|(_, value)| *value),
    }
}

fn category_of(point: u32) -> &'static str {
    let Some(character) = char::from_u32(point) else { return "Cs" };
    match character.general_category() {
        GeneralCategory::ClosePunctuation => "Pe",
        GeneralCategory::ConnectorPunctuation => "Pc",
        GeneralCategory::Control => "Cc",
        GeneralCategory::CurrencySymbol => "Sc",
        GeneralCategory::DashPunctuation => "Pd",
        GeneralCategory::DecimalNumber => "Nd",
        GeneralCategory::EnclosingMark => "Me",
        GeneralCategory::FinalPunctuation => "Pf",
        GeneralCategory::Format => "Cf",
        GeneralCategory::InitialPunctuation => "Pi",
        GeneralCategory::LetterNumber => "Nl",
        GeneralCategory::LineSeparator => "Zl",
        GeneralCategory::LowercaseLetter => "Ll",
        GeneralCategory::MathSymbol => "Sm",
        GeneralCategory::ModifierLetter => "Lm",
        GeneralCategory::ModifierSymbol => "Sk",
        GeneralCategory::NonspacingMark => "Mn",
        GeneralCategory::OpenPunctuation => "Ps",
        GeneralCategory::OtherLetter => "Lo",
        GeneralCategory::OtherNumber => "No",
        GeneralCategory::OtherPunctuation => "Po",
        GeneralCategory::OtherSymbol => "So",
        GeneralCategory::ParagraphSeparator => "Zp",
        GeneralCategory::PrivateUse => "Co",
        GeneralCategory::SpaceSeparator => "Zs",
        GeneralCategory::SpacingMark => "Mc",
        GeneralCategory::Surrogate => "Cs",
        GeneralCategory::TitlecaseLetter => "Lt",
        GeneralCategory::UppercaseLetter => "Lu",
        _ => "Cn",
    }
}

/// The decomposition of a character by one step: whether it is canonical, and its characters.
fn decomposed(character: char) -> Option<(bool, Vec<char>)> {
    let mut canonical = Vec::new();
    decompose_canonical(character, |part| canonical.push(part));
    if canonical != [character] {
        // The full decomposition is joined again but for its last character.
        while canonical.len() > 2 {
            match compose(canonical[0], canonical[1]) {
                Some(joined) => {
                    canonical.remove(1);
                    canonical[0] = joined;
                }
                None => break,
            }
        }
        return Some((true, canonical));
    }
    let mut compatible = Vec::new();
    decompose_compatible(character, |part| compatible.push(part));
    (compatible != [character]).then_some((false, compatible))
}

#[native]
impl UnicodeData {
    /// Look up character by name.
    ///
    /// If a character with the given name is found, return the
    /// corresponding character.  If not found, KeyError is raised.
    #[function("(name, /)")]
    fn lookup(vm: &mut Vm, name: &PyStr) -> PyResult {
        let text = name.text().to_string_lossy();
        match unicode_names2::character(&text) {
            Some(character) => Ok(vm.new_char(character.into()).into()),
            None => {
                let message: Value = vm.new_str(&format!("undefined character name '{text}'")).into();
                Err(vm.key_error(&message))
            }
        }
    }

    /// Returns the name assigned to the character chr as a string.
    ///
    /// If no name is defined, default is returned, or, if not given,
    /// ValueError is raised.
    #[function("(chr, default=<unrepresentable>, /)")]
    fn name(vm: &mut Vm, chr: &Value, default: Option<&Value>) -> PyResult {
        let point = character(vm, "name", chr)?;
        let name = char::from_u32(point).filter(|c| !c.is_control()).and_then(unicode_names2::name);
        match (name, default) {
            (Some(name), _) => Ok(vm.new_str(&name.to_string()).into()),
            (None, Some(default)) => Ok(default.clone()),
            (None, None) => Err(vm.value_error("no such name")),
        }
    }

    /// Converts a Unicode character into its equivalent decimal value.
    #[function("(chr, default=<unrepresentable>, /)")]
    fn decimal(vm: &mut Vm, chr: &Value, default: Option<&Value>) -> PyResult {
        let point = character(vm, "decimal", chr)?;
        match (crate::sre::decimal_value(point), default) {
            (Some(value), _) => Ok(vm.new_int(value)),
            (None, Some(default)) => Ok(default.clone()),
            (None, None) => Err(vm.value_error("not a decimal")),
        }
    }

    /// Converts a Unicode character into its equivalent digit value.
    #[function("(chr, default=<unrepresentable>, /)")]
    fn digit(vm: &mut Vm, chr: &Value, default: Option<&Value>) -> PyResult {
        let point = character(vm, "digit", chr)?;
        match (digit_value(point), default) {
            (Some(value), _) => Ok(vm.new_int(value)),
            (None, Some(default)) => Ok(default.clone()),
            (None, None) => Err(vm.value_error("not a digit")),
        }
    }

    /// Converts a Unicode character into its equivalent numeric value.
    #[function("(chr, default=<unrepresentable>, /)")]
    fn numeric(vm: &mut Vm, chr: &Value, default: Option<&Value>) -> PyResult {
        let point = character(vm, "numeric", chr)?;
        match (numeric_value(point), default) {
            (Some(value), _) => Ok(vm.new_float(value)),
            (None, Some(default)) => Ok(default.clone()),
            (None, None) => Err(vm.value_error("not a numeric character")),
        }
    }

    /// Returns the general category assigned to the character chr as string.
    #[function("(chr, /)")]
    fn category(vm: &mut Vm, chr: &Value) -> PyResult<&'static str> {
        Ok(category_of(character(vm, "category", chr)?))
    }

    /// Returns the bidirectional class assigned to the character chr as string.
    #[function("(chr, /)")]
    fn bidirectional(vm: &mut Vm, chr: &Value) -> PyResult<&'static str> {
        let point = character(vm, "bidirectional", chr)?;
        let Some(character) = char::from_u32(point) else { return Ok("L") };
        if category_of(point) == "Cn" {
            return Ok("");
        }
        Ok(match unicode_bidi::bidi_class(character) {
            BidiClass::AL => "AL",
            BidiClass::AN => "AN",
            BidiClass::B => "B",
            BidiClass::BN => "BN",
            BidiClass::CS => "CS",
            BidiClass::EN => "EN",
            BidiClass::ES => "ES",
            BidiClass::ET => "ET",
            BidiClass::FSI => "FSI",
            BidiClass::L => "L",
            BidiClass::LRE => "LRE",
            BidiClass::LRI => "LRI",
            BidiClass::LRO => "LRO",
            BidiClass::NSM => "NSM",
            BidiClass::ON => "ON",
            BidiClass::PDF => "PDF",
            BidiClass::PDI => "PDI",
            BidiClass::R => "R",
            BidiClass::RLE => "RLE",
            BidiClass::RLI => "RLI",
            BidiClass::RLO => "RLO",
            BidiClass::S => "S",
            BidiClass::WS => "WS",
        })
    }

    /// Returns the canonical combining class assigned to the character chr as integer.
    #[function("(chr, /)")]
    fn combining(vm: &mut Vm, chr: &Value) -> PyResult<u8> {
        let point = character(vm, "combining", chr)?;
        Ok(char::from_u32(point).map_or(0, canonical_combining_class))
    }

    /// Returns the mirrored property assigned to the character chr as integer.
    #[function("(chr, /)")]
    fn mirrored(vm: &mut Vm, chr: &Value) -> PyResult<i32> {
        let point = character(vm, "mirrored", chr)?;
        let is_math = matches!(point, 0x3c | 0x3e | 0x2208..=0x220d | 0x223c..=0x223d | 0x2264..=0x226b);
        Ok(i32::from(is_math || matches!(category_of(point), "Ps" | "Pe" | "Pi" | "Pf")))
    }

    /// Returns the east asian width assigned to the character chr as string.
    #[function("(chr, /)")]
    fn east_asian_width(vm: &mut Vm, chr: &Value) -> PyResult<&'static str> {
        Ok(match character(vm, "east_asian_width", chr)? {
            0x20..=0x7e | 0xa2..=0xa3 | 0xa5..=0xa6 | 0xac | 0xaf => "Na",
            0x3000 | 0xff01..=0xff60 | 0xffe0..=0xffe6 => "F",
            0x20a9 | 0xff61..=0xffdc | 0xffe8..=0xffee => "H",
            0x1100..=0x115f
            | 0x231a..=0x231b
            | 0x2e80..=0x303e
            | 0x3041..=0x33ff
            | 0x3400..=0x4dbf
            | 0x4e00..=0xa4cf
            | 0xa960..=0xa97c
            | 0xac00..=0xd7a3
            | 0xf900..=0xfaff
            | 0xfe30..=0xfe6f
            | 0x16fe0..=0x18cff
            | 0x1b000..=0x1b2ff
            | 0x1f300..=0x1f64f
            | 0x1f680..=0x1f6ff
            | 0x1f900..=0x1f9ff
            | 0x20000..=0x3fffd => "W",
            0xa1 | 0xa4 | 0xa7..=0xa8 | 0xaa | 0xad..=0xae | 0xb0..=0xb4 | 0xb6..=0xba | 0xbc..=0xbf => "A",
            0x391..=0x3c9 | 0x410..=0x44f | 0x2010..=0x2016 | 0x2018..=0x2019 | 0x201c..=0x201d => "A",
            0xe000..=0xf8ff => "A",
            _ => "N",
        })
    }

    /// Returns the character decomposition mapping assigned to the character chr as string.
    #[function("(chr, /)")]
    fn decomposition(vm: &mut Vm, chr: &Value) -> PyResult<String> {
        let point = character(vm, "decomposition", chr)?;
        let Some((canonical, parts)) = char::from_u32(point).and_then(decomposed) else {
            return Ok(String::new());
        };
        let parts: Vec<String> = parts.iter().map(|part| format!("{:04X}", u32::from(*part))).collect();
        Ok(format!("{}{}", if canonical { "" } else { "<compat> " }, parts.join(" ")))
    }

    /// Return the normal form 'form' for the Unicode string unistr.
    ///
    /// Valid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.
    #[function("(form, unistr, /)")]
    fn normalize(vm: &mut Vm, form: &PyStr, unistr: &PyStr) -> PyResult {
        let normal: Option<fn(&str) -> String> = match form.as_str() {
            Some("NFC") => Some(|text| text.nfc().collect()),
            Some("NFD") => Some(|text| text.nfd().collect()),
            Some("NFKC") => Some(|text| text.nfkc().collect()),
            Some("NFKD") => Some(|text| text.nfkd().collect()),
            _ => None,
        };
        let Some(normal) = normal else { return Err(vm.value_error("invalid normalization form")) };
        if unistr.is_ascii() {
            return Ok(vm.new_wtf8(unistr.text()).into());
        }
        // Halves of pairs stay as they are; what lies between them is normalized.
        let mut output = bytecode::Wtf8Buf::new();
        let mut run = String::new();
        for point in unistr.text().code_points() {
            match char::from_u32(point) {
                Some(character) => run.push(character),
                None => {
                    output.push_str(&normal(&std::mem::take(&mut run)));
                    output.push_code_point(point);
                }
            }
        }
        output.push_str(&normal(&run));
        Ok(vm.new_wtf8(&output).into())
    }

    /// Return whether the Unicode string unistr is in the normal form 'form'.
    #[function("(form, unistr, /)")]
    fn is_normalized(vm: &mut Vm, form: &PyStr, unistr: &PyStr) -> PyResult<bool> {
        let normal = Self::normalize(vm, form, unistr)?;
        Ok(normal.downcast::<PyStr>().is_some_and(|normal| normal.equals(unistr)))
    }
}
