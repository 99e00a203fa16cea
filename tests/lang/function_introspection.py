# Attributes of functions, methods, built-ins and classes that tools read; what may be set on each.
def f(a, b: int = 2, *, c: str = "c", **d) -> float: "docstring"; return a
print(f.__name__, f.__qualname__, f.__module__, f.__doc__, f.__defaults__, f.__kwdefaults__, f.__annotations__, f.__dict__, f.__closure__, f.__type_params__, f.__globals__ is globals(), f.__builtins__["len"] is len)
f.tag, f.__doc__, f.__name__ = [1], "new", "g"
print(f.tag, f.__doc__, f.__name__, f.__qualname__, vars(f), hasattr(f, "nope"))
f.__dict__ = {"replaced": True}
print(f.replaced, hasattr(f, "tag"))
class C:
    def m(self): "m doc"
    @classmethod
    def cm(cls): pass
    @staticmethod
    def sm(): pass
    @property
    def p(self): "p doc"
    class Inner:
        def deep(self): pass
c = C()
print(c.m.__name__, c.m.__qualname__, c.m.__doc__, c.m.__self__ is c, c.m.__func__ is C.m, C.cm.__self__ is C, C.sm.__qualname__, C.p.__doc__, C.p.fget.__qualname__, C.Inner.deep.__qualname__, C.__dict__["cm"].__func__.__name__, c.m.__module__)
print(len.__name__, len.__qualname__, len.__module__, len.__doc__[:10], [].append.__qualname__, [].append.__self__, str.join.__qualname__, str.join.__objclass__, dict.fromkeys.__qualname__, int.__add__.__name__, int.__add__.__objclass__, (1).__add__.__self__, type(len).__name__, (5).__str__.__name__, object.__init__.__qualname__)
print(repr(len), repr([].append).split(" at ")[0], repr(str.join), repr(int.__add__), repr((1).__add__).split(" at ")[0], repr(C.m).split(" at ")[0], repr(c.m).split(" at ")[0], repr(C.p).split(" at ")[0], repr(C), repr(c).split(" at ")[0], repr(dict.fromkeys).split(" at ")[0])
for target, name, value in ((c.m, "x", 1), (len, "x", 1), ([].append, "__name__", "y"), (str.join, "x", 1), (f, "__defaults__", [1]), (f, "__kwdefaults__", 1), (f, "__code__", None), (C.p, "fget", 1), (C, "__name__", "D"), (c, "__doc__", "instance doc"), (int, "x", 1)):
    try:
        setattr(target, name, value)
        print(name, "set", getattr(target, name))
    except (TypeError, AttributeError) as error: print(name, type(error).__name__, error)
for name in ("__defaults__", "__kwdefaults__", "__doc__", "__dict__", "__name__", "__code__", "__annotations__", "replaced"):
    try:
        delattr(f, name)
        print(name, "deleted", getattr(f, name, "gone"))
    except (TypeError, AttributeError) as error: print(name, type(error).__name__, error)
print(C.m == C.m, c.m == c.m, c.m is c.m, C().m == c.m, {c.m: 1}[c.m], len == len, [].append == [].append, f == f, hash(c.m) == hash(c.m), (lambda: 0) == (lambda: 0), str.join is str.join, int.real is int.real)
lam = lambda x, /, *a: x
print(lam.__name__, lam.__qualname__, lam.__code__.co_varnames, lam.__defaults__, (lambda: (lambda: 0))().__qualname__)
def outer():
    def inner(): pass
    class K:
        def m(self): return lambda: 0
    return inner.__qualname__, K.__qualname__, K.m.__qualname__, K().m().__qualname__
print(outer())
