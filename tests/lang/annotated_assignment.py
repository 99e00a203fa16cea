# Annotated assignment: simple names, attributes, items, without a value, in functions and classes.
x: int = 5
y: str
z: "not evaluated" = [1]
print(x, "y" in globals(), z)
def record(name):
    seen.append(name)
    return name
seen = []
class O: pass
o = O()
o.attr: record("annotation of an attribute") = record("value")
o.__dict__[record("key")]: record("annotation of an item") = record("item")
(p): record("parenthesized name") = record("p")
o.unset: record("no value: the object is evaluated")
print(seen, vars(o))
print(sorted(__annotate__(1)))
# Tuples without parentheses may be the value, since 3.8.
t: tuple = 1, 2
u: tuple = *t, 3
def f():
    v: int = *t, 4
    return v
print(t, u)
def g():
    a: int
    b: int = 1
    try:
        a
    except UnboundLocalError as error:
        return str(error), b, g.__annotations__
print(g())
def h():
    c: undefined_name.attr[never()] = "local annotations are not run"
    return c
print(h())
class Typed:
    a: int
    b: str = "b"
    c: list[int] = [1]
    def __init__(self):
        self.d: float = 1.0
        self.e: bytes
    _Typed__f: int
    __g: str
print(Typed.__annotations__, vars(Typed()), hasattr(Typed, "a"), Typed.b)
class Child(Typed):
    a: str
print(Child.__annotations__, Typed.__annotations__["a"])
class Loop:
    for i in range(2):
        j: i
    if i:
        k: "seen"
    else:
        l: "not seen"
print(Loop.__annotations__)
class Shadow:
    int: int = 3
    other: int = 4
print(Shadow.__annotations__ == {"int": 3, "other": 3}, Shadow.int)
space = {}
exec("a: int\nb: undefined = 1\nfor n in range(2):\n  c: n", space)
try:
    space["__annotate__"](1)
except NameError as error:
    print(error)
space["undefined"] = "defined later"
print(space["__annotate__"](1))
module = type(__import__("sys"))("m")
exec("q: int = 1", module.__dict__)
print(module.__annotations__, module.__annotate__(1))
module.__annotations__ = {"replaced": 1}
print(module.__annotations__, module.__annotate__)
del module.__annotations__
print(module.__annotations__)
for source in ("x: int = = 1", "f(): int", "x, y: int = 1, 2", "(x, y): int", "[x]: int", "x: int: str", "1: int", "x: int += 1", "x: yield", "x: *a", "x.y.z: int", "x[0]: int = 1", "'s': int", "lambda: 1: int", "x: lambda: 1", "x: int = yield", "global_: int", "x = y: int", "not x: int", "-x: int", "x if y else z: int", "x: a, b", "x: (a := 1)", "x: [a for a in b]", "None: int", "x: await y", "class C:\n x: (yield)"):
    try:
        compile(source, "<test>", "exec")
        print(source, "| fine")
    except SyntaxError as error:
        print(source, "|", error.msg)
