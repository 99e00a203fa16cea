# def: parameters of every kind, defaults, annotations, attributes, docstrings, nesting and redefinition.
def full(a, b=2, /, c=3, *args, d, e=5, **kwargs) -> "result":
    """The doc."""
    return a, b, c, args, d, e, kwargs
print(full(1, d=4), full.__name__, full.__doc__, full.__defaults__, full.__kwdefaults__, full.__annotations__, full.__module__, full.__qualname__)
c = full.__code__
print(c.co_argcount, c.co_posonlyargcount, c.co_kwonlyargcount, c.co_varnames, c.co_nlocals, c.co_flags & 0x0C)
full.attribute = "set"
print(full.attribute, full.__dict__, callable(full))
del full.attribute
def outer(x):
    def inner(y=x):
        """inner doc"""
        return x, y
    inner.tag = x
    return inner
f, g = outer(1), outer(2)
print(f(), g(9), f.tag, f.__qualname__, f.__code__ is g.__code__, f is g, f.__closure__[0].cell_contents)
def redefined(): return 1
first = redefined
def redefined(): return 2
print(first(), redefined())
def conditional(flag):
    if flag:
        def h(): return "then"
    else:
        def h(): return "else"
    return h()
print(conditional(1), conditional(0))
def early(): return late()
def late(): return "defined later"
print(early())
def no_return(): 1 + 1
def bare_return(): return
def many_returns(n):
    if n: return n,
    return n, n
print(no_return(), bare_return(), many_returns(1), many_returns(0))
def recursive(n, acc=()): return acc if not n else recursive(n - 1, acc + (n,))
print(recursive(4))
def mutable(x, memo={}):
    memo[x] = memo.get(x, 0) + 1
    return memo
mutable("a"); mutable("a")
print(mutable("b"))
def args_are_local(a, *rest, **kw):
    a += 1; rest += (9,); kw["z"] = 1
    return a, rest, kw
t, d = (1, 2), {"k": 0}
print(args_are_local(*t, **d), t, d)
def swap_code(): return "old"
swap_code.__code__ = (lambda: "new").__code__
print(swap_code())
for name, value in (("__code__", 5), ("__code__", f.__code__), ("__defaults__", [1]), ("__kwdefaults__", 5), ("__name__", 5), ("__qualname__", None), ("__dict__", 5), ("__closure__", ()), ("__globals__", {})):
    try:
        setattr(no_return, name, value)
        print(name, "set")
    except (TypeError, ValueError, AttributeError) as error:
        print(name, type(error).__name__, error)
no_return.__name__, no_return.__qualname__, no_return.__doc__ = "new_name", "New.qual", 5
print(no_return.__name__, no_return.__doc__, repr(no_return).split(" at ")[0])
import sys
Function = type(full)
made = Function(full.__code__, {"__name__": "elsewhere"}, "made", (7, 8, 9), None)
print(made(d=1, e=2), made.__module__, made.__name__)
for source in ("def f(a, a): pass", "def f(a=1, b): pass", "def f(*): pass", "def f(*, **k): pass", "def f(**k, a): pass", "def f(**k, *a): pass", "def f(*a, *b): pass", "def f(a, /, b, /): pass", "def f(/, a): pass", "def f(a, *, b, /): pass", "def f(*a, /): pass", "def f(a, (b, c)): pass", "def f(a.b): pass", "def f(1): pass", "def f(*a=1): pass", "def f(**k=1): pass", "def f(a:): pass", "def f(a=): pass", "def f(a b): pass", "def f(a,, b): pass", "def f(,): pass", "def f(a: int = 1, *b: str, c: x = 2, **d: y) -> z: pass", "def f(*a: *b): pass", "def f(a: *b): pass", "def f() -> : pass", "def f: pass", "def (a): pass", "def f()", "def f():\npass", "def 1(): pass", "def f.g(): pass", "def None(): pass", "def f(True): pass", "def f(a, *, a): pass", "def f(a, **a): pass", "def f(*, a=1, b, c=2): pass", "def f(a, b=1, /, c): pass", "def f(a, b=1, /, c=2): pass", "def f(lambda): pass", "def f(a=yield): pass", "def f(x): x: int; return x", "return 1", "class C: return 1", "def f(): yield; return 1", "def f(self, *): pass", "def f(__debug__): pass"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "| fine")
    except SyntaxError as error:
        print(repr(source), "|", error.msg)
