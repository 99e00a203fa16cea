//! Tests of the readable form.

use std::sync::Arc;

use super::*;
use crate::testing::sample_code;
use crate::{Code, Constant, dis, marshal, verify};

fn same(a: &Code, b: &Code) -> bool {
    // Equality of constants compares code objects by identity; the bytes hold all there is.
    marshal::dump_code(a).unwrap() == marshal::dump_code(b).unwrap()
}

#[test]
fn printing_and_assembling_round_trip() {
    let code = sample_code();
    let text = print(&code).unwrap();
    let again = assemble(&text).unwrap();
    assert_eq!(print(&again).unwrap(), text);
    assert!(same(&code, &again), "{text}");
}

#[test]
fn long_jumps_and_arguments_round_trip() {
    let mut text = ".code f\n RESUME 0\nstart:\n".to_owned();
    for index in 0..400 {
        text.push_str(&format!(
            "LOAD_CONST {}.5\nPOP_TOP\nLOAD_NAME n{index}\nPOP_JUMP_IF_TRUE end\n",
            index
        ));
    }
    text.push_str("JUMP_BACKWARD start\nend:\nLOAD_CONST None\nRETURN_VALUE\n.end\n");
    let code = assemble(&text).unwrap();
    verify::verify(&code).unwrap();
    assert!(same(&code, &assemble(&print(&code).unwrap()).unwrap()));
}

#[test]
fn listing_shows_lines_labels_and_handlers() {
    let listing = dis::disassemble(&sample_code());
    for part in [
        "LOAD_FAST_BORROW         4 (total)",
        "COMPARE_OP               18 (< bool)",
        "CALL_KW                  2",
        "Disassembly of generator, line 1:",
        "ExceptionTable:",
        "[2] lasti",
    ] {
        assert!(listing.contains(part), "{part}\n{listing}");
    }
}

#[test]
fn errors_name_their_line() {
    for (text, line, message) in [
        (".code f\nNOPE\n.end", 2, "unknown opcode"),
        (".code f\nJUMP_FORWARD there\n.end", 2, "no label"),
        (".code f\na:\nJUMP_FORWARD a\n.end", 3, "cannot jump in that direction"),
        (".code f\nLOAD_FAST x\n.end", 2, "no local"),
        (".code f\nLOAD_CONST (1, \n.end", 2, "is not a constant"),
        (".code f\nLOAD_CONST \"a\n.end", 2, "not closed"),
        (".code f\nNOP 1 2\n.end", 2, "unexpected"),
        (".code f\nRETURN_VALUE\n.end", 2, "underflow"),
        ("NOP", 1, "expected .code"),
        (".code f", 1, "missing .end"),
    ] {
        let error = assemble(text).unwrap_err();
        assert_eq!(error.line, line, "{text}: {error}");
        assert!(error.message.contains(message), "{text}: {error}");
    }
}

#[test]
fn literals_round_trip() {
    for text in [
        "None",
        "Ellipsis",
        "True",
        "-5",
        "123456789012345678901234567890",
        "-0.0",
        "1e300",
        "inf",
        "-nan",
        "()",
        "(1,)",
        "((1, 2), \"a\\\"\\\\\\n\\u{7}é\")",
        "b\"\\x00a\\\"\"",
        "frozenset()",
        "slice(1, None, \"x\")",
        "complex(-0.0, 2.0)",
    ] {
        let (constant, rest) = parse_literal(text, &|_| None).unwrap();
        assert_eq!(rest, "", "{text}");
        let shown = Literal::new(&constant).to_string();
        let (again, _) = parse_literal(&shown, &|_| None).unwrap();
        assert_eq!(constant, again, "{text} {shown}");
    }
    let code = Arc::new(sample_code());
    let (constant, _) = parse_literal("(code it,)", &|name| (name == "it").then(|| code.clone())).unwrap();
    assert_eq!(constant, Constant::Tuple([Constant::Code(code)].into()));
    assert!(parse_literal(&"(".repeat(100_000), &|_| None).is_err());
}
