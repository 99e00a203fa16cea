# Every shape of a call's arguments meeting every shape of parameters.
def show(a, /, b, c=3, *rest, d, e=5, **more):
    return a, b, c, rest, d, e, more
print(show(1, 2, d=4))
print(show(1, b=2, d=4, z=9))
print(show(1, 2, 33, 44, 55, d=4, e=6, f=7))
print(show(*(1, 2), d=4), show(*[1], **{"b": 2, "d": 4}), show(1, *[2, 3], 4, *"xy", d=0, **{"q": 1}, **{"r": 2}))
print(show(1, 2, d=4, a="keyword a is free"), show(*iter((1, 2, 3)), d=1, **{}))
class Mapping:
    def keys(self): return ["b", "d"]
    def __getitem__(self, key): return key.upper()
print(show("a", **Mapping()))
def order(*args, **kwargs): return args, list(kwargs)
def loud(x):
    print(x, end=" ")
    return x
print(order(loud(1), *loud([2]), loud(3), k=loud("k"), **loud({"m": 1}), n=loud("n")))
# Keywords before an unpacked sequence are evaluated after it is.
print(order(k=loud("k"), *loud([1])))
# Defaults are evaluated once, at the definition.
def append(item, target=[]):
    target.append(item)
    return target
print(append(1), append(2), append(3, []), append.__defaults__)
n = 1
def captured(value=n, *, twice=n * 2): return value, twice
n = 100
print(captured(), captured.__defaults__, captured.__kwdefaults__)
captured.__defaults__ = ("changed",)
captured.__kwdefaults__ = {"twice": "too"}
print(captured())
captured.__defaults__ = None
captured.__kwdefaults__ = None
try:
    captured()
except TypeError as error:
    print(error)
# Lambdas, methods, classes and partial shapes.
print((lambda *a, k=1, **m: (a, k, m))(1, 2, k=3, z=4), (lambda: "none")(), (lambda x, /: x)(5), (lambda *, x: x)(x=6))
class C:
    def __init__(self, *args, **kwargs): self.got = args, kwargs
    def m(self, /, self_kw=0, **k): return self_kw, k
print(C(1, *[2], x=3).got, C().m(1, self=2), C.m(C(), self_kw=4))
print(dict(a=1, **{"b": 2}), dict([("x", 1)], y=2), print.__call__("through __call__", end="!\n"), max(*[3, 1], key=lambda v: -v), sorted(*[[2, 1]], **{"reverse": True}))
# Many arguments; a name that is no identifier; the mapping is copied.
def many(*args, **kwargs): return len(args), len(kwargs)
print(many(*range(300), **{f"k{i}": i for i in range(300)}), many(**{"not an identifier": 1, "": 2}))
passed = {"a": 1}
def change(**kw):
    kw["a"] = 2
    return kw
print(change(**passed), passed)
def star(*args): return args
given = (1, 2)
print(star(*given) is given, star(*given) == given)
total = 0
def warm(a, b=2, *c, d=4, **e): return a + b + len(c) + d + len(e)
for i in range(200):
    total += warm(i) + warm(i, 1) + warm(i, 1, 1, d=1) + warm(*(i, i), **{"d": 1, "x": 1}) + warm(b=i, a=1)
print(total)
