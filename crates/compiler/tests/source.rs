//! Source text in, errors, warnings, trees and symbol tables out: what the front half of the compiler does without
//! regard to the code that comes out at the end.

use std::fmt::Write as _;

use bytecode::{CodeFlags, Constant};
use compiler::ast::{ExprKind, Mod, StmtKind};
use compiler::symtable::{BlockType, NameScope, Scope, SymbolTable};
use compiler::{ErrorKind, Mode, Options, SyntaxError};

fn compile(source: &str) -> Result<compiler::Compiled, SyntaxError> {
    compiler::compile_with_warnings(source, "<test>", Mode::Exec, &Options::default())
}

/// The complaints about a source in the form that `oracle/mistakes.py` writes.
fn complaints(mode: &str, source: &str) -> String {
    let mode = match mode {
        "exec" => Mode::Exec,
        "eval" => Mode::Eval,
        _ => Mode::Single,
    };
    match compiler::compile_with_warnings(source, "<test>", mode, &Options::default()) {
        Ok(compiled) if compiled.warnings.is_empty() => "--- fine\n".to_owned(),
        Ok(compiled) => compiled.warnings.iter().fold(String::new(), |mut text, warning| {
            let _ = writeln!(text, "--- SyntaxWarning {} {}", warning.lineno, warning.message);
            text
        }),
        Err(error) => {
            let class = match error.kind {
                ErrorKind::Syntax => "SyntaxError",
                ErrorKind::Indentation => "IndentationError",
                ErrorKind::Tab => "TabError",
                other => panic!("{other:?}: {error}"),
            };
            let SyntaxError { lineno, offset, end_lineno, end_offset, message, .. } = error;
            format!("--- {class} {lineno} {offset} {end_lineno} {end_offset} {message}\n")
        }
    }
}

