# Cooperative multiple inheritance: mixins, super chains with keyword arguments, diamonds, method wrapping.
class Root:
    def __init__(self, **kw):
        if kw: raise TypeError(f"left over: {sorted(kw)}")
        self.trace = ["Root"]
    def describe(self): return []
class Named(Root):
    def __init__(self, name="?", **kw):
        super().__init__(**kw)
        self.name = name
        self.trace.append("Named")
    def describe(self): return [f"name={self.name}", *super().describe()]
class Sized(Root):
    def __init__(self, size=0, **kw):
        super().__init__(**kw)
        self.size = size
        self.trace.append("Sized")
    def describe(self): return [f"size={self.size}", *super().describe()]
    def __len__(self): return self.size
class Logged:
    def describe(self):
        result = super().describe()
        calls.append(len(result))
        return ["logged", *result]
class Both(Logged, Named, Sized):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.trace.append("Both")
calls = []
b = Both(name="n", size=3)
print(b.describe(), b.trace, len(b), calls, [c.__name__ for c in Both.__mro__])
print(Named(name="x").describe(), Sized(size=1).trace)
for bad in (lambda: Both(name="n", colour="red"), lambda: Named("pos", size=1), lambda: Logged().describe()):
    try: bad()
    except (TypeError, AttributeError) as error: print(type(error).__name__, error)
class Comparable:
    def __eq__(self, o): return self.key() == o.key()
    def __lt__(self, o): return self.key() < o.key()
    def __le__(self, o): return not o < self
    def __gt__(self, o): return o < self
    def __hash__(self): return hash(self.key())
class Repr:
    def __repr__(self): return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in vars(self).items())})"
class Item(Comparable, Repr):
    def __init__(self, a, b): self.a, self.b = a, b
    def key(self): return self.a
items = [Item(3, "c"), Item(1, "a"), Item(2, "b")]
print(sorted(items), min(items), Item(1, "x") == Item(1, "y"), len({Item(1, 0), Item(1, 1)}), Item(1, 2) <= Item(1, 3), Item(2, 0) > Item(1, 9))
class CountCalls:
    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        cls.calls = {}
        for name, f in list(vars(cls).items()):
            if callable(f) and not name.startswith("_"):
                def wrapper(self, *a, _f=f, _n=name, **k):
                    type(self).calls[_n] = type(self).calls.get(_n, 0) + 1
                    return _f(self, *a, **k)
                setattr(cls, name, wrapper)
class Service(CountCalls):
    def get(self, k): return k
    def put(self, k, v=1): return self.get(k) + v
s = Service()
for i in range(100): s.put(i) if i % 2 else s.get(i)
print(Service.calls, s.put(1, v=5))
class A:
    def f(self): return "A"
class B(A):
    def f(self): return "B" + super().f()
class C(A):
    def f(self): return "C" + super().f()
class D(B, C):
    def f(self): return "D" + super().f()
def patched(self): return "patched" + super(C, self).f()
print(D().f(), super(B, D()).f(), super(D, D()).f())
C.f = patched
print(D().f(), C().f(), [D().f() for _ in range(100)][-1])
