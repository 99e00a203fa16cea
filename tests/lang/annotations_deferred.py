# Annotations are evaluated when asked for (PEP 649): functions, classes, modules, __annotate__ and its formats.
def f(a: undefined_yet, *args: int, b: "text" = 1, **kw: list[int]) -> str:
    return a
undefined_yet = "defined now"
print(f.__annotations__)
print(f.__annotations__ is f.__annotations__)
def g(x: missing_name): pass
try:
    g.__annotations__
except NameError as error:
    print(error)
missing_name = int
print(g.__annotations__)
print((lambda: 0).__annotations__, f.__annotate__(1) == f.__annotations__)
for format in (2, 3, 4):
    try:
        f.__annotate__(format)
    except NotImplementedError as error:
        print("NotImplementedError", error)

# Assigning and deleting.
f.__annotations__ = {"a": 1}
print(f.__annotations__, f.__annotate__)
f.__annotate__ = lambda format: {"made": format}
print(f.__annotations__)
del f.__annotations__
print(f.__annotations__)
for bad in (5, "x"):
    for name in ("__annotations__", "__annotate__"):
        try:
            setattr(f, name, bad)
        except TypeError as error:
            print(error)

class C:
    x: int
    y: Later = 1
    __private: str
    (z): float = 2.0
    "a string".join: int
    def method(self, other: C) -> Later: ...
class Later: pass
print(C.__annotations__, hasattr(C, "x"), C.y, C.z)
print(C.method.__annotations__)
class D(C): pass
class E(C):
    own: bytes
print(D.__annotations__, E.__annotations__)
# Only what was run counts, in a class and in a module.
class Conditional:
    if False:
        never: int
    else:
        taken: str
    for i in range(2):
        looped: i
print(Conditional.__annotations__)
space = {}
exec("a: int = 1\nif False:\n  b: str\nelse:\n  c: float", space)
print(sorted(space["__annotate__"](1)), "a" in space, "c" in space)
top: undefined_type_name
print("top" in globals())
# Annotations of local variables are never evaluated; their targets may be.
def local():
    v: never_defined
    w: never_defined = 3
    (print("target evaluated") or {})["key"]: never_defined = 5
    return w
print(local())
# The annotation scope sees the class's names and the enclosing function's.
def outer():
    T = "T of outer"
    class Inner:
        U = "U of Inner"
        a: T
        b: U
        def m(self, p: U, q: T): pass
    return Inner
Inner = outer()
print(Inner.__annotations__, Inner.m.__annotations__)
for source in ("x: (yield) = 1", "def f(): x: int; global x", "x: int: str", "x, y: int", "[x]: int", "f(): int", "x: int += 1", "def f(a: (b := 1)): pass", "async def f():\n def g(a: (await b)): pass", "x: int = yield"):
    try:
        compile(source, "<test>", "exec")
        print("fine")
    except SyntaxError as error:
        print(error.msg)
