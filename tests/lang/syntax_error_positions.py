# Where syntax errors are: line, offset, end line, end offset and the text, for many kinds of mistakes.
sources = ["x = = 1", "f(a b)", "if x\n  y", "def f(:\n pass", "x = (1,\n2", "for x in:\n pass", "class C\n pass", "return 1", "a = 'abc", "x = 5 +", "print 'hi'", "import", "from x import", "lambda x: = 1", "[1, 2", "{1: 2", "x + 1 = 2", "del f()", "f() = 1", "None = 1",
           "while True print(1)", "try:\n x\nprint(1)", "def f(a, a): pass", "def f(a=1, b): pass", "async x", "await x", "yield x", "x = yield = 1", "f(**a, *b)", "f(a=1, 2)", "a, b += 1", "global x\nx = 1\nglobal x", "nonlocal x", "break", "continue", "x: int: str", "'a' 'b' = 1", "(a, b): int", "with x as 1: pass", "import a.b as c.d",
           "\n\n  x = 1", "if x:\n    y\n  z", "if x:\ny", "x = 1\n\ty = 2", "a ? b", "a $ b", "x = 09", "x = 1_", "0xZ", "1.2.3", "a!b", "é = 1 2", "f'{a b}'", "f'{'", "'\\x1'", "b'é'", "x = {a: 1, b}", "[x for x in]", "(x for x in y, z)", "f(x for x in y, 1)", "a if b", "not", "a b c", "@x\ny = 1", "else: pass", "except: pass",
           "match x:\n case a: pass\n case b: pass", "case x: pass", "x = *a", "*a", "print(*a b)", "raise x from", "assert", "x := 1", "(x := 1, y := )", "elif x: pass", "def f() -> : pass", "class C(a b): pass", "f(a.b=1)", "f(True=1)", "a.1", "a.b.(c)", "from . import *\ndef f():\n from x import *", "x = [\n1,\n2\n", "foo(1, 2, 3, 4 5)", "{'a' 1}", "{**a for a in b}", "lambda *: 0", "if (a = 1): pass", "while x = 1: pass", "True = 1", "f(1)(2) = 3", "x, y = 1 = 2", "def f(x, *, **y): pass", "\\ x", "x = 'a\nb'", "'''abc", "\ufeffx y"]
for source in sources:
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "fine")
    except SyntaxError as e:
        print(repr(source), type(e).__name__, "|", e.msg, "|", e.lineno, e.offset, e.end_lineno, e.end_offset, repr(e.text))
