# Weak references from the native module: liveness, callbacks, equality, proxies, what cannot be referenced.
from _weakref import ref, proxy, getweakrefcount, getweakrefs
class O:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return isinstance(other, O) and self.n == other.n
    def __hash__(self): return hash(self.n)
    def method(self): return self.n
log = []
o = O(1)
r = ref(o)
same = ref(o)
called = ref(o, lambda w: log.append(("gone", w() is None)))
print(r() is o, r is same, called is r, r == called, hash(r) == hash(o), getweakrefcount(o), len(getweakrefs(o)), r.__callback__, callable(called.__callback__))
p = proxy(o)
print(p.n, p.method(), type(p).__name__, p == O(1))
p.n = 5
print(o.n)
del o
print(r(), log, r == ref(O(2)), repr(r).split(";")[-1], called.__callback__)
try: p.n
except ReferenceError as error: print(error)
try: hash(called)
except TypeError as error: print(error)
print(hash(r))
a, b = O(1), O(1)
ra, rb = ref(a), ref(b)
print(ra == rb, ra is rb, {ra: 1}[rb])
del a
print(ra == rb, ra == ra)
order = []
x = O(3)
refs = [ref(x, lambda w, i=i: order.append(i)) for i in range(3)]
del x
print(order)
def failing(w): order.append("called")
y = O(4)
w = ref(y, failing)
w2 = ref(y, order.append)
del w
y = None
print(len(order), order[-1] is w2)
for thing in (5, "s", None, (1,), [], {}, 1.5, b"", object()):
    try: ref(thing)
    except TypeError as error: print(error)
for thing in (O, len, O(1).method, lambda: 0, {1}, frozenset(), (i for i in ()), type):
    print(type(ref(thing)).__name__, end=" ")
print()
class Slots: __slots__ = ()
class SlotsWeak: __slots__ = ("__weakref__",)
try: ref(Slots())
except TypeError as error: print(error)
s = SlotsWeak()
print(ref(s)() is s, ref(s.__class__)() is SlotsWeak)
class Sub(ref):
    tag = "own"
    def __call__(self): return ("sub", super().__call__() is not None)
z = O(9)
sub = Sub(z)
print(sub(), sub.tag, sub == ref(z), sub is Sub(z))
m = O(7)
bound = ref(m.method)
print(bound())
cp = proxy(m)
print(str(cp) == str(m), bool(cp), cp.n + 1)
for bad in (lambda: ref(), lambda: ref(m, 1, 2), lambda: proxy(5)):
    try: bad()
    except TypeError as error: print(error)
