# Caches that were warmed, then made wrong: each must notice.
def warm(f, *a):
    for _ in range(100): r = f(*a)
    return r
class C:
    k = 1
    def m(self): return "m1"
def get(o): return o.k
def call(o): return o.m()
c = C()
print(warm(get, c), warm(call, c))
C.k = 2; C.m = lambda self: "m2"
print(get(c), call(c))
c.k = 3; c.m = lambda: "own"
print(get(c), call(c))
del c.k, c.m
print(get(c), call(c))
class D(C):
    k = 9
c.__class__ = D
print(get(c))
c.__dict__ = {"k": "dict"}
print(get(c))
gv = 1
def g(): return gv
print(warm(g)); gv = 2; print(g())
del gv
try: g()
except NameError as e: print(e)
def length(x): return len(x)
print(warm(length, [1]))
len = lambda x: "shadow"
print(length([1]))
del len
print(length([1]))
def add(a, b): return a + b
print(warm(add, 1, 2), add(2 ** 61, 2 ** 61), add(1.5, 2), add("a", "b"), add([1], [2]), add(1e300, 1e300))
print(warm(add, 2 ** 60, 2 ** 60), add(-2 ** 61, -1), add(True, 1))
def it(x):
    s = 0
    for v in x: s += v
    return s
print(warm(it, [1, 2]), it((1, 2)), it(range(3)), it({1: 0}), it(i for i in [4]))
l = [1, 2, 3]
seen = []
for v in l:
    seen.append(v)
    if len(l) < 6: l.append(v * 10)
print(seen)
class P:
    @property
    def p(self): return 1
def gp(o): return o.p
print(warm(gp, P()))
P.p = 5
print(gp(P()))
def call_f(f): return f(1)
print(warm(call_f, lambda x: x), call_f(lambda x, y=2: (x, y)), call_f(str), call_f([].append))
def f1(a): return a
print(warm(call_f, f1))
f1.__code__ = (lambda a: ("new", a)).__code__
print(call_f(f1))
f1.__defaults__ = (1,)
print(f1())
def idx(c, i): return c[i]
print(warm(idx, [1, 2], 1), idx((3, 4), -1), idx("ab", 0), idx({1: 5}, 1), idx(b"a", 0))
try: idx([1], 5)
except IndexError as e: print(e)
def cmp(a, b): return a < b
print(warm(cmp, 1, 2), cmp(1.0, 2), cmp("a", "b"), cmp([1], [2]))
def tmp(n):
    class T:
        def __init__(self): self.v = n
        def get(self): return self.v
    return T().get()
print([tmp(i) for i in range(5)], warm(tmp, 3))
def init(cls): return cls(1).a
class I:
    def __init__(self, a): self.a = a
print(warm(init, I))
I.__init__ = lambda self, a, b=7: setattr(self, "a", (a, b))
print(init(I))