#[test]
fn mistakes_are_described_as_cpython_does() {
    let mut wrong = String::new();
    let mut count = 0;
    for case in include_str!("oracle/mistakes.txt").split("=== ").skip(1) {
        let (mode, rest) = case.split_once('\n').expect("a case has a source");
        let (source, expected) = rest.split_at(rest.find("--- ").expect("a case has complaints"));
        let found = complaints(mode, source.strip_suffix('\n').unwrap_or(source));
        count += 1;
        if found != expected {
            let _ = writeln!(wrong, "{source}{expected}but here\n{found}");
        }
    }
    assert!(count > 300);
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn damaged_source_is_refused_or_compiled_but_never_more() {
    let sources = include_str!("oracle/mistakes.txt");
    let characters: Vec<char> = sources.chars().collect();
    // Windows over the text are cut at all places, also inside of strings and numbers.
    for start in (0..characters.len()).step_by(37) {
        for length in [1, 9, 120] {
            let piece: String = characters[start..characters.len().min(start + length)].iter().collect();
            for mode in [Mode::Exec, Mode::Eval, Mode::Single] {
                let _ = compiler::compile(&piece, "<test>", mode, &Options::default());
            }
        }
    }
}

#[test]
fn deep_nesting_ends_in_an_error() {
    let shapes: [(&str, &str, &str, &str); 16] = [
        ("", "(", "x", ")"),
        ("", "[", "", "]"),
        ("x = ", "{1:", "2", "}"),
        ("", "-", "1", ""),
        ("", "not ", "x", ""),
        ("", "x + ", "1", ""),
        ("x", ".y", "", ""),
        ("x", "()", "", ""),
        ("x", "[0]", "", ""),
        ("", "x ** ", "1", ""),
        ("", "lambda: ", "1", ""),
        ("", "x if y else ", "1", ""),
        ("", "x < ", "1", ""),
        ("", "x and ", "1", ""),
        ("if x: pass\n", "elif y: pass\n", "", ""),
        ("x = ", "f'{", "1", "}'"),
    ];
    for (before, open, inside, close) in shapes {
        for depth in [50, 1_000, 10_000, 200_000] {
            let source = format!("{before}{}{inside}{}", open.repeat(depth), close.repeat(depth));
            match compile(&source) {
                // Chains of comparisons and of `and` are not deep.
                Ok(_) => assert!(depth <= 10_000 || matches!(open, "x < " | "x and "), "{before}{open}"),
                Err(error) => assert!(
                    depth > 50
                        && match error.kind {
                            ErrorKind::Recursion | ErrorKind::Memory => true,
                            ErrorKind::Syntax => error.message.starts_with("too many nested"),
                            _ => false,
                        }
                        // Quotes of the same kind cannot nest this way.
                        || open.starts_with('f'),
                    "{before}{open}: {error}"
                ),
            }
        }
    }
    let blocks = (0..150).fold(String::new(), |text, level| text + &" ".repeat(level) + "if x:\n");
    assert_eq!(compile(&blocks).unwrap_err().message, "too many levels of indentation");
}

#[test]
fn the_file_and_the_line_are_named() {
    let error = compiler::compile("x = 1\ny = (2\n", "some/file.py", Mode::Exec, &Options::default());
    let error = error.unwrap_err();
    assert_eq!(error.filename, "some/file.py");
    assert_eq!(error.text.as_deref(), Some("y = (2\n"));
    assert_eq!(error.to_string(), "'(' was never closed (some/file.py, line 2)");
    assert_eq!(compile("x\0").unwrap_err().message, "source code string cannot contain null bytes");
}

#[test]
fn input_that_ends_too_early_can_be_told_apart() {
    let options = Options { allow_incomplete_input: true, ..Options::default() };
    let kind =
        |source| compiler::compile(source, "<stdin>", Mode::Single, &options).map_err(|e| e.kind).err();
    for source in ["if x:", "x = (", "def f():\n    x", "'''", "x = \\\n", "@a", "for x in y:\n"] {
        let options = Options { dont_imply_dedent: true, ..options.clone() };
        let kind = compiler::compile(source, "<stdin>", Mode::Single, &options).map_err(|e| e.kind).err();
        assert_eq!(kind, Some(ErrorKind::IncompleteInput), "{source}");
    }
    for source in ["x = )", "1 +* 2", "if x\n"] {
        assert_eq!(kind(source), Some(ErrorKind::Syntax), "{source}");
    }
    for source in ["x", "if x: y\n\n", "x = '''\n'''"] {
        assert_eq!(kind(source), None, "{source}");
    }
}

#[test]
fn options_that_change_the_language() {
    let digits = |int_max_str_digits, source: &str| {
        let options = Options { int_max_str_digits, ..Options::default() };
        compiler::compile(source, "", Mode::Eval, &options).map_err(|error| error.message).err()
    };
    let long = "7".repeat(5000);
    let refused = digits(4300, &long).unwrap();
    assert!(refused.starts_with("Exceeds the limit (4300 digits)"), "{refused}");
    assert_eq!(digits(0, &long), None);
    assert_eq!(digits(640, &format!("0x{long}")), None);
    assert!(digits(640, &long[..641]).is_some());

    let awaiting = Options { top_level_await: true, ..Options::default() };
    let code = compiler::compile("await x", "", Mode::Exec, &awaiting).unwrap();
    assert!(code.flags.contains(CodeFlags::COROUTINE));

    let flags = CodeFlags::FUTURE_BARRY_AS_BDFL;
    let barry = Options { flags, ..Options::default() };
    assert!(compiler::compile("a <> b", "", Mode::Eval, &barry).is_ok());
    assert!(compiler::compile("a != b", "", Mode::Eval, &barry).is_err());
    assert!(compile("from __future__ import barry_as_FLUFL\na <> b").is_ok());

    let names = |optimize| {
        let options = Options { optimize, ..Options::default() };
        let code = compiler::compile("'doc'\nassert a\nx = __debug__\n", "", Mode::Exec, &options).unwrap();
        code.names.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(names(0), ["__doc__", "a", "x"]);
    assert_eq!(names(1), ["__doc__", "x"]);
    assert_eq!(names(2), ["x"]);
}

#[test]
fn trees_can_be_had_and_given_back() {
    let options = Options::default();
    let compiled = compiler::parse("1 is x\ny = 2", "<test>", Mode::Exec, &options, |tree| {
        let Mod::Module(body) = &tree.module else { panic!("not a module") };
        assert!(matches!(body[0].kind, StmtKind::Expr(_)));
        let StmtKind::Assign { value, .. } = &body[1].kind else { panic!("not an assignment") };
        assert!(matches!(&value.kind, ExprKind::Constant { value: Constant::Int(2), .. }));
        assert_eq!((value.location.line, value.location.col, value.location.end_col), (2, 4, 5));
        compiler::compile_tree(tree.module, "<test>", &options)
    });
    assert_eq!(compiled.unwrap().warnings.len(), 1);
    // What only the compiler refuses, the parser accepts.
    let depth = compiler::parse("return 1", "<test>", Mode::Exec, &options, |tree| Ok(tree.depth)).unwrap();
    let error = compiler::parse("return 1", "here", Mode::Exec, &options, |tree| {
        compiler::with_stack(depth, || compiler::compile_tree(tree.module, "here", &options)).map(drop)
    });
    assert_eq!(error.unwrap_err().to_string(), "'return' outside function (here, line 1)");
}

fn table(source: &str) -> SymbolTable {
    compiler::symbol_table(source, "<test>", Mode::Exec, &Options::default()).unwrap()
}

fn scope<'a>(table: &'a SymbolTable, name: &str) -> &'a Scope {
    table.scopes.iter().find(|scope| scope.name.to_string() == name).expect("a scope of that name")
}

fn names_with(scope: &Scope, wanted: NameScope) -> Vec<String> {
    scope
        .symbols
        .iter()
        .filter(|(_, flags)| flags.scope() == wanted)
        .map(|(name, _)| name.to_string())
        .collect()
}

