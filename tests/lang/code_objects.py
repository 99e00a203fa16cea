# Code objects: names, constants, flags, lines, replace, equality; functions made of them.
def f(a, b=1, /, c=2, *args, d, **kw):
    """doc"""
    x = a + len(args)
    def inner(): return x
    return inner
c = f.__code__
print(c.co_name, c.co_qualname, c.co_argcount, c.co_posonlyargcount, c.co_kwonlyargcount, c.co_varnames, c.co_cellvars, c.co_freevars, c.co_names, c.co_nlocals, c.co_firstlineno, c.co_flags & 0b1111, c.co_filename == __file__ if "__file__" in globals() else "", c.co_stacksize > 0, type(c.co_code).__name__)
inner = f(1, d=2)
print(inner.__code__.co_freevars, inner.__code__.co_consts.count(None) <= 1, inner.__code__.co_qualname, [k for k in c.co_consts if isinstance(k, str)], inner())
g = f.__code__.replace(co_name="renamed", co_filename="elsewhere.py", co_firstlineno=100)
print(g.co_name, g.co_filename, g.co_firstlineno, g == c, c == f.__code__, hash(c) == hash(f.__code__))
def twin(a): return a + 1
first = twin.__code__
def twin(a): return a + 2
print(first == twin.__code__, (lambda: 0).__code__ == (lambda: 0).__code__, (lambda: 1).__code__.co_consts, (lambda: (1, 2)).__code__.co_consts)
Function = type(f)
made = Function(twin.__code__, {})
print(made(5), made.__name__, Function(twin.__code__, {"len": 1}, "given").__name__, made.__defaults__)
for bad in (lambda: Function(5, {}), lambda: Function(twin.__code__, 5), lambda: Function(inner.__code__, {}), lambda: setattr(twin, "__code__", inner.__code__), lambda: setattr(twin, "__code__", 5), lambda: del_code(twin)):
    try: print(bad())
    except Exception as error: print(type(error).__name__, error)
def lines(code): return sorted({line - code.co_firstlineno for _, _, line in code.co_lines() if line})
print(lines(c), lines(twin.__code__), len(list(c.co_positions())) > 5)
module = compile("x = 1\ny = [i for i in range(3)]\ndef h(): pass\nclass K: pass", "m.py", "exec")
print(module.co_name, module.co_filename, module.co_names, [k.co_name for k in module.co_consts if hasattr(k, "co_name")], module.co_flags & 0x40 == 0x40, compile("1", "e", "eval").co_name)
async def co(): pass
def gen(): yield
async def agen(): yield
print([bool(h.__code__.co_flags & m) for h, m in ((gen, 0x20), (co, 0x80), (agen, 0x200), (twin, 0x20), (f, 4), (f, 8))], f.__code__.co_flags & 0x4000000 != 0, twin.__code__.co_flags & 0x10 == 0, inner.__code__.co_flags & 0x10 != 0)
twin.__code__ = (lambda a: a * 100).__code__
print(twin(3), [twin(i) for i in range(100)][-1], repr(c).split(" at ")[0], twin.__code__.co_name)
