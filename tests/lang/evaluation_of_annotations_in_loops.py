# Annotations met in loops, conditions and repeated definitions: which are kept, and with which values.
class C:
    for n in range(3):
        last: n
        if n == 1: middle: "seen once"
    while False: never: int
    try: tried: str
    finally: final: bytes
    with __import__("_thread").allocate_lock(): locked: float
    match 1:
        case 1: matched: int
        case _: unmatched: int
print(C.__annotations__)
functions = []
for kind in (int, str):
    def f(x: kind) -> list[kind]: return x
    functions.append(f)
kind = "rebound before they are read"
print([f.__annotations__ for f in functions])
def make(t):
    def inner(a: t, b: list[t] = None) -> dict[str, t]: return a
    class K:
        attr: t
        def m(self, p: t): pass
    return inner, K
for t in (int, "text"):
    try:
        inner, K = make(t)
        print(inner.__annotations__, K.__annotations__, K.m.__annotations__)
    except TypeError as error: print(error)
class Redefined:
    a: int
    a: str
    b: int = 1
    del b
print(Redefined.__annotations__, hasattr(Redefined, "b"))
def conditional(flag):
    if flag:
        def g(x: int): pass
    else:
        def g(x: str): pass
    return g.__annotations__
print(conditional(True), conditional(False))
reads = []
class Reads:
    x: reads.append("x") or int
    y: reads.append("y") or str
print(reads, sorted(Reads.__annotations__), reads, Reads.__annotations__["x"], reads)
class Base: inherited: int
class Derived(Base): own: str
class Bare(Base): pass
print(Base.__annotations__, Derived.__annotations__, Bare.__annotations__)
Derived.__annotations__["added"] = float
print(Derived.__annotations__, Base.__annotations__)
total = 0
for i in range(100):
    def h(v: i): return v
    total += h.__annotations__["v"] if i % 2 else h(i)
print(total, i)