#[test]
fn names_are_found_where_they_live() {
    let table = table(
        "def outer(a, *args, **kwargs):
    b = 1
    def inner(c):
        nonlocal b
        global d
        b = a = c + d + e
        return lambda: a
    return inner
",
    );
    let outer = scope(&table, "outer");
    assert_eq!(outer.block, BlockType::Function);
    assert!(outer.varargs && outer.varkeywords && !outer.nested);
    assert_eq!(names_with(outer, NameScope::Cell), ["b"]);
    assert_eq!(names_with(outer, NameScope::Local), ["a", "args", "kwargs", "inner"]);
    let inner = scope(&table, "inner");
    assert!(inner.nested);
    assert_eq!(names_with(inner, NameScope::Free), ["b"]);
    assert_eq!(names_with(inner, NameScope::Cell), ["a"]);
    assert_eq!(names_with(inner, NameScope::GlobalExplicit), ["d"]);
    assert_eq!(names_with(inner, NameScope::GlobalImplicit), ["e"]);
    assert_eq!(names_with(scope(&table, "lambda"), NameScope::Free), ["a"]);
}

#[test]
fn classes_hide_their_names_and_mangle_private_ones() {
    let table = table(
        "class C:
    x = 1
    def method(self, __private):
        return x, __class__, __private, __dunder__
",
    );
    let class = scope(&table, "C");
    assert_eq!(class.block, BlockType::Class);
    assert!(class.needs_class_closure);
    let method = scope(&table, "method");
    assert!(method.method);
    assert_eq!(names_with(method, NameScope::GlobalImplicit), ["x", "__dunder__"]);
    assert_eq!(names_with(method, NameScope::Free), ["__class__"]);
    assert_eq!(names_with(method, NameScope::Local), ["self", "_C__private"]);
}

#[test]
fn comprehensions_and_type_parameters_have_scopes() {
    let table = table(
        "def f(xs):
    return [x for x in xs], (y for y in xs)
class G[T: int, *Ts](Base[T]):
    a: T
type A[K] = dict[K, int]
async def g():
    yield 1
",
    );
    assert!(scope(&table, "listcomp").comp_inlined);
    assert!(!scope(&table, "genexpr").comp_inlined);
    assert!(scope(&table, "genexpr").generator);
    let parameters: Vec<_> =
        table.scopes.iter().filter(|scope| scope.block == BlockType::TypeParameters).collect();
    assert_eq!(parameters.len(), 2);
    assert!(names_with(parameters[0], NameScope::Cell).contains(&"T".to_owned()));
    assert!(table.scopes.iter().any(|scope| scope.block == BlockType::TypeVariable));
    assert!(table.scopes.iter().any(|scope| scope.block == BlockType::TypeAlias));
    assert!(table.scopes.iter().any(|scope| scope.block == BlockType::Annotation));
    let generator = scope(&table, "g");
    assert!(generator.generator && generator.coroutine);
}

#[test]
fn bytes_are_decoded_as_they_say() {
    let decode = compiler::decode_source;
    assert_eq!(decode(b"# coding: latin-1\n'\xE9'").as_deref(), Ok("# coding: latin-1\n'é'"));
    assert_eq!(decode("é\r\n".as_bytes()).as_deref(), Ok("é\n"));
    assert_eq!(decode(b"\xEF\xBB\xBFx").as_deref(), Ok("x"));
    let error = decode(b"a\n'\xC3\xA9\xFF'\nb").unwrap_err();
    assert_eq!((error.lineno, error.offset, error.end_lineno, error.end_offset), (2, 3, 2, 3));
    assert_eq!(error.text.as_deref(), Some("'é\u{FFFD}'"));
    for (bytes, message) in [
        (&b"#\xEF\n# coding: none-such\n"[..], "unknown encoding: none-such"),
        (b"\xEF\xBB\xBF# coding: latin-1\n", "encoding problem: iso-8859-1 with BOM"),
        (
            b"# coding: ascii\n'\x80'",
            "'ascii' codec can't decode byte 0x80 in position 17: ordinal not in range(128)",
        ),
        (
            b"# coding: utf8\n\xE2\x82 ",
            "'utf-8' codec can't decode bytes in position 15-16: invalid continuation byte",
        ),
        (b"x\0", "source code string cannot contain null bytes"),
    ] {
        assert_eq!(decode(bytes).unwrap_err().message, message);
    }
    let upper = |name: &str, bytes: &[u8]| {
        assert_eq!(name, "shouting");
        Ok(String::from_utf8_lossy(bytes).to_uppercase())
    };
    let decoded = compiler::decode_source_with(b"#coding=shouting\nabc", upper);
    assert_eq!(decoded.as_deref(), Ok("#CODING=SHOUTING\nABC"));
}
