# match: class patterns, __match_args__, keyword attributes, built-in classes with a positional, errors.
class Point:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
class Point3(Point):
    __match_args__ = ("x", "y", "z")
    def __init__(self, x, y, z):
        super().__init__(x, y)
        self.z = z
def where(p):
    match p:
        case Point3(0, 0, 0): return "origin of space"
        case Point(x=0, y=0): return "origin"
        case Point(0, y) | Point(y, 0): return f"on an axis at {y}"
        case Point3(z=z) if z > 5: return f"high {z}"
        case Point(x, y=yy): return f"({x}, {yy})"
print([where(p) for p in (Point(0, 0), Point(0, 5), Point(3, 0), Point(1, 2), Point3(1, 1, 9), Point3(0, 0, 0))])
def builtin(x):
    match x:
        case bool(b): return ("bool", b)
        case int(n): return ("int", n)
        case float(f): return ("float", f)
        case str(s): return ("str", s)
        case bytes(b): return ("bytes", b)
        case bytearray(b): return ("bytearray", bytes(b))
        case list([a, *_]): return ("list", a)
        case tuple((1, b)): return ("tuple", b)
        case dict({"k": v}): return ("dict", v)
        case set(s) | frozenset(s): return ("set", sorted(s))
        case list() | tuple() | dict(): return ("empty", type(x).__name__)
        case type(): return ("type", x.__name__)
        case complex(real=r, imag=i): return ("complex", r, i)
        case object(): return ("object", type(x).__name__)
print([builtin(x) for x in (True, 5, 1.5, "s", b"b", bytearray(b"x"), [1, 2], (1, 9), {"k": "v"}, {3, 1}, frozenset([2]), [], (), {}, int, 1 + 2j, None, ...)])
class Sub(int): pass
print(builtin(Sub(7)))
# Attributes are looked up in order and only AttributeError means no match.
class Spy:
    def __getattr__(self, name):
        print("attr", name, end=" ")
        if name == "missing": raise AttributeError(name)
        if name == "broken": raise ValueError(name)
        return name * 2
match Spy():
    case Spy(a="aa", missing=_): print("never")
    case Spy(b="no", c=_): print("never")
    case Spy(d=value): print(value)
try:
    match Spy():
        case Spy(broken=1): pass
except ValueError as error:
    print("ValueError", error)
def attempt(cls, pattern):
    try:
        exec(f"match subject:\n case {pattern}: print('matched')\n case _: print('no match')", {"C": cls, "subject": 5 if cls is int else cls() if isinstance(cls, type) else 5})
    except TypeError as error:
        print(pattern, "->", error)
class NoArgs: pass
class Few: __match_args__ = ("a",)
class ListArgs: __match_args__ = ["a"]
class Numbers: __match_args__ = (1,)
class Twice: __match_args__ = ("a", "a"); a = 1
Few.a = 1
for cls, pattern in ((NoArgs, "C(1)"), (NoArgs, "C()"), (Few, "C(1)"), (Few, "C(1, 2)"), (ListArgs, "C(1)"), (Numbers, "C(1)"), (Twice, "C(1, 1)"), (Few, "C(1, a=1)"), (int, "C(5)"), (int, "C(5, 6)"), (int, "C(real=5)"), (len, "C()"), (5, "C()"), (int | str, "C()"), (list, "C(1, 2)")):
    attempt(cls, pattern)
# isinstance hooks are respected.
class Even(type):
    def __instancecheck__(cls, x): return isinstance(x, int) and x % 2 == 0
class IsEven(metaclass=Even): pass
match 4:
    case IsEven(): print("even by hook")
class Module: Nested = Point
match Point(1, 2):
    case Module.Nested(1, b): print("dotted class", b)
total = 0
shapes = [Point(1, 2), Point3(1, 2, 3), "s", 7]
for i in range(300):
    match shapes[i % 4]:
        case Point3(x, y, z): total += x + y + z
        case Point(x, y): total += x * y
        case str(): total += 100
        case int(n): total += n
print(total)
