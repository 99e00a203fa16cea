# Recursion: the limit, RecursionError in every sort of call, recovery, deep data.
import sys
limit = sys.getrecursionlimit()
print(limit)
def down(n): return n if n == 0 else down(n - 1)
print(down(500))
def endless(): return endless()
class Attr:
    def __getattr__(self, name): return getattr(self, name + "x")
class Rep:
    def __repr__(self): return repr(self)
class Eq:
    def __eq__(self, other): return self == other
class Call:
    def __call__(self): return self()
class Iter:
    def __iter__(self): return iter(self)
class Prop:
    @property
    def p(self): return self.p
class Hash:
    def __hash__(self): return hash(self)
class Add:
    def __add__(self, other): return self + other
class Item:
    def __getitem__(self, key): return self[key]
class Len:
    def __len__(self): return len(self)
class Str:
    def __str__(self): return str(self)
class Bool:
    def __bool__(self): return bool(self)
def gen(): yield from gen()
def mutual_a(): return mutual_b()
def mutual_b(): return mutual_a()
for name, call in (("function", endless), ("getattr", lambda: Attr().a), ("repr", lambda: repr(Rep())), ("eq", lambda: Eq() == 1), ("call", lambda: Call()()), ("iter", lambda: iter(Iter())), ("property", lambda: Prop().p), ("hash", lambda: hash(Hash())), ("add", lambda: Add() + 1), ("item", lambda: Item()[0]), ("len", lambda: len(Len())), ("str", lambda: str(Str())), ("bool", lambda: bool(Bool())), ("generator", lambda: list(gen())), ("mutual", mutual_a), ("lambda", lambda: (lambda f: f(f))(lambda f: f(f))), ("map", lambda: (f := lambda x: list(map(f, [x])))(1)), ("sort", lambda: (k := lambda x: sorted([x], key=k))(1)), ("class", lambda: (m := lambda: type("X", (), {"a": m()}))())):
    try: call()
    except RecursionError as error: print(name, str(error).startswith("maximum recursion depth exceeded"))
print(down(500))
def handler_depth(n):
    try: return handler_depth(n + 1)
    except RecursionError: return n > 100
print(handler_depth(0))
sys.setrecursionlimit(200)
try: down(500)
except RecursionError as error: print("lowered:", type(error).__name__)
sys.setrecursionlimit(limit)
for bad in (0, -1, "x", 1.5):
    try: sys.setrecursionlimit(bad)
    except (ValueError, TypeError) as error: print(type(error).__name__, error)
nested = []
for _ in range(50): nested = [nested]
print(repr(nested).count("["), nested == eval(repr(nested)))
deep = ()
for _ in range(100000): deep = (deep,)
del deep
chain = None
for i in range(50000): chain = [chain]
del chain
print("deleted")
try: eval("(" * 300 + ")" * 300)
except (SyntaxError, MemoryError, RecursionError) as error: print(type(error).__name__)
def ackermann(m, n): return n + 1 if not m else ackermann(m - 1, 1) if not n else ackermann(m - 1, ackermann(m, n - 1))
print(ackermann(2, 5))
