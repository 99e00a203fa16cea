# compile(): modes, flags, future imports, optimization, sources as bytes with encodings, results of single.
print(eval(compile("1 + 2", "<e>", "eval")), exec(compile("x = 1", "<x>", "exec")), x)
exec(compile("1 + 2", "<s>", "single"))
exec(compile("y = 5\n", "<s>", "single"))
exec(compile("if y:\n  y + 1\n", "<s>", "single"))
exec(compile("None; 'a'; [1]", "<s>", "single"))
for source, mode in (("x = 1", "eval"), ("1\n2", "single"), ("", "eval"), ("", "exec"), ("", "single"), ("1;", "eval"), ("1\n\n", "eval"), ("  1", "eval"), ("  1", "exec"), ("if x:\n y", "single"), ("def f(): pass\n", "single"), ("# only", "exec"), ("# only", "eval"), ("pass", "eval"), ("1", "nope"), ("x\n", "single"), ("(1,\n2)", "eval"), ("lambda: (yield)", "eval"), ("await x", "eval"), ("a := 1", "eval"), ("(a := 1)", "eval"), ("*a", "eval"), ("1, 2", "eval"), ("", "single ")):
    try:
        print(repr(source), mode, type(compile(source, "<t>", mode)).__name__)
    except (SyntaxError, ValueError) as e: print(repr(source), mode, "|", type(e).__name__, getattr(e, "msg", e))
for source in (b"x = 'caf\xc3\xa9'", b"# -*- coding: latin-1 -*-\nx = 'caf\xe9'", b"\xef\xbb\xbfx = 'bom'", b"# coding: utf-8\nx = '\xe2\x82\xac'", bytearray(b"x = 'bytearray'")):
    space = {}
    exec(source, space)
    print(space["x"])
for source in (b"x = '\xff'", b"# coding: nope\nx", b"\xef\xbb\xbf# coding: latin-1\nx", b"x\0y"):
    try: exec(source, {})
    except SyntaxError as e: print(source, type(e).__name__)
space = {}
def inherits(): return compile("def f(x: nope): pass", "<f>", "exec").co_flags & 0x1000000
print(inherits())
for args in ((), ("1",), ("1", "f"), (1, "f", "exec"), ("1", "f", 3), ("1", "f", "exec", 0, 0, 5), ("1", "f", "exec", "x"), (None, "f", "exec")):
    try: print(type(compile(*args)).__name__)
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
code = compile("def f():\n  'doc'\n  assert False\n  return __debug__", "<o>", "exec", optimize=1)
exec(code, space)
print(space["f"](), space["f"].__doc__)
exec(compile("def f():\n  'doc'\n  return 1", "<o>", "exec", optimize=2), space)
print(space["f"].__doc__)
codes = {compile("a + b", "<c>", "eval") for _ in range(3)}
print(eval(codes.pop(), {"a": 1, "b": 2}), compile("x", filename="named.py", mode="eval").co_filename, sum(eval(compile(f"{i} * 2", "<w>", "eval")) for i in range(100)))
print(eval(compile("[i for i in range(n)]", "<n>", "eval"), {"n": 3}), eval("__name__", {"__name__": "given"}), eval("1 if True else 2"))
